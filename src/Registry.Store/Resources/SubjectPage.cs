using Registry.Clinical;
using Registry.Contracts.Events;

namespace Registry.Store.Resources;

/// <summary>Subjects in the order of their ids, as of one moment where the engine has snapshots.</summary>
/// <param name="Subjects">The page's, and all who are linked to one of them, directly or through others.</param>
/// <param name="Next">The next page begins after this id; null when this is the last.</param>
public sealed record SubjectPage(IReadOnlyDictionary<SubjectId, SubjectState> Subjects, SubjectId? Next);

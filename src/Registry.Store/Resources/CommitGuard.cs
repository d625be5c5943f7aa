using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Store.Index;

namespace Registry.Store.Resources;

/// <summary>What a search must find still when a changeset is committed that was decided on it.</summary>
/// <param name="Criteria">What is searched, in a form that is the same for the same search: who searches for it at the same time waits.</param>
/// <param name="Query">The search, for one more than may be found.</param>
/// <param name="Caller">Whose resources are searched.</param>
/// <param name="Found">What it found: type and id, in any order.</param>
public sealed record CommitGuard(string Criteria, SearchQuery Query, Caller Caller, IReadOnlyCollection<ResourceKey> Found);

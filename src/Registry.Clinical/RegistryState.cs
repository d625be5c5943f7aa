using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Fhir.Json;

namespace Registry.Clinical;

/// <summary>What a submission has to know before it can be decided: asked once, in one read.</summary>
/// <param name="Resources">Resources that are named by id: updated, deleted or referred to.</param>
/// <param name="Identifiers">Identifiers that are matched (conditional interactions) or claimed, within the caller's site.</param>
/// <param name="WithRecords">True when the current resources of the subjects are asked for as well, because a package has rules over them, or because something is deleted to which they may refer: see <see cref="SubjectState.Records"/>.</param>
public sealed record StateRequest(IReadOnlyCollection<ResourceKey> Resources, IReadOnlyCollection<IdentifierKey> Identifiers, bool WithRecords = false);

/// <summary>What the store holds of it. Whoever decides on it commits only if nothing that it read has moved.</summary>
public sealed record RegistryState
{
    /// <summary>Nothing is held of what was asked.</summary>
    public static RegistryState Empty { get; } = new()
    {
        Resources = new Dictionary<ResourceKey, StoredResource>(),
        ByIdentifier = new Dictionary<IdentifierKey, ResourceKey>(),
        Subjects = new Dictionary<SubjectId, SubjectState>(),
    };

    /// <summary>Current versions, deleted ones included, of the resources named by id or found by identifier. Of any site: who may touch them is decided later.</summary>
    public required IReadOnlyDictionary<ResourceKey, StoredResource> Resources { get; init; }

    /// <summary>The resource of the caller's site that holds an identifier; unique per site, type, system and value, and kept by deleted resources.</summary>
    public required IReadOnlyDictionary<IdentifierKey, ResourceKey> ByIdentifier { get; init; }

    /// <summary>What the submission's searches found at the caller's site, for each of <see cref="Submissions.Submission.Conditions"/>, and one more than it may have at most; they are among <see cref="Resources"/>.</summary>
    public IReadOnlyDictionary<Submissions.Condition, IReadOnlyList<ResourceKey>> ByCondition { get; init; } = new Dictionary<Submissions.Condition, IReadOnlyList<ResourceKey>>();

    /// <summary>The subjects of those resources, and every subject linked to one of them, directly or through others: all who are the same person.</summary>
    public required IReadOnlyDictionary<SubjectId, SubjectState> Subjects { get; init; }

    /// <summary>The same with every canonical under the base that counts now: what was stored before a base was changed says what it said.</summary>
    internal RegistryState Under(CanonicalAliases aliases) => aliases.IsEmpty ? this : this with
    {
        Resources = Resources.ToDictionary(pair => pair.Key, pair => pair.Value with { Content = aliases.Apply(pair.Value.Content) }),
        Subjects = Subjects.ToDictionary(pair => pair.Key, pair => pair.Value.Under(aliases)),
    };
}

/// <summary>The current version of a stored resource.</summary>
public sealed record StoredResource
{
    /// <summary>Type and id.</summary>
    public required ResourceKey Key { get; init; }

    /// <summary>The site that owns it.</summary>
    public required SiteId Site { get; init; }

    /// <summary>Who it is about.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>meta.versionId, from 1.</summary>
    public required long Version { get; init; }

    /// <summary>True when the current version is a deletion.</summary>
    public required bool IsDeleted { get; init; }

    /// <summary>The stored JSON (see <see cref="ResourceWrite.Content"/>); empty when deleted.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The identifiers that it holds.</summary>
    public required IReadOnlyList<IdentifierKey> Identifiers { get; init; }
}

/// <summary>Where a subject stands with the registry.</summary>
public enum SubjectStatus
{
    /// <summary>Known, but consent to <c>registry</c> was never given.</summary>
    Pending = 0,

    /// <summary>Consent to <c>registry</c> is given.</summary>
    Enrolled = 1,

    /// <summary>Consent to <c>registry</c> was given and then withdrawn.</summary>
    Withdrawn = 2,

    /// <summary>All content was erased; only the id remains.</summary>
    Erased = 3,
}

/// <summary>A subject's state, with the row version that a commit must find unchanged.</summary>
public sealed record SubjectState
{
    /// <summary>The subject.</summary>
    public required SubjectId Id { get; init; }

    /// <summary>Counts every commit that touched the subject, from 1.</summary>
    public required long RowVersion { get; init; }

    /// <summary>The site that made it.</summary>
    public required SiteId Site { get; init; }

    /// <summary>Where it stands with the registry.</summary>
    public required SubjectStatus Status { get; init; }

    /// <summary>Every fact that holds now, retracted ones left out, in order of sequence.</summary>
    public required IReadOnlyList<HeldFact> Facts { get; init; }

    /// <summary>Findings that are open.</summary>
    public required IReadOnlyList<OpenFinding> Findings { get; init; }

    /// <summary>All that is stored of the subject, its Patients among them, without what was deleted; empty unless <see cref="StateRequest.WithRecords"/> asks for it.</summary>
    public IReadOnlyList<StoredResource> Records { get; init; } = [];

    /// <summary>Subjects to which this one has a link of its own, itself left out; not those that are reached only through others, for one link may be parted.</summary>
    public required IReadOnlyList<SubjectId> Linked { get; init; }

    /// <summary>The same with every canonical under the base that counts now.</summary>
    internal SubjectState Under(CanonicalAliases aliases) => aliases.IsEmpty ? this : this with
    {
        Facts = [.. Facts.Select(fact => fact with { Body = aliases.Apply(fact.Body) })],
        Records = [.. Records.Select(record => record with { Content = aliases.Apply(record.Content) })],
    };
}

/// <summary>A fact that holds: the last event that stated it.</summary>
public sealed record HeldFact
{
    /// <summary>Key of the fact.</summary>
    public required string Fact { get; init; }

    /// <summary>Name of the event's type.</summary>
    public required string EventType { get; init; }

    /// <summary>The event's place in the log.</summary>
    public required long Sequence { get; init; }

    /// <summary>The site that stated it.</summary>
    public required SiteId Site { get; init; }

    /// <summary>The resource that states it.</summary>
    public required ResourceKey Source { get; init; }

    /// <summary>The version of it that stated it so first; 0 for a link, which no resource states.</summary>
    public required long SourceVersion { get; init; }

    /// <summary>When it happened; null when not told.</summary>
    public required PartialDate? Occurred { get; init; }

    /// <summary>The event's body, as <see cref="EventJson.WriteBody"/> wrote it.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>A finding whose ground holds.</summary>
public sealed record OpenFinding
{
    /// <summary>Stable key: rule, severity and the facts that it is about.</summary>
    public required string Key { get; init; }

    /// <summary>The site that states what it rests on.</summary>
    public required SiteId Site { get; init; }

    /// <summary>The rule's id.</summary>
    public required string Rule { get; init; }

    /// <summary>Which version of the rule found it.</summary>
    public required int RuleVersion { get; init; }

    /// <summary><c>error</c>, <c>warning</c> or <c>information</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>What the sender of the evidence is told; empty texts for one that opened before they were kept.</summary>
    public required FindingText Text { get; init; }

    /// <summary>Where it is stated; empty for one that opened before it was kept.</summary>
    public required IReadOnlyList<FindingEvidence> Evidence { get; init; }

    /// <summary>Sequence of its FindingOpened.</summary>
    public required long Sequence { get; init; }
}

using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Fhir.Search;

namespace Registry.Clinical;

/// <summary>Everything that one accepted submission changes: committed whole, or not at all. Only a decision makes one.</summary>
public sealed record Changeset
{
    internal Changeset()
    {
    }

    /// <summary>Id of the commit row, UUIDv7: after a broken connection it tells whether the commit happened.</summary>
    public required Guid CommitId { get; init; }

    /// <summary>Who sent it.</summary>
    public required Caller Caller { get; init; }

    /// <summary>Resource versions to append. A resource stands here at most once.</summary>
    public required IReadOnlyList<ResourceWrite> Resources { get; init; }

    /// <summary>Subjects to make, or to move on from the row version that was read. A subject stands here at most once.</summary>
    public required IReadOnlyList<SubjectWrite> Subjects { get; init; }

    /// <summary>Identifiers that a resource takes for the caller's site; a taken one is a conflict. Sorted, so that two commits never wait for each other in a circle.</summary>
    public required IReadOnlyList<IdentifierClaim> Claims { get; init; }

    /// <summary>Identifiers that a resource of the caller's site gives up.</summary>
    public required IReadOnlyList<IdentifierClaim> Releases { get; init; }

    /// <summary>Events, in the order in which they enter the log.</summary>
    public required IReadOnlyList<EventDraft> Events { get; init; }

    /// <summary>Findings that open.</summary>
    public required IReadOnlyList<FindingWrite> FindingsOpened { get; init; }

    /// <summary>Findings that close.</summary>
    public required IReadOnlyList<FindingClosing> FindingsClosed { get; init; }

    /// <summary>Pairs of subjects that are joined as one person, or parted again.</summary>
    public required IReadOnlyList<SubjectLinkWrite> Links { get; init; }

    /// <summary>True when nothing changes: the same content was sent again.</summary>
    public bool IsEmpty => Resources.Count == 0 && Subjects.Count == 0 && Events.Count == 0;
}

/// <summary>One resource version to append.</summary>
public sealed record ResourceWrite
{
    /// <summary>Type and id.</summary>
    public required ResourceKey Key { get; init; }

    /// <summary>The site that owns it.</summary>
    public required SiteId Site { get; init; }

    /// <summary>Who it is about.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>The version to write; 1 for a new resource. The version before it must be the current one.</summary>
    public required long Version { get; init; }

    /// <summary>True for a deletion.</summary>
    public required bool IsDeleted { get; init; }

    /// <summary>
    /// UTF-8 JSON without white space that starts <c>{"resourceType":"T","id":"I","meta":{</c>, references resolved, and whose meta has neither
    /// versionId nor lastUpdated: <see cref="StoredContent"/> puts them in when it is read. Empty for a deletion.
    /// </summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Values under which the resource is found; empty for a deletion.</summary>
    public required IReadOnlyList<SearchValue> SearchValues { get; init; }
}

/// <summary>A subject to make, or to move on.</summary>
/// <param name="Id">The subject.</param>
/// <param name="RowVersion">The row version that was read; 0 for a new subject. The commit writes the next one.</param>
/// <param name="Status">Where it stands from now on.</param>
public sealed record SubjectWrite(SubjectId Id, long RowVersion, SubjectStatus Status);

/// <summary>An identifier that a resource holds for its site.</summary>
/// <param name="Identifier">Type, system and value.</param>
/// <param name="Resource">The holder.</param>
/// <param name="Subject">The holder's subject. For a Patient this is the subject link: site, system and value name one subject.</param>
public sealed record IdentifierClaim(IdentifierKey Identifier, ResourceKey Resource, SubjectId Subject);

/// <summary>An event without its place in the log: the commit gives it sequence, predecessor and time.</summary>
public sealed record EventDraft
{
    /// <summary>Name of the event's type.</summary>
    public required string EventType { get; init; }

    /// <summary>Who it is about.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>The site that states it.</summary>
    public required SiteId Site { get; init; }

    /// <summary>Key of the fact.</summary>
    public required string Fact { get; init; }

    /// <summary>The resource version that states it: <c>Type/id/_history/version</c>.</summary>
    public required string Source { get; init; }

    /// <summary>When it happened; null when not told.</summary>
    public required PartialDate? Occurred { get; init; }

    /// <summary>Sequence of the event that it replaces; null for a new fact.</summary>
    public required long? Supersedes { get; init; }

    /// <summary>Package and mapping version that derived it.</summary>
    public required string Derivation { get; init; }

    /// <summary>The body, as <see cref="EventJson.WriteBody"/> writes it.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>A finding that opens.</summary>
public sealed record FindingWrite
{
    /// <summary>Stable key within the subject: rule, severity and the facts that it is about. It is the fact of its FindingOpened and FindingClosed.</summary>
    public required string Key { get; init; }

    /// <summary>Who it is about.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>The site that states what it rests on: the sender's where some of it is in the submission.</summary>
    public required SiteId Site { get; init; }

    /// <summary>The rule's id.</summary>
    public required string Rule { get; init; }

    /// <summary>Which version of the rule found it, from 1.</summary>
    public required int RuleVersion { get; init; }

    /// <summary><c>error</c>, <c>warning</c> or <c>information</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>Kahn 2016 category.</summary>
    public required string Category { get; init; }

    /// <summary>What the sender of the evidence is told.</summary>
    public required FindingText Text { get; init; }

    /// <summary>Where it is stated: at most <see cref="Limits.FindingEvidence"/> places.</summary>
    public required IReadOnlyList<FindingEvidence> Evidence { get; init; }

    /// <summary>The resource version that opened it.</summary>
    public required string Source { get; init; }
}

/// <summary>A finding in words.</summary>
/// <param name="Title">What the rule asks, in one clause.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Reason">Why that cannot be.</param>
/// <param name="Remedy">What to send instead.</param>
/// <param name="AcrossSites">The message for whoever sent only a part of the evidence: no value, date or site.</param>
public sealed record FindingText(string Title, string Message, string Reason, string Remedy, string AcrossSites);

/// <summary>A finding that closes.</summary>
/// <param name="Subject">Who it is about.</param>
/// <param name="Key">Its key.</param>
/// <param name="Reason">As <see cref="FindingClosed.Reason"/> says.</param>
public sealed record FindingClosing(SubjectId Subject, string Key, string Reason);

/// <summary>Two subjects are one person, or were thought to be.</summary>
/// <param name="First">One of the pair.</param>
/// <param name="Second">The other.</param>
/// <param name="IsLinked">True to join, false to part.</param>
public sealed record SubjectLinkWrite(SubjectId First, SubjectId Second, bool IsLinked);

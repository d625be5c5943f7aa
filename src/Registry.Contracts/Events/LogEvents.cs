using System.Text.Json;

namespace Registry.Contracts.Events;

/// <summary>A fact is gone: its resource was deleted, entered in error, or belongs to another subject.</summary>
/// <remarks><see cref="EventHeader.Supersedes"/> names the event that no longer holds.</remarks>
public sealed record FactRetracted : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>Type of the event that no longer holds, such as <c>FlareUpReported</c>.</summary>
    public required string RetractedType { get; init; }

    /// <summary>
    /// <c>deleted</c>, <c>entered-in-error</c>, <c>moved</c> (to another subject), <c>changed-type</c> or
    /// <c>no-longer-stated</c> (the resource stands, but without this statement, such as a death taken back).
    /// </summary>
    public required string Reason { get; init; }
}

/// <summary>A rule found something that a person should look at. It says what and where, and no value of anybody.</summary>
/// <remarks>Members that are not required are absent from events that were written before they were told.</remarks>
public sealed record FindingOpened : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>The rule's stable id.</summary>
    public required string Rule { get; init; }

    /// <summary>Which version of the rule found it, from 1.</summary>
    public int RuleVersion { get; init; } = 1;

    /// <summary><c>error</c>, <c>warning</c> or <c>information</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>Kahn 2016: <c>conformance</c>, <c>completeness</c> or <c>plausibility</c>, with the subcategory after a slash; <c>safety</c> for what is no fault of the data.</summary>
    public required string Category { get; init; }

    /// <summary>What the rule asks, in one clause; null in events written before it was told.</summary>
    public string? Title { get; init; }

    /// <summary>Which things do not fit together: the rule's own words, without value, date or site; null in events written before it was told.</summary>
    public string? Message { get; init; }

    /// <summary>Where it is stated, the first places if there are very many; empty in events written before it was told.</summary>
    public IReadOnlyList<FindingEvidence> Evidence { get; init; } = [];
}

/// <summary>One place on which a finding rests.</summary>
/// <param name="Resource">The resource version that states it, such as <c>Condition/0193…/_history/2</c>. It may be of another site than the finding.</param>
/// <param name="Expression">FHIRPath of the element in that resource, such as <c>Condition.verificationStatus</c>; no value stands in it.</param>
public sealed record FindingEvidence(string Resource, string Expression);

/// <summary>What a finding spoke of no longer holds.</summary>
public sealed record FindingClosed : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>The rule's stable id.</summary>
    public required string Rule { get; init; }

    /// <summary>
    /// <c>corrected</c> (what is stated now no longer breaks the rule), <c>deleted</c> (a resource that it rested on was deleted),
    /// <c>withdrawn</c> (the subject's consent was), <c>unlinked</c> (it rested on two subjects that were parted) or
    /// <c>rule-changed</c> (the data stand, and the rule judges otherwise: another version, threshold or day, or there is no such rule any more);
    /// null in events written before it was told.
    /// </summary>
    public string? Reason { get; init; }
}

/// <summary>A place in the log whose content is not told: its subject was erased, or has withdrawn. Sequence and type stay, so that the log has no gap.</summary>
/// <remarks>
/// It stands for an event of any type: the feed shows it under that event's type, a broker's message has this type. In the header, fact and source are the reason and the date is null.
/// When somebody who had withdrawn joins anew, the feed tells the content again: read <c>/events?subject=</c> from the start then.
/// </remarks>
public sealed record EventWithheld : IRegistryEvent
{
    /// <summary>The subject was erased.</summary>
    public const string Erased = "erased";

    /// <summary>The subject has withdrawn consent to the registry.</summary>
    public const string Withdrawn = "withdrawn";

    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>Why: <c>erased</c>, for ever, or <c>withdrawn</c>, while the withdrawal stands.</summary>
    public required string Withheld { get; init; }

    /// <summary>The header of an event whose content is not told.</summary>
    /// <param name="header">The event's own.</param>
    /// <param name="reason">Why.</param>
    public static EventHeader HeaderOf(EventHeader header, string reason)
    {
        ArgumentNullException.ThrowIfNull(header);
        return header with { Fact = reason, Source = reason, Occurred = null };
    }

    /// <summary>The body of an event whose content is not told.</summary>
    /// <param name="reason">Why.</param>
    public static byte[] BodyOf(string reason) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal) { ["withheld"] = reason });

    /// <summary>True when a body, as the log stores it, is that of an event whose content is not told.</summary>
    public static bool IsBody(ReadOnlySpan<byte> body) => body.StartsWith("{\"withheld\":"u8);
}

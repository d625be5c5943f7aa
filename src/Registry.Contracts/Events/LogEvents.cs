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

/// <summary>A rule found something that a person should look at.</summary>
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

    /// <summary>Kahn 2016: <c>conformance</c>, <c>completeness</c> or <c>plausibility</c>, with the subcategory after a slash.</summary>
    public required string Category { get; init; }
}

/// <summary>What a finding spoke of no longer holds.</summary>
public sealed record FindingClosed : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>The rule's stable id.</summary>
    public required string Rule { get; init; }
}

namespace Registry.Fhir.Definitions;

/// <summary>One element of a differential: what its author says, and nothing else.</summary>
/// <param name="Element">The element as read. What may be absent and has a value of its own when it is (counts, flags) stands beside it.</param>
internal sealed record ElementDifference(ElementDefinition Element)
{
    /// <summary>False when the author gave no id; the element's is then its path.</summary>
    public bool HasId { get; init; }

    /// <summary>True when the author names a value set and leaves the strength to the base.</summary>
    public bool InheritsStrength { get; init; }

    /// <summary>Null when the author left it open.</summary>
    public int? Min { get; init; }

    /// <summary>Null when the author left it open.</summary>
    public int? Max { get; init; }

    /// <summary>Null when the author left it open.</summary>
    public bool? IsModifier { get; init; }

    /// <summary>Null when the author left it open.</summary>
    public bool? IsMustSupport { get; init; }

    /// <summary>Null when the author left it open.</summary>
    public bool? IsSummary { get; init; }
}

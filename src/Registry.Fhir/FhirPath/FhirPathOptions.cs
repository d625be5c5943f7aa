namespace Registry.Fhir.FhirPath;

/// <summary>How an expression is read.</summary>
public sealed record FhirPathOptions
{
    /// <summary>Names are checked, and <c>as</c> asks for one item.</summary>
    public static FhirPathOptions Default { get; } = new();

    /// <summary>
    /// What the expression is evaluated on: a type (<c>Patient</c>) or the path of a part of one (<c>Observation.component</c>).
    /// Null when it is not known, and then nothing can be checked before the evaluation.
    /// </summary>
    public string? ContextType { get; init; }

    /// <summary>True when a name that the known type does not have is a fault; false when it gives nothing.</summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>True when to take the first, last or n-th of items without an order (<c>children()</c>, <c>descendants()</c>) is a fault; the document's order counts otherwise.</summary>
    public bool IsOrderChecked { get; init; }

    /// <summary>
    /// True when <c>as</c> picks from any number of items, as R4's own invariants and search parameters use it; false when more than one is a fault,
    /// as http://hl7.org/fhirpath/N1/#as-type-specifier has it.
    /// </summary>
    public bool AsPicks { get; init; }
}

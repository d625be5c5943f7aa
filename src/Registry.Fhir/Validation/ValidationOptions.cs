namespace Registry.Fhir.Validation;

/// <summary>What a caller may choose about a validation.</summary>
public sealed record ValidationOptions
{
    /// <summary>Nothing beyond what R4 and the profiles ask.</summary>
    public static ValidationOptions Default { get; } = new();

    /// <summary>True to check also the invariants that are marked as best practice, such as <c>dom-6</c>; they are warnings.</summary>
    /// <remarks>http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice</remarks>
    public bool ChecksBestPractice { get; init; }

    /// <summary>False to leave out the profiles that resources claim in meta.profile.</summary>
    public bool ChecksClaims { get; init; } = true;

    /// <summary>What <c>now()</c> and <c>today()</c> are in invariants; null when the caller does not say, and then what asks for the time is not looked at. R4 itself asks nowhere.</summary>
    public DateTimeOffset? Now { get; init; }
}

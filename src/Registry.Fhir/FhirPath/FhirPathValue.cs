using Registry.Fhir.Json;

namespace Registry.Fhir.FhirPath;

/// <summary>One item of a result.</summary>
/// <param name="Type">
/// The FHIR type of a place (<c>HumanName</c>, <c>code</c>); of a computed value <c>boolean</c>, <c>integer</c>, <c>decimal</c>, <c>string</c>,
/// <c>date</c>, <c>dateTime</c>, <c>time</c> or <c>Quantity</c>; empty when it is not known.
/// </param>
/// <param name="Text">The value: a primitive's as FHIR writes it, a quantity as a literal; of complex types the JSON. Null for a primitive without a value.</param>
/// <param name="Node">The place; missing for a computed value.</param>
public sealed record FhirPathValue(string Type, string? Text, NodeCursor Node)
{
    /// <summary>A date, time or quantity as FHIRPath writes it: <c>@1974-12-25</c>, <c>@T10:30</c>, <c>1.5 'mg'</c>; null for all else.</summary>
    public string? Literal { get; init; }
}

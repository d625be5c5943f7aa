namespace Registry.Fhir.Definitions;

/// <summary>A search parameter. https://hl7.org/fhir/R4/searchparameter.html</summary>
public sealed record SearchParameter
{
    /// <summary>Canonical URL without a version.</summary>
    public required string Url { get; init; }

    /// <summary>The name in a query, such as <c>birthdate</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Resource types it applies to; may name <c>Resource</c> or <c>DomainResource</c>.</summary>
    public required IReadOnlyList<string> Bases { get; init; }

    /// <summary><c>number</c>, <c>date</c>, <c>string</c>, <c>token</c>, <c>reference</c>, <c>composite</c>, <c>quantity</c>, <c>uri</c> or <c>special</c>.</summary>
    public required string Type { get; init; }

    /// <summary>FHIRPath over the resource that gives the values; null for parameters that the server computes, such as <c>_text</c>.</summary>
    public string? Expression { get; init; }

    /// <summary>Types that a reference may point at; empty for all else.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>The parts of a composite, in order; empty for all else.</summary>
    public IReadOnlyList<SearchComponent> Components { get; init; } = [];
}

/// <summary>One part of a composite search parameter.</summary>
/// <param name="Definition">Canonical URL of the parameter that gives the type.</param>
/// <param name="Expression">FHIRPath relative to the composite's own expression.</param>
public sealed record SearchComponent(string Definition, string Expression);

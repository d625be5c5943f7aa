namespace Registry.Fhir.Search;

/// <summary>Types of search parameters. https://hl7.org/fhir/R4/search.html#ptypes</summary>
public enum SearchType
{
    /// <summary>A code, identifier or boolean, with or without a system.</summary>
    Token,

    /// <summary>A reference to another resource.</summary>
    Reference,

    /// <summary>A time, as precise as it was written, or a period.</summary>
    Date,

    /// <summary>Text in words, names and addresses.</summary>
    String,

    /// <summary>A number without a unit.</summary>
    Number,

    /// <summary>A number with a unit.</summary>
    Quantity,

    /// <summary>A URI, compared as a whole.</summary>
    Uri,

    /// <summary>Values of other parameters that stand together.</summary>
    Composite,

    /// <summary>A parameter with a rule of its own.</summary>
    Special,
}

/// <summary>One value under which the store finds a resource. It holds tokens and references; all else that <see cref="SearchIndexer"/> gives waits for its index.</summary>
/// <param name="Parameter">Name of the search parameter, such as <c>code</c>.</param>
/// <param name="Type">Its type.</param>
/// <param name="System">A token's system; null when it has none, and for other types.</param>
/// <param name="Value">The code or identifier value as sent; of a reference <c>Type/id</c>, or the URN or absolute URL as sent, without a version.</param>
public readonly record struct SearchValue(string Parameter, SearchType Type, string? System, string Value);

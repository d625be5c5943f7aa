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

/// <summary>One value under which the store finds a resource.</summary>
/// <param name="Source">Key of its <see cref="SearchSource"/>.</param>
/// <param name="Item">Which item of a repeating element it stands in, from 0: what a composite's values must share.</param>
/// <param name="Content">What it is.</param>
public readonly record struct SearchValue(string Source, int Item, SearchContent Content);

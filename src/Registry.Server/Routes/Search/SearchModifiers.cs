using Registry.Fhir.Search;

namespace Registry.Server.Routes.Search;

/// <summary>Which modifiers and prefixes a parameter takes, by its type: what refusals, the CapabilityStatement and docs/search.md say. https://hl7.org/fhir/R4/search.html#modifiers</summary>
internal static class SearchModifiers
{
    /// <summary>Of ordered values. https://hl7.org/fhir/R4/search.html#prefix</summary>
    public static readonly IReadOnlyList<string> Prefixes = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"];

    /// <summary>The modifiers, without their colon.</summary>
    /// <param name="type">How the parameter compares.</param>
    /// <param name="isIdentifier">Of tokens, whether identifiers are among its values.</param>
    public static IReadOnlyList<string> Of(SearchType type, bool isIdentifier = false) => type switch
    {
        SearchType.Token => isIdentifier ? ["missing", "not", "text", "in", "not-in", "below", "above", "of-type"] : ["missing", "not", "text", "in", "not-in", "below", "above"],
        SearchType.Reference => ["missing", "identifier", "[type]"],
        SearchType.String => ["missing", "exact", "contains"],
        SearchType.Uri => ["missing", "below", "above"],
        SearchType.Date or SearchType.Number or SearchType.Quantity => ["missing"],
        // R4 gives :missing to all parameters except combinations. https://hl7.org/fhir/R4/search.html#modifiers
        _ => [],
    };

    /// <summary>Whether values of the type take prefixes.</summary>
    public static bool HasPrefixes(SearchType type) => type is SearchType.Date or SearchType.Number or SearchType.Quantity;

    /// <summary>Both as words, for people; empty when it takes neither.</summary>
    public static string Describe(SearchType type, bool isIdentifier)
    {
        string modifiers = string.Join(", ", Of(type, isIdentifier).Select(modifier => $":{modifier}"));
        return (modifiers.Length == 0 ? "" : $" Modifiers: {modifiers}.") + (HasPrefixes(type) ? $" Prefixes: {string.Join(", ", Prefixes)}." : "");
    }
}

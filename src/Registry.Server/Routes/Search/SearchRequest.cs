using Registry.Store.Index;

namespace Registry.Server.Routes.Search;

/// <summary>A search as it was asked for, read.</summary>
internal sealed class SearchRequest
{
    public required IReadOnlyList<string> Types { get; init; }

    public List<SearchFilter> Filters { get; } = [];

    public List<SearchSort> Sort { get; } = [];

    public List<(SearchInclude Include, bool Iterates)> Includes { get; } = [];

    /// <summary>What was used, in its order, without a page: the query of the link self.</summary>
    public List<KeyValuePair<string, string>> Used { get; } = [];

    /// <summary>Unknown parameters that a lenient caller sent.</summary>
    public List<SearchRefusal> Ignored { get; } = [];

    public int Count { get; set; } = Limits.SearchPageDefault;

    /// <summary><c>accurate</c>, <c>estimate</c> or <c>none</c>; null when nobody asked.</summary>
    public string? Total { get; set; }

    /// <summary><c>true</c>, <c>text</c>, <c>data</c>, <c>count</c> or <c>false</c>.</summary>
    public string Summary { get; set; } = "false";

    public IReadOnlyList<string> Elements { get; set; } = [];

    public string? Page { get; set; }

    /// <summary>Parameters and values together, as a query without its question mark.</summary>
    public string Query => string.Join('&', Used.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
}

namespace Registry.Store.Index;

/// <summary>A search over current versions.</summary>
public sealed record SearchQuery
{
    /// <summary>Resource types; empty for all.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>All of them must hold; none finds every resource of the types.</summary>
    public IReadOnlyList<SearchFilter> Filters { get; init; } = [];

    /// <summary>In what order; those alike, and all when it is empty, in the order in which resources were first written (of several servers: nearly).</summary>
    public IReadOnlyList<SearchSort> Sort { get; init; } = [];

    /// <summary>Most resources to return, 0 to <see cref="Limits.SearchPageResources"/>.</summary>
    public required int Count { get; init; }

    /// <summary>Where the page before ended, or, backward, where the page behind begins; null for the first page, or, backward, for the last.</summary>
    public SearchPosition? After { get; init; }

    /// <summary>True for the matches that come before the position. They are in the order of the search all the same.</summary>
    public bool IsBackward { get; init; }

    /// <summary>True when all matches are to be counted.</summary>
    public bool WithTotal { get; init; }
}

/// <summary>What a search is sorted by.</summary>
public enum SortKind
{
    /// <summary>Codes, or ids of references.</summary>
    Codes,

    /// <summary>Folded texts.</summary>
    Texts,

    /// <summary>Times, numbers and quantities.</summary>
    Ranges,

    /// <summary>The resource's id.</summary>
    Id,

    /// <summary>When the current version was recorded.</summary>
    Recorded,
}

/// <summary>One key of an order. Of several values the least counts, descending the greatest; a resource without one comes last. https://hl7.org/fhir/R4/search.html#sort</summary>
/// <param name="Kind">What is compared.</param>
/// <param name="Sources">Where the values are.</param>
/// <param name="IsDescending">True for the greatest first.</param>
public sealed record SearchSort(SortKind Kind, IReadOnlyList<string> Sources, bool IsDescending);

/// <summary>A place between two matches: the sort values of the match before it, and its number.</summary>
/// <param name="Values">Text, double, long or null, one for each key.</param>
/// <param name="Number">The resource's number.</param>
/// <remarks>A position is that of a resource, whether it matches still or not, so a page continues there whatever others write meanwhile.</remarks>
public sealed record SearchPosition(IReadOnlyList<object?> Values, long Number);

/// <summary>A match, without its content.</summary>
public readonly record struct SearchMatch(long Number, string Type, string Id);

/// <summary>A page of matches.</summary>
/// <param name="Matches">In the order that was asked for.</param>
/// <param name="Next">What the next page comes after; null when this is the last.</param>
/// <param name="Previous">What the previous page comes before; null when this is the first.</param>
/// <param name="Total">How many there are, when that was asked for.</param>
public sealed record SearchPage(IReadOnlyList<SearchMatch> Matches, SearchPosition? Next, SearchPosition? Previous, long? Total);

using Registry.Fhir.Search;

namespace Registry.Store.Resources;

/// <summary>A search over the current versions of one type.</summary>
public sealed record SearchQuery
{
    /// <summary>Resource type.</summary>
    public required string Type { get; init; }

    /// <summary>All of them must hold; none finds every resource of the type.</summary>
    public required IReadOnlyList<SearchCriterion> Criteria { get; init; }

    /// <summary>Most resources to return, 1 to <see cref="Limits.SearchPageResources"/>.</summary>
    public required int Count { get; init; }

    /// <summary>Where the page before ended (<see cref="SearchPage.Next"/>); 0 for the first page.</summary>
    public long After { get; init; }
}

/// <summary>One search parameter with its values.</summary>
/// <param name="Parameter">Name of the parameter, such as <c>code</c>.</param>
/// <param name="Type">Its type.</param>
/// <param name="AnyOf">At least one of them must be a value of the resource. https://hl7.org/fhir/R4/search.html#combining</param>
public sealed record SearchCriterion(string Parameter, SearchType Type, IReadOnlyList<SearchTerm> AnyOf);

/// <summary>One value that is searched for.</summary>
/// <param name="Value">The code, or the reference as <c>Type/id</c> or absolute URL.</param>
/// <param name="System">A token's system; null for a token without one, and for a reference.</param>
/// <param name="IsAnySystem">True when the system does not matter: <c>code</c> alone. https://hl7.org/fhir/R4/search.html#token</param>
public readonly record struct SearchTerm(string Value, string? System = null, bool IsAnySystem = false);

/// <summary>A page of matches.</summary>
/// <param name="Matches">In the order in which the resources were first written (of several servers: nearly).</param>
/// <param name="Next">What the next page comes after; null when this is the last.</param>
public sealed record SearchPage(IReadOnlyList<ReadResult.Stored> Matches, long? Next);

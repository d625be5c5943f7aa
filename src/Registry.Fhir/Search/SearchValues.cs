using System.Collections.Frozen;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;

namespace Registry.Fhir.Search;

/// <summary>Which of a resource's values the store holds today: tokens and references of the parameters listed here.</summary>
/// <remarks>
/// <see cref="SearchIndexer"/> gives the values of every parameter; the store's index has rows for these, and takes more with issue 5. The list is also
/// what clients may ask for, so a search that is not held is refused and never answered with nothing.
/// </remarks>
public static class SearchValues
{
    private static readonly (string ResourceType, string[] Parameters)[] Held =
    [
        ("Patient", ["_id", "identifier"]),
        ("Observation", ["_id", "identifier", "code", "subject", "patient"]),
        ("Condition", ["_id", "identifier", "code", "subject", "patient"]),
    ];

    private static readonly Lazy<SearchIndexer> Indexer = new(() => new SearchIndexer(CoreDefinitions.Load()));

    private static readonly Lazy<FrozenDictionary<string, IndexedParameter[]>> Table = new(() => Held.ToFrozenDictionary(
        row => row.ResourceType,
        row => row.Parameters.Select(code => Indexer.Value.Parameters(row.ResourceType).Single(parameter => parameter.Code == code)).ToArray(),
        StringComparer.Ordinal));

    /// <summary>The names under which documents are read fastest for <see cref="Extract"/>.</summary>
    public static ElementNames Names => Indexer.Value.Names;

    /// <summary>Parameters of a resource type, in the list's order; empty for a type that has none.</summary>
    public static IEnumerable<KeyValuePair<string, SearchType>> Parameters(string resourceType) =>
        (Table.Value.GetValueOrDefault(resourceType) ?? []).Select(parameter => KeyValuePair.Create(parameter.Code, parameter.Type));

    /// <summary>Adds every value of a resource, in the list's order and then the document's. The same value may come twice.</summary>
    /// <param name="resource">A validated resource.</param>
    /// <param name="resourceType">Its type.</param>
    /// <param name="into">Where to add; what is in it stays.</param>
    public static void Extract(NodeCursor resource, string resourceType, List<SearchValue> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (!Table.Value.TryGetValue(resourceType, out IndexedParameter[]? parameters)) return;
        List<SearchEntry> entries = [];
        Indexer.Value.Extract(resource, parameters, entries);
        foreach (SearchEntry entry in entries)
        {
            if (entry.Content is SearchContent.Token { Code: { } code } token) into.Add(new SearchValue(entry.Parameter.Code, SearchType.Token, token.System, code));
            if (entry.Content is SearchContent.Reference { Target: { } target }) into.Add(new SearchValue(entry.Parameter.Code, SearchType.Reference, null, target));
        }
    }
}

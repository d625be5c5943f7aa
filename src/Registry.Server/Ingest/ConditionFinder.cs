using Microsoft.AspNetCore.WebUtilities;
using Registry.Clinical;
using Registry.Clinical.Dispatch;
using Registry.Clinical.Submissions;
using Registry.Contracts.Callers;
using Registry.Server.Routes.Search;
using Registry.Store.Index;
using Registry.Store.Resources;

namespace Registry.Server.Ingest;

/// <summary>What a condition comes to.</summary>
internal abstract record ConditionResult
{
    private ConditionResult()
    {
    }

    /// <summary>The search that it is.</summary>
    /// <param name="Query">What is searched.</param>
    /// <param name="Normal">The same text for the same criteria, in whatever order and encoding.</param>
    public sealed record Found(SearchQuery Query, string Normal) : ConditionResult;

    /// <summary>It is no search by which a resource is matched.</summary>
    /// <param name="Message">Why.</param>
    /// <param name="Remedy">What to send instead.</param>
    public sealed record Refused(string Message, string Remedy) : ConditionResult;
}

/// <summary>Criteria of conditional interactions, by the search that everybody uses. https://hl7.org/fhir/R4/http.html#ccreate</summary>
internal sealed class ConditionFinder(SearchIndex index, DispatchTable dispatch, SearchTerminology terminology, TimeProvider clock)
{
    /// <summary>False while the index is made anew: what it misses would be made twice.</summary>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken) => index.IsReadyAsync(cancellationToken);

    /// <summary>Reads criteria.</summary>
    /// <param name="type">Resource type that is searched.</param>
    /// <param name="criteria">The query without a question mark, percent-encoded or not.</param>
    /// <param name="most">How many matches are asked for at most.</param>
    /// <param name="baseUrl">References that begin so are to resources here.</param>
    public ConditionResult Read(string type, string criteria, int most, string baseUrl)
    {
        // A plus sign stays a plus sign: an identifier may hold one, and a bundle's criteria are often not encoded.
        List<KeyValuePair<string, string>> parameters = [];
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(criteria.Replace("+", "%2B", StringComparison.Ordinal)))
            parameters.Add(KeyValuePair.Create(pair.DecodeName().ToString(), pair.DecodeValue().ToString()));
        if (parameters.Count == 0) return new ConditionResult.Refused("The condition names no criteria.", "Send search parameters, such as identifier=system|value.");
        foreach ((string name, _) in parameters)
        {
            if (Why(name) is { } why) return new ConditionResult.Refused($"A condition {why}.", "Match by parameters of the resource itself, such as identifier, _id, code, subject or a date.");
        }

        try
        {
            SearchReader reader = new(index.Indexer, new SearchValueReader(dispatch, terminology, baseUrl, clock), clock, isLenient: false);
            SearchRequest request = reader.Read([type], parameters);
            string normal = string.Join('&', request.Used.OrderBy(pair => pair.Key, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal).Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
            return new ConditionResult.Found(new SearchQuery { Types = [type], Filters = request.Filters, Count = most }, $"{type}?{normal}");
        }
        catch (SearchRefusal refusal)
        {
            return new ConditionResult.Refused(refusal.Message, refusal.Remedy);
        }
    }

    /// <summary>Resources of the caller's own site that match: whoever sees all sites writes only for one.</summary>
    public async Task<IReadOnlyList<SearchMatch>> FindAsync(SearchQuery query, Caller caller, CancellationToken cancellationToken) =>
        (await index.SearchAsync(query, OwnSite(caller), cancellationToken)).Matches;

    /// <summary>What a submission's conditions find now.</summary>
    /// <param name="read">Each, as it was read.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>For each, what a commit must find again.</returns>
    public async Task<Dictionary<Condition, CommitGuard>> FindAsync(IReadOnlyDictionary<Condition, ConditionResult.Found> read, Caller caller, CancellationToken cancellationToken)
    {
        Dictionary<Condition, CommitGuard> guards = [];
        foreach ((Condition condition, ConditionResult.Found found) in read)
        {
            ResourceKey[] keys = [.. (await FindAsync(found.Query, caller, cancellationToken)).Select(match => new ResourceKey(match.Type, match.Id))];
            guards.Add(condition, new CommitGuard(found.Normal, found.Query, OwnSite(caller), keys));
        }

        return guards;
    }

    /// <summary>The caller as one who sees its own site alone.</summary>
    public static Caller OwnSite(Caller caller) => caller with { Roles = CallerRoles.Submitter };

    private static string? Why(string name)
    {
        if (name.StartsWith("_has:", StringComparison.Ordinal) || name.Contains('.', StringComparison.Ordinal)) return "looks at the resource alone, and not at others that are joined to it by _has or a chain";
        string code = name.Split(':')[0];
        return code switch
        {
            "_sort" or "_count" or "_total" or "_summary" or "_elements" or "_include" or "_revinclude" or "_contained" or "_containedType" or "_type" or "_format" or "_pretty" or SearchLinks.Parameter =>
                $"has no use for {code}, which is about a page of results",
            "_text" or "_content" or "_list" or "_query" or "_filter" => $"is not asked by {code}",
            _ => null,
        };
    }
}

using Registry.Contracts.Callers;
using Registry.Store.Index;

namespace Registry.Server.Routes.Search;

/// <summary>What comes with a page by <c>_include</c> and <c>_revinclude</c>. https://hl7.org/fhir/R4/search.html#include</summary>
internal static class SearchIncludes
{
    /// <summary>Each resource once, no match among them.</summary>
    /// <returns>And whether a limit cut it.</returns>
    public static async Task<(IReadOnlyList<SearchMatch> Included, bool IsCut)> FollowAsync(
        SearchIndex index, SearchRequest request, IReadOnlyList<SearchMatch> matches, Caller caller, CancellationToken cancellationToken)
    {
        List<SearchMatch> included = [];
        if (request.Includes.Count == 0 || matches.Count == 0) return (included, false);
        HashSet<long> seen = [.. matches.Select(match => match.Number)];
        IReadOnlyList<SearchMatch> from = matches;
        // What was seen is never followed again, so references in a circle end.
        for (int round = 0; from.Count > 0; round++)
        {
            SearchInclude[] followed = [.. request.Includes.Where(include => round == 0 || include.Iterates).Select(include => include.Include)];
            if (followed.Length == 0) break;
            if (round == Limits.SearchIncludeRounds) return (included, true);
            List<SearchMatch> found = [];
            foreach (SearchInclude include in followed)
            {
                int room = Limits.SearchIncluded - included.Count - found.Count;
                // One more than there is room for tells that something was left out.
                IReadOnlyList<SearchMatch> joined = await index.IncludeAsync(include, from, Limits.SearchIncluded + 1, caller, cancellationToken);
                SearchMatch[] added = [.. joined.Where(match => seen.Add(match.Number))];
                found.AddRange(added.Take(room));
                if (added.Length > room) return ([.. included, .. found], true);
            }

            included.AddRange(found);
            from = found;
        }

        return (included, false);
    }
}

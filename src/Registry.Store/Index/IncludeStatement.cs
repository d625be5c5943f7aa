using Registry.Contracts.Callers;

namespace Registry.Store.Index;

/// <summary>What comes with matches. https://hl7.org/fhir/R4/search.html#include</summary>
/// <param name="Sources">References of these.</param>
/// <param name="Type">Forward, the type of what is included, null for any; reverse, the type of what refers.</param>
/// <param name="Target">Of references, the type that counts; null for all.</param>
/// <param name="IsReverse">True for <c>_revinclude</c>.</param>
public sealed record SearchInclude(IReadOnlyList<string> Sources, string? Type, string? Target, bool IsReverse);

/// <summary>Follows references of matches, or back to them.</summary>
/// <remarks>In blocks of <see cref="Limits.IncludeBlock"/> matches, always that many parameters: few texts, each one index seek for each match.</remarks>
internal sealed class IncludeStatement(StoreDatabase database, IndexNames names, Caller caller)
{
    internal async Task<IReadOnlyList<SearchMatch>> RunAsync(SearchInclude include, IReadOnlyList<SearchMatch> matches, int most, CancellationToken cancellationToken)
    {
        string?[] types = [include.Type, include.Target, .. matches.Select(match => match.Type)];
        Dictionary<IndexName, int> numbers = await names.FindAsync(
            [.. include.Sources.Select(source => new IndexName(NameKind.Source, source)), .. types.OfType<string>().Select(type => new IndexName(NameKind.Type, type))], cancellationToken);
        List<SearchMatch> found = [];
        HashSet<long> seen = [];
        foreach (IGrouping<string, SearchMatch> ofType in matches.GroupBy(match => match.Type, StringComparer.Ordinal))
        {
            if (include is { IsReverse: true, Target: { } target } && target != ofType.Key) continue;
            foreach (SearchMatch[] block in ofType.Chunk(Limits.IncludeBlock))
            {
                if (found.Count >= most) return found;
                FilterSql sql = new(database.Dialect, caller, numbers, []);
                string text = include.IsReverse ? Reverse(sql, include, ofType.Key, block) : Forward(sql, include, block);
                text += database.Dialect.Limit(sql.Add(most - found.Count));
                List<SearchMatch> rows = await database.UseAsync(
                    session => session.ListAsync(text, sql.Values, row => new SearchMatch(row.GetInt64(0), row.GetString(1), row.GetString(2)), cancellationToken), cancellationToken);
                found.AddRange(rows.Where(row => seen.Add(row.Number)));
            }
        }

        return found;
    }

    private static string Forward(FilterSql sql, SearchInclude include, SearchMatch[] block)
    {
        string[] wanted = [.. new[] { include.Type, include.Target }.OfType<string>().Distinct(StringComparer.Ordinal)];
        string type = string.Concat(wanted.Select(name => $" AND x.system = {sql.Add(sql.NumberOf(NameKind.Type, name))}"));
        return $"""
            SELECT DISTINCT q.number, q.type, q.id FROM search_code x JOIN search_name n ON n.number = x.system
            JOIN resource q ON q.type = n.name AND q.id = x.code
            WHERE {sql.In("x.resource", Padded(block, match => match.Number))} AND {sql.SourceIs("x", include.Sources, isBeside: true)}{type} AND q.is_deleted = {sql.Add(false)}{sql.Visible("q")}
            ORDER BY q.number
            """;
    }

    private static string Reverse(FilterSql sql, SearchInclude include, string type, SearchMatch[] block) => $"""
        SELECT DISTINCT q.number, q.type, q.id FROM search_code x JOIN resource q ON q.number = x.resource
        WHERE {sql.SourceIs("x", include.Sources)} AND {sql.In("x.code", Padded(block, match => match.Id))} AND x.system = {sql.Add(sql.NumberOf(NameKind.Type, type))}
        AND q.type = {sql.Add(include.Type)} AND q.is_deleted = {sql.Add(false)}{sql.Visible("q")}
        ORDER BY q.number
        """;

    private static IEnumerable<object?> Padded(SearchMatch[] block, Func<SearchMatch, object?> value) =>
        Enumerable.Range(0, Limits.IncludeBlock).Select(index => value(block[Math.Min(index, block.Length - 1)]));
}

using System.Globalization;
using System.Text;
using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Fhir.Search;
using Registry.Store.Dialects;
using Registry.Store.Index;

namespace Registry.Store.Resources;

/// <summary>The statement of a search. Values are parameters, always; the text depends on the query's shape alone.</summary>
internal static class SearchSql
{
    internal static (string Sql, object?[] Values) For(SearchQuery query, Caller caller, string columns, Dialect dialect)
    {
        List<object?> values = [];
        string Add(object? value)
        {
            values.Add(value);
            return string.Create(CultureInfo.InvariantCulture, $"@p{values.Count - 1}");
        }

        StringBuilder sql = new($"""
            SELECT {columns} FROM resource r
            JOIN resource_version v ON v.resource = r.number AND v.version = r.version
            JOIN commit_record c ON c.id = v.commit_id
            WHERE r.type = {Add(query.Type)} AND r.is_deleted = {Add(false)} AND r.number > {Add(query.After)}
            """);
        if (!caller.SeesAllSites) sql.Append(" AND r.site_id = ").Append(Add(caller.Site.Value));
        // What is of somebody who has withdrawn is found by its own site alone.
        else sql.Append(" AND (r.site_id = ").Append(Add(caller.Site.Value)).Append(" OR NOT EXISTS (SELECT 1 FROM subject s WHERE s.id = r.subject_id AND s.status = ").Append(Add((short)SubjectStatus.Withdrawn)).Append("))");
        foreach (SearchCriterion criterion in query.Criteria)
        {
            sql.Append(" AND r.number IN (SELECT t.resource FROM search_term t WHERE ");
            for (int index = 0; index < criterion.AnyOf.Count; index++)
            {
                SearchTerm term = criterion.AnyOf[index];
                if (index > 0) sql.Append(" OR ");
                sql.Append("(t.term = ").Append(Add(SearchTermRow.TermOf(query.Type, criterion.Parameter, criterion.Type, term.Value)));
                if (criterion.Type == SearchType.Token && !term.IsAnySystem) sql.Append(" AND t.system = ").Append(Add(SearchTermRow.SystemOf(term.System)));
                sql.Append(')');
            }

            // No value at all matches nothing.
            if (criterion.AnyOf.Count == 0) sql.Append("1 = 0");
            sql.Append(')');
        }

        sql.Append(" ORDER BY r.number").Append(dialect.Limit(Add(query.Count + 1)));
        return (sql.ToString(), [.. values]);
    }
}

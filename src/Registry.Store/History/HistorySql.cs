using System.Globalization;
using System.Text;
using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Store.Dialects;

namespace Registry.Store.History;

/// <summary>The statements of a history. Each walks an index in the history's own order, and stops where the page is full.</summary>
internal static class HistorySql
{
    /// <summary>Ordinal of the first commit at a time or later; none when nothing was recorded since.</summary>
    internal const string FirstSince = "SELECT ordinal FROM commit_record WHERE recorded_ms >= @p0 ORDER BY recorded_ms, ordinal";

    /// <summary>Ordinal of the last commit at a time or earlier; none when nothing was recorded until then.</summary>
    internal const string LastUntil = "SELECT ordinal FROM commit_record WHERE recorded_ms <= @p0 ORDER BY recorded_ms DESC, ordinal DESC";

    private const string Columns = "c.ordinal, v.resource, r.type, r.id, v.version, c.recorded_ms, v.is_deleted, p.is_deleted";

    private const string Before = "LEFT JOIN resource_version p ON p.resource = v.resource AND p.version = v.version - 1";

    /// <summary>A page, and one more that tells whether others follow.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="first">Commits from this ordinal on.</param>
    /// <param name="last">Commits up to this ordinal.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="dialect">The engine's.</param>
    internal static (string Sql, object?[] Values) For(HistoryQuery query, long first, long last, Caller caller, Dialect dialect)
    {
        List<object?> values = [];
        string Add(object? value)
        {
            values.Add(value);
            return string.Create(CultureInfo.InvariantCulture, $"@p{values.Count - 1}");
        }

        string ordinal = query is { Type: not null, Id: null } ? "t.ordinal" : "c.ordinal";
        StringBuilder sql = new($"SELECT {Columns} FROM ");
        if (query.Id is not null)
        {
            sql.Append("resource r JOIN resource_version v ON v.resource = r.number JOIN commit_record c ON c.id = v.commit_id ").Append(Before)
                .Append(" WHERE r.type = ").Append(Add(query.Type)).Append(" AND r.id = ").Append(Add(query.Id));
        }
        else if (query.Type is not null)
        {
            sql.Append("commit_type t JOIN commit_record c ON c.ordinal = t.ordinal JOIN resource_version v ON v.commit_id = c.id JOIN resource r ON r.number = v.resource ").Append(Before)
                .Append(" WHERE t.type = ").Append(Add(query.Type)).Append(" AND r.type = t.type");
            if (!caller.SeesAllSites) sql.Append(" AND t.site_id = ").Append(Add(caller.Site.Value));
        }
        else
        {
            sql.Append("commit_record c JOIN resource_version v ON v.commit_id = c.id JOIN resource r ON r.number = v.resource ").Append(Before).Append(" WHERE 1 = 1");
            if (!caller.SeesAllSites) sql.Append(" AND c.site_id = ").Append(Add(caller.Site.Value));
        }

        // The version's own site too: what decides who may read it is who owns it.
        if (!caller.SeesAllSites) sql.Append(" AND v.site_id = ").Append(Add(caller.Site.Value));
        // What is of somebody who has withdrawn is told to its own site alone.
        else sql.Append(" AND (v.site_id = ").Append(Add(caller.Site.Value)).Append(" OR NOT EXISTS (SELECT 1 FROM subject s WHERE s.id = v.subject_id AND s.status = ").Append(Add((short)SubjectStatus.Withdrawn)).Append("))");
        // Who was erased has no history: what is left of the versions are marks without content.
        sql.Append(" AND NOT EXISTS (SELECT 1 FROM subject e WHERE e.id = v.subject_id AND e.status = ").Append(Add((short)SubjectStatus.Erased)).Append(')');
        long newest = Math.Min(last, query.After?.Ordinal ?? long.MaxValue);
        if (first > 0) sql.Append(" AND ").Append(ordinal).Append(" >= ").Append(Add(first));
        if (newest < long.MaxValue) sql.Append(" AND ").Append(ordinal).Append(" <= ").Append(Add(newest));
        if (query.After is { } after) sql.Append(" AND (").Append(ordinal).Append(" < ").Append(Add(after.Ordinal)).Append(" OR v.resource < ").Append(Add(after.Resource)).Append(')');
        if (query.At is { } at)
        {
            // Not current any more when the time began: the version after it was there before.
            sql.Append(" AND NOT EXISTS (SELECT 1 FROM resource_version n JOIN commit_record d ON d.id = n.commit_id WHERE n.resource = v.resource AND n.version = v.version + 1 AND d.recorded_ms <= ")
                .Append(Add(at.FirstMs)).Append(')');
        }

        // Of one resource the versions are the order, and the key's own.
        sql.Append(" ORDER BY ").Append(query.Id is not null ? "v.version DESC" : $"{ordinal} DESC, v.resource DESC").Append(dialect.Limit(Add(query.Count + 1)));
        return (sql.ToString(), [.. values]);
    }
}

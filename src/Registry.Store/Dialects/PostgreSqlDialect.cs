using System.Data;
using System.Data.Common;
using System.Globalization;

namespace Registry.Store.Dialects;

/// <summary>PostgreSQL at READ COMMITTED.</summary>
internal sealed class PostgreSqlDialect : Dialect
{
    internal override bool UsesBatches => true;

    internal override IsolationLevel? SnapshotIsolation => IsolationLevel.RepeatableRead;

    internal override IsolationLevel WriteIsolation => IsolationLevel.ReadCommitted;

    internal override string Contains(string column, string parameter) => $"strpos({column}, {parameter}) > 0";

    internal override string Limit(string parameter) => $" LIMIT {parameter}";

    internal override string InsertIfAbsent(string table, string columns, int keyColumns) =>
        $"INSERT INTO {table} ({columns}) VALUES ({Parameters(0, columns.Split(", ").Length)}) ON CONFLICT DO NOTHING";

    internal override void AddInserts(StatementBatch batch, InsertTarget target, IReadOnlyList<object?[]> rows)
    {
        if (rows.Count > 0) batch.Add(target.FromArrays, Arrays(target, rows));
    }

    internal override bool TryAddInsertsIfAbsent(StatementBatch batch, InsertTarget target, IReadOnlyList<object?[]> rows)
    {
        if (rows.Count > 0) batch.Add(target.FromArraysIfAbsent, Arrays(target, rows));
        return true;
    }

    internal override string IsAnyOf(string column, string parameter) => $"{column} = ANY({parameter})";

    /// <summary>One array for each column: one statement whose text does not change with the number of rows.</summary>
    private static object?[] Arrays(InsertTarget target, IReadOnlyList<object?[]> rows)
    {
        object?[] columns = new object?[target.Types.Length];
        for (int column = 0; column < columns.Length; column++)
        {
            Array values = Array.CreateInstance(target.Types[column], rows.Count);
            for (int row = 0; row < rows.Count; row++) values.SetValue(rows[row][column], row);
            columns[column] = values;
        }

        return columns;
    }

    /// <summary>One row for each resource with all of its terms, and an inverted index over them: a posting takes 6 bytes where a row with its two indexes takes 76.</summary>
    internal override string TermTable => "search_terms";

    internal override void AddPostings(StatementBatch batch, IReadOnlyList<(long Resource, int[] Terms)> postings)
    {
        if (postings.Count == 0) return;
        // An array of arrays of unequal lengths is none, so each list goes as its text.
        batch.Add(
            "INSERT INTO search_terms (resource, terms) SELECT p.resource, p.terms::integer[] FROM unnest(@p0, @p1) AS p(resource, terms)",
            postings.Select(posting => posting.Resource).ToArray(),
            postings.Select(posting => "{" + string.Join(',', posting.Terms.Select(term => term.ToString(CultureInfo.InvariantCulture))) + "}").ToArray());
    }

    internal override string HasTerm(string alias, string terms) => $"{alias}.terms && ARRAY({terms})";

    internal override string EachTerm(string alias, string term) =>
        $"search_terms {alias} CROSS JOIN LATERAL unnest({alias}.terms) AS {alias}u(number) JOIN search_term {term} ON {term}.number = {alias}u.number";

    internal override string SeekTerm(string alias, Func<string> terms) => $" AND {HasTerm(alias, terms())}";

    // SQLSTATE class 08 is a lost connection, 57P0x a server going down, 40 a transaction rollback (deadlock, serialization), 23505 a unique key.
    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    internal override bool IsWorthRetrying(DbException exception) =>
        exception.SqlState is { } state
            ? state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("40", StringComparison.Ordinal) || state is "57P01" or "57P02" or "57P03" or "23505"
            : exception.IsTransient;

    internal override bool IsFull(DbException exception) => exception.SqlState == "53100";
}

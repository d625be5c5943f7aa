using System.Data;
using System.Data.Common;
using System.Globalization;

namespace Registry.Store.Dialects;

/// <summary>What differs between engines: a few strings, two isolation levels, and which faults are worth another attempt. Nothing outside this folder asks which engine it is.</summary>
/// <remarks>Row locks are taken by INSERT and UPDATE alone: no lock hints, no MERGE.</remarks>
internal abstract class Dialect
{
    internal static Dialect For(string? providerName) => providerName switch
    {
        "Microsoft.EntityFrameworkCore.Sqlite" => new SqliteDialect(),
        "Npgsql.EntityFrameworkCore.PostgreSQL" => new PostgreSqlDialect(),
        "Microsoft.EntityFrameworkCore.SqlServer" => new SqlServerDialect(),
        _ => throw new NotSupportedException($"The store knows no dialect for the provider '{providerName}'."),
    };

    /// <summary>True for an engine inside this process: one writer at a time, and connections kept open with their prepared statements, as there is no round trip to save but parsing.</summary>
    internal virtual bool IsEmbedded => false;

    /// <summary>True when many statements go in one round trip as one batch.</summary>
    internal virtual bool UsesBatches => false;

    /// <summary>Isolation of a read that must see one moment; null where the engine has none without a database setting, and statements are ordered to bear it.</summary>
    internal abstract IsolationLevel? SnapshotIsolation { get; }

    /// <summary>Isolation of a commit.</summary>
    internal abstract IsolationLevel WriteIsolation { get; }

    /// <summary>Appended to a query that ends in ORDER BY; the parameter holds the number of rows.</summary>
    internal abstract string Limit(string parameter);

    /// <summary>A query for some rows, whichever come first; the parameter holds the number.</summary>
    internal virtual string Some(string columns, string rest, string parameter) => $"SELECT {columns} {rest} LIMIT {parameter}";

    /// <summary>A test whether there is a row, looked for once for each row of the query around it.</summary>
    /// <param name="rows">What stands behind FROM.</param>
    internal virtual string Exists(string rows) => $"EXISTS (SELECT 1 FROM {rows})";

    /// <summary>A column that is tested on rows which another one has found, and not sought by.</summary>
    internal virtual string Beside(string column) => column;

    /// <summary>A test whether a text holds another, character by character.</summary>
    internal abstract string Contains(string column, string parameter);

    /// <summary>Follows every character of a text in the engine's binary order: of UTF-8 bytes, or of UTF-16 units.</summary>
    internal virtual string LastCharacter => "\U0010FFFF";

    /// <summary>Inserts one row unless its key is taken: 1 row affected, or 0. Parameters @p0… in the order of the columns; the key's columns come first.</summary>
    internal abstract string InsertIfAbsent(string table, string columns, int keyColumns);

    /// <summary>Adds one statement that inserts the rows whose key is free, in their order, and counts those; false where the engine has none, and nothing is added.</summary>
    internal virtual bool TryAddInsertsIfAbsent(StatementBatch batch, InsertTarget target, IReadOnlyList<object?[]> rows) => false;

    /// <summary>A test whether a column equals one of the values of an array parameter; null where the engine has no such parameter.</summary>
    internal virtual string? IsAnyOf(string column, string parameter) => null;

    /// <summary>Adds statements that insert all rows, in their order.</summary>
    internal abstract void AddInserts(StatementBatch batch, InsertTarget target, IReadOnlyList<object?[]> rows);

    /// <summary>The table that says which terms a resource has: a row for each, or one with all of them.</summary>
    internal virtual string TermTable => "search_posting";

    /// <summary>Adds statements that write which terms resources have, each resource once and without terms before.</summary>
    internal virtual void AddPostings(StatementBatch batch, IReadOnlyList<(long Resource, int[] Terms)> postings) =>
        AddInserts(batch, Postings, [.. postings.SelectMany(posting => posting.Terms.Select(term => new object?[] { term, posting.Resource }))]);

    /// <summary>A test of a row of <see cref="TermTable"/>: it has one of the terms that a query of one column lists. It seeks by term, or by the resource where that is given.</summary>
    internal virtual string HasTerm(string alias, string terms) => $"{alias}.term IN ({terms})";

    /// <summary>For a FROM: the rows of <see cref="TermTable"/> under an alias, and each of their terms under another.</summary>
    internal virtual string EachTerm(string alias, string term) => $"search_posting {alias} JOIN search_term {term} ON {term}.number = {alias}.term";

    /// <summary>What <see cref="HasTerm"/> adds where <see cref="EachTerm"/> alone would not seek by term; begins with AND, or is empty.</summary>
    internal virtual string SeekTerm(string alias, Func<string> terms) => "";

    private static InsertTarget Postings { get; } = new("search_posting", "term, resource", [typeof(int), typeof(long)]);

    /// <summary>True when the whole transaction may be begun again: a deadlock, a lost race for a unique key, a busy file, a lost connection.</summary>
    internal abstract bool IsWorthRetrying(DbException exception);

    /// <summary>True when the engine could not write because there is no room left.</summary>
    internal abstract bool IsFull(DbException exception);

    /// <summary>True when <see cref="InsertIfAbsent"/> may fail with this because another transaction took the key meanwhile. False where the statement itself bears that.</summary>
    internal virtual bool IsKeyTaken(DbException exception) => false;

    /// <summary>Sets a parameter's type where the engine needs more than the value.</summary>
    internal virtual void Adapt(DbParameter parameter)
    {
    }

    // The providers' own types are not known in this room; the number is a public property of theirs.
    private protected static int Number(DbException exception, string property) => exception.GetType().GetProperty(property)?.GetValue(exception) is int number ? number : 0;

    internal static string Parameters(int first, int count) =>
        string.Join(", ", Enumerable.Range(first, count).Select(index => string.Create(CultureInfo.InvariantCulture, $"@p{index}")));
}

/// <summary>A table that takes many rows at once.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Columns">Its columns, separated by a comma and a space.</param>
/// <param name="Types">The columns' CLR types, nullable where null is allowed.</param>
internal sealed record InsertTarget(string Table, string Columns, Type[] Types)
{
    internal string SingleRow { get; } = $"INSERT INTO {Table} ({Columns}) VALUES ({Dialect.Parameters(0, Types.Length)})";

    /// <summary>With one array for each column.</summary>
    internal string FromArrays { get; } = $"INSERT INTO {Table} ({Columns}) SELECT * FROM unnest({Dialect.Parameters(0, Types.Length)})";

    internal string FromArraysIfAbsent { get; } = $"INSERT INTO {Table} ({Columns}) SELECT * FROM unnest({Dialect.Parameters(0, Types.Length)}) ON CONFLICT DO NOTHING";
}

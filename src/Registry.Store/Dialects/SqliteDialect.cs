using System.Data;
using System.Data.Common;

namespace Registry.Store.Dialects;

/// <summary>SQLite in WAL mode. Durability settings are made on every connection where the engine is named: Registry.Server/Schema.</summary>
internal sealed class SqliteDialect : Dialect
{
    internal override bool IsEmbedded => true;

    // Microsoft.Data.Sqlite begins a deferred transaction for this level: in WAL mode a snapshot that no writer waits for. https://learn.microsoft.com/dotnet/standard/data/sqlite/transactions
    internal override IsolationLevel? SnapshotIsolation => IsolationLevel.ReadUncommitted;

    // BEGIN IMMEDIATE: the write lock is taken at once, so a writer never finds that its snapshot is too old to write.
    internal override IsolationLevel WriteIsolation => IsolationLevel.Serializable;

    // An EXISTS would be made an IN over every row that meets it, which reads the whole index before the first match. https://www.sqlite.org/optoverview.html
    internal override string Exists(string rows) => $"(SELECT 1 FROM {rows}) IS NOT NULL";

    // Without statistics, an index over this column and another looks as good as one over the resource. https://www.sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_
    internal override string Beside(string column) => $"+{column}";

    internal override string Contains(string column, string parameter) => $"instr({column}, {parameter}) > 0";

    internal override string Limit(string parameter) => $" LIMIT {parameter}";

    internal override string InsertIfAbsent(string table, string columns, int keyColumns) =>
        $"INSERT INTO {table} ({columns}) VALUES ({Parameters(0, columns.Split(", ").Length)}) ON CONFLICT DO NOTHING";

    internal override void AddInserts(StatementBatch batch, InsertTarget target, IReadOnlyList<object?[]> rows)
    {
        foreach (object?[] row in rows) batch.Add(target.SingleRow, row);
    }

    // A writer that has waited out the busy timeout has waited long enough; nothing else here passes with time.
    internal override bool IsWorthRetrying(DbException exception) => false;

    // SQLITE_FULL, and SQLITE_IOERR_SHMSIZE where the index of the journal could not grow. https://www.sqlite.org/rescode.html
    internal override bool IsFull(DbException exception) => Number(exception, "SqliteErrorCode") == 13 || Number(exception, "SqliteExtendedErrorCode") == 4874;
}

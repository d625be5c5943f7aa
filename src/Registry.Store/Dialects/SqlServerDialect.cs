using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;

namespace Registry.Store.Dialects;

/// <summary>SQL Server at READ COMMITTED, with READ_COMMITTED_SNAPSHOT on in the database.</summary>
internal sealed class SqlServerDialect : Dialect
{
    // A request takes at most 2,100 parameters, and VALUES at most 1,000 rows. https://learn.microsoft.com/sql/sql-server/maximum-capacity-specifications-for-sql-server
    private const int MaxParameters = 2_000;
    private const int MaxRows = 1_000;

    // SNAPSHOT needs a database setting of its own; ReadStateAsync bears a read that is not of one moment.
    internal override IsolationLevel? SnapshotIsolation => null;

    internal override IsolationLevel WriteIsolation => IsolationLevel.ReadCommitted;

    internal override string Some(string columns, string rest, string parameter) => $"SELECT TOP ({parameter}) {columns} {rest}";

    internal override string Contains(string column, string parameter) => $"CHARINDEX({parameter}, {column}) > 0";

    internal override string LastCharacter => "\uFFFF";

    internal override string Limit(string parameter) => $" OFFSET 0 ROWS FETCH NEXT {parameter} ROWS ONLY";

    /// <summary>Two transactions may both find the key free: the later one gets error 2601 or 2627, and its transaction is begun again.</summary>
    internal override string InsertIfAbsent(string table, string columns, int keyColumns)
    {
        string[] names = columns.Split(", ");
        string key = string.Join(" AND ", Enumerable.Range(0, keyColumns).Select(index => string.Create(CultureInfo.InvariantCulture, $"{names[index]} = @p{index}")));
        return $"INSERT INTO {table} ({columns}) SELECT {Parameters(0, names.Length)} WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE {key})";
    }

    internal override void AddInserts(StatementBatch batch, InsertTarget target, IReadOnlyList<object?[]> rows)
    {
        int width = target.Types.Length;
        int chunk = Math.Min(MaxRows, MaxParameters / width);
        for (int start = 0; start < rows.Count; start += chunk)
        {
            int count = Math.Min(chunk, rows.Count - start);
            StringBuilder sql = new($"INSERT INTO {target.Table} ({target.Columns}) VALUES ");
            object?[] values = new object?[count * width];
            for (int row = 0; row < count; row++)
            {
                sql.Append(row == 0 ? "(" : ", (").Append(Parameters(row * width, width)).Append(')');
                rows[start + row].CopyTo(values, row * width);
            }

            batch.Add(sql.ToString(), values);
        }
    }

    // 1205 deadlock victim; 2601 and 2627 unique index and key; 3960 snapshot conflict; 233, 10053, 10054, 10060 and 64 a lost connection; -2 a timeout.
    internal override bool IsWorthRetrying(DbException exception) =>
        exception.IsTransient || Number(exception) is 1205 or 2601 or 2627 or 3960 or 233 or 10053 or 10054 or 10060 or 64 or -2;

    internal override bool IsKeyTaken(DbException exception) => Number(exception) is 2601 or 2627;

    /// <summary>A text's length is part of SQL Server's plan key: one declared length keeps one plan. ASCII goes as varchar, so that an index on a varchar column is sought.</summary>
    internal override void Adapt(DbParameter parameter)
    {
        if (parameter.Value is string text)
        {
            bool isAscii = Ascii.IsValid(text);
            parameter.DbType = isAscii ? DbType.AnsiString : DbType.String;
            parameter.Size = text.Length <= 4000 ? (isAscii ? 8000 : 4000) : -1;
        }
        else if (parameter.Value is byte[] bytes)
        {
            parameter.DbType = DbType.Binary;
            parameter.Size = bytes.Length <= 8000 ? 8000 : -1;
        }
    }

    // 1101 and 1105: no room in a filegroup; 9002: none in the log.
    internal override bool IsFull(DbException exception) => Number(exception) is 1101 or 1105 or 9002;

    private static int Number(DbException exception) => Number(exception, "Number");
}

using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>How many rows of the projections are written, closed and looked up at once on an engine, and how a day comes back. Nothing else in this room asks which engine it is.</summary>
internal abstract class RowDialect
{
    internal static RowDialect For(string? providerName) => providerName switch
    {
        "Microsoft.EntityFrameworkCore.Sqlite" => new SqliteRows(),
        "Npgsql.EntityFrameworkCore.PostgreSQL" => new PostgreSqlRows(),
        "Microsoft.EntityFrameworkCore.SqlServer" => new SqlServerRows(),
        _ => throw new NotSupportedException($"The projections know no dialect for the provider '{providerName}'."),
    };

    /// <summary>True when many statements go in one round trip as one batch.</summary>
    internal virtual bool UsesBatches => false;

    /// <summary>True when the texts are few and their commands are kept with the connection.</summary>
    internal virtual bool KeepsStatements => false;

    /// <summary>True when a day comes from the database as a text.</summary>
    internal virtual bool ReadsDaysAsTexts => false;

    /// <summary>Adds statements that insert all rows.</summary>
    internal abstract void AddInserts(List<RowStatement> statements, RowMap map, IReadOnlyList<object?[]> rows);

    /// <summary>Adds statements that set the end of open rows.</summary>
    internal abstract void AddCloses(List<RowStatement> statements, RowMap map, IReadOnlyList<(long From, long To)> closed);

    /// <summary>Adds queries for from_sequence, subject and fact of the open rows of facts; other open rows of the same subjects may come too.</summary>
    internal abstract void AddFactQueries(List<RowStatement> queries, RowMap map, IReadOnlyList<(SubjectId Subject, string Fact)> facts);

    /// <summary>As <see cref="AddFactQueries"/>, of the rows that these sequences opened.</summary>
    internal abstract void AddSequenceQueries(List<RowStatement> queries, RowMap map, IReadOnlyList<long> sequences);

    /// <summary>Sets a parameter's type where the engine needs more than the value.</summary>
    internal virtual void Adapt(DbParameter parameter, RowColumn column)
    {
    }

    private protected static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private protected static string Parameters(int first, int count) => string.Join(", ", Enumerable.Range(first, count).Select(index => Text($"@p{index}")));

    private protected static RowColumn[] Columns(RowMap map, params string[] names) => [.. names.Select(map.Column)];
}

/// <summary>SQLite: one prepared statement for each row, as there is no round trip to save.</summary>
internal sealed class SqliteRows : RowDialect
{
    internal override bool KeepsStatements => true;

    internal override bool ReadsDaysAsTexts => true;

    internal override void AddInserts(List<RowStatement> statements, RowMap map, IReadOnlyList<object?[]> rows)
    {
        string sql = Text($"INSERT INTO {map.Table} ({map.ColumnList}) VALUES ({Parameters(0, map.Columns.Count)})");
        foreach (object?[] row in rows) statements.Add(new RowStatement(sql, map.Columns, row));
    }

    internal override void AddCloses(List<RowStatement> statements, RowMap map, IReadOnlyList<(long From, long To)> closed)
    {
        string sql = Text($"UPDATE {map.Table} SET to_sequence = @p0 WHERE from_sequence = @p1");
        RowColumn[] columns = Columns(map, "to_sequence", "from_sequence");
        foreach ((long from, long to) in closed) statements.Add(new RowStatement(sql, columns, [to, from]));
    }

    internal override void AddFactQueries(List<RowStatement> queries, RowMap map, IReadOnlyList<(SubjectId Subject, string Fact)> facts)
    {
        string sql = Text($"SELECT from_sequence, subject, fact FROM {map.Table} WHERE subject = @p0 AND fact = @p1 AND to_sequence IS NULL");
        RowColumn[] columns = Columns(map, "subject", "fact");
        foreach ((SubjectId subject, string fact) in facts) queries.Add(new RowStatement(sql, columns, [subject.ToString(), fact]));
    }

    internal override void AddSequenceQueries(List<RowStatement> queries, RowMap map, IReadOnlyList<long> sequences)
    {
        string sql = Text($"SELECT from_sequence, subject, fact FROM {map.Table} WHERE from_sequence = @p0 AND to_sequence IS NULL");
        RowColumn[] columns = Columns(map, "from_sequence");
        foreach (long sequence in sequences) queries.Add(new RowStatement(sql, columns, [sequence]));
    }
}

/// <summary>PostgreSQL: one array for each column, so that a statement's text does not change with the number of rows.</summary>
internal sealed class PostgreSqlRows : RowDialect
{
    internal override bool UsesBatches => true;

    internal override void AddInserts(List<RowStatement> statements, RowMap map, IReadOnlyList<object?[]> rows)
    {
        int width = map.Columns.Count;
        object?[] arrays = new object?[width];
        // An array of arrays would be unrolled to its texts: a list of texts goes as one literal.
        string selected = string.Join(", ", map.Columns.Select((column, index) => column.IsTextList ? Text($"CAST(c{index} AS text[])") : Text($"c{index}")));
        for (int index = 0; index < width; index++)
        {
            bool isList = map.Columns[index].IsTextList;
            Array values = Array.CreateInstance(isList ? typeof(string) : map.Columns[index].Type, rows.Count);
            for (int row = 0; row < rows.Count; row++) values.SetValue(isList ? Literal((string[]?)rows[row][index]) : rows[row][index], row);
            arrays[index] = values;
        }

        string names = string.Join(", ", Enumerable.Range(0, width).Select(index => Text($"c{index}")));
        statements.Add(new RowStatement(
            Text($"INSERT INTO {map.Table} ({map.ColumnList}) SELECT {selected} FROM unnest({Parameters(0, width)}) AS written({names})"), map.Columns, arrays));
    }

    internal override void AddCloses(List<RowStatement> statements, RowMap map, IReadOnlyList<(long From, long To)> closed) =>
        statements.Add(new RowStatement(
            Text($"UPDATE {map.Table} AS held SET to_sequence = ended.to_sequence FROM unnest(@p0, @p1) AS ended(from_sequence, to_sequence) WHERE held.from_sequence = ended.from_sequence"),
            Columns(map, "from_sequence", "to_sequence"),
            [closed.Select(row => row.From).ToArray(), closed.Select(row => row.To).ToArray()]));

    // The key's own type, or the index would not be asked.
    internal override void AddFactQueries(List<RowStatement> queries, RowMap map, IReadOnlyList<(SubjectId Subject, string Fact)> facts) =>
        queries.Add(new RowStatement(
            Text($"SELECT held.from_sequence, held.subject, held.fact FROM unnest(@p0, @p1) AS wanted(subject, fact) JOIN {map.Table} AS held ON held.subject = CAST(wanted.subject AS character(32)) AND held.fact = wanted.fact WHERE held.to_sequence IS NULL"),
            Columns(map, "subject", "fact"),
            [facts.Select(fact => fact.Subject.ToString()).ToArray(), facts.Select(fact => fact.Fact).ToArray()]));

    internal override void AddSequenceQueries(List<RowStatement> queries, RowMap map, IReadOnlyList<long> sequences) =>
        queries.Add(new RowStatement(
            Text($"SELECT from_sequence, subject, fact FROM {map.Table} WHERE from_sequence = ANY(@p0) AND to_sequence IS NULL"), Columns(map, "from_sequence"), [sequences.ToArray()]));

    /// <summary>https://www.postgresql.org/docs/current/arrays.html#ARRAYS-INPUT</summary>
    private static string? Literal(string[]? texts)
    {
        if (texts is null) return null;
        StringBuilder literal = new("{");
        foreach (string text in texts)
        {
            if (literal.Length > 1) literal.Append(',');
            literal.Append('"').Append(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return literal.Append('}').ToString();
    }
}

/// <summary>SQL Server: as many rows in a statement as its parameters allow.</summary>
internal sealed class SqlServerRows : RowDialect
{
    // A request takes at most 2,100 parameters. https://learn.microsoft.com/sql/sql-server/maximum-capacity-specifications-for-sql-server
    private const int MaxParameters = 2_000;

    internal override void AddInserts(List<RowStatement> statements, RowMap map, IReadOnlyList<object?[]> rows)
    {
        int width = map.Columns.Count;
        foreach (object?[][] chunk in rows.Chunk(MaxParameters / width))
        {
            string values = string.Join(", ", Enumerable.Range(0, chunk.Length).Select(row => Text($"({Parameters(row * width, width)})")));
            statements.Add(new RowStatement(Text($"INSERT INTO {map.Table} ({map.ColumnList}) VALUES {values}"), map.Columns, [.. chunk.SelectMany(row => row)]));
        }
    }

    internal override void AddCloses(List<RowStatement> statements, RowMap map, IReadOnlyList<(long From, long To)> closed)
    {
        foreach ((long From, long To)[] chunk in closed.Chunk(MaxParameters / 2))
        {
            string sql = string.Join(";\n", Enumerable.Range(0, chunk.Length).Select(row => Text($"UPDATE {map.Table} SET to_sequence = @p{2 * row} WHERE from_sequence = @p{2 * row + 1}")));
            statements.Add(new RowStatement(sql, Columns(map, "to_sequence", "from_sequence"), [.. chunk.SelectMany(row => new object?[] { row.To, row.From })]));
        }
    }

    internal override void AddFactQueries(List<RowStatement> queries, RowMap map, IReadOnlyList<(SubjectId Subject, string Fact)> facts)
    {
        foreach ((SubjectId Subject, string Fact)[] chunk in facts.Chunk(MaxParameters / 2))
        {
            string sql = string.Join(" OR ", Enumerable.Range(0, chunk.Length).Select(row => Text($"(subject = @p{2 * row} AND fact = @p{2 * row + 1})")));
            queries.Add(new RowStatement(
                Text($"SELECT from_sequence, subject, fact FROM {map.Table} WHERE to_sequence IS NULL AND ({sql})"), Columns(map, "subject", "fact"),
                [.. chunk.SelectMany(row => new object?[] { row.Subject.ToString(), row.Fact })]));
        }
    }

    internal override void AddSequenceQueries(List<RowStatement> queries, RowMap map, IReadOnlyList<long> sequences)
    {
        foreach (long[] chunk in sequences.Chunk(MaxParameters))
        {
            queries.Add(new RowStatement(
                Text($"SELECT from_sequence, subject, fact FROM {map.Table} WHERE to_sequence IS NULL AND from_sequence IN ({Parameters(0, chunk.Length)})"),
                Columns(map, "from_sequence"), [.. chunk.Select(sequence => (object?)sequence)]));
        }
    }

    /// <summary>A text's length is part of the plan's key, and a text of another type than its column's is not sought in the index.</summary>
    internal override void Adapt(DbParameter parameter, RowColumn column)
    {
        if (column.Mapping.DbType is { } type) parameter.DbType = type;
        if (parameter.Value is not string text) return;
        bool isAnsi = column.Mapping.DbType is DbType.AnsiString or DbType.AnsiStringFixedLength;
        parameter.Size = text.Length <= 4000 ? (isAnsi ? 8000 : 4000) : -1;
    }
}

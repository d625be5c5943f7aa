using System.Data;
using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;
using Registry.Server.Schema;
using Registry.Store;
using Registry.Store.Dialects;
using Registry.Store.EventLog;
using Registry.Store.Index;
using Xunit;

namespace Registry.Service.Tests.Store;

/// <summary>What can be said of the SQL for SQL Server without one. The contract suite says the rest where REGISTRY_TEST_SQLSERVER is set.</summary>
public sealed partial class SqlServerTextTests
{
    // https://learn.microsoft.com/sql/sql-server/maximum-capacity-specifications-for-sql-server
    private const int MostParameters = 2_100;
    private const int MostRowsOfValues = 1_000;

    private static readonly Dialect Dialect = new SqlServerDialect();

    [Theory]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(5_000)]
    public void Many_rows_go_in_statements_that_SQL_Server_takes_in_their_order(int rows)
    {
        StatementBatch batch = new(null!);
        object?[][] given = [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, EventRows.Target.Types.Length).Select(column => (object?)((row * 100) + column)).ToArray())];
        Dialect.AddInserts(batch, EventRows.Target, given);
        Assert.All(batch.Statements, statement =>
        {
            AssertTaken(statement.Sql, statement.Values);
            Assert.InRange(statement.Sql.Count(character => character == '(') - 1, 1, MostRowsOfValues);
        });
        Assert.Equal(given.SelectMany(row => row), batch.Statements.SelectMany(statement => statement.Values));
    }

    [Fact]
    public void A_row_of_one_column_goes_a_thousand_at_a_time()
    {
        StatementBatch batch = new(null!);
        Dialect.AddInserts(batch, new InsertTarget("subject", "id", [typeof(int)]), [.. Enumerable.Range(0, 2_500).Select(row => new object?[] { row })]);
        Assert.Equal([1_000, 1_000, 500], batch.Statements.Select(statement => statement.Values.Length));
    }

    [Fact]
    public void A_row_is_inserted_unless_its_key_is_there_without_MERGE_or_hint()
    {
        string sql = Dialect.InsertIfAbsent("resource", "type, id, number", keyColumns: 2);
        Assert.Equal("INSERT INTO resource (type, id, number) SELECT @p0, @p1, @p2 WHERE NOT EXISTS (SELECT 1 FROM resource WHERE type = @p0 AND id = @p1)", sql);
        AssertTaken(sql, new object?[3]);
    }

    [Fact]
    public void The_largest_search_stays_under_the_limit_of_parameters()
    {
        CodeValue[] values = [.. Enumerable.Range(0, Limits.SearchTerms).Select(index => new CodeValue($"{index}", $"urn:s{index}"))];
        FilterSql sql = new(Dialect, Given.Site1, new Dictionary<IndexName, int>(), []);
        string test = sql.Test(new SearchFilter.Codes(["code"], values), "r");
        AssertTaken(test, sql.Values);
    }

    /// <summary>The statements outside the dialects are the same on every engine, so none may hold what one engine alone knows.</summary>
    [Fact]
    public void No_statement_outside_the_dialects_holds_what_only_one_engine_knows() =>
        Assert.All(
            Directory.EnumerateFiles(Repository.Path("src", "Registry.Store"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                    && !file.Contains($"{Path.DirectorySeparatorChar}Dialects{Path.DirectorySeparatorChar}", StringComparison.Ordinal)),
            file => Assert.All(
                File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)),
                line => Assert.DoesNotMatch(OfOneEngine(), line)));

    /// <summary>Servers differ in which of the two they report for a unique index.</summary>
    [Theory]
    [InlineData(2601)]
    [InlineData(2627)]
    public void A_lost_race_for_a_key_is_told_by_either_of_its_numbers(int number)
    {
        Assert.True(Dialect.IsKeyTaken(new Fault(number)));
        Assert.True(Dialect.IsWorthRetrying(new Fault(number)));
    }

    [Theory]
    [InlineData(1205, true)]
    [InlineData(10054, true)]
    [InlineData(547, false)]
    [InlineData(102, false)]
    public void A_deadlock_or_a_lost_connection_is_tried_again_and_a_bad_statement_is_not(int number, bool isWorthRetrying)
    {
        Assert.Equal(isWorthRetrying, Dialect.IsWorthRetrying(new Fault(number)));
        Assert.False(Dialect.IsKeyTaken(new Fault(number)));
    }

    [Theory]
    [InlineData("abc", SqlDbType.VarChar, 8_000)]
    [InlineData("ümlaut", SqlDbType.NVarChar, 4_000)]
    public void A_text_has_the_type_and_length_of_every_text_of_its_kind(string text, SqlDbType type, int size)
    {
        SqlParameter parameter = new("@p0", text);
        Dialect.Adapt(parameter);
        Assert.Equal((type, size), (parameter.SqlDbType, parameter.Size));
    }

    [Theory]
    [InlineData(8_000, 8_000)]
    [InlineData(8_001, -1)]
    public void Bytes_have_the_type_and_length_of_all_bytes(int bytes, int size)
    {
        SqlParameter parameter = new("@p0", new byte[bytes]);
        Dialect.Adapt(parameter);
        Assert.Equal((SqlDbType.VarBinary, size), (parameter.SqlDbType, parameter.Size));
    }

    /// <summary>Set by the migrator, asked at start. It names no database, holds no hint, and takes no text from settings.</summary>
    [Fact]
    public void Row_versions_for_readers_are_set_and_asked_for_by_fixed_texts_about_the_current_database()
    {
        Assert.Equal("ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE", SqlServerSnapshots.SetSql);
        Assert.Equal("SELECT CAST(is_read_committed_snapshot_on AS int) FROM sys.databases WHERE database_id = DB_ID()", SqlServerSnapshots.StateSql);
        Assert.DoesNotMatch(OfOneEngine(), SqlServerSnapshots.SetSql + SqlServerSnapshots.StateSql);
    }

    /// <summary>Another engine opens no connection for it: the address does not exist.</summary>
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public async Task Other_engines_are_not_asked_for_it(DatabaseProvider provider)
    {
        DatabaseOptions nowhere = new() { Provider = provider, ConnectionString = "Server=nowhere" };
        await SqlServerSnapshots.SetAsync(nowhere, TestContext.Current.CancellationToken);
        await SqlServerSnapshots.CheckAsync(nowhere, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"\b(LIMIT|ON CONFLICT|RETURNING|MERGE|UPDLOCK|READPAST|HOLDLOCK|ROWLOCK|NOLOCK|FOR UPDATE|SKIP LOCKED|ILIKE|unnest|PRAGMA|TOP \()\b|""[^""]*SELECT[^""]*::", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex OfOneEngine();

    [GeneratedRegex(@"@p(?<index>\d+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Parameter();

    private static void AssertTaken(string sql, object?[] values)
    {
        Assert.InRange(values.Length, 0, MostParameters);
        Assert.Equal(Enumerable.Range(0, values.Length), Parameter().Matches(sql).Select(match => int.Parse(match.Groups["index"].Value, System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order());
        Assert.DoesNotMatch(OfOneEngine(), sql);
    }

    /// <summary>A fault of a provider that this room does not know, with the number by which it is told.</summary>
    private sealed class Fault(int number) : DbException("")
    {
        public int Number { get; } = number;
    }
}

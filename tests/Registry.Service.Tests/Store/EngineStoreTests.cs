using Registry.Contracts.Events;
using Registry.Server.Schema;
using Registry.Store;
using Registry.Store.Resources;
using Xunit;

namespace Registry.Service.Tests.Store;

public sealed class SqliteStoreTests() : StoreContract(DatabaseProvider.Sqlite)
{
    [Theory]
    [InlineData("synchronous", "2")]
    [InlineData("journal_mode", "wal")]
    [InlineData("foreign_keys", "1")]
    [InlineData("secure_delete", "1")]
    [InlineData("busy_timeout", "30000")]
    public async Task The_writers_own_connection_is_durable(string pragma, string expected)
    {
        string found = await Fixture.Database.WriteAsync(
            session => session.FirstAsync($"PRAGMA {pragma}", [], row => Convert.ToString(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!, Cancel)!, Cancel) ?? "";
        Assert.Equal(expected, found);
    }
}

public sealed class PostgreSqlStoreTests() : StoreContract(DatabaseProvider.PostgreSql)
{
    [Theory]
    [InlineData("fsync", "on")]
    [InlineData("synchronous_commit", "on")]
    [InlineData("transaction_isolation", "read committed")]
    public async Task A_commit_is_durable_when_it_is_acknowledged(string setting, string expected) =>
        Assert.Equal(expected, await Fixture.ScalarAsync<string>($"SHOW {setting}"));

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_found_and_not_written_twice()
    {
        Npgsql.NpgsqlConnectionStringBuilder server = new(Fixture.Options.ConnectionString);
        await using AnswerDroppingProxy proxy = new(server.Port, "COMMIT"u8.ToArray());
        Npgsql.NpgsqlConnectionStringBuilder through = new(server.ConnectionString) { Port = proxy.Port, SslMode = Npgsql.SslMode.Disable };
        await using StoreDatabase database = new(StoreContexts.For(new DatabaseOptions { Provider = DatabaseProvider.PostgreSql, ConnectionString = through.ConnectionString }));
        ResourceStore store = new(database);
        Given.Committed(await store.CommitAsync(Given.FlareUp(Given.Site1, "o1", SubjectId.New(), 0)));

        proxy.DropNextAnswer();
        CommitOutcome.Committed second = Given.Committed(await store.CommitAsync(Given.FlareUp(Given.Site1, "o2", SubjectId.New(), 0)));
        Assert.Equal(1, proxy.Dropped);
        Assert.Equal(2, second.FirstSequence);
        Assert.Equal(2, await Log.LastSequenceAsync(Cancel));
        Assert.Equal(2, await Fixture.ScalarAsync<long>("SELECT COUNT(*) FROM resource_version"));
    }

    [Fact]
    public async Task A_connection_that_is_killed_before_the_commit_leaves_nothing_and_the_next_attempt_commits()
    {
        await using Npgsql.NpgsqlConnection holder = new(Fixture.Options.ConnectionString);
        await holder.OpenAsync(Cancel);
        await using Npgsql.NpgsqlTransaction holding = await holder.BeginTransactionAsync(Cancel);
        await ExecuteAsync(holder, "UPDATE log_counter SET last_sequence = last_sequence");
        Task<CommitOutcome> committing = Store.CommitAsync(Given.FlareUp(Given.Site1, "o1", SubjectId.New(), 0));

        // It waits for the counter with everything else written; this is when its server process is ended.
        long killed;
        do killed = await ExecuteAsync(holder, "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        while (killed == 0);

        await holding.CommitAsync(Cancel);
        Assert.Equal(1, Given.Committed(await committing).FirstSequence);
        Assert.Equal(1, await Fixture.ScalarAsync<long>("SELECT COUNT(*) FROM resource_version"));
    }

    private static async Task<long> ExecuteAsync(Npgsql.NpgsqlConnection connection, string sql)
    {
        await using Npgsql.NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(Cancel) is long value ? value : 0;
    }
}

public sealed class SqlServerStoreTests() : StoreContract(DatabaseProvider.SqlServer);

using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.Server;
using Registry.Server.Schema;
using Registry.Service.Tests.Server;
using Registry.Store;
using Xunit;

namespace Registry.Service.Tests.Schema;

/// <summary>How a database gets its schema, and when the server refuses one.</summary>
public sealed class SqliteRegistrySchemaTests : RegistrySchemaContract
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>What a process leaves behind that was killed while EF's migrator had its mark.</summary>
    [Fact]
    public async Task A_mark_that_a_killed_migrator_left_does_not_hold_up_the_next_one()
    {
        await using (StoreContext store = StoreContexts.For(Options)())
        {
            await store.Database.MigrateAsync(Cancel);
            await store.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsLock\" (\"Id\", \"Timestamp\") VALUES (1, '2026-01-01 00:00:00')", Cancel);
        }

        await Schema().MigrateAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Cancel);
        await AssertCompleteAsync();
    }

    [Fact]
    public async Task The_folder_of_the_file_is_made()
    {
        DatabaseOptions options = new() { ConnectionString = $"Data Source={Path.Combine(_folder.Path, "new", "registry.db")};Pooling=False" };
        await Schema(options).PrepareAsync(Cancel);
        Assert.True(File.Exists(options.SqliteFile()));
    }

    [Fact]
    public async Task Who_waits_for_another_migrator_gives_up_in_the_end_and_names_the_lock()
    {
        await using FileStream held = new(Options.SqliteFile() + ".migration-lock", FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        SettingsException refusal = await Assert.ThrowsAsync<SettingsException>(() => Schema(Options, new ImpatientClock()).MigrateAsync(Cancel));
        Assert.Contains(".migration-lock", refusal.Message, StringComparison.Ordinal);
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }

    private protected override Task<DatabaseOptions> CreateAsync() =>
        Task.FromResult(new DatabaseOptions { ConnectionString = $"Data Source={Path.Combine(_folder.Path, "registry.db")};Pooling=False" });
}

public sealed class PostgreSqlRegistrySchemaTests : RegistrySchemaContract
{
    private PostgresDatabase? _database;

    [Fact]
    public async Task A_server_engine_is_brought_up_by_an_operator_unless_the_settings_say_otherwise()
    {
        SettingsException refusal = await Assert.ThrowsAsync<SettingsException>(() => Schema().PrepareAsync(Cancel));
        Assert.Contains("db migrate", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_named_as_the_reason()
    {
        DatabaseOptions options = With(Options, connection => connection.Database = "registry_that_is_not_there");
        SettingsException refusal = await Assert.ThrowsAsync<SettingsException>(() => Schema(options).MigrateAsync(Cancel));
        Assert.Contains("Registry:Database:ConnectionString", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_for_another_migrator_gives_up_in_the_end_and_names_the_lock()
    {
        await using DbConnection holder = new Npgsql.NpgsqlConnection(Options.ConnectionString);
        await holder.OpenAsync(Cancel);
        await ExecuteAsync(holder, "SELECT pg_advisory_lock(x'7265676973747279'::bigint)");
        SettingsException refusal = await Assert.ThrowsAsync<SettingsException>(() => Schema(Options, new ImpatientClock()).MigrateAsync(Cancel));
        Assert.Contains("advisory lock", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>The lock is its session's: nobody has to clear up after a migrator that was killed.</summary>
    [Fact]
    public async Task The_lock_of_a_killed_migrator_ends_with_its_session()
    {
        await using DbConnection killed = new Npgsql.NpgsqlConnection(Options.ConnectionString);
        await killed.OpenAsync(Cancel);
        await ExecuteAsync(killed, "SELECT pg_advisory_lock(x'7265676973747279'::bigint)");
        Task migrating = Schema().MigrateAsync(Cancel);
        await using DbConnection killer = new Npgsql.NpgsqlConnection(Options.ConnectionString);
        await killer.OpenAsync(Cancel);
        await ExecuteAsync(killer, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        await migrating;
        await AssertCompleteAsync();
    }

    /// <summary>A pooled connection keeps its session, and with it the lock, for as long as it lies in the pool.</summary>
    [Fact]
    public async Task The_lock_is_free_as_soon_as_a_migration_ends()
    {
        await Schema(With(Options, connection => connection.Pooling = true)).MigrateAsync(Cancel);
        await using DbConnection watcher = new Npgsql.NpgsqlConnection(Options.ConnectionString);
        await watcher.OpenAsync(Cancel);
        await using DbCommand command = watcher.CreateCommand();
        command.CommandText = "SELECT pg_try_advisory_lock(x'7265676973747279'::bigint)";
        Assert.Equal(true, await command.ExecuteScalarAsync(Cancel));
    }

    public override async ValueTask DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
        await base.DisposeAsync();
    }

    private protected override async Task<DatabaseOptions> CreateAsync()
    {
        _database = await PostgresDatabase.CreateAsync(Needs.PostgreSql());
        return With(new DatabaseOptions { Provider = DatabaseProvider.PostgreSql, ConnectionString = _database.ConnectionString }, connection => connection.Pooling = false);
    }

    private static DatabaseOptions With(DatabaseOptions options, Action<Npgsql.NpgsqlConnectionStringBuilder> change)
    {
        Npgsql.NpgsqlConnectionStringBuilder connection = new(options.ConnectionString);
        change(connection);
        return new DatabaseOptions { Provider = options.Provider, ConnectionString = connection.ConnectionString };
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }
}

/// <summary>What holds on every engine that is there.</summary>
public abstract class RegistrySchemaContract : IAsyncLifetime
{
    private DatabaseOptions? _options;

    private protected DatabaseOptions Options => _options!;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _options = await CreateAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_second_migration_changes_nothing()
    {
        await Schema().MigrateAsync(Cancel);
        string[] before = await HistoryAsync();
        await Schema().MigrateAsync(Cancel);
        Assert.Equal(before, await HistoryAsync());
        await AssertCompleteAsync();
    }

    [Fact]
    public async Task Migrators_that_start_together_all_succeed()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Schema().MigrateAsync(Cancel), Cancel)));
        await AssertCompleteAsync();
    }

    /// <summary>A process may be killed between the two rooms.</summary>
    [Fact]
    public async Task A_database_with_one_room_only_gets_the_other()
    {
        await using (StoreContext store = StoreContexts.For(Options)()) await store.Database.MigrateAsync(Cancel);
        await Schema().MigrateAsync(Cancel);
        await AssertCompleteAsync();
    }

    [Theory]
    [InlineData(StoreContexts.Room)]
    [InlineData(AnalyticsContexts.Room)]
    public async Task A_database_of_a_newer_version_is_refused_and_left_as_it_is(string room)
    {
        await Schema().MigrateAsync(Cancel);
        await using (StoreContext store = StoreContexts.For(Options)())
        {
            await store.Database.ExecuteSqlRawAsync(
                room == StoreContexts.Room
                    ? "INSERT INTO \"__store_migrations\" (\"MigrationId\", \"ProductVersion\") VALUES ('29990101000000_FromLater', '99')"
                    : "INSERT INTO \"__analytics_migrations\" (\"MigrationId\", \"ProductVersion\") VALUES ('29990101000000_FromLater', '99')",
                Cancel);
        }

        string[] before = await HistoryAsync();
        foreach (bool migrateAtStart in new[] { true, false })
        {
            SettingsException refusal = await Assert.ThrowsAsync<SettingsException>(
                () => Schema(new DatabaseOptions { Provider = Options.Provider, ConnectionString = Options.ConnectionString, MigrateAtStart = migrateAtStart }).PrepareAsync(Cancel));
            Assert.Contains("29990101000000_FromLater", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("Run the newer version", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await HistoryAsync());
    }

    [Fact]
    public async Task A_server_that_may_not_migrate_says_how_many_migrations_are_missing_and_what_to_run()
    {
        DatabaseOptions options = new() { Provider = Options.Provider, ConnectionString = Options.ConnectionString, MigrateAtStart = false };
        await using (StoreContext store = StoreContexts.For(Options)()) await store.Database.MigrateAsync(Cancel);
        await using DbContext analytics = AnalyticsContexts.For(Options)();
        int missing = analytics.Database.GetMigrations().Count();
        SettingsException refusal = await Assert.ThrowsAsync<SettingsException>(() => Schema(options).PrepareAsync(Cancel));
        Assert.Contains($"lacks {missing} of", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("db migrate", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await analytics.Database.GetAppliedMigrationsAsync(Cancel));

        await Schema().MigrateAsync(Cancel);
        await Schema(options).PrepareAsync(Cancel);
    }

    /// <summary>Two nodes of a new installation, as processes.</summary>
    [Fact]
    public async Task Two_processes_that_migrate_an_empty_database_at_once_both_succeed()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> settings = new(StringComparer.Ordinal) { ["Registry__Database__Provider"] = Options.Provider.ToString(), ["Registry__Database__ConnectionString"] = Options.ConnectionString };
        await using RegistryProcess one = RegistryProcess.Launch(folder.Path, settings, "db", "migrate");
        await using RegistryProcess other = RegistryProcess.Launch(folder.Path, settings, "db", "migrate");
        int[] codes = await Task.WhenAll(one.ExitCodeAsync(), other.ExitCodeAsync());
        Assert.True(codes is [0, 0], $"{one.Output}\n{other.Output}");
        await AssertCompleteAsync();
    }

    private protected abstract Task<DatabaseOptions> CreateAsync();

    private protected RegistrySchema Schema(DatabaseOptions? options = null, TimeProvider? clock = null) =>
        new(options ?? Options, AnalyticsContexts.For(options ?? Options), clock ?? TimeProvider.System, NullLogger<RegistrySchema>.Instance);

    private protected async Task AssertCompleteAsync()
    {
        await using DbContext store = StoreContexts.For(Options)();
        await using DbContext analytics = AnalyticsContexts.For(Options)();
        foreach (DbContext context in new[] { store, analytics })
        {
            Assert.Equal(context.Database.GetMigrations(), await context.Database.GetAppliedMigrationsAsync(Cancel));
        }

        await using StoreDatabase database = new(StoreContexts.For(Options));
        Assert.Equal(0, await new Registry.Store.EventLog.LogReader(database).LastSequenceAsync(Cancel));
    }

    private async Task<string[]> HistoryAsync()
    {
        await using DbContext store = StoreContexts.For(Options)();
        await using DbContext analytics = AnalyticsContexts.For(Options)();
        return [.. await store.Database.GetAppliedMigrationsAsync(Cancel), .. await analytics.Database.GetAppliedMigrationsAsync(Cancel)];
    }

    /// <summary>A clock on which a minute passes with every look.</summary>
    private protected sealed class ImpatientClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _ticks, TimeSpan.TicksPerMinute);
    }
}

using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.Analytics.Projections;
using Registry.Store;

namespace Registry.Server.Schema;

/// <summary>The schema of both rooms: brought up by <c>db migrate</c>, or at start where the settings say so; checked otherwise.</summary>
/// <remarks>Safe when two processes start together, and when one is killed in the middle: a migration is a transaction, and every lock dies with its holder.</remarks>
internal sealed class RegistrySchema(DatabaseOptions database, Func<AnalyticsContext> openAnalytics, TimeProvider clock, ILogger<RegistrySchema> logger)
{
    /// <summary>Any number that nobody else locks; "registry" in ASCII.</summary>
    private const long AdvisoryLock = 0x7265676973747279;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookForDatabase = TimeSpan.FromSeconds(1);
    private readonly Func<StoreContext> _openStore = StoreContexts.For(database);

    /// <summary>What the server does before it listens.</summary>
    /// <exception cref="SettingsException">The schema is not this version's and is not to be brought up here; the message says what to run.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (database.MigrateAtStart ?? database.Provider == DatabaseProvider.Sqlite)
        {
            await MigrateAsync(cancellationToken);
            await SqlServerSnapshots.CheckAsync(database, cancellationToken);
            return;
        }

        int pending = await CountPendingAsync(cancellationToken);
        if (pending > 0)
        {
            throw new SettingsException(
                $"The database lacks {pending} of this version's migrations. Run the verb 'db migrate' with the same settings, or set {DatabaseOptions.Section}:MigrateAtStart=true.");
        }

        await SqlServerSnapshots.CheckAsync(database, cancellationToken);
    }

    /// <summary>Brings the schema up to this version; returns at once when nothing is pending.</summary>
    /// <exception cref="SettingsException">The schema is newer than this version, the database does not exist, or another process holds the lock for too long.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        if (database.SqliteFile() is { } file) Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        int pending = await CountPendingAsync(cancellationToken);
        await SqlServerSnapshots.SetAsync(database, cancellationToken);
        if (pending == 0) return;
        await using IAsyncDisposable held = await LockAsync(cancellationToken);
        await using StoreContext store = _openStore();
        await using AnalyticsContext analytics = openAnalytics();
        if (database.Provider == DatabaseProvider.Sqlite) await ClearStaleLockAsync(store, cancellationToken);
        await store.Database.MigrateAsync(cancellationToken);
        await analytics.Database.MigrateAsync(cancellationToken);
    }

    private async Task<int> CountPendingAsync(CancellationToken cancellationToken)
    {
        await using StoreContext store = _openStore();
        await using AnalyticsContext analytics = openAnalytics();
        if (database.Provider != DatabaseProvider.Sqlite) await ReachAsync(store, cancellationToken);
        int pending = 0;
        foreach (DbContext context in new DbContext[] { store, analytics })
        {
            string[] known = [.. context.Database.GetMigrations()];
            string[] applied = [.. await context.Database.GetAppliedMigrationsAsync(cancellationToken)];
            if (applied.Except(known, StringComparer.Ordinal).FirstOrDefault() is { } newer)
            {
                throw new SettingsException($"The database was brought to a newer version (migration {newer}) than this one, {RegistryHost.SoftwareVersion}. Run the newer version.");
            }

            pending += known.Length - applied.Length;
        }

        return pending;
    }

    /// <summary>Waits for a database server that comes up later than this one. One that answers and refuses (no such database, wrong credentials) is not waited for.</summary>
    private async Task ReachAsync(StoreContext store, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        for (bool isTold = false; ; isTold = true)
        {
            try
            {
                await store.Database.OpenConnectionAsync(cancellationToken);
                await store.Database.CloseConnectionAsync();
                return;
            }
            catch (Exception fault) when (IsNotThereYet(fault) && clock.GetElapsedTime(started).TotalSeconds < database.WaitAtStartSeconds)
            {
                if (!isTold) Log.WaitingForDatabase(logger, database.WaitAtStartSeconds, fault.GetType().Name);
                await Task.Delay(LookForDatabase, clock, cancellationToken);
            }
            catch (Exception fault) when (fault is DbException or SocketException)
            {
                throw new SettingsException($"The database of {DatabaseOptions.Section}:ConnectionString cannot be reached: create it first, and check host, name and credentials.", fault);
            }
        }
    }

    // A host's name may be unknown until its container runs.
    private static bool IsNotThereYet(Exception fault) => fault is SocketException || DatabaseAway.Is(fault);

    /// <summary>One migrator at a time. SQL Server's own migrator holds an application lock of its session already.</summary>
    private async Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken) => database.Provider switch
    {
        DatabaseProvider.Sqlite when database.SqliteFile() is { } file =>
            await WaitAsync($"the file {file}.migration-lock", () => Task.FromResult<IAsyncDisposable?>(TryLockFile(file + ".migration-lock")), cancellationToken),
        DatabaseProvider.PostgreSql =>
            await WaitAsync(string.Create(CultureInfo.InvariantCulture, $"the advisory lock {AdvisoryLock}"), () => TryLockAdvisoryAsync(cancellationToken), cancellationToken),
        _ => _openStore(),
    };

    private async Task<IAsyncDisposable> WaitAsync(string what, Func<Task<IAsyncDisposable?>> tryLock, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        while (true)
        {
            if (await tryLock() is { } held) return held;
            if (clock.GetElapsedTime(started) >= Patience)
                throw new SettingsException($"Another process has been bringing the schema up for {Patience.TotalMinutes} minutes: it holds {what}. End it, or wait until it is done.");
            await Task.Delay(Look, clock, cancellationToken);
        }
    }

    /// <summary>An operating system's lock beside the database's file: it ends with its process, however that ends.</summary>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    private static FileStream? TryLockFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>A lock of the session: the server gives it up when the connection ends, and so the connection is not one of a pool's.</summary>
    private async Task<IAsyncDisposable?> TryLockAdvisoryAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection session = new(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        bool isHeld = false;
        try
        {
            await session.OpenAsync(cancellationToken);
            await using NpgsqlCommand command = new(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_try_advisory_lock({AdvisoryLock})"), session);
            isHeld = await command.ExecuteScalarAsync(cancellationToken) is true;
            return isHeld ? session : null;
        }
        finally
        {
            if (!isHeld) await session.DisposeAsync();
        }
    }

    /// <summary>EF's migrator on SQLite marks its work with a row that a killed process leaves behind, and the next one waits for it for ever. Under our lock, such a row has no owner.</summary>
    private static async Task ClearStaleLockAsync(StoreContext store, CancellationToken cancellationToken)
    {
        await store.Database.OpenConnectionAsync(cancellationToken);
        await using DbCommand command = store.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'";
        if (Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) == 0) return;
        command.CommandText = "DELETE FROM \"__EFMigrationsLock\"";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Registry.Analytics.Projections;
using Registry.Store;

namespace Registry.Server.Schema;

/// <summary>Writes the database's files anew, so that what was deleted or overwritten stands in no page of them any more: the last step of an erasure.</summary>
/// <remarks>
/// What a backup, an archived write-ahead log, a replica or a copy of the file system holds is the operator's to delete: docs/erasure.md. On SQL Server it is unproven.
/// </remarks>
internal sealed class Compaction(DatabaseOptions database, Func<AnalyticsContext> openAnalytics, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private readonly Func<StoreContext> _openStore = StoreContexts.For(database);

    /// <returns>False when readers held old content in place for too long: run it again, with the servers stopped if need be.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await using StoreContext store = _openStore();
        await using AnalyticsContext analytics = openAnalytics();
        await store.Database.OpenConnectionAsync(cancellationToken);
        DbConnection connection = store.Database.GetDbConnection();
        if (database.Provider == DatabaseProvider.Sqlite) return await RunSqliteAsync(connection, cancellationToken);
        if (database.Provider == DatabaseProvider.PostgreSql && !await UntilUnseenAsync(connection, cancellationToken)) return false;
        string[] tables = [.. new DbContext[] { store, analytics }.SelectMany(context => context.Model.GetEntityTypes()).Select(entity => entity.GetTableName()!).Distinct(StringComparer.Ordinal)];
        foreach (string statement in Statements(database.Provider, tables)) await ExecuteAsync(connection, statement, cancellationToken);
        if (database.Provider != DatabaseProvider.PostgreSql) return true;
        foreach (string table in tables) await ForgetStatisticsAsync(connection, table, cancellationToken);
        // Of PostgreSQL's catalogue of the columns' values the old rows go last.
        await ExecuteAsync(connection, "VACUUM FULL pg_statistic", cancellationToken);
        return true;
    }

    /// <summary>What a server engine is told, in order.</summary>
    /// <param name="provider">The engine.</param>
    /// <param name="tables">Names of tables.</param>
    internal static IReadOnlyList<string> Statements(DatabaseProvider provider, IReadOnlyList<string> tables) => provider switch
    {
        // ANALYZE replaces the columns' most common values, which PostgreSQL keeps as they stand.
        DatabaseProvider.PostgreSql => [.. tables.Select(table => $"VACUUM (FULL, ANALYZE) \"{table}\"")],
        DatabaseProvider.SqlServer => [.. tables.Select(table => $"ALTER INDEX ALL ON [{table}] REBUILD"), .. tables.Select(table => $"UPDATE STATISTICS [{table}]"), "DECLARE @name sysname = DB_NAME(); EXEC sys.sp_clean_db_free_space @dbname = @name"],
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "Not a server engine."),
    };

    /// <summary>VACUUM FULL copies what a transaction may still see that began before the erasure ended: waits until there is none.</summary>
    private async Task<bool> UntilUnseenAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT pg_current_xact_id()::text";
        string horizon = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        // https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ACTIVITY-VIEW
        command.CommandText = $"""
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
            AND (age(backend_xmin) > age('{horizon}'::xid8::xid) OR age(backend_xid) > age('{horizon}'::xid8::xid))
            """;
        for (long started = clock.GetTimestamp(); ;)
        {
            if ((long)(await command.ExecuteScalarAsync(cancellationToken))! == 0) return true;
            if (clock.GetElapsedTime(started) >= Patience) return false;
            await Task.Delay(Look, clock, cancellationToken);
        }
    }

    /// <summary>ANALYZE of an empty table leaves what it knew of the rows before. A change of a column's type to itself drops that, rewrites nothing, and needs no superuser.</summary>
    private static async Task ForgetStatisticsAsync(DbConnection connection, string table, CancellationToken cancellationToken)
    {
        List<string> statements = [];
        await using (DbCommand command = connection.CreateCommand())
        {
            command.CommandText = $"""
                SELECT format('ALTER TABLE %s ALTER COLUMN %I TYPE %s%s', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attcollation = 0 THEN '' ELSE format(' COLLATE %s', a.attcollation::regcollation) END)
                FROM pg_attribute a WHERE a.attrelid = '"{table}"'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND NOT EXISTS (SELECT 1 FROM "{table}") ORDER BY a.attnum
                """;
            await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) statements.Add(reader.GetString(0));
        }

        foreach (string statement in statements) await ExecuteAsync(connection, statement, cancellationToken);
    }

    /// <summary>VACUUM writes every page anew, into the write-ahead log; emptying that brings them into the file. A reader of an old page holds that up.</summary>
    private async Task<bool> RunSqliteAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, "VACUUM", cancellationToken);
        for (long started = clock.GetTimestamp(); ;)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            // The first column says whether somebody was in the way. https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
            if (Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) == 0) return true;
            if (clock.GetElapsedTime(started) >= Patience) return false;
            await Task.Delay(Look, clock, cancellationToken);
        }
    }

    private static async Task ExecuteAsync(DbConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = statement;
        command.CommandTimeout = 0;     // As long as the database is large.
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

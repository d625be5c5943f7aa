using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Registry.Server.Schema.Engines;

/// <summary>Makes every SQLite connection durable: WAL, fsync at each commit, deleted content overwritten, a bounded wait for the writer before.</summary>
/// <remarks>
/// The last two are for cost alone. The journal goes back into the file every 32 MB and not every 4: a page that many commits changed is then written there once, for fewer of them.
/// 8 MB of pages a connection, in kB.
/// All but the journal mode are settings of a connection, not of the file: https://www.sqlite.org/pragma.html
/// </remarks>
internal sealed class SqliteDurability : DbConnectionInterceptor
{
    internal static readonly SqliteDurability Instance = new();

    private const string Pragmas = """
        PRAGMA busy_timeout = 30000;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA secure_delete = ON;
        PRAGMA wal_autocheckpoint = 8192;
        PRAGMA cache_size = -8192;
        """;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

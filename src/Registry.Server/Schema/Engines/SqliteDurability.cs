using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Registry.Server.Schema.Engines;

/// <summary>Makes every SQLite connection durable: WAL, fsync at each commit, deleted content overwritten, a bounded wait for the writer before.</summary>
/// <remarks>All but the journal mode are settings of a connection, not of the file: https://www.sqlite.org/pragma.html</remarks>
internal sealed class SqliteDurability : DbConnectionInterceptor
{
    internal static readonly SqliteDurability Instance = new();

    private const string Pragmas = """
        PRAGMA busy_timeout = 30000;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA secure_delete = ON;
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

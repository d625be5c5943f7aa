using Microsoft.Data.SqlClient;

namespace Registry.Server.Schema;

/// <summary>READ_COMMITTED_SNAPSHOT of a SQL Server database: a reader sees what was committed and waits for no writer, as on the other engines. Set by the migrator, checked at start.</summary>
/// <remarks>
/// No SQL Server was at hand: the texts are tested as texts, and unproven against one.
/// https://learn.microsoft.com/sql/t-sql/statements/alter-database-transact-sql-set-options
/// </remarks>
internal static class SqlServerSnapshots
{
    /// <summary>1 where it is on.</summary>
    public const string StateSql = "SELECT CAST(is_read_committed_snapshot_on AS int) FROM sys.databases WHERE database_id = DB_ID()";

    /// <summary>Rolls back the transactions of others that are under way: the option cannot change beside them, and waiting for them may take for ever.</summary>
    public const string SetSql = "ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE";

    /// <summary>Sets it where it is not set; nothing on another engine.</summary>
    /// <exception cref="SettingsException">The caller may not change the database.</exception>
    public static async Task SetAsync(DatabaseOptions database, CancellationToken cancellationToken)
    {
        if (database.Provider != DatabaseProvider.SqlServer) return;
        await using SqlConnection connection = new(database.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        if (await IsOnAsync(connection, cancellationToken)) return;
        await using SqlCommand command = new(SetSql, connection);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (SqlException fault)
        {
            throw new SettingsException($"READ_COMMITTED_SNAPSHOT could not be set ({fault.Number}). Let an administrator run, in this database: {SetSql}", fault);
        }
    }

    /// <summary>Refuses to serve without it; nothing on another engine.</summary>
    /// <exception cref="SettingsException">It is not set; the message says what to run.</exception>
    public static async Task CheckAsync(DatabaseOptions database, CancellationToken cancellationToken)
    {
        if (database.Provider != DatabaseProvider.SqlServer) return;
        await using SqlConnection connection = new(database.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        if (!await IsOnAsync(connection, cancellationToken))
        {
            throw new SettingsException($"READ_COMMITTED_SNAPSHOT is off in this database, so readers would wait for writers. Run the verb 'db migrate' with the same settings, or, in this database: {SetSql}");
        }
    }

    private static async Task<bool> IsOnAsync(SqlConnection connection, CancellationToken cancellationToken)
    {
        await using SqlCommand command = new(StateSql, connection);
        return await command.ExecuteScalarAsync(cancellationToken) is 1;
    }
}

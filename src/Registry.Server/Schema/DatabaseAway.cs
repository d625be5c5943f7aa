using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Registry.Server.Schema;

/// <summary>Tells a database that cannot be used just now (away, going down, out of connections or, where nobody asked for that before, of room) from a statement that it will not have, which is a bug.</summary>
internal static class DatabaseAway
{
    /// <summary>True when the same may succeed later without anybody changing the program. Such a fault may come inside another, so the inner ones are asked too.</summary>
    public static bool Is(Exception fault)
    {
        for (Exception? at = fault; at is not null; at = at.InnerException)
        {
            switch (at)
            {
                // Class 08 is a lost connection, 53 too little of something (the disk, connections), 57P a server going down or coming up, 58 its own input and output; 25006 is a standby.
                // https://www.postgresql.org/docs/current/errcodes-appendix.html
                case PostgresException postgres:
                    return postgres.IsTransient || postgres.SqlState.StartsWith("08", StringComparison.Ordinal) || postgres.SqlState.StartsWith("53", StringComparison.Ordinal)
                        || postgres.SqlState.StartsWith("57P", StringComparison.Ordinal) || postgres.SqlState.StartsWith("58", StringComparison.Ordinal) || postgres.SqlState is "25006";
                // What is not from the server is about the way to it.
                case NpgsqlException:
                    return true;
                // Busy, locked, no memory, read only, input and output, full, cannot open. https://www.sqlite.org/rescode.html
                case SqliteException sqlite:
                    return sqlite.SqliteErrorCode is 5 or 6 or 7 or 8 or 10 or 13 or 14;
                // Lost connections (from severity 20 on they end), timeouts, and 1105 and 9002: no room for data or log.
                case SqlException sqlServer:
                    return sqlServer.IsTransient || sqlServer.Class >= 20 || sqlServer.Number is 233 or 10053 or 10054 or 10060 or 64 or -2 or 1105 or 9002;
                case DbException { IsTransient: true }:
                    return true;
            }
        }

        return false;
    }
}

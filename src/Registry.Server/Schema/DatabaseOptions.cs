using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Registry.Server.Schema.Engines;

namespace Registry.Server.Schema;

/// <summary>Engines that the registry runs on, with equal features.</summary>
public enum DatabaseProvider
{
    /// <summary>One file, one node.</summary>
    Sqlite,

    /// <summary>PostgreSQL 15 or later.</summary>
    PostgreSql,

    /// <summary>SQL Server 2019 or later.</summary>
    SqlServer,
}

/// <summary>Which database: section <c>Registry:Database</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>Name of the settings section.</summary>
    public const string Section = "Registry:Database";

    /// <summary>Statements that a PostgreSQL connection keeps prepared: more than the store has.</summary>
    private const int PreparedStatements = 100;

    /// <summary>The engine.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>As the engine's .NET provider reads it.</summary>
    public string ConnectionString { get; set; } = "Data Source=data/registry.db";

    /// <summary>Whether the server brings the schema up when it starts; null for: on SQLite only.</summary>
    public bool? MigrateAtStart { get; set; }

    /// <summary>For how many seconds a server or verb that starts waits for a database that is not there yet; 0: not at all. A machine that comes up starts both at once.</summary>
    public int WaitAtStartSeconds { get; set; } = 60;

    /// <summary>Options of a room's context on this database.</summary>
    /// <typeparam name="TContext">The engine's subclass.</typeparam>
    /// <param name="room"><c>store</c> or <c>analytics</c>.</param>
    public DbContextOptions<TContext> For<TContext>(string room)
        where TContext : DbContext
    {
        DbContextOptionsBuilder<TContext> builder = new();
        Configure(builder, room);
        return builder.Options;
    }

    /// <summary>Sets a context up for this database, with the durability that the registry promises, and with a migrations history of its own.</summary>
    /// <param name="builder">The context's options.</param>
    /// <param name="room"><c>store</c> or <c>analytics</c>: names the history table <c>__{room}_migrations</c>.</param>
    public void Configure(DbContextOptionsBuilder builder, string room)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string history = $"__{room}_migrations";
        switch (Provider)
        {
            case DatabaseProvider.Sqlite:
                builder.UseSqlite(ConnectionString, sqlite => sqlite.MigrationsHistoryTable(history)).AddInterceptors(SqliteDurability.Instance);
                break;
            case DatabaseProvider.PostgreSql:
                builder.UseNpgsql(WithKeptStatements(ConnectionString), npgsql => npgsql.MigrationsHistoryTable(history).ExecutionStrategy(AsItIs));
                break;
            case DatabaseProvider.SqlServer:
                builder.UseSqlServer(ConnectionString, sqlServer => sqlServer.MigrationsHistoryTable(history).ExecutionStrategy(AsItIs));
                break;
            default:
                throw new InvalidOperationException($"{Section}:Provider '{Provider}' is not Sqlite, PostgreSql or SqlServer.");
        }
    }

    /// <summary>The file of a SQLite database, as a full path; null for another engine and for a database in memory.</summary>
    public string? SqliteFile()
    {
        if (Provider != DatabaseProvider.Sqlite) return null;
        string source = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(ConnectionString).DataSource;
        return source.Length == 0 || source.StartsWith(":memory:", StringComparison.Ordinal) || source.StartsWith("file:", StringComparison.Ordinal) ? null : Path.GetFullPath(source);
    }

    /// <summary>A fault of the database comes as the provider's own exception. The providers' default hides a transient one in an InvalidOperationException, which reads as a bug and ends the server.</summary>
    private static NonRetryingExecutionStrategy AsItIs(ExecutionStrategyDependencies dependencies) => new(dependencies);

    private static string WithKeptStatements(string connectionString)
    {
        Npgsql.NpgsqlConnectionStringBuilder builder = new(connectionString);
        if (builder.MaxAutoPrepare == 0) builder.MaxAutoPrepare = PreparedStatements;
        // Nothing here sets anything of a session's, and a reset drops temporary tables and settings anew before each use of a connection.
        builder.NoResetOnClose = true;
        return builder.ConnectionString;
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Registry.Server.Schema.PostgreSql;
using Registry.Server.Schema.Sqlite;
using Registry.Server.Schema.SqlServer;
using Registry.Store;

namespace Registry.Server.Schema;

/// <summary>The store's context for a database.</summary>
public static class StoreContexts
{
    /// <summary>Name of the room in its migrations history table.</summary>
    public const string Room = "store";

    /// <summary>What makes a context for each connection. Thread-safe; the options are built once.</summary>
    public static Func<StoreContext> For(DatabaseOptions database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.Provider switch
        {
            DatabaseProvider.Sqlite => With<SqliteStoreContext>(database, options => new SqliteStoreContext(options)),
            DatabaseProvider.PostgreSql => With<PostgreSqlStoreContext>(database, options => new PostgreSqlStoreContext(options)),
            DatabaseProvider.SqlServer => With<SqlServerStoreContext>(database, options => new SqlServerStoreContext(options)),
            _ => throw new ArgumentOutOfRangeException(nameof(database), database.Provider, "No such engine."),
        };
    }

    private static Func<StoreContext> With<TContext>(DatabaseOptions database, Func<DbContextOptions<TContext>, StoreContext> make)
        where TContext : StoreContext
    {
        DbContextOptions<TContext> options = database.For<TContext>(Room);
        return () => make(options);
    }
}

/// <summary>For <c>dotnet ef</c>, which needs a context but no database.</summary>
internal sealed class SqliteStoreDesign : IDesignTimeDbContextFactory<SqliteStoreContext>
{
    public SqliteStoreContext CreateDbContext(string[] args) =>
        new(new DatabaseOptions { Provider = DatabaseProvider.Sqlite, ConnectionString = "Data Source=:memory:" }.For<SqliteStoreContext>(StoreContexts.Room));
}

/// <inheritdoc cref="SqliteStoreDesign"/>
internal sealed class PostgreSqlStoreDesign : IDesignTimeDbContextFactory<PostgreSqlStoreContext>
{
    public PostgreSqlStoreContext CreateDbContext(string[] args) =>
        new(new DatabaseOptions { Provider = DatabaseProvider.PostgreSql, ConnectionString = "Host=localhost" }.For<PostgreSqlStoreContext>(StoreContexts.Room));
}

/// <inheritdoc cref="SqliteStoreDesign"/>
internal sealed class SqlServerStoreDesign : IDesignTimeDbContextFactory<SqlServerStoreContext>
{
    public SqlServerStoreContext CreateDbContext(string[] args) =>
        new(new DatabaseOptions { Provider = DatabaseProvider.SqlServer, ConnectionString = "Server=localhost" }.For<SqlServerStoreContext>(StoreContexts.Room));
}

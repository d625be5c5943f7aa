using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Registry.Analytics.Projections;

namespace Registry.Server.Schema;

/// <summary>The projections' contexts. Their tables may lie in the store's database: they have a migrations history of their own.</summary>
public static class AnalyticsContexts
{
    /// <summary>Name of the room in its migrations history table.</summary>
    public const string Room = "analytics";

    /// <summary>What makes a context for each unit of work. Thread-safe; the options are built once.</summary>
    public static Func<AnalyticsContext> For(DatabaseOptions database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.Provider switch
        {
            DatabaseProvider.Sqlite => With<SqliteAnalyticsContext>(database, options => new SqliteAnalyticsContext(options)),
            DatabaseProvider.PostgreSql => With<PostgreSqlAnalyticsContext>(database, options => new PostgreSqlAnalyticsContext(options)),
            DatabaseProvider.SqlServer => With<SqlServerAnalyticsContext>(database, options => new SqlServerAnalyticsContext(options)),
            _ => throw new ArgumentOutOfRangeException(nameof(database), database.Provider, "No such engine."),
        };
    }

    private static Func<AnalyticsContext> With<TContext>(DatabaseOptions database, Func<DbContextOptions<TContext>, AnalyticsContext> make)
        where TContext : AnalyticsContext
    {
        DbContextOptions<TContext> options = database.For<TContext>(Room);
        return () => make(options);
    }
}

/// <summary>The projections' tables on SQLite, which compares texts byte by byte by itself.</summary>
public sealed class SqliteAnalyticsContext(DbContextOptions<SqliteAnalyticsContext> options) : AnalyticsContext(options)
{
    /// <inheritdoc/>
    protected override string? BinaryCollation => null;
}

/// <summary>The projections' tables on PostgreSQL.</summary>
public sealed class PostgreSqlAnalyticsContext(DbContextOptions<PostgreSqlAnalyticsContext> options) : AnalyticsContext(options)
{
    /// <inheritdoc/>
    protected override string? BinaryCollation => "C";
}

/// <summary>The projections' tables on SQL Server, which ignores case unless told otherwise.</summary>
public sealed class SqlServerAnalyticsContext(DbContextOptions<SqlServerAnalyticsContext> options) : AnalyticsContext(options)
{
    /// <inheritdoc/>
    protected override string? BinaryCollation => "Latin1_General_BIN2";
}

/// <summary>For <c>dotnet ef migrations add … --context SqliteAnalyticsContext --output-dir Schema/Sqlite/Analytics</c>; it opens no connection.</summary>
internal sealed class SqliteAnalyticsDesign : IDesignTimeDbContextFactory<SqliteAnalyticsContext>
{
    public SqliteAnalyticsContext CreateDbContext(string[] args) => new(new DatabaseOptions { Provider = DatabaseProvider.Sqlite, ConnectionString = "Data Source=design" }.For<SqliteAnalyticsContext>(AnalyticsContexts.Room));
}

/// <summary>As <see cref="SqliteAnalyticsDesign"/>, for PostgreSQL.</summary>
internal sealed class PostgreSqlAnalyticsDesign : IDesignTimeDbContextFactory<PostgreSqlAnalyticsContext>
{
    public PostgreSqlAnalyticsContext CreateDbContext(string[] args) => new(new DatabaseOptions { Provider = DatabaseProvider.PostgreSql, ConnectionString = "Host=design" }.For<PostgreSqlAnalyticsContext>(AnalyticsContexts.Room));
}

/// <summary>As <see cref="SqliteAnalyticsDesign"/>, for SQL Server.</summary>
internal sealed class SqlServerAnalyticsDesign : IDesignTimeDbContextFactory<SqlServerAnalyticsContext>
{
    public SqlServerAnalyticsContext CreateDbContext(string[] args) => new(new DatabaseOptions { Provider = DatabaseProvider.SqlServer, ConnectionString = "Server=design" }.For<SqlServerAnalyticsContext>(AnalyticsContexts.Room));
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Registry.Analytics.Projections;

namespace Registry.Server.Schema;

/// <summary>The projections' tables, which may lie in the store's database: they have a migrations history of their own.</summary>
public static class AnalyticsSchema
{
    /// <summary>Table of the migrations that were applied: pass it to <c>MigrationsHistoryTable</c> wherever a provider is chosen.</summary>
    public const string HistoryTable = "analytics_migrations";

    /// <summary>A context on SQLite; opens nothing yet.</summary>
    public static SqliteAnalyticsContext OpenSqlite(string connectionString) =>
        new(new DbContextOptionsBuilder<SqliteAnalyticsContext>().UseSqlite(connectionString, sqlite => sqlite.MigrationsHistoryTable(HistoryTable)).Options);

    /// <summary>A context on PostgreSQL; opens nothing yet.</summary>
    public static PostgreSqlAnalyticsContext OpenPostgreSql(string connectionString) =>
        new(new DbContextOptionsBuilder<PostgreSqlAnalyticsContext>().UseNpgsql(connectionString, npgsql => npgsql.MigrationsHistoryTable(HistoryTable)).Options);

    /// <summary>A context on SQL Server; opens nothing yet.</summary>
    public static SqlServerAnalyticsContext OpenSqlServer(string connectionString) =>
        new(new DbContextOptionsBuilder<SqlServerAnalyticsContext>().UseSqlServer(connectionString, sqlServer => sqlServer.MigrationsHistoryTable(HistoryTable)).Options);
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
    public SqliteAnalyticsContext CreateDbContext(string[] args) => AnalyticsSchema.OpenSqlite("Data Source=design");
}

/// <summary>As <see cref="SqliteAnalyticsDesign"/>, for PostgreSQL.</summary>
internal sealed class PostgreSqlAnalyticsDesign : IDesignTimeDbContextFactory<PostgreSqlAnalyticsContext>
{
    public PostgreSqlAnalyticsContext CreateDbContext(string[] args) => AnalyticsSchema.OpenPostgreSql("Host=design");
}

/// <summary>As <see cref="SqliteAnalyticsDesign"/>, for SQL Server.</summary>
internal sealed class SqlServerAnalyticsDesign : IDesignTimeDbContextFactory<SqlServerAnalyticsContext>
{
    public SqlServerAnalyticsContext CreateDbContext(string[] args) => AnalyticsSchema.OpenSqlServer("Server=design");
}

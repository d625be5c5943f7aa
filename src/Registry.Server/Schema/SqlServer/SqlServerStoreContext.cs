using Microsoft.EntityFrameworkCore;
using Registry.Store;

namespace Registry.Server.Schema.SqlServer;

/// <summary>The store's tables on this engine. SQL Server ignores case by default; FHIR ids do not.</summary>
public sealed class SqlServerStoreContext(DbContextOptions<SqlServerStoreContext> options) : StoreContext(options)
{
    /// <inheritdoc/>
    protected override string? BinaryCollation => "Latin1_General_100_BIN2";
}

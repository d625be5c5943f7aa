using Microsoft.EntityFrameworkCore;
using Registry.Store;

namespace Registry.Server.Schema.PostgreSql;

/// <summary>The store's tables on this engine. Not the cluster's collation, which may ignore what FHIR does not.</summary>
public sealed class PostgreSqlStoreContext(DbContextOptions<PostgreSqlStoreContext> options) : StoreContext(options)
{
    /// <inheritdoc/>
    protected override string? BinaryCollation => "C";
}

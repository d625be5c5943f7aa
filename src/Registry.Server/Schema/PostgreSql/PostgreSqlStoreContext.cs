using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Registry.Store;

namespace Registry.Server.Schema.PostgreSql;

/// <summary>The store's tables on this engine. Not the cluster's collation, which may ignore what FHIR does not.</summary>
public sealed class PostgreSqlStoreContext(DbContextOptions<PostgreSqlStoreContext> options) : StoreContext(options)
{
    /// <inheritdoc/>
    protected override string? BinaryCollation => "C";

    /// <inheritdoc/>
    protected override bool HasTermLists => true;

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        ArgumentNullException.ThrowIfNull(modelBuilder);
        IMutableIndex terms = modelBuilder.Model.GetEntityTypes().Single(entity => entity.GetTableName() is "search_terms").GetIndexes().Single();
        terms.SetMethod("gin");
        // Without a list of pending entries, which every search would read from end to end: https://www.postgresql.org/docs/15/gin-implementation.html
        terms.SetStorageParameter("fastupdate", "off");
    }
}

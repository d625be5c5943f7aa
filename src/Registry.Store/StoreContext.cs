using Microsoft.EntityFrameworkCore;
using Registry.Store.Callers;
using Registry.Store.Erasure;
using Registry.Store.EventLog;
using Registry.Store.Findings;
using Registry.Store.History;
using Registry.Store.Index;
using Registry.Store.Receipts;
using Registry.Store.Refusals;
using Registry.Store.Resources;

namespace Registry.Store;

/// <summary>The write side's tables. A subclass per engine, beside its migrations, names the engine's binary collation.</summary>
/// <remarks>
/// The model is the schema; hot paths send their own SQL over its connection, cold ones use LINQ. Ids and hashes are 16 or 32 bytes, big-endian, on every engine:
/// one form that sorts alike everywhere. Instants are bigint milliseconds since 1970-01-01 UTC. Not thread-safe, as any DbContext.
/// </remarks>
public abstract class StoreContext : DbContext
{
    /// <param name="options">With the engine's provider.</param>
    protected StoreContext(DbContextOptions options)
        : base(options)
    {
    }

    /// <summary>Collation that compares texts by code point; null where that is the engine's default.</summary>
    protected abstract string? BinaryCollation { get; }

    /// <summary>True when the engine has inverted indexes over arrays, and the search index's terms stand in one row for each resource.</summary>
    protected virtual bool HasTermLists => false;

    internal DbSet<RelayLeaseRow> RelayLeases => Set<RelayLeaseRow>();

    internal DbSet<RelayCheckpointRow> RelayCheckpoints => Set<RelayCheckpointRow>();

    internal DbSet<ClientKeyRow> ClientKeys => Set<ClientKeyRow>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        EventLogTables.Configure(modelBuilder);
        ResourceTables.Configure(modelBuilder);
        SubjectTables.Configure(modelBuilder);
        CommitTypeRow.Configure(modelBuilder);
        IndexTables.Configure(modelBuilder, HasTermLists);
        FindingRow.Configure(modelBuilder);
        FindingHistoryRow.Configure(modelBuilder);
        ClientKeyRow.Configure(modelBuilder);
        ReceiptRow.Configure(modelBuilder);
        RefusalRow.Configure(modelBuilder);
        RefusalFindingRow.Configure(modelBuilder);
        ErasedSubjectRow.Configure(modelBuilder);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.Name));
            if (property.ClrType == typeof(string) && BinaryCollation is not null) property.SetCollation(BinaryCollation);
        }
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((character, index) => char.IsAsciiLetterUpper(character) ? (index == 0 ? "" : "_") + char.ToLowerInvariant(character) : character.ToString()));
}

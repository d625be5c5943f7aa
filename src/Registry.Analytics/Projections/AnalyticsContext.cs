using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>The projections' tables. A subclass per engine carries its migrations and its binary collation.</summary>
/// <remarks>Every query here is LINQ over ids, integers and equality, so nothing depends on an engine's collation, LIKE or date functions.
/// Not thread-safe, as any DbContext: one per unit of work.</remarks>
public abstract class AnalyticsContext : DbContext
{
    /// <summary>How every table here is named: the store may keep its own in the same database.</summary>
    private const string TablePrefix = "analytics_";

    /// <param name="options">With the engine's provider.</param>
    protected AnalyticsContext(DbContextOptions options)
        : base(options)
    {
    }

    /// <summary>Collation that compares texts by code point; null where the engine's default does.</summary>
    protected abstract string? BinaryCollation { get; }

    internal DbSet<Checkpoint> Checkpoints => Set<Checkpoint>();

    internal DbSet<LogTime> LogTimes => Set<LogTime>();

    internal DbSet<ErasureMark> Erasures => Set<ErasureMark>();

    internal Task<Checkpoint?> FindCheckpointAsync(CancellationToken cancellationToken) =>
        Checkpoints.AsNoTracking().SingleOrDefaultAsync(row => row.Projection == FactProjection.Name, cancellationToken);

    /// <summary>Deletes every row of every projection; the checkpoint stays.</summary>
    internal async Task DeleteRowsAsync(CancellationToken cancellationToken)
    {
        await LogTimes.ExecuteDeleteAsync(cancellationToken);
        await Erasures.ExecuteDeleteAsync(cancellationToken);
        foreach (FactShape shape in FactShape.All) await shape.DeleteAsync(this, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Checkpoint>(Configure);
        modelBuilder.Entity<LogTime>(Configure);
        modelBuilder.Entity<ErasureMark>(Configure);
        foreach (FactShape shape in FactShape.All) shape.Configure(modelBuilder, TablePrefix);
        NameInSnakeCase(modelBuilder);
    }

    private static void Configure(EntityTypeBuilder<Checkpoint> checkpoint)
    {
        checkpoint.ToTable(TablePrefix + "checkpoint").HasKey(row => row.Projection);
        checkpoint.Property(row => row.Projection).HasMaxLength(64);
        checkpoint.Property(row => row.FaultType).HasMaxLength(256);
    }

    private static void Configure(EntityTypeBuilder<LogTime> time)
    {
        time.ToTable(TablePrefix + "log_time").HasKey(row => row.FromSequence);
        time.Property(row => row.FromSequence).ValueGeneratedNever();
    }

    private static void Configure(EntityTypeBuilder<ErasureMark> erasure)
    {
        erasure.ToTable(TablePrefix + "erasure").HasKey(row => row.Sequence);
        erasure.Property(row => row.Sequence).ValueGeneratedNever();
    }

    private void NameInSnakeCase(ModelBuilder modelBuilder)
    {
        foreach (IMutableEntityType entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (IMutableProperty property in entity.GetProperties()) property.SetColumnName(SnakeCase(property.Name));
            Collate(entity);
        }
    }

    private void Collate(IMutableTypeBase type)
    {
        if (BinaryCollation is null) return;
        foreach (IMutableProperty property in type.GetProperties())
        {
            bool isText = property.ClrType == typeof(string) || property.ClrType == typeof(SubjectId) || property.GetProviderClrType() == typeof(string);
            if (isText) property.SetCollation(BinaryCollation);
        }

        foreach (IMutableComplexProperty part in type.GetComplexProperties()) Collate(part.ComplexType);
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((character, index) => char.IsUpper(character) ? (index == 0 ? "" : "_") + char.ToLowerInvariant(character) : character.ToString()));
}

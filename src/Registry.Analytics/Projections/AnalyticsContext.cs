using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Registry.Contracts.Callers;
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

    internal Task<Checkpoint?> FindCheckpointAsync(CancellationToken cancellationToken) =>
        Checkpoints.AsNoTracking().SingleOrDefaultAsync(row => row.Projection == FactProjection.Name, cancellationToken);

    /// <summary>Deletes every row of every projection; the checkpoint stays.</summary>
    internal async Task DeleteRowsAsync(CancellationToken cancellationToken)
    {
        await LogTimes.ExecuteDeleteAsync(cancellationToken);
        await Set<SubjectRow>().ExecuteDeleteAsync(cancellationToken);
        await Set<LinkRow>().ExecuteDeleteAsync(cancellationToken);
        await Set<ConsentRow>().ExecuteDeleteAsync(cancellationToken);
        await Set<DiagnosisRow>().ExecuteDeleteAsync(cancellationToken);
        await Set<VariantRow>().ExecuteDeleteAsync(cancellationToken);
        await Set<FlareUpRow>().ExecuteDeleteAsync(cancellationToken);
        await Set<OssificationRow>().ExecuteDeleteAsync(cancellationToken);
        await Set<VitalStatusRow>().ExecuteDeleteAsync(cancellationToken);
        await Set<DeathRow>().ExecuteDeleteAsync(cancellationToken);
        await Set<FindingRow>().ExecuteDeleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Checkpoint>(Configure);
        modelBuilder.Entity<LogTime>(Configure);
        Fact<SubjectRow>(modelBuilder, "subject", row => PartialDate(row, subject => subject.Birth!, "birth"));
        Fact<LinkRow>(modelBuilder, "subject_link", row => Subject(row.Property(link => link.Other)));
        Fact<ConsentRow>(modelBuilder, "consent");
        Fact<DiagnosisRow>(modelBuilder, "diagnosis", row =>
        {
            Coded(row, diagnosis => diagnosis.Code, "code");
            Coded(row, diagnosis => diagnosis.Class, "class");
            PartialDate(row, diagnosis => diagnosis.Onset, "onset");
        });
        Fact<VariantRow>(modelBuilder, "variant", row =>
        {
            Coded(row, variant => variant.Presence, "presence");
            Coded(row, variant => variant.AllelicState, "allelic_state");
            Coded(row, variant => variant.SourceClass, "source_class");
            Coded(row, variant => variant.Transmission, "transmission");
        });
        Fact<FlareUpRow>(modelBuilder, "flare_up", row => PartialDate(row, flareUp => flareUp.End, "end"));
        Fact<OssificationRow>(modelBuilder, "ossification");
        Fact<VitalStatusRow>(modelBuilder, "vital_status");
        Fact<DeathRow>(modelBuilder, "death", row => Coded(row, death => death.Cause, "cause"));
        Fact<FindingRow>(modelBuilder, "finding");
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

    private static void Fact<TRow>(ModelBuilder modelBuilder, string table, Action<EntityTypeBuilder<TRow>>? configure = null)
        where TRow : FactRow
    {
        EntityTypeBuilder<TRow> row = modelBuilder.Entity<TRow>();
        row.ToTable(TablePrefix + table).HasKey(fact => fact.FromSequence);
        row.Property(fact => fact.FromSequence).ValueGeneratedNever();
        Subject(row.Property(fact => fact.Subject));
        row.Property(fact => fact.Site).HasMaxLength(SiteId.MaxLength);
        row.Property(fact => fact.Fact).HasMaxLength(Limits.FactChars);
        PartialDate(row, fact => fact.Occurred, "occurred");
        row.HasIndex(fact => new { fact.Subject, fact.Fact });
        configure?.Invoke(row);
    }

    private static void Subject(PropertyBuilder<SubjectId> property) =>
        property.HasConversion(subject => subject.ToString(), text => SubjectId.Parse(text)).HasMaxLength(32).IsFixedLength().IsUnicode(false);

    private static void PartialDate<TRow>(EntityTypeBuilder<TRow> row, Expression<Func<TRow, PartialDate?>> date, string column)
        where TRow : FactRow =>
        row.ComplexProperty(date, part =>
        {
            part.Property(partial => partial!.Earliest).HasColumnName(column + "_earliest");
            part.Property(partial => partial!.Latest).HasColumnName(column + "_latest");
            part.Property(partial => partial!.Precision).HasColumnName(column + "_precision").HasConversion<string>().HasMaxLength(8);
        });

    private static void Coded<TRow>(EntityTypeBuilder<TRow> row, Expression<Func<TRow, CodedValue?>> coded, string column)
        where TRow : FactRow =>
        row.ComplexProperty(coded, part =>
        {
            part.Property(value => value!.System).HasColumnName(column + "_system");
            part.Property(value => value!.Code).HasColumnName(column + "_code");
        });

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

using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>The table of one kind of fact.</summary>
internal abstract class FactShape
{
    /// <summary>Every table of facts.</summary>
    internal static IReadOnlyList<FactShape> All { get; } =
    [
        new FactShape<SubjectRow>("subject", row => PartialDate(row, subject => subject.Birth!, "birth")),
        new FactShape<LinkRow>("subject_link", row => Subject(row.Property(link => link.Other))),
        new FactShape<ConsentRow>("consent"),
        new FactShape<DiagnosisRow>("diagnosis", row =>
        {
            Coded(row, diagnosis => diagnosis.Code, "code");
            Coded(row, diagnosis => diagnosis.Class, "class");
            Coded(row, diagnosis => diagnosis.Severity, "severity");
            PartialDate(row, diagnosis => diagnosis.Onset, "onset");
        }),
        new FactShape<VariantRow>("variant", row =>
        {
            Coded(row, variant => variant.Presence, "presence");
            Coded(row, variant => variant.AllelicState, "allelic_state");
            Coded(row, variant => variant.SourceClass, "source_class");
            Coded(row, variant => variant.Transmission, "transmission");
        }),
        new FactShape<InterpretationRow>("interpretation", row =>
        {
            Coded(row, interpretation => interpretation.Significance, "significance");
            Coded(row, interpretation => interpretation.Disease, "disease");
            Coded(row, interpretation => interpretation.Inheritance, "inheritance");
        }),
        new FactShape<FeatureRow>("feature", row =>
        {
            Coded(row, feature => feature.Feature, "feature");
            PartialDate(row, feature => feature.Onset, "onset");
            Coded(row, feature => feature.OnsetClass, "onset_class");
            Coded(row, feature => feature.Severity, "severity");
            Coded(row, feature => feature.RelativeDisease, "relative_disease");
        }),
        new FactShape<FlareUpRow>("flare_up", row => PartialDate(row, flareUp => flareUp.End, "end")),
        new FactShape<OssificationRow>("ossification"),
        new FactShape<VolumeRow>("volume"),
        new FactShape<FunctionRow>("function"),
        new FactShape<LaboratoryRow>("laboratory", row => Coded(row, laboratory => laboratory.Analyte, "analyte")),
        new FactShape<TreatmentRow>("treatment", row =>
        {
            Coded(row, treatment => treatment.Drug, "drug");
            PartialDate(row, treatment => treatment.End, "end");
        }),
        new FactShape<SurgeryRow>("surgery", row => PartialDate(row, surgery => surgery.ResultDate, "result_date")),
        new FactShape<StudyRow>("study", row =>
        {
            Coded(row, study => study.Study, "study");
            PartialDate(row, study => study.End, "end");
        }),
        new FactShape<PatientOutcomeRow>("patient_outcome"),
        new FactShape<VitalStatusRow>("vital_status"),
        new FactShape<DeathRow>("death", row => Coded(row, death => death.Cause, "cause")),
        new FactShape<SafetyConcernRow>("safety_concern"),
        new FactShape<FindingRow>("finding"),
    ];

    internal abstract void Configure(ModelBuilder modelBuilder, string tablePrefix);

    internal abstract Task DeleteAsync(AnalyticsContext context, CancellationToken cancellationToken);

    /// <summary>Deletes the rows of a subject, of every cut, and those that these events made of others.</summary>
    internal abstract Task EraseAsync(AnalyticsContext context, SubjectId subject, IReadOnlyCollection<long> overwritten, CancellationToken cancellationToken);

    private protected static void Subject(PropertyBuilder<SubjectId> property) =>
        property.HasConversion(subject => subject.ToString(), text => SubjectId.Parse(text)).HasMaxLength(32).IsFixedLength().IsUnicode(false);

    private protected static void PartialDate<TRow>(EntityTypeBuilder<TRow> row, Expression<Func<TRow, PartialDate?>> date, string column)
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
}

/// <summary>As <see cref="FactShape"/>, of rows of one type.</summary>
/// <param name="table">Name of the table without its prefix.</param>
/// <param name="configure">What the row has beside what every row has.</param>
internal sealed class FactShape<TRow>(string table, Action<EntityTypeBuilder<TRow>>? configure = null) : FactShape
    where TRow : FactRow
{
    internal override void Configure(ModelBuilder modelBuilder, string tablePrefix)
    {
        EntityTypeBuilder<TRow> row = modelBuilder.Entity<TRow>();
        row.ToTable(tablePrefix + table).HasKey(fact => fact.FromSequence);
        row.Property(fact => fact.FromSequence).ValueGeneratedNever();
        Subject(row.Property(fact => fact.Subject));
        row.Property(fact => fact.Site).HasMaxLength(SiteId.MaxLength);
        row.Property(fact => fact.Fact).HasMaxLength(Limits.FactChars);
        PartialDate(row, fact => fact.Occurred, "occurred");
        row.HasIndex(fact => new { fact.Subject, fact.Fact });
        // Rows that ended: who holds rows in memory asks which did since. Those that hold, nearly all, are not in it.
        row.HasIndex(fact => fact.ToSequence).HasFilter("to_sequence IS NOT NULL");
        configure?.Invoke(row);
    }

    internal override Task DeleteAsync(AnalyticsContext context, CancellationToken cancellationToken) => context.Set<TRow>().ExecuteDeleteAsync(cancellationToken);

    internal override async Task EraseAsync(AnalyticsContext context, SubjectId subject, IReadOnlyCollection<long> overwritten, CancellationToken cancellationToken)
    {
        await context.Set<TRow>().Where(row => row.Subject == subject).ExecuteDeleteAsync(cancellationToken);
        foreach (long[] some in overwritten.Chunk(Limits.BatchEvents))
            await context.Set<TRow>().Where(row => some.Contains(row.FromSequence)).ExecuteDeleteAsync(cancellationToken);
    }
}

using Registry.Analytics.Projections;
using Registry.Contracts.Events;

namespace Registry.Analytics.Reports;

/// <summary>A kind of fact that reports read: its table, and which of its dates show that the subject lived.</summary>
internal abstract class KindOfFact
{
    /// <summary>Every kind.</summary>
    internal static IReadOnlyList<KindOfFact> All { get; } =
    [
        new KindOfFact<ConsentRow>(FactKinds.Consents),
        new KindOfFact<VariantRow>(FactKinds.Variants),
        new KindOfFact<InterpretationRow>(FactKinds.Interpretations),
        new KindOfFact<FeatureRow>(FactKinds.Features),
        new KindOfFact<StudyRow>(FactKinds.Studies),
        new KindOfFact<SafetyConcernRow>(FactKinds.SafetyConcerns),
        new KindOfFact<FindingRow>(FactKinds.Findings),
        new KindOfFact<DeathRow>(FactKinds.Deaths),
        new KindOfFact<VitalStatusRow>(FactKinds.VitalStatuses, status => status.Status is "alive" ? status.Occurred : null),
        // The filter by disease needs every diagnosis.
        new KindOfFact<DiagnosisRow>(FactKinds.None, diagnosis => diagnosis.Onset, diagnosis => diagnosis.Occurred),
        new KindOfFact<FlareUpRow>(FactKinds.FlareUps, flareUp => flareUp.Occurred, flareUp => flareUp.End),
        new KindOfFact<OssificationRow>(FactKinds.Ossifications, row => row.Occurred),
        new KindOfFact<VolumeRow>(FactKinds.Volumes, row => row.Occurred),
        new KindOfFact<FunctionRow>(FactKinds.Functions, row => row.Occurred),
        new KindOfFact<LaboratoryRow>(FactKinds.Laboratories, row => row.Occurred),
        new KindOfFact<TreatmentRow>(FactKinds.Treatments, row => row.Occurred),
        new KindOfFact<SurgeryRow>(FactKinds.Surgeries, row => row.Occurred),
        new KindOfFact<PatientOutcomeRow>(FactKinds.PatientOutcomes, row => row.Occurred),
    ];

    private static readonly Dictionary<Type, KindOfFact> ByRow = All.ToDictionary(kind => kind.RowType);

    /// <summary>Its flag; none: read for every report.</summary>
    internal abstract FactKinds Kind { get; }

    /// <summary>Some of its dates show that the subject lived.</summary>
    internal abstract bool IsSign { get; }

    private protected abstract Type RowType { get; }

    internal static KindOfFact Of(FactRow row) => ByRow[row.GetType()];

    private protected static int IndexOf(Type row)
    {
        for (int index = 0; index < All.Count; index++)
        {
            if (All[index].RowType == row) return index;
        }

        throw new ArgumentOutOfRangeException(nameof(row), row.Name, "No kind of fact.");
    }

    /// <summary>Adds a fact to a file, with what it shows of the subject being alive.</summary>
    internal abstract void Add(FactFile file, FactRow row);

    /// <summary>Tells each date of a file's facts that shows that the subject lived.</summary>
    internal abstract void See(FactFile file, Action<PartialDate> onDate);

    /// <summary>Adds the kept facts of some files to another.</summary>
    internal abstract void Gather(IReadOnlyCollection<FactFile> files, Predicate<FactRow>? isKept, FactFile into);

    /// <inheritdoc cref="RowReader{TRow}.ReadAsync"/>
    internal abstract Task ReadAsync(AnalyticsContext context, RowPool pool, long after, long sequence, string? site, Action<FactRow> onRow, CancellationToken cancellationToken);

    /// <inheritdoc cref="RowReader{TRow}.ReadClosedAsync"/>
    internal abstract Task ReadClosedAsync(AnalyticsContext context, long after, long sequence, Action<long, SubjectId> onRow, CancellationToken cancellationToken);
}

/// <summary>As <see cref="KindOfFact"/>, of rows of one type.</summary>
/// <param name="kind">Its flag.</param>
/// <param name="signs">The dates on which a fact shows that the subject lived.</param>
internal sealed class KindOfFact<TRow>(FactKinds kind, params Func<TRow, PartialDate?>[] signs) : KindOfFact
    where TRow : FactRow
{
    /// <summary>The list of who has no such fact. Nobody adds to it.</summary>
    internal static readonly List<TRow> None = [];

    private static int _index = -1;

    /// <summary>Its place among all kinds.</summary>
    internal static int Index => _index >= 0 ? _index : _index = IndexOf(typeof(TRow));

    internal override FactKinds Kind => kind;

    internal override bool IsSign => signs.Length > 0;

    private protected override Type RowType => typeof(TRow);

    internal override void Add(FactFile file, FactRow row)
    {
        TRow typed = (TRow)row;
        file.Add(typed);
        foreach (Func<TRow, PartialDate?> sign in signs)
        {
            if (sign(typed) is { } date) file.See(date);
        }
    }

    internal override void See(FactFile file, Action<PartialDate> onDate)
    {
        if (signs.Length == 0) return;
        foreach (TRow row in file.Of<TRow>())
        {
            foreach (Func<TRow, PartialDate?> sign in signs)
            {
                if (sign(row) is { } date) onDate(date);
            }
        }
    }

    internal override void Gather(IReadOnlyCollection<FactFile> files, Predicate<FactRow>? isKept, FactFile into)
    {
        if (files.Count == 1)
        {
            foreach (TRow row in files.First().Of<TRow>())
            {
                if (isKept is null || isKept(row)) Add(into, row);
            }

            return;
        }

        foreach (TRow row in files.SelectMany(file => file.Of<TRow>()).Where(row => isKept is null || isKept(row)).OrderBy(row => row.FromSequence)) Add(into, row);
    }

    internal override Task ReadAsync(AnalyticsContext context, RowPool pool, long after, long sequence, string? site, Action<FactRow> onRow, CancellationToken cancellationToken) =>
        RowReader<TRow>.Of(context).ReadAsync(context, pool, after, sequence, site, onRow, cancellationToken);

    internal override Task ReadClosedAsync(AnalyticsContext context, long after, long sequence, Action<long, SubjectId> onRow, CancellationToken cancellationToken) =>
        RowReader<TRow>.Of(context).ReadClosedAsync(context, after, sequence, onRow, cancellationToken);
}

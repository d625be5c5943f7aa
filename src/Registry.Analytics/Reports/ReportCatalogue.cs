using Microsoft.EntityFrameworkCore;
using Registry.Analytics.Projections;
using Registry.Contracts.Callers;

namespace Registry.Analytics.Reports;

/// <summary>The reports, and the way to run one: read the rows of a cut, compute, and say of what.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class ReportCatalogue : IDisposable
{
    private readonly Func<AnalyticsContext> _open;
    private readonly string _softwareVersion;
    private readonly int _suppressBelow;
    private readonly HeldRows _held;

    /// <param name="open">Makes a context of the engine in use; it is disposed here.</param>
    /// <param name="softwareVersion">Version of the software, printed in every report.</param>
    /// <param name="diseases">The diseases that the registry is for, in the order in which reports list them.</param>
    /// <param name="suppressBelow">For the public, counts from 1 to below this are kept back; 2 to <see cref="Limits.SuppressBelow"/>.</param>
    /// <param name="heldRows">Most rows that are kept in memory between reports; 0: none.</param>
    /// <exception cref="InvalidDataException">A disease is to stand in a report that there is not.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is out of range.</exception>
    public ReportCatalogue(Func<AnalyticsContext> open, string softwareVersion, IReadOnlyList<ReportDisease> diseases, int suppressBelow = Limits.DefaultSuppressBelow, int heldRows = Limits.HeldRows)
    {
        ArgumentNullException.ThrowIfNull(diseases);
        foreach (ReportDisease disease in diseases)
        {
            string? unknown = disease.Reports.FirstOrDefault(name => !Names.Contains(name, StringComparer.Ordinal));
            if (unknown is null) continue;
            throw new InvalidDataException($"The disease {disease.Key} is to stand in the report '{unknown}', which there is not; there are {string.Join(", ", Names)}.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(suppressBelow, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(suppressBelow, Limits.SuppressBelow);
        _open = open;
        _softwareVersion = softwareVersion;
        _suppressBelow = suppressBelow;
        _held = new HeldRows(heldRows);
        Reports = [.. Known.Select(report => report.Over([.. diseases.Where(disease => disease.Reports.Contains(report.Name, StringComparer.Ordinal)).Select(disease => disease.Key)]))];
    }

    /// <summary>Every report there is.</summary>
    public IReadOnlyList<ReportDefinition> Reports { get; }

    internal static IReadOnlyList<ReportDefinition> Known { get; } =
    [
        EnrolmentReport.Report,
        CompletenessReport.Report,
        FindingsReport.Report,
        OverdueReport.Report,
        SurvivalReport.Report,
        CauseOfDeathReport.Report,
        FlareUpReport.Report,
        OssificationReport.Report,
        PohDepthReport.Report,
        FunctionReport.Report,
        FeatureReport.Report,
        GenotypeReport.Report,
        TreatmentReport.Report,
        SurgeryReport.Report,
        MineralReport.Report,
        PatientReportedReport.Report,
    ];

    /// <summary>The names of every report there is.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(report => report.Name)];

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();

    /// <summary>Computes a report.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parameters">The query string, each name once.</param>
    /// <param name="caller">Who asks. Coordinators and operators see all sites; a submitter sees its own site alone, and the report says so.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<ReportResult> RunAsync(string name, IReadOnlyDictionary<string, string> parameters, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(caller);
        ReportDefinition? report = Reports.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.Ordinal));
        if (report is null) return new ReportResult.UnknownReport(name, Names);
        (ReportRequest? request, ReportResult? refusal) = ReportRequest.Parse(report, parameters, caller);
        if (request is null) return refusal!;

        for (int attempt = 1; ; attempt++)
        {
            (Cohort? cohort, ReportResult? notYet) = await ReadAsync(report, request, cancellationToken);
            if (cohort is not null) return (ReportResult?)UnknownPlace(cohort, request, caller) ?? new ReportResult.Ready(Describe(report, request, cohort));
            if (notYet is not null || attempt == Limits.ReportRetries) return notYet ?? new ReportResult.Building(0, 0);
        }
    }

    /// <returns>The cohort; or a refusal; or neither, when a rebuild dropped the rows while they were read.</returns>
    private async Task<(Cohort? Cohort, ReportResult? NotYet)> ReadAsync(ReportDefinition report, ReportRequest request, CancellationToken cancellationToken)
    {
        await using AnalyticsContext context = _open();
        Checkpoint before = await context.FindCheckpointAsync(cancellationToken) ?? new Checkpoint { Projection = FactProjection.Name, Version = FactProjection.Version };
        long sequence = request.AsOf ?? before.Sequence;
        if (request.AsOfDay is { } day)
        {
            (long Sequence, ReportResult.BadParameter? Future) atDay = await SequenceAtAsync(context, day, cancellationToken);
            if (atDay.Future is not null) return (null, before.RebuildingTo is { } rebuilding ? new ReportResult.Building(before.Sequence, rebuilding) : atDay.Future);
            sequence = atDay.Sequence;
        }

        if (before.Version != FactProjection.Version) return (null, new ReportResult.Building(0, before.Sequence));
        if (before.RebuildingTo is { } target && ((request.AsOf is null && request.AsOfDay is null) || sequence > before.Sequence))
            return (null, new ReportResult.Building(before.Sequence, target));
        if (sequence > before.Sequence)
            return (null, new ReportResult.BadParameter(ReportParameter.AsOfName, $"The cut lies in the future: events are applied up to {before.Sequence}."));

        if (sequence == before.Sequence && await _held.CohortAsync(context, before, request, cancellationToken) is { } held && (held.Cut.Sequence == sequence || (request.AsOf ?? request.AsOfDay?.DayNumber) is null))
            return (held, null);
        Cohort cohort = await CohortReader.ReadAsync(context, before.LogId, sequence, request, report.Facts, cancellationToken);
        Checkpoint? after = await context.FindCheckpointAsync(cancellationToken);
        return (after?.Generation ?? 0) == before.Generation ? (cohort, null) : (null, null);
    }

    /// <summary>The last event before the end of a day (UTC).</summary>
    /// <remarks>A day on which, or after which, events may still be recorded has no end yet: a report of it would be another one tomorrow.</remarks>
    private static async Task<(long Sequence, ReportResult.BadParameter? Future)> SequenceAtAsync(AnalyticsContext context, DateOnly day, CancellationToken cancellationToken)
    {
        long endMs = new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();
        LogTime? next = await context.LogTimes.AsNoTracking().Where(time => time.RecordedMs >= endMs).OrderBy(time => time.FromSequence).FirstOrDefaultAsync(cancellationToken);
        return next is not null
            ? (next.FromSequence - 1, null)
            : (0, new ReportResult.BadParameter(ReportParameter.AsOfName, "The cut lies in the future: no event was recorded after this day yet, so its end is not known. Ask for an earlier day, or for the sequence of an event."));
    }

    // A site or country that nobody has is likelier a slip of the pen than a question whose answer is zero.
    private static ReportResult.BadParameter? UnknownPlace(Cohort cohort, ReportRequest request, Caller caller)
    {
        if (request.Site is { } site && caller.Has(CallerRoles.Coordinator) && !cohort.IsSiteKnown)
            return new ReportResult.BadParameter(ReportParameter.SiteName, $"No subject of the site '{site}' is known at this cut.");
        if (request.Country is { } country && !cohort.IsCountryKnown)
            return new ReportResult.BadParameter(ReportParameter.CountryName, $"No subject of the country '{country}' is known at this cut.");
        return null;
    }

    private Report Describe(ReportDefinition report, ReportRequest request, Cohort cohort)
    {
        ReportBody body = report.Compute(cohort, request);
        int? threshold = request.IsPublic ? Math.Max(_suppressBelow, request.SuppressBelow ?? 0) : null;
        if (threshold is { } below) body = Suppression.Apply(body, below);
        return new Report
        {
            Name = report.Name,
            Title = report.Title,
            SoftwareVersion = _softwareVersion,
            Audience = request.Audience,
            Cut = cohort.Cut,
            Filters = request.Filters(report, cohort.Cut.Sequence, threshold),
            Definitions = [.. Cohort.Definitions, .. body.Definitions, Suppression.Definition(threshold)],
            Warnings = [.. ErasedWarning(cohort.ErasedSince), .. WithdrawnWarning(cohort), .. body.Warnings],
            Imputed = body.Imputed,
            Excluded = body.Excluded,
            Tables = body.Tables,
        };
    }

    private static IEnumerable<string> WithdrawnWarning(Cohort cohort)
    {
        if (cohort.HaveWithdrawnSince)
            yield return "Since this cut consent was withdrawn: who withdrew counts in no number here but that of those left out. A report of this cut that was given before may say otherwise.";
    }

    private static IEnumerable<string> ErasedWarning(long erased)
    {
        if (erased == 0) yield break;
        yield return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{erased} {(erased == 1 ? "subject was" : "subjects were")} erased since this cut and count in no number here, as if they had never been known. A report of this cut that was given before may say otherwise.");
    }
}

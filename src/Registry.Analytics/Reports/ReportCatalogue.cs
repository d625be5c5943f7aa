using Registry.Analytics.Projections;
using Registry.Contracts.Callers;

namespace Registry.Analytics.Reports;

/// <summary>The reports, and the way to run one: read the rows of a cut, compute, and say of what.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class ReportCatalogue
{
    private readonly Func<AnalyticsContext> _open;
    private readonly string _softwareVersion;

    /// <param name="open">Makes a context of the engine in use; it is disposed here.</param>
    /// <param name="softwareVersion">Version of the software, printed in every report.</param>
    /// <param name="diseases">The diseases that the registry is for, in the order in which reports list them.</param>
    /// <exception cref="InvalidDataException">A disease is to stand in a report that there is not.</exception>
    public ReportCatalogue(Func<AnalyticsContext> open, string softwareVersion, IReadOnlyList<ReportDisease> diseases)
    {
        ArgumentNullException.ThrowIfNull(diseases);
        foreach (ReportDisease disease in diseases)
        {
            string? unknown = disease.Reports.FirstOrDefault(name => Known.All(report => !string.Equals(report.Name, name, StringComparison.Ordinal)));
            if (unknown is null) continue;
            throw new InvalidDataException($"The disease {disease.Key} is to stand in the report '{unknown}', which there is not; there are {string.Join(", ", Known.Select(report => report.Name))}.");
        }

        _open = open;
        _softwareVersion = softwareVersion;
        Reports = [.. Known.Select(report => report.Over([.. diseases.Where(disease => disease.Reports.Contains(report.Name, StringComparer.Ordinal)).Select(disease => disease.Key)]))];
    }

    /// <summary>Every report there is.</summary>
    public IReadOnlyList<ReportDefinition> Reports { get; }

    private static IReadOnlyList<ReportDefinition> Known { get; } =
    [
        new("enrolment", "Who is enrolled", [.. Common(), EnrolmentReport.Interval], EnrolmentReport.Compute),
        new("survival", "How long subjects live: Kaplan–Meier by age", [.. Common(), SurvivalReport.By, SurvivalReport.FromAge], SurvivalReport.Compute),
        new("flare-ups", "How often flare-ups occur, where, after what, and how they end", Common(), FlareUpReport.Compute),
    ];

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
        if (report is null) return new ReportResult.UnknownReport(name, [.. Reports.Select(known => known.Name)]);
        (ReportRequest? request, ReportResult? refusal) = ReportRequest.Parse(report, parameters, caller);
        if (request is null) return refusal!;

        for (int attempt = 1; ; attempt++)
        {
            (Cohort? cohort, ReportResult? notYet) = await ReadAsync(request, cancellationToken);
            if (cohort is not null) return (ReportResult?)UnknownPlace(cohort, request, caller) ?? new ReportResult.Ready(Describe(report, request, cohort));
            if (notYet is not null || attempt == Limits.ReportRetries) return notYet ?? new ReportResult.Building(0, 0);
        }
    }

    private static IReadOnlyList<ReportParameter> Common() =>
    [
        ReportParameter.Disease, ReportParameter.Sex, ReportParameter.Site, ReportParameter.Country, ReportParameter.AsOf, ReportParameter.SuppressBelow,
    ];

    /// <returns>The cohort; or a refusal; or neither, when a rebuild dropped the rows while they were read.</returns>
    private async Task<(Cohort? Cohort, ReportResult? NotYet)> ReadAsync(ReportRequest request, CancellationToken cancellationToken)
    {
        await using AnalyticsContext context = _open();
        Checkpoint before = await context.FindCheckpointAsync(cancellationToken) ?? new Checkpoint { Projection = FactProjection.Name };
        long sequence = request.AsOf ?? before.Sequence;
        if (before.RebuildingTo is { } target && (request.AsOf is null || sequence > before.Sequence))
            return (null, new ReportResult.Building(before.Sequence, target));
        if (sequence > before.Sequence)
            return (null, new ReportResult.BadParameter(ReportParameter.AsOfName, $"The cut lies in the future: events are applied up to {before.Sequence}."));

        Cohort cohort = await CohortReader.ReadAsync(context, before.LogId, sequence, request, cancellationToken);
        Checkpoint? after = await context.FindCheckpointAsync(cancellationToken);
        return (after?.Generation ?? 0) == before.Generation ? (cohort, null) : (null, null);
    }

    // A site or country that nobody has is likelier a slip of the pen than a question whose answer is zero.
    private static ReportResult.BadParameter? UnknownPlace(Cohort cohort, ReportRequest request, Caller caller)
    {
        if (request.Site is { } site && caller.SeesAllSites && !cohort.IsSiteKnown)
            return new ReportResult.BadParameter(ReportParameter.SiteName, $"No subject of the site '{site}' is known at this cut.");
        if (request.Country is { } country && !cohort.IsCountryKnown)
            return new ReportResult.BadParameter(ReportParameter.CountryName, $"No subject of the country '{country}' is known at this cut.");
        return null;
    }

    private Report Describe(ReportDefinition report, ReportRequest request, Cohort cohort)
    {
        ReportBody body = report.Compute(cohort, request);
        if (request.SuppressBelow is { } threshold) body = Suppression.Apply(body, threshold);
        return new Report
        {
            Name = report.Name,
            Title = report.Title,
            SoftwareVersion = _softwareVersion,
            Cut = cohort.Cut,
            Filters = request.Filters(report, cohort.Cut.Sequence),
            Definitions = [.. Cohort.Definitions, .. body.Definitions, Suppression.Definition(request.SuppressBelow)],
            Warnings = body.Warnings,
            Imputed = body.Imputed,
            Excluded = body.Excluded,
            Tables = body.Tables,
        };
    }
}

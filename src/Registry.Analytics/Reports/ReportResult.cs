namespace Registry.Analytics.Reports;

/// <summary>A report, or why there is none.</summary>
public abstract record ReportResult
{
    private ReportResult()
    {
    }

    /// <summary>The report.</summary>
    public sealed record Ready(Report Report) : ReportResult;

    /// <summary>No report has this name.</summary>
    /// <param name="Name">The name asked for.</param>
    /// <param name="Known">The names that there are.</param>
    public sealed record UnknownReport(string Name, IReadOnlyList<string> Known) : ReportResult;

    /// <summary>A parameter is not known to the report, or its value is not: nothing is computed, as a default would look like an answer.</summary>
    /// <param name="Parameter">The parameter.</param>
    /// <param name="Why">What is wrong, and what to send instead.</param>
    public sealed record BadParameter(string Parameter, string Why) : ReportResult;

    /// <summary>The caller may not see it.</summary>
    /// <param name="Why">What it would take.</param>
    public sealed record NotPermitted(string Why) : ReportResult;

    /// <summary>The projections are being built from the log and do not reach the cut yet: ask again.</summary>
    /// <param name="Sequence">How far they are.</param>
    /// <param name="RebuildingTo">How far they must come.</param>
    public sealed record Building(long Sequence, long RebuildingTo) : ReportResult;
}

using Registry.Analytics.Projections;
using Registry.Statistics.Rates;

namespace Registry.Analytics.Reports;

/// <summary>Which operations subjects had, and what became of them.</summary>
internal static class SurgeryReport
{
    private static readonly IReadOnlyList<string> Sentences =
    [
        "An operation can have several results (a complication, then a recurrence); it stands in the row of each. Not stated: no result was told; too early to tell (none-yet) is an answer.",
        "recurrence: of operations with a result that settles it (lasting or recurrence), those with a recurrence. Time to recurrence: from the operation to the date on which the result was seen, where both have a date; it knows nothing of those who may still recur.",
        "safety-concerns: what was recorded that is a danger to somebody with the disease (an intramuscular injection, a biopsy, an excision), one for each record that tells of it. No error: the record is wanted.",
        "Biopsy and excision can set off new bone in FOP: their counts are a question of safety there.",
    ];

    internal static readonly ReportDefinition Report = new(
        "surgery", "Operations: extent, recurrence, complications", FactKinds.Surgeries | FactKinds.SafetyConcerns,
        ["SurgeryReported.Kind", "SurgeryReported.Extent", "SurgeryReported.Results", "SurgeryReported.ResultDate", "SurgeryReported.Header.Occurred", "SafetyConcernRaised.Kind"], Compute);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        IReadOnlyList<Stratum> strata = Stratum.ByDisease(cohort, request);
        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = [],
            Imputed = [new("date of an operation", ReportCell.Of(cohort.People.Sum(person => person.Surgeries.LongCount(surgery => surgery.Occurred is { } on && on.Earliest != on.Latest))))],
            Excluded = Cells.Excluded(cohort, [Cells.WithoutDisease(cohort, request)]),
            Tables = [Kinds(strata), Results(strata), Outcomes(strata, cohort), Concerns(strata)],
        };
    }

    private static ReportTable Kinds(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "kinds",
        Title = "Operations by kind",
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("kind", "Kind"), ReportColumn.Count("operations", "Operations"), ReportColumn.Count("subjects", "Subjects")],
        Rows =
        [
            .. strata.SelectMany(stratum => stratum.People.SelectMany(person => person.Surgeries.Select(surgery => (Person: person, Kind: surgery.Kind ?? Cells.NotStated))).GroupBy(entry => entry.Kind, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(group.Key), ReportCell.Of(group.LongCount()), ReportCell.Of(group.Select(entry => entry.Person).Distinct().LongCount())])),
        ],
    };

    private static ReportTable Concerns(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "safety-concerns",
        Title = "Safety concerns by kind",
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("kind", "Kind"), ReportColumn.Count("concerns", "Concerns"), ReportColumn.Count("subjects", "Subjects")],
        Rows =
        [
            .. strata.SelectMany(stratum => Stratum.By(stratum.People, person => person.SafetyConcerns.Select(concern => concern.Kind).Distinct(StringComparer.Ordinal))
                .Select(kind => (IReadOnlyList<ReportCell>)
                [
                    ReportCell.Of(stratum.Name), ReportCell.Of(kind.Name), ReportCell.Of(kind.People.Sum(person => person.SafetyConcerns.LongCount(concern => string.Equals(concern.Kind, kind.Name, StringComparison.Ordinal)))),
                    ReportCell.Of(kind.People.Count),
                ])),
        ],
    };

    private static ReportTable Results(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "results",
        Title = "Operations by extent of the ossification and result",
        MarginColumns = 2,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("extent", "Extent"), ReportColumn.Text("result", "Result"), ReportColumn.Count("operations", "Operations")],
        Rows =
        [
            .. strata.SelectMany(stratum => stratum.People.SelectMany(person => person.Surgeries)
                .SelectMany(surgery => surgery.Results.Distinct(StringComparer.Ordinal).DefaultIfEmpty(Cells.NotStated).Select(result => (Extent: surgery.Extent ?? Cells.NotStated, Result: result)))
                .GroupBy(entry => entry).OrderBy(group => group.Key.Extent, StringComparer.Ordinal).ThenBy(group => group.Key.Result, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(group.Key.Extent), ReportCell.Of(group.Key.Result), ReportCell.Of(group.LongCount())])),
        ],
    };

    private static ReportTable Outcomes(IReadOnlyList<Stratum> strata, Cohort cohort) => new()
    {
        Name = "outcomes",
        Title = "Recurrence and complication by extent",
        Method = Cells.ProportionMethod + " Operations of one subject are not independent of each other.",
        MarginColumns = 2,
        Columns =
        [
            ReportColumn.Text("disease", "Disease"), ReportColumn.Text("extent", "Extent"), ReportColumn.Text("outcome", "Outcome"), ReportColumn.Count("settled", "Operations with a result that settles it"), ReportColumn.Count("with_it", "With it"), .. Cells.ProportionColumns,
            ReportColumn.Years("median_time_years", "Median time until it was seen"),
        ],
        Rows =
        [
            .. strata.SelectMany(stratum => stratum.People.SelectMany(person => person.Surgeries).GroupBy(surgery => surgery.Extent ?? Cells.NotStated, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .SelectMany(extent => new[]
                {
                    Outcome(stratum.Name, extent.Key, "recurrence", [.. extent.Where(surgery => surgery.Results.Any(result => result is "lasting" or "recurrence"))], cohort),
                    Outcome(stratum.Name, extent.Key, "complication", [.. extent.Where(surgery => surgery.Results.Any(result => result is "lasting" or "recurrence" or "complication"))], cohort),
                })),
        ],
    };

    private static IReadOnlyList<ReportCell> Outcome(string disease, string extent, string outcome, SurgeryRow[] settled, Cohort cohort)
    {
        SurgeryRow[] with = [.. settled.Where(surgery => surgery.Results.Contains(outcome, StringComparer.Ordinal))];
        double[] years =
        [
            .. with.Where(surgery => surgery is { Occurred: not null, ResultDate: not null })
                .Select(surgery => (On: Life.Middle(surgery.Occurred!, DateOnly.MinValue, cohort.CutDay), Seen: Life.Middle(surgery.ResultDate!, surgery.Occurred!.Earliest, cohort.CutDay)))
                .Where(dates => dates.Seen >= dates.On).Select(dates => PersonTime.Years(dates.Seen!.Value.DayNumber - dates.On!.Value.DayNumber)),
        ];
        return [ReportCell.Of(disease), ReportCell.Of(extent), ReportCell.Of(outcome), ReportCell.Of(settled.Length), ReportCell.Of(with.Length), .. Cells.Proportion(with.Length, settled.Length), ReportCell.Years(Cells.Median(years))];
    }
}

using System.Globalization;
using Registry.Analytics.Projections;

namespace Registry.Analytics.Reports;

/// <summary>What the rules found and nobody has settled yet: the coordinators' query list.</summary>
internal static class FindingsReport
{
    /// <summary>Upper ends of the bands of days open.</summary>
    private static readonly int[] OpenBands = [30, 90, 180, 365];

    private static readonly IReadOnlyList<string> Sentences =
    [
        "A finding is open from the event that opened it until it is closed or its fact is gone. days_open counts whole days from when it was recorded to when the cut was.",
        "Category: the data quality frame of Kahn 2016 (eGEMs 4:1244): conformance, completeness, plausibility.",
        "resource: the first resource version on which the finding rests; read it under /fhir. Where the event names none, the source of the event.",
        "Site: that of the resource's sender.",
    ];

    internal static readonly ReportDefinition Report = new(
        "findings", "What the rules found that is still open", FactKinds.Findings,
        ["FindingOpened.Rule", "FindingOpened.Severity", "FindingOpened.Category", "FindingOpened.Message", "FindingOpened.Evidence", "FindingOpened.Header.Source", "FindingOpened.Header.Site", "FindingOpened.Header.Recorded", "FindingClosed.Rule"], Compute);

    /// <summary>An open finding, with whose it is (people are numbered in order of subject id) and how long it is open.</summary>
    private sealed record OpenFinding(Person Person, int Number, FindingRow Row, DateOnly Opened, int DaysOpen);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        OpenFinding[] open =
        [
            .. cohort.People.SelectMany((person, number) => person.Findings.Select(finding =>
            {
                DateTimeOffset opened = cohort.RecordedAt(finding.FromSequence);
                return new OpenFinding(person, number, finding, DateOnly.FromDateTime(opened.UtcDateTime), (int)(cohort.Cut.Recorded!.Value - opened).TotalDays);
            })).OrderBy(finding => cohort.RecordedAt(finding.Row.FromSequence)).ThenBy(finding => finding.Number).ThenBy(finding => finding.Row.Fact, StringComparer.Ordinal).ThenBy(finding => finding.Row.FromSequence),
        ];
        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = [],
            Imputed = [],
            Excluded = Cells.Excluded(cohort),
            Tables =
            [
                By("rule", "Open findings by rule", open, finding => finding.Row.Rule, ReportColumn.Text("severity", "Severity"), ReportColumn.Text("category", "Category")),
                By("severity", "Open findings by severity", open, finding => finding.Row.Severity),
                By("category", "Open findings by category", open, finding => finding.Row.Category),
                By("site", "Open findings by site", open, finding => finding.Row.Site) with { IsForCoordinators = true },
                ByAge(open),
                List(open),
            ],
        };
    }

    private static ReportTable By(string column, string title, OpenFinding[] open, Func<OpenFinding, string> name, params ReportColumn[] more) => new()
    {
        Name = "by-" + column,
        Title = title,
        Columns = [ReportColumn.Text(column, char.ToUpperInvariant(column[0]) + column[1..]), .. more, ReportColumn.Count("findings", "Findings"), ReportColumn.Count("subjects", "Subjects")],
        Rows =
        [
            .. open.GroupBy(finding => (Name: name(finding), Severity: more.Length > 0 ? finding.Row.Severity : "", Category: more.Length > 0 ? finding.Row.Category : ""))
                .OrderBy(group => group.Key.Name, StringComparer.Ordinal).ThenBy(group => group.Key.Severity, StringComparer.Ordinal).ThenBy(group => group.Key.Category, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)
                [
                    ReportCell.Of(group.Key.Name), .. more.Length > 0 ? new[] { ReportCell.Of(group.Key.Severity), ReportCell.Of(group.Key.Category) } : [],
                    ReportCell.Of(group.LongCount()), ReportCell.Of(group.Select(finding => finding.Person).Distinct().LongCount()),
                ]),
        ],
    };

    private static ReportTable ByAge(OpenFinding[] open) => new()
    {
        Name = "by-days-open",
        Title = "Open findings by how long they are open; from_days is included, to_days is not",
        Columns = [ReportColumn.Text("from_days", "From day"), ReportColumn.Text("to_days", "To day"), ReportColumn.Count("findings", "Findings")],
        Rows =
        [
            .. Enumerable.Range(0, OpenBands.Length + 1).Select(band =>
            {
                int from = band == 0 ? 0 : OpenBands[band - 1];
                int? to = band < OpenBands.Length ? OpenBands[band] : null;
                return (IReadOnlyList<ReportCell>)
                [
                    ReportCell.Of(from.ToString(CultureInfo.InvariantCulture)), to is { } end ? ReportCell.Of(end.ToString(CultureInfo.InvariantCulture)) : ReportCell.None,
                    ReportCell.Of(open.LongCount(finding => finding.DaysOpen >= from && (to is null || finding.DaysOpen < to))),
                ];
            }),
        ],
    };

    // The event's own source can be the subject, when linking two of them broke the rule; evidence is always a resource.
    private static string ResourceOf(FindingRow finding) => finding.Evidence is [var first, ..] ? first.Split(' ')[0] : finding.Source;

    private static ReportTable List(OpenFinding[] open) => new()
    {
        Name = "list",
        Title = "One row per open finding, the oldest first",
        IsForCoordinators = true,
        Columns =
        [
            ReportColumn.Text("subject", "Subject"), ReportColumn.Text("site", "Site"), ReportColumn.Text("rule", "Rule"), ReportColumn.Text("severity", "Severity"), ReportColumn.Text("category", "Category"),
            ReportColumn.Text("message", "What does not fit together"), ReportColumn.Text("resource", "Resource"), ReportColumn.Text("evidence", "Rests on: resource and element, one after the other"), ReportColumn.Day("opened", "Opened"), ReportColumn.Number("days_open", "Days open", "d"),
        ],
        Rows =
        [
            .. open.Select(finding => (IReadOnlyList<ReportCell>)
            [
                ReportCell.Of(finding.Person.Id.ToString()), ReportCell.Of(finding.Row.Site), ReportCell.Of(finding.Row.Rule), ReportCell.Of(finding.Row.Severity), ReportCell.Of(finding.Row.Category),
                ReportCell.Of(finding.Row.Message), ReportCell.Of(ResourceOf(finding.Row)), ReportCell.Of(string.Join("; ", finding.Row.Evidence)), ReportCell.Of(finding.Opened), new ReportCell.Number(finding.DaysOpen, 0),
            ]),
        ],
    };
}

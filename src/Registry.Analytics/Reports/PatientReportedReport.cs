using Registry.Analytics.Projections;

namespace Registry.Analytics.Reports;

/// <summary>What subjects say of themselves: questionnaire totals, last and over age.</summary>
internal static class PatientReportedReport
{
    private static readonly IReadOnlyList<string> Sentences =
    [
        "An instrument's adult and child forms are two instruments here, as are totals in different units: their scores do not compare.",
        "latest: the answer with the latest date of each subject. Whether more is better or worse is the instrument's matter: fop-pfq, prma, promis-pain-interference and pain-intensity rise with burden, the promis-global scores with health.",
        "trend: every answer with a possible date, by the subject or by somebody for the subject.",
    ];

    internal static readonly ReportDefinition Report = new(
        "patient-reported", "What subjects say of themselves: questionnaires", FactKinds.Lives | FactKinds.PatientOutcomes,
        [.. Life.EventFields, "PatientOutcomeReported.Instrument", "PatientOutcomeReported.Score", "PatientOutcomeReported.Unit", "PatientOutcomeReported.Form", "PatientOutcomeReported.Respondent"], Compute);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        IReadOnlyList<Stratum> strata = Stratum.ByDisease(cohort, request);
        List<IReadOnlyList<ReportCell>> latest = [];
        List<IReadOnlyList<ReportCell>> trends = [];
        List<string> warnings = [];
        foreach (Stratum stratum in strata)
        {
            foreach (Stratum instrument in Stratum.By(stratum.People, person => person.PatientOutcomes.Select(NameOf).Distinct(StringComparer.Ordinal)))
            {
                latest.Add(Latest(stratum.Name, instrument));
                IReadOnlyList<ReportCell> trend = Trends.Row(
                    stratum.Name, instrument.People, cohort, person => Of(person, instrument.Name).Where(answer => answer.Score is not null).Select(answer => (answer.Occurred, answer.Score!.Value)), warnings, instrument.Name);
                trends.Add([trend[0], ReportCell.Of(instrument.Name), .. trend.Skip(1)]);
            }
        }

        ReportTable table = Trends.Table("trend", "Scores over age", "1", trends);
        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = warnings,
            Imputed = [],
            Excluded = Cells.Excluded(cohort, [Cells.WithoutDisease(cohort, request)]),
            Tables =
            [
                new ReportTable
                {
                    Name = "latest", Title = "Latest answer of each subject", Method = "Counts; order statistics (quartiles as the smallest value with that share at or below it).", MarginColumns = 1,
                    Columns =
                    [
                        ReportColumn.Text("disease", "Disease"), ReportColumn.Text("instrument", "Instrument, form, unit"), ReportColumn.Count("subjects", "Subjects"), ReportColumn.Count("answers", "Answers"), ReportColumn.Count("by_proxy", "Answers by proxy"),
                        ReportColumn.Number("lower_quartile", "Lower quartile", "1"), ReportColumn.Number("median", "Median", "1"), ReportColumn.Number("upper_quartile", "Upper quartile", "1"),
                    ],
                    Rows = latest,
                },
                table with { MarginColumns = 1, Columns = [table.Columns[0], ReportColumn.Text("instrument", "Instrument, form, unit"), .. table.Columns.Skip(1)] },
            ],
        };
    }

    private static string NameOf(PatientOutcomeRow answer) => $"{answer.Instrument}, {answer.Form ?? "form not stated"}, {answer.Unit ?? "unit not stated"}";

    private static IEnumerable<PatientOutcomeRow> Of(Person person, string instrument) => person.PatientOutcomes.Where(answer => string.Equals(NameOf(answer), instrument, StringComparison.Ordinal));

    private static IReadOnlyList<ReportCell> Latest(string disease, Stratum instrument)
    {
        PatientOutcomeRow[] answers = [.. instrument.People.SelectMany(person => Of(person, instrument.Name))];
        double[] scores =
        [
            .. instrument.People.Select(person => Of(person, instrument.Name).Where(answer => answer is { Score: not null, Occurred: not null }).OrderBy(answer => answer.Occurred!.Latest).ThenBy(answer => answer.FromSequence).LastOrDefault()?.Score)
                .OfType<double>().Order(),
        ];
        return
        [
            ReportCell.Of(disease), ReportCell.Of(instrument.Name), ReportCell.Of(instrument.People.Count), ReportCell.Of(answers.Length), ReportCell.Of(answers.LongCount(answer => answer.Respondent is "proxy")),
            ReportCell.Quantity(Cells.Quartile(scores, 0.25)), ReportCell.Quantity(Cells.Median(scores)), ReportCell.Quantity(Cells.Quartile(scores, 0.75)),
        ];
    }
}

using System.Runtime.InteropServices;
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
            foreach ((string name, List<Answers> answers) in ByInstrument(stratum.People))
            {
                latest.Add(Latest(stratum.Name, name, answers));
                Dictionary<Person, List<PatientOutcomeRow>> ofPerson = answers.ToDictionary(entry => entry.Person, entry => entry.Rows);
                IReadOnlyList<ReportCell> trend = Trends.Row(
                    stratum.Name, [.. answers.Select(entry => entry.Person)], cohort, person => ofPerson[person].Where(answer => answer.Score is not null).Select(answer => (answer.Occurred, answer.Score!.Value)), warnings, name);
                trends.Add([trend[0], ReportCell.Of(name), .. trend.Skip(1)]);
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

    /// <summary>What one person answered to one instrument, in order of sequence.</summary>
    private readonly record struct Answers(Person Person, List<PatientOutcomeRow> Rows);

    /// <summary>People who answered, by instrument; in order of name, and each in the order of the people.</summary>
    private static SortedDictionary<string, List<Answers>> ByInstrument(IReadOnlyList<Person> people)
    {
        Dictionary<(string, string?, string?), string> names = [];
        SortedDictionary<string, List<Answers>> byName = new(StringComparer.Ordinal);
        foreach (Person person in people)
        {
            foreach (PatientOutcomeRow answer in person.PatientOutcomes)
            {
                ref string? name = ref CollectionsMarshal.GetValueRefOrAddDefault(names, (answer.Instrument, answer.Form, answer.Unit), out _);
                name ??= $"{answer.Instrument}, {answer.Form ?? "form not stated"}, {answer.Unit ?? "unit not stated"}";
                if (!byName.TryGetValue(name, out List<Answers>? list)) byName.Add(name, list = []);
                if (list.Count == 0 || list[^1].Person != person) list.Add(new Answers(person, []));
                list[^1].Rows.Add(answer);
            }
        }

        return byName;
    }

    private static IReadOnlyList<ReportCell> Latest(string disease, string instrument, List<Answers> answers)
    {
        double[] scores =
        [
            .. answers.Select(entry => entry.Rows.Where(answer => answer is { Score: not null, Occurred: not null }).OrderBy(answer => answer.Occurred!.Latest).ThenBy(answer => answer.FromSequence).LastOrDefault()?.Score)
                .OfType<double>().Order(),
        ];
        return
        [
            ReportCell.Of(disease), ReportCell.Of(instrument), ReportCell.Of(answers.Count), ReportCell.Of(answers.Sum(entry => entry.Rows.Count)), ReportCell.Of(answers.Sum(entry => entry.Rows.LongCount(answer => answer.Respondent is "proxy"))),
            ReportCell.Quantity(Cells.Quartile(scores, 0.25)), ReportCell.Quantity(Cells.Median(scores)), ReportCell.Quantity(Cells.Quartile(scores, 0.75)),
        ];
    }
}

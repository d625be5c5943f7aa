using System.Text;

namespace Registry.Analytics.Reports;

/// <summary>How complete the records are, element by element and site by site.</summary>
internal static class CompletenessReport
{
    private static readonly IReadOnlyList<string> Sentences =
    [
        "An element is asked of every subject of its disease, every death, every interpretation of a variant, every feature of its kind that is present, every flare-up or every bone lesion; known counts those that have it, whatever it says. An answer that something is unknown is an answer, but for the sex of a subject.",
        "A record is incomplete when one of the core elements is missing (sex, registry entry date, confirmed diagnosis, its date, a variant report, vital status), unverified when an error or warning of a rule is open, complete otherwise.",
        "By site: of the subject's enrolment.",
    ];

    private static readonly string[] Statuses = ["incomplete", "unverified", "complete"];

    internal static readonly ReportDefinition Report = new(
        "completeness", "What is recorded and what is missing, element by element",
        FactKinds.Consents | FactKinds.Variants | FactKinds.Interpretations | FactKinds.Features | FactKinds.FlareUps | FactKinds.Ossifications | FactKinds.Functions | FactKinds.Laboratories | FactKinds.VitalStatuses | FactKinds.Deaths | FactKinds.Findings,
        CompletenessElement.EventFields, Compute);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        SortedDictionary<string, long[]> sites = new(StringComparer.Ordinal);
        long[] overall = new long[2 * CompletenessElement.All.Count];
        foreach (Person person in cohort.People)
        {
            if (!sites.TryGetValue(person.Site, out long[]? ofSite)) sites.Add(person.Site, ofSite = new long[overall.Length]);
            int[] counts = CountsOf(person);
            for (int index = 0; index < counts.Length; index++)
            {
                overall[index] += counts[index];
                ofSite[index] += counts[index];
            }
        }

        Record[] records = [.. cohort.People.Select(RecordOf)];
        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = [],
            Imputed = [],
            Excluded = Cells.Excluded(cohort),
            Tables =
            [
                new ReportTable
                {
                    Name = "overall",
                    Title = "Each element in all records",
                    Method = Cells.ProportionMethod,
                    MarginColumns = 3,
                    AddsUp = false,
                    Columns = [.. ElementColumns],
                    Rows = [.. CompletenessElement.All.Select((_, index) => (IReadOnlyList<ReportCell>)[.. CellsOf(index, overall)])],
                },
                new ReportTable
                {
                    Name = "by-site",
                    Title = "Each element by site",
                    Method = Cells.ProportionMethod,
                    IsForCoordinators = true,
                    Columns = [ReportColumn.Text("site", "Site"), .. ElementColumns],
                    Rows = [.. sites.SelectMany(site => CompletenessElement.All.Select((_, index) => (IReadOnlyList<ReportCell>)[ReportCell.Of(site.Key), .. CellsOf(index, site.Value)]))],
                },
                new ReportTable
                {
                    Name = "record-status",
                    Title = "Records by status and site",
                    IsForCoordinators = true,
                    Columns = [ReportColumn.Text("site", "Site"), ReportColumn.Count("incomplete", "Incomplete"), ReportColumn.Count("unverified", "Unverified"), ReportColumn.Count("complete", "Complete")],
                    Rows =
                    [
                        .. records.GroupBy(record => record.Person.Site, StringComparer.Ordinal).OrderBy(site => site.Key, StringComparer.Ordinal).Select(site =>
                        {
                            ILookup<string, Record> byStatus = site.ToLookup(record => record.Status, StringComparer.Ordinal);
                            return (IReadOnlyList<ReportCell>)[ReportCell.Of(site.Key), .. Statuses.Select(status => ReportCell.Of(byStatus[status].LongCount()))];
                        }),
                    ],
                },
                Records(records),
            ],
        };
    }

    private static ReportColumn[] ElementColumns =>
    [
        ReportColumn.Text("element", "Element"), ReportColumn.Text("of", "Of each"), ReportColumn.Text("disease", "Asked of"), ReportColumn.Count("asked", "Asked"), ReportColumn.Count("known", "Known"), .. Cells.ProportionColumns,
    ];

    /// <summary>Asked and known of each element, one after the other.</summary>
    private static int[] CountsOf(Person person) => person.Memo(MemoSlot.Completeness, DateOnly.MinValue, static (whose, _) =>
    {
        int[] counts = new int[2 * CompletenessElement.All.Count];
        for (int index = 0; index < CompletenessElement.All.Count; index++)
        {
            CompletenessElement element = CompletenessElement.All[index];
            if (element.IsAskedOf(whose)) (counts[2 * index], counts[2 * index + 1]) = element.Count(whose);
        }

        return counts;
    });

    private static IEnumerable<ReportCell> CellsOf(int index, long[] counts)
    {
        CompletenessElement element = CompletenessElement.All[index];
        (long asked, long known) = (counts[2 * index], counts[2 * index + 1]);
        return [ReportCell.Of(element.Name), ReportCell.Of(element.Of), ReportCell.Of(element.Disease ?? "all"), ReportCell.Of(asked), ReportCell.Of(known), .. Cells.Proportion(known, asked)];
    }

    /// <summary>A record, and what it lacks.</summary>
    private readonly record struct Record(Person Person, string MissingCore, string MissingOther, long OpenFindings)
    {
        internal string Status => MissingCore.Length > 0 ? "incomplete" : OpenFindings > 0 ? "unverified" : "complete";
    }

    private static Record RecordOf(Person person) => new(person, Missing(person, isCore: true), Missing(person, isCore: false), person.Findings.LongCount(finding => finding.Severity is "error" or "warning"));

    private static string Missing(Person person, bool isCore)
    {
        int[] counts = CountsOf(person);
        StringBuilder missing = new();
        for (int index = 0; index < CompletenessElement.All.Count; index++)
        {
            CompletenessElement element = CompletenessElement.All[index];
            if (element.Of is not "subject" || element.IsCore != isCore || counts[2 * index] == 0 || counts[2 * index + 1] > 0) continue;
            if (missing.Length > 0) missing.Append(' ');
            missing.Append(element.Name);
        }

        return missing.ToString();
    }

    private static ReportTable Records(Record[] records) => new()
    {
        Name = "records",
        Title = "One row per record, with what it lacks",
        IsForCoordinators = true,
        Columns =
        [
            ReportColumn.Text("subject", "Subject"), ReportColumn.Text("site", "Site"), ReportColumn.Text("status", "Status"), ReportColumn.Text("missing_core", "Core elements missing"),
            ReportColumn.Text("missing_other", "Other elements missing"), ReportColumn.Count("open_findings", "Open errors and warnings"),
        ],
        Rows =
        [
            .. records.Select(record => (IReadOnlyList<ReportCell>)
            [
                ReportCell.Of(record.Person.Id.ToString()), ReportCell.Of(record.Person.Site), ReportCell.Of(record.Status), ReportCell.Of(record.MissingCore), ReportCell.Of(record.MissingOther), ReportCell.Of(record.OpenFindings),
            ]),
        ],
    };
}

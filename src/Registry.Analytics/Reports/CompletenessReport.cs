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
        IReadOnlyList<Stratum> sites = Stratum.By(cohort.People, person => [person.Site]);
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
                    Columns = [.. ElementColumns],
                    Rows = [.. CompletenessElement.All.Select(element => (IReadOnlyList<ReportCell>)[.. CellsOf(element, cohort.People)])],
                },
                new ReportTable
                {
                    Name = "by-site",
                    Title = "Each element by site",
                    Method = Cells.ProportionMethod,
                    IsForCoordinators = true,
                    Columns = [ReportColumn.Text("site", "Site"), .. ElementColumns],
                    Rows = [.. sites.SelectMany(site => CompletenessElement.All.Select(element => (IReadOnlyList<ReportCell>)[ReportCell.Of(site.Name), .. CellsOf(element, site.People)]))],
                },
                new ReportTable
                {
                    Name = "record-status",
                    Title = "Records by status and site",
                    IsForCoordinators = true,
                    Columns = [ReportColumn.Text("site", "Site"), ReportColumn.Count("incomplete", "Incomplete"), ReportColumn.Count("unverified", "Unverified"), ReportColumn.Count("complete", "Complete")],
                    Rows =
                    [
                        .. sites.Select(site =>
                        {
                            ILookup<string, Person> byStatus = site.People.ToLookup(StatusOf, StringComparer.Ordinal);
                            return (IReadOnlyList<ReportCell>)[ReportCell.Of(site.Name), .. Statuses.Select(status => ReportCell.Of(byStatus[status].LongCount()))];
                        }),
                    ],
                },
                Records(cohort),
            ],
        };
    }

    private static ReportColumn[] ElementColumns =>
    [
        ReportColumn.Text("element", "Element"), ReportColumn.Text("of", "Of each"), ReportColumn.Text("disease", "Asked of"), ReportColumn.Count("asked", "Asked"), ReportColumn.Count("known", "Known"), .. Cells.ProportionColumns,
    ];

    private static IEnumerable<ReportCell> CellsOf(CompletenessElement element, IReadOnlyList<Person> people)
    {
        long asked = 0;
        long known = 0;
        foreach (Person person in people.Where(element.IsAskedOf))
        {
            (int ofPerson, int knownOfPerson) = element.Count(person);
            asked += ofPerson;
            known += knownOfPerson;
        }

        return [ReportCell.Of(element.Name), ReportCell.Of(element.Of), ReportCell.Of(element.Disease ?? "all"), ReportCell.Of(asked), ReportCell.Of(known), .. Cells.Proportion(known, asked)];
    }

    private static string[] Missing(Person person, bool isCore) =>
    [
        .. CompletenessElement.All.Where(element => element.Of is "subject" && element.IsCore == isCore && element.IsAskedOf(person) && element.Count(person).Known == 0).Select(element => element.Name),
    ];

    private static long OpenFindings(Person person) => person.Findings.FindAll(finding => finding.Severity is "error" or "warning").Count;

    private static string StatusOf(Person person) => Missing(person, isCore: true).Length > 0 ? "incomplete" : OpenFindings(person) > 0 ? "unverified" : "complete";

    private static ReportTable Records(Cohort cohort) => new()
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
            .. cohort.People.Select(person => (IReadOnlyList<ReportCell>)
            [
                ReportCell.Of(person.Id.ToString()), ReportCell.Of(person.Site), ReportCell.Of(StatusOf(person)), ReportCell.Of(string.Join(' ', Missing(person, isCore: true))),
                ReportCell.Of(string.Join(' ', Missing(person, isCore: false))), ReportCell.Of(OpenFindings(person)),
            ]),
        ],
    };
}

using System.Globalization;
using Registry.Analytics.Projections;

namespace Registry.Analytics.Reports;

/// <summary>Who is enrolled: by disease, sex, site, country, consent, vital status and time of entry.</summary>
internal static class EnrolmentReport
{
    internal static readonly ReportParameter Interval = new(ReportParameter.IntervalName, "Step of the table over calendar time.", ["month", "year"], "month");

    private static readonly string[] Scopes = ["registry", "reuse", "recontact", "biosample"];

    private static readonly IReadOnlyList<string> Sentences =
    [
        "dead: a death holds. Otherwise the vital status that was confirmed for the latest date counts: alive, lost to follow-up, or unknown; unknown also when none was confirmed.",
        $"Last known alive: the latest date of {Life.SignsOfLife}; a variant's report shows nothing, as a sample outlives.",
        "A subject with confirmed diagnoses of two diseases stands in the rows of both.",
        "by-diagnosis: subjects by each diagnosis that holds, also those ruled out, with how sure and how severe the source says it is; who has two stands in both.",
        "Site and country are those of the subject's enrolment. Entry is the registry entry date.",
    ];

    internal static readonly ReportDefinition Report = new(
        "enrolment", "Who is enrolled", FactKinds.Consents | FactKinds.Lives,
        ["VitalStatusConfirmed.Status", "DeathReported.Header", "DiagnosisRecorded.Code", "DiagnosisRecorded.Severity", .. Life.EventFields], Compute, Interval);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        bool isYearly = request.Interval is "year";
        List<(Person Person, DateOnly Day)> entries = [.. cohort.People.Where(person => person.Entry is not null)
            .Select(person => (person, Life.Middle(person.Entry!, DateOnly.MinValue, cohort.CutDay))).Where(entry => entry.Item2 is not null)
            .Select(entry => (entry.person, entry.Item2!.Value))];
        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = [],
            Imputed = [new("date of registry entry", ReportCell.Of(entries.LongCount(entry => entry.Person.Entry!.Earliest != entry.Person.Entry.Latest)))],
            Excluded =
            [
                new("consent to the registry withdrawn", ReportCell.Of(cohort.WithdrawnSubjects)),
                new("over calendar time: no possible date of registry entry", ReportCell.Of(cohort.People.Count - entries.Count)),
            ],
            Tables =
            [
                Overview(cohort),
                By("disease", "Subjects by disease", cohort, person => DiseasesOf(person, request)),
                By("sex", "Subjects by sex", cohort, person => [person.Sex]),
                By("site", "Subjects by site", cohort, person => [person.Site]) with { IsForCoordinators = true },
                By("country", "Subjects by country", cohort, person => [person.Country ?? "not stated"]),
                Diagnoses(cohort),
                Consents(cohort),
                VitalStatus(cohort),
                OverTime(entries, isYearly),
                BySiteOverTime(entries, isYearly),
            ],
        };
    }

    private static ReportTable Overview(Cohort cohort) => new()
    {
        Name = "overview",
        Title = "The registry in numbers",
        Columns = [ReportColumn.Text("measure", "Measure"), ReportColumn.Count("subjects", "Subjects")],
        Rows =
        [
            [ReportCell.Of("enrolled"), ReportCell.Of(cohort.People.Count)],
            [ReportCell.Of("subject ids that count under another one"), ReportCell.Of(cohort.MergedSubjects)],
        ],
    };

    private static ReportTable By(string column, string title, Cohort cohort, Func<Person, IEnumerable<string>> groups) => new()
    {
        Name = "by-" + column,
        Title = title,
        Columns =
        [
            ReportColumn.Text(column, char.ToUpperInvariant(column[0]) + column[1..]), ReportColumn.Count("subjects", "Subjects"), ReportColumn.Count("alive", "Alive"), ReportColumn.Count("dead", "Dead"),
            ReportColumn.Count("lost", "Lost to follow-up"), ReportColumn.Count("unknown", "Unknown"),
        ],
        Rows =
        [
            .. cohort.People.SelectMany(person => groups(person).Select(group => (Group: group, State: Standing.Of(person))))
                .GroupBy(entry => entry.Group, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)
                [
                    ReportCell.Of(group.Key), ReportCell.Of(group.LongCount()), Count(group, VitalState.Alive), Count(group, VitalState.Dead),
                    Count(group, VitalState.Lost), Count(group, VitalState.Unknown),
                ]),
        ],
    };

    private static ReportCell Count(IEnumerable<(string Group, VitalState State)> people, VitalState state) => ReportCell.Of(people.LongCount(person => person.State == state));

    private static string[] DiseasesOf(Person person, ReportRequest request)
    {
        string[] confirmed = [.. request.Diseases.Where(person.Has)];
        return confirmed.Length > 0 ? confirmed : ["none confirmed"];
    }

    private static ReportTable Diagnoses(Cohort cohort) => new()
    {
        Name = "by-diagnosis",
        Title = "Subjects by diagnosis, also one ruled out",
        MarginColumns = 1,
        Columns =
        [
            ReportColumn.Text("disease", "Disease"), ReportColumn.Text("code", "Code"), ReportColumn.Text("verification", "Verification"), ReportColumn.Text("severity", "Severity"), ReportColumn.Count("subjects", "Subjects"),
        ],
        Rows =
        [
            .. cohort.People.SelectMany(person => person.Diagnoses.Select(diagnosis => (diagnosis.Disease, diagnosis.Code.Code, diagnosis.Verification, Severity: diagnosis.Severity?.Code ?? Cells.NotStated)).Distinct())
                .GroupBy(diagnosis => diagnosis)
                .OrderBy(group => group.Key.Disease, StringComparer.Ordinal).ThenBy(group => group.Key.Code, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Verification, StringComparer.Ordinal).ThenBy(group => group.Key.Severity, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)[ReportCell.Of(group.Key.Disease), ReportCell.Of(group.Key.Code), ReportCell.Of(group.Key.Verification), ReportCell.Of(group.Key.Severity), ReportCell.Of(group.LongCount())]),
        ],
    };

    private static ReportTable Consents(Cohort cohort) => new()
    {
        Name = "by-consent",
        Title = "Subjects by scope of consent",
        MarginColumns = 1,
        AddsUp = false,
        Columns = [ReportColumn.Text("scope", "Scope"), ReportColumn.Count("permitted", "Permitted"), ReportColumn.Count("denied", "Denied"), ReportColumn.Count("not_recorded", "Not recorded")],
        Rows =
        [
            .. Scopes.Select(scope =>
            {
                // Of a linked set, one denial counts for all: the person said no.
                ILookup<bool?, Person> byDecision = cohort.People.ToLookup(person => Decision(person, scope));
                return (IReadOnlyList<ReportCell>)
                [
                    ReportCell.Of(scope), ReportCell.Of(byDecision[true].LongCount()), ReportCell.Of(byDecision[false].LongCount()), ReportCell.Of(byDecision[null].LongCount()),
                ];
            }),
        ],
    };

    private static bool? Decision(Person person, string scope)
    {
        List<ConsentRow> decisions = person.Consents.FindAll(consent => string.Equals(consent.Scope, scope, StringComparison.Ordinal));
        return decisions.Count == 0 ? null : decisions.TrueForAll(decision => decision.IsPermitted);
    }

    private static ReportTable VitalStatus(Cohort cohort) => new()
    {
        Name = "vital-status",
        Title = "Subjects by vital status, with the dates on which they were last known to be alive",
        Columns =
        [
            ReportColumn.Text("status", "Status"), ReportColumn.Count("subjects", "Subjects"), ReportColumn.Count("with_date", "With a last known alive date"),
            ReportColumn.Day("earliest_last_known_alive", "Earliest"), ReportColumn.Day("latest_last_known_alive", "Latest"),
        ],
        Rows =
        [
            .. Enum.GetValues<VitalState>().Select(state =>
            {
                Person[] people = [.. cohort.People.Where(person => Standing.Of(person) == state)];
                DateOnly[] dates = [.. people.Select(person => Life.LastAlive(person, DateOnly.MinValue, cohort.CutDay)).Where(last => last is not null).Select(last => last!.Value.Day)];
                return (IReadOnlyList<ReportCell>)
                [
                    ReportCell.Of(NameOf(state)), ReportCell.Of(people.LongLength), ReportCell.Of(dates.LongLength),
                    ReportCell.Of(dates.Length == 0 ? null : dates.Min()), ReportCell.Of(dates.Length == 0 ? null : dates.Max()),
                ];
            }),
        ],
    };

    private static string NameOf(VitalState state) => state switch
    {
        VitalState.Alive => "alive",
        VitalState.Dead => "dead",
        VitalState.Lost => "lost-to-follow-up",
        _ => "unknown",
    };

    private static string PeriodOf(DateOnly day, bool isYearly) => day.ToString(isYearly ? "yyyy" : "yyyy-MM", CultureInfo.InvariantCulture);

    private static ReportTable BySiteOverTime(List<(Person Person, DateOnly Day)> entries, bool isYearly) => new()
    {
        Name = "by-site-over-time",
        Title = "Entries by site and period; a period without entries has no row",
        IsForCoordinators = true,
        Columns = [ReportColumn.Text("site", "Site"), ReportColumn.Text("period", "Year or month"), ReportColumn.Count("entered", "Entered")],
        Rows =
        [
            .. entries.GroupBy(entry => (entry.Person.Site, Period: PeriodOf(entry.Day, isYearly)))
                .OrderBy(group => group.Key.Site, StringComparer.Ordinal).ThenBy(group => group.Key.Period, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)[ReportCell.Of(group.Key.Site), ReportCell.Of(group.Key.Period), ReportCell.Of(group.LongCount())]),
        ],
    };

    private static ReportTable OverTime(List<(Person Person, DateOnly Day)> entries, bool isYearly)
    {
        List<IReadOnlyList<ReportCell>> rows = [];
        long soFar = 0;
        foreach (IGrouping<string, (Person Person, DateOnly Day)> period in entries
            .GroupBy(entry => PeriodOf(entry.Day, isYearly), StringComparer.Ordinal).OrderBy(period => period.Key, StringComparer.Ordinal))
        {
            soFar += period.LongCount();
            rows.Add([ReportCell.Of(period.Key), ReportCell.Of(period.LongCount()), ReportCell.Of(soFar)]);
        }

        return new ReportTable
        {
            Name = "over-time",
            Title = isYearly ? "Entries by year" : "Entries by month; a month without entries has no row",
            Columns = [ReportColumn.Text("period", "Year or month"), ReportColumn.Count("entered", "Entered"), ReportColumn.SoFar("entered_so_far", "Entered so far")],
            Rows = rows,
        };
    }
}

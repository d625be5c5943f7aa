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
        "Last known alive: the latest date of an alive confirmation, a diagnosis or its onset, a flare-up's onset or end, or a bone lesion; a variant's report shows nothing, as a sample outlives.",
        "A subject with confirmed diagnoses of two diseases stands in the rows of both.",
        "Site and country are those of the subject's enrolment. Entry is the registry entry date.",
    ];

    internal static ReportBody Compute(Cohort cohort, ReportRequest request)
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
                By("site", "Subjects by site", cohort, person => [person.Site]),
                By("country", "Subjects by country", cohort, person => [person.Country ?? "not stated"]),
                Consents(cohort),
                VitalStatus(cohort),
                OverTime(entries, isYearly),
            ],
        };
    }

    private static ReportTable Overview(Cohort cohort) => new()
    {
        Name = "overview",
        Title = "The registry in numbers",
        Columns = [new("measure", "Measure"), new("subjects", "Subjects")],
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
            new(column, char.ToUpperInvariant(column[0]) + column[1..]), new("subjects", "Subjects"), new("alive", "Alive"), new("dead", "Dead"),
            new("lost", "Lost to follow-up"), new("unknown", "Unknown"),
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

    private static ReportTable Consents(Cohort cohort) => new()
    {
        Name = "by-consent",
        Title = "Subjects by scope of consent",
        Columns = [new("scope", "Scope"), new("permitted", "Permitted"), new("denied", "Denied"), new("not_recorded", "Not recorded")],
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
            new("status", "Status"), new("subjects", "Subjects"), new("with_date", "With a last known alive date"),
            new("earliest_last_known_alive", "Earliest"), new("latest_last_known_alive", "Latest"),
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

    private static ReportTable OverTime(List<(Person Person, DateOnly Day)> entries, bool isYearly)
    {
        List<IReadOnlyList<ReportCell>> rows = [];
        long soFar = 0;
        foreach (IGrouping<string, (Person Person, DateOnly Day)> period in entries
            .GroupBy(entry => entry.Day.ToString(isYearly ? "yyyy" : "yyyy-MM", CultureInfo.InvariantCulture), StringComparer.Ordinal).OrderBy(period => period.Key, StringComparer.Ordinal))
        {
            soFar += period.LongCount();
            rows.Add([ReportCell.Of(period.Key), ReportCell.Of(period.LongCount()), ReportCell.Of(soFar)]);
        }

        return new ReportTable
        {
            Name = "over-time",
            Title = isYearly ? "Entries by year" : "Entries by month; a month without entries has no row",
            Columns = [new(isYearly ? "year" : "month", isYearly ? "Year" : "Month"), new("entered", "Entered"), new("entered_so_far", "Entered so far")],
            Rows = rows,
        };
    }
}

namespace Registry.Analytics.Reports;

/// <summary>Whose follow-up is due, and by how long.</summary>
internal static class OverdueReport
{
    private const int DueAfterMonths = 12;

    /// <summary>Upper ends of the bands of days overdue.</summary>
    private static readonly (string Name, int To)[] Bands = [("up_to_90_days", 90), ("up_to_180_days", 180), ("up_to_365_days", 365), ("longer", int.MaxValue)];

    private static readonly IReadOnlyList<string> Sentences =
    [
        $"Follow-up is due {DueAfterMonths} months after the subject was last known to be alive ({Life.SignsOfLife}), or after registry entry where nothing later is known; annual assessment is the guideline's (Di Rocco 2017).",
        "Overdue by: days from the due date to the day of the cut. Subjects who are dead, or lost to follow-up, are not due.",
        "Site: that of the subject's enrolment.",
    ];

    internal static readonly ReportDefinition Report = new("overdue", "Whose follow-up is due, and by how long", FactKinds.Lives, Life.EventFields, Compute);

    /// <param name="Person">Who.</param>
    /// <param name="LastSeen">Last known alive, or entry.</param>
    /// <param name="Due">When follow-up was, or will be, due.</param>
    /// <param name="Days">From then to the cut; negative before it is due.</param>
    private sealed record Follow(Person Person, DateOnly LastSeen, DateOnly Due, int Days);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        Person[] followed = [.. cohort.People.Where(person => Standing.Of(person) is VitalState.Alive or VitalState.Unknown)];
        // The order of people, by subject id, stays where the days are alike.
        Follow[] follows = [.. followed.Select(person => FollowOf(person, cohort)).OfType<Follow>().OrderByDescending(follow => follow.Days)];
        Follow[] overdue = [.. follows.Where(follow => follow.Days > 0)];
        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = [],
            Imputed = [new("last known alive or entry", ReportCell.Of(follows.LongCount(follow => Life.LastAlive(follow.Person, DateOnly.MinValue, cohort.CutDay) is not { IsImputed: false })))],
            Excluded = Cells.Excluded(
                cohort,
                [
                    new("dead", ReportCell.Of(cohort.People.LongCount(person => Standing.Of(person) == VitalState.Dead))),
                    new("lost to follow-up", ReportCell.Of(cohort.People.LongCount(person => Standing.Of(person) == VitalState.Lost))),
                    new("no date of entry or of a sign of life", ReportCell.Of(followed.Length - follows.Length)),
                ]),
            Tables =
            [
                Summary("overall", "Follow-up in the registry", [("all", follows)]),
                Summary("by-site", "Follow-up by site", follows.GroupBy(follow => follow.Person.Site, StringComparer.Ordinal).OrderBy(site => site.Key, StringComparer.Ordinal).Select(site => (site.Key, site.ToArray()))) with { IsForCoordinators = true },
                List(overdue),
            ],
        };
    }

    private static Follow? FollowOf(Person person, Cohort cohort)
    {
        DateOnly? entry = person.Entry is { } date ? Life.Middle(date, DateOnly.MinValue, cohort.CutDay) : null;
        DateOnly? seen = Life.LastAlive(person, DateOnly.MinValue, cohort.CutDay)?.Day;
        if ((seen is null || seen < entry ? entry : seen) is not { } last) return null;
        DateOnly due = last.AddMonths(DueAfterMonths);
        return new Follow(person, last, due, cohort.CutDay.DayNumber - due.DayNumber);
    }

    private static ReportTable Summary(string name, string title, IEnumerable<(string Name, Follow[] Follows)> groups) => new()
    {
        Name = name,
        Title = title,
        Columns =
        [
            ReportColumn.Text("site", "Site"), ReportColumn.Count("followed", "Followed"), ReportColumn.Count("not_due", "Not due"), .. Bands.Select(band => ReportColumn.Count("overdue_" + band.Name, "Overdue " + band.Name.Replace('_', ' '))),
        ],
        Rows =
        [
            .. groups.Select(group => (IReadOnlyList<ReportCell>)
            [
                ReportCell.Of(group.Name), ReportCell.Of(group.Follows.Length), ReportCell.Of(group.Follows.LongCount(follow => follow.Days <= 0)),
                .. Bands.Select((band, index) => ReportCell.Of(group.Follows.LongCount(follow => follow.Days > (index == 0 ? 0 : Bands[index - 1].To) && follow.Days <= band.To))),
            ]),
        ],
    };

    private static ReportTable List(Follow[] overdue) => new()
    {
        Name = "list",
        Title = "One row per subject whose follow-up is overdue, the longest first",
        IsForCoordinators = true,
        Columns =
        [
            ReportColumn.Text("subject", "Subject"), ReportColumn.Text("site", "Site"), ReportColumn.Day("last_known_alive", "Last known alive, or entry"), ReportColumn.Day("due", "Due"), ReportColumn.Number("days_overdue", "Days overdue", "d"),
        ],
        Rows =
        [
            .. overdue.Select(follow => (IReadOnlyList<ReportCell>)
            [
                ReportCell.Of(follow.Person.Id.ToString()), ReportCell.Of(follow.Person.Site), ReportCell.Of(follow.LastSeen), ReportCell.Of(follow.Due), new ReportCell.Number(follow.Days, 0),
            ]),
        ],
    };
}

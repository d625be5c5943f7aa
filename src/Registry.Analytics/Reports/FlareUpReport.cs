using System.Runtime.InteropServices;
using Registry.Analytics.Projections;
using Registry.Statistics.Rates;
using Registry.Statistics.Survival;

namespace Registry.Analytics.Reports;

/// <summary>How often flare-ups occur, where, after what, and how they end.</summary>
internal static class FlareUpReport
{
    private static readonly int[] AgeBands = [0, 5, 10, 15, 20, 30, 40, 50, 60];

    private static readonly IReadOnlyList<string> Sentences =
    [
        "Under observation: after the day of registry entry, up to the day of death or, for the living, the last day on which they were known to be alive (alive confirmation, diagnosis or its onset, a flare-up's onset or end, bone lesion); never after the cut.",
        "Rate: flare-ups whose onset lies under observation, divided by the person-years under observation (a year has 365.25 days), with the exact Poisson interval at 95 % (Garwood 1936). Flare-ups of one subject are not independent of each other, so this interval is too narrow.",
        "Where nothing later is known of a subject, observation ends with the last flare-up itself, which raises the rate.",
        "The tables by region, trigger and outcome count all flare-ups, also those before entry. Spontaneous and unknown are two answers; not stated is neither.",
    ];

    internal static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        string[] diseases = [.. request.Diseases.Where(disease => request.Disease is null || string.Equals(request.Disease, disease, StringComparison.Ordinal))];
        Dictionary<Person, Life> lives = cohort.People.Where(person => diseases.Any(person.Has)).ToDictionary(person => person, person => Life.Of(person, cohort.CutDay));
        Stratum[] strata = [.. diseases.Select(disease => new Stratum(disease, [.. lives.Where(entry => entry.Key.Has(disease)).Select(entry => (entry.Key, entry.Value))], cohort.CutDay))];
        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = [.. strata.Where(stratum => stratum.FollowUps.Length == 0).Select(stratum => $"{stratum.Disease}: nobody was under observation, so there is no rate.")],
            Imputed =
            [
                .. LifeCounts.Imputed(lives.Values),
                new("onset of a flare-up", ReportCell.Of(lives.Keys.Sum(person => person.FlareUps.LongCount(flareUp => flareUp.Occurred is { } onset && onset.Earliest != onset.Latest)))),
            ],
            Excluded =
            [
                new("consent to the registry withdrawn", ReportCell.Of(cohort.WithdrawnSubjects)),
                new("no confirmed diagnosis of a disease of the registry", ReportCell.Of(cohort.People.Count - lives.Count)),
                .. LifeCounts.Excluded("rate", lives.Values.Select(life => life.FollowUpGap)),
            ],
            Tables =
            [
                Rates(strata),
                ByAge(strata),
                By("region", "Flare-ups by body region", strata, flareUp => flareUp.Region),
                By("trigger", "Flare-ups by trigger", strata, flareUp => flareUp.Trigger),
                By("outcome", "Flare-ups by outcome", strata, flareUp => flareUp.Outcome),
            ],
        };
    }

    /// <summary>The people with a disease, and where in their lives their flare-ups lie.</summary>
    private sealed class Stratum
    {
        internal Stratum(string disease, List<(Person Person, Life Life)> people, DateOnly cutDay)
        {
            Disease = disease;
            Subjects = people.Count;
            FlareUps = [.. people.SelectMany(entry => entry.Person.FlareUps)];
            FollowUps = [.. people.Where(entry => entry.Life.FollowUpGap == LifeGap.None).Select(entry => entry.Life.FollowUp)];
            foreach ((Person person, Life life) in people) Place(person, life, cutDay);
        }

        internal string Disease { get; }

        internal int Subjects { get; }

        internal FlareUpRow[] FlareUps { get; }

        internal FollowUp[] FollowUps { get; }

        /// <summary>Age in days at each onset under observation.</summary>
        internal List<int> Observed { get; } = [];

        internal int SubjectsWithObserved { get; private set; }

        internal int BeforeEntry { get; private set; }

        internal int AfterExit { get; private set; }

        /// <summary>No date of onset, or no period under observation to set it against.</summary>
        internal int NotPlaced { get; private set; }

        private void Place(Person person, Life life, DateOnly cutDay)
        {
            int before = Observed.Count;
            foreach (FlareUpRow flareUp in person.FlareUps)
            {
                DateOnly? onset = life.FollowUpGap == LifeGap.None && flareUp.Occurred is { } date ? Life.Middle(date, life.Birth, cutDay) : null;
                if (onset is null) NotPlaced++;
                else if (onset <= life.Entry) BeforeEntry++;
                else if (onset > life.Exit) AfterExit++;
                else Observed.Add(life.DaysOf(onset.Value));
            }

            if (Observed.Count > before) SubjectsWithObserved++;
        }
    }

    private static ReportTable Rates(Stratum[] strata) => new()
    {
        Name = "rate",
        Title = "Flare-ups per person-year under observation",
        Columns =
        [
            new("disease", "Disease"), new("subjects", "Subjects"), new("subjects_observed", "Subjects under observation"),
            new("subjects_with_flare_ups", "Subjects with flare-ups under observation"), new("flare_ups", "Flare-ups reported"),
            new("before_entry", "Before entry"), new("after_exit", "After death"), new("not_placed", "Without date or observation"),
            new("observed", "Under observation"), .. RateColumns,
        ],
        Rows =
        [
            .. strata.Select(stratum => (IReadOnlyList<ReportCell>)
            [
                ReportCell.Of(stratum.Disease), ReportCell.Of(stratum.Subjects), ReportCell.Of(stratum.FollowUps.Length), ReportCell.Of(stratum.SubjectsWithObserved),
                ReportCell.Of(stratum.FlareUps.Length), ReportCell.Of(stratum.BeforeEntry), ReportCell.Of(stratum.AfterExit), ReportCell.Of(stratum.NotPlaced),
                ReportCell.Of(stratum.Observed.Count), .. RateCells(stratum.Observed.Count, PersonTime.Days(stratum.FollowUps)),
            ]),
        ],
    };

    private static ReportTable ByAge(Stratum[] strata) => new()
    {
        Name = "by-age",
        Title = "Flare-ups under observation by age at onset; from_age_years is included, to_age_years is not",
        Columns = [new("disease", "Disease"), new("from_age_years", "From age"), new("to_age_years", "To age"), new("observed", "Under observation"), .. RateColumns],
        Rows =
        [
            .. strata.SelectMany(stratum => AgeBands.Select((from, index) =>
            {
                int? to = index + 1 < AgeBands.Length ? AgeBands[index + 1] : null;
                // A period under observation is (entry, exit], so a band of ages [from, to) is the days (from - 1, to - 1].
                int fromDays = Math.Max(0, DaysOfAge(from) - 1);
                int toDays = to is { } next ? DaysOfAge(next) - 1 : Statistics.Limits.LastDay;
                int observed = CollectionsMarshal.AsSpan(stratum.Observed).ToArray().Count(day => (day > fromDays || from == 0) && day <= toDays);
                return (IReadOnlyList<ReportCell>)
                [
                    ReportCell.Of(stratum.Disease), Age(from), to is { } end ? Age(end) : ReportCell.None, ReportCell.Of(observed),
                    .. RateCells(observed, PersonTime.Days(stratum.FollowUps, fromDays, toDays)),
                ];
            })),
        ],
    };

    // An age band is no count of people, and so never suppressed.
    private static ReportCell.Text Age(int years) => new(years.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static int DaysOfAge(int years) => (int)Math.Ceiling(years * PersonTime.DaysPerYear);

    private static ReportColumn[] RateColumns =>
    [
        new("person_years", "Person-years"), new("per_person_year", "Per person-year"), new("lower_95", "Lower 95 %"), new("upper_95", "Upper 95 %"),
    ];

    private static ReportCell[] RateCells(int count, long days)
    {
        if (days == 0) return [ReportCell.Years(0), ReportCell.None, ReportCell.None, ReportCell.None];
        IncidenceRate rate = IncidenceRate.Estimate(count, PersonTime.Years(days));
        return [ReportCell.Years(rate.PersonYears), ReportCell.Rate(rate.PerPersonYear), ReportCell.Rate(rate.Interval.Lower), ReportCell.Rate(rate.Interval.Upper)];
    }

    private static ReportTable By(string column, string title, Stratum[] strata, Func<FlareUpRow, string?> code) => new()
    {
        Name = "by-" + column,
        Title = title,
        Columns = [new("disease", "Disease"), new(column, char.ToUpperInvariant(column[0]) + column[1..]), new("flare_ups", "Flare-ups")],
        Rows =
        [
            .. strata.SelectMany(stratum => stratum.FlareUps.GroupBy(flareUp => code(flareUp) ?? "", StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)
                [
                    ReportCell.Of(stratum.Disease), ReportCell.Of(group.Key.Length == 0 ? "not stated" : group.Key), ReportCell.Of(group.LongCount()),
                ])),
        ],
    };
}

using Registry.Analytics.Projections;
using Registry.Statistics;
using Registry.Statistics.Rates;
using Registry.Statistics.Regression;
using Registry.Statistics.Survival;

namespace Registry.Analytics.Reports;

/// <summary>How often flare-ups occur, where, after what, in which season, and what becomes of them.</summary>
internal static class FlareUpReport
{
    private static readonly int[] AgeBands = [0, 5, 10, 15, 20, 30, 40, 50, 60];

    private static readonly IReadOnlyList<string> Sentences =
    [
        "Under observation: after the day of registry entry, up to the day of death or, for the living, the last day on which they were known to be alive (" + Life.SignsOfLife + "); never after the cut.",
        "Rate: flare-ups whose onset lies under observation, divided by the person-years under observation (a year has 365.25 days), with the exact Poisson interval at 95 % (Garwood 1936). Flare-ups of one subject are not independent of each other, so this interval is too narrow; between-subjects gives one that allows for it.",
        "Where nothing later is known of a subject, observation ends with the last flare-up itself, which raises the rate.",
        "Rates by region, trigger and season count flare-ups under observation, each against all person-years (by season: against the person-years in it). Spontaneous and unknown are two answers; not stated is neither.",
        "mean-cumulative: the mean number of flare-ups per subject up to an age, for subjects who may come under observation late (Nelson 1995), with the robust variance of Lawless and Nadeau (1995).",
        "by-symptom: of the flare-ups of which any symptom is told, also those before entry, those with this one.",
        "by-outcome counts all flare-ups, also those before entry. interval-to-bone: from onset to the day on which a bone lesion that names the flare-up was first seen; what was not yet seen at the cut is not in it, so it is short where follow-up is.",
    ];

    internal static readonly ReportDefinition Report = new(
        "flare-ups", "How often flare-ups occur, where, after what, and how they end", FactKinds.Lives | FactKinds.FlareUps | FactKinds.Ossifications,
        [.. Life.EventFields, "FlareUpReported.Region", "FlareUpReported.Trigger", "FlareUpReported.Symptoms", "FlareUpReported.Outcome", "OssificationReported.FlareUp"], Compute);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        FlareUpCourse[] courses = [.. Stratum.ByDisease(cohort, request).Select(stratum => new FlareUpCourse(stratum, cohort))];
        Person[] people = [.. courses.SelectMany(course => course.People).Distinct()];
        (ReportTable mean, IReadOnlyList<string> meanWarnings) = MeanByAge(courses);
        (ReportTable between, IReadOnlyList<string> betweenWarnings) = BetweenSubjects(courses);
        (ReportTable interval, long bonesBefore) = IntervalToBone(courses, cohort);
        return new ReportBody
        {
            Definitions = Sentences,
            Warnings =
            [
                .. courses.Where(course => course.FollowUps.Length == 0).Select(course => $"{course.Disease}: nobody was under observation, so there is no rate."),
                .. courses.Where(course => course.FollowUps.Length is > 0 and < Limits.SmallRiskSet).Select(course => $"{course.Disease}: fewer than {Limits.SmallRiskSet} subjects were under observation; the rates are theirs and say little of others."),
                .. betweenWarnings, .. meanWarnings,
            ],
            Imputed =
            [
                .. LifeCounts.Imputed([.. people.Select(cohort.LifeOf)]),
                new("onset of a flare-up", ReportCell.Of(people.Sum(person => person.FlareUps.LongCount(flareUp => flareUp.Occurred is { } onset && onset.Earliest != onset.Latest)))),
            ],
            Excluded = Cells.Excluded(
                cohort, [Cells.WithoutDisease(cohort, request), .. LifeCounts.Excluded("rate", people.Select(person => cohort.LifeOf(person).FollowUpGap)), new("interval to bone: bone seen before the onset", ReportCell.Of(bonesBefore))]),
            Tables =
            [
                Rates(courses),
                between,
                ByAge(courses),
                By("region", "Flare-ups by body region; the rate is of those under observation", courses, flareUp => flareUp.Region),
                By("trigger", "Flare-ups by trigger; the rate is of those under observation", courses, flareUp => flareUp.Trigger),
                BySeason(courses),
                mean,
                BySymptom(courses),
                ByOutcome(courses),
                interval,
            ],
        };
    }

    private static ReportTable Rates(FlareUpCourse[] courses) => new()
    {
        Name = "rate",
        Title = "Flare-ups per person-year under observation",
        Method = Cells.RateMethod,
        Columns =
        [
            ReportColumn.Text("disease", "Disease"), ReportColumn.Count("subjects", "Subjects"), ReportColumn.Count("subjects_observed", "Subjects under observation"),
            ReportColumn.Count("subjects_with_flare_ups", "Subjects with flare-ups under observation"), ReportColumn.Count("flare_ups", "Flare-ups reported"),
            ReportColumn.Count("before_entry", "Before entry"), ReportColumn.Count("after_exit", "After death"), ReportColumn.Count("not_placed", "Without date or observation"),
            ReportColumn.Count("observed", "Under observation"), .. Cells.RateColumns,
        ],
        Rows =
        [
            .. courses.Select(course => (IReadOnlyList<ReportCell>)
            [
                ReportCell.Of(course.Disease), ReportCell.Of(course.People.Count), ReportCell.Of(course.FollowUps.Length), ReportCell.Of(course.SubjectsWithObserved),
                ReportCell.Of(course.FlareUps.Length), ReportCell.Of(course.BeforeEntry), ReportCell.Of(course.AfterExit), ReportCell.Of(course.NotPlaced),
                ReportCell.Of(course.Observed.Count), .. Cells.Rate(course.Observed.Count, course.Days),
            ]),
        ],
    };

    private static (ReportTable Table, IReadOnlyList<string> Warnings) BetweenSubjects(FlareUpCourse[] courses)
    {
        List<IReadOnlyList<ReportCell>> rows = [];
        List<string> warnings = [];
        foreach (FlareUpCourse course in courses.Where(course => course.FollowUps.Length > 0))
        {
            long[] counts = new long[course.FollowUps.Length];
            foreach (ObservedFlareUp observed in course.Observed) counts[observed.Subject]++;
            Answer<NegativeBinomialFit> answer = NegativeBinomial.Fit([.. course.FollowUps.Select((period, subject) => new CountSample(counts[subject], PersonTime.Years(PersonTime.Days([period]))))]);
            if (answer is not Answer<NegativeBinomialFit>.Given { Value: var fit })
            {
                warnings.Add($"{course.Disease}, between-subjects: {((Answer<NegativeBinomialFit>.NotEstimable)answer).Why}");
                continue;
            }

            LogRate? rate = (fit.Rate as Answer<LogRate>.Given)?.Value;
            Overdispersion? spread = (fit.Overdispersion as Answer<Overdispersion>.Given)?.Value;
            if (fit.Overdispersion is Answer<Overdispersion>.NotEstimable flat) warnings.Add($"{course.Disease}, between-subjects: {flat.Why}");
            if (counts.Length < Statistics.Limits.FewSubjects) warnings.Add($"{course.Disease}, between-subjects: fewer than {Statistics.Limits.FewSubjects} subjects, so the interval is unsure.");
            rows.Add(
            [
                ReportCell.Of(course.Disease), ReportCell.Of(counts.Length), ReportCell.Of(course.Observed.Count), ReportCell.Rate(rate?.Value), ReportCell.Rate(rate?.Interval.Lower), ReportCell.Rate(rate?.Interval.Upper),
                ReportCell.Rate(spread?.CoefficientOfVariation), ReportCell.Probability((fit.AgainstPoisson as Answer<ChiSquaredTest>.Given)?.Value.PValue),
            ]);
        }

        return (new ReportTable
        {
            Name = "between-subjects",
            Title = "The rate when subjects may differ in theirs, and by how much they do",
            Method = "Negative binomial regression by maximum likelihood with person-years as offset; Wald limits at 95 % on the log scale; p of the likelihood ratio against Poisson (Self and Liang 1987).",
            Columns =
            [
                ReportColumn.Text("disease", "Disease"), ReportColumn.Count("subjects", "Subjects"), ReportColumn.Count("observed", "Flare-ups"), ReportColumn.PerYear("per_person_year", "Per person-year"), ReportColumn.PerYear("lower_95", "Lower 95 %"),
                ReportColumn.PerYear("upper_95", "Upper 95 %"), ReportColumn.Number("coefficient_of_variation", "Coefficient of variation between subjects", "1"), ReportColumn.Probability("p_against_poisson", "p, no difference between subjects"),
            ],
            Rows = rows,
        }, warnings);
    }

    private static ReportTable ByAge(FlareUpCourse[] courses) => new()
    {
        Name = "by-age",
        Title = "Flare-ups under observation by age at onset; from_age_years is included, to_age_years is not",
        Method = Cells.RateMethod,
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("from_age_years", "From age"), ReportColumn.Text("to_age_years", "To age"), ReportColumn.Count("observed", "Under observation"), .. Cells.RateColumns],
        Rows =
        [
            .. courses.SelectMany(course => AgeBands.Select((from, index) =>
            {
                int? to = index + 1 < AgeBands.Length ? AgeBands[index + 1] : null;
                // A period under observation is (entry, exit], so a band of ages [from, to) is the days (from - 1, to - 1].
                int fromDays = Math.Max(0, Cells.DaysOfAge(from) - 1);
                int toDays = to is { } next ? Cells.DaysOfAge(next) - 1 : Statistics.Limits.LastDay;
                int observed = course.Observed.Count(flareUp => (flareUp.Day > fromDays || from == 0) && flareUp.Day <= toDays);
                return (IReadOnlyList<ReportCell>)
                [
                    ReportCell.Of(course.Disease), Cells.Band(from), to is { } end ? Cells.Band(end) : ReportCell.None, ReportCell.Of(observed),
                    .. Cells.Rate(observed, PersonTime.Days(course.FollowUps, fromDays, toDays)),
                ];
            })),
        ],
    };

    private static ReportTable By(string column, string title, FlareUpCourse[] courses, Func<FlareUpRow, string?> code) => new()
    {
        Name = "by-" + column,
        Title = title,
        Method = Cells.RateMethod,
        MarginColumns = 1,
        Columns =
        [
            ReportColumn.Text("disease", "Disease"), ReportColumn.Text(column, char.ToUpperInvariant(column[0]) + column[1..]), ReportColumn.Count("flare_ups", "Flare-ups reported"), ReportColumn.Count("observed", "Under observation"),
            .. Cells.RateColumns,
        ],
        Rows =
        [
            .. courses.SelectMany(course =>
            {
                Dictionary<string, long> observed = course.Observed.GroupBy(flareUp => code(flareUp.FlareUp) ?? Cells.NotStated, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.LongCount(), StringComparer.Ordinal);
                return course.FlareUps.GroupBy(flareUp => code(flareUp) ?? Cells.NotStated, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => (IReadOnlyList<ReportCell>)
                    [
                        ReportCell.Of(course.Disease), ReportCell.Of(group.Key), ReportCell.Of(group.LongCount()), ReportCell.Of(observed.GetValueOrDefault(group.Key)), .. Cells.Rate(observed.GetValueOrDefault(group.Key), course.Days),
                    ]);
            }),
        ],
    };

    private static ReportTable BySeason(FlareUpCourse[] courses) => new()
    {
        Name = "by-season",
        Title = "Flare-ups under observation by quarter of the year of onset; dates of a year alone fall into its middle",
        Method = Cells.RateMethod,
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("season", "Season"), ReportColumn.Count("observed", "Under observation"), .. Cells.RateColumns],
        Rows =
        [
            .. courses.SelectMany(course => Seasons.Names.Select((name, season) =>
            {
                long observed = course.Observed.LongCount(flareUp => Seasons.Of(flareUp.Onset) == season);
                return (IReadOnlyList<ReportCell>)[ReportCell.Of(course.Disease), ReportCell.Of(name), ReportCell.Of(observed), .. Cells.Rate(observed, course.SeasonDays[season])];
            })),
        ],
    };

    private static (ReportTable Table, IReadOnlyList<string> Warnings) MeanByAge(FlareUpCourse[] courses)
    {
        List<IReadOnlyList<ReportCell>> rows = [];
        List<string> warnings = [];
        foreach (FlareUpCourse course in courses.Where(course => course.FollowUps.Length > 0))
        {
            MeanCumulativeCurve curve = MeanCumulative.Estimate(
                [.. course.FollowUps.Select((period, subject) => new ObservationPeriod(subject, period.EntryDays, period.ExitDays))],
                [.. course.Observed.Select(observed => new Recurrence(observed.Subject, observed.Day))]);
            warnings.AddRange(Cells.Texts($"{course.Disease}, mean-cumulative", curve.Caveats));
            int[] grid = [.. Enumerable.Range(1, (int)(curve.LastDay / PersonTime.DaysPerYear)).Select(Cells.DaysOfAge)];
            int step = 0;
            foreach (RiskTableRow risk in grid.Length == 0 ? [] : RiskTable.On(course.FollowUps, grid))
            {
                while (step < curve.Steps.Length && curve.Steps[step].Day < risk.Day) step++;
                MeanCumulativeStep? last = step == 0 ? null : curve.Steps[step - 1];
                rows.Add(
                [
                    ReportCell.Of(course.Disease), Cells.Band((int)Math.Round(PersonTime.Years(risk.Day), MidpointRounding.AwayFromZero)), ReportCell.Of(risk.AtRisk),
                    ReportCell.Rate(last?.Mean ?? 0), ReportCell.Rate(last?.Interval?.Lower), ReportCell.Rate(last?.Interval?.Upper),
                ]);
            }
        }

        return (new ReportTable
        {
            Name = "mean-cumulative",
            Title = "Mean number of flare-ups per subject before each age",
            Method = "Mean cumulative function (Nelson 1995); robust limits at 95 % on the log scale (Lawless and Nadeau 1995).",
            MarginColumns = 1,
            AddsUp = false,
            Columns =
            [
                ReportColumn.Text("disease", "Disease"), ReportColumn.Text("at_age", "At age in years"), ReportColumn.Count("at_risk", "Under observation"),
                ReportColumn.Number("mean", "Mean number", "1"), ReportColumn.Number("lower_95", "Lower 95 %", "1"), ReportColumn.Number("upper_95", "Upper 95 %", "1"),
            ],
            Rows = rows,
        }, warnings);
    }

    private static ReportTable BySymptom(FlareUpCourse[] courses) => new()
    {
        Name = "by-symptom",
        Title = "Flare-ups by symptom; one with several stands in the row of each",
        Method = Cells.ProportionMethod + " Flare-ups of one subject are not independent of each other, so it is too narrow.",
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("symptom", "Symptom"), ReportColumn.Count("flare_ups", "Flare-ups"), .. Cells.ProportionColumns],
        Rows =
        [
            .. courses.SelectMany(course =>
            {
                FlareUpRow[] told = [.. course.FlareUps.Where(flareUp => flareUp.Symptoms.Length > 0)];
                return told.SelectMany(flareUp => flareUp.Symptoms.Distinct(StringComparer.Ordinal)).GroupBy(symptom => symptom, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => (IReadOnlyList<ReportCell>)[ReportCell.Of(course.Disease), ReportCell.Of(group.Key), ReportCell.Of(group.LongCount()), .. Cells.Proportion(group.LongCount(), told.Length)]);
            }),
        ],
    };

    private static ReportTable ByOutcome(FlareUpCourse[] courses) => new()
    {
        Name = "by-outcome",
        Title = "What became of all flare-ups reported, also those before entry",
        Method = Cells.ProportionMethod + " Flare-ups of one subject are not independent of each other, so it is too narrow.",
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("outcome", "Outcome"), ReportColumn.Count("flare_ups", "Flare-ups"), .. Cells.ProportionColumns],
        Rows =
        [
            .. courses.SelectMany(course => course.FlareUps.GroupBy(flareUp => flareUp.Outcome ?? Cells.NotStated, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)
                [
                    ReportCell.Of(course.Disease), ReportCell.Of(group.Key), ReportCell.Of(group.LongCount()), .. Cells.Proportion(group.LongCount(), course.FlareUps.Length),
                ])),
        ],
    };

    private static (ReportTable Table, long Before) IntervalToBone(FlareUpCourse[] courses, Cohort cohort)
    {
        List<IReadOnlyList<ReportCell>> rows = [];
        long before = 0;
        foreach (FlareUpCourse course in courses)
        {
            List<double> days = [];
            foreach (Person person in course.People)
            {
                foreach (int interval in Intervals(person, cohort))
                {
                    if (interval < 0) before++;
                    else days.Add(interval);
                }
            }

            double[] sorted = [.. days.Order()];
            rows.Add(
            [
                ReportCell.Of(course.Disease), ReportCell.Of(course.FlareUps.Length), ReportCell.Of(sorted.Length), ReportCell.Quantity(Cells.Quartile(sorted, 0.25)), ReportCell.Quantity(Cells.Median(sorted)), ReportCell.Quantity(Cells.Quartile(sorted, 0.75)),
            ]);
        }

        return (new ReportTable
        {
            Name = "interval-to-bone",
            Title = "Days from the onset of a flare-up to the first lesion that names it",
            Method = "Order statistics of the intervals seen (quartiles as the smallest value with that share at or below it).",
            Columns =
            [
                ReportColumn.Text("disease", "Disease"), ReportColumn.Count("flare_ups", "Flare-ups reported"), ReportColumn.Count("with_bone", "With a dated lesion"),
                ReportColumn.Number("lower_quartile_days", "Lower quartile", "d"), ReportColumn.Number("median_days", "Median", "d"), ReportColumn.Number("upper_quartile_days", "Upper quartile", "d"),
            ],
            Rows = rows,
        }, before);
    }

    /// <summary>Per flare-up that a dated lesion names, the days from its onset to the first of them.</summary>
    private static IEnumerable<int> Intervals(Person person, Cohort cohort)
    {
        if (person.FlareUps.Count == 0 || person.Ossifications.Count == 0) yield break;
        Life life = cohort.LifeOf(person);
        ILookup<string, OssificationRow> byFlareUp = person.Ossifications.Where(lesion => lesion is { FlareUp: not null, Occurred: not null }).ToLookup(lesion => lesion.FlareUp!, StringComparer.Ordinal);
        foreach (FlareUpRow flareUp in person.FlareUps)
        {
            if (flareUp.Occurred is not { } date || Life.Middle(date, life.Birth, cohort.CutDay) is not { } onset) continue;
            DateOnly? seen = byFlareUp[flareUp.Fact].Select(lesion => Life.Middle(lesion.Occurred!, life.Birth, cohort.CutDay)).Where(day => day is not null).Min();
            if (seen is { } day) yield return day.DayNumber - onset.DayNumber;
        }
    }
}

using System.Globalization;
using Registry.Statistics.Rates;
using Registry.Statistics.Survival;

namespace Registry.Analytics.Reports;

/// <summary>How long subjects live: Kaplan–Meier by age, with delayed entry and, beside it and labelled, the naive one from birth.</summary>
/// <remarks>Conventions: Betensky and Mandel 2015 (PMC5502209) on entry, Morris et al. 2019 (BMJ Open 9:e030215) on what stands under a curve.</remarks>
internal static class SurvivalReport
{
    internal const string DelayedEntry = "delayed-entry";
    internal const string Naive = "naive-from-birth";

    internal static readonly ReportParameter By = new(ReportParameter.ByName, "One curve for each of these.", ["disease", "sex", "variant-class", "parental-allele", "birth-decade", "none"], "disease");
    internal static readonly ReportParameter FromAge = new(ReportParameter.FromAgeName, "Survival for those who reached this age, in years; without it, from birth.", [], null);

    internal static readonly ReportDefinition Report = new(
        "survival", "How long subjects live: Kaplan–Meier by age", FactKinds.Lives | FactKinds.Variants, [.. Life.EventFields], Compute, By, FromAge);

    private const int GridYears = 10;

    private static readonly IReadOnlyList<string> Sentences =
    [
        "Time is age, in years of 365.25 days. The failure is death from any cause.",
        "delayed-entry: the estimate to use. A subject is at risk after the day of registry entry, up to the day of death or, for the living, the last day on which they were known to be alive (" + Life.SignsOfLife + "); never up to the cut. It holds when entering the registry does not depend on the risk of death that follows.",
        "naive-from-birth: for comparison with publications only. It counts subjects as at risk from birth, although nobody who died before entering could be enrolled, and so overstates survival.",
        "Kaplan–Meier with limits at 95 % on the log(-log) scale from Greenwood's variance. The median is the age at which the curve comes down to one half, its interval the ages at which the limits do (Brookmeyer and Crowley 1982); not reached is a result.",
        "Median age at death describes those who died, not how long subjects live, and is no estimate of median survival.",
        "small_risk_set: fewer than five at risk; such a step says little.",
        "log-rank: whether the strata differ in their hazard, with delayed entry; failures precede censorings and entries of the same day (Peto and Peto 1972). A subject who stands in two strata is left out of it.",
    ];

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        Person[] people = [.. cohort.People.Where(person => request.Diseases.Any(person.Has))];
        Dictionary<Person, Life> lives = people.ToDictionary(person => person, cohort.LifeOf);
        int? startAtDays = request.FromAge is { } years and > 0 ? (int)Math.Ceiling(years * PersonTime.DaysPerYear) - 1 : null;
        IReadOnlyList<Stratum> strata = Strata(people, cohort, request);
        Curve[] curves = [.. strata.SelectMany(stratum => CurvesOf(stratum.Name, [.. stratum.People.Select(person => lives[person])], startAtDays))];
        (ReportTable logRank, IReadOnlyList<string> logRankWarnings) = SurvivalComparison.Of(strata, lives, startAtDays);
        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = [.. Warnings(people, lives, curves, request), .. logRankWarnings],
            Imputed = LifeCounts.Imputed(lives.Values),
            Excluded =
            [
                new("consent to the registry withdrawn", ReportCell.Of(cohort.WithdrawnSubjects)),
                new("no confirmed diagnosis of a disease of the registry", ReportCell.Of(cohort.People.Count - people.Length)),
                .. LifeCounts.Excluded(DelayedEntry, lives.Values.Select(life => life.FollowUpGap)),
                .. LifeCounts.Excluded(Naive, lives.Values.Select(life => life.LifetimeGap)),
            ],
            Tables =
            [
                Summary(curves),
                AgeAtDeath(strata.Select(stratum => (stratum.Name, (IReadOnlyList<Life>)[.. stratum.People.Select(person => lives[person])]))),
                Steps(curves),
                YearlySteps(curves),
                AtRisk(curves),
                logRank,
            ],
        };
    }

    /// <summary>A curve's samples and, when there are any, its estimate.</summary>
    private sealed record Curve(string Stratum, string Estimate, FollowUp[] Samples, SurvivalCurve? Result, int? StartAtDays);

    private static IReadOnlyList<Stratum> Strata(Person[] people, Cohort cohort, ReportRequest request) => request.By switch
    {
        "none" => [new Stratum("all", people)],
        "sex" => [.. ReportRequest.Sexes.Where(sex => request.Sex is null || string.Equals(request.Sex, sex, StringComparison.Ordinal))
            .Select(sex => new Stratum(sex, [.. people.Where(person => string.Equals(person.Sex, sex, StringComparison.Ordinal))]))],
        "variant-class" => Stratum.By(people, VariantClass.Of),
        "parental-allele" => Stratum.By(people, person => VariantClass.Alleles.Where(allele => VariantClass.HasAllele(person, allele))),
        "birth-decade" => Stratum.By(people, person => [string.Create(CultureInfo.InvariantCulture, $"{person.Birth.Earliest.Year / 10 * 10}s")]),
        _ => Stratum.ByDisease(cohort, request),
    };

    private static IEnumerable<Curve> CurvesOf(string stratum, Life[] lives, int? startAtDays) =>
    [
        CurveOf(stratum, DelayedEntry, [.. lives.Where(life => life.FollowUpGap == LifeGap.None).Select(life => life.FollowUp)], startAtDays),
        CurveOf(stratum, Naive, [.. lives.Where(life => life.LifetimeGap == LifeGap.None).Select(life => life.Lifetime)], startAtDays),
    ];

    private static Curve CurveOf(string stratum, string estimate, FollowUp[] samples, int? startAtDays)
    {
        bool isAnybodyObserved = Array.Exists(samples, sample => sample.ExitDays > (startAtDays ?? FollowUp.BeforeOrigin));
        return new Curve(
            stratum, estimate, samples, isAnybodyObserved ? KaplanMeier.Estimate(samples, new SurvivalOptions { StartAtDays = startAtDays }) : null, startAtDays);
    }

    private static IEnumerable<string> Warnings(Person[] people, Dictionary<Person, Life> lives, Curve[] curves, ReportRequest request)
    {
        // For the public no warning tells the age of one subject.
        string Age(int day) => request.IsPublic ? Math.Round(PersonTime.Years(day), MidpointRounding.AwayFromZero).ToString(CultureInfo.InvariantCulture) : Cells.Age(day);
        int aliveAfterDeath = lives.Values.Count(life => life.IsAliveAfterDeath);
        if (aliveAfterDeath > 0) yield return "Some subjects are said to be alive after the date of their death; the death counts.";
        if (Array.Exists(people, person => request.Diseases.Count(person.Has) > 1)) yield return "Some subjects have confirmed diagnoses of two diseases and stand in both.";
        foreach (Curve curve in curves)
        {
            string name = $"{curve.Stratum}, {curve.Estimate}";
            if (curve.Result is not { } result)
            {
                yield return $"{name}: nobody was under observation, so there is no estimate.";
                continue;
            }

            if (result.CollapsedOnDay is { } collapsed) yield return $"{name}: all who were at risk at age {Age(collapsed)} died while others were observed later, so the curve is 0 from there on whatever those did; ask with a later fromAge.";
            if (result.UnobservedPeriods.Length > 0) yield return $"{name}: at some ages nobody was under observation, first from {Age(result.UnobservedPeriods[0].FirstDay)} to {Age(result.UnobservedPeriods[0].LastDay)}; the curve is flat there for want of subjects and holds only for who reached the age after.";
            if (EarlyRisk.IsFewAtAll(curve.Samples)) yield return $"{name}: there never were {Limits.FewAtRisk} at risk; the curve and what is read from it are unsure.";
            if (EarlyRisk.FewBelow(curve.Samples, curve.StartAtDays) is { } enough) yield return $"{name}: fewer than {Limits.FewAtRisk} were at risk before age {Age(enough)}, so deaths there are hardly seen: the curve starts too high and its interval is too narrow; ask with a later fromAge.";
            if (result.Steps.Any(IsSmall)) yield return $"{name}: some deaths fell in risk sets of fewer than {Limits.SmallRiskSet}; the curve and what is read from it there are unsure.";
        }
    }

    private static bool IsSmall(SurvivalStep step) => step.AtRisk < Limits.SmallRiskSet;

    private const string Method = "Kaplan–Meier; limits at 95 % on the log(-log) scale from Greenwood's variance.";

    private static ReportTable Summary(Curve[] curves) => new()
    {
        Name = "summary",
        Title = "Median survival",
        Method = Method,
        Columns =
        [
            ReportColumn.Text("stratum", "Stratum"), ReportColumn.Text("estimate", "Estimate"), ReportColumn.Count("subjects", "Subjects"), ReportColumn.Count("deaths", "Deaths"), ReportColumn.Count("censored", "Censored"),
            ReportColumn.Count("before_from_age", "Left before fromAge"), ReportColumn.ExactYears("first_age_years", "First age observed"), ReportColumn.ExactYears("last_age_years", "Last age observed"),
            ReportColumn.Years("median_years", "Median survival"), ReportColumn.Years("median_lower_95_years", "Lower 95 %"), ReportColumn.Years("median_upper_95_years", "Upper 95 %"),
        ],
        Rows =
        [
            .. curves.Select(curve =>
            {
                ReportCell[] names = [ReportCell.Of(curve.Stratum), ReportCell.Of(curve.Estimate)];
                if (curve.Result is not { } result)
                {
                    return (IReadOnlyList<ReportCell>)[.. names, ReportCell.Of(0), ReportCell.Of(0), ReportCell.Of(0), ReportCell.Of(curve.Samples.Length), .. Enumerable.Repeat(ReportCell.None, 5)];
                }

                SurvivalQuantile median = result.Median();
                return
                [
                    .. names, ReportCell.Of(result.SampleCount), ReportCell.Of(result.FailureCount), ReportCell.Of(result.CensoredCount), ReportCell.Of(result.LeftOutCount),
                    ReportCell.Years(PersonTime.Years(result.FirstDay)), ReportCell.Years(PersonTime.Years(result.LastDay)),
                    Cells.Reached(median.Estimate), Cells.Reached(median.Lower), Cells.Reached(median.Upper),
                ];
            }),
        ],
    };

    private static ReportTable AgeAtDeath(IEnumerable<(string Stratum, IReadOnlyList<Life> Lives)> strata) => new()
    {
        Name = "age-at-death",
        Title = "Median age at death of those who died (not median survival)",
        Method = "The middle age at death, of two the mean. A description, no estimate of survival.",
        Columns = [ReportColumn.Text("stratum", "Stratum"), ReportColumn.Count("deaths_with_date", "Deaths with a date"), ReportColumn.Years("median_age_at_death_years", "Median age at death")],
        Rows =
        [
            .. strata.Select(stratum =>
            {
                int[] ages = [.. stratum.Lives.Where(life => life.IsDead && life.LifetimeGap == LifeGap.None).Select(life => life.DaysOf(life.Exit!.Value)).Order()];
                double? median = ages.Length == 0 ? null : (ages[(ages.Length - 1) / 2] + ages[ages.Length / 2]) / 2.0 / PersonTime.DaysPerYear;
                return (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Stratum), ReportCell.Of(ages.Length), ReportCell.Years(median)];
            }),
        ],
    };

    private static IReadOnlyList<ReportColumn> StepColumns { get; } =
    [
        ReportColumn.Text("stratum", "Stratum"), ReportColumn.Text("estimate", "Estimate"), ReportColumn.Years("age_years", "Age"), ReportColumn.Count("entered", "Entered since"), ReportColumn.Count("at_risk", "At risk"), ReportColumn.Count("deaths", "Deaths"),
        ReportColumn.Count("censored", "Censored since"), ReportColumn.Probability("survivor", "Survivor function"), ReportColumn.Probability("lower_95", "Lower 95 %"), ReportColumn.Probability("upper_95", "Upper 95 %"), ReportColumn.Flag("small_risk_set", "Small risk set"),
    ];

    private static ReportTable Steps(Curve[] curves) => new()
    {
        Name = "curve",
        Title = "Survivor function: one row per age at which somebody died; 1 before the first, constant between two",
        Method = Method,
        IsForCoordinators = true,
        Columns = StepColumns,
        Rows =
        [
            .. curves.Where(curve => curve.Result is not null).SelectMany(curve => curve.Result!.Steps.Select(step => (IReadOnlyList<ReportCell>)
            [
                ReportCell.Of(curve.Stratum), ReportCell.Of(curve.Estimate), ReportCell.Years(PersonTime.Years(step.Day)), ReportCell.Of(step.Entered), ReportCell.Of(step.AtRisk),
                ReportCell.Of(step.Failures), ReportCell.Of(step.Censored), ReportCell.Probability(step.Survivor),
                ReportCell.Probability(step.Interval?.Lower), ReportCell.Probability(step.Interval?.Upper), ReportCell.Of(IsSmall(step)),
            ])),
        ],
    };

    // Exact ages at death are identifying in a disease of some hundred people: for publication the curve is read on a grid of years, without the deaths between.
    private static ReportTable YearlySteps(Curve[] curves) => new()
    {
        Name = "curve-yearly",
        Title = "Survivor function at each whole year of age",
        Method = Method,
        MarginColumns = 2,
        AddsUp = false,
        Columns =
        [
            ReportColumn.Text("stratum", "Stratum"), ReportColumn.Text("estimate", "Estimate"), ReportColumn.Text("at_age", "At age in years"), ReportColumn.Count("at_risk", "At risk"),
            ReportColumn.Probability("survivor", "Survivor function"), ReportColumn.Probability("lower_95", "Lower 95 %"), ReportColumn.Probability("upper_95", "Upper 95 %"), ReportColumn.Flag("small_risk_set", "Small risk set"),
        ],
        Rows =
        [
            .. curves.Where(curve => curve.Result is not null).SelectMany(curve => RiskTable.On(curve.Samples, Grid(curve, 1), curve.StartAtDays)
                .Where(row => row.AtRisk > 0 && row.Day > (curve.StartAtDays ?? -1) + 1).Select(row =>
                {
                    SurvivorPoint? point = curve.Result!.SurvivorAt(row.Day - 1);
                    return (IReadOnlyList<ReportCell>)
                    [
                        ReportCell.Of(curve.Stratum), ReportCell.Of(curve.Estimate), Cells.Band((int)Math.Round(PersonTime.Years(row.Day), MidpointRounding.AwayFromZero)),
                        ReportCell.Of(row.AtRisk), ReportCell.Probability(point?.Survivor), ReportCell.Probability(point?.Interval?.Lower), ReportCell.Probability(point?.Interval?.Upper),
                        ReportCell.Of(row.AtRisk < Limits.SmallRiskSet),
                    ];
                })),
        ],
    };

    private static ReportTable AtRisk(Curve[] curves) => new()
    {
        Name = "at-risk",
        Title = "Entered, at risk, died and censored before each age",
        MarginColumns = 2,
        AddsUp = false,
        Columns =
        [
            ReportColumn.Text("stratum", "Stratum"), ReportColumn.Text("estimate", "Estimate"), ReportColumn.Years("age_years", "Age"), ReportColumn.SoFar("entered", "Entered"), ReportColumn.Count("at_risk", "At risk"),
            ReportColumn.SoFar("deaths", "Died"), ReportColumn.SoFar("censored", "Censored"),
        ],
        Rows =
        [
            .. curves.Where(curve => curve.Result is not null).SelectMany(curve => RiskTable.On(curve.Samples, Grid(curve, GridYears), curve.StartAtDays)
                .Select(row => (IReadOnlyList<ReportCell>)
                [
                    ReportCell.Of(curve.Stratum), ReportCell.Of(curve.Estimate), ReportCell.Years(Math.Round(PersonTime.Years(row.Day), MidpointRounding.AwayFromZero)), ReportCell.Of(row.Entered), ReportCell.Of(row.AtRisk),
                    ReportCell.Of(row.Failures), ReportCell.Of(row.Censored),
                ])),
        ],
    };

    /// <summary>The first days of whole years of age, from the lower bound (or birth) to beyond the last exit.</summary>
    private static int[] Grid(Curve curve, int stepYears)
    {
        int firstYear = curve.StartAtDays is { } start ? (int)Math.Round(PersonTime.Years(start), MidpointRounding.AwayFromZero) : 0;
        List<int> grid = [];
        for (int year = firstYear; ; year += stepYears)
        {
            grid.Add((int)Math.Ceiling(year * PersonTime.DaysPerYear));
            if (grid[^1] > curve.Result!.LastDay) return [.. grid];
        }
    }
}

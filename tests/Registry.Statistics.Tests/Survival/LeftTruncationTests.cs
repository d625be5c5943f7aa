using System.Globalization;
using Registry.Statistics.Rates;
using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests.Survival;

/// <summary>
/// The mistake that a mortality report of a registry makes most easily: survival from birth, counted as if everybody had been watched from birth.
/// Who died before enrolment never enrolled, so the years before entry look immortal.
/// </summary>
/// <remarks>The truth is known because it is simulated: Gompertz hazard with median 56 years, entry long after birth, about 11 % of the enrolled dead.</remarks>
public sealed class LeftTruncationTests
{
    const double TrueMedianYears = 56;
    const double AgeingPerYear = 0.05;
    const int RealisticSubjects = 1_500;
    const int ManySubjects = 20_000;   // So many that what is left of the error is the estimator's own.

    [Fact]
    public void Delayed_entry_recovers_the_true_median_and_naive_survival_from_birth_does_not()
    {
        FollowUp[] registry = Registry(new Random(56), ManySubjects);

        Estimate delayedEntry = MedianYears(registry);
        Estimate naive = MedianYears(WatchedFromBirth(registry));

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Delayed entry {delayedEntry}, naive {naive}, dead {registry.Count(sample => sample.Failed)} of {registry.Length}."));
        Assert.InRange(delayedEntry.Median, TrueMedianYears - 1.5, TrueMedianYears + 1.5);
        Assert.InRange(TrueMedianYears, delayedEntry.Lower, delayedEntry.Upper);
        Assert.True(naive.Lower > TrueMedianYears + 3, $"The naive interval begins at {naive.Lower:F1} years, near the truth; then this cohort shows nothing.");
    }

    [Fact]
    public void The_delayed_entry_curve_follows_the_true_curve_at_every_tenth_year()
    {
        SurvivalCurve curve = KaplanMeier.Estimate(Registry(new Random(57), ManySubjects), new SurvivalOptions { StartAtDays = Days(5) });
        foreach (int age in (int[])[10, 20, 30, 40, 50, 60])
        {
            double truth = TrueSurvivor(age) / TrueSurvivor(5);
            Assert.Equal(truth, curve.SurvivorAt(Days(age))!.Value.Survivor, 0.03);
        }
    }

    [Fact]
    public void The_interval_of_the_median_covers_the_truth_as_often_as_it_says_and_the_naive_one_does_not()
    {
        const int registries = 200;
        int coveredByDelayedEntry = 0;
        int coveredByNaive = 0;
        for (int seed = 1; seed <= registries; seed++)
        {
            FollowUp[] registry = Registry(new Random(seed), RealisticSubjects);
            if (MedianYears(registry).Covers(TrueMedianYears)) coveredByDelayedEntry++;
            if (MedianYears(WatchedFromBirth(registry)).Covers(TrueMedianYears)) coveredByNaive++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"Of {registries}: delayed entry covers {coveredByDelayedEntry}, naive {coveredByNaive}.");
        Assert.InRange(coveredByDelayedEntry, registries * 92 / 100, registries * 98 / 100);
        Assert.InRange(coveredByNaive, 0, registries / 2);
    }

    /// <summary>The enrolled of a population: age at entry lognormal (median 16 years), follow-up uniform up to 24 years, failure by Gompertz.</summary>
    static FollowUp[] Registry(Random random, int subjects)
    {
        var enrolled = new FollowUp[subjects];
        for (int index = 0; index < enrolled.Length;)
        {
            double deathYears = Math.Log(1 - AgeingPerYear * Math.Log(1 - random.NextDouble()) / HazardAtBirth) / AgeingPerYear;
            double entryYears = 16 * Math.Exp(0.6 * StandardNormal(random));
            double lastSeenYears = entryYears + 24 * random.NextDouble();
            int entryDays = Days(entryYears);
            int exitDays = Days(Math.Min(deathYears, lastSeenYears));
            if (deathYears <= entryYears || exitDays <= entryDays) continue;   // Never enrolled: this is the truncation.
            enrolled[index++] = new FollowUp(entryDays, exitDays, deathYears <= lastSeenYears);
        }

        return enrolled;
    }

    static FollowUp[] WatchedFromBirth(FollowUp[] registry) => Array.ConvertAll(registry, sample => FollowUp.FromOrigin(sample.ExitDays, sample.Failed));

    static Estimate MedianYears(FollowUp[] samples)
    {
        SurvivalQuantile median = KaplanMeier.Estimate(samples).Median();
        return new Estimate(Years(median.Estimate), Years(median.Lower), Years(median.Upper));

        static double Years(QuantileTime time) => time is QuantileTime.Reached reached ? reached.Days / PersonTime.DaysPerYear : double.PositiveInfinity;
    }

    /// <summary>Gompertz: hazard a·exp(b·t), survivor exp(-(a/b)(exp(b·t) - 1)), so a = log 2 · b / (exp(b · median) - 1).</summary>
    static double HazardAtBirth => Math.Log(2) * AgeingPerYear / (Math.Exp(AgeingPerYear * TrueMedianYears) - 1);

    static double TrueSurvivor(double years) => Math.Exp(-HazardAtBirth / AgeingPerYear * (Math.Exp(AgeingPerYear * years) - 1));

    static int Days(double years) => (int)Math.Round(years * PersonTime.DaysPerYear);

    static double StandardNormal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    readonly record struct Estimate(double Median, double Lower, double Upper)
    {
        internal bool Covers(double years) => Lower <= years && years <= Upper;
    }
}

using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests.Survival;

public sealed class NelsonAalenTests
{
    [Fact]
    public void The_hazard_rises_and_its_band_contains_it() => Property.Hold(300, random =>
    {
        double previous = 0;
        foreach (HazardStep step in NelsonAalen.Estimate(Some.Cohort(random, 40)).Steps)
        {
            Assert.Equal(previous + (double)step.Failures / step.AtRisk, step.CumulativeHazard, 1e-12);
            Assert.InRange(step.Interval.Lower, 0, step.CumulativeHazard);
            Assert.True(step.Interval.Upper >= step.CumulativeHazard);
            previous = step.CumulativeHazard;
        }
    });

    [Fact]
    public void Survival_is_never_above_the_exponential_of_the_hazard() => Property.Hold(300, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, 40);
        foreach ((SurvivalStep survivor, HazardStep hazard) in KaplanMeier.Estimate(cohort).Steps.Zip(NelsonAalen.Estimate(cohort).Steps))
            Assert.True(survivor.Survivor <= Math.Exp(-hazard.CumulativeHazard) + 1e-12);
    });

    [Fact]
    public void A_failure_in_a_risk_set_of_one_is_said() =>
        Assert.Equal(CaveatKind.RiskSetOfOne, Assert.Single(NelsonAalen.Estimate([new FollowUp(0, 3, true), new FollowUp(5, 9, false)]).Caveats).Kind);

    [Fact]
    public void The_hazard_of_a_day_is_the_last_step_and_unknown_after_the_last_day()
    {
        HazardCurve curve = NelsonAalen.Estimate([new FollowUp(0, 3, true), new FollowUp(0, 9, false)]);
        Assert.Null(curve.StepAt(2));
        Assert.Equal(0.5, curve.StepAt(9)?.CumulativeHazard);
        Assert.Null(curve.StepAt(10));
    }

    [Fact]
    public void A_sample_out_of_range_is_refused_by_its_index() =>
        Assert.Contains("Sample 0 ", Assert.Throws<ArgumentOutOfRangeException>("samples", () => NelsonAalen.Estimate([new FollowUp(3, 3, true)])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_restricted_mean_is_the_mean_of_the_lives_cut_at_the_horizon_when_nobody_is_censored() => Property.Hold(300, random =>
    {
        FollowUp[] cohort = Array.ConvertAll(Some.CohortFromOrigin(random, 40), sample => sample with { Failed = true });
        int horizon = random.Next(1, 70);
        RestrictedMean mean = Given.Value(KaplanMeier.Estimate(cohort).RestrictedMean(horizon));
        Assert.Equal(cohort.Average(sample => Math.Min(sample.ExitDays, horizon)), mean.Days, 1e-9);
    });

    [Fact]
    public void The_restricted_mean_grows_with_the_horizon_and_stays_within_it() => Property.Hold(300, random =>
    {
        SurvivalCurve curve = KaplanMeier.Estimate(Some.Cohort(random, 40));
        double previous = 0;
        for (int horizon = 1; horizon <= curve.LastDay; horizon++)
        {
            RestrictedMean mean = Given.Value(curve.RestrictedMean(horizon));
            Assert.InRange(mean.Days, previous - 1e-9, horizon + 1e-9);
            if (mean.Interval is { } interval) Assert.InRange(mean.Days, interval.Lower, interval.Upper);
            previous = mean.Days;
        }
    });

    [Fact]
    public void A_horizon_beyond_the_last_day_has_no_mean_unless_the_curve_is_0()
    {
        Assert.IsType<Answer<RestrictedMean>.NotEstimable>(KaplanMeier.Estimate([FollowUp.FromOrigin(5, true), FollowUp.FromOrigin(9, false)]).RestrictedMean(10));
        Assert.Equal(7, Given.Value(KaplanMeier.Estimate([FollowUp.FromOrigin(5, true), FollowUp.FromOrigin(9, true)]).RestrictedMean(100)).Days);
        Assert.Throws<ArgumentOutOfRangeException>("horizonDays", () => KaplanMeier.Estimate([FollowUp.FromOrigin(5, true)]).RestrictedMean(0));
    }
}

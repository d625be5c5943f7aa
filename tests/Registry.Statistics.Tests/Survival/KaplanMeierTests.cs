using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests.Survival;

public sealed class KaplanMeierTests
{
    [Fact]
    public void Failure_and_censoring_on_one_day_count_the_failure_first()
    {
        SurvivalStep step = Assert.Single(KaplanMeier.Estimate([FollowUp.FromOrigin(5, failed: true), FollowUp.FromOrigin(5, failed: false)]).Steps);
        Assert.Equal((2, 1, 0.5), (step.AtRisk, step.Failures, step.Survivor));
    }

    [Fact]
    public void Who_enters_on_the_day_of_a_failure_was_not_at_risk_of_it()
    {
        SurvivalStep step = Assert.Single(KaplanMeier.Estimate([new FollowUp(0, 5, true), new FollowUp(0, 9, false), new FollowUp(5, 9, false)]).Steps);
        Assert.Equal(2, step.AtRisk);
    }

    [Fact]
    public void A_failure_on_day_0_counts_for_those_watched_from_the_origin()
    {
        SurvivalStep step = Assert.Single(KaplanMeier.Estimate([FollowUp.FromOrigin(0, failed: true), FollowUp.FromOrigin(3, failed: false)]).Steps);
        Assert.Equal((0, 2, 0.5), (step.Day, step.AtRisk, step.Survivor));
    }

    [Fact]
    public void Nobody_failed_gives_no_step_and_a_median_that_is_not_reached()
    {
        SurvivalCurve curve = KaplanMeier.Estimate([new FollowUp(0, 4, false), new FollowUp(2, 9, false)]);

        Assert.Empty(curve.Steps);
        Assert.Equal((2, 0, 2), (curve.SampleCount, curve.FailureCount, curve.CensoredCount));
        Assert.Equal(new SurvivalQuantile(0.5, QuantileTime.NotReached.Value, QuantileTime.NotReached.Value, QuantileTime.NotReached.Value), curve.Median());
        Assert.Equal(new SurvivorPoint(9, 1, 0, null), curve.SurvivorAt(9));
    }

    [Fact]
    public void Beyond_the_last_day_nothing_is_known()
    {
        SurvivalCurve curve = KaplanMeier.Estimate([FollowUp.FromOrigin(3, true), FollowUp.FromOrigin(10, false)]);
        Assert.Equal(0.5, curve.SurvivorAt(10)?.Survivor);
        Assert.Null(curve.SurvivorAt(11));
    }

    [Fact]
    public void Beyond_the_last_day_a_curve_at_0_stays_there()
    {
        SurvivalCurve curve = KaplanMeier.Estimate([FollowUp.FromOrigin(3, true), FollowUp.FromOrigin(10, true)]);
        Assert.Equal(new SurvivorPoint(11, 0, null, null), curve.SurvivorAt(11));
    }

    [Fact]
    public void The_survivor_changes_on_the_day_of_the_failure()
    {
        SurvivalCurve curve = KaplanMeier.Estimate([FollowUp.FromOrigin(3, true), FollowUp.FromOrigin(6, true), FollowUp.FromOrigin(9, false)]);
        Assert.Equal([1, 2 / 3.0, 2 / 3.0, 1 / 3.0], ((int[])[2, 3, 5, 6]).Select(day => curve.SurvivorAt(day)!.Value.Survivor), (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Fact]
    public void One_early_failure_alone_at_risk_is_reported_as_a_collapse()
    {
        SurvivalCurve curve = KaplanMeier.Estimate(EarlyDeathAlone);
        Assert.Equal(3, curve.CollapsedOnDay);
        Assert.Equal(0, curve.SurvivorAt(20)?.Survivor);
    }

    [Fact]
    public void A_lower_bound_rescues_the_curve_from_an_early_collapse_and_counts_who_is_left_out()
    {
        int firstDay = RiskTable.FirstDayAtRisk(EarlyDeathAlone, minimumAtRisk: 2)!.Value;
        SurvivalCurve curve = KaplanMeier.Estimate(EarlyDeathAlone, new SurvivalOptions { StartAtDays = firstDay - 1 });

        Assert.Equal(13, firstDay);   // The second enters on day 12, and entry is exclusive.
        Assert.Null(curve.CollapsedOnDay);
        Assert.Equal((1, 4), (curve.LeftOutCount, curve.SampleCount));
        Assert.Equal([0.75, 0.375], curve.Steps.Select(step => step.Survivor));
    }

    [Fact]
    public void The_first_collapse_is_the_one_reported() =>
        Assert.Equal(3, KaplanMeier.Estimate([new FollowUp(1, 3, true), new FollowUp(4, 6, true), new FollowUp(7, 9, false)]).CollapsedOnDay);

    [Fact]
    public void Everybody_failing_at_the_end_is_no_collapse() =>
        Assert.Null(KaplanMeier.Estimate([FollowUp.FromOrigin(3, true), FollowUp.FromOrigin(10, true)]).CollapsedOnDay);

    [Fact]
    public void The_years_before_the_first_entry_are_reported_as_unobserved() =>
        Assert.Equal([new UnobservedPeriod(1, 4), new UnobservedPeriod(10, 12)], KaplanMeier.Estimate([new FollowUp(4, 9, false), new FollowUp(12, 20, true)]).UnobservedPeriods);

    [Fact]
    public void From_a_lower_bound_only_what_lies_after_it_is_unobserved() =>
        Assert.Equal(
            [new UnobservedPeriod(7, 8)],
            KaplanMeier.Estimate([new FollowUp(4, 6, false), new FollowUp(8, 20, true)], new SurvivalOptions { StartAtDays = 6 }).UnobservedPeriods);

    [Fact]
    public void A_lower_bound_before_the_origin_is_none()
    {
        FollowUp[] cohort = [FollowUp.FromOrigin(0, true), FollowUp.FromOrigin(5, true), FollowUp.FromOrigin(6, false)];
        SurvivalCurve curve = KaplanMeier.Estimate(cohort, new SurvivalOptions { StartAtDays = RiskTable.FirstDayAtRisk(cohort, 3) - 1 });
        Assert.Equal(KaplanMeier.Estimate(cohort).Steps, curve.Steps);
        Assert.Equal(2 / 3.0, curve.SurvivorAt(0)!.Value.Survivor, 1e-15);
    }

    [Fact]
    public void Entering_on_the_day_the_last_one_left_leaves_no_gap() =>
        Assert.Empty(KaplanMeier.Estimate([new FollowUp(0, 9, false), new FollowUp(9, 20, true)]).UnobservedPeriods);

    /// <remarks>R sorts the limits before it looks, so it gives the deepest crossing where a limit rises again; the interval is meant to hold every day that the band allows.</remarks>
    [Fact]
    public void Where_a_confidence_limit_rises_again_its_first_crossing_counts()
    {
        FollowUp[] smallThenLarge = [.. Enumerable.Repeat(new FollowUp(0, 4, false), 2), new FollowUp(0, 3, true), .. Enumerable.Range(0, 40).Select(i => new FollowUp(4, 20 + i, true))];
        SurvivalCurve curve = KaplanMeier.Estimate(smallThenLarge, new SurvivalOptions { Level = 0.99 });

        Assert.True(curve.Steps[1].Interval!.Value.Lower > curve.Steps[0].Interval!.Value.Lower, "The lower limit does not rise again, so this shows nothing.");
        Assert.Equal(new QuantileTime.Reached(3), curve.Quantile(0.1).Lower);
    }

    [Theory]
    [InlineData(5, 5, "it was at risk on no day")]
    [InlineData(6, 5, "it was at risk on no day")]
    [InlineData(-2, 5, "before the origin")]
    [InlineData(0, -1, "it was at risk on no day")]
    [InlineData(0, Limits.LastDay + 1, "after day 1000000")]
    [InlineData(int.MinValue, int.MaxValue, "before the origin")]
    public void A_sample_out_of_range_is_refused_by_its_index(int entryDays, int exitDays, string why)
    {
        FollowUp[] cohort = [new FollowUp(0, 9, true), new FollowUp(entryDays, exitDays, false)];
        foreach (Action estimate in (Action[])[() => KaplanMeier.Estimate(cohort), () => RiskTable.On(cohort, [0]), () => RiskTable.FirstDayAtRisk(cohort, 1)])
        {
            string message = Assert.Throws<ArgumentOutOfRangeException>("samples", estimate).Message;
            Assert.Contains("Sample 1 ", message, StringComparison.Ordinal);
            Assert.Contains(why, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_whole_range_of_days_is_accepted() =>
        Assert.Equal(Limits.LastDay, Assert.Single(KaplanMeier.Estimate([new FollowUp(FollowUp.BeforeOrigin, Limits.LastDay, true)]).Steps).Day);

    [Fact]
    public void No_sample_is_refused() => Assert.Throws<ArgumentException>("samples", () => KaplanMeier.Estimate([]));

    [Theory]
    [InlineData(-2)]
    [InlineData(9)]
    [InlineData(Limits.LastDay + 1)]
    public void A_lower_bound_beyond_which_nobody_was_observed_is_refused(int bound) =>
        Assert.Throws<ArgumentOutOfRangeException>("startAtDays", () => KaplanMeier.Estimate([new FollowUp(0, 9, true)], new SurvivalOptions { StartAtDays = bound }));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(95)]
    [InlineData(double.NaN)]
    public void A_level_or_share_outside_0_and_1_is_refused(double share)
    {
        Assert.Throws<ArgumentOutOfRangeException>("Level", () => KaplanMeier.Estimate([new FollowUp(0, 9, true)], new SurvivalOptions { Level = share }));
        Assert.Throws<ArgumentOutOfRangeException>("failedShare", () => KaplanMeier.Estimate([new FollowUp(0, 9, true)]).Quantile(share));
    }

    [Fact]
    public void A_day_before_the_lower_bound_has_no_conditional_survivor() =>
        Assert.Throws<ArgumentOutOfRangeException>("day", () => KaplanMeier.Estimate([new FollowUp(0, 9, true)], new SurvivalOptions { StartAtDays = 5 }).SurvivorAt(4));

    [Fact]
    public void A_grid_that_does_not_ascend_is_refused() => Assert.Throws<ArgumentOutOfRangeException>("gridDays", () => RiskTable.On([new FollowUp(0, 9, true)], [0, 5, 5]));

    [Fact]
    public void There_is_no_first_day_when_there_are_never_so_many_at_risk() => Assert.Null(RiskTable.FirstDayAtRisk([new FollowUp(0, 5, true), new FollowUp(5, 9, true)], 2));

    [Fact]
    public void Nothing_is_allocated_per_sample()
    {
        FollowUp[] few = [.. Enumerable.Range(0, 400).Select(day => new FollowUp(day, day + 50, day % 3 == 0))];
        FollowUp[] many = [.. Enumerable.Repeat(few, 250).SelectMany(samples => samples)];
        KaplanMeier.Estimate(few);   // Once, so that what is rented has been made.

        long before = GC.GetAllocatedBytesForCurrentThread();
        SurvivalCurve curve = KaplanMeier.Estimate(many);
        long allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(many.Length, curve.SampleCount);
        // 134 steps of 72 bytes and the curve itself: 11 kB; one byte for each of the 100,000 samples would be 100 kB.
        Assert.InRange(allocatedBytes, 1, 50_000);
    }

    static FollowUp[] EarlyDeathAlone =>
        [new FollowUp(1, 3, true), new FollowUp(10, 30, true), new FollowUp(12, 40, true), new FollowUp(13, 35, false), new FollowUp(14, 50, false)];
}

using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests.Survival;

public sealed class LogRankTests
{
    const int Runs = 300;

    [Fact]
    public void Order_of_subjects_does_not_change_the_test() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, 40);
        int[] groups = Some.Labels(random, cohort.Length, 3);
        int[] order = [.. Enumerable.Range(0, cohort.Length)];
        random.Shuffle(order);
        LogRankResult one = LogRank.Test(cohort, groups, weight: new FlemingHarrington(0.5, 1));
        LogRankResult other = LogRank.Test(Array.ConvertAll(order, i => cohort[i]), Array.ConvertAll(order, i => groups[i]), weight: new FlemingHarrington(0.5, 1));
        Assert.Equal(one.Groups, other.Groups);
        Assert.Equal(one.Difference(), other.Difference());
    });

    [Fact]
    public void Observed_and_expected_failures_add_up_to_the_same() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, 40);
        LogRankResult result = LogRank.Test(cohort, Some.Labels(random, cohort.Length, 4), weight: new FlemingHarrington(random.Next(2), random.Next(2)));
        Assert.Equal(result.Groups.Sum(group => group.Observed), result.Groups.Sum(group => group.Expected), 1e-10);
        Assert.Equal(cohort.Count(sample => sample.Failed), result.Groups.Sum(group => group.Failures));
    });

    [Fact]
    public void One_stratum_is_no_stratum() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, 40);
        int[] groups = Some.Labels(random, cohort.Length, 3);
        Assert.Equal(LogRank.Test(cohort, groups).Difference(), LogRank.Test(cohort, groups, new int[cohort.Length]).Difference());
    });

    [Fact]
    public void Strata_add_up_as_if_each_were_tested_alone() => Property.Hold(Runs, random =>
    {
        FollowUp[] one = Some.Cohort(random, 30);
        FollowUp[] other = Some.Cohort(random, 30);
        if (one.Length < 2 || other.Length < 2) return;
        int[] ofOne = Some.Labels(random, one.Length, 2);
        int[] ofOther = Some.Labels(random, other.Length, 2);
        if (ofOne.Max() == 0 || ofOther.Max() == 0) return;
        LogRankResult both = LogRank.Test([.. one, .. other], [.. ofOne, .. ofOther], [.. new int[one.Length], .. Enumerable.Repeat(1, other.Length)]);
        Assert.Equal(LogRank.Test(one, ofOne).Groups[0].Expected + LogRank.Test(other, ofOther).Groups[0].Expected, both.Groups[0].Expected, 1e-10);
        Assert.Equal(LogRank.Test(one, ofOne).Covariance(0, 1) + LogRank.Test(other, ofOther).Covariance(0, 1), both.Covariance(0, 1), 1e-10);
    });

    [Fact]
    public void With_two_groups_the_trend_is_the_difference() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, 40);
        int[] groups = Some.Labels(random, cohort.Length, 2);
        if (groups.Max() == 0) return;
        LogRankResult result = LogRank.Test(cohort, groups);
        if (result.Difference() is not Answer<ChiSquaredTest>.Given(var difference)) return;
        Assert.Equal(difference.ChiSquared, Given.Value(result.Trend([7, -3])).ChiSquared, 1e-9);
    });

    [Fact]
    public void Groups_that_never_meet_cannot_be_compared() =>
        Assert.IsType<Answer<ChiSquaredTest>.NotEstimable>(LogRank.Test([new FollowUp(0, 5, true), new FollowUp(5, 9, true)], [0, 1]).Difference());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nobody_or_everybody_failing_at_once_compares_nothing(bool failed)
    {
        LogRankResult result = LogRank.Test([new FollowUp(0, 5, failed), new FollowUp(0, 5, failed), new FollowUp(1, 5, failed)], [0, 1, 1]);
        Assert.IsType<Answer<ChiSquaredTest>.NotEstimable>(result.Difference());
        Assert.IsType<Answer<ChiSquaredTest>.NotEstimable>(result.Trend([0, 1]));
    }

    [Fact]
    public void Few_expected_failures_are_said() =>
        Assert.Equal(CaveatKind.FewFailures, Assert.Single(LogRank.Test([new FollowUp(0, 5, true), new FollowUp(0, 6, true)], [0, 1]).Caveats).Kind);

    [Fact]
    public void A_sample_out_of_range_is_refused_by_its_index()
    {
        FollowUp[] cohort = [new FollowUp(0, 5, true), new FollowUp(7, 5, true)];
        Assert.Contains("Sample 1 ", Assert.Throws<ArgumentOutOfRangeException>("samples", () => LogRank.Test(cohort, [0, 1])).Message, StringComparison.Ordinal);
        FollowUp[] good = [new FollowUp(0, 5, true), new FollowUp(0, 6, true), new FollowUp(0, 7, true)];
        Assert.Contains("Sample 2 ", Assert.Throws<ArgumentOutOfRangeException>("groups", () => LogRank.Test(good, [0, 1, -1])).Message, StringComparison.Ordinal);
        Assert.Contains("Sample 1 ", Assert.Throws<ArgumentOutOfRangeException>("strata", () => LogRank.Test(good, [0, 1, 0], [0, 3, 0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_group_or_stratum_is_refused_by_its_number()
    {
        FollowUp[] cohort = [new FollowUp(0, 5, true), new FollowUp(0, 6, true), new FollowUp(0, 7, true)];
        Assert.Contains("Number 1 of groups", Assert.Throws<ArgumentOutOfRangeException>("groups", () => LogRank.Test(cohort, [0, 2, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("Number 0 of strata", Assert.Throws<ArgumentOutOfRangeException>("strata", () => LogRank.Test(cohort, [0, 1, 1], [1, 1, 1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("groups", () => LogRank.Test(cohort, [0, 1]));
        Assert.Throws<ArgumentException>("samples", () => LogRank.Test([], []));
    }

    [Fact]
    public void A_weight_or_score_that_is_no_number_is_refused()
    {
        FollowUp[] cohort = [new FollowUp(0, 5, true), new FollowUp(0, 6, true)];
        Assert.Throws<ArgumentOutOfRangeException>("weight", () => LogRank.Test(cohort, [0, 1], weight: new FlemingHarrington(double.NaN, 0)));
        Assert.Throws<ArgumentOutOfRangeException>("weight", () => LogRank.Test(cohort, [0, 1], weight: new FlemingHarrington(0, -1)));
        Assert.Throws<ArgumentOutOfRangeException>("scores", () => LogRank.Test(cohort, [0, 1]).Trend([0, double.NaN]));
    }

    [Fact]
    public void Nothing_is_allocated_per_sample()
    {
        FollowUp[] few = [.. Enumerable.Range(0, 400).Select(day => new FollowUp(day, day + 50, day % 3 == 0))];
        FollowUp[] many = [.. Enumerable.Repeat(few, 250).SelectMany(samples => samples)];
        int[] groups = [.. many.Select((_, index) => index / 400 % 3)];
        LogRank.Test(many, groups);   // Once, so that what is rented has been made.

        long before = GC.GetAllocatedBytesForCurrentThread();
        LogRankResult result = LogRank.Test(many, groups);
        long allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(many.Length, result.Groups.Sum(group => group.SampleCount));
        // One byte for each of the 100,000 samples would be 100 kB.
        Assert.InRange(allocatedBytes, 1, 10_000);
    }
}

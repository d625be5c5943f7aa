using Registry.Statistics.Rates;

namespace Registry.Statistics.Tests.Rates;

/// <summary>Shares of subjects, and of trials of which a subject has several.</summary>
public sealed class ProportionTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    [InlineData(1, 100)]
    [InlineData(50, 101)]
    [InlineData(999, 1000)]
    public void The_limits_have_binomial_tails_of_half_of_what_the_level_leaves(int count, int of)
    {
        BinomialProportion share = BinomialProportion.Estimate(count, of);

        Assert.Equal((double)count / of, share.Share);
        if (count == 0) Assert.Equal(0, share.Interval.Lower);
        else Assert.Equal(0.025, Tail(share.Interval.Lower, of, count, of), 1e-10);
        if (count == of) Assert.Equal(1, share.Interval.Upper);
        else Assert.Equal(0.025, Tail(share.Interval.Upper, of, 0, count), 1e-10);
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    [InlineData(0, 0)]
    public void What_is_no_share_is_refused(int count, int of) => Assert.Throws<ArgumentOutOfRangeException>(() => BinomialProportion.Estimate(count, of));

    [Fact]
    public void A_share_of_clustered_trials_has_the_variance_between_clusters()
    {
        // Share 6 of 10. Residuals: 3 - 0.6 · 4 = 0.6; 2 - 0.6 · 2 = 0.8; 1 - 0.6 · 4 = -1.4; their squares add up to 0.36 + 0.64 + 1.96 = 2.96.
        ClusteredProportion share = Given(ClusteredProportion.Estimate([new(3, 4), new(2, 2), new(1, 4), new(0, 0)]));

        Assert.Equal((6, 10, 3, 0.6), (share.Count, share.Of, share.Subjects, share.Share));
        double error = Math.Sqrt(2.96 * 3 / 2) / 10;
        Assert.Equal(error, Given(share.StandardError), 1e-15);
        Assert.Equal(0.6 - 1.959963984540054 * error, share.Interval!.Value.Lower, 1e-12);
    }

    [Fact]
    public void Clusters_of_one_trial_vary_as_independent_trials_do()
    {
        ClusterCount[] clusters = [.. Enumerable.Range(0, 50).Select(index => new ClusterCount(index < 20 ? 1 : 0, 1))];

        Assert.Equal(Math.Sqrt(0.4 * 0.6 / 49), Given(Given(ClusteredProportion.Estimate(clusters)).StandardError), 1e-15);
    }

    [Fact]
    public void One_subject_has_a_share_without_an_interval_and_nobody_has_none()
    {
        ClusteredProportion one = Given(ClusteredProportion.Estimate([new(1, 3)]));

        Assert.IsType<Answer<double>.NotEstimable>(one.StandardError);
        Assert.Null(one.Interval);
        Assert.IsType<Answer<ClusteredProportion>.NotEstimable>(ClusteredProportion.Estimate([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusteredProportion.Estimate([new(0, 0), new(2, 1)]));
    }

    private static T Given<T>(Answer<T> answer) => Assert.IsType<Answer<T>.Given>(answer).Value;

    private static double Tail(double probability, int of, int from, int to)
    {
        double sum = 0;
        for (int count = from; count <= to; count++)
        {
            double log = count * Math.Log(probability) + (of - count) * Math.Log(1 - probability);
            for (int factor = 1; factor <= count; factor++) log += Math.Log(of - count + factor) - Math.Log(factor);
            sum += Math.Exp(log);
        }

        return sum;
    }
}

using Registry.Statistics.Rates;

namespace Registry.Statistics.Tests.Rates;

public sealed class RateRatioTests
{
    [Fact]
    public void The_p_value_is_small_just_when_the_interval_leaves_out_1() => Property.Hold(500, random =>
    {
        RateRatio ratio = RateRatio.Estimate(random.Next(0, 60), 1 + random.NextDouble() * 20, random.Next(0, 60), 1 + random.NextDouble() * 20);
        if (ratio.Interval is not { } interval || Math.Abs(ratio.PValue - 0.05) < 1e-9) return;
        Assert.Equal(interval.Lower > 1 || interval.Upper < 1, ratio.PValue < 0.05);
    });

    [Fact]
    public void Exchanging_the_groups_inverts_the_ratio() => Property.Hold(500, random =>
    {
        (int a, int b, double t, double u) = (random.Next(1, 60), random.Next(1, 60), 1 + random.NextDouble() * 20, 1 + random.NextDouble() * 20);
        RateRatio one = RateRatio.Estimate(a, t, b, u);
        RateRatio other = RateRatio.Estimate(b, u, a, t);
        Assert.Equal(1 / Given.Value(one.Ratio), Given.Value(other.Ratio), 1e-9 * Given.Value(other.Ratio));
        Assert.Equal(1 / one.Interval!.Value.Lower, other.Interval!.Value.Upper!.Value, 1e-9 / one.Interval.Value.Lower);
        Assert.Equal(one.PValue, other.PValue, 1e-12);
    });

    [Fact]
    public void Nothing_in_either_group_compares_nothing()
    {
        RateRatio ratio = RateRatio.Estimate(0, 10, 0, 20);
        Assert.IsType<Answer<double>.NotEstimable>(ratio.Ratio);
        Assert.Equal((null, 1.0), (ratio.Interval, ratio.PValue));
    }

    [Fact]
    public void Nothing_in_the_second_group_leaves_the_ratio_open_above()
    {
        RateRatio ratio = RateRatio.Estimate(5, 10, 0, 20);
        Assert.IsType<Answer<double>.NotEstimable>(ratio.Ratio);
        Assert.Null(ratio.Interval!.Value.Upper);
        Assert.True(ratio.Interval.Value.Lower > 0);
    }

    [Fact]
    public void A_count_or_time_out_of_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("firstCount", () => RateRatio.Estimate(-1, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("secondPersonYears", () => RateRatio.Estimate(1, 1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("firstPersonYears", () => RateRatio.Estimate(1, double.NaN, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => RateRatio.Estimate(1, 1, 1, 1, 95));
    }

    [Fact]
    public void One_band_is_standardised_to_its_own_exact_interval() => Property.Hold(200, random =>
    {
        (int count, double years) = (random.Next(0, 400), 1 + random.NextDouble() * 100);
        IncidenceRate exact = IncidenceRate.Estimate(count, years);
        StandardisedRate rate = Given.Value(StandardisedRate.Estimate([new RateBand(count, years, 7)]));
        Assert.Equal(exact.Interval.Lower, rate.Interval.Lower, 1e-9 * (1 + exact.Interval.Lower));
        Assert.Equal(exact.Interval.Upper, rate.Interval.Upper, 1e-9 * exact.Interval.Upper);
    });

    [Fact]
    public void Weights_in_proportion_to_time_give_the_crude_rate() => Property.Hold(200, random =>
    {
        RateBand[] bands = [.. Enumerable.Range(0, 5).Select(_ => 1 + random.NextDouble() * 50).Select(years => new RateBand(random.Next(0, 30), years, 3 * years))];
        StandardisedRate rate = Given.Value(StandardisedRate.Estimate(bands));
        Assert.Equal(rate.CrudePerPersonYear, rate.PerPersonYear, 1e-12 * (1 + rate.PerPersonYear));
    });

    [Fact]
    public void A_band_of_the_standard_in_which_nobody_was_observed_has_no_rate() =>
        Assert.Contains("band 1", Assert.IsType<Answer<StandardisedRate>.NotEstimable>(StandardisedRate.Estimate([new RateBand(1, 5, 1), new RateBand(0, 0, 1)])).Why, StringComparison.Ordinal);

    [Fact]
    public void A_band_out_of_range_is_refused_by_its_index()
    {
        foreach (RateBand wrong in (RateBand[])[new(-1, 1, 1), new(1, -1, 1), new(1, 1, double.NaN), new(1, 0, 1), new(1, double.PositiveInfinity, 1)])
            Assert.Contains("Band 1 ", Assert.Throws<ArgumentOutOfRangeException>(() => StandardisedRate.Estimate([new RateBand(1, 1, 1), wrong])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("bands", () => StandardisedRate.Estimate([]));
        Assert.Throws<ArgumentOutOfRangeException>("bands", () => StandardisedRate.Estimate([new RateBand(1, 1, 0)]));
    }
}

using Registry.Statistics.Regression;

namespace Registry.Statistics.Tests.Regression;

public sealed class NegativeBinomialTests
{
    [Fact]
    public void Counts_that_vary_no_more_than_chance_are_Poisson()
    {
        NegativeBinomialFit fit = Given.Value(NegativeBinomial.Fit([new(3, 1), new(3, 1), new(4, 1), new(3, 1)]));
        Assert.IsType<Answer<Overdispersion>.NotEstimable>(fit.Overdispersion);
        Assert.Equal(new ChiSquaredTest(0, 1, 1), Given.Value(fit.AgainstPoisson));
        Assert.Equal(13 / 4.0, Given.Value(fit.Rate).Value, 1e-12);
        Assert.Equal(1 / Math.Sqrt(13), Given.Value(fit.Rate).StandardError, 1e-9);
    }

    [Fact]
    public void Nothing_occurred_has_no_fit() => Assert.IsType<Answer<NegativeBinomialFit>.NotEstimable>(NegativeBinomial.Fit([new(0, 1), new(0, 3)]));

    [Fact]
    public void A_class_in_which_nothing_occurred_has_no_rate_ratio()
    {
        NegativeBinomialFit fit = Given.Value(NegativeBinomial.Fit([new(5, 1), new(1, 1), new(0, 1), new(0, 2), new(9, 2)], [0, 0, 1, 1, 0], 1));
        Assert.Contains("nothing occurred", Assert.IsType<Answer<LogRate>.NotEstimable>(fit.RateRatios[0]).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_covariate_has_no_rate_ratio_but_leaves_the_rate()
    {
        NegativeBinomialFit fit = Given.Value(NegativeBinomial.Fit([new(5, 1), new(1, 1), new(0, 1)], [4, 4, 4], 1));
        Assert.IsType<Answer<LogRate>.NotEstimable>(fit.RateRatios[0]);
        Assert.Equal(2, Given.Value(fit.Rate).Value, 1e-9);
    }

    [Fact]
    public void Every_answer_is_a_finite_number_or_a_reason() => Property.Hold(200, random =>
    {
        CountSample[] samples = [.. Enumerable.Range(0, random.Next(2, 20)).Select(_ => new CountSample(random.Next(0, random.Next(1, 3000)), 0.1 + random.NextDouble()))];
        if (NegativeBinomial.Fit(samples, [.. samples.Select(_ => (double)random.Next(3))], 1) is not Answer<NegativeBinomialFit>.Given(var fit)) return;
        Assert.True(fit.LogLikelihood >= fit.PoissonLogLikelihood - 1e-6 * Math.Abs(fit.PoissonLogLikelihood));
        if (fit.Rate is Answer<LogRate>.Given(var rate)) Assert.True(double.IsFinite(rate.Log) && double.IsFinite(rate.StandardError), $"{rate}");
        if (fit.Overdispersion is Answer<Overdispersion>.Given(var dispersion)) Assert.True(dispersion.Theta > 0 && double.IsFinite(dispersion.StandardError), $"{dispersion}");
    });

    [Fact]
    public void A_sample_out_of_range_is_refused_by_its_index()
    {
        foreach (CountSample wrong in (CountSample[])[new(-1, 1), new(1, 0), new(1, double.NaN)])
            Assert.Contains("Sample 1 ", Assert.Throws<ArgumentOutOfRangeException>(() => NegativeBinomial.Fit([new(1, 1), wrong])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("samples", () => NegativeBinomial.Fit([]));
        Assert.Throws<ArgumentException>("covariates", () => NegativeBinomial.Fit([new(1, 1)], [1.0]));
    }
}

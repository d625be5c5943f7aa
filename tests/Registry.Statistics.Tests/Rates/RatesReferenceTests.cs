using Registry.Statistics.Rates;
using Registry.Statistics.Regression;

namespace Registry.Statistics.Tests.Rates;

/// <summary>Rate ratios, standardised rates, mean cumulative function and negative binomial counts against R: tests/data/statistics/make-rates.R.</summary>
public sealed class RatesReferenceTests
{
    [Fact]
    public void Rate_ratios_and_their_exact_limits_agree_with_poisson_test()
    {
        foreach (Reference.Row row in Reference.Rows("rate-ratios.csv"))
        {
            RateRatio ratio = RateRatio.Estimate(row.Int("first_count"), row.Number("first_years"), row.Int("second_count"), row.Number("second_years"), row.Number("level"));
            string what = string.Join(' ', row.Fields);
            if (row.NumberOrNone("ratio") is { } expected)
                Reference.Near(expected, Given.Value(ratio.Ratio), what);
            else
                Assert.IsType<Answer<double>.NotEstimable>(ratio.Ratio);
            Reference.Near(row.Number("lower"), ratio.Interval!.Value.Lower, what + " lower", 1e-8);
            Assert.Equal(row.NumberOrNone("upper").HasValue, ratio.Interval.Value.Upper.HasValue);
            if (row.NumberOrNone("upper") is { } upper) Reference.Near(upper, ratio.Interval.Value.Upper!.Value, what + " upper", 1e-8);
            if (row.Number("p_value") > 1e-300) Reference.Near(row.Number("p_value"), ratio.PValue, what + " p", 1e-8);
        }
    }

    [Fact]
    public void Standardised_rates_agree_with_the_formulas_of_Fay_and_Feuer()
    {
        ILookup<string, Reference.Row> bands = Reference.Rows("standard-bands.csv").ToLookup(row => row["case"], StringComparer.Ordinal);
        foreach (Reference.Row row in Reference.Rows("standard-rates.csv"))
        {
            StandardisedRate rate = Given.Value(StandardisedRate.Estimate(
                [.. bands[row["case"]].Select(band => new RateBand(band.Int("count"), band.Number("years"), band.Number("weight")))], row.Number("level")));
            string what = string.Join(' ', row.Fields);
            Reference.Near(row.Number("rate"), rate.PerPersonYear, what);
            Reference.Near(row.Number("standard_error"), rate.StandardError, what);
            Reference.Near(row.Number("lower"), rate.Interval.Lower, what + " lower", 1e-8);
            Reference.Near(row.Number("upper"), rate.Interval.Upper, what + " upper", 1e-8);
        }
    }

    [Fact]
    public void The_mean_cumulative_function_and_its_robust_error_agree_with_survfit()
    {
        ILookup<string, Reference.Row> histories = Reference.Rows("recurrences.csv").ToLookup(row => row["cohort"], StringComparer.Ordinal);
        foreach (IGrouping<string, Reference.Row> rows in Reference.Rows("mean-cumulative.csv").GroupBy(row => row["cohort"], StringComparer.Ordinal))
        {
            ObservationPeriod[] periods = [.. histories[rows.Key].Select(row => new ObservationPeriod(row.Int("subject"), row.Int("entry"), row.Int("exit"))).Distinct()];
            Recurrence[] recurrences = [.. histories[rows.Key].Where(row => row.IntOrNone("day").HasValue).Select(row => new Recurrence(row.Int("subject"), row.Int("day")))];
            MeanCumulativeCurve curve = MeanCumulative.Estimate(periods, recurrences);
            Assert.Equal(rows.Count(), curve.Steps.Length);
            foreach ((Reference.Row row, MeanCumulativeStep step) in rows.Zip(curve.Steps))
            {
                Assert.Equal((row.Int("day"), row.Int("at_risk"), row.Int("occurrences")), (step.Day, step.AtRisk, step.Occurrences));
                Reference.Near(row.Number("mean"), step.Mean, $"{rows.Key} day {step.Day}");
                Reference.Near(row.Number("standard_error"), step.StandardError, $"{rows.Key} day {step.Day} standard error", 1e-8);
            }
        }
    }

    [Fact]
    public void Negative_binomial_counts_agree_with_glm_nb()
    {
        ILookup<string, Reference.Row> counts = Reference.Rows("counts.csv").ToLookup(row => row["case"], StringComparer.Ordinal);
        foreach (IGrouping<(string Case, int Width), Reference.Row> rows in Reference.Rows("negative-binomial.csv").GroupBy(row => (row["case"], row.Int("width"))))
        {
            CountSample[] samples = [.. counts[rows.Key.Case].Select(row => new CountSample(row.Int("count"), row.Number("years")))];
            double[] covariates = [.. counts[rows.Key.Case].SelectMany(row => new[] { row.Number("x1"), row.Number("x2") }.Take(rows.Key.Width))];
            NegativeBinomialFit fit = Given.Value(NegativeBinomial.Fit(samples, covariates, rows.Key.Width));
            foreach (Reference.Row row in rows)
            {
                string what = string.Join(' ', row.Fields);
                LogRate term = Given.Value(row.Int("term") == 0 ? fit.Rate : fit.RateRatios[row.Int("term") - 1]);
                Reference.Near(row.Number("estimate"), term.Log, what, Reference.Iterative);
                Reference.Near(row.Number("standard_error"), term.StandardError, what + " standard error", Reference.Iterative);
                Overdispersion dispersion = Given.Value(fit.Overdispersion);
                Reference.Near(row.Number("theta"), dispersion.Theta, what + " theta", Reference.Iterative);
                Reference.Near(row.Number("theta_error"), dispersion.StandardError, what + " theta error", Reference.Iterative);
                Reference.Near(row.Number("log_likelihood"), fit.LogLikelihood, what + " log likelihood", Reference.Iterative);
                Reference.Near(row.Number("poisson"), fit.PoissonLogLikelihood, what + " poisson", Reference.Iterative);
            }
        }
    }
}

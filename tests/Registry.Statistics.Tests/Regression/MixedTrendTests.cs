using MathNet.Numerics.LinearAlgebra;
using Registry.Statistics.Regression;

namespace Registry.Statistics.Tests.Regression;

public sealed class MixedTrendTests
{
    /// <summary>tests/data/statistics/make-mixed.R: lme4, its optimum refined by Newton's method.</summary>
    [Fact]
    public void Means_variances_and_likelihood_agree_with_lme4()
    {
        ILookup<string, Reference.Row> samples = Reference.Rows("trend-samples.csv").ToLookup(row => row["cohort"], StringComparer.Ordinal);
        foreach (Reference.Row row in Reference.Rows("trends.csv"))
        {
            TrendSample[] cohort = [.. samples[row["cohort"]].Select(sample => new TrendSample(sample.Int("subject"), sample.Number("time"), sample.Number("value")))];
            MixedTrendFit fit = Given.Value(MixedTrend.Fit(cohort, new MixedTrendOptions { Restricted = row.Int("reml") == 1, Origin = row.Number("origin") }));
            string what = $"{row["cohort"]} reml {row["reml"]}";
            Reference.Near(row.Number("intercept"), fit.Intercept.Estimate, what + " intercept", Reference.Iterative);
            Reference.Near(row.Number("slope"), fit.Slope.Estimate, what + " slope", Reference.Iterative);
            Reference.Near(row.Number("intercept_error"), fit.Intercept.StandardError, what + " intercept error", Reference.Iterative);
            Reference.Near(row.Number("slope_error"), fit.Slope.StandardError, what + " slope error", Reference.Iterative);
            Reference.Near(row.Number("intercept_variance"), fit.InterceptVariance, what + " intercept variance", Reference.Iterative);
            Reference.Near(row.Number("slope_variance"), fit.SlopeVariance, what + " slope variance", Reference.Iterative);
            Reference.Near(row.Number("covariance"), fit.Covariance, what + " covariance", Reference.Iterative);
            Reference.Near(row.Number("residual"), fit.ResidualStandardDeviation, what + " residual", Reference.Iterative);
            Reference.Near(row.Number("log_likelihood"), fit.LogLikelihood, what + " log likelihood", Reference.Iterative);
            Assert.DoesNotContain(fit.Caveats, caveat => caveat.Kind == CaveatKind.OnTheBoundary);
        }
    }

    [Fact]
    public void Order_and_units_change_nothing_but_the_units() => Property.Hold(60, random =>
    {
        TrendSample[] cohort = Cohort(random, spread: 1);
        TrendSample[] other = Array.ConvertAll(cohort, sample => new TrendSample(sample.Subject, sample.Time / 365.25 - 40, 7 - 20 * sample.Value));
        random.Shuffle(other);
        MixedTrendFit one = Given.Value(MixedTrend.Fit(cohort));
        MixedTrendFit two = Given.Value(MixedTrend.Fit(other, new MixedTrendOptions { Origin = -40 }));
        Assert.Equal(-20 * 365.25 * one.Slope.Estimate, two.Slope.Estimate, 1e-3 * two.Slope.StandardError);
        Assert.Equal(400 * one.InterceptVariance, two.InterceptVariance, 1e-4 * (two.InterceptVariance + two.ResidualStandardDeviation));
        Assert.Equal(20 * one.ResidualStandardDeviation, two.ResidualStandardDeviation, 1e-6 * two.ResidualStandardDeviation);
    });

    [Fact]
    public void No_parameters_near_the_estimate_are_more_likely() => Property.Hold(60, random =>
    {
        TrendSample[] cohort = Cohort(random, spread: random.Next(2));
        MixedTrendFit fit = Given.Value(MixedTrend.Fit(cohort, new MixedTrendOptions { Restricted = false }));
        double[] factor = [Math.Sqrt(fit.InterceptVariance), 0, 0];
        factor[1] = factor[0] > 0 ? fit.Covariance / factor[0] : 0;
        factor[2] = Math.Sqrt(Math.Max(0, fit.SlopeVariance - factor[1] * factor[1]));
        double[] best = [fit.Intercept.Estimate, fit.Slope.Estimate, .. factor, fit.ResidualStandardDeviation];
        Assert.Equal(LogLikelihood(cohort, best), fit.LogLikelihood, 1e-6 * Math.Abs(fit.LogLikelihood));
        for (int trial = 0; trial < 30; trial++)
        {
            double reach = Math.Pow(10, -4 * random.NextDouble());
            double[] near = Array.ConvertAll(best, value => value + reach * (random.NextDouble() - 0.5));
            Assert.True(LogLikelihood(cohort, near) <= fit.LogLikelihood + 1e-6 * Math.Abs(fit.LogLikelihood), $"{string.Join(' ', near)} is more likely than {string.Join(' ', best)}");
        }
    });

    /// <summary>The normal density of each subject's values, with their whole covariance matrix.</summary>
    static double LogLikelihood(TrendSample[] cohort, double[] at) => cohort.GroupBy(sample => sample.Subject).Sum(own =>
    {
        TrendSample[] samples = [.. own];
        Matrix<double> design = Matrix<double>.Build.Dense(samples.Length, 2, (row, column) => column == 0 ? 1 : samples[row].Time);
        Matrix<double> factor = design * Matrix<double>.Build.DenseOfArray(new[,] { { at[2], 0 }, { at[3], at[4] } });
        Matrix<double> covariance = factor * factor.Transpose() + at[5] * at[5] * Matrix<double>.Build.DenseIdentity(samples.Length);
        Vector<double> residual = Vector<double>.Build.Dense(samples.Length, row => samples[row].Value) - design * Vector<double>.Build.Dense([at[0], at[1]]);
        return -0.5 * (samples.Length * Math.Log(2 * Math.PI) + covariance.Cholesky().DeterminantLn + residual * covariance.Cholesky().Solve(residual));
    });

    [Fact]
    public void Subjects_that_do_not_differ_are_on_the_boundary_and_it_is_said()
    {
        // Residuals that cancel within each subject: less spread between subjects than chance would bring.
        TrendSample[] cohort = [.. Enumerable.Range(0, 12).SelectMany(subject => new[] { 1.0, -1, -1, 1 }.Select((sign, visit) => new TrendSample(subject, visit, 2 * visit + sign)))];
        MixedTrendFit fit = Given.Value(MixedTrend.Fit(cohort));
        Assert.Contains("both variances", Assert.Single(fit.Caveats).Text, StringComparison.Ordinal);
        Assert.IsType<Answer<double>.NotEstimable>(fit.Correlation);
        Assert.Equal(2, fit.Slope.Estimate, 1e-9);
    }

    [Fact]
    public void Few_subjects_are_said() =>
        Assert.Contains(Given.Value(MixedTrend.Fit([.. Cohort(new Random(1), spread: 1).Where(sample => sample.Subject < 5)])).Caveats, caveat => caveat.Kind == CaveatKind.FewFailures);

    [Fact]
    public void What_has_no_trend_gives_a_reason()
    {
        foreach (TrendSample[] cohort in (TrendSample[][])[
            [new(0, 1, 2)],
            [new(0, 1, 2), new(1, 1, 3), new(1, 1, 4)],
            [new(0, 1, 2), new(0, 2, 3), new(0, 3, 5), new(1, 1, 4)],
            [new(0, 1, 2), new(0, 2, 3), new(1, 1, 4), new(1, 3, 9)],
            [new(0, 1, 2), new(0, 2, 3), new(0, 3, 4), new(1, 1, 4), new(1, 2, 8), new(1, 3, 12)],
            [new(0, 1, 2), new(0, 2, 2), new(0, 3, 2), new(1, 1, 2), new(1, 2, 2), new(1, 3, 2)]])
            Assert.IsType<Answer<MixedTrendFit>.NotEstimable>(MixedTrend.Fit(cohort));
    }

    [Fact]
    public void A_sample_out_of_range_is_refused_by_its_index()
    {
        foreach (TrendSample wrong in (TrendSample[])[new(0, double.NaN, 1), new(0, 1, double.PositiveInfinity), new(-1, 1, 1)])
            Assert.Contains("Sample 1 ", Assert.Throws<ArgumentOutOfRangeException>("samples", () => MixedTrend.Fit([new(0, 1, 1), wrong])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("samples", () => MixedTrend.Fit([new(1, 1, 1), new(1, 2, 1)]));
        Assert.Throws<ArgumentException>("samples", () => MixedTrend.Fit([]));
        Assert.Throws<ArgumentOutOfRangeException>("options", () => MixedTrend.Fit([new(0, 1, 1)], new MixedTrendOptions { Origin = double.NaN }));
    }

    static TrendSample[] Cohort(Random random, double spread)
    {
        List<TrendSample> samples = [];
        int subjects = random.Next(12, 30);
        for (int subject = 0; subject < subjects; subject++)
        {
            double own = spread * 3 * (random.NextDouble() - 0.5);
            double slope = 1 + spread * 0.5 * (random.NextDouble() - 0.5);
            for (int visit = random.Next(2, 7); visit > 0; visit--)
            {
                double time = random.NextDouble() * 20;
                samples.Add(new TrendSample(subject, time, own + slope * time + random.NextDouble()));
            }
        }

        return [.. samples];
    }
}

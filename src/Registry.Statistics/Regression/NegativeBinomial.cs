using System.Globalization;
using MathNet.Numerics.RootFinding;
using Registry.Statistics.Rates;

namespace Registry.Statistics.Regression;

/// <summary>Rates of occurrences that differ between subjects by more than chance, with covariates.</summary>
public static class NegativeBinomial
{
    /// <summary>Maximum likelihood fit of log rate = intercept + covariates, with person-years as offset.</summary>
    /// <param name="samples">One per subject, in any order.</param>
    /// <param name="covariates">Row by row, one row of <paramref name="width"/> numbers per sample; empty when width is 0.</param>
    /// <param name="width">Covariates per sample, 0 to <see cref="Limits.Covariates"/>.</param>
    /// <param name="level">Confidence level.</param>
    /// <returns>Not estimable when nothing occurred at all. A covariate in one of whose classes nothing occurred has no rate ratio; the rate of all covariates at 0 has none then either.</returns>
    /// <exception cref="ArgumentException">There is no sample, or the lengths do not agree.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A sample or a covariate is out of range (the message names the sample's index), or the level is not within (0, 1).</exception>
    /// <remarks>
    /// The dispersion is found by Brent's method on the profile score, within which the coefficients are fitted by Fisher scoring: O(samples · covariates²) a step. Thread-safe.
    /// Standard errors of rates take the dispersion as known, as in R; with few subjects they are somewhat small.
    /// Source: Lawless 1987, Can. J. Stat. 15:209–225. Checked against glm.nb of R's MASS: tests/data/statistics/make-rates.R.
    /// </remarks>
    public static Answer<NegativeBinomialFit> Fit(ReadOnlySpan<CountSample> samples, ReadOnlySpan<double> covariates = default, int width = 0, double level = 0.95)
    {
        Confidence.CheckLevel(level, nameof(level));
        if (samples.IsEmpty) throw new ArgumentException("There is no sample.", nameof(samples));
        if (width == 0 && !covariates.IsEmpty) throw new ArgumentException("There are covariates, but the width is 0.", nameof(covariates));
        if (width != 0) CoxData.Check(samples.Length, covariates, width);
        bool any = false;
        for (int index = 0; index < samples.Length; index++)
        {
            CheckSample(samples[index], index);
            any |= samples[index].Count > 0;
        }

        if (!any) return new Answer<NegativeBinomialFit>.NotEstimable("Nothing occurred. The exact interval of an incidence rate still has an upper limit.");
        var counts = new CountModel(samples, covariates, width);
        counts.Fit(double.PositiveInfinity);
        double poisson = counts.LogLikelihood;
        double excess = counts.Excess();
        double theta = excess > 0 ? Dispersion(counts) : double.PositiveInfinity;
        if (double.IsInfinity(theta)) counts.Fit(theta);
        return new Answer<NegativeBinomialFit>.Given(new NegativeBinomialFit
        {
            Rate = counts.Rate(Confidence.TwoSidedZ(level)),
            RateRatios = counts.RateRatios(Confidence.TwoSidedZ(level)),
            Overdispersion = double.IsInfinity(theta)
                ? new Answer<Overdispersion>.NotEstimable("The counts vary no more than Poisson counts do.")
                : new Answer<Overdispersion>.Given(new Overdispersion(theta, 1 / Math.Sqrt(counts.DispersionInformation(theta)), 1 / Math.Sqrt(theta))),
            AgainstPoisson = new Answer<ChiSquaredTest>.Given(Half(Math.Max(0, 2 * (counts.LogLikelihood - poisson)))),
            LogLikelihood = counts.LogLikelihood,
            PoissonLogLikelihood = poisson,
        });
    }

    /// <summary>1 / 2 chi-squared of 1 degree + 1 / 2 point at 0.</summary>
    static ChiSquaredTest Half(double statistic) => new(statistic, 1, statistic > 0 ? ChiSquaredTest.UpperTail(statistic, 1) / 2 : 1);

    /// <summary>The root of the profile score; infinity when it has none below 10^8, where nothing tells the fit from a Poisson one.</summary>
    static double Dispersion(CountModel counts)
    {
        const double Lowest = -18;   // log theta: coefficients of variation of 10^4 …
        const double Highest = 18;   // … and 10^-4.
        if (Score(Highest) > 0) return double.PositiveInfinity;
        double theta = Math.Exp(Brent.FindRoot(Score, Lowest, Highest, accuracy: 1e-13, maxIterations: Limits.Iterations));
        counts.Fit(theta);
        return theta;

        // In log theta, so that its scale is that of the counts wherever the root lies.
        double Score(double log)
        {
            counts.Fit(Math.Exp(log));
            return Math.Exp(log) * counts.DispersionScore(Math.Exp(log));
        }
    }

    static void CheckSample(CountSample sample, int index)
    {
        string? why = sample switch
        {
            { Count: < 0 or > IncidenceRate.MaxCount } => "its count is negative or too high",
            { PersonYears: var years } when !(years > 0 && double.IsFinite(years)) => "its person-years are not a positive finite number",
            _ => null,
        };
        if (why is not null) throw new ArgumentOutOfRangeException(nameof(sample), string.Create(CultureInfo.InvariantCulture, $"Sample {index} is refused: {why}."));
    }
}

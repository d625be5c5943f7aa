using System.Collections.Immutable;
using System.Globalization;
using Registry.Statistics.Survival;

namespace Registry.Statistics.Regression;

/// <summary>Cox's proportional hazards model, for subjects who may come under observation late.</summary>
public static class CoxRegression
{
    /// <summary>Fits the model by Newton's method.</summary>
    /// <param name="samples">As for <see cref="KaplanMeier.Estimate"/>. A covariate that changes with time: several samples of a subject that do not overlap.</param>
    /// <param name="covariates">Row by row, one row of <paramref name="width"/> numbers per sample. A class is one 0/1 column less than it has values.</param>
    /// <param name="width">Covariates per sample, 1 to <see cref="Limits.Covariates"/>.</param>
    /// <param name="options">Null: <see cref="CoxOptions.Default"/>.</param>
    /// <param name="strata">The stratum of each sample, numbered from 0 without a hole: each has its own baseline hazard. Empty: no strata.</param>
    /// <param name="clusters">For <see cref="CoxOptions.Robust"/>: the subject or family of each sample, numbered likewise. Empty: each sample is its own.</param>
    /// <returns>A fit always; what the data do not give is in it as not estimable, with the reason.</returns>
    /// <exception cref="ArgumentException">There is no sample, the lengths do not agree, robust errors are asked for with exact ties or clusters without robust, or a day's exact ties exceed <see cref="Limits.ExactTies"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A sample, covariate, stratum or cluster is out of range (the message names the sample's index), or the level is not within (0, 1).</exception>
    /// <remarks>
    /// Right only while hazard ratios are constant over the time scale: ask <see cref="Proportionality"/>.
    /// A step costs O(samples · covariates²), with exact ties O(days · tied failures · at risk · covariates²). Thread-safe.
    /// Source: Cox 1972, J. R. Stat. Soc. B 34:187–220; monotone likelihood: Heinze and Schemper 2001, Biometrics 57:114–119.
    /// Checked against R's coxph: tests/data/statistics/make-cox.R.
    /// </remarks>
    public static CoxFit Fit(
        ReadOnlySpan<FollowUp> samples, ReadOnlySpan<double> covariates, int width, CoxOptions? options = null, ReadOnlySpan<int> strata = default, ReadOnlySpan<int> clusters = default)
    {
        options ??= CoxOptions.Default;
        Confidence.CheckLevel(options.Level, nameof(CoxOptions.Level));
        if (options is { Robust: true, Ties: CoxTies.Exact }) throw new ArgumentException("Robust standard errors are not defined for exact ties; use Efron's.", nameof(options));
        if (!clusters.IsEmpty && !options.Robust) throw new ArgumentException("Clusters mean something for robust standard errors only.", nameof(clusters));
        CoxData.Check(samples.Length, covariates, width);
        using RiskOrder order = RiskOrder.Of(samples, strata);
        int clusterCount = clusters.IsEmpty ? 0 : Labels.Count(clusters, samples.Length, samples.Length, nameof(clusters));
        if (options.Ties == CoxTies.Exact) CoxExactDay.CheckWork(samples, order);
        CoxData data = CoxData.Of(samples, covariates, width, order);
        var newton = new CoxNewton(width, options.Ties);
        newton.Run(data);
        double[] covariance = newton.Covariance();
        if (options.Robust) covariance = CoxInfluence.Covariance(data, newton.Coefficients, options.Ties, covariance, clusters, clusterCount);
        return Summary(data, options, newton, covariance);
    }

    /// <summary>Whether each hazard ratio stays the same over time: the score test of an interaction with a function of time.</summary>
    /// <param name="samples">As for <see cref="Fit"/>, like the parameters that follow.</param>
    /// <param name="covariates">Row by row.</param>
    /// <param name="width">Covariates per sample.</param>
    /// <param name="time">The function of time against which a drift is looked for.</param>
    /// <param name="ties">Efron's or Breslow's.</param>
    /// <param name="strata">Empty: no strata.</param>
    /// <exception cref="ArgumentException">As for <see cref="Fit"/>, or the ties are exact.</exception>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="Fit"/>.</exception>
    /// <remarks>A small p-value speaks against the model; a large one in few failures says little. Thread-safe. Sources: Grambsch and Therneau 1994, Biometrika 81:515–526;
    /// the score form: cox.zph of R's survival since version 3. Checked against it: tests/data/statistics/make-cox.R.</remarks>
    public static Proportionality Proportionality(
        ReadOnlySpan<FollowUp> samples, ReadOnlySpan<double> covariates, int width, TimeTransform time = TimeTransform.KaplanMeier, CoxTies ties = CoxTies.Efron, ReadOnlySpan<int> strata = default)
    {
        if (ties == CoxTies.Exact) throw new ArgumentException("The proportionality check is not defined for exact ties; use Efron's.", nameof(ties));
        CoxData.Check(samples.Length, covariates, width);
        using RiskOrder order = RiskOrder.Of(samples, strata);
        CoxData data = CoxData.Of(samples, covariates, width, order);
        var newton = new CoxNewton(width, ties);
        newton.Run(data);
        return Regression.Proportionality.Of(data, newton, time, ties);
    }

    static CoxFit Summary(in CoxData data, CoxOptions options, CoxNewton newton, double[] standardised)
    {
        int width = data.Width;
        var covariance = new double[standardised.Length];
        for (int row = 0; row < width; row++)
        {
            for (int column = 0; column < width; column++) covariance[row * width + column] = standardised[row * width + column] / data.Scales[row] / data.Scales[column];
        }

        double z = Confidence.TwoSidedZ(options.Level);
        var coefficients = new Answer<CoxCoefficient>[width];
        for (int index = 0; index < width; index++)
        {
            coefficients[index] = newton.WhyNot(index) is { } why
                ? new Answer<CoxCoefficient>.NotEstimable(why)
                : new Answer<CoxCoefficient>.Given(Coefficient(newton.Coefficients[index] / data.Scales[index], Math.Sqrt(covariance[index * width + index]), z));
        }

        return new CoxFit(covariance)
        {
            Coefficients = [.. coefficients],
            NullLogLikelihood = newton.NullLogLikelihood,
            LogLikelihood = newton.LogLikelihood,
            LikelihoodRatio = newton.Test(2 * (newton.LogLikelihood - newton.NullLogLikelihood)),
            Score = newton.Test(newton.ScoreStatistic),
            Wald = newton.IsMonotone ? new Answer<ChiSquaredTest>.NotEstimable("A coefficient is infinite, and Wald's test knows finite ones only: use the likelihood ratio.") : WaldOf(newton, standardised, width),
            Iterations = newton.Iterations,
            Converged = newton.Converged,
            FailureCount = data.Failures,
            Caveats = CaveatsOf(data),
        };
    }

    static CoxCoefficient Coefficient(double logHazardRatio, double standardError, double z) => new(
        logHazardRatio,
        standardError,
        Math.Exp(logHazardRatio),
        new ConfidenceInterval(Math.Exp(logHazardRatio - z * standardError), Math.Exp(logHazardRatio + z * standardError)),
        standardError > 0 ? ChiSquaredTest.UpperTail(logHazardRatio / standardError * (logHazardRatio / standardError), 1) : 1);

    static Answer<ChiSquaredTest> WaldOf(CoxNewton newton, double[] covariance, int width)
    {
        Cholesky factor = Cholesky.Of(covariance, width);
        return factor.Rank == newton.Rank
            ? newton.Test(factor.QuadraticForm(newton.Coefficients))
            : new Answer<ChiSquaredTest>.NotEstimable("The robust covariance is singular: there are fewer clusters with failures than covariates.");
    }

    static ImmutableArray<Caveat> CaveatsOf(in CoxData data) => data.Failures >= Limits.FailuresPerCovariate * data.Width
        ? []
        : [new Caveat(CaveatKind.FewFailures, string.Create(
            CultureInfo.InvariantCulture, $"There are {data.Failures} failures for {data.Width} covariates; under {Limits.FailuresPerCovariate} each, coefficients and intervals are unreliable."))];
}

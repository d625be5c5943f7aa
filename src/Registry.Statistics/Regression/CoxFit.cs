using System.Collections.Immutable;

namespace Registry.Statistics.Regression;

/// <summary>The effect of one covariate on the hazard.</summary>
/// <param name="LogHazardRatio">Per unit of the covariate.</param>
/// <param name="StandardError">Of the log hazard ratio; robust when that was asked for.</param>
/// <param name="HazardRatio">exp(LogHazardRatio).</param>
/// <param name="Interval">Limits of the hazard ratio (Wald, symmetric on the log scale).</param>
/// <param name="PValue">Two-sided, of Wald's test of no effect.</param>
public sealed record CoxCoefficient(double LogHazardRatio, double StandardError, double HazardRatio, ConfidenceInterval Interval, double PValue);

/// <summary>A fitted proportional hazards model.</summary>
/// <remarks>Made by <see cref="CoxRegression.Fit"/>. Immutable.</remarks>
public sealed class CoxFit
{
    readonly double[] _covariance;

    internal CoxFit(double[] covariance) => _covariance = covariance;

    /// <summary>One per covariate, in the order given. Not estimable: it depends on earlier ones, does not vary among those at risk, or its hazard ratio runs to 0 or infinity (monotone likelihood).</summary>
    public required ImmutableArray<Answer<CoxCoefficient>> Coefficients { get; init; }

    /// <summary>Log partial likelihood without covariates.</summary>
    public required double NullLogLikelihood { get; init; }

    /// <summary>Log partial likelihood of the fit; its supremum where the likelihood is monotone.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>Twice the gain in log likelihood. Holds where a coefficient is infinite, too; never robust.</summary>
    public required Answer<ChiSquaredTest> LikelihoodRatio { get; init; }

    /// <summary>Rao's score test at no effect. For a group with <see cref="CoxTies.Exact"/> it is the log-rank test; never robust.</summary>
    public required Answer<ChiSquaredTest> Score { get; init; }

    /// <summary>Wald's test that no covariate has an effect; robust when that was asked for. Not estimable where a coefficient is infinite.</summary>
    public required Answer<ChiSquaredTest> Wald { get; init; }

    /// <summary>Newton steps taken.</summary>
    public required int Iterations { get; init; }

    /// <summary>The likelihood stopped rising within <see cref="Limits.Iterations"/> steps. When false nothing above is to be printed.</summary>
    public required bool Converged { get; init; }

    /// <summary>Failures that the likelihood counts.</summary>
    public required int FailureCount { get; init; }

    /// <summary>Where the fit cannot be trusted; empty when nothing speaks against it.</summary>
    public required ImmutableArray<Caveat> Caveats { get; init; }

    /// <summary>Covariance of two log hazard ratios; 0 for a coefficient that is not estimable.</summary>
    public double Covariance(int coefficient, int other) => _covariance[coefficient * Coefficients.Length + other];
}

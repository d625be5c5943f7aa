using System.Collections.Immutable;

namespace Registry.Statistics.Regression;

/// <summary>One subject's occurrences in its time under observation.</summary>
/// <param name="Count">0 to <see cref="Rates.IncidenceRate.MaxCount"/>.</param>
/// <param name="PersonYears">More than 0.</param>
public readonly record struct CountSample(long Count, double PersonYears);

/// <summary>A rate, or the ratio of two, on the log scale and as itself.</summary>
/// <param name="Log">log of the rate per person-year, or log of the rate ratio per unit of the covariate.</param>
/// <param name="StandardError">Of <paramref name="Log"/>.</param>
/// <param name="Value">exp(Log).</param>
/// <param name="Interval">Limits of <paramref name="Value"/> (Wald, symmetric on the log scale).</param>
public sealed record LogRate(double Log, double StandardError, double Value, ConfidenceInterval Interval);

/// <summary>How much more counts vary between subjects than chance alone allows: variance = mean + mean² / Theta.</summary>
/// <param name="Theta">Shape of the subjects' own rates, more than 0; small when they differ much.</param>
/// <param name="StandardError">Of <paramref name="Theta"/>.</param>
/// <param name="CoefficientOfVariation">Of the subjects' own rates: 1 / √Theta.</param>
public sealed record Overdispersion(double Theta, double StandardError, double CoefficientOfVariation);

/// <summary>A fitted negative binomial regression of counts.</summary>
public sealed record NegativeBinomialFit
{
    /// <summary>Rate per person-year of a subject whose covariates are all 0.</summary>
    public required Answer<LogRate> Rate { get; init; }

    /// <summary>One rate ratio per covariate, in the order given.</summary>
    public required ImmutableArray<Answer<LogRate>> RateRatios { get; init; }

    /// <summary>Not estimable when the counts vary no more than Poisson counts; then all numbers here are those of the Poisson fit, its limit.</summary>
    public required Answer<Overdispersion> Overdispersion { get; init; }

    /// <summary>Likelihood ratio against Poisson. The hypothesis lies on the border of the range, so its p-value is half the usual one (Self and Liang 1987, J. Am. Stat. Assoc. 82:605–610).</summary>
    public required Answer<ChiSquaredTest> AgainstPoisson { get; init; }

    /// <summary>Log likelihood of the fit.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>Log likelihood of the Poisson fit with the same covariates.</summary>
    public required double PoissonLogLikelihood { get; init; }
}

using System.Collections.Immutable;

namespace Registry.Statistics.Regression;

/// <summary>One measurement of a subject.</summary>
/// <param name="Subject">Number of the subject, from 0 without a hole.</param>
/// <param name="Time">When, in any unit (age in years, say); finite.</param>
/// <param name="Value">What was measured; finite.</param>
public readonly record struct TrendSample(int Subject, double Time, double Value);

/// <summary>How a linear mixed trend is fitted.</summary>
public sealed record MixedTrendOptions
{
    /// <summary>Restricted likelihood, intercepts at time 0, 95 %.</summary>
    public static readonly MixedTrendOptions Default = new();

    /// <summary>Restricted likelihood (the default): variances are not too small for the two means that were estimated with them. False: maximum likelihood, for comparing models with other means.</summary>
    public bool Restricted { get; init; } = true;

    /// <summary>The time at which intercepts are reported; finite. It changes what the intercepts mean, not the fit.</summary>
    public double Origin { get; init; }

    /// <summary>Confidence level, between 0 and 1, both excluded.</summary>
    public double Level { get; init; } = 0.95;
}

/// <summary>A mean over subjects.</summary>
/// <param name="Estimate">In the unit of the values (intercept), or per unit of time (slope).</param>
/// <param name="StandardError">In the same unit; it takes the variances as known.</param>
/// <param name="Interval">By the normal distribution, so a little narrow when subjects are few.</param>
public sealed record TrendCoefficient(double Estimate, double StandardError, ConfidenceInterval Interval);

/// <summary>A fitted linear mixed trend: value = (Intercept + own) + (Slope + own) · (time - origin) + residual.</summary>
public sealed record MixedTrendFit
{
    /// <summary>Mean over subjects at the origin.</summary>
    public required TrendCoefficient Intercept { get; init; }

    /// <summary>Mean slope over subjects.</summary>
    public required TrendCoefficient Slope { get; init; }

    /// <summary>Covariance of the two estimates.</summary>
    public required double EstimateCovariance { get; init; }

    /// <summary>Variance of the subjects' own intercepts at the origin, 0 or more.</summary>
    public required double InterceptVariance { get; init; }

    /// <summary>Variance of the subjects' own slopes, 0 or more.</summary>
    public required double SlopeVariance { get; init; }

    /// <summary>Covariance of a subject's own intercept and slope.</summary>
    public required double Covariance { get; init; }

    /// <summary>Correlation of a subject's own intercept and slope, within [-1, 1]; not estimable where one of the variances is 0.</summary>
    public required Answer<double> Correlation { get; init; }

    /// <summary>Standard deviation of a measurement around its subject's line; more than 0.</summary>
    public required double ResidualStandardDeviation { get; init; }

    /// <summary>Log likelihood, restricted when that was asked for (then comparable only between models with the same means).</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>Subjects with a measurement.</summary>
    public required int SubjectCount { get; init; }

    /// <summary>Measurements.</summary>
    public required int SampleCount { get; init; }

    /// <summary>Where the fit cannot be trusted; <see cref="CaveatKind.OnTheBoundary"/> names a variance of 0 or a correlation of 1. Empty when nothing speaks against it.</summary>
    public required ImmutableArray<Caveat> Caveats { get; init; }
}

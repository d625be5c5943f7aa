using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Registry.Statistics.Rates;

/// <summary>Occurrences per person-year, with an exact interval.</summary>
/// <param name="Count">Occurrences (flare-ups, deaths), 0 or more.</param>
/// <param name="PersonYears">Time under observation in which they could occur; more than 0.</param>
/// <param name="Level">Confidence level of <paramref name="Interval"/>.</param>
/// <param name="PerPersonYear">Count / PersonYears.</param>
/// <param name="Interval">Per person-year. With no occurrence the lower limit is 0 and the upper one -log((1 - level) / 2) / PersonYears.</param>
public sealed record IncidenceRate(long Count, double PersonYears, double Level, double PerPersonYear, ConfidenceInterval Interval)
{
    /// <summary>Greatest count for which the limits are checked; above it the gamma function loses digits.</summary>
    public const long MaxCount = 10_000_000;

    /// <summary>Rate with the exact Poisson interval of Garwood.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The count is negative or above <see cref="MaxCount"/>; the person-years are not a positive finite number (no time under observation has no rate); the level is not within (0, 1).
    /// </exception>
    /// <remarks>
    /// Exact when occurrences are independent of each other. Repeated occurrences in one subject (flare-ups) are not quite, and then the interval is too narrow.
    /// Source: Garwood 1936, Biometrika 28:437–442. Checked against R's poisson.test: tests/data/statistics/make-reference.R.
    /// </remarks>
    public static IncidenceRate Estimate(long count, double personYears, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        if (!double.IsFinite(personYears) || personYears <= 0)
            throw new ArgumentOutOfRangeException(nameof(personYears), personYears, "A rate needs a positive, finite time under observation.");
        Confidence.CheckLevel(level, nameof(level));

        double tail = (1 - level) / 2;
        double lower = count == 0 ? 0 : LowerLimit(count, tail);
        double upper = Gamma.InvCDF(count + 1, 1, 1 - tail);
        return new IncidenceRate(count, personYears, level, count / personYears, new ConfidenceInterval(lower / personYears, upper / personYears));
    }

    /// <summary>The mean of which a count as high as this one, or higher, has the given probability.</summary>
    static double LowerLimit(double count, double tail)
    {
        double mean = Gamma.InvCDF(count, 1, tail);
        // InvCDF stops some 1e-8 short where the tail is thin; one Newton step squares that error.
        return mean - (SpecialFunctions.GammaLowerRegularized(count, mean) - tail) / Gamma.PDF(count, 1, mean);
    }
}

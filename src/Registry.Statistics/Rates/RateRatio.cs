using MathNet.Numerics;

namespace Registry.Statistics.Rates;

/// <summary>Limits of which the upper one may not exist.</summary>
/// <param name="Lower">0 or more.</param>
/// <param name="Upper">Null: no upper limit, however large.</param>
public readonly record struct RatioInterval(double Lower, double? Upper);

/// <summary>How two rates compare: occurrences per person-time on and off a treatment, say.</summary>
/// <param name="Ratio">First rate / second rate. Not estimable when the second has no occurrence.</param>
/// <param name="Level">Confidence level of <paramref name="Interval"/>.</param>
/// <param name="Interval">Exact; null when there is no occurrence at all. With none in the second group it has no upper limit.</param>
/// <param name="PValue">Two-sided, of equal rates: twice the smaller tail, so that it is below 1 - level just when the interval leaves out 1. 1 when there is no occurrence.</param>
public sealed record RateRatio(Answer<double> Ratio, double Level, RatioInterval? Interval, double PValue)
{
    /// <summary>Ratio of two rates with the exact conditional interval.</summary>
    /// <param name="firstCount">Occurrences, 0 to <see cref="IncidenceRate.MaxCount"/>.</param>
    /// <param name="firstPersonYears">Time under observation, more than 0.</param>
    /// <param name="secondCount">As the first.</param>
    /// <param name="secondPersonYears">As the first.</param>
    /// <param name="level">Confidence level.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or too high, a time is not positive and finite, or the level is not within (0, 1).</exception>
    /// <remarks>
    /// Given the total, the first count is binomial. Exact when occurrences are independent of each other; repeated flare-ups of one subject are not:
    /// <see cref="Regression.NegativeBinomial"/> says by how much.
    /// Sources: Przyborowski and Wilenski 1940, Biometrika 31:313–323; Clopper and Pearson 1934, Biometrika 26:404–413.
    /// Checked against R's poisson.test: tests/data/statistics/make-rates.R.
    /// </remarks>
    public static RateRatio Estimate(long firstCount, double firstPersonYears, long secondCount, double secondPersonYears, double level = 0.95)
    {
        CheckCount(firstCount, nameof(firstCount));
        CheckCount(secondCount, nameof(secondCount));
        CheckTime(firstPersonYears, nameof(firstPersonYears));
        CheckTime(secondPersonYears, nameof(secondPersonYears));
        Confidence.CheckLevel(level, nameof(level));
        if (firstCount + secondCount == 0) return new RateRatio(new Answer<double>.NotEstimable("Nothing occurred in either group."), level, null, 1);

        double times = secondPersonYears / firstPersonYears;
        double tail = (1 - level) / 2;
        double lower = firstCount == 0 ? 0 : Odds(Quantiles.Beta(firstCount, secondCount + 1.0, tail)) * times;
        double? upper = secondCount == 0 ? null : times / Odds(Quantiles.Beta(secondCount, firstCount + 1.0, tail));
        Answer<double> ratio = secondCount == 0
            ? new Answer<double>.NotEstimable("Nothing occurred in the second group, so the ratio has no upper bound.")
            : new Answer<double>.Given(firstCount / (double)secondCount * times);
        return new RateRatio(ratio, level, new RatioInterval(lower, upper), PValueOf(firstCount, secondCount, firstPersonYears / (firstPersonYears + secondPersonYears)));
    }

    static double Odds(double share) => share / (1 - share);

    static double PValueOf(long first, long second, double share)
    {
        double atMost = second == 0 ? 1 : SpecialFunctions.BetaRegularized(second, first + 1.0, 1 - share);
        double atLeast = first == 0 ? 1 : SpecialFunctions.BetaRegularized(first, second + 1.0, share);
        return Math.Min(1, 2 * Math.Min(atMost, atLeast));
    }

    static void CheckCount(long count, string parameter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count, parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, IncidenceRate.MaxCount, parameter);
    }

    static void CheckTime(double personYears, string parameter)
    {
        if (!double.IsFinite(personYears) || personYears <= 0)
            throw new ArgumentOutOfRangeException(parameter, personYears, "A rate needs a positive, finite time under observation.");
    }
}

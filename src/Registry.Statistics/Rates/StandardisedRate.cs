using System.Globalization;

namespace Registry.Statistics.Rates;

/// <summary>One age band of a rate to be standardised.</summary>
/// <param name="Count">Occurrences, 0 or more.</param>
/// <param name="PersonYears">Time under observation in the band; 0 or more, and more than 0 where something occurred or the standard has weight.</param>
/// <param name="StandardWeight">People of the standard population in the band, in any unit; 0 or more.</param>
public readonly record struct RateBand(long Count, double PersonYears, double StandardWeight);

/// <summary>The rate that a standard population would have with the bands' own rates.</summary>
/// <param name="PerPersonYear">Weighted mean of the bands' rates.</param>
/// <param name="CrudePerPersonYear">All occurrences / all person-years, to be set beside it.</param>
/// <param name="StandardError">Of <paramref name="PerPersonYear"/>; 0 when nothing occurred.</param>
/// <param name="Level">Confidence level of <paramref name="Interval"/>.</param>
/// <param name="Interval">Gamma interval of Fay and Feuer, per person-year; its lower limit is 0 when nothing occurred.</param>
public sealed record StandardisedRate(double PerPersonYear, double CrudePerPersonYear, double StandardError, double Level, ConfidenceInterval Interval)
{
    /// <summary>Direct standardisation.</summary>
    /// <param name="bands">At least one; together they cover all ages that the standard has weight for.</param>
    /// <param name="level">Confidence level.</param>
    /// <returns>Not estimable when the standard has weight in a band in which nobody was observed: a rate cannot be invented there.</returns>
    /// <exception cref="ArgumentException">There is no band.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A band is out of range (the message names its index), no band has weight, or the level is not within (0, 1).</exception>
    /// <remarks>With one band, or weights in proportion to person-years, the interval is the exact one of <see cref="IncidenceRate"/>.
    /// Source: Fay and Feuer 1997, Stat. Med. 16:791–801. Checked against its formulas in R: tests/data/statistics/make-rates.R.</remarks>
    public static Answer<StandardisedRate> Estimate(ReadOnlySpan<RateBand> bands, double level = 0.95)
    {
        Confidence.CheckLevel(level, nameof(level));
        if (bands.IsEmpty) throw new ArgumentException("There is no band.", nameof(bands));
        double weights = 0;
        double personYears = 0;
        long count = 0;
        for (int index = 0; index < bands.Length; index++)
        {
            Check(bands[index], index);
            weights += bands[index].StandardWeight;
            personYears += bands[index].PersonYears;
            count += bands[index].Count;
        }

        if (weights <= 0) throw new ArgumentOutOfRangeException(nameof(bands), "No band has weight in the standard population.");
        double rate = 0;
        double variance = 0;
        double largest = 0;
        for (int index = 0; index < bands.Length; index++)
        {
            RateBand band = bands[index];
            if (band.StandardWeight == 0) continue;
            if (band.PersonYears == 0)
                return new Answer<StandardisedRate>.NotEstimable(string.Create(CultureInfo.InvariantCulture, $"Nobody was observed in band {index}, which has weight in the standard population."));
            double weight = band.StandardWeight / weights / band.PersonYears;
            rate += weight * band.Count;
            variance += weight * weight * band.Count;
            largest = Math.Max(largest, weight);
        }

        double tail = (1 - level) / 2;
        double lower = rate == 0 ? 0 : variance / rate * Quantiles.Gamma(rate * rate / variance, tail);
        double raised = rate + largest;
        double spread = variance + largest * largest;
        double upper = spread / raised * Quantiles.Gamma(raised * raised / spread, 1 - tail);
        return new Answer<StandardisedRate>.Given(new StandardisedRate(rate, count / personYears, Math.Sqrt(variance), level, new ConfidenceInterval(lower, upper)));
    }

    static void Check(RateBand band, int index)
    {
        string? why = band switch
        {
            { Count: < 0 or > IncidenceRate.MaxCount } => "its count is negative or too high",
            { PersonYears: var years } when !(years >= 0 && double.IsFinite(years)) => "its person-years are not a finite number of 0 or more",
            { StandardWeight: var weight } when !(weight >= 0 && double.IsFinite(weight)) => "its weight is not a finite number of 0 or more",
            { Count: > 0, PersonYears: 0 } => "something occurred in it, but nobody was observed",
            _ => null,
        };
        if (why is not null) throw new ArgumentOutOfRangeException(nameof(band), string.Create(CultureInfo.InvariantCulture, $"Band {index} is refused: {why}."));
    }
}

namespace Registry.Statistics.Rates;

/// <summary>A share of subjects who have a feature, with an exact interval.</summary>
/// <param name="Count">Subjects with the feature, 0 to <paramref name="Of"/>.</param>
/// <param name="Of">Subjects who were looked at; 1 or more.</param>
/// <param name="Level">Confidence level of <paramref name="Interval"/>.</param>
/// <param name="Share">Count / Of, within [0, 1].</param>
/// <param name="Interval">Within [0, 1]; the lower limit of none is 0, the upper one of all is 1.</param>
public sealed record BinomialProportion(long Count, long Of, double Level, double Share, ConfidenceInterval Interval)
{
    /// <summary>Proportion with the exact interval of Clopper and Pearson.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is nobody to look at, the count is negative or above all, or the level is not within (0, 1).</exception>
    /// <remarks>
    /// Exact, so a little wide, when subjects are independent of each other; relatives are not quite.
    /// Source: Clopper and Pearson 1934, Biometrika 26:404–413. Checked against the binomial tails summed term by term.
    /// </remarks>
    public static BinomialProportion Estimate(long count, long of, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(of, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(of, IncidenceRate.MaxCount);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, of);
        Confidence.CheckLevel(level, nameof(level));
        double tail = (1 - level) / 2;
        double lower = count == 0 ? 0 : Quantiles.Beta(count, of - count + 1.0, tail);
        double upper = count == of ? 1 : Quantiles.Beta(count + 1.0, of - count, 1 - tail);
        return new BinomialProportion(count, of, level, (double)count / of, new ConfidenceInterval(lower, upper));
    }
}

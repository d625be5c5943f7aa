using Registry.Statistics.Survival;

namespace Registry.Statistics.Rates;

/// <summary>How long subjects were under observation.</summary>
public static class PersonTime
{
    /// <summary>Days of a year here: the Julian year, 365.25, so that ages and rates agree whatever the calendar.</summary>
    public const double DaysPerYear = 365.25;

    /// <summary>Days of observation of all samples that fall after <paramref name="fromDays"/> and not after <paramref name="toDays"/>.</summary>
    /// <param name="samples">As for <see cref="KaplanMeier.Estimate"/>; none gives 0.</param>
    /// <param name="fromDays">Start of the band (an age in days, say), exclusive as an entry is; 0 or more.</param>
    /// <param name="toDays">End of the band, inclusive as an exit is; after <paramref name="fromDays"/>.</param>
    /// <returns>Bands that touch add up to the whole. A sample from <see cref="FollowUp.BeforeOrigin"/> counts from day 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The band is empty, or a sample is out of range: the message names its index.</exception>
    public static long Days(ReadOnlySpan<FollowUp> samples, int fromDays = 0, int toDays = Limits.LastDay)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromDays);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(toDays, fromDays);
        long days = 0;
        for (int index = 0; index < samples.Length; index++)
        {
            FollowUp sample = samples[index];
            if (!sample.IsInRange) throw new ArgumentOutOfRangeException(nameof(samples), sample.Refusal(index));
            days += Math.Max(0, Math.Min(sample.ExitDays, toDays) - Math.Max(sample.EntryDays, fromDays));
        }

        return days;
    }

    /// <summary>Julian years of a number of days.</summary>
    public static double Years(long days) => days / DaysPerYear;
}

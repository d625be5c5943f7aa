using System.Collections.Immutable;

namespace Registry.Statistics.Survival;

/// <summary>Who was there just before a day. Invariant: Entered = AtRisk + Failures + Censored.</summary>
/// <param name="Day">Day of the grid.</param>
/// <param name="Entered">Entered before this day.</param>
/// <param name="AtRisk">Of them at risk on this day: entry &lt; day ≤ exit.</param>
/// <param name="Failures">Of them failed before this day.</param>
/// <param name="Censored">Of them censored before this day.</param>
public readonly record struct RiskTableRow(int Day, int Entered, int AtRisk, int Failures, int Censored);

/// <summary>The table under a survival curve: at risk, failed and censored so far, on chosen days.</summary>
/// <remarks>Morris et al. 2019, BMJ Open 9:e030215 (KMunicate). With delayed entry the numbers at risk may rise, which is why Entered stands beside them.</remarks>
public static class RiskTable
{
    /// <summary>One row per day of the grid.</summary>
    /// <param name="samples">As for <see cref="KaplanMeier.Estimate"/>.</param>
    /// <param name="gridDays">Strictly ascending, 0 or more; days after the last exit are allowed and have nobody at risk.</param>
    /// <param name="startAtDays">The lower bound of the curve above the table, or null.</param>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A sample is out of range (the message names its index), the grid does not ascend, or nobody was observed beyond the lower bound.</exception>
    public static ImmutableArray<RiskTableRow> On(ReadOnlySpan<FollowUp> samples, ReadOnlySpan<int> gridDays, int? startAtDays = null)
    {
        CheckGrid(gridDays);
        using DayTally tally = DayTally.Of(samples, startAtDays);
        ImmutableArray<RiskTableRow>.Builder rows = ImmutableArray.CreateBuilder<RiskTableRow>(gridDays.Length);
        int entered = 0;
        int failures = 0;
        int censored = 0;
        int next = tally.FirstDay - 1;
        foreach (int gridDay in gridDays)
        {
            for (; next < gridDay && next <= tally.LastDay; next++)
            {
                DayTally.DayCount count = tally[next];
                entered += count.Entered;
                failures += count.Failed;
                censored += count.Censored;
            }

            rows.Add(new RiskTableRow(gridDay, entered, entered - failures - censored, failures, censored));
        }

        return rows.MoveToImmutable();
    }

    /// <summary>The first day on which at least so many are at risk: a lower bound from which a curve with delayed entry can be trusted.</summary>
    /// <returns>A day d such that a curve with <see cref="SurvivalOptions.StartAtDays"/> = d - 1 begins with that risk set (0 becomes
    /// <see cref="FollowUp.BeforeOrigin"/>, no bound at all); null when there never are so many.</returns>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A sample is out of range (the message names its index), or the count is below 1.</exception>
    public static int? FirstDayAtRisk(ReadOnlySpan<FollowUp> samples, int minimumAtRisk)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumAtRisk, 1);
        using DayTally tally = DayTally.Of(samples, startAtDays: null);
        int atRisk = 0;
        for (int day = tally.FirstDay; day <= tally.LastDay; day++)
        {
            DayTally.DayCount before = tally[day - 1];
            atRisk += before.Entered - before.Failed - before.Censored;
            if (atRisk >= minimumAtRisk) return day;
        }

        return null;
    }

    static void CheckGrid(ReadOnlySpan<int> gridDays)
    {
        int previous = -1;
        foreach (int day in gridDays)
        {
            if (day <= previous) throw new ArgumentOutOfRangeException(nameof(gridDays), day, "The days of the grid must be 0 or more and strictly ascending.");
            previous = day;
        }
    }
}

using System.Collections.Immutable;

namespace Registry.Statistics.Survival;

/// <summary>Days, first and last included, on which nobody was at risk: no failure could have been seen.</summary>
public readonly record struct UnobservedPeriod(int FirstDay, int LastDay);

/// <summary>The survivor function on one day.</summary>
/// <param name="Day">The day asked for.</param>
/// <param name="Survivor">Estimated probability of surviving beyond it, within [0, 1].</param>
/// <param name="StandardError">Greenwood's; 0 before the first failure, null where Survivor is 0.</param>
/// <param name="Interval">Null before the first failure and where Survivor is 0: no variance is estimated there.</param>
public readonly record struct SurvivorPoint(int Day, double Survivor, double? StandardError, ConfidenceInterval? Interval);

/// <summary>An estimated survivor function: 1 until the first step, then constant from step to step until <see cref="LastDay"/>.</summary>
/// <remarks>Made by <see cref="KaplanMeier.Estimate"/>. Immutable.</remarks>
public sealed class SurvivalCurve
{
    /// <summary>How near a curve must come to a level to lie on it: the rounding of a product of some 10^5 factors lies far below,
    /// one failure among 10^7 at risk above. R's quantile has the same tolerance.</summary>
    const double LevelTolerance = 1.5e-8;

    internal SurvivalCurve()
    {
    }

    /// <summary>What was asked for.</summary>
    public required SurvivalOptions Options { get; init; }

    /// <summary>One per distinct day of failure, ascending; empty when nobody failed.</summary>
    public required ImmutableArray<SurvivalStep> Steps { get; init; }

    /// <summary>First day on which anybody was at risk.</summary>
    public required int FirstDay { get; init; }

    /// <summary>Latest exit. Beyond it nothing is known, unless the curve is 0.</summary>
    public required int LastDay { get; init; }

    /// <summary>Samples counted: 1 or more.</summary>
    public required int SampleCount { get; init; }

    /// <summary>Of them failed.</summary>
    public required int FailureCount { get; init; }

    /// <summary>Of them censored.</summary>
    public int CensoredCount => SampleCount - FailureCount;

    /// <summary>Samples not counted because they ended on the lower bound or before it; 0 without one.</summary>
    public required int LeftOutCount { get; init; }

    /// <summary>Stretches between the origin (or the lower bound) and <see cref="LastDay"/> on which nobody was at risk, ascending.</summary>
    /// <remarks>The curve is flat there for want of subjects. A report that gives a number beyond such a stretch must say so.</remarks>
    public required ImmutableArray<UnobservedPeriod> UnobservedPeriods { get; init; }

    /// <summary>The day on which all who were at risk failed although others were observed later: the curve is 0 from there on, whatever those others did.</summary>
    /// <remarks>Null when that did not happen. The remedy is a lower bound: <see cref="SurvivalOptions.StartAtDays"/>.</remarks>
    public required int? CollapsedOnDay { get; init; }

    /// <summary>The time by which half have failed.</summary>
    public SurvivalQuantile Median() => Quantile(0.5);

    /// <summary>The time by which a share has failed, with the interval in which the confidence limits of the curve include that level.</summary>
    /// <param name="failedShare">Between 0 and 1, both excluded.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not within (0, 1).</exception>
    /// <remarks>
    /// When the curve lies on the level for a while, the middle of that stretch, as R does; a last stretch ends on <see cref="LastDay"/>.
    /// Where the curve is 0 it has no limits, so an upper end that was not reached before is not reached.
    /// Brookmeyer and Crowley 1982, Biometrics 38:29–41.
    /// </remarks>
    public SurvivalQuantile Quantile(double failedShare)
    {
        if (!(failedShare is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(failedShare), failedShare, "A share lies between 0 and 1, both excluded; 0.5 is the median.");
        double level = 1 - failedShare;
        return new SurvivalQuantile(
            failedShare,
            ReachedBy(level, static step => step.Survivor),
            ReachedBy(level, static step => step.Interval?.Lower),
            ReachedBy(level, static step => step.Interval?.Upper));
    }

    /// <summary>The survivor function on a day.</summary>
    /// <returns>Null when the day lies after <see cref="LastDay"/> and the curve has not come down to 0: nobody was observed so long.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The day lies before the origin, or before the lower bound of a conditional curve.</exception>
    public SurvivorPoint? SurvivorAt(int day)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(day, Options.OriginDay);
        int after = FirstStepAfter(day);
        if (after == 0) return day > LastDay ? null : new SurvivorPoint(day, 1, 0, null);
        SurvivalStep step = Steps[after - 1];
        return day > LastDay && step.Survivor > 0 ? null : new SurvivorPoint(day, step.Survivor, step.StandardError, step.Interval);
    }

    /// <summary>Mean time lived up to a horizon, with its standard error.</summary>
    /// <param name="horizonDays">After the origin or the lower bound. Choose it before looking at the curve; groups are comparable on one horizon only.</param>
    /// <returns>Not estimable when the horizon lies after <see cref="LastDay"/> and the curve is not 0 there.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The horizon is not after the origin or the lower bound.</exception>
    /// <remarks>Where <see cref="CollapsedOnDay"/> or <see cref="UnobservedPeriods"/> warn, they warn of this number too. O(steps).</remarks>
    public Answer<RestrictedMean> RestrictedMean(int horizonDays) => Survival.RestrictedMean.Of(this, horizonDays);

    int FirstStepAfter(int day)
    {
        int low = 0;
        int high = Steps.Length;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            if (Steps[middle].Day <= day)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    QuantileTime ReachedBy(double level, Func<SurvivalStep, double?> height)
    {
        for (int index = 0; index < Steps.Length; index++)
        {
            if (height(Steps[index]) is not { } reached || reached > level + LevelTolerance) continue;
            int day = Steps[index].Day;
            return new QuantileTime.Reached(reached < level - LevelTolerance ? day : (day + EndOfStretch(index, reached, height)) / 2.0);
        }

        return QuantileTime.NotReached.Value;
    }

    /// <summary>The day on which the curve leaves the height it has at a step; <see cref="LastDay"/> when it does not.</summary>
    int EndOfStretch(int index, double reached, Func<SurvivalStep, double?> height)
    {
        for (int later = index + 1; later < Steps.Length; later++)
        {
            if (height(Steps[later]) is not { } next || next < reached - LevelTolerance) return Steps[later].Day;
        }

        return LastDay;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Registry.Statistics.Survival;

/// <summary>One day on which somebody failed, and the cumulative hazard from that day until the next step.</summary>
public readonly record struct HazardStep
{
    /// <summary>Day of the failures.</summary>
    public required int Day { get; init; }

    /// <summary>Subjects at risk on this day, those who fail on it included; 1 or more.</summary>
    public required int AtRisk { get; init; }

    /// <summary>Failures on this day; 1 or more.</summary>
    public required int Failures { get; init; }

    /// <summary>Sum of failures / at risk up to this day; 0 or more, it may exceed 1.</summary>
    public required double CumulativeHazard { get; init; }

    /// <summary>Root of the sum of failures / at risk², Aalen's estimate.</summary>
    public required double StandardError { get; init; }

    /// <summary>Limits, 0 or more.</summary>
    public required ConfidenceInterval Interval { get; init; }
}

/// <summary>An estimated cumulative hazard: 0 until the first step, then constant from step to step until <see cref="LastDay"/>.</summary>
/// <remarks>Made by <see cref="NelsonAalen.Estimate"/>. Immutable.</remarks>
public sealed class HazardCurve
{
    internal HazardCurve()
    {
    }

    /// <summary>One per distinct day of failure, ascending; empty when nobody failed.</summary>
    public required ImmutableArray<HazardStep> Steps { get; init; }

    /// <summary>First day on which anybody was at risk.</summary>
    public required int FirstDay { get; init; }

    /// <summary>Latest exit. Beyond it nothing is known.</summary>
    public required int LastDay { get; init; }

    /// <summary>Where the estimate cannot be trusted; empty when nothing speaks against it.</summary>
    public required ImmutableArray<Caveat> Caveats { get; init; }

    /// <summary>The last step on a day or before it; null when the day lies after <see cref="LastDay"/>, or nobody had failed by then (the estimate is 0, without a standard error).</summary>
    public HazardStep? StepAt(int day)
    {
        if (day > LastDay) return null;
        HazardStep? last = null;
        foreach (HazardStep step in Steps)
        {
            if (step.Day > day) break;
            last = step;
        }

        return last;
    }
}

/// <summary>The estimate of the cumulative hazard, for subjects who may come under observation late.</summary>
public static class NelsonAalen
{
    /// <summary>Nelson–Aalen estimate with delayed entry and Aalen's variance.</summary>
    /// <param name="samples">As for <see cref="KaplanMeier.Estimate"/>.</param>
    /// <param name="level">Confidence level of the steps' intervals, which are symmetric on the scale of log H and so stay above 0.</param>
    /// <param name="startAtDays">Lower bound: hazard gathered after this day; null: from the origin.</param>
    /// <returns>One step per distinct day of failure, ascending.</returns>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A sample is out of range (the message names its index), the level is not within (0, 1), or nobody was under observation beyond the lower bound.</exception>
    /// <remarks>
    /// Ties: a failure precedes a censoring and an entry of the same day; tied failures count d / n. O(samples + days). Thread-safe.
    /// Sources: Nelson 1972, Technometrics 14:945–966; Aalen 1978, Ann. Stat. 6:701–726; variance: formula 4.1.6 of Andersen, Borgan, Gill and Keiding 1993.
    /// Checked against cumhaz and std.chaz of R's survfit: tests/data/statistics/make-survival.R.
    /// </remarks>
    public static HazardCurve Estimate(ReadOnlySpan<FollowUp> samples, double level = 0.95, int? startAtDays = null)
    {
        Confidence.CheckLevel(level, nameof(level));
        using DayTally tally = DayTally.Of(samples, startAtDays);
        int stepCount = 0;
        for (int day = tally.FirstDay; day <= tally.LastDay; day++)
        {
            if (tally[day].Failed > 0) stepCount++;
        }

        var steps = new HazardStep[stepCount];
        int loneDay = Fill(tally, steps, Confidence.TwoSidedZ(level));
        return new HazardCurve
        {
            Steps = ImmutableCollectionsMarshal.AsImmutableArray(steps),
            FirstDay = tally.FirstDay,
            LastDay = tally.LastDay,
            Caveats = loneDay < 0 ? [] : [new Caveat(CaveatKind.RiskSetOfOne, string.Create(CultureInfo.InvariantCulture, $"On day {loneDay} the only subject at risk failed, which adds 1 to the cumulative hazard."))],
        };
    }

    /// <summary>The first day on which a single subject was at risk and failed although others were observed later; -1 when there is none.</summary>
    static int Fill(in DayTally tally, Span<HazardStep> steps, double z)
    {
        int atRisk = tally.EnteredBefore;
        int loneDay = -1;
        double hazard = 0;
        double variance = 0;
        int next = 0;
        for (int day = tally.FirstDay; day <= tally.LastDay; day++)
        {
            DayTally.DayCount count = tally[day];
            if (count.Failed > 0)
            {
                hazard += (double)count.Failed / atRisk;
                variance += count.Failed / ((double)atRisk * atRisk);
                double standardError = Math.Sqrt(variance);
                double factor = Math.Exp(z * standardError / hazard);
                steps[next++] = new HazardStep
                {
                    Day = day,
                    AtRisk = atRisk,
                    Failures = count.Failed,
                    CumulativeHazard = hazard,
                    StandardError = standardError,
                    Interval = new ConfidenceInterval(hazard / factor, hazard * factor),
                };
                if (atRisk == 1 && day < tally.LastDay && loneDay < 0) loneDay = day;
            }

            atRisk += count.Entered - count.Failed - count.Censored;
        }

        return loneDay;
    }
}

using System.Collections.Immutable;

namespace Registry.Statistics.Survival;

/// <summary>One day on which somebody failed from the cause, and the cumulative incidence from that day until the next step.</summary>
public readonly record struct IncidenceStep
{
    /// <summary>Day of the failures.</summary>
    public required int Day { get; init; }

    /// <summary>Subjects at risk of any cause on this day; 1 or more.</summary>
    public required int AtRisk { get; init; }

    /// <summary>Failures from the cause on this day; 1 or more.</summary>
    public required int Failures { get; init; }

    /// <summary>Estimated probability of having failed from the cause by this day, within [0, 1].</summary>
    public required double Incidence { get; init; }

    /// <summary>Greenwood's standard error for the Aalen–Johansen estimate. 0 where nothing was left to chance (everybody failed from this cause).</summary>
    public required double StandardError { get; init; }

    /// <summary>Limits of <see cref="Incidence"/>; null where the standard error is 0.</summary>
    public required ConfidenceInterval? Interval { get; init; }
}

/// <summary>The cumulative incidence of one cause: 0 until the first step, then constant from step to step.</summary>
/// <param name="Cause">Number of the cause, 1 or more.</param>
/// <param name="Failures">Failures from it.</param>
/// <param name="Steps">One per distinct day of failure from it, ascending; empty when nobody failed from it.</param>
public sealed record IncidenceCurve(int Cause, int Failures, ImmutableArray<IncidenceStep> Steps)
{
    /// <summary>The last step on a day or before it; null when nobody had failed from the cause by then (the incidence is 0).</summary>
    public IncidenceStep? StepAt(int day)
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

        return low == 0 ? null : Steps[low - 1];
    }
}

/// <summary>The cumulative incidence of each of several competing causes.</summary>
/// <remarks>Made by <see cref="CumulativeIncidence.Estimate"/>. Immutable. Beyond <see cref="LastDay"/> nothing is known.</remarks>
public sealed class IncidenceCurves
{
    internal IncidenceCurves()
    {
    }

    /// <summary>One per cause from 1 to the highest that was asked for or met, by number.</summary>
    public required ImmutableArray<IncidenceCurve> Causes { get; init; }

    /// <summary>First day on which anybody was at risk.</summary>
    public required int FirstDay { get; init; }

    /// <summary>Latest exit.</summary>
    public required int LastDay { get; init; }

    /// <summary>Samples counted: 1 or more.</summary>
    public required int SampleCount { get; init; }

    /// <summary>Samples not counted because they ended on the lower bound or before it; 0 without one.</summary>
    public required int LeftOutCount { get; init; }

    /// <summary>Where the estimate cannot be trusted; empty when nothing speaks against it.</summary>
    public required ImmutableArray<Caveat> Caveats { get; init; }
}

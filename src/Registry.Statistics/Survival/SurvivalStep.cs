namespace Registry.Statistics.Survival;

/// <summary>One day on which somebody failed, and the survivor function from that day until the next step.</summary>
/// <remarks>Invariant: AtRisk = the previous step's AtRisk - Failures, + Entered - Censored of this one.</remarks>
public readonly record struct SurvivalStep
{
    /// <summary>Day of the failures.</summary>
    public required int Day { get; init; }

    /// <summary>Subjects at risk on this day, those who fail on it included; 1 or more.</summary>
    public required int AtRisk { get; init; }

    /// <summary>Failures on this day; 1 or more.</summary>
    public required int Failures { get; init; }

    /// <summary>Censored since the previous step: on its day (after its failures) or later, and before this day.</summary>
    public required int Censored { get; init; }

    /// <summary>Entered since the previous step: on its day or later, and before this day. In the first step, all who entered before.</summary>
    public required int Entered { get; init; }

    /// <summary>Estimated probability of surviving beyond this day, within [0, 1].</summary>
    public required double Survivor { get; init; }

    /// <summary>Greenwood's standard error of <see cref="Survivor"/>. Null when Survivor is 0, where it is 0 · ∞.</summary>
    public required double? StandardError { get; init; }

    /// <summary>Limits of <see cref="Survivor"/>. Null when Survivor is 0: no method here gives any (R prints NA).</summary>
    public required ConfidenceInterval? Interval { get; init; }
}

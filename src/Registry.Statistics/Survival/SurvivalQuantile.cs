namespace Registry.Statistics.Survival;

/// <summary>The time at which a curve comes down to a level: a day, or the statement that it never does.</summary>
public abstract record QuantileTime
{
    QuantileTime()
    {
    }

    /// <summary>The curve comes down to the level.</summary>
    /// <param name="Days">Days from the origin. Half a day is possible: when the curve lies on the level, it is the middle of that stretch.</param>
    public sealed record Reached(double Days) : QuantileTime;

    /// <summary>The curve stays above the level as far as it was observed; a result, to be printed as "not reached".</summary>
    public sealed record NotReached : QuantileTime
    {
        /// <summary>The only value.</summary>
        public static readonly NotReached Value = new();

        NotReached()
        {
        }
    }
}

/// <summary>The time by which a given share has failed, with its interval.</summary>
/// <param name="FailedShare">Share that has failed by then: 0.5 for the median.</param>
/// <param name="Estimate">Where the survivor function comes down to 1 - FailedShare.</param>
/// <param name="Lower">Where the lower confidence limit comes down to it.</param>
/// <param name="Upper">Where the upper confidence limit comes down to it; not reached: the interval is open above.</param>
/// <remarks>Brookmeyer and Crowley 1982, Biometrics 38:29–41.</remarks>
public sealed record SurvivalQuantile(double FailedShare, QuantileTime Estimate, QuantileTime Lower, QuantileTime Upper);

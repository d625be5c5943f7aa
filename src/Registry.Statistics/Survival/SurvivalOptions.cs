namespace Registry.Statistics.Survival;

/// <summary>On which scale the limits of a survivor function are symmetric.</summary>
/// <remarks>Kalbfleisch and Prentice 2002, The Statistical Analysis of Failure Time Data, 2nd ed., section 1.4;
/// the same three as <c>conf.type</c> of R's <c>survfit</c>.</remarks>
public enum ConfidenceTransform
{
    /// <summary>log(-log S): stays within [0, 1] by itself and holds its level in small samples best. The default.</summary>
    LogLog,

    /// <summary>log S; the upper limit is cut at 1. The default of R's <c>survfit</c>.</summary>
    Log,

    /// <summary>S itself; both limits are cut to [0, 1].</summary>
    Plain,
}

/// <summary>How a survivor function is estimated.</summary>
public sealed record SurvivalOptions
{
    /// <summary>Log-log limits at 95 %, from the origin.</summary>
    public static readonly SurvivalOptions Default = new();

    /// <summary>Scale of the confidence limits.</summary>
    public ConfidenceTransform Transform { get; init; } = ConfidenceTransform.LogLog;

    /// <summary>Confidence level, between 0 and 1, both excluded.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>
    /// Lower bound in days: what is estimated is survival beyond each day for those who survived beyond this one.
    /// Null, or <see cref="FollowUp.BeforeOrigin"/>: from the origin, all samples as they are.
    /// </summary>
    /// <remarks>Delayed entry leaves the first risk sets small; one failure in a risk set of one makes the curve 0 for ever.
    /// A bound from which enough subjects are at risk (<see cref="RiskTable.FirstDayAtRisk"/>) keeps the rest of the curve.</remarks>
    public int? StartAtDays { get; init; }

    /// <summary>The day on which the curve is 1 by definition: the origin of the time scale, or the lower bound.</summary>
    internal int OriginDay => Math.Max(StartAtDays ?? 0, 0);
}

namespace Registry.Statistics;

/// <summary>Two-sided limits of an estimate, in the unit of the estimate; Lower is at most Upper.</summary>
/// <remarks>The level belongs to whoever made it: <c>SurvivalOptions.Level</c>, <c>IncidenceRate.Level</c>.
/// Where a method gives no limits there is no interval (null), never one of NaN or of [0, 1].</remarks>
public readonly record struct ConfidenceInterval(double Lower, double Upper);

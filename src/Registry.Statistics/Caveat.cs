namespace Registry.Statistics;

/// <summary>Which assumption of a method does not hold in these data.</summary>
public enum CaveatKind
{
    /// <summary>A failure fell into a risk set of one: one subject moves the whole estimate.</summary>
    RiskSetOfOne,

    /// <summary>All who were at risk failed although others were observed later.</summary>
    RiskSetDiedOut,

    /// <summary>On some days before the last one nobody was at risk.</summary>
    Unobserved,

    /// <summary>Too few failures, or too few subjects, for the approximation that the interval or the p-value rests on.</summary>
    FewFailures,

    /// <summary>A group, a stratum or a cause without any failure, or without anybody to compare it with.</summary>
    NothingToCompare,

    /// <summary>A parameter was estimated on the border of its range, where its standard error means nothing.</summary>
    OnTheBoundary,
}

/// <summary>A warning that belongs to an estimate wherever it is printed.</summary>
/// <param name="Kind">For programs.</param>
/// <param name="Text">For readers: one sentence.</param>
public readonly record struct Caveat(CaveatKind Kind, string Text);

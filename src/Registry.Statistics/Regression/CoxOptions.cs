namespace Registry.Statistics.Regression;

/// <summary>How failures of one day enter the partial likelihood.</summary>
public enum CoxTies
{
    /// <summary>Efron 1977, J. Am. Stat. Assoc. 72:557–565: an average over the orders in which they may have happened. The default, here and in R.</summary>
    Efron,

    /// <summary>Breslow 1974, Biometrics 30:89–99: each against the whole risk set. Biased towards 0 when ties are many.</summary>
    Breslow,

    /// <summary>Cox 1972: the day's failures against all sets of as many subjects at risk (a discrete logistic model). Right where time itself is discrete; slow for great ties.</summary>
    Exact,
}

/// <summary>How a proportional hazards model is fitted.</summary>
public sealed record CoxOptions
{
    /// <summary>Efron's ties, 95 %, variance from the information.</summary>
    public static readonly CoxOptions Default = new();

    /// <summary>Treatment of ties.</summary>
    public CoxTies Ties { get; init; } = CoxTies.Efron;

    /// <summary>Confidence level, between 0 and 1, both excluded.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Standard errors from the samples' own influence (Lin and Wei 1989, J. Am. Stat. Assoc. 84:1074–1078), summed within clusters when there are any: right when samples of a cluster depend on each other or the model is wrong.</summary>
    /// <remarks>Not with <see cref="CoxTies.Exact"/>.</remarks>
    public bool Robust { get; init; }
}

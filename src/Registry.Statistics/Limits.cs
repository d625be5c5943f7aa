namespace Registry.Statistics;

/// <summary>The limits of this room, by name.</summary>
public static class Limits
{
    /// <summary>Greatest day of a sample. Room for ages in days (40,000) and for day numbers of the calendar (740,000).</summary>
    public const int LastDay = 1_000_000;

    /// <summary>Most groups that one test compares; the work on each day of failure grows with their square.</summary>
    public const int Groups = 100;

    /// <summary>Most causes of failure of one analysis.</summary>
    public const int Causes = 100;

    /// <summary>Most covariates of one regression; work per sample grows with their square.</summary>
    public const int Covariates = 100;

    /// <summary>Most tied failures times subjects at risk that a day of the exact partial likelihood may have: some seconds of work for each step of a fit.</summary>
    public const long ExactTies = 20_000_000;

    /// <summary>Steps an iterative fit may take before it is reported as not converged. A regular fit takes under 10, a diverging coefficient shows itself within 40.</summary>
    public const int Iterations = 200;

    /// <summary>Below so many expected failures in a group the chi-squared approximation is poor (Cochran 1954, Biometrics 10:417–451).</summary>
    public const int FewExpectedFailures = 5;

    /// <summary>Below so many failures per covariate a regression's estimates are unreliable (Peduzzi et al. 1995, J. Clin. Epidemiol. 48:1503–1510).</summary>
    public const int FailuresPerCovariate = 10;

    /// <summary>Below so many subjects the variances between subjects are said to be uncertain (Maas and Hox 2005, Methodology 1:86–92, find intervals too narrow below some 30 to 50, useless below 10).</summary>
    public const int FewSubjects = 10;
}

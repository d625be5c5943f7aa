namespace Registry.Cohort.Lives;

/// <summary>Euler's gamma function, for the mean of a Weibull time.</summary>
internal static class GammaFunction
{
    // Lanczos 1964, SIAM J. Numer. Anal. B 1:86, with g = 7 and nine terms: to some 1e-15 for x of at least 0.5.
    private static readonly double[] Terms =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <param name="x">0.5 or more.</param>
    public static double At(double x)
    {
        double z = x - 1;
        double sum = Terms[0];
        for (int index = 1; index < Terms.Length; index++) sum += Terms[index] / (z + index);
        double t = z + 7.5;
        return Math.Sqrt(2 * Math.PI) * Math.Pow(t, z + 0.5) * Math.Exp(-t) * sum;
    }
}

using MathNet.Numerics;

namespace Registry.Statistics;

/// <summary>A test statistic that follows the chi-squared distribution when there is no difference and the samples are many.</summary>
/// <param name="ChiSquared">The statistic, 0 or more.</param>
/// <param name="DegreesOfFreedom">1 or more.</param>
/// <param name="PValue">Probability of a statistic this large or larger when there is no difference, within [0, 1].</param>
public readonly record struct ChiSquaredTest(double ChiSquared, int DegreesOfFreedom, double PValue)
{
    internal static ChiSquaredTest Of(double chiSquared, int degreesOfFreedom) => new(chiSquared, degreesOfFreedom, UpperTail(chiSquared, degreesOfFreedom));

    /// <summary>Computed as the upper tail itself, not as 1 minus the lower one: small p-values keep their digits.</summary>
    internal static double UpperTail(double chiSquared, double degreesOfFreedom) =>
        chiSquared <= 0 ? 1 : SpecialFunctions.GammaUpperRegularized(degreesOfFreedom / 2, chiSquared / 2);
}

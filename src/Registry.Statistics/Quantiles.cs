using MathNet.Numerics;

namespace Registry.Statistics;

/// <summary>Quantiles to full precision: those of MathNet stop some 1e-8 short, a few Newton steps on the distribution function finish them.</summary>
static class Quantiles
{
    /// <summary>The value of a gamma variable (rate 1) below which it lies at the given probability.</summary>
    internal static double Gamma(double shape, double probability)
    {
        double value = MathNet.Numerics.Distributions.Gamma.InvCDF(shape, 1, probability);
        for (int step = 0; step < 2; step++)
        {
            double density = MathNet.Numerics.Distributions.Gamma.PDF(shape, 1, value);
            // The nearer tail, so that a probability near 1 keeps its digits.
            double excess = probability < 0.5
                ? SpecialFunctions.GammaLowerRegularized(shape, value) - probability
                : 1 - probability - SpecialFunctions.GammaUpperRegularized(shape, value);
            double next = value - excess / density;
            if (!(density > 0) || !(next > 0)) break;
            value = next;
        }

        return value;
    }

    /// <summary>The value of a beta variable below which it lies at the given probability: by bisection, then Newton.</summary>
    internal static double Beta(double a, double b, double probability)
    {
        double low = 0;
        double high = 1;
        double value = a / (a + b);
        for (int step = 0; step < 200 && high - low > 1e-15 * high; step++)
        {
            double excess = SpecialFunctions.BetaRegularized(a, b, value) - probability;
            if (excess == 0) break;
            if (excess > 0)
                high = value;
            else
                low = value;
            double density = MathNet.Numerics.Distributions.Beta.PDF(a, b, value);
            double next = value - excess / density;
            // Newton inside the bracket, bisection where it leaves it.
            if (!(next > low && next < high)) next = low + (high - low) / 2;
            if (Math.Abs(next - value) <= 1e-15 * value) break;
            value = next;
        }

        return value;
    }
}

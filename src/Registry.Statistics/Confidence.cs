using System.Diagnostics.CodeAnalysis;
using MathNet.Numerics.Distributions;

namespace Registry.Statistics;

/// <summary>What every interval needs: a checked level, and its place on the normal distribution.</summary>
static class Confidence
{
    /// <summary>The place z with a standard normal variable within ±z at probability <paramref name="level"/>.</summary>
    internal static double TwoSidedZ(double level) => -Normal.InvCDF(0, 1, (1 - level) / 2);

    internal static void CheckLevel(double level, string parameter)
    {
        if (!(level is > 0 and < 1)) Throw(level, parameter);

        [DoesNotReturn]
        static void Throw(double level, string parameter) =>
            throw new ArgumentOutOfRangeException(parameter, level, "A confidence level lies between 0 and 1, both excluded; 0.95 is usual.");
    }
}

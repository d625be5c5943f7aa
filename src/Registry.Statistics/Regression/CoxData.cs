using System.Globalization;
using Registry.Statistics.Survival;

namespace Registry.Statistics.Regression;

/// <summary>Checked samples with centred covariates in units of their own spread: the fit does not depend on where a covariate has its 0 or how large its unit is.</summary>
readonly ref struct CoxData
{
    internal ReadOnlySpan<FollowUp> Samples { get; private init; }

    internal RiskOrder Order { get; private init; }

    /// <summary>Row by row: one row per sample.</summary>
    internal double[] Covariates { get; private init; }

    internal int Width { get; private init; }

    internal double[] Scales { get; private init; }

    internal int Failures { get; private init; }

    internal ReadOnlySpan<double> Row(int sample) => Covariates.AsSpan(sample * Width, Width);

    internal static CoxData Of(ReadOnlySpan<FollowUp> samples, ReadOnlySpan<double> covariates, int width, RiskOrder order)
    {
        double[] scaled = covariates.ToArray();
        var scales = new double[width];
        for (int column = 0; column < width; column++) scales[column] = Standardise(scaled, width, column);
        int failures = 0;
        foreach (FollowUp sample in samples) failures += sample.Failed ? 1 : 0;
        return new CoxData { Samples = samples, Order = order, Covariates = scaled, Width = width, Scales = scales, Failures = failures };
    }

    /// <exception cref="ArgumentException">There are not width numbers per sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no covariate or too many, or one is not finite: the message names its sample.</exception>
    internal static void Check(int sampleCount, ReadOnlySpan<double> covariates, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Limits.Covariates);
        if (covariates.Length != (long)sampleCount * width)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"There are {sampleCount} samples with {width} covariates each, and {covariates.Length} numbers."), nameof(covariates));
        }

        for (int place = 0; place < covariates.Length; place++)
        {
            if (double.IsFinite(covariates[place])) continue;
            throw new ArgumentOutOfRangeException(nameof(covariates), covariates[place], string.Create(
                CultureInfo.InvariantCulture, $"Covariate {place % width} of sample {place / width} is not a finite number; leave the sample out, and count it."));
        }
    }

    static double Standardise(double[] covariates, int width, int column)
    {
        int count = covariates.Length / width;
        double mean = 0;
        for (int row = 0; row < count; row++) mean += covariates[row * width + column] / count;
        double squares = 0;
        for (int row = 0; row < count; row++)
        {
            ref double value = ref covariates[row * width + column];
            value -= mean;
            squares += value * value / count;
        }

        // A constant leaves rounding only; it becomes exactly 0, which the factorisation recognises.
        double scale = Math.Sqrt(squares);
        bool constant = scale <= 1e-12 * Math.Abs(mean) || scale == 0;
        for (int row = 0; row < count; row++)
        {
            ref double value = ref covariates[row * width + column];
            value = constant ? 0 : value / scale;
        }

        return constant ? 1 : scale;
    }
}

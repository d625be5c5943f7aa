namespace Registry.Statistics.Regression;

/// <summary>All that the likelihood needs of one subject: Z'Z, Z'y and y'y for Z = (1, time).</summary>
struct TrendSums
{
    internal int Count;
    internal double Times;
    internal double SquaresOfTime;
    internal double Values;
    internal double Products;
    internal double SquaresOfValue;

    internal void Add(double time, double value)
    {
        Count++;
        Times += time;
        SquaresOfTime += time * time;
        Values += value;
        Products += time * value;
        SquaresOfValue += value * value;
    }

    /// <summary>Measured at two different times.</summary>
    internal readonly bool HasSlope => SpreadOfTime > 1e-12 * SquaresOfTime && Count > 1;

    readonly double SpreadOfTime => SquaresOfTime - Times * Times / Count;

    /// <summary>Sum of squares around the subject's own line.</summary>
    internal readonly double OwnResidual()
    {
        double around = SquaresOfValue - Values * Values / Count;
        double slope = Products - Times * Values / Count;
        return Math.Max(0, HasSlope ? around - slope * slope / SpreadOfTime : around);
    }
}

/// <summary>Times and values are centred and in units of their spread while the trend is fitted.</summary>
readonly record struct TrendScale(double TimeCentre, double TimeScale, double ValueCentre, double ValueScale, string? WhyNot)
{
    internal double Time(double time) => (time - TimeCentre) / TimeScale;

    internal double Value(double value) => (value - ValueCentre) / ValueScale;

    internal static TrendScale Of(ReadOnlySpan<TrendSample> samples)
    {
        double time = 0;
        double value = 0;
        foreach (TrendSample sample in samples)
        {
            time += sample.Time / samples.Length;
            value += sample.Value / samples.Length;
        }

        double times = 0;
        double values = 0;
        foreach (TrendSample sample in samples)
        {
            times += (sample.Time - time) * (sample.Time - time) / samples.Length;
            values += (sample.Value - value) * (sample.Value - value) / samples.Length;
        }

        string? why = !(times > 1e-24 * time * time) ? "All measurements are of one time." : !(values > 1e-24 * value * value) ? "All values are the same." : null;
        return new TrendScale(time, Math.Sqrt(times), value, Math.Sqrt(values), why);
    }
}

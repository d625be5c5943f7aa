namespace Registry.Statistics.Regression;

/// <summary>Risk-weighted sums of covariates and their products over a set of samples that others join and leave.</summary>
/// <remarks>
/// Each sum is a pair of doubles, the second holding what the first rounds away: a sample that leaves takes out just what it brought, even when its risk
/// was e^30 times that of those who stay (a monotone likelihood). Source: Knuth, The Art of Computer Programming, volume 2, section 4.2.2, theorem B.
/// </remarks>
sealed class CoxMoments(int width)
{
    readonly double[] _high = new double[1 + width + width * width];
    readonly double[] _low = new double[1 + width + width * width];

    internal int Count { get; private set; }

    internal double Sum => At(0);

    internal double First(int column) => At(1 + column);

    /// <summary>Of the lower triangle: column is at most row.</summary>
    internal double Second(int row, int column) => At(1 + width + row * width + column);

    internal void Clear()
    {
        Count = 0;
        Array.Clear(_high);
        Array.Clear(_low);
    }

    internal void Add(double risk, ReadOnlySpan<double> covariates)
    {
        Count++;
        Put(risk, covariates);
    }

    internal void Remove(double risk, ReadOnlySpan<double> covariates)
    {
        if (--Count == 0)
            Clear();
        else
            Put(-risk, covariates);
    }

    double At(int place) => _high[place] + _low[place];

    void Put(double risk, ReadOnlySpan<double> covariates)
    {
        Put(0, risk);
        for (int row = 0; row < covariates.Length; row++)
        {
            double weighted = risk * covariates[row];
            Put(1 + row, weighted);
            for (int column = 0; column <= row; column++) Put(1 + width + row * width + column, weighted * covariates[column]);
        }
    }

    void Put(int place, double value)
    {
        double high = _high[place];
        double sum = high + value;
        double part = sum - high;
        _low[place] += high - (sum - part) + (value - part);
        _high[place] = sum;
    }
}

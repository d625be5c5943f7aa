namespace Registry.Statistics.Regression;

/// <summary>One day of failures: what it gives to the score and the information, for whoever wants it day by day.</summary>
delegate void CoxDay(int stratum, int day, int failures, ReadOnlySpan<double> score, ReadOnlySpan<double> information);

/// <summary>Partial likelihood, score and information at some coefficients.</summary>
/// <remarks>
/// One walk per stratum from the last day back: whoever exits on the day or later joins, whoever enters on it or later leaves.
/// Sums over the risk set are kept, not made anew.
/// </remarks>
sealed class CoxLikelihood(int width, CoxTies ties)
{
    internal readonly double[] Score = new double[width];
    internal readonly double[] Information = new double[width * width];
    readonly double[] _daysScore = new double[width];
    readonly double[] _daysInformation = new double[width * width];
    readonly CoxMoments _risk = new(width);
    readonly CoxMoments _failed = new(width);
    readonly double[] _mean = new double[width];
    readonly double[] _sum = new double[width];

    internal double LogLikelihood { get; private set; }

    internal void At(in CoxData data, ReadOnlySpan<double> coefficients, CoxDay? each = null)
    {
        LogLikelihood = 0;
        Array.Clear(Score);
        Array.Clear(Information);
        var risks = new double[data.Samples.Length];
        var linear = new double[data.Samples.Length];
        for (int sample = 0; sample < risks.Length; sample++)
        {
            double sum = 0;
            ReadOnlySpan<double> row = data.Row(sample);
            for (int column = 0; column < width; column++) sum += coefficients[column] * row[column];
            linear[sample] = sum;
            risks[sample] = Math.Exp(sum);
        }

        for (int stratum = 0; stratum < data.Order.StratumCount; stratum++) Over(data, stratum, linear, risks, each);
    }

    void Over(in CoxData data, int stratum, double[] linear, double[] risks, CoxDay? each)
    {
        ReadOnlySpan<int> byExit = data.Order.ByExit(stratum);
        ReadOnlySpan<int> byEntry = data.Order.ByEntry(stratum);
        var atRisk = ties == CoxTies.Exact ? new HashSet<int>() : null;
        _risk.Clear();
        int entry = byEntry.Length - 1;
        for (int last = byExit.Length - 1, first; last >= 0; last = first)
        {
            int day = data.Samples[byExit[last]].ExitDays;
            _failed.Clear();
            for (first = last; first >= 0 && data.Samples[byExit[first]].ExitDays == day; first--)
            {
                int sample = byExit[first];
                _risk.Add(risks[sample], data.Row(sample));
                atRisk?.Add(sample);
                if (data.Samples[sample].Failed) _failed.Add(risks[sample], data.Row(sample));
            }

            for (; entry >= 0 && data.Samples[byEntry[entry]].EntryDays >= day; entry--)
            {
                _risk.Remove(risks[byEntry[entry]], data.Row(byEntry[entry]));
                atRisk?.Remove(byEntry[entry]);
            }

            if (_failed.Count == 0) continue;
            Array.Clear(_daysScore);
            Array.Clear(_daysInformation);
            Array.Clear(_sum);
            for (int place = first + 1; place <= last; place++)
            {
                int sample = byExit[place];
                if (!data.Samples[sample].Failed) continue;
                LogLikelihood += linear[sample];
                ReadOnlySpan<double> row = data.Row(sample);
                for (int column = 0; column < width; column++) _sum[column] += row[column];
            }

            // A single failure has no order to average over: all three likelihoods agree, and the sums are at hand.
            if (atRisk is null || _failed.Count == 1)
                AddDay();
            else
                LogLikelihood -= CoxExactDay.Add(data, atRisk, risks, _failed.Count, _daysScore, _daysInformation);
            for (int column = 0; column < width; column++) Score[column] += _daysScore[column] += _sum[column];
            for (int cell = 0; cell < Information.Length; cell++) Information[cell] += _daysInformation[cell];
            each?.Invoke(stratum, day, _failed.Count, _daysScore, _daysInformation);
        }
    }

    /// <summary>One term per failure; with Efron's ties the failures themselves leave the risk set by and by.</summary>
    void AddDay()
    {
        for (int failure = 0; failure < _failed.Count; failure++)
        {
            double gone = ties == CoxTies.Efron ? (double)failure / _failed.Count : 0;
            double sum = _risk.Sum - gone * _failed.Sum;
            LogLikelihood -= Math.Log(sum);
            for (int column = 0; column < width; column++)
            {
                _mean[column] = (_risk.First(column) - gone * _failed.First(column)) / sum;
                _daysScore[column] -= _mean[column];
            }

            for (int row = 0; row < width; row++)
            {
                for (int column = 0; column <= row; column++)
                {
                    double second = (_risk.Second(row, column) - gone * _failed.Second(row, column)) / sum;
                    _daysInformation[row * width + column] += second - _mean[row] * _mean[column];
                }
            }
        }

        for (int row = 0; row < width; row++)
        {
            for (int column = 0; column < row; column++) _daysInformation[column * width + row] = _daysInformation[row * width + column];
        }
    }
}

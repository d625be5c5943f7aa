namespace Registry.Statistics.Regression;

/// <summary>What each sample does to the score at the estimate, and the sandwich covariance made of it.</summary>
static class CoxInfluence
{
    /// <summary>A (Σ u u') A with A the model's covariance and u a cluster's sum of score residuals.</summary>
    internal static double[] Covariance(in CoxData data, double[] coefficients, CoxTies ties, double[] model, ReadOnlySpan<int> clusters, int clusterCount)
    {
        int width = data.Width;
        double[] residuals = new Walk(data, coefficients, ties).Residuals;
        if (clusterCount > 0) residuals = SumOver(residuals, width, clusters, clusterCount);
        var covariance = new double[width * width];
        var influence = new double[width];
        for (int unit = 0; unit < residuals.Length; unit += width)
        {
            for (int row = 0; row < width; row++)
            {
                influence[row] = 0;
                for (int column = 0; column < width; column++) influence[row] += model[row * width + column] * residuals[unit + column];
            }

            for (int row = 0; row < width; row++)
            {
                for (int column = 0; column < width; column++) covariance[row * width + column] += influence[row] * influence[column];
            }
        }

        return covariance;
    }

    static double[] SumOver(double[] residuals, int width, ReadOnlySpan<int> clusters, int clusterCount)
    {
        var sums = new double[clusterCount * width];
        for (int place = 0; place < residuals.Length; place++) sums[clusters[place / width] * width + place % width] += residuals[place];
        return sums;
    }

    /// <summary>
    /// The walk of <see cref="CoxLikelihood"/>, backwards in time. A sample's expected part is a difference of running sums between its leaving and its joining:
    /// r x (A - A') - r (B - B'), with A the sum of 1 / denominator and B that of mean / denominator.
    /// </summary>
    sealed class Walk
    {
        internal readonly double[] Residuals;
        readonly int _width;
        readonly CoxTies _ties;
        readonly double[] _risks;
        readonly CoxMoments _risk;
        readonly CoxMoments _failed;
        readonly double[] _means;
        double _hazard;

        internal Walk(in CoxData data, double[] coefficients, CoxTies ties)
        {
            _width = data.Width;
            _ties = ties;
            Residuals = new double[data.Samples.Length * _width];
            _risks = new double[data.Samples.Length];
            _risk = new CoxMoments(_width);
            _failed = new CoxMoments(_width);
            _means = new double[_width];
            for (int sample = 0; sample < _risks.Length; sample++)
            {
                double sum = 0;
                for (int column = 0; column < _width; column++) sum += coefficients[column] * data.Row(sample)[column];
                _risks[sample] = Math.Exp(sum);
            }

            for (int stratum = 0; stratum < data.Order.StratumCount; stratum++) Over(data, data.Order.ByExit(stratum), data.Order.ByEntry(stratum));
        }

        void Over(in CoxData data, ReadOnlySpan<int> byExit, ReadOnlySpan<int> byEntry)
        {
            _risk.Clear();
            int entry = byEntry.Length - 1;
            for (int last = byExit.Length - 1, first; last >= 0; last = first)
            {
                int day = data.Samples[byExit[last]].ExitDays;
                _failed.Clear();
                for (first = last; first >= 0 && data.Samples[byExit[first]].ExitDays == day; first--)
                {
                    int sample = byExit[first];
                    _risk.Add(_risks[sample], data.Row(sample));
                    if (data.Samples[sample].Failed) _failed.Add(_risks[sample], data.Row(sample));
                    AddExpected(sample, data.Row(sample), sign: 1);
                }

                for (; entry >= 0 && data.Samples[byEntry[entry]].EntryDays >= day; entry--)
                {
                    _risk.Remove(_risks[byEntry[entry]], data.Row(byEntry[entry]));
                    AddExpected(byEntry[entry], data.Row(byEntry[entry]), sign: -1);
                }

                if (_failed.Count > 0) AddDay(data, byExit[(first + 1)..(last + 1)]);
            }

            // Who never left was at risk on all days that are behind the walk now.
            for (; entry >= 0; entry--) AddExpected(byEntry[entry], data.Row(byEntry[entry]), sign: -1);
        }

        void AddExpected(int sample, ReadOnlySpan<double> row, int sign)
        {
            for (int column = 0; column < _width; column++) Residuals[sample * _width + column] += sign * _risks[sample] * (row[column] * _hazard - _means[column]);
        }

        void AddDay(in CoxData data, ReadOnlySpan<int> leaving)
        {
            int count = _failed.Count;
            for (int failure = 0; failure < count; failure++)
            {
                double gone = _ties == CoxTies.Efron ? (double)failure / count : 0;
                double sum = _risk.Sum - gone * _failed.Sum;
                foreach (int sample in leaving)
                {
                    if (!data.Samples[sample].Failed) continue;
                    for (int column = 0; column < _width; column++)
                    {
                        // Its own failure, and what Efron's ties spare it of the expected part.
                        double distance = data.Row(sample)[column] - (_risk.First(column) - gone * _failed.First(column)) / sum;
                        Residuals[sample * _width + column] += distance * (1.0 / count + gone * _risks[sample] / sum);
                    }
                }

                _hazard += 1 / sum;
                for (int column = 0; column < _width; column++) _means[column] += (_risk.First(column) - gone * _failed.First(column)) / sum / sum;
            }
        }
    }
}

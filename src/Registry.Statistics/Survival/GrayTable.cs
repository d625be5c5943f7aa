namespace Registry.Statistics.Survival;

/// <summary>One stratum of Gray's test: who was at risk and failed on each day of failure, and the sums over those days.</summary>
/// <remarks>
/// Notation of Gray 1988: n(g) at risk; S(g), the survivor function of group g; R(g) = n(g) (1 - F(g)) / S(g), the adjusted risk set;
/// F, the pooled incidence of the cause, rises on a day by its failures / sum of n(g) / S(g). A minus sign stands for the value just before the day.
/// </remarks>
sealed class GrayTable
{
    readonly List<int> _atRisk = [];   // Day by day, group by group.
    readonly List<int> _fromCause = [];
    readonly List<int> _fromOther = [];
    readonly int _groupCount;
    readonly int _days;

    internal GrayTable(ReadOnlySpan<CauseFollowUp> samples, ReadOnlySpan<int> groups, int groupCount, int cause, ReadOnlySpan<int> byExit)
    {
        _groupCount = groupCount;
        var atRisk = new int[groupCount];
        var fromCause = new int[groupCount];
        var fromOther = new int[groupCount];
        foreach (int index in byExit) atRisk[groups[index]]++;
        for (int first = 0, end; first < byExit.Length; first = end)
        {
            int day = samples[byExit[first]].ExitDays;
            Array.Clear(fromCause);
            Array.Clear(fromOther);
            int failures = 0;
            for (end = first; end < byExit.Length && samples[byExit[end]].ExitDays == day; end++)
            {
                int how = samples[byExit[end]].Cause;
                if (how == CauseFollowUp.Censored) continue;
                (how == cause ? fromCause : fromOther)[groups[byExit[end]]]++;
                failures++;
            }

            if (failures > 0)
            {
                _atRisk.AddRange(atRisk);
                _fromCause.AddRange(fromCause);
                _fromOther.AddRange(fromOther);
                _days++;
            }

            for (int left = first; left < end; left++) atRisk[groups[byExit[left]]]--;
        }
    }

    /// <summary>Adds this stratum's score and its covariance.</summary>
    /// <remarks>
    /// The variance of a score is a sum over groups k and days t of squares: what a failure in k on t does to the score, directly (a) and through
    /// every later day (C(end) - C(t)), times the variance of that failure's contribution. The total C must be known first: two passes.
    /// </remarks>
    internal void AddTo(Span<double> score, Span<double> variance, double rho)
    {
        var toCome = new double[_groupCount * _groupCount];
        var first = new State(this, rho);
        for (int day = 0; day < _days; day++)
        {
            first.MoveTo(day);
            first.AddScore(score);
            first.AddInfluence(toCome, sign: 1);
        }

        var second = new State(this, rho);
        for (int day = 0; day < _days; day++)
        {
            second.MoveTo(day);
            second.AddInfluence(toCome, sign: -1);
            second.AddVariance(variance, toCome);
        }
    }

    sealed class State(GrayTable table, double rho)
    {
        readonly int _groups = table._groupCount;
        readonly double[] _survivorBefore = Ones(table._groupCount);
        readonly double[] _survivor = Ones(table._groupCount);
        readonly double[] _incidenceBefore = new double[table._groupCount];
        readonly double[] _incidence = new double[table._groupCount];
        readonly double[] _direct = new double[table._groupCount * table._groupCount];   // a(i, k): what a failure in k does to the score of i on its day.
        double _pooledBefore;
        double _pooled;
        double _spread;      // Sum of n / S-.
        double _adjusted;    // Sum of n (1 - F-) / S-.
        double _weight;
        int _failures;       // From the cause.
        int _offset;

        int AtRisk(int group) => table._atRisk[_offset + group];

        int FromCause(int group) => table._fromCause[_offset + group];

        int FromOther(int group) => table._fromOther[_offset + group];

        internal void MoveTo(int day)
        {
            _offset = day * _groups;
            _survivor.CopyTo(_survivorBefore, 0);
            _incidence.CopyTo(_incidenceBefore, 0);
            _pooledBefore = _pooled;
            _weight = rho == 0 ? 1 : Math.Pow(1 - _pooledBefore, rho);
            _spread = 0;
            _adjusted = 0;
            _failures = 0;
            for (int group = 0; group < _groups; group++)
            {
                if (AtRisk(group) == 0) continue;
                double atRisk = AtRisk(group);
                _survivor[group] = _survivorBefore[group] * (atRisk - FromCause(group) - FromOther(group)) / atRisk;
                _incidence[group] = _incidenceBefore[group] + _survivorBefore[group] * FromCause(group) / atRisk;
                _spread += atRisk / _survivorBefore[group];
                _adjusted += atRisk * (1 - _incidenceBefore[group]) / _survivorBefore[group];
                _failures += FromCause(group);
            }

            if (_failures == 0) return;
            _pooled = _pooledBefore + _failures / _spread;
            for (int group = 0; group < _groups; group++)
            {
                for (int other = 0; other < _groups; other++)
                    _direct[group * _groups + other] = _weight * Share(group) * ((group == other ? 1 : 0) - Share(other) / _spread);
            }
        }

        double Share(int group) => AtRisk(group) == 0 ? 0 : AtRisk(group) / _survivorBefore[group];

        internal void AddScore(Span<double> score)
        {
            if (_failures == 0) return;
            for (int group = 0; group < _groups; group++)
                score[group] += _weight * (FromCause(group) - _failures * Share(group) * (1 - _incidenceBefore[group]) / _adjusted);
        }

        internal void AddInfluence(Span<double> influence, int sign)
        {
            if (_failures == 0) return;
            double hazard = sign * _failures / (_spread * (1 - _pooledBefore));
            for (int cell = 0; cell < influence.Length; cell++) influence[cell] += _direct[cell] * hazard;
        }

        internal void AddVariance(Span<double> variance, ReadOnlySpan<double> toCome)
        {
            for (int group = 0; group < _groups; group++)
            {
                if (AtRisk(group) == 0) continue;
                double atRisk = AtRisk(group);
                double left = _survivor[group] > 0 ? (1 - _pooled) / _survivor[group] : 0;
                if (_failures > 0)
                {
                    double ties = _failures > 1 ? 1 - (_failures - 1) / (_spread * _survivorBefore[group] - 1) : 1;
                    double spread = ties * _survivorBefore[group] * _failures / (_spread * atRisk);
                    AddSquares(variance, toCome, group, direct: 1, through: _survivor[group] > 0 ? 1 - left : 1, spread);
                }

                if (FromOther(group) > 0 && _survivor[group] > 0)
                {
                    double ties = FromOther(group) > 1 ? 1 - (FromOther(group) - 1) / (atRisk - 1) : 1;
                    double spread = ties * _survivorBefore[group] * _survivorBefore[group] * FromOther(group) / (atRisk * atRisk);
                    AddSquares(variance, toCome, group, direct: 0, through: -left, spread);
                }
            }
        }

        void AddSquares(Span<double> variance, ReadOnlySpan<double> toCome, int failing, double direct, double through, double spread)
        {
            for (int group = 0; group < _groups; group++)
            {
                double effect = Effect(group, toCome);
                for (int other = 0; other < _groups; other++) variance[group * _groups + other] += effect * Effect(other, toCome) * spread;
            }

            double Effect(int group, ReadOnlySpan<double> toCome) =>
                direct * _direct[group * _groups + failing] + through * toCome[group * _groups + failing];
        }

        static double[] Ones(int count)
        {
            var ones = new double[count];
            Array.Fill(ones, 1);
            return ones;
        }
    }
}

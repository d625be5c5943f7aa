using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace Registry.Statistics.Survival;

/// <summary>The probability of failing from each of several competing causes, for subjects who may come under observation late.</summary>
public static class CumulativeIncidence
{
    /// <summary>Aalen–Johansen estimate with delayed entry, Greenwood's variance and limits.</summary>
    /// <param name="samples">In any order.</param>
    /// <param name="options">Null: <see cref="SurvivalOptions.Default"/>. The transforms are those of the incidence itself: log(-log F), log F, F.</param>
    /// <param name="causeCount">Number of causes to report, so that one without failures has its empty curve; 0: as many as were met.</param>
    /// <returns>One curve per cause; together with the survivor function of all causes they add up to 1 on every day.</returns>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A sample is out of range or has a cause above the count (the message names its index), the level is not within (0, 1), or nobody was under observation beyond the lower bound.
    /// </exception>
    /// <remarks>
    /// Not 1 minus a Kaplan–Meier curve that censors the other causes: that one answers what would happen if they did not exist, and overstates.
    /// Ties: failures of all causes precede a censoring and an entry of the same day. O(samples + days + days of failure · causes). Thread-safe.
    /// Sources: Aalen and Johansen 1978, Scand. J. Stat. 5:141–150; variance: formula 4.4.17 of Andersen, Borgan, Gill and Keiding 1993 (for one cause it is Greenwood's);
    /// limits: Choudhury 2002, Stat. Med. 21:1129–1144. Checked against R's survfit and, for the variance, a matrix recursion in R: tests/data/statistics/make-survival.R.
    /// </remarks>
    public static IncidenceCurves Estimate(ReadOnlySpan<CauseFollowUp> samples, SurvivalOptions? options = null, int causeCount = 0)
    {
        options ??= SurvivalOptions.Default;
        Confidence.CheckLevel(options.Level, nameof(SurvivalOptions.Level));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(causeCount, Limits.Causes);
        FollowUp[] anyCause = ArrayPool<FollowUp>.Shared.Rent(samples.Length);
        try
        {
            Span<FollowUp> copy = anyCause.AsSpan(0, samples.Length);
            int highest = CauseFollowUp.ToAnyCause(samples, copy);
            if (causeCount > 0 && highest > causeCount) ThrowCause(samples, causeCount);
            // The tally checks the samples and the bound, and knows where nobody was at risk.
            SurvivalCurve overall = KaplanMeier.Estimate(copy, options);
            var walk = new Walk(Math.Max(highest, causeCount), options);
            using RiskOrder order = RiskOrder.Of(copy);
            walk.Over(samples, order.ByExit(0), order.ByEntry(0), options.StartAtDays ?? FollowUp.BeforeOrigin);
            return new IncidenceCurves
            {
                Causes = walk.Curves(),
                FirstDay = overall.FirstDay,
                LastDay = overall.LastDay,
                SampleCount = overall.SampleCount,
                LeftOutCount = overall.LeftOutCount,
                Caveats = CaveatsOf(overall),
            };
        }
        finally
        {
            ArrayPool<FollowUp>.Shared.Return(anyCause, clearArray: true);
        }
    }

    static ImmutableArray<Caveat> CaveatsOf(SurvivalCurve overall)
    {
        var caveats = ImmutableArray.CreateBuilder<Caveat>();
        if (overall.CollapsedOnDay is { } day)
        {
            caveats.Add(new Caveat(CaveatKind.RiskSetDiedOut, string.Create(
                CultureInfo.InvariantCulture, $"On day {day} all who were at risk failed although others were observed later; the curves are flat from there on. A lower bound helps.")));
        }

        foreach (UnobservedPeriod period in overall.UnobservedPeriods)
            caveats.Add(new Caveat(CaveatKind.Unobserved, string.Create(CultureInfo.InvariantCulture, $"From day {period.FirstDay} to day {period.LastDay} nobody was at risk.")));
        return caveats.ToImmutable();
    }

    static void ThrowCause(ReadOnlySpan<CauseFollowUp> samples, int causeCount)
    {
        int index = 0;
        while (samples[index].Cause <= causeCount) index++;
        throw new ArgumentOutOfRangeException(nameof(samples), string.Create(
            CultureInfo.InvariantCulture, $"Sample {index} has the cause {samples[index].Cause}; there are {causeCount}."));
    }

    /// <summary>State of the estimate between two days of failure: survivor, incidences, and how they vary together.</summary>
    sealed class Walk(int causeCount, SurvivalOptions options)
    {
        readonly double _z = Confidence.TwoSidedZ(options.Level);
        readonly int[] _failed = new int[causeCount + 1];
        readonly double[] _incidence = new double[causeCount + 1];
        readonly double[] _variance = new double[causeCount + 1];
        readonly double[] _covariance = new double[causeCount + 1];   // With the survivor function.
        readonly List<IncidenceStep>[] _steps = Lists(causeCount + 1);
        double _survivor = 1;
        double _survivorVariance;

        internal ImmutableArray<IncidenceCurve> Curves()
        {
            var curves = new IncidenceCurve[causeCount];
            for (int cause = 1; cause <= causeCount; cause++)
            {
                int failures = 0;
                foreach (IncidenceStep step in _steps[cause]) failures += step.Failures;
                curves[cause - 1] = new IncidenceCurve(cause, failures, [.. _steps[cause]]);
            }

            return [.. curves];
        }

        internal void Over(ReadOnlySpan<CauseFollowUp> samples, ReadOnlySpan<int> byExit, ReadOnlySpan<int> byEntry, int bound)
        {
            int atRisk = 0;
            int entered = 0;
            for (int first = 0, end; first < byExit.Length; first = end)
            {
                int day = samples[byExit[first]].ExitDays;
                for (; entered < byEntry.Length && samples[byEntry[entered]].EntryDays < day; entered++) atRisk++;
                Array.Clear(_failed);
                for (end = first; end < byExit.Length && samples[byExit[end]].ExitDays == day; end++) _failed[samples[byExit[end]].Cause]++;
                int failures = end - first - _failed[CauseFollowUp.Censored];
                if (failures > 0 && day > bound) Add(day, atRisk, failures);
                atRisk -= end - first;
            }
        }

        /// <summary>
        /// One factor of the product integral, p (I + dA), for p = (S, F1 … Fk); its covariance by the rule for a product of independent factors,
        /// where the row of dA is multinomial / atRisk.
        /// </summary>
        void Add(int day, int atRisk, int failures)
        {
            double hazard = (double)failures / atRisk;
            double stay = (double)(atRisk - failures) / atRisk;
            double square = _survivor * _survivor / atRisk;
            for (int cause = 1; cause <= causeCount; cause++)
            {
                double part = (double)_failed[cause] / atRisk;
                _variance[cause] += part * (2 * _covariance[cause] + part * _survivorVariance) + square * part * (1 - part);
                _covariance[cause] = stay * (_covariance[cause] + part * _survivorVariance) - square * part * stay;
                _incidence[cause] += _survivor * part;
                if (_failed[cause] > 0) _steps[cause].Add(Step(day, atRisk, cause));
            }

            _survivorVariance = stay * stay * _survivorVariance + square * hazard * stay;
            _survivor *= stay;
        }

        IncidenceStep Step(int day, int atRisk, int cause)
        {
            double incidence = Math.Min(1, _incidence[cause]);
            // When all failed from one cause the terms cancel to rounding; a variance of 1e-14 of its first term is none.
            double standardError = _variance[cause] > 1e-14 * incidence ? Math.Sqrt(_variance[cause]) : 0;
            return new IncidenceStep
            {
                Day = day,
                AtRisk = atRisk,
                Failures = _failed[cause],
                Incidence = incidence,
                StandardError = standardError,
                Interval = standardError > 0 && incidence < 1 ? Interval(incidence, standardError) : null,
            };
        }

        ConfidenceInterval Interval(double incidence, double standardError) => options.Transform switch
        {
            ConfidenceTransform.LogLog => LogLog(incidence, standardError),
            ConfidenceTransform.Log => new ConfidenceInterval(
                incidence * Math.Exp(-_z * standardError / incidence), Math.Min(1, incidence * Math.Exp(_z * standardError / incidence))),
            ConfidenceTransform.Plain => new ConfidenceInterval(Math.Max(0, incidence - _z * standardError), Math.Min(1, incidence + _z * standardError)),
            _ => throw new InvalidOperationException("Unknown confidence transform."),
        };

        ConfidenceInterval LogLog(double incidence, double standardError)
        {
            double log = Math.Log(incidence);
            double power = Math.Exp(_z * standardError / (incidence * -log));
            return new ConfidenceInterval(Math.Exp(log * power), Math.Exp(log / power));
        }

        static List<IncidenceStep>[] Lists(int count)
        {
            var lists = new List<IncidenceStep>[count];
            for (int index = 0; index < count; index++) lists[index] = [];
            return lists;
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Registry.Statistics.Survival;

/// <summary>How much each day of failure counts: S(t-)^Rho · (1 - S(t-))^Gamma, with the pooled Kaplan–Meier estimate of the stratum just before the day.</summary>
/// <param name="Rho">0 or more; above 0 stresses early differences (1: Peto's and Prentice's generalised Wilcoxon).</param>
/// <param name="Gamma">0 or more; above 0 stresses late differences.</param>
/// <remarks>Choose them before looking at the data. Source: Fleming and Harrington 1991, Counting Processes and Survival Analysis, section 7.2.</remarks>
public readonly record struct FlemingHarrington(double Rho, double Gamma)
{
    /// <summary>The log-rank test: each failure counts the same.</summary>
    public static readonly FlemingHarrington LogRank;

    internal double Weight(double survivor) => (Rho, Gamma) switch
    {
        (0, 0) => 1,
        (_, 0) => Math.Pow(survivor, Rho),
        _ => Math.Pow(survivor, Rho) * Math.Pow(1 - survivor, Gamma),
    };
}

/// <summary>One group of a log-rank test.</summary>
/// <param name="SampleCount">1 or more.</param>
/// <param name="Failures">Failures of the group, unweighted.</param>
/// <param name="Observed">Failures, each with its day's weight.</param>
/// <param name="Expected">What Observed would be if all groups had the same hazard on each day.</param>
public readonly record struct LogRankGroup(int SampleCount, int Failures, double Observed, double Expected);

/// <summary>Whether groups differ in their hazard.</summary>
/// <remarks>Made by <see cref="LogRank.Test"/>. Immutable.</remarks>
public sealed class LogRankResult
{
    readonly double[] _variance;

    internal LogRankResult(ImmutableArray<LogRankGroup> groups, double[] variance, ImmutableArray<Caveat> caveats)
    {
        Groups = groups;
        Caveats = caveats;
        _variance = variance;
    }

    /// <summary>One per group, by number.</summary>
    public ImmutableArray<LogRankGroup> Groups { get; }

    /// <summary>Where the approximation cannot be trusted; empty when nothing speaks against it.</summary>
    public ImmutableArray<Caveat> Caveats { get; }

    /// <summary>Covariance of Observed - Expected of two groups.</summary>
    public double Covariance(int group, int other) => _variance[group * Groups.Length + other];

    /// <summary>Any difference between any groups; one degree of freedom less than groups that can be compared.</summary>
    public Answer<ChiSquaredTest> Difference()
    {
        double[] score = new double[Groups.Length];
        for (int group = 0; group < score.Length; group++) score[group] = Groups[group].Observed - Groups[group].Expected;
        Cholesky factor = Cholesky.Of(_variance, score.Length);
        return factor.Rank == 0 ? NoComparison : new Answer<ChiSquaredTest>.Given(ChiSquaredTest.Of(factor.QuadraticForm(score), factor.Rank));
    }

    /// <summary>A hazard that rises, or falls, with a score of the groups; one degree of freedom.</summary>
    /// <param name="scores">One finite number per group (dose, class, 0, 1, 2 …); only their distances count.</param>
    /// <exception cref="ArgumentException">There is not one score per group.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A score is not finite: the message names its group.</exception>
    /// <remarks>Source: Tarone 1975, Biometrika 62:679–682.</remarks>
    public Answer<ChiSquaredTest> Trend(ReadOnlySpan<double> scores)
    {
        if (scores.Length != Groups.Length) throw new ArgumentException("A trend needs one score per group.", nameof(scores));
        double score = 0;
        double variance = 0;
        double scale = 0;
        for (int group = 0; group < scores.Length; group++)
        {
            if (!double.IsFinite(scores[group]))
                throw new ArgumentOutOfRangeException(nameof(scores), scores[group], string.Create(CultureInfo.InvariantCulture, $"The score of group {group} is not a finite number."));
            // Distances from the first score: the same result, as the rows of the covariance add up to 0, and fewer digits lost.
            double distance = scores[group] - scores[0];
            score += distance * (Groups[group].Observed - Groups[group].Expected);
            for (int other = 0; other < scores.Length; other++) variance += distance * (scores[other] - scores[0]) * Covariance(group, other);
            scale += distance * distance * Covariance(group, group);
        }

        return variance > 1e-12 * scale ? new Answer<ChiSquaredTest>.Given(ChiSquaredTest.Of(score * score / variance, 1)) : NoComparison;
    }

    static readonly Answer<ChiSquaredTest> NoComparison =
        new Answer<ChiSquaredTest>.NotEstimable("On no day of failure were two of the groups that are compared at risk, or everybody at risk failed on it.");
}

/// <summary>The log-rank test and its relatives, for subjects who may come under observation late.</summary>
public static class LogRank
{
    /// <summary>Compares the hazards of groups on each day of failure, within strata.</summary>
    /// <param name="samples">As for <see cref="KaplanMeier.Estimate"/>, in any order.</param>
    /// <param name="groups">The group of each sample, numbered from 0 without a hole; at most <see cref="Limits.Groups"/>.</param>
    /// <param name="strata">The stratum of each sample, numbered likewise: only samples of one stratum are compared with each other. Empty: no strata.</param>
    /// <param name="weight">Which days count more; by default all alike.</param>
    /// <returns>Observed and expected failures of each group; ask it for <see cref="LogRankResult.Difference"/> or <see cref="LogRankResult.Trend"/>.</returns>
    /// <exception cref="ArgumentException">There is no sample, or not one group and stratum per sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A sample, its group or its stratum is out of range (the message names its index), a group or stratum is empty, or a weight is negative or not finite.
    /// </exception>
    /// <remarks>
    /// Ties: a failure precedes a censoring and an entry of the same day; tied failures have the hypergeometric variance.
    /// The test has its power against hazards that stay in proportion; where survivor curves cross it can miss a difference.
    /// O(samples + days + days of failure · groups²). Thread-safe.
    /// Sources: Mantel 1966, Cancer Chemother. Rep. 50:163–170; Peto and Peto 1972, J. R. Stat. Soc. A 135:185–207; delayed entry: Andersen, Borgan, Gill and Keiding 1993, section 5.2.
    /// Checked against survdiff and, with delayed entry and weights, the score test of coxph(ties = "exact") of R: tests/data/statistics/make-survival.R.
    /// </remarks>
    public static LogRankResult Test(ReadOnlySpan<FollowUp> samples, ReadOnlySpan<int> groups, ReadOnlySpan<int> strata = default, FlemingHarrington weight = default)
    {
        if (!(weight.Rho >= 0 && weight.Gamma >= 0 && double.IsFinite(weight.Rho) && double.IsFinite(weight.Gamma)))
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "Rho and Gamma must be finite and 0 or more.");
        using RiskOrder order = RiskOrder.Of(samples, strata);
        int groupCount = Labels.Count(groups, samples.Length, Limits.Groups, nameof(groups));
        var walk = new Walk(groupCount, weight);
        for (int stratum = 0; stratum < order.StratumCount; stratum++) walk.Over(samples, groups, order.ByExit(stratum), order.ByEntry(stratum));

        var counts = new int[groupCount];
        foreach (int group in groups) counts[group]++;
        var result = new LogRankGroup[groupCount];
        for (int group = 0; group < groupCount; group++) result[group] = new LogRankGroup(counts[group], walk.Failures[group], walk.Observed[group], walk.Expected[group]);
        return new LogRankResult(ImmutableCollectionsMarshal.AsImmutableArray(result), walk.Variance, CaveatsOf(walk));
    }

    static ImmutableArray<Caveat> CaveatsOf(Walk walk)
    {
        for (int group = 0; group < walk.Failures.Length; group++)
        {
            if (walk.ExpectedUnweighted[group] < Limits.FewExpectedFailures)
            {
                return [new Caveat(CaveatKind.FewFailures, string.Create(
                    CultureInfo.InvariantCulture, $"Group {group} has fewer than {Limits.FewExpectedFailures} expected failures: the p-value is approximate at best."))];
            }
        }

        return [];
    }

    /// <summary>The sums, and the numbers at risk while one stratum is walked.</summary>
    sealed class Walk(int groupCount, FlemingHarrington weight)
    {
        internal readonly int[] Failures = new int[groupCount];
        internal readonly double[] Observed = new double[groupCount];
        internal readonly double[] Expected = new double[groupCount];
        internal readonly double[] ExpectedUnweighted = new double[groupCount];
        internal readonly double[] Variance = new double[groupCount * groupCount];
        readonly int[] _atRisk = new int[groupCount];
        readonly int[] _failed = new int[groupCount];

        internal void Over(ReadOnlySpan<FollowUp> samples, ReadOnlySpan<int> groups, ReadOnlySpan<int> byExit, ReadOnlySpan<int> byEntry)
        {
            double survivor = 1;
            int total = 0;
            int entered = 0;
            for (int first = 0, end; first < byExit.Length; first = end)
            {
                int day = samples[byExit[first]].ExitDays;
                for (; entered < byEntry.Length && samples[byEntry[entered]].EntryDays < day; entered++)
                {
                    _atRisk[groups[byEntry[entered]]]++;
                    total++;
                }

                Array.Clear(_failed);
                int failures = 0;
                for (end = first; end < byExit.Length && samples[byExit[end]].ExitDays == day; end++)
                {
                    if (!samples[byExit[end]].Failed) continue;
                    _failed[groups[byExit[end]]]++;
                    failures++;
                }

                if (failures > 0)
                {
                    Add(total, failures, weight.Weight(survivor));
                    survivor *= (double)(total - failures) / total;
                }

                for (int left = first; left < end; left++) _atRisk[groups[byExit[left]]]--;
                total -= end - first;
            }
        }

        void Add(int total, int failures, double weight)
        {
            // Hypergeometric: failures (total - failures) / (total - 1), 0 when a single subject is at risk.
            double spread = total > 1 ? weight * weight * failures * (total - failures) / (total - 1.0) : 0;
            for (int group = 0; group < groupCount; group++)
            {
                Failures[group] += _failed[group];
                Observed[group] += weight * _failed[group];
                if (_atRisk[group] == 0) continue;
                double share = (double)_atRisk[group] / total;
                ExpectedUnweighted[group] += failures * share;
                Expected[group] += weight * failures * share;
                Variance[group * groupCount + group] += spread * share * (1 - share);
                for (int other = 0; other < group; other++)
                {
                    double covariance = spread * share * _atRisk[other] / total;
                    Variance[group * groupCount + other] -= covariance;
                    Variance[other * groupCount + group] -= covariance;
                }
            }
        }
    }
}

using System.Buffers;
using System.Globalization;

namespace Registry.Statistics.Survival;

/// <summary>Whether groups differ in the cumulative incidence of one cause while others compete.</summary>
public static class GrayTest
{
    /// <summary>Gray's K-sample test of the subdistribution hazards, for samples without delayed entry.</summary>
    /// <param name="samples">All from <see cref="FollowUp.BeforeOrigin"/>, in any order.</param>
    /// <param name="groups">The group of each sample, numbered from 0 without a hole; at most <see cref="Limits.Groups"/>.</param>
    /// <param name="cause">The cause whose incidence is compared, 1 or more; all others compete.</param>
    /// <param name="strata">The stratum of each sample, numbered likewise; empty: no strata.</param>
    /// <param name="rho">Weight (1 - F(t-))^rho of the pooled incidence; 0 counts all failures alike.</param>
    /// <returns>
    /// The test, with one degree of freedom less than groups. Not estimable with delayed entry, and where nobody, or one group alone, can fail from the cause.
    /// </returns>
    /// <exception cref="ArgumentException">There is no sample, or not one group and stratum per sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A sample, its cause, group or stratum is out of range (the message names its index), the cause is below 1, or rho is negative or not finite.</exception>
    /// <remarks>
    /// Delayed entry is answered with its reason instead of a number: who failed from another cause stays in the subdistribution's risk set,
    /// and among late entrants those are missing; the corrections need a model of entry.
    /// O(samples + days + days of failure · groups³). Thread-safe.
    /// Source: Gray 1988, Ann. Stat. 16:1141–1154. Checked against cuminc of R's cmprsk: tests/data/statistics/make-survival.R.
    /// </remarks>
    public static Answer<ChiSquaredTest> Test(ReadOnlySpan<CauseFollowUp> samples, ReadOnlySpan<int> groups, int cause, ReadOnlySpan<int> strata = default, double rho = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cause, 1);
        if (!(rho >= 0 && double.IsFinite(rho))) throw new ArgumentOutOfRangeException(nameof(rho), rho, "rho must be finite and 0 or more.");
        FollowUp[] anyCause = ArrayPool<FollowUp>.Shared.Rent(samples.Length);
        try
        {
            Span<FollowUp> copy = anyCause.AsSpan(0, samples.Length);
            CauseFollowUp.ToAnyCause(samples, copy);
            using RiskOrder order = RiskOrder.Of(copy, strata);
            int groupCount = Labels.Count(groups, samples.Length, Limits.Groups, nameof(groups));
            int late = FirstLate(samples);
            if (late >= 0)
            {
                return new Answer<ChiSquaredTest>.NotEstimable(string.Create(
                    CultureInfo.InvariantCulture, $"Gray's test is defined without delayed entry only, and sample {late} entered late: compare cause-specific hazards (log-rank) instead."));
            }

            var score = new double[groupCount];
            var variance = new double[groupCount * groupCount];
            for (int stratum = 0; stratum < order.StratumCount; stratum++)
            {
                var table = new GrayTable(samples, groups, groupCount, cause, order.ByExit(stratum));
                table.AddTo(score, variance, rho);
            }

            Cholesky factor = Cholesky.Of(variance, groupCount);
            double statistic = factor.QuadraticForm(score);
            // Where the pooled incidence comes to 1 before the last failure its hazard has no value.
            return factor.Rank == 0 || !double.IsFinite(statistic)
                ? new Answer<ChiSquaredTest>.NotEstimable("On no day of failure from the cause could two groups be compared.")
                : new Answer<ChiSquaredTest>.Given(ChiSquaredTest.Of(statistic, factor.Rank));
        }
        finally
        {
            ArrayPool<FollowUp>.Shared.Return(anyCause, clearArray: true);
        }
    }

    static int FirstLate(ReadOnlySpan<CauseFollowUp> samples)
    {
        for (int index = 0; index < samples.Length; index++)
        {
            if (samples[index].EntryDays != FollowUp.BeforeOrigin) return index;
        }

        return -1;
    }
}

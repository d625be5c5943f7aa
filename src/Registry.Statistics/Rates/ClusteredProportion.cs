using System.Globalization;

namespace Registry.Statistics.Rates;

/// <summary>What one subject brings to a share: of so many trials, so many that held.</summary>
/// <param name="Count">0 to <paramref name="Of"/>.</param>
/// <param name="Of">0 or more; a subject with none says nothing.</param>
public readonly record struct ClusterCount(long Count, long Of);

/// <summary>A share of trials of which each subject has several, so that they are not independent of each other.</summary>
/// <param name="Count">All that held.</param>
/// <param name="Of">All trials; 1 or more.</param>
/// <param name="Subjects">Subjects with a trial; 1 or more.</param>
/// <param name="Share">Count / Of.</param>
/// <param name="StandardError">Of the share, between subjects; not estimable with one subject.</param>
/// <param name="Interval">Share ± z · standard error, cut to [0, 1]; null where there is no standard error, or it is 0.</param>
public sealed record ClusteredProportion(long Count, long Of, int Subjects, double Share, Answer<double> StandardError, ConfidenceInterval? Interval)
{
    /// <summary>The ratio estimate with the variance between clusters.</summary>
    /// <param name="clusters">One per subject, in any order.</param>
    /// <param name="level">Confidence level.</param>
    /// <returns>Not estimable when there is no trial.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or above its trials: the message names the cluster's index; or the level is not within (0, 1).</exception>
    /// <remarks>
    /// The variance is m / (m - 1) · Σ (count - share · of)² / (Σ of)² over the m subjects with a trial; the interval needs some twenty of them.
    /// Source: Cochran 1977, Sampling Techniques, section 6.4.
    /// </remarks>
    public static Answer<ClusteredProportion> Estimate(ReadOnlySpan<ClusterCount> clusters, double level = 0.95)
    {
        Confidence.CheckLevel(level, nameof(level));
        long count = 0;
        long of = 0;
        int subjects = 0;
        for (int index = 0; index < clusters.Length; index++)
        {
            ClusterCount cluster = clusters[index];
            if (cluster.Of < 0 || cluster.Count < 0 || cluster.Count > cluster.Of)
                throw new ArgumentOutOfRangeException(nameof(clusters), string.Create(CultureInfo.InvariantCulture, $"Cluster {index} has {cluster.Count} of {cluster.Of}; a count lies between 0 and its trials."));
            if (cluster.Of == 0) continue;
            count += cluster.Count;
            of += cluster.Of;
            subjects++;
        }

        if (subjects == 0) return new Answer<ClusteredProportion>.NotEstimable("No subject has a trial.");
        double share = (double)count / of;
        if (subjects == 1) return new Answer<ClusteredProportion>.Given(new(count, of, 1, share, new Answer<double>.NotEstimable("One subject alone shows nothing of the variation between subjects."), null));
        double squares = 0;
        foreach (ClusterCount cluster in clusters)
        {
            double residual = cluster.Count - share * cluster.Of;
            squares += residual * residual;
        }

        double error = Math.Sqrt(squares * subjects / (subjects - 1.0)) / of;
        double half = Confidence.TwoSidedZ(level) * error;
        ConfidenceInterval? interval = error > 0 ? new ConfidenceInterval(Math.Max(0, share - half), Math.Min(1, share + half)) : null;
        return new Answer<ClusteredProportion>.Given(new(count, of, subjects, share, new Answer<double>.Given(error), interval));
    }
}

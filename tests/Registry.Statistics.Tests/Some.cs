using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests;

/// <summary>Random samples, small and full of ties, where the corners are.</summary>
static class Some
{
    /// <summary>1 to <paramref name="maxSubjects"/> samples with delayed entry on few distinct days.</summary>
    internal static FollowUp[] Cohort(Random random, int maxSubjects)
    {
        int lastDay = random.Next(2, 60);
        double failing = random.NextDouble();
        var cohort = new FollowUp[random.Next(1, maxSubjects + 1)];
        foreach (ref FollowUp sample in cohort.AsSpan())
        {
            int entry = random.Next(FollowUp.BeforeOrigin, lastDay);
            sample = new FollowUp(entry, random.Next(entry + 1, lastDay + 1), random.NextDouble() < failing);
        }

        return cohort;
    }

    internal static FollowUp[] CohortFromOrigin(Random random, int maxSubjects) =>
        Array.ConvertAll(Cohort(random, maxSubjects), sample => sample with { EntryDays = FollowUp.BeforeOrigin });

    internal static FollowUp[] Shuffle(FollowUp[] cohort, Random random)
    {
        FollowUp[] shuffled = [.. cohort];
        random.Shuffle(shuffled);
        return shuffled;
    }

    internal static SurvivalOptions Options(Random random) => new()
    {
        Transform = (ConfidenceTransform)random.Next(3),
        Level = 0.5 + random.NextDouble() * 0.499,
    };

    /// <summary>A cohort whose failures have one of so many causes.</summary>
    internal static CauseFollowUp[] Competing(Random random, int maxSubjects, int causes) =>
        Array.ConvertAll(Cohort(random, maxSubjects), sample => new CauseFollowUp(sample.EntryDays, sample.ExitDays, sample.Failed ? random.Next(1, causes + 1) : CauseFollowUp.Censored));

    /// <summary>Numbers from 0 without a hole, at most so many different ones.</summary>
    internal static int[] Labels(Random random, int count, int most)
    {
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.Next(most))];
        int[] present = [.. labels.Distinct().Order()];
        return Array.ConvertAll(labels, label => Array.IndexOf(present, label));
    }
}

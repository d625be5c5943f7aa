using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Registry.Statistics;

/// <summary>Groups, strata and clusters are numbers beside the samples: from 0, without a hole.</summary>
static class Labels
{
    /// <summary>How many labels there are.</summary>
    /// <exception cref="ArgumentException">There are not as many labels as samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is negative or too high (the message names the sample's index), or one below the highest has no sample.</exception>
    internal static int Count(ReadOnlySpan<int> labels, int sampleCount, int maxCount, string parameter)
    {
        if (labels.Length != sampleCount) ThrowLength(labels.Length, sampleCount, parameter);
        int limit = Math.Min(maxCount, sampleCount);
        int highest = -1;
        for (int index = 0; index < labels.Length; index++)
        {
            if ((uint)labels[index] >= (uint)limit) ThrowLabel(index, labels[index], limit, parameter);
            highest = Math.Max(highest, labels[index]);
        }

        var seen = new bool[highest + 1];
        foreach (int label in labels) seen[label] = true;
        int hole = Array.IndexOf(seen, false);
        if (hole >= 0) ThrowHole(hole, parameter);
        return highest + 1;
    }

    [DoesNotReturn]
    static void ThrowLength(int length, int sampleCount, string parameter) =>
        throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"There are {sampleCount} samples and {length} {parameter}; one belongs to each sample."), parameter);

    [DoesNotReturn]
    static void ThrowLabel(int index, int label, int limit, string parameter) =>
        throw new ArgumentOutOfRangeException(
            parameter, label, string.Create(CultureInfo.InvariantCulture, $"Sample {index} has the number {label}; {parameter} are numbered from 0 without a hole, here to {limit - 1} at most."));

    [DoesNotReturn]
    static void ThrowHole(int hole, string parameter) =>
        throw new ArgumentOutOfRangeException(
            parameter, hole, string.Create(CultureInfo.InvariantCulture, $"Number {hole} of {parameter} has no sample although a higher one has; an empty one is for the caller to leave out by name."));
}

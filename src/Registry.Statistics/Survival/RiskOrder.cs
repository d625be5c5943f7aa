using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Registry.Statistics.Survival;

/// <summary>The samples' indices in order of exit and in order of entry, stratum by stratum: what a walk over risk sets needs.</summary>
/// <remarks>
/// Days are bounded integers, so counting replaces comparing: O(samples + days + strata). Within one day the order is that of the samples.
/// Both arrays are rented; indices are no patient data, so they go back as they are.
/// </remarks>
readonly ref struct RiskOrder : IDisposable
{
    readonly int[] _byExit;
    readonly int[] _byEntry;
    readonly int[] _starts;

    RiskOrder(int[] byExit, int[] byEntry, int[] starts) => (_byExit, _byEntry, _starts) = (byExit, byEntry, starts);

    internal int StratumCount => _starts.Length - 1;

    /// <summary>Indices of a stratum's samples, ascending by day of exit.</summary>
    internal ReadOnlySpan<int> ByExit(int stratum) => _byExit.AsSpan(_starts[stratum].._starts[stratum + 1]);

    /// <summary>Indices of a stratum's samples, ascending by day of entry.</summary>
    internal ReadOnlySpan<int> ByEntry(int stratum) => _byEntry.AsSpan(_starts[stratum].._starts[stratum + 1]);

    /// <summary>Orders samples that keep the contract of <see cref="FollowUp"/>.</summary>
    /// <param name="samples">At least one.</param>
    /// <param name="strata">One number per sample; empty: all are one stratum.</param>
    /// <exception cref="ArgumentException">There is no sample, or not one stratum per sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A sample or a stratum's number is out of range: the message names the sample's index.</exception>
    internal static RiskOrder Of(ReadOnlySpan<FollowUp> samples, ReadOnlySpan<int> strata = default)
    {
        if (samples.IsEmpty) ThrowEmpty(samples);
        int lastDay = 0;
        for (int index = 0; index < samples.Length; index++)
        {
            if (!samples[index].IsInRange) ThrowSample(index, samples);
            lastDay = Math.Max(lastDay, samples[index].ExitDays);
        }

        int stratumCount = strata.IsEmpty ? 1 : Labels.Count(strata, samples.Length, samples.Length, nameof(strata));
        int[] byExit = ArrayPool<int>.Shared.Rent(samples.Length);
        int[] byEntry = ArrayPool<int>.Shared.Rent(samples.Length);
        var starts = new int[stratumCount + 1];
        SortByDay(samples, byExit, lastDay, byExit: true);
        SortByDay(samples, byEntry, lastDay, byExit: false);
        if (stratumCount > 1)
        {
            SortByStratum(byExit.AsSpan(0, samples.Length), strata, starts);
            SortByStratum(byEntry.AsSpan(0, samples.Length), strata, starts);
        }

        starts[stratumCount] = samples.Length;
        return new RiskOrder(byExit, byEntry, starts);
    }

    /// <summary>Gives both orders back; once, and they are unusable afterwards.</summary>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_byExit);
        ArrayPool<int>.Shared.Return(_byEntry);
    }

    static void SortByDay(ReadOnlySpan<FollowUp> samples, Span<int> order, int lastDay, bool byExit)
    {
        // Two more than days: one for FollowUp.BeforeOrigin, one so that a day's start is its predecessor's end.
        int[] places = ArrayPool<int>.Shared.Rent(lastDay + 3);
        Span<int> next = places.AsSpan(0, lastDay + 3);
        next.Clear();
        foreach (FollowUp sample in samples) next[(byExit ? sample.ExitDays : sample.EntryDays) + 2]++;
        for (int day = 1; day < next.Length; day++) next[day] += next[day - 1];
        for (int index = 0; index < samples.Length; index++)
        {
            int day = byExit ? samples[index].ExitDays : samples[index].EntryDays;
            order[next[day + 1]++] = index;
        }

        ArrayPool<int>.Shared.Return(places, clearArray: true);
    }

    /// <summary>Stable, so that the order by day stays within each stratum. <paramref name="starts"/>: where each begins.</summary>
    static void SortByStratum(Span<int> order, ReadOnlySpan<int> strata, Span<int> starts)
    {
        starts.Clear();
        foreach (int stratum in strata) starts[stratum + 1]++;
        for (int stratum = 1; stratum < starts.Length; stratum++) starts[stratum] += starts[stratum - 1];
        int[] next = starts.ToArray();
        int[] unsorted = order.ToArray();
        foreach (int index in unsorted) order[next[strata[index]]++] = index;
    }

    [DoesNotReturn]
    static void ThrowEmpty(ReadOnlySpan<FollowUp> samples) =>
        throw new ArgumentException("There is no sample. An estimate needs at least one; an empty stratum is for the caller to name.", nameof(samples));

    [DoesNotReturn]
    static void ThrowSample(int index, ReadOnlySpan<FollowUp> samples) => throw new ArgumentOutOfRangeException(nameof(samples), samples[index].Refusal(index));
}

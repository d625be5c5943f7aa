using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Registry.Statistics.Survival;

/// <summary>How many samples entered, failed and were censored on each day: all that a product-limit estimate needs.</summary>
/// <remarks>
/// Days are bounded integers, so tallying replaces sorting: O(samples + days), and the order of the samples cannot matter.
/// The tally is rented; it is cleared before it goes back, as a day of a single death is patient data.
/// </remarks>
readonly ref struct DayTally : IDisposable
{
    readonly DayCount[] _rented;

    DayTally(DayCount[] rented) => _rented = rented;

    /// <summary>First day on which anybody is at risk: the day after the earliest entry, or after the lower bound.</summary>
    internal int FirstDay { get; private init; }

    /// <summary>Latest exit.</summary>
    internal int LastDay { get; private init; }

    internal int Samples { get; private init; }

    internal int LeftOut { get; private init; }

    /// <summary>Those whose entry (or the lower bound) is the day before <see cref="FirstDay"/>.</summary>
    internal int EnteredBefore => _rented[0].Entered;

    /// <summary>Counts of a day between <see cref="FirstDay"/> and <see cref="LastDay"/>.</summary>
    internal DayCount this[int day] => _rented[day - FirstDay + 1];

    [StructLayout(LayoutKind.Auto)]
    internal struct DayCount
    {
        internal int Entered;
        internal int Failed;
        internal int Censored;
    }

    /// <summary>Counts what lies after <paramref name="startAtDays"/>.</summary>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A sample breaks the contract of <see cref="FollowUp"/>, or none reaches beyond the bound.</exception>
    internal static DayTally Of(ReadOnlySpan<FollowUp> samples, int? startAtDays)
    {
        if (samples.IsEmpty) ThrowEmpty(samples);
        if (startAtDays is < FollowUp.BeforeOrigin or > Limits.LastDay) ThrowBound(startAtDays.Value);
        int bound = startAtDays ?? FollowUp.BeforeOrigin;

        int earliestEntry = int.MaxValue;
        int latestExit = int.MinValue;
        for (int index = 0; index < samples.Length; index++)
        {
            FollowUp sample = samples[index];
            if (!sample.IsInRange) ThrowSample(index, samples);
            if (sample.ExitDays > bound) earliestEntry = Math.Min(earliestEntry, sample.EntryDays);
            latestExit = Math.Max(latestExit, sample.ExitDays);
        }

        if (latestExit <= bound) ThrowNobodyBeyond(bound, latestExit);
        // Invariant: who ends beyond the bound ends beyond this day too, as nobody of them enters before it.
        int origin = Math.Max(earliestEntry, bound);
        DayCount[] days = ArrayPool<DayCount>.Shared.Rent(latestExit - origin + 1);
        Array.Clear(days);
        int leftOut = Count(samples, days, origin);
        return new DayTally(days)
        {
            FirstDay = origin + 1,
            LastDay = latestExit,
            Samples = samples.Length - leftOut,
            LeftOut = leftOut,
        };
    }

    /// <summary>Gives the days back; once, and the tally is unusable afterwards.</summary>
    public void Dispose() => ArrayPool<DayCount>.Shared.Return(_rented, clearArray: true);

    static int Count(ReadOnlySpan<FollowUp> samples, Span<DayCount> days, int origin)
    {
        int leftOut = 0;
        foreach (FollowUp sample in samples)
        {
            if (sample.ExitDays <= origin)
            {
                leftOut++;
                continue;
            }

            days[Math.Max(sample.EntryDays, origin) - origin].Entered++;
            ref DayCount exit = ref days[sample.ExitDays - origin];
            if (sample.Failed)
                exit.Failed++;
            else
                exit.Censored++;
        }

        return leftOut;
    }

    [DoesNotReturn]
    static void ThrowEmpty(ReadOnlySpan<FollowUp> samples) =>
        throw new ArgumentException("There is no sample. An estimate needs at least one; an empty stratum is for the caller to name.", nameof(samples));

    [DoesNotReturn]
    static void ThrowBound(int startAtDays) =>
        throw new ArgumentOutOfRangeException(nameof(startAtDays), startAtDays, string.Create(CultureInfo.InvariantCulture, $"The lower bound must lie between {FollowUp.BeforeOrigin} and {Limits.LastDay}."));

    [DoesNotReturn]
    static void ThrowNobodyBeyond(int startAtDays, int latestExit) =>
        throw new ArgumentOutOfRangeException(
            nameof(startAtDays), startAtDays, string.Create(CultureInfo.InvariantCulture, $"Nobody was under observation beyond the lower bound; the latest exit is day {latestExit}."));

    [DoesNotReturn]
    static void ThrowSample(int index, ReadOnlySpan<FollowUp> samples) => throw new ArgumentOutOfRangeException(nameof(samples), samples[index].Refusal(index));
}

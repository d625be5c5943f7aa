using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Registry.Statistics.Survival;

namespace Registry.Statistics.Rates;

/// <summary>A stretch (entry, exit] in which a subject was under observation; a subject may have several that do not overlap.</summary>
/// <param name="Subject">Number of the subject, from 0 without a hole.</param>
/// <param name="EntryDays">As in <see cref="FollowUp"/>: exclusive.</param>
/// <param name="ExitDays">As in <see cref="FollowUp"/>: inclusive.</param>
public readonly record struct ObservationPeriod(int Subject, int EntryDays, int ExitDays);

/// <summary>Something that can happen to a subject again and again, such as a flare-up.</summary>
/// <param name="Subject">The subject to whom it happened.</param>
/// <param name="Day">When; within one of the subject's periods. Several on one day are several.</param>
public readonly record struct Recurrence(int Subject, int Day);

/// <summary>One day on which something occurred, and the mean number of occurrences per subject until then.</summary>
public readonly record struct MeanCumulativeStep
{
    /// <summary>Day of the occurrences.</summary>
    public required int Day { get; init; }

    /// <summary>Subjects under observation on this day; 1 or more.</summary>
    public required int AtRisk { get; init; }

    /// <summary>Occurrences on this day; 1 or more.</summary>
    public required int Occurrences { get; init; }

    /// <summary>Expected occurrences per subject from the origin to this day.</summary>
    public required double Mean { get; init; }

    /// <summary>Robust: it allows subjects to differ in their rates. 0 when every subject did exactly as the mean.</summary>
    public required double StandardError { get; init; }

    /// <summary>Limits on the scale of log mean, so above 0; null when the standard error is 0.</summary>
    public required ConfidenceInterval? Interval { get; init; }
}

/// <summary>An estimated mean cumulative function: 0 until the first step, then constant from step to step until <see cref="LastDay"/>.</summary>
/// <param name="Steps">One per distinct day, ascending; empty when nothing occurred.</param>
/// <param name="SubjectCount">Subjects under observation at any time.</param>
/// <param name="OccurrenceCount">All occurrences.</param>
/// <param name="LastDay">Latest exit.</param>
/// <param name="Caveats">Where the estimate cannot be trusted; empty when nothing speaks against it.</param>
public sealed record MeanCumulativeCurve(ImmutableArray<MeanCumulativeStep> Steps, int SubjectCount, int OccurrenceCount, int LastDay, ImmutableArray<Caveat> Caveats);

/// <summary>The mean number of recurrent occurrences per subject over time, for subjects who may come under observation late.</summary>
public static class MeanCumulative
{
    /// <summary>Nelson's estimate with the robust variance of Lawless and Nadeau.</summary>
    /// <param name="periods">When each subject was under observation, in any order.</param>
    /// <param name="recurrences">What occurred, in any order; may be empty.</param>
    /// <param name="level">Confidence level of the steps' intervals.</param>
    /// <returns>One step per distinct day of occurrence, ascending.</returns>
    /// <exception cref="ArgumentException">There is no period.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A period is out of range, overlaps another of its subject, or a recurrence lies in none of its subject's periods: the message names its index. Or a subject number has no period, or the level is not within (0, 1).
    /// </exception>
    /// <remarks>
    /// Who dies is no longer under observation: the function is then that of subjects as long as they live, not one that death would stop (Ghosh and Lin 2000).
    /// Right only when being observed does not depend on the occurrences to come. O((periods + recurrences) · log + days). Thread-safe.
    /// Sources: Nelson 1995, Technometrics 37:147–157; Lawless and Nadeau 1995, Technometrics 37:158–168.
    /// Checked against cumhaz and std.chaz of R's survfit with id: tests/data/statistics/make-rates.R.
    /// </remarks>
    public static MeanCumulativeCurve Estimate(ReadOnlySpan<ObservationPeriod> periods, ReadOnlySpan<Recurrence> recurrences, double level = 0.95)
    {
        Confidence.CheckLevel(level, nameof(level));
        if (periods.IsEmpty) throw new ArgumentException("There is no period of observation.", nameof(periods));
        FollowUp[] samples = ArrayPool<FollowUp>.Shared.Rent(periods.Length);
        try
        {
            for (int index = 0; index < periods.Length; index++)
            {
                samples[index] = new FollowUp(periods[index].EntryDays, periods[index].ExitDays, Failed: false);
                if (!samples[index].IsInRange) throw new ArgumentOutOfRangeException(nameof(periods), samples[index].Refusal(index));
            }

            using RiskOrder order = RiskOrder.Of(samples.AsSpan(0, periods.Length));
            int subjectCount = CountSubjects(periods);
            int[] byDay = Sorted(periods, recurrences, subjectCount);
            return new Walk(periods, recurrences, subjectCount, Confidence.TwoSidedZ(level)).Over(order.ByEntry(0), order.ByExit(0), byDay);
        }
        finally
        {
            ArrayPool<FollowUp>.Shared.Return(samples, clearArray: true);
        }
    }

    static int CountSubjects(ReadOnlySpan<ObservationPeriod> periods)
    {
        var subjects = new int[periods.Length];
        for (int index = 0; index < subjects.Length; index++) subjects[index] = periods[index].Subject;
        return Labels.Count(subjects, subjects.Length, subjects.Length, nameof(periods));
    }

    /// <summary>Indices of the recurrences in order of day; checks that each lies in a period of its subject, and that those do not overlap.</summary>
    static int[] Sorted(ReadOnlySpan<ObservationPeriod> periods, ReadOnlySpan<Recurrence> recurrences, int subjectCount)
    {
        var keys = new (int Subject, int Entry, int Index)[periods.Length];
        for (int index = 0; index < keys.Length; index++) keys[index] = (periods[index].Subject, periods[index].EntryDays, index);
        Array.Sort(keys);
        for (int place = 1; place < keys.Length; place++)
        {
            if (keys[place].Subject == keys[place - 1].Subject && keys[place].Entry < periods[keys[place - 1].Index].ExitDays)
                throw new ArgumentOutOfRangeException(nameof(periods), string.Create(CultureInfo.InvariantCulture, $"Sample {keys[place].Index} begins before an earlier period of its subject ends."));
        }

        var days = new int[recurrences.Length];
        var order = new int[recurrences.Length];
        for (int index = 0; index < order.Length; index++)
        {
            Recurrence recurrence = recurrences[index];
            int place = Array.BinarySearch(keys, (recurrence.Subject, recurrence.Day, -1));
            // The last period of the subject that begins before the day.
            int before = (place < 0 ? ~place : place) - 1;
            bool covered = (uint)recurrence.Subject < (uint)subjectCount && before >= 0 && keys[before].Subject == recurrence.Subject && recurrence.Day <= periods[keys[before].Index].ExitDays;
            if (!covered)
                throw new ArgumentOutOfRangeException(nameof(recurrences), string.Create(CultureInfo.InvariantCulture, $"Recurrence {index} (day {recurrence.Day}) lies in no period of its subject; leave it out, and count it."));
            days[index] = recurrence.Day;
            order[index] = index;
        }

        Array.Sort(days, order);
        return order;
    }

    /// <summary>
    /// The variance is the sum over subjects of the square of their sum of (own occurrences - mean) / at risk. All subjects at risk lose dN / Y² on a day,
    /// so their squares are kept as sums over c = own sum + B at joining, with B the running sum of dN / Y²: the own sum is c - B, and a day costs
    /// what happened on it.
    /// </summary>
    sealed class Walk
    {
        readonly ReadOnlyMemory<ObservationPeriod> _periods;
        readonly ReadOnlyMemory<Recurrence> _recurrences;
        readonly double[] _own;      // Own sum; while at risk, own sum + _drift.
        readonly double _z;
        int _atRisk;
        double _drift;
        double _sum;                 // Of own over subjects at risk.
        double _squares;             // Of own² over subjects at risk.
        double _left;                // Of own sum² over subjects not at risk.

        internal Walk(ReadOnlySpan<ObservationPeriod> periods, ReadOnlySpan<Recurrence> recurrences, int subjectCount, double z)
        {
            _periods = periods.ToArray();
            _recurrences = recurrences.ToArray();
            _own = new double[subjectCount];
            _z = z;
        }

        internal MeanCumulativeCurve Over(ReadOnlySpan<int> byEntry, ReadOnlySpan<int> byExit, ReadOnlySpan<int> byDay)
        {
            ReadOnlySpan<ObservationPeriod> periods = _periods.Span;
            ReadOnlySpan<Recurrence> recurrences = _recurrences.Span;
            var steps = ImmutableArray.CreateBuilder<MeanCumulativeStep>();
            int entered = 0;
            int exited = 0;
            int? alone = null;
            double mean = 0;
            for (int first = 0, end; first < byDay.Length; first = end)
            {
                int day = recurrences[byDay[first]].Day;
                // Leaving first: a subject whose next period begins as the last one ends must not be at risk twice.
                while (entered < byEntry.Length && periods[byEntry[entered]].EntryDays < day || exited < byExit.Length && periods[byExit[exited]].ExitDays < day)
                {
                    bool exit = exited < byExit.Length && (entered == byEntry.Length || periods[byExit[exited]].ExitDays <= periods[byEntry[entered]].EntryDays);
                    if (exit)
                        Leave(periods[byExit[exited++]].Subject);
                    else
                        Join(periods[byEntry[entered++]].Subject);
                }

                for (end = first; end < byDay.Length && recurrences[byDay[end]].Day == day; end++) Occur(recurrences[byDay[end]].Subject);
                int count = end - first;
                _drift += count / ((double)_atRisk * _atRisk);
                mean += (double)count / _atRisk;
                if (_atRisk == 1) alone ??= day;
                steps.Add(Step(day, count, mean));
            }

            ImmutableArray<Caveat> caveats = alone is { } lone && _own.Length > 1
                ? [new Caveat(CaveatKind.RiskSetOfOne, string.Create(CultureInfo.InvariantCulture, $"On day {lone} a single subject was under observation and had an occurrence, which adds at least 1 to the mean."))]
                : [];
            return new MeanCumulativeCurve(steps.ToImmutable(), _own.Length, byDay.Length, periods[byExit[^1]].ExitDays, caveats);
        }

        void Join(int subject)
        {
            _left -= _own[subject] * _own[subject];
            _own[subject] += _drift;
            Count(subject, 1);
        }

        void Leave(int subject)
        {
            Count(subject, -1);
            _own[subject] -= _drift;
            _left += _own[subject] * _own[subject];
        }

        void Occur(int subject)
        {
            Count(subject, -1);
            _own[subject] += 1.0 / (_atRisk + 1);
            Count(subject, 1);
        }

        void Count(int subject, int sign)
        {
            _atRisk += sign;
            _sum += sign * _own[subject];
            _squares += sign * _own[subject] * _own[subject];
        }

        MeanCumulativeStep Step(int day, int count, double mean)
        {
            double variance = _left + _squares - _drift * (2 * _sum - _atRisk * _drift);
            // Below the rounding of its own terms a variance is none.
            double standardError = variance > 1e-13 * (_left + _squares + _drift * _drift * _atRisk) ? Math.Sqrt(variance) : 0;
            double factor = Math.Exp(_z * standardError / mean);
            return new MeanCumulativeStep
            {
                Day = day,
                AtRisk = _atRisk,
                Occurrences = count,
                Mean = mean,
                StandardError = standardError,
                Interval = standardError > 0 ? new ConfidenceInterval(mean / factor, mean * factor) : null,
            };
        }
    }
}

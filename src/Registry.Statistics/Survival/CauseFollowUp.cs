using System.Globalization;

namespace Registry.Statistics.Survival;

/// <summary>One sample whose failure has one of several causes: a period (entry, exit] under observation, and how it ended.</summary>
/// <param name="EntryDays">As in <see cref="FollowUp"/>: exclusive, <see cref="FollowUp.BeforeOrigin"/> for a subject watched from day 0.</param>
/// <param name="ExitDays">As in <see cref="FollowUp"/>: inclusive.</param>
/// <param name="Cause">0: censored; from 1 on, the cause of the failure. An unknown cause of a known failure is a cause of its own, never 0.</param>
public readonly record struct CauseFollowUp(int EntryDays, int ExitDays, int Cause)
{
    /// <summary>The cause of a sample that was censored.</summary>
    public const int Censored = 0;

    /// <summary>A sample without delayed entry: at risk from day 0, that day included.</summary>
    public static CauseFollowUp FromOrigin(int exitDays, int cause) => new(FollowUp.BeforeOrigin, exitDays, cause);

    /// <summary>The same period; any cause is the failure.</summary>
    public FollowUp AnyCause() => new(EntryDays, ExitDays, Cause != Censored);

    /// <summary>Copies samples to what <see cref="RiskOrder"/> takes, and finds the highest cause.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A cause is negative or above <see cref="Limits.Causes"/>: the message names the sample's index.</exception>
    internal static int ToAnyCause(ReadOnlySpan<CauseFollowUp> samples, Span<FollowUp> copy)
    {
        int highest = 0;
        for (int index = 0; index < samples.Length; index++)
        {
            int cause = samples[index].Cause;
            if (cause is < Censored or > Limits.Causes)
            {
                throw new ArgumentOutOfRangeException(nameof(samples), string.Create(
                    CultureInfo.InvariantCulture, $"Sample {index} has the cause {cause}; it must lie between {Censored} (censored) and {Limits.Causes}."));
            }

            highest = Math.Max(highest, cause);
            copy[index] = samples[index].AnyCause();
        }

        return highest;
    }
}

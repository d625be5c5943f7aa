using System.Globalization;

namespace Registry.Statistics.Survival;

/// <summary>One sample: a period (entry, exit] in which a subject was under observation, and how it ended.</summary>
/// <param name="EntryDays">
/// Whole days from the origin of the time scale (birth, when age is the scale) to the start of observation.
/// Exclusive: the subject is at risk on day t when EntryDays &lt; t ≤ ExitDays.
/// <see cref="BeforeOrigin"/> for a subject who is under observation on day 0 already.
/// </param>
/// <param name="ExitDays">Whole days from the origin to failure or censoring; greater than EntryDays, at most <see cref="Limits.LastDay"/>.</param>
/// <param name="Failed">True when the period ended with the failure, false when it was censored.</param>
/// <remarks>
/// Days are integers, so two times are tied or they are not: no tolerance as in R's <c>timefix</c> is needed or applied.
/// The value is not checked here but by each estimator, which can name the sample's index.
/// A subject who entered and left on one day was at risk on no day and is no sample: leave it out, and count it.
/// </remarks>
public readonly record struct FollowUp(int EntryDays, int ExitDays, bool Failed)
{
    /// <summary>The entry of a subject who is under observation on day 0 already.</summary>
    public const int BeforeOrigin = -1;

    /// <summary>A sample without delayed entry: at risk from day 0, that day included.</summary>
    public static FollowUp FromOrigin(int exitDays, bool failed) => new(BeforeOrigin, exitDays, failed);

    /// <summary>The contract above holds.</summary>
    internal bool IsInRange => EntryDays >= BeforeOrigin && ExitDays > EntryDays && ExitDays <= Limits.LastDay;

    /// <summary>Why the contract does not hold, for a message.</summary>
    internal string Refusal(int index)
    {
        string why = this switch
        {
            { EntryDays: < BeforeOrigin } => "its entry lies before the origin of the time scale",
            { ExitDays: > Limits.LastDay } => string.Create(CultureInfo.InvariantCulture, $"its exit lies after day {Limits.LastDay}"),
            _ => "its exit is not after its entry, so it was at risk on no day",
        };
        return string.Create(CultureInfo.InvariantCulture, $"Sample {index} (entry day {EntryDays}, exit day {ExitDays}) is refused: {why}.");
    }
}

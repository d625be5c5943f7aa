namespace Registry.Analytics.Reports;

/// <summary>What was imputed in, and left out of, a set of lives.</summary>
internal static class LifeCounts
{
    internal static IReadOnlyList<ReportCount> Imputed(IReadOnlyCollection<Life> lives) =>
    [
        new("date of birth", ReportCell.Of(lives.LongCount(life => life.IsBirthImputed))),
        new("date of registry entry", ReportCell.Of(lives.LongCount(life => life.IsEntryImputed))),
        new("date of death or last known alive", ReportCell.Of(lives.LongCount(life => life.IsExitImputed))),
    ];

    /// <summary>One count per reason, also those of none: a reader sees what was looked for.</summary>
    internal static IEnumerable<ReportCount> Excluded(string estimate, IEnumerable<LifeGap> gaps)
    {
        ILookup<LifeGap, LifeGap> byGap = gaps.ToLookup(gap => gap);
        return Enum.GetValues<LifeGap>().Where(gap => gap != LifeGap.None).Select(gap => new ReportCount($"{estimate}: {Reason(gap)}", ReportCell.Of(byGap[gap].LongCount())));
    }

    private static string Reason(LifeGap gap) => gap switch
    {
        LifeGap.BirthImpossible => "date of birth after entry, death or the cut",
        LifeGap.NoEntryDate => "no possible date of registry entry",
        LifeGap.DeadWithoutDate => "dead without a date of death",
        LifeGap.DeathImpossible => "date of death before birth or after the cut",
        LifeGap.EnrolledAfterDeath => "enrolled after death",
        LifeGap.NoFollowUp => "no time under observation: not known to be alive after entry",
        _ => throw new ArgumentOutOfRangeException(nameof(gap), gap, "Not a reason."),
    };
}

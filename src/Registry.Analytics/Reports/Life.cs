using Registry.Analytics.Projections;
using Registry.Contracts.Events;
using Registry.Statistics.Survival;

namespace Registry.Analytics.Reports;

/// <summary>Why a person is not in an estimate.</summary>
internal enum LifeGap
{
    None,
    BirthImpossible,
    NoEntryDate,
    DeadWithoutDate,
    DeathImpossible,
    EnrolledAfterDeath,
    NoFollowUp,
}

/// <summary>The days of a person's life that time-to-event analysis needs, and what is missing for it.</summary>
internal sealed record Life
{
    /// <summary>The last day of the cut that it is of.</summary>
    internal required DateOnly CutDay { get; init; }

    internal required DateOnly Birth { get; init; }

    /// <summary>Under observation from the day after this one; null when not told.</summary>
    internal required DateOnly? Entry { get; init; }

    /// <summary>Death, else the last day on which the person was known to be alive; null when there is none.</summary>
    internal required DateOnly? Exit { get; init; }

    internal required bool IsDead { get; init; }

    /// <summary>Why there is no period (entry, exit] under observation.</summary>
    internal required LifeGap FollowUpGap { get; init; }

    /// <summary>Why there is no period from birth to exit.</summary>
    internal required LifeGap LifetimeGap { get; init; }

    internal required bool IsBirthImputed { get; init; }

    internal required bool IsEntryImputed { get; init; }

    internal required bool IsExitImputed { get; init; }

    /// <summary>A statement says that the person was alive after the death.</summary>
    internal required bool IsAliveAfterDeath { get; init; }

    /// <summary>With delayed entry; only where <see cref="FollowUpGap"/> is none.</summary>
    internal FollowUp FollowUp => new(DaysOf(Entry!.Value), DaysOf(Exit!.Value), IsDead);

    /// <summary>As if observed from birth; only where <see cref="LifetimeGap"/> is none.</summary>
    internal FollowUp Lifetime => FollowUp.FromOrigin(DaysOf(Exit!.Value), IsDead);

    /// <summary>Age in days.</summary>
    internal int DaysOf(DateOnly day) => day.DayNumber - Birth.DayNumber;

    internal static Life Of(Person person, DateOnly cutDay)
    {
        PartialDate? death = DateOfDeath(person);
        bool isDead = person.State == VitalState.Dead;
        DateOnly latestBirth = Min(cutDay, Min(person.Entry?.Latest ?? cutDay, death?.Latest ?? cutDay));
        if (Middle(person.Birth, DateOnly.MinValue, latestBirth) is not { } birth) return Impossible(person, isDead, cutDay);

        DateOnly? entry = person.Entry is { } entryDate ? Middle(entryDate, birth, cutDay) : null;
        (DateOnly Day, bool IsImputed)? alive = LastAlive(person, birth, cutDay);
        DateOnly? died = death is null ? null : Middle(death, entry?.AddDays(1) ?? birth, cutDay) ?? Middle(death, birth, cutDay);
        DateOnly? exit = isDead ? died : Max(alive?.Day, entry);
        return new Life
        {
            CutDay = cutDay,
            Birth = birth,
            Entry = entry,
            Exit = exit,
            IsDead = isDead,
            FollowUpGap = FollowUpGapOf(isDead, death, entry, exit),
            LifetimeGap = exit is not null ? LifeGap.None : isDead ? DeathGap(death) : LifeGap.NoFollowUp,
            IsBirthImputed = IsPartial(person.Birth),
            IsEntryImputed = person.Entry is { } told && IsPartial(told),
            IsExitImputed = isDead ? death is not null && IsPartial(death) : alive is { } last && last.Day == exit && last.IsImputed,
            IsAliveAfterDeath = isDead && death is not null && LatestAliveStatement(person) > death.Latest,
        };
    }

    /// <summary>The middle of the days that a date leaves possible within limits, the earlier of two; null when it leaves none.</summary>
    internal static DateOnly? Middle(PartialDate date, DateOnly notBefore, DateOnly notAfter)
    {
        DateOnly first = date.Earliest > notBefore ? date.Earliest : notBefore;
        DateOnly last = Min(date.Latest, notAfter);
        return first > last ? null : first.AddDays((last.DayNumber - first.DayNumber) / 2);
    }

    /// <summary>The last day on which something shows that the person lived, and whether it is imputed; null when nothing does.</summary>
    internal static (DateOnly Day, bool IsImputed)? LastAlive(Person person, DateOnly birth, DateOnly cutDay)
    {
        (DateOnly Day, bool IsImputed)? last = person.Facts.LastSeen(cutDay) is { } seen && seen >= birth ? (seen, false) : null;
        foreach (PartialDate shown in person.Facts.SeenAbout)
        {
            if (Middle(shown, birth, cutDay) is { } day && (last is null || day > last.Value.Day)) last = (day, true);
        }

        return last;
    }

    /// <summary>What shows that a person lived, in the words of every report that uses it.</summary>
    internal const string SignsOfLife = "alive confirmation, diagnosis or its onset, a flare-up's onset or end, bone lesion or volume, assessment of function, laboratory sample, start of treatment, operation, questionnaire";

    /// <summary>Fields of events that a life is made of.</summary>
    internal static readonly IReadOnlyList<string> EventFields =
    [
        "SubjectEnrolled.Header.Occurred", "SubjectEnrolled.Demographics", "DeathReported.Header.Occurred", "VitalStatusConfirmed.Status", "VitalStatusConfirmed.Header.Occurred",
        "DiagnosisRecorded.Header.Occurred", "DiagnosisRecorded.Onset", "FlareUpReported.Header.Occurred", "FlareUpReported.End", "OssificationReported.Header.Occurred",
        "OssificationMeasured.Header.Occurred", "FunctionAssessed.Header.Occurred", "LaboratoryMeasured.Header.Occurred", "TreatmentReported.Header.Occurred",
        "SurgeryReported.Header.Occurred", "PatientOutcomeReported.Header.Occurred",
    ];

    private static DateOnly? LatestAliveStatement(Person person) =>
        person.VitalStatuses.Where(status => status.Status is "alive").Max(status => status.Occurred?.Earliest);

    // Two facts can state one death: the Patient and a cause of death. The more precise date counts; of two alike, the one stated last.
    private static PartialDate? DateOfDeath(Person person) =>
        person.Deaths.Where(death => death.Occurred is not null)
            .OrderBy(death => death.Occurred!.Latest.DayNumber - death.Occurred.Earliest.DayNumber).ThenByDescending(death => death.FromSequence)
            .FirstOrDefault()?.Occurred;

    private static LifeGap FollowUpGapOf(bool isDead, PartialDate? death, DateOnly? entry, DateOnly? exit)
    {
        if (isDead && exit is null) return DeathGap(death);
        if (entry is null) return LifeGap.NoEntryDate;
        if (isDead && exit < entry) return LifeGap.EnrolledAfterDeath;
        return exit is null || exit <= entry ? LifeGap.NoFollowUp : LifeGap.None;
    }

    private static LifeGap DeathGap(PartialDate? death) => death is null ? LifeGap.DeadWithoutDate : LifeGap.DeathImpossible;

    private static Life Impossible(Person person, bool isDead, DateOnly cutDay) => new()
    {
        CutDay = cutDay,
        Birth = person.Birth.Earliest,
        Entry = null,
        Exit = null,
        IsDead = isDead,
        FollowUpGap = LifeGap.BirthImpossible,
        LifetimeGap = LifeGap.BirthImpossible,
        IsBirthImputed = false,
        IsEntryImputed = false,
        IsExitImputed = false,
        IsAliveAfterDeath = false,
    };

    private static bool IsPartial(PartialDate date) => date.Earliest != date.Latest;

    private static DateOnly Min(DateOnly one, DateOnly other) => one < other ? one : other;

    private static DateOnly? Max(DateOnly? one, DateOnly? other) => one is null ? other : other is null || one > other ? one : other;
}

/// <summary>What is known of a person's life at the cut.</summary>
internal enum VitalState
{
    Alive,
    Dead,
    Lost,
    Unknown,
}

internal static class Standing
{
    internal static VitalState Of(Person person) => person.State;

    /// <summary>Dead when a death holds; else what the confirmation with the latest date says; unknown when there is none.</summary>
    internal static VitalState Judge(Person person)
    {
        if (person.Deaths.Count > 0) return VitalState.Dead;
        VitalStatusRow? last = person.VitalStatuses
            .OrderBy(status => status.Occurred?.Latest ?? DateOnly.MinValue).ThenBy(status => status.FromSequence).LastOrDefault();
        return last?.Status switch
        {
            "alive" => VitalState.Alive,
            "dead" => VitalState.Dead,
            "lost-to-follow-up" => VitalState.Lost,
            _ => VitalState.Unknown,
        };
    }
}

using Registry.Clinical.Events;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;

namespace Registry.Clinical.Rules;

/// <summary>R21 and the parts of R20 about deaths: Patient.deceased, vital status and cause of death tell of one death.</summary>
internal static class DeathRules
{
    public static IEnumerable<Violation> CauseWithoutDate(PersonFacts person, RuleBasis basis)
    {
        if (person.DatesOfDeath.Count > 0 || person.Deaths.FirstOrDefault(death => death.Event.Cause is not null) is not { Fact: { } cause }) yield break;
        yield return new Violation(Severity.Warning,
            "A cause of death is recorded, and no date of death.",
            "Without a date the death cannot be counted at an age.",
            "Send Patient.deceasedDateTime as precise as known; a year is enough.",
            [new Evidence(cause, Elements.DateOfDeath(cause))]);
    }

    public static IEnumerable<Violation> DeathWithoutCause(PersonFacts person, RuleBasis basis)
    {
        if (person.Deaths.Any(death => death.Event.Cause is not null)) yield break;
        LiveFact? dead = Dead(person);
        if (dead is null) yield break;
        yield return new Violation(Severity.Warning,
            "A death is recorded, and no cause of it.",
            "Reports tell causes of death apart.",
            "Send a cause of death; 'unknown' says that nobody knows.",
            [new Evidence(dead, dead.Source.Type is "Patient" ? Elements.Deceased : Elements.Value)]);
    }

    public static IEnumerable<Violation> AliveAfterDeath(PersonFacts person, RuleBasis basis)
    {
        if (person.DatesOfDeath.Count == 0) yield break;
        foreach (LiveFact alive in Status(person, "alive"))
        {
            if (alive.Occurred is not { } date || person.DatesOfDeath.FirstOrDefault(death => death.Date.IsBefore(date)) is not { Fact: { } death }) continue;
            yield return new Violation(Severity.Error,
                "A vital status says alive on a date after the death.",
                "Nobody is alive after death.",
                "Correct the one that is wrong: the vital status or its date, Patient.deceasedDateTime, or the cause of death.",
                [new Evidence(alive, Elements.When(alive)), new Evidence(death, Elements.DateOfDeath(death))]);
        }
    }

    /// <summary>A status of dead may be found out later than the death, but not before it.</summary>
    public static IEnumerable<Violation> DeadBeforeDeath(PersonFacts person, RuleBasis basis)
    {
        if (person.DatesOfDeath.Count == 0) yield break;
        foreach (LiveFact dead in Status(person, "dead"))
        {
            if (dead.Occurred is not { } date || person.DatesOfDeath.FirstOrDefault(death => date.IsBefore(death.Date)) is not { Fact: { } death }) continue;
            yield return new Violation(Severity.Error,
                "A vital status says dead on a date before the death.",
                "Nobody is dead before death.",
                "Correct the one that is wrong: the vital status or its date, Patient.deceasedDateTime, or the cause of death.",
                [new Evidence(dead, Elements.When(dead)), new Evidence(death, Elements.DateOfDeath(death))]);
        }
    }

    /// <summary>All dates of death must have a day in common; the first that has none with one before it is told.</summary>
    public static IEnumerable<Violation> TwoDeaths(PersonFacts person, RuleBasis basis)
    {
        if (person.DatesOfDeath.Count < 2) yield break;
        (LiveFact Fact, PartialDate Date) last = person.DatesOfDeath.MaxBy(death => death.Date.Earliest);
        foreach ((LiveFact fact, PartialDate date) in person.DatesOfDeath)
        {
            if (!date.IsBefore(last.Date)) continue;
            yield return new Violation(Severity.Error,
                "Two dates of death are recorded that cannot be the same.",
                "A person dies once.",
                "Correct the one that is wrong: Patient.deceasedDateTime, or the effective date of the cause of death.",
                [new Evidence(fact, Elements.DateOfDeath(fact)), new Evidence(last.Fact, Elements.DateOfDeath(last.Fact))]);
        }
    }

    public static IEnumerable<Violation> PatientNotDeceased(PersonFacts person, RuleBasis basis)
    {
        if (person.Of(nameof(DeathReported)).Any(death => death.Source.Type is "Patient")) yield break;
        LiveFact? dead = Dead(person);
        if (dead is null || person.Demographics.Count == 0) yield break;
        yield return new Violation(Severity.Warning,
            "A vital status or a cause of death tells of a death, and the Patient does not.",
            "Patient.deceased is where a death is looked for.",
            "Send Patient.deceasedDateTime, or deceasedBoolean true when the date is not known; or correct the status.",
            [new Evidence(dead, Elements.Value), new Evidence(Own(person, dead), Elements.Deceased)]);
    }

    public static IEnumerable<Violation> TwoUnderlyingCauses(PersonFacts person, RuleBasis basis)
    {
        (LiveFact Fact, DeathReported Event)? first = null;
        foreach ((LiveFact Fact, DeathReported Event) death in person.Deaths)
        {
            if (death.Event is not { Role: "underlying", Cause: { } cause }) continue;
            first ??= death;
            if (first.Value.Event.Cause!.Code == cause.Code) continue;
            yield return new Violation(Severity.Warning,
                "Two different underlying causes of one death are recorded.",
                "A death has one underlying cause; others are immediate or contributing.",
                "Send the role 'immediate' or 'contributing' for the other, or correct the cause.",
                [new Evidence(death.Fact, Elements.CauseRole), new Evidence(first.Value.Fact, Elements.CauseRole)]);
        }
    }

    /// <summary>Whatever tells of a death: a Patient or cause of death before a vital status. Null when nothing does.</summary>
    private static LiveFact? Dead(PersonFacts person) => person.Of(nameof(DeathReported)) is [var death, ..] ? death : Status(person, "dead").FirstOrDefault();

    private static IEnumerable<LiveFact> Status(PersonFacts person, string status) =>
        person.VitalStatuses.Where(confirmed => string.Equals(confirmed.Event.Status, status, StringComparison.Ordinal)).Select(confirmed => confirmed.Fact);

    private static LiveFact Own(PersonFacts person, LiveFact fact) =>
        person.Demographics.Select(subject => subject.Fact).FirstOrDefault(subject => subject.Subject == fact.Subject) ?? person.Demographics[0].Fact;
}

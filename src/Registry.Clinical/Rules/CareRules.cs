using Registry.Clinical.Events;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;

namespace Registry.Clinical.Rules;

/// <summary>R19 and the parts of R20 that are about living persons: what endangers somebody with FOP, ages, and follow-up.</summary>
internal static class CareRules
{
    /// <summary>Within how many days after a biopsy a flare-up is taken to be that biopsy's.</summary>
    private const int SetOffDays = 30;

    /// <summary>No error in the data: the record is wanted, and somebody should know. So it is told as a concern as well.</summary>
    public static IEnumerable<Violation> HarmfulProcedure(PersonFacts person, RuleBasis basis)
    {
        if (person.Has("FOP") is not { } fop) yield break;
        foreach ((LiveFact fact, SurgeryReported surgery) in person.Surgeries)
        {
            if (surgery.Kind is "biopsy" or "excision") yield return Harm(surgery.Kind, fact, Elements.Value, fop);
        }

        foreach ((LiveFact fact, FlareUpReported flareUp) in person.FlareUps)
        {
            // A biopsy that is on record itself is not told a second time by the flare-up that it set off.
            bool isTold = flareUp.Trigger is "biopsy" && person.Surgeries.Any(surgery => surgery.Event.Kind is "biopsy" && IsJustBefore(surgery.Fact.Occurred, fact.Occurred));
            if (flareUp.Trigger is ("intramuscular-injection" or "biopsy") && !isTold) yield return Harm(flareUp.Trigger, fact, Elements.Trigger, fop);
        }
    }

    /// <summary>From the age at which the drug is approved; earlier it closes growth plates. Who is neither a girl nor a boy on record, and who takes it in a trial, is not asked about.</summary>
    public static IEnumerable<Violation> PalovaroteneTooEarly(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact fact, TreatmentReported treatment) in person.Treatments)
        {
            if (treatment is not { Treatment: "palovarotene", InTrial: not "yes" } || fact.Occurred is not { } start) continue;
            foreach ((LiveFact subject, Demographics demographics) in person.Demographics)
            {
                int? years = demographics.Sex switch { "female" => basis.Thresholds.PalovaroteneGirlYears, "male" => basis.Thresholds.PalovaroteneBoyYears, _ => null };
                if (years is not { } approved || !start.IsBeforeAge(demographics.BirthDate, approved)) continue;
                yield return new Violation(Severity.Warning,
                    FormattableString.Invariant($"Palovarotene begins before the age of {approved}."),
                    "It is approved for girls from 8 and boys from 10 years, because it closes growth plates early.",
                    "Check the start, the date of birth and the sex; send treatment-in-trial 'yes' if it was given in a trial. Leave them if they are right.",
                    [new Evidence(fact, Elements.When(fact)), new Evidence(subject, Elements.BirthDate)]);
                break;
            }
        }
    }

    /// <summary>Of somebody who is not known to be dead, today counts; of somebody lost to follow-up, the day on which that was found.</summary>
    public static IEnumerable<Violation> OlderThanAnybody(PersonFacts person, RuleBasis basis)
    {
        if (person.Has("FOP") is not { } fop) yield break;
        (LiveFact Fact, VitalStatusConfirmed Event)? last = LastStatus(person);
        PartialDate? until = person.DatesOfDeath.Count > 0 ? person.DatesOfDeath[0].Date
            : person.Deaths.Any() ? null
            : last is null or { Event.Status: "alive" } ? PartialDates.Day(basis.Today)
            : last.Value.Fact.Occurred;
        if (until is null) yield break;
        foreach ((LiveFact subject, Demographics demographics) in person.Demographics)
        {
            if (!until.IsAtAge(demographics.BirthDate, basis.Thresholds.OldestFopYears + 1)) continue;
            yield return new Violation(Severity.Warning,
                FormattableString.Invariant($"Somebody with FOP is older than {basis.Thresholds.OldestFopYears} years, or died so."),
                "Nobody with FOP is known to have lived longer.",
                "Check the date of birth, and whether the death is recorded. Leave them if they are right.",
                [new Evidence(subject, Elements.BirthDate), new Evidence(fop.Fact, Elements.Code)]);
            yield break;
        }
    }

    public static IEnumerable<Violation> FollowUpOverdue(PersonFacts person, RuleBasis basis)
    {
        if (person.Deaths.Any() || LastStatus(person) is not { Event.Status: "alive" } last) yield break;
        if (PartialDates.AddMonths(last.Fact.Occurred!.Latest, basis.Thresholds.FollowUpMonths) >= basis.Today) yield break;
        yield return new Violation(Severity.Warning,
            FormattableString.Invariant($"The last vital status says alive and is more than {basis.Thresholds.FollowUpMonths} months old."),
            "Survival is counted up to the last status, and one is wanted each year.",
            "Send a new vital status: alive with the date of the last contact, dead, or lost-to-follow-up.",
            [new Evidence(last.Fact, Elements.When(last.Fact))]);
    }

    private static (LiveFact Fact, VitalStatusConfirmed Event)? LastStatus(PersonFacts person)
    {
        (LiveFact Fact, VitalStatusConfirmed Event)? last = null;
        foreach ((LiveFact Fact, VitalStatusConfirmed Event) status in person.VitalStatuses)
        {
            if (status.Fact.Occurred is { } date && (last is null || date.Latest > last.Value.Fact.Occurred!.Latest)) last = status;
        }

        return last;
    }

    private static bool IsJustBefore(PartialDate? surgery, PartialDate? flareUp) =>
        surgery is not null && flareUp is not null && surgery.Latest >= flareUp.Earliest.AddDays(-SetOffDays) && surgery.Earliest <= flareUp.Latest;

    private static Violation Harm(string kind, LiveFact fact, FactElement element, Illness fop) => new(Severity.Information,
        kind is "intramuscular-injection" ? "An intramuscular injection is recorded in somebody with FOP." : $"A procedure that sets off flare-ups ({kind}) is recorded in somebody with FOP.",
        "Injury of muscle makes bone form in FOP. The record is right to be sent; it is told on as a matter of safety.",
        "Nothing needs to be sent. Make sure that the person's record at the hospital warns of injections, biopsies and operations.",
        [new Evidence(fact, element), new Evidence(fop.Fact, Elements.Code)])
    {
        Concern = new SafetyConcern(kind, fact),
    };
}

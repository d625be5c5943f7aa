using Registry.Clinical.Events;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;

namespace Registry.Clinical.Rules;

/// <summary>R01 to R04: birth, onset, diagnosis and death in their order. Partial dates compare as intervals: a death in 1990 is not before a birth in 1990-05.</summary>
internal static class DateRules
{
    // Facts that are dated by what was found or done in a life. Genetics may be read before birth and after death; who is asked to join, or what a
    // family knows, is no part of the course; deaths and vital statuses have rules of their own (R01, R21).
    private static readonly string[] OfALife =
    [
        nameof(FlareUpReported), nameof(OssificationReported), nameof(OssificationMeasured), nameof(FunctionAssessed), nameof(LaboratoryMeasured),
        nameof(TreatmentReported), nameof(SurgeryReported), nameof(PatientOutcomeReported),
    ];

    public static IEnumerable<Violation> DeathBeforeBirth(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact death, PartialDate died) in person.DatesOfDeath)
        {
            foreach ((LiveFact subject, Demographics demographics) in person.Demographics)
            {
                if (!died.IsBefore(demographics.BirthDate)) continue;
                yield return new Violation(Severity.Error,
                    "The date of death lies before the date of birth, however the missing parts of the dates are read.",
                    "Nobody dies before birth.",
                    "Correct the one that is wrong: Patient.deceasedDateTime, the effective date of the cause of death, or Patient.birthDate.",
                    [new Evidence(death, Elements.DateOfDeath(death)), new Evidence(subject, Elements.BirthDate)]);
            }
        }
    }

    /// <summary>An onset, or anything observed, that is dated after death. A variant may be read and told after death.</summary>
    public static IEnumerable<Violation> AfterDeath(PersonFacts person, RuleBasis basis)
    {
        if (person.DatesOfDeath.Count == 0) yield break;
        foreach ((LiveFact fact, PartialDate date) in Dated(person))
        {
            if (First(person.DatesOfDeath, fact, death => death.Fact, death => death.Date.IsBefore(date)) is not { } found) continue;
            yield return new Violation(Severity.Error,
                "An onset or observation is dated after the death.",
                "Only genetics may be told of a time after death.",
                "Correct the date that is wrong. What an autopsy showed is dated with the day of death.",
                [new Evidence(fact, Elements.When(fact)), new Evidence(found.Fact, Elements.DateOfDeath(found.Fact))]);
        }
    }

    /// <summary>An onset, or anything observed, that is dated before birth. What is congenital or antenatal is exempt, as are the great toes and every variant.</summary>
    public static IEnumerable<Violation> BeforeBirth(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact fact, PartialDate date) in Dated(person).Concat(person.VitalStatuses.Where(status => status.Fact.Occurred is not null).Select(status => (status.Fact, status.Fact.Occurred!))))
        {
            if (First(person.Demographics, fact, subject => subject.Fact, subject => date.IsBefore(subject.Demographics.BirthDate)) is not { } found) continue;
            if (fact.EventType is nameof(FeatureReported) && IsCongenital((FeatureReported)fact.Event)) continue;
            yield return new Violation(Severity.Error,
                "An onset or observation is dated before the birth.",
                "Before birth nothing begins but what is coded as congenital or antenatal.",
                "Correct the date that is wrong. For a congenital feature send the onset class HP:0003577 (Congenital onset).",
                [new Evidence(fact, Elements.When(fact)), new Evidence(found.Fact, Elements.BirthDate)]);
        }
    }

    /// <summary>A diagnosis that is dated before birth: possible when the fetus was tested, an error otherwise.</summary>
    public static IEnumerable<Violation> DiagnosisBeforeBirth(PersonFacts person, RuleBasis basis)
    {
        foreach (Illness illness in person.Illnesses)
        {
            if (illness.Diagnosed is not { } diagnosed) continue;
            if (First(person.Demographics, diagnosed.Fact, subject => subject.Fact, subject => diagnosed.Date.IsBefore(subject.Demographics.BirthDate)) is not { } found) continue;
            bool isPrenatal = person.Variants.Any(variant =>
                variant.Event.SourceClass?.Code is StandardCodes.Fetal or StandardCodes.LikelyFetal || variant.Fact.Occurred?.IsBefore(found.Demographics.BirthDate) is true);
            yield return new Violation(isPrenatal ? Severity.Warning : Severity.Error,
                "The diagnosis is dated before the birth.",
                isPrenatal ? "The fetus was tested, so this can be; it is rare enough to be asked." : "Before birth only a test of the fetus can give a diagnosis, and none is recorded.",
                "Correct recordedDate, condition-assertedDate or Patient.birthDate; or send the variant with genomic source class LA10429-1 (Fetal) when the fetus was tested.",
                [new Evidence(diagnosed.Fact, Elements.DateOfDiagnosis), new Evidence(found.Fact, Elements.BirthDate)]);
        }
    }

    /// <summary>Of several Conditions of one disease the oldest onset and the earliest diagnosis count.</summary>
    public static IEnumerable<Violation> OnsetAfterDiagnosis(PersonFacts person, RuleBasis basis)
    {
        foreach (Illness illness in person.Illnesses)
        {
            if (illness is not { Onset: { } onset, Diagnosed: { } diagnosed } || !diagnosed.Date.IsBefore(onset.Date)) continue;
            yield return new Violation(Severity.Warning,
                "The first symptom is dated after the diagnosis.",
                "A disease is diagnosed by its symptoms, unless a relative's disease led to the test.",
                "Correct the onset or the date of diagnosis; leave them if the diagnosis came from a test before any symptom.",
                [new Evidence(onset.Fact, Elements.When(onset.Fact)), .. ReferenceEquals(onset.Fact, diagnosed.Fact) ? Array.Empty<Evidence>() : [new Evidence(diagnosed.Fact, Elements.DateOfDiagnosis)]]);
        }
    }

    /// <summary>Every dated part of a person's course: of a disease its oldest onset, of a feature or complication its onset or when it was looked for.</summary>
    private static IEnumerable<(LiveFact Fact, PartialDate Date)> Dated(PersonFacts person)
    {
        foreach (Illness illness in person.Illnesses)
        {
            if (illness.Onset is { } onset) yield return onset;
        }

        foreach (string eventType in OfALife)
        {
            foreach (LiveFact fact in person.Of(eventType))
            {
                if (fact.Occurred is { } date) yield return (fact, date);
            }
        }

        foreach ((LiveFact fact, FeatureReported feature) in person.Features)
        {
            if (feature.Feature.Code is "family-history") continue;
            // Of a complication the day on which it was written down says nothing of the course.
            if ((feature.Onset ?? (fact.Source.Type is "Condition" ? null : fact.Occurred)) is { } date) yield return (fact, date);
        }
    }

    private static bool IsCongenital(FeatureReported feature) =>
        Phenotype.IsGreatToe(feature.Feature.Code) || feature.OnsetClass?.Code is Phenotype.CongenitalOnset or Phenotype.AntenatalOnset;

    /// <summary>The first of the person's dates that breaks with a fact: those of the fact's own subject before those of linked ones.</summary>
    private static T? First<T>(IReadOnlyList<T> dates, LiveFact fact, Func<T, LiveFact> factOf, Func<T, bool> isBroken)
        where T : struct
    {
        T? elsewhere = null;
        foreach (T date in dates)
        {
            if (!isBroken(date)) continue;
            if (factOf(date).Subject == fact.Subject) return date;
            elsewhere ??= date;
        }

        return elsewhere;
    }
}

using Registry.Clinical.Events;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;

namespace Registry.Clinical.Rules;

/// <summary>The rules, to be read from top to bottom. Ids, severities and boundaries: domain.md, 7.2 and 3.3.</summary>
internal static class RuleTable
{
    private const string Temporal = "plausibility/temporal";
    private const string Atemporal = "plausibility/atemporal";
    private const string Relational = "conformance/relational";

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("R01", 1, "Death before birth", Temporal, "The date of birth and the date of death do not fit together.", DeathBeforeBirth),
        new("R05", 1, "A disease beside another disease's diagnosis or gene", Atemporal, "The diagnoses, or a diagnosis and the gene of a variant, do not fit together.", DiseaseAgainstDisease),
        new("R06", 1, "POH with a GNAS variant on the maternal allele", Atemporal, "The diagnosis and the parental allele of a variant do not fit together.", PohWithMaternalAllele),
        new("R07", 1, "Transmission against parental allele", Relational, "The transmission and the parental allele of a variant do not fit together.", TransmissionAgainstAllele),
    ];

    private static IEnumerable<Violation> DeathBeforeBirth(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact death, _) in person.Deaths)
        {
            foreach ((LiveFact subject, Demographics demographics) in person.Demographics)
            {
                // Partial dates are intervals: a death in 1990 is not before a birth in 1990-05.
                if (death.Occurred is not { } died || died.Latest >= demographics.BirthDate.Earliest) continue;
                yield return new Violation(Severity.Error,
                    "The date of death lies before the date of birth, however the missing parts of the dates are read.",
                    "Nobody dies before birth.",
                    "Correct the one that is wrong: Patient.deceasedDateTime, the effective date of the cause of death, or Patient.birthDate.",
                    [new Evidence(death, Elements.DateOfDeath), new Evidence(subject, Elements.BirthDate)]);
            }
        }
    }

    private static IEnumerable<Violation> DiseaseAgainstDisease(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact fop, DiagnosisRecorded fopDiagnosis) in person.Diagnoses.Where(Is("FOP")))
        {
            foreach ((LiveFact poh, DiagnosisRecorded pohDiagnosis) in person.Diagnoses.Where(Is("POH")))
            {
                if (!IsConfirmed(fopDiagnosis) || !IsConfirmed(pohDiagnosis)) continue;
                yield return new Violation(Severity.Error,
                    "FOP and POH are both confirmed in one person.",
                    "Each has its own gene, and no person with both is known.",
                    "Send verificationStatus 'refuted' for the one that was ruled out, or 'differential' while it is open.",
                    [new Evidence(poh, Elements.Verification), new Evidence(fop, Elements.Verification)]);
            }
        }

        foreach ((LiveFact diagnosis, DiagnosisRecorded recorded) in person.Diagnoses)
        {
            string? foreign = recorded.Disease switch { "FOP" => StandardCodes.HgncGnas, "POH" => StandardCodes.HgncAcvr1, _ => null };
            foreach ((LiveFact variant, VariantReported reported) in person.Variants)
            {
                if (foreign is null || !IsPresent(reported) || !string.Equals(reported.Gene, foreign, StringComparison.Ordinal)) continue;
                if (SeverityOf(recorded) is not { } severity) continue;
                string gene = string.Equals(foreign, StandardCodes.HgncGnas, StringComparison.Ordinal) ? "GNAS" : "ACVR1";
                yield return new Violation(severity,
                    $"{recorded.Disease} is diagnosed, and a variant of {gene} is reported as present.",
                    $"{gene} is not the gene of {recorded.Disease}.",
                    $"Correct the diagnosis or the gene; send verificationStatus 'refuted' if {recorded.Disease} was ruled out. A benign variant of {gene} is not sent.",
                    [new Evidence(variant, Elements.Gene), new Evidence(diagnosis, Elements.Code)]);
            }
        }
    }

    // GNAS is imprinted: the maternal allele gives pseudohypoparathyroidism, the paternal POH (domain.md, 4.2).
    private static IEnumerable<Violation> PohWithMaternalAllele(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact diagnosis, DiagnosisRecorded recorded) in person.Diagnoses.Where(Is("POH")))
        {
            foreach ((LiveFact variant, VariantReported reported) in person.Variants)
            {
                if (!IsPresent(reported) || reported.ParentalAllele is not "maternal" || !string.Equals(reported.Gene, StandardCodes.HgncGnas, StringComparison.Ordinal)) continue;
                if (SeverityOf(recorded) is not { } severity) continue;
                yield return new Violation(severity,
                    "POH is diagnosed, and a GNAS variant is reported on the maternal allele.",
                    "On the maternal allele such a variant does not give POH; it suggests pseudohypoparathyroidism 1A or Albright hereditary osteodystrophy.",
                    "Check the phase. Send verificationStatus 'provisional' while POH is in doubt, 'refuted' if it was ruled out, or parental-allele 'undetermined' if the phase is not known.",
                    [new Evidence(variant, Elements.ParentalAllele), new Evidence(diagnosis, Elements.Verification)]);
            }
        }
    }

    // The table of domain.md, 3.3: from the father the paternal allele, from the mother the maternal, de novo any, unknown only with a basis.
    private static IEnumerable<Violation> TransmissionAgainstAllele(PersonFacts person, RuleBasis basis)
    {
        foreach ((LiveFact variant, VariantReported reported) in person.Variants)
        {
            bool isBroken = (reported.Transmission?.Code, reported.ParentalAllele) switch
            {
                (_, null) => false,
                (StandardCodes.Paternal, not "paternal") => true,
                (StandardCodes.Maternal, not "maternal") => true,
                (StandardCodes.TransmissionUnknown, not "undetermined") => !reported.HasAlleleBasis,
                _ => false,
            };
            if (!isBroken) continue;
            yield return new Violation(Severity.Error,
                "The transmission (94186-4) and the parental allele disagree.",
                "What the father passed on lies on the paternal allele, what the mother passed on lies on the maternal one.",
                "Correct the one that is wrong. A de novo variant goes with either allele; with the transmission unknown send 'undetermined', or the allele with its basis (82309-6).",
                [new Evidence(variant, Elements.ParentalAllele)]);
        }
    }

    private static Func<(LiveFact Fact, DiagnosisRecorded Event), bool> Is(string disease) => diagnosis => string.Equals(diagnosis.Event.Disease, disease, StringComparison.Ordinal);

    private static bool IsConfirmed(DiagnosisRecorded diagnosis) => diagnosis.Verification is "confirmed";

    // https://hl7.org/fhir/R4/valueset-condition-ver-status.html: what is only considered warns, what was ruled out says nothing.
    private static Severity? SeverityOf(DiagnosisRecorded diagnosis) => diagnosis.Verification switch
    {
        "confirmed" => Severity.Error,
        "provisional" or "unconfirmed" => Severity.Warning,
        _ => null,
    };

    private static bool IsPresent(VariantReported variant) => variant.Presence.Code is StandardCodes.Present;
}

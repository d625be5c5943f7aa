using Registry.Clinical.Dispatch;
using Registry.Clinical.Events;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;

namespace Registry.Clinical.Rules;

/// <summary>R05, R06, R11 to R15: a disease against its gene, its features, its laboratory and its depth.</summary>
internal static class DiseaseRules
{
    private static readonly string[] LooksDeep = ["radiograph", "ct", "mri", "ultrasound", "bone-scan", "pet-ct", "histology"];

    private static readonly string[] DeepTissues = ["skeletal-muscle", "fascia", "aponeurosis", "tendon", "ligament"];

    public static IEnumerable<Violation> DiseaseAgainstGene(PersonFacts person, RuleBasis basis)
    {
        foreach ((Illness illness, Disease disease) in person.KnownIllnesses)
        {
            if (disease.Gene is null) continue;
            foreach ((LiveFact variant, VariantReported reported) in person.Variants)
            {
                // Any other gene may carry a variant that has nothing to do with it; the gene of another of the registry's diseases contradicts the diagnosis.
                if (reported.Gene is not { } id || string.Equals(id, disease.Gene, StringComparison.Ordinal) || person.Diseases.All(other => !string.Equals(other.Gene, id, StringComparison.Ordinal))) continue;
                if (SeverityOf(person, illness, variant, reported) is not { } severity) continue;
                string gene = Gene.Find(id)?.Symbol ?? id;
                yield return new Violation(severity,
                    $"{disease.Key} is diagnosed, and a variant of {gene} is reported as present.",
                    $"{gene} is not the gene of {disease.Key}.",
                    $"Correct the diagnosis or the gene; send verificationStatus 'refuted' if {disease.Key} was ruled out. If the variant is benign, send its class with it, as a diagnostic implication.",
                    [new Evidence(variant, Elements.Gene), new Evidence(illness.Fact, Elements.Code)]);
            }
        }
    }

    /// <summary>Two diseases of one gene may go together (GNAS: one allele each); two of different genes would be two ultra-rare events in one person.</summary>
    public static IEnumerable<Violation> TwoDiseases(PersonFacts person, RuleBasis basis)
    {
        (Illness Illness, Disease Disease)[] confirmed =
            [.. person.KnownIllnesses.Where(known => known.Illness.IsConfirmed && known.Disease.Gene is not null).OrderBy(known => known.Disease.Key, StringComparer.Ordinal)];
        for (int later = 1; later < confirmed.Length; later++)
        {
            for (int earlier = 0; earlier < later; earlier++)
            {
                ((Illness one, Disease first), (Illness other, Disease second)) = (confirmed[earlier], confirmed[later]);
                if (string.Equals(first.Gene, second.Gene, StringComparison.Ordinal)) continue;
                yield return new Violation(Severity.Error,
                    $"{first.Key} and {second.Key} are both confirmed in one person.",
                    "Each has its own gene, and no person with both is known.",
                    "Send verificationStatus 'refuted' for the one that was ruled out, or 'differential' while it is open.",
                    [new Evidence(other.Fact, Elements.Verification), new Evidence(one.Fact, Elements.Verification)]);
            }
        }
    }

    /// <summary>For an imprinted gene whose disease comes from one parent's allele alone (POH: the paternal one; domain.md, 4.2).</summary>
    public static IEnumerable<Violation> OnTheOtherAllele(PersonFacts person, RuleBasis basis)
    {
        foreach ((Illness illness, Disease disease) in person.KnownIllnesses)
        {
            if (disease is not { OtherAllele: { } suggests, ParentalAllele: { } own }) continue;
            string allele = own is "paternal" ? "maternal" : "paternal";
            foreach ((LiveFact variant, VariantReported reported) in person.Variants)
            {
                bool isOther = string.Equals(reported.Gene, disease.Gene, StringComparison.Ordinal) && string.Equals(reported.ParentalAllele, allele, StringComparison.Ordinal);
                if (!isOther || SeverityOf(person, illness, variant, reported) is not { } severity) continue;
                yield return new Violation(severity,
                    $"{disease.Key} is diagnosed, and a {Gene.Find(disease.Gene!)!.Symbol} variant is reported on the {allele} allele.",
                    $"On the {allele} allele such a variant does not give {disease.Key}; it suggests {suggests}.",
                    $"Check the phase. Send verificationStatus 'provisional' while {disease.Key} is in doubt, 'refuted' if it was ruled out, or parental-allele 'undetermined' if the phase is not known.",
                    [new Evidence(variant, Elements.ParentalAllele), new Evidence(illness.Fact, Elements.Verification)]);
            }
        }
    }

    public static IEnumerable<Violation> ClassicVariantWithNormalToes(PersonFacts person, RuleBasis basis)
    {
        if (person.Variants.FirstOrDefault(IsClassic) is not { Fact: { } variant }) yield break;
        (LiveFact Fact, FeatureReported Event)[] toes = [.. person.Features.Where(feature => Phenotype.IsGreatToe(feature.Event.Feature.Code))];
        if (toes.Any(toe => toe.Event.Presence is "present")) yield break;
        if (toes.FirstOrDefault(toe => toe.Event is { Feature.Code: Phenotype.GreatToe, Presence: "absent" }) is not { Fact: { } normal }) yield break;
        yield return new Violation(Severity.Warning,
            "The classic ACVR1 variant (Arg206His) is reported, and the great toes are recorded as normal.",
            "Almost everybody with this variant is born with malformed great toes.",
            "Check the toes and the variant; correct the one that is wrong, and leave both if they are right.",
            [new Evidence(normal, Elements.Value), new Evidence(variant, Elements.CodingHgvs)]);
    }

    /// <summary>Two variants other than Arg206His were published with the classic form, so they are not asked about.</summary>
    public static IEnumerable<Violation> ClassicWithOtherVariant(PersonFacts person, RuleBasis basis)
    {
        if (person.Diagnoses.FirstOrDefault(condition => IsFop(condition.Event, "classic")) is not { Fact: { } classified }) yield break;
        if (person.Variants.Any(IsClassic)) yield break;
        if (person.Variants.FirstOrDefault(variant => IsOther(variant.Event)) is not { Fact: { } variant }) yield break;
        yield return new Violation(Severity.Warning,
            "The diagnosis is labelled classic FOP, and an ACVR1 variant other than Arg206His is reported.",
            "The classic form goes with Arg206His but for few exceptions.",
            "Check the class and the variant; correct the one that is wrong, and leave both if they are right.",
            [new Evidence(classified, Elements.FopClass), new Evidence(variant, Elements.CodingHgvs)]);
    }

    public static IEnumerable<Violation> VariantFormWithClassicVariant(PersonFacts person, RuleBasis basis)
    {
        if (person.Diagnoses.FirstOrDefault(condition => IsFop(condition.Event, "variant")) is not { Fact: { } classified }) yield break;
        if (person.Variants.FirstOrDefault(IsClassic) is not { Fact: { } variant }) yield break;
        yield return new Violation(Severity.Warning,
            "The diagnosis is labelled FOP variant, and the classic ACVR1 variant (Arg206His) is reported.",
            "With Arg206His the form is classic, or FOP plus where atypical features are added.",
            "Check the class and the variant; correct the one that is wrong, and leave both if they are right.",
            [new Evidence(classified, Elements.FopClass), new Evidence(variant, Elements.CodingHgvs)]);
    }

    public static IEnumerable<Violation> FopWithoutGenetics(PersonFacts person, RuleBasis basis)
    {
        if (person.Has("FOP") is not { IsConfirmed: true } fop || person.Variants.Any(variant => variant.Event.Gene is StandardCodes.HgncAcvr1)) yield break;
        yield return new Violation(Severity.Warning,
            "FOP is confirmed, and no ACVR1 variant is recorded.",
            "The diagnosis is confirmed by genetics (treatment guideline of 2017).",
            "Send the ACVR1 variant, or verificationStatus 'provisional' until there is a result.",
            [new Evidence(fop.Fact, Elements.Verification)]);
    }

    public static IEnumerable<Violation> PohWithAbnormalMinerals(PersonFacts person, RuleBasis basis)
    {
        if (person.Has("POH") is not { } poh) yield break;
        foreach ((LiveFact fact, LaboratoryMeasured measured) in person.Laboratory)
        {
            string? what = (measured.Analyte.Code, LevelOf(measured)) switch
            {
                (Phenotype.ParathyroidHormone, > 0) => "The parathyroid hormone is above its reference range",
                (string analyte, not 0) when Phenotype.IsCalcium(analyte) => "The calcium is outside its reference range",
                (string analyte, > 0) when Phenotype.IsPhosphate(analyte) => "The phosphate is above its reference range",
                _ => null,
            };
            if (what is null) continue;
            bool isLate = fact.Occurred is { } date && person.Demographics.Any(subject => date.IsAtAge(subject.Demographics.BirthDate, 10));
            yield return new Violation(Severity.Warning,
                $"{what}, and POH is diagnosed.",
                "In POH calcium, phosphate and parathyroid hormone are normal; resistance to the hormone suggests pseudohypoparathyroidism 1A."
                    + (isLate ? " A resistance that comes late, from the age of 10 on, has been reported in POH (PMID 34254228)." : ""),
                "Check the value, its unit and its range; repeat the measurement, and reconsider the diagnosis. Leave both if they are right.",
                [new Evidence(fact, Elements.Value), new Evidence(poh.Fact, Elements.Verification)]);
        }
    }

    public static IEnumerable<Violation> PohWithAhoFeatures(PersonFacts person, RuleBasis basis)
    {
        if (person.Has("POH") is not { } poh) yield break;
        LiveFact[] features =
        [
            .. person.Features.Where(feature => feature.Event.Presence is "present" && Phenotype.Aho.Contains(feature.Event.Feature.Code))
                .DistinctBy(feature => feature.Event.Feature.Code, StringComparer.Ordinal).Select(feature => feature.Fact),
        ];
        if (features.Length <= basis.Thresholds.AhoFeatures) yield break;
        yield return new Violation(Severity.Warning,
            "POH is diagnosed, and several features of Albright hereditary osteodystrophy are recorded as present.",
            "POH has few of them or none; several suggest Albright hereditary osteodystrophy or pseudohypoparathyroidism 1A.",
            "Check the features and reconsider the diagnosis. Leave all if they are right.",
            [.. features.Select(feature => new Evidence(feature, Elements.Code)), new Evidence(poh.Fact, Elements.Verification)]);
    }

    /// <summary>A hallux valgus is common and mostly acquired: it counts when it is coded as congenital.</summary>
    public static IEnumerable<Violation> PohWithMalformedToe(PersonFacts person, RuleBasis basis)
    {
        if (person.Has("POH") is not { } poh) yield break;
        foreach ((LiveFact fact, FeatureReported feature) in person.Features)
        {
            if (feature.Presence is not "present" || !Phenotype.IsGreatToe(feature.Feature.Code)) continue;
            if (feature is { Feature.Code: Phenotype.HalluxValgus } && feature.OnsetClass?.Code is not (Phenotype.CongenitalOnset or Phenotype.AntenatalOnset)) continue;
            yield return new Violation(Severity.Warning,
                "POH is diagnosed, and a malformed great toe is recorded.",
                "POH leaves the skeleton as it was at birth; malformed great toes suggest FOP.",
                "Check the toes and reconsider the diagnosis. Leave both if they are right.",
                [new Evidence(fact, Elements.Code), new Evidence(poh.Fact, Elements.Verification)]);
            yield break;
        }
    }

    /// <summary>Asked only when somebody looked for deep bone: by images, by histology, or by recording it as absent.</summary>
    public static IEnumerable<Violation> PohOnlySuperficial(PersonFacts person, RuleBasis basis)
    {
        if (person.Has("POH") is not { } poh) yield break;
        LiveFact? superficial = null;
        LiveFact? looked = person.Of(nameof(OssificationMeasured)) is [var volume, ..] ? volume : null;
        foreach ((LiveFact fact, OssificationReported lesion) in person.Lesions)
        {
            if (IsDeep(lesion)) yield break;
            if (looked is null && LooksDeep.Contains(lesion.Method, StringComparer.Ordinal)) looked = fact;
            if (IsSuperficial(lesion) && (superficial is null || IsLater(fact, superficial))) superficial = fact;
        }

        if (superficial is null) yield break;
        foreach ((LiveFact fact, FeatureReported feature) in person.Features)
        {
            if (!Phenotype.DeepOssification.Contains(feature.Feature.Code)) continue;
            if (feature.Presence is "present") yield break;
            looked ??= fact;
        }

        if (looked is null) yield break;
        yield return new Violation(Severity.Warning,
            "POH is diagnosed, deep bone was looked for, and only bone in skin and subcutis is recorded.",
            "POH is progressive and reaches deep tissue; bone that stays superficial is osteoma cutis.",
            "Send the deep lesion if there is one; otherwise reconsider the diagnosis, and send osteoma cutis instead. Leave it while POH is expected.",
            [new Evidence(superficial, Elements.Depth), .. looked == superficial ? Array.Empty<Evidence>() : [new Evidence(looked, Elements.When(looked))], new Evidence(poh.Fact, Elements.Verification)]);
    }

    public static bool IsDeep(OssificationReported lesion) => lesion.Depth is "deep" || (lesion.Depth is null && DeepTissues.Contains(lesion.Tissue, StringComparer.Ordinal));

    public static bool IsSuperficial(OssificationReported lesion) =>
        lesion.Depth is "dermis" or "subcutis" || (lesion.Depth is null && lesion.Tissue is "dermis" or "subcutaneous-fat");

    /// <summary>
    /// How a variant that does not go with a disease is judged: an error when both are sure, a warning while the disease is held possible or the
    /// variant is of uncertain significance; null when it was not found, or is benign.
    /// </summary>
    private static Severity? SeverityOf(PersonFacts person, Illness illness, LiveFact variant, VariantReported reported)
    {
        if (reported.Presence.Code is not StandardCodes.Present) return null;
        string?[] classes = [.. person.SignificancesOf(variant)];
        if (classes.Length > 0 && classes.All(code => code is StandardCodes.Benign or StandardCodes.LikelyBenign)) return null;
        bool isUncertain = classes.Length > 0 && classes.All(code => code is StandardCodes.Benign or StandardCodes.LikelyBenign or StandardCodes.UncertainSignificance);
        return illness.IsConfirmed && !isUncertain ? Severity.Error : Severity.Warning;
    }

    private static bool IsFop(DiagnosisRecorded diagnosis, string fopClass) =>
        diagnosis.Disease is "FOP" && Illness.IsInForce(diagnosis) && string.Equals(diagnosis.Class?.Code, fopClass, StringComparison.Ordinal);

    private static bool IsClassic((LiveFact Fact, VariantReported Event) variant) =>
        variant.Event.Presence.Code is StandardCodes.Present && KnownVariants.IsClassic(variant.Event);

    private static bool IsOther(VariantReported variant) =>
        variant is { Gene: StandardCodes.HgncAcvr1, Presence.Code: StandardCodes.Present, CodingHgvs: not null } && !KnownVariants.IsClassic(variant) && !KnownVariants.IsClassicToo(variant);

    /// <summary>1 above the reference range, -1 below it, 0 inside it or not known. The numbers decide; where there is no range, the laboratory's own word.</summary>
    private static int LevelOf(LaboratoryMeasured measured)
    {
        if (measured.Value is { } value && (measured.ReferenceLow ?? measured.ReferenceHigh) is not null)
        {
            return value > measured.ReferenceHigh ? 1 : value < measured.ReferenceLow ? -1 : 0;
        }

        return measured.Interpretation switch
        {
            "H" or "HH" or "HU" or ">" => 1,
            "L" or "LL" or "LU" or "<" => -1,
            _ => 0,
        };
    }

    private static bool IsLater(LiveFact fact, LiveFact than) => (fact.Occurred?.Latest ?? DateOnly.MinValue) > (than.Occurred?.Latest ?? DateOnly.MinValue);
}

using Registry.Analytics.Projections;

namespace Registry.Analytics.Reports;

/// <summary>An element of the data set: whom or what it is asked of, and of whom or what it is known.</summary>
/// <param name="Name">Stable name of the element.</param>
/// <param name="Of">What is counted: subject, death, interpretation, feature, flare-up, lesion.</param>
/// <param name="Disease">The disease whose subjects are asked; null: all.</param>
/// <param name="IsCore">A record without it is incomplete.</param>
/// <param name="Count">How many it is asked of in one person, and of how many it is known.</param>
internal sealed record CompletenessElement(string Name, string Of, string? Disease, bool IsCore, Func<Person, (int Asked, int Known)> Count)
{
    /// <summary>Malformed great toe in the ways in which it is coded: HP:0001844 with its children.</summary>
    private static readonly string[] GreatToe = ["HP:0001844", "HP:0001822", "HP:0010109", "HP:0010091"];

    /// <summary>Tumour-like swelling in the ways in which it is coded: HPO terms of swelling, and the registry's own.</summary>
    private static readonly string[] Swellings = ["HP:0000969", "HP:6000726", "HP:6000176", "HP:0030793", "HP:6000840", "tumour-like-swelling"];

    /// <summary>Every element, in the order of a record.</summary>
    internal static IReadOnlyList<CompletenessElement> All { get; } =
    [
        OfSubject("sex", person => person.Sex is not "unknown", isCore: true),
        OfSubject("birth-month", person => person.Birth.Latest.DayNumber - person.Birth.Earliest.DayNumber < 31),
        OfSubject("country", person => person.Country is not null),
        OfSubject("registry-entry-date", person => person.Entry is not null, isCore: true),
        OfSubject("consent-reuse", person => HasScope(person, "reuse")),
        OfSubject("consent-recontact", person => HasScope(person, "recontact")),
        OfSubject("consent-biosample", person => HasScope(person, "biosample")),
        OfSubject("diagnosis-confirmed", person => person.Diagnoses.Exists(diagnosis => diagnosis.Verification is "confirmed"), isCore: true),
        OfSubject("diagnosis-date", person => person.Diagnoses.Exists(diagnosis => diagnosis.Occurred is not null), isCore: true),
        OfSubject("onset", person => person.Diagnoses.Exists(diagnosis => diagnosis.Onset is not null)),
        OfSubject("fop-class", person => person.Diagnoses.Exists(diagnosis => diagnosis is { Disease: "FOP", Class: not null }), "FOP"),
        OfSubject("variant", person => person.Variants.Count > 0, isCore: true),
        OfSubject("severity", person => person.Diagnoses.Exists(diagnosis => diagnosis is { Disease: "POH", Verification: "confirmed", Severity: not null }), "POH"),
        OfSubject("variant-transmission", person => person.Variants.Exists(variant => variant.Transmission is not null)),
        OfSubject("parental-allele", person => person.Variants.Exists(variant => variant.ParentalAllele is not null), "POH"),
        OfSubject("consequence-class", person => person.Variants.Exists(variant => variant.ConsequenceClass is not null), "POH"),
        new("inheritance", "interpretation", null, false, person => (person.Interpretations.Count, CountOf(person.Interpretations, interpretation => interpretation.Inheritance is not null))),
        OfSubject("great-toe", person => person.Features.Exists(feature => GreatToe.Contains(feature.Feature.Code, StringComparer.Ordinal)), "FOP"),
        OfFeature("great-toe-side", GreatToe, feature => feature.Laterality is not null, "FOP"),
        OfFeature("swelling-region", Swellings, feature => feature.Region is not null, "FOP"),
        OfSubject("vital-status", person => person.VitalStatuses.Count > 0 || person.Deaths.Count > 0, isCore: true),
        OfSubject("mobility", person => person.Functions.Exists(function => function.Instrument is "mobility-status")),
        OfSubject("cajis", person => person.Functions.Exists(function => function.Instrument is "cajis"), "FOP"),
        OfSubject("calcium", person => HasAnalyte(person, Analytes.Calcium), "POH"),
        OfSubject("phosphate", person => HasAnalyte(person, Analytes.Phosphate), "POH"),
        OfSubject("parathyroid-hormone", person => HasAnalyte(person, Analytes.ParathyroidHormone), "POH"),
        new("death-date", "death", null, false, person => (Any(person.Deaths.Count > 0), Any(person.Deaths.Exists(death => death.Occurred is not null)))),
        new("death-cause", "death", null, false, person => (Any(person.Deaths.Count > 0), Any(person.Deaths.Exists(death => death.Cause is not null)))),
        OfFlareUp("flare-up-onset", flareUp => flareUp.Occurred is not null),
        new("flare-up-end", "flare-up that is over", null, false, person => (CountOf(person.FlareUps, IsOver), CountOf(person.FlareUps, flareUp => IsOver(flareUp) && flareUp.End is not null))),
        OfFlareUp("flare-up-symptoms", flareUp => flareUp.Symptoms.Length > 0),
        OfFlareUp("flare-up-region", flareUp => flareUp.Region is not null),
        OfFlareUp("flare-up-trigger", flareUp => flareUp.Trigger is not null),
        OfFlareUp("flare-up-outcome", flareUp => flareUp.Outcome is not null),
        OfLesion("lesion-date", lesion => lesion.Occurred is not null),
        OfLesion("lesion-region", lesion => lesion.Region is not null),
        new("lesion-side", "lesion of a limb", null, false, person => (CountOf(person.Ossifications, IsOfLimb), CountOf(person.Ossifications, lesion => IsOfLimb(lesion) && lesion.Laterality is not null))),
        OfLesion("lesion-morphology", lesion => lesion.Morphology.Length > 0),
        OfLesion("lesion-pathway", lesion => lesion.Pathway is not null),
        OfLesion("lesion-extent", lesion => lesion.Extent is not null, "POH"),
        OfLesion("lesion-pain", lesion => lesion.Pain is not null, "POH"),
        OfLesion("lesion-ulcer", lesion => lesion.Ulcer is not null, "POH"),
        OfLesion("lesion-tissue", lesion => lesion.Tissue is not null),
        OfLesion("lesion-depth", lesion => lesion.Depth is not null, "POH"),
        OfLesion("lesion-method", lesion => lesion.Method is not null),
    ];

    internal static readonly IReadOnlyList<string> EventFields =
    [
        "DiagnosisRecorded.Header.Occurred", "DiagnosisRecorded.Onset", "DiagnosisRecorded.Class", "DiagnosisRecorded.Severity", "VariantReported.Transmission", "VariantInterpreted.Inheritance", "FeatureReported.Feature", "FeatureReported.Presence", "FeatureReported.Region", "FeatureReported.Laterality", "VitalStatusConfirmed.Status",
        "FunctionAssessed.Instrument", "LaboratoryMeasured.Analyte", "DeathReported.Header.Occurred", "DeathReported.Cause", "FlareUpReported.Header.Occurred", "FlareUpReported.Region",
        "FlareUpReported.End", "FlareUpReported.Symptoms", "FlareUpReported.Trigger", "FlareUpReported.Outcome", "OssificationReported.Header.Occurred", "OssificationReported.Region", "OssificationReported.Tissue", "OssificationReported.Depth",
        "OssificationReported.Laterality", "OssificationReported.Morphology", "OssificationReported.Pathway", "OssificationReported.Extent", "OssificationReported.Pain", "OssificationReported.Ulcer",
        "OssificationReported.Method", "FindingOpened.Severity",
    ];

    internal bool IsAskedOf(Person person) => Disease is null || person.Has(Disease);

    private static CompletenessElement OfSubject(string name, Predicate<Person> isKnown, string? disease = null, bool isCore = false) => new(name, "subject", disease, isCore, person => (1, Any(isKnown(person))));

    private static CompletenessElement OfFlareUp(string name, Predicate<FlareUpRow> isKnown) => new(name, "flare-up", null, false, person => (person.FlareUps.Count, CountOf(person.FlareUps, isKnown)));

    private static CompletenessElement OfLesion(string name, Predicate<OssificationRow> isKnown, string? disease = null) =>
        new(name, "lesion", disease, false, person => (person.Ossifications.Count, CountOf(person.Ossifications, isKnown)));

    private static CompletenessElement OfFeature(string name, string[] codes, Predicate<FeatureRow> isKnown, string disease)
    {
        return new(name, "feature that is present", disease, false, person => (CountOf(person.Features, IsAsked), CountOf(person.Features, feature => IsAsked(feature) && isKnown(feature))));

        bool IsAsked(FeatureRow feature) => feature.Presence is "present" && codes.Contains(feature.Feature.Code, StringComparer.Ordinal);
    }

    private static bool IsOver(FlareUpRow flareUp) => flareUp.Outcome is not "ongoing";

    private static bool IsOfLimb(OssificationRow lesion) => BodyRegions.Find(lesion.Region) is { IsAppendicular: true };

    private static int CountOf<TRow>(List<TRow> rows, Predicate<TRow> isMeant)
    {
        int count = 0;
        foreach (TRow row in rows) count += isMeant(row) ? 1 : 0;
        return count;
    }

    private static int Any(bool isSo) => isSo ? 1 : 0;

    private static bool HasScope(Person person, string scope) => person.Consents.Exists(consent => string.Equals(consent.Scope, scope, StringComparison.Ordinal));

    private static bool HasAnalyte(Person person, string code) => person.Laboratories.Exists(laboratory => string.Equals(laboratory.Analyte.Code, code, StringComparison.Ordinal));
}

/// <summary>LOINC codes of the mineral panel.</summary>
internal static class Analytes
{
    internal const string Calcium = "17861-6";
    internal const string Phosphate = "2777-1";
    internal const string ParathyroidHormone = "2731-8";

    internal static readonly IReadOnlyList<(string Code, string Name)> All = [(Calcium, "calcium"), (Phosphate, "phosphate"), (ParathyroidHormone, "parathyroid-hormone")];
}

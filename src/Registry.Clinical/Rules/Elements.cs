using Registry.Clinical.Events;

namespace Registry.Clinical.Rules;

/// <summary>Where a resource says what a rule looks at.</summary>
internal static class Elements
{
    public static FactElement BirthDate { get; } = new("birthDate", (patient, _) => patient["birthDate"]);

    public static FactElement Deceased { get; } = new("deceased", (patient, _) =>
        patient["deceasedDateTime"] is { Exists: true } moment ? moment : patient["deceasedBoolean"]);

    private static FactElement DeceasedDate { get; } = new("deceased", (patient, _) => patient["deceasedDateTime"]);

    private static FactElement Effective { get; } = new("effective", (observation, _) =>
        observation["effectiveDateTime"] is { Exists: true } moment ? moment : observation["effectivePeriod"] is { Exists: true } period ? period : observation["effectiveInstant"]);

    private static FactElement Onset { get; } = new("onset", (condition, _) =>
        condition["onsetDateTime"] is { Exists: true } onset ? onset : condition["onsetAge"] is { Exists: true } age ? age : condition["onsetPeriod"]);

    public static FactElement DateOfDiagnosis { get; } = new("recordedDate", (condition, _) => condition["recordedDate"]);

    public static FactElement Verification { get; } = new("verificationStatus", (condition, _) => condition["verificationStatus"]);

    public static FactElement Code { get; } = new("code", (resource, _) => resource["code"]);

    public static FactElement Value { get; } = new("value", (observation, _) =>
        observation["valueCodeableConcept"] is { Exists: true } concept ? concept
        : observation["valueQuantity"] is { Exists: true } quantity ? quantity
        : observation["valueInteger"]);

    public static FactElement BodySite { get; } = new("bodySite", (resource, _) => resource["bodySite"]);

    public static FactElement FopClass { get; } = new("extension.where(url.endsWith('/fop-class'))", (condition, codes) => FactReader.Extension(condition, codes.FopClassExtension));

    public static FactElement Gene { get; } = Component(StandardCodes.GeneStudied);

    public static FactElement CodingHgvs { get; } = Component(StandardCodes.CodingHgvs);

    public static FactElement ProteinHgvs { get; } = Component(StandardCodes.ProteinHgvs);

    public static FactElement Transcript { get; } = Component(StandardCodes.Transcript);

    public static FactElement AllelicState { get; } = Component(StandardCodes.AllelicState);

    public static FactElement SourceClass { get; } = Component(StandardCodes.SourceClass);

    public static FactElement ParentalAllele { get; } = OwnComponent("parental-allele");

    public static FactElement Depth { get; } = OwnComponent("depth");

    public static FactElement Trigger { get; } = OwnComponent("flare-up-trigger");

    public static FactElement Outcome { get; } = OwnComponent("flare-up-outcome");

    public static FactElement CauseRole { get; } = OwnComponent("death-cause-role");

    /// <summary>When it was, of an Observation; when it began, of a Condition.</summary>
    public static FactElement When(LiveFact fact) => fact.Source.Type is "Condition" ? Onset : Effective;

    /// <summary>The date of death, of a Patient or of a cause of death.</summary>
    public static FactElement DateOfDeath(LiveFact fact) => fact.Source.Type is "Patient" ? DeceasedDate : Effective;

    private static FactElement Component(string loinc) =>
        new($"component.where(code.coding.code='{loinc}')", (observation, _) => FactReader.Component(observation, StandardCodes.Loinc, loinc));

    private static FactElement OwnComponent(string code) =>
        new($"component.where(code.coding.code='{code}')", (observation, codes) => FactReader.Component(observation, codes.Observation, code));
}

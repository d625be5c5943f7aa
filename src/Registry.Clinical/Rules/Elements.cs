using Registry.Clinical.Events;

namespace Registry.Clinical.Rules;

/// <summary>Where a resource says what a rule looks at.</summary>
internal static class Elements
{
    public static FactElement BirthDate { get; } = new("birthDate", (patient, _) => patient["birthDate"]);

    /// <summary>Of a Patient, or of a cause of death.</summary>
    public static FactElement DateOfDeath { get; } = new("deceased", (resource, _) =>
        resource["deceasedDateTime"] is { Exists: true } deceased ? deceased : resource["effectiveDateTime"]);

    public static FactElement Verification { get; } = new("verificationStatus", (condition, _) => condition["verificationStatus"]);

    public static FactElement Code { get; } = new("code", (resource, _) => resource["code"]);

    public static FactElement Gene { get; } = Component(StandardCodes.Loinc, StandardCodes.GeneStudied);

    public static FactElement ParentalAllele { get; } = OwnComponent("parental-allele");

    private static FactElement Component(string system, string code) =>
        new($"component.where(code.coding.code='{code}')", (observation, _) => FactReader.Component(observation, system, code));

    private static FactElement OwnComponent(string code) =>
        new($"component.where(code.coding.code='{code}')", (observation, codes) => FactReader.Component(observation, codes.Observation, code));
}

namespace Registry.Clinical.Rules;

/// <summary>Terms of the Human Phenotype Ontology that rules know, and codes of laboratories. Source: domain notes 2.4 to 2.6.</summary>
internal static class Phenotype
{
    public const string CongenitalOnset = "HP:0003577";

    /// <summary>Taken where a package takes it; the term itself is general knowledge.</summary>
    public const string AntenatalOnset = "HP:0030674";

    /// <summary>Abnormal hallux morphology: the term under which great toes are recorded as malformed, or as normal.</summary>
    public const string GreatToe = "HP:0001844";

    public const string HalluxValgus = "HP:0001822";

    /// <summary>Features of Albright hereditary osteodystrophy.</summary>
    public static IReadOnlySet<string> Aho { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "HP:0001156", // Brachydactyly
        "HP:0010049", // Short metacarpal
        "HP:0004322", // Short stature
        "HP:0001513", // Obesity
        "HP:0000311", // Round face
        "HP:0001249", // Intellectual disability
    };

    /// <summary>Bone in muscle, tendon or ligament.</summary>
    public static IReadOnlySet<string> DeepOssification { get; } = new HashSet<string>(StringComparer.Ordinal) { "HP:0011987", "HP:0011988", "HP:0011989" };

    public const string ParathyroidHormone = "2731-8";

    public static bool IsCalcium(string loinc) => loinc is "17861-6" or "2000-8";

    public static bool IsPhosphate(string loinc) => loinc is "2777-1" or "14879-1";

    /// <summary>A term of the malformed great toe.</summary>
    public static bool IsGreatToe(string code) => code is GreatToe or HalluxValgus or "HP:0010109" or "HP:0010091";
}

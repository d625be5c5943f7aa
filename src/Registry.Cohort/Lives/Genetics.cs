namespace Registry.Cohort.Lives;

/// <summary>What both diseases tell of a variant.</summary>
internal static class Genetics
{
    /// <summary>A variant that is present, without its names.</summary>
    public static Statement Variant(Life life, string gene)
    {
        Statement variant = life.Observe("variant", Codes.Loinc, "69548-6", life.DayAt(life.DiagnosisAge));
        variant.Value = Value.Of(Codes.Loinc, Codes.Present);
        return variant.WithLoinc("48018-6", Codes.Hgnc, gene);
    }

    /// <summary>Its class and the disease that it predicts.</summary>
    public static void Meaning(Life life, Statement variant, string orpha, string inheritance)
    {
        Statement meaning = life.Observe("implication", Codes.GenomicsReporting, "diagnostic-implication", life.DayAt(life.DiagnosisAge));
        meaning.DerivedFrom = variant;
        meaning.WithLoinc("53037-8", Codes.Loinc, "LA6668-3").WithLoinc("81259-4", Codes.Orphanet, orpha);
        meaning.Components.Add(new Component(new Code(Codes.GenomicsReporting, "condition-inheritance"), Value.Of(Codes.Hpo, inheritance)));
    }

    /// <summary>Whether a relative is affected.</summary>
    /// <param name="life">The subject.</param>
    /// <param name="relative">Who; null when nobody is.</param>
    /// <param name="orpha">With what.</param>
    public static void Family(Life life, string? relative, string orpha)
    {
        Statement family = life.Observe("family-history", life.Entry);
        family.Value = Value.Of(Codes.Loinc, relative is null ? Codes.Absent : Codes.Present);
        if (relative is null) return;
        family.With("relative", "relative", relative).With("relative-disease", Codes.Orphanet, orpha);
    }
}

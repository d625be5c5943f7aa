using Registry.Clinical.Events;
using Registry.Contracts.Events;

namespace Registry.Clinical.Rules;

/// <summary>ACVR1 variants that are published to give FOP, by their c. change on the gene's own transcripts. Source: domain notes 4.1; the same as the package's value set acvr1-known-fop-variant.</summary>
internal static class KnownVariants
{
    private const string ClassicChange = "617G>A";

    // With the classic form, besides the classic variant: p.Arg258Ser and p.Gly356Asp in the Polish cohort.
    private static readonly string[] ClassicToo = ["774G>C", "774G>T", "1067G>A"];

    /// <summary>c. changes, without <c>c.</c>.</summary>
    public static IReadOnlySet<string> Acvr1 { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        ClassicChange, "587T>C", "605G>T", "619C>G", "772A>G", "774G>C", "774G>T", "974G>C", "982G>A", "982G>T", "983G>A", "1067G>A", "1123C>T", "1124G>C",
    };

    /// <summary>True for p.Arg206His, by its c. name, or by its p. name where there is no c. name.</summary>
    public static bool IsClassic(VariantReported variant)
    {
        if (variant.Gene is not StandardCodes.HgncAcvr1) return false;
        if (ChangeOf(variant) is { } change) return change is ClassicChange;
        return variant.ProteinHgvs is { } protein && ProteinName.Parse(protein)?.Substitution is ('R', 206, 'H');
    }

    /// <summary>True for another variant that was published with the classic form.</summary>
    public static bool IsClassicToo(VariantReported variant) => ChangeOf(variant) is { } change && ClassicToo.Contains(change, StringComparer.Ordinal);

    /// <summary>The c. change, where its name is on a transcript of the gene or names none; null otherwise.</summary>
    public static string? ChangeOf(VariantReported variant) =>
        variant.CodingHgvs is { } text && CodingName.Parse(text) is { } name && (name.Sequence.Length == 0 || Gene.Find(variant.Gene)?.Owns(name.Sequence) is true) ? name.Change : null;
}

using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Registry.Analytics.Projections;

namespace Registry.Analytics.Reports;

/// <summary>Classes of variants in which both diseases are published.</summary>
internal static partial class VariantClass
{
    internal const string RecurrentAcvr1 = "acvr1-r206h";
    internal const string OtherAcvr1 = "acvr1-other";
    internal const string None = "none";
    internal const string OtherGene = "other-gene";
    internal const string AlleleNotStated = "not-stated";

    private const string Acvr1 = "HGNC:171";
    private const string Gnas = "HGNC:4392";
    private const string PresentCode = "LA9633-4";

    internal static readonly IReadOnlyList<string> All =
    [
        RecurrentAcvr1, OtherAcvr1, "gnas-frameshift", "gnas-nonsense", "gnas-splice", "gnas-missense", "gnas-in-frame", "gnas-start-lost", "gnas-gene-deletion", "gnas-other", OtherGene, None,
    ];

    /// <summary>The classes of consequence that the package knows. A later one's is read from HGVS until this list has it.</summary>
    private static readonly FrozenSet<string> GnasClasses =
        All.Where(name => name.StartsWith("gnas-", StringComparison.Ordinal)).Select(name => name["gnas-".Length..]).ToFrozenSet(StringComparer.Ordinal);

    internal static readonly IReadOnlyList<string> Alleles = ["paternal", "maternal", "undetermined", AlleleNotStated];

    internal const string Definition =
        "Variant class: acvr1-r206h is c.617G>A of HGNC:171, acvr1-other any other of that gene; of HGNC:4392 the class of consequence that the source states, and where it states none, read from HGVS: frameshift where the protein term has fs, nonsense where it ends in Ter or *, start-lost at Met1, "
        + "splice where the coding term names an intron position, missense where one residue replaces one, in-frame for other protein terms, other (a deletion without a coding term, say) for the rest. Only variants reported present count.";

    /// <summary>Present: LOINC LL1971-2.</summary>
    internal static bool IsPresent(VariantRow variant) => variant.Presence.Code is PresentCode;

    internal static string Of(VariantRow variant) => variant.Gene switch
    {
        Acvr1 => variant.CodingHgvs?.EndsWith("c.617G>A", StringComparison.Ordinal) is true || ProteinOf(variant).Contains("Arg206His", StringComparison.Ordinal) ? RecurrentAcvr1 : OtherAcvr1,
        Gnas => "gnas-" + (variant.ConsequenceClass is { } stated && GnasClasses.Contains(stated) ? stated : ConsequenceOf(variant)),
        _ => OtherGene,
    };

    /// <summary>The classes of all variants that a person has; none when no variant was reported present.</summary>
    internal static IReadOnlyList<string> Of(Person person) => person.Memo(MemoSlot.VariantClasses, DateOnly.MinValue, static (whose, _) =>
    {
        string[] classes = [.. whose.Variants.Where(IsPresent).Select(Of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return classes.Length > 0 ? classes : [None];
    });

    internal static bool HasAllele(Person person, string allele)
    {
        List<VariantRow> present = person.Variants.FindAll(IsPresent);
        return allele is AlleleNotStated
            ? present.Count > 0 && present.TrueForAll(variant => variant.ParentalAllele is null)
            : present.Exists(variant => string.Equals(variant.ParentalAllele, allele, StringComparison.Ordinal));
    }

    private static string ConsequenceOf(VariantRow variant)
    {
        string protein = ProteinOf(variant);
        if (protein.Contains("fs", StringComparison.Ordinal)) return "frameshift";
        if (protein.Contains("Met1", StringComparison.Ordinal)) return "start-lost";
        if (Truncation().IsMatch(protein)) return "nonsense";
        if (variant.CodingHgvs is { } coding && Intron().IsMatch(coding)) return "splice";
        if (Substitution().IsMatch(protein)) return "missense";
        return protein.Length > 0 ? "in-frame" : "other";
    }

    private static string ProteinOf(VariantRow variant)
    {
        string protein = variant.ProteinHgvs ?? "";
        int colon = protein.LastIndexOf(':');
        return protein[(colon + 1)..].Replace("p.", "", StringComparison.Ordinal).Trim('(', ')');
    }

    [GeneratedRegex(@"^[A-Z][a-z]{2}\d+(Ter|\*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Truncation();

    [GeneratedRegex(@"c\.\d+[+-]\d+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Intron();

    [GeneratedRegex(@"^[A-Z][a-z]{2}\d+[A-Z][a-z]{2}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Substitution();
}

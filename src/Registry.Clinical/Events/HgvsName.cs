using System.Globalization;

namespace Registry.Clinical.Events;

/// <summary>A c. name as HGVS writes it: reference sequence, gene in parentheses where given, and the change.</summary>
/// <remarks>https://hgvs-nomenclature.org/stable/recommendations/DNA/substitution/</remarks>
/// <param name="Sequence">Reference sequence with version; empty when the name has none.</param>
/// <param name="GeneSymbol">The gene in parentheses after it; null when there is none.</param>
/// <param name="Change">What follows <c>c.</c>.</param>
internal readonly record struct CodingName(string Sequence, string? GeneSymbol, string Change)
{
    /// <summary>Reads a c. name; null when it is none.</summary>
    public static CodingName? Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string change = text[(colon + 1)..].Trim();
        if (!change.StartsWith("c.", StringComparison.Ordinal)) return null;
        string sequence = colon < 0 ? "" : text[..colon].Trim();
        string? symbol = null;
        if (sequence.EndsWith(')') && sequence.IndexOf('(', StringComparison.Ordinal) is > 0 and int open)
        {
            symbol = sequence[(open + 1)..^1];
            sequence = sequence[..open];
        }

        return new CodingName(sequence, symbol, change[2..]);
    }

    /// <summary>The one base that changes inside the coding sequence, counted from 1; null for anything but a simple substitution.</summary>
    public (int Position, char From, char To)? Substitution
    {
        get
        {
            ReadOnlySpan<char> change = Change;
            // Shortest: 1A>G. An intronic position (617+1) or one after the stop (*12) has no codon.
            if (change.Length < 4 || change[^2] is not '>') return null;
            return int.TryParse(change[..^3], NumberStyles.None, CultureInfo.InvariantCulture, out int position) && position > 0 && IsBase(change[^3]) && IsBase(change[^1])
                ? (position, change[^3], change[^1])
                : null;
        }
    }

    private static bool IsBase(char letter) => letter is 'A' or 'C' or 'G' or 'T';
}

/// <summary>A p. name: reference sequence where given, and the change, with or without the parentheses of a prediction.</summary>
/// <remarks>https://hgvs-nomenclature.org/stable/recommendations/protein/substitution/</remarks>
/// <param name="Sequence">Reference sequence with version; empty when the name has none.</param>
/// <param name="Change">What follows <c>p.</c>, without parentheses.</param>
internal readonly record struct ProteinName(string Sequence, string Change)
{
    /// <summary>Reads a p. name; null when it is none.</summary>
    public static ProteinName? Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string change = text[(colon + 1)..].Trim();
        if (!change.StartsWith("p.", StringComparison.Ordinal)) return null;
        change = change[2..];
        if (change is ['(', .. string predicted, ')']) change = predicted;
        return new ProteinName(colon < 0 ? "" : text[..colon].Trim(), change);
    }

    /// <summary>
    /// The one amino acid that changes: letters of one character, <c>*</c> for a stop, the same twice for a silent change. Null for a frameshift, a
    /// deletion, an unknown effect (<c>?</c>), and for what is no amino acid.
    /// </summary>
    public (char From, int Position, char To)? Substitution
    {
        get
        {
            ReadOnlySpan<char> change = Change;
            if (!GeneticCode.TryTakeAminoAcid(ref change, out char from)) return null;
            int digits = 0;
            while (digits < change.Length && char.IsAsciiDigit(change[digits])) digits++;
            if (!int.TryParse(change[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int position) || position == 0) return null;
            change = change[digits..];
            if (change is "=") return (from, position, from);
            return GeneticCode.TryTakeAminoAcid(ref change, out char to) && change.IsEmpty ? (from, position, to) : null;
        }
    }
}

/// <summary>The standard genetic code, and how amino acids are written.</summary>
/// <remarks>https://www.ncbi.nlm.nih.gov/Taxonomy/Utils/wprintgc.cgi, table 1; letters as in IUPAC-IUB 1983.</remarks>
internal static class GeneticCode
{
    private const string Bases = "TCAG";

    // One letter for each codon, its bases in the order TCAG, the first base slowest.
    private const string AminoAcids = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG";

    private static readonly Dictionary<string, char> ByName = new(StringComparer.Ordinal)
    {
        ["Ala"] = 'A',
        ["Arg"] = 'R',
        ["Asn"] = 'N',
        ["Asp"] = 'D',
        ["Cys"] = 'C',
        ["Gln"] = 'Q',
        ["Glu"] = 'E',
        ["Gly"] = 'G',
        ["His"] = 'H',
        ["Ile"] = 'I',
        ["Leu"] = 'L',
        ["Lys"] = 'K',
        ["Met"] = 'M',
        ["Phe"] = 'F',
        ["Pro"] = 'P',
        ["Ser"] = 'S',
        ["Thr"] = 'T',
        ["Trp"] = 'W',
        ["Tyr"] = 'Y',
        ["Val"] = 'V',
        ["Ter"] = '*',
    };

    /// <summary>The codon in which a coding position lies: ceil(c / 3).</summary>
    public static int CodonOf(int position) => (position + 2) / 3;

    /// <summary>Takes an amino acid or a stop from the front: three letters, one letter, <c>Ter</c>, <c>*</c>, or the older <c>X</c> for a stop.</summary>
    public static bool TryTakeAminoAcid(ref ReadOnlySpan<char> text, out char letter)
    {
        if (text.Length >= 3 && ByName.TryGetValue(text[..3].ToString(), out letter))
        {
            text = text[3..];
            return true;
        }

        letter = text.IsEmpty ? ' ' : text[0] is 'X' ? '*' : text[0];
        // A small letter after a capital makes it a longer word: "Arx" is neither A nor anything else.
        if (text.IsEmpty || !AminoAcids.Contains(letter, StringComparison.Ordinal) || (text.Length > 1 && char.IsAsciiLetterLower(text[1]))) return false;
        text = text[1..];
        return true;
    }

    /// <summary>True when some codon of one amino acid becomes one of the other by this change of base.</summary>
    /// <param name="from">Amino acid before, one letter.</param>
    /// <param name="to">Amino acid after.</param>
    /// <param name="offset">Place of the base in the codon, 0 to 2.</param>
    /// <param name="baseFrom">Base before.</param>
    /// <param name="baseTo">Base after.</param>
    public static bool CanBecome(char from, char to, int offset, char baseFrom, char baseTo)
    {
        int step = offset switch { 0 => 16, 1 => 4, _ => 1 };
        int before = Bases.IndexOf(baseFrom, StringComparison.Ordinal);
        int after = Bases.IndexOf(baseTo, StringComparison.Ordinal);
        for (int codon = 0; codon < AminoAcids.Length; codon++)
        {
            if (AminoAcids[codon] == from && codon / step % 4 == before && AminoAcids[codon + ((after - before) * step)] == to) return true;
        }

        return false;
    }
}

namespace Registry.Clinical.Events;

/// <summary>What names a gene and its sequences. Source: domain notes 2.3; the older symbols and NP_001096 are general knowledge, and nothing is refused for not being here.</summary>
/// <param name="Id">HGNC id.</param>
/// <param name="Symbols">HGNC's symbol first, then symbols that older papers use.</param>
/// <param name="Transcripts">Transcripts, without version, on which the registry names its variants: one numbering of c., so one key.</param>
/// <param name="Proteins">The proteins of these transcripts, without version.</param>
internal sealed record Gene(string Id, IReadOnlyList<string> Symbols, IReadOnlyList<string> Transcripts, IReadOnlyList<string> Proteins)
{
    private const int MostSymbolChars = 15;

    /// <summary>The two genes of the registry's diseases. Of other genes nothing is known, and no name is judged.</summary>
    public static IReadOnlyList<Gene> All { get; } =
    [
        new(StandardCodes.HgncAcvr1, ["ACVR1", "ALK2", "ACVR1A", "ACVRLK2", "ACTRI", "SKR1"], ["NM_001111067", "NM_001105"], ["NP_001104537", "NP_001096"]),
        new(StandardCodes.HgncGnas, ["GNAS", "GNAS1", "GNASXL", "GPSA", "GSA", "GSP", "NESP", "NESP55"], ["NM_000516"], ["NP_000507"]),
    ];

    /// <summary>HGNC's symbol.</summary>
    public string Symbol => Symbols[0];

    /// <summary>The gene with this HGNC id; null for one that is not known here.</summary>
    public static Gene? Find(string id) => All.FirstOrDefault(gene => string.Equals(gene.Id, id, StringComparison.Ordinal));

    /// <summary>The gene that has a symbol, whatever its case; null when none has.</summary>
    public static Gene? WithSymbol(string symbol) => All.FirstOrDefault(gene => gene.Symbols.Contains(symbol, StringComparer.OrdinalIgnoreCase));

    /// <summary>The gene that has a reference sequence, in any version; null when none has.</summary>
    public static Gene? WithSequence(string sequence) => All.FirstOrDefault(gene => gene.Owns(sequence));

    /// <summary>True for a transcript or protein of this gene, in any version.</summary>
    public bool Owns(string sequence)
    {
        string key = WithoutVersion(sequence);
        return Transcripts.Contains(key, StringComparer.Ordinal) || Proteins.Contains(key, StringComparer.Ordinal);
    }

    /// <summary>A reference sequence without its version.</summary>
    public static string WithoutVersion(string sequence) => sequence.IndexOf('.', StringComparison.Ordinal) is >= 0 and int dot ? sequence[..dot] : sequence;

    /// <summary>The symbol with which a text begins: capital letters and digits, as HGNC writes them; null when it begins with words.</summary>
    public static string? SymbolIn(string? text)
    {
        if (text is null) return null;
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart();
        int length = 0;
        while (length < rest.Length && (char.IsAsciiLetterUpper(rest[length]) || char.IsAsciiDigit(rest[length]))) length++;
        bool isWhole = length == rest.Length || !char.IsAsciiLetter(rest[length]);
        if (!isWhole || length is < 2 or > MostSymbolChars || !char.IsAsciiLetterUpper(rest[0])) return null;
        // "HGNC:171" is the id again.
        return rest[..length] is "HGNC" ? null : rest[..length].ToString();
    }
}

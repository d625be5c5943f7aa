using System.Text;

namespace Registry.Fhir.Narrative;

/// <summary>A fixed set of names, found by their bytes without allocation.</summary>
internal sealed class XhtmlNames
{
    // The list of the constraint txt-1, and what its text allows beyond: HTML chapters 7 (address), 8 (bdo), 9 (kbd), and maps, which belong to images.
    public static readonly XhtmlNames Elements = new(
        "a abbr acronym address area b bdo big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li map ol p pre q "
        + "samp small span strong sub sup table tbody td tfoot th thead tr tt ul var");

    // The list of the constraint txt-1, and what XML adds.
    public static readonly XhtmlNames Attributes = new(
        "abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset cite class colspan compact coords dir "
        + "frame headers height href hreflang hspace id lang longdesc name nowrap rel rev rowspan rules scope shape span src start style summary tabindex title "
        + "type valign value vspace width xml:lang xml:space xmlns");

    private const int Slots = 256;

    private readonly byte[][] _names;
    private readonly sbyte[] _table = new sbyte[Slots];

    private XhtmlNames(string names)
    {
        _names = [.. names.Split(' ').Select(Encoding.ASCII.GetBytes)];
        Array.Fill(_table, (sbyte)-1);
        for (int i = 0; i < _names.Length; i++)
        {
            int slot = Hash(_names[i]);
            while (_table[slot] >= 0) slot = (slot + 1) % Slots;
            _table[slot] = (sbyte)i;
        }
    }

    /// <summary>How many names there are: fewer than 64, so a set of them fits an integer.</summary>
    public int Count => _names.Length;

    /// <summary>Index of a name; -1 when it is not in the set.</summary>
    public int IndexOf(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return -1;
        for (int slot = Hash(name); ; slot = (slot + 1) % Slots)
        {
            int index = _table[slot];
            if (index < 0 || name.SequenceEqual(_names[index])) return index;
        }
    }

    private static int Hash(ReadOnlySpan<byte> name) => (name.Length * 41 + name[0] * 5 + name[^1] * 23) % Slots;
}

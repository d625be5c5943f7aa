using System.Globalization;
using System.Text;

namespace Registry.Fhir.Ucum;

/// <summary>The terminal symbols: prefixes and unit atoms, found by their bytes. The table itself is in UcumAtoms.Table.cs.</summary>
internal static partial class UcumAtoms
{
    private const int Slots = 1024;

    private static readonly Row[] Rows = ReadRows();
    private static readonly short[] Table = Index();
    private static readonly UcumUnit?[] Resolved = new UcumUnit?[Rows.Length];

    private static readonly (string Code, Rational Value)[] PrefixRows =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("da", 10),
        ("Y", Rational.PowerOfTen(24)), ("Z", Rational.PowerOfTen(21)), ("E", Rational.PowerOfTen(18)), ("P", Rational.PowerOfTen(15)),
        ("T", Rational.PowerOfTen(12)), ("G", Rational.PowerOfTen(9)), ("M", Rational.PowerOfTen(6)), ("k", Rational.PowerOfTen(3)),
        ("h", Rational.PowerOfTen(2)), ("d", Rational.PowerOfTen(-1)), ("c", Rational.PowerOfTen(-2)), ("m", Rational.PowerOfTen(-3)),
        ("u", Rational.PowerOfTen(-6)), ("n", Rational.PowerOfTen(-9)), ("p", Rational.PowerOfTen(-12)), ("f", Rational.PowerOfTen(-15)),
        ("a", Rational.PowerOfTen(-18)), ("z", Rational.PowerOfTen(-21)), ("y", Rational.PowerOfTen(-24)),
    ];

    /// <summary>How many atoms the table holds.</summary>
    public static int Count => Rows.Length;

    /// <summary>The code of an atom.</summary>
    public static string Code(int atom) => Rows[atom].Code;

    /// <summary>Whether an atom takes prefixes.</summary>
    public static bool IsMetric(int atom) => Rows[atom].IsMetric;

    /// <summary>Whether an atom is measured on a scale of its own, and on which.</summary>
    public static UcumScale Scale(int atom) => Rows[atom].Scale;

    /// <summary>Whether a procedure, not nature, defines an atom.</summary>
    public static bool IsArbitrary(int atom) => Rows[atom].IsArbitrary;

    /// <summary>What a prefix multiplies by.</summary>
    public static Rational PrefixValue(int prefix) => PrefixRows[prefix].Value;

    /// <summary>The codes of all prefixes.</summary>
    public static IEnumerable<string> Prefixes => PrefixRows.Select(row => row.Code);

    /// <summary>Splits a symbol into prefix and atom. Allocates nothing.</summary>
    /// <remarks>UCUM §4: no atom of the table can also be read as prefix and metric atom, so trying the whole symbol first loses nothing; a test holds it.</remarks>
    public static bool TryFind(ReadOnlySpan<byte> symbol, out int prefix, out int atom)
    {
        prefix = -1;
        atom = Find(symbol);
        if (atom >= 0) return true;
        for (int length = Math.Min(2, symbol.Length - 1); length > 0; length--)
        {
            prefix = FindPrefix(symbol[..length]);
            if (prefix < 0) continue;
            atom = Find(symbol[length..]);
            if (atom >= 0 && Rows[atom].IsMetric) return true;
        }

        return false;
    }

    /// <summary>What an atom means, worked out once from its definition.</summary>
    public static UcumUnit Resolve(int atom) => Resolved[atom] ??= Define(atom);

    private static UcumUnit Define(int atom)
    {
        Row row = Rows[atom];
        if (row.BaseIndex >= 0) return new UcumUnit(1, UcumDimension.OfBase(row.BaseIndex));
        if (row.IsArbitrary && row.Definition == "1") return new UcumUnit(1, UcumDimension.OfArbitrary(atom));
        UcumUnit unit = UcumEvaluator.Evaluate(Encoding.ASCII.GetBytes(row.Definition))
            ?? throw new InvalidOperationException($"The table defines {row.Code} by {row.Definition}, which is no unit.");
        return new UcumUnit(unit.Factor * Rational.Parse(row.Value), unit.Dimension, row.Scale);
    }

    private static int Find(ReadOnlySpan<byte> code)
    {
        for (int slot = Hash(code); ; slot = (slot + 1) & (Slots - 1))
        {
            int atom = Table[slot];
            if (atom < 0) return -1;
            if (code.SequenceEqual(Rows[atom].Utf8)) return atom;
        }
    }

    private static int FindPrefix(ReadOnlySpan<byte> code)
    {
        for (int i = 0; i < PrefixRows.Length; i++)
        {
            string prefix = PrefixRows[i].Code;
            if (prefix.Length == code.Length && prefix[0] == code[0] && (code.Length == 1 || prefix[1] == code[1])) return i;
        }

        return -1;
    }

    // FNV-1a, folded to the table's size.
    private static int Hash(ReadOnlySpan<byte> code)
    {
        uint hash = 2166136261;
        foreach (byte c in code) hash = (hash ^ c) * 16777619;
        return (int)((hash ^ (hash >> 16)) & (Slots - 1));
    }

    private static short[] Index()
    {
        short[] table = new short[Slots];
        Array.Fill(table, (short)-1);
        for (short atom = 0; atom < Rows.Length; atom++)
        {
            int slot = Hash(Rows[atom].Utf8);
            while (table[slot] >= 0) slot = (slot + 1) & (Slots - 1);
            table[slot] = atom;
        }

        return table;
    }

    /// <summary>A line is code, flags, value, definition. Flags: m metric, a arbitrary, b base; a scale's name for special units.</summary>
    private static Row[] ReadRows()
    {
        List<Row> rows = [];
        int bases = 0;
        foreach (string line in Atoms.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] cells = line.Split(' ');
            if (cells.Length != 4) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The table of units is broken at '{line}'."));
            string flags = cells[1];
            UcumScale scale = UcumScale.None;
            int named = flags.IndexOf(':', StringComparison.Ordinal);
            if (named >= 0) scale = Enum.Parse<UcumScale>(flags[(named + 1)..]);
            if (named >= 0) flags = flags[..named];
            int baseIndex = flags.Contains('b', StringComparison.Ordinal) ? bases++ : -1;
            rows.Add(new Row(cells[0], Encoding.ASCII.GetBytes(cells[0]), flags.Contains('m', StringComparison.Ordinal), flags.Contains('a', StringComparison.Ordinal),
                baseIndex, scale, cells[2], cells[3]));
        }

        return [.. rows];
    }

    private sealed record Row(string Code, byte[] Utf8, bool IsMetric, bool IsArbitrary, int BaseIndex, UcumScale Scale, string Value, string Definition);
}

using System.Globalization;
using System.Text;

namespace Registry.Fhir.Ucum;

/// <summary>Powers of the seven base units, and of the arbitrary units, of which each is a dimension of its own.</summary>
/// <remarks>Two units are comparable when these are equal. https://ucum.org/ucum#para-dimension</remarks>
internal readonly record struct UcumDimension
{
    private const int Bases = 7;
    private const int ArbitrarySlots = 4;

    /// <summary>One signed byte for each base unit, in the order m, s, g, rad, K, C, cd.</summary>
    private readonly ulong _base;

    /// <summary>Four slots of 16 bits, in ascending order of the atom: the atom's number plus one in 10 bits, its power plus 32 in 6.</summary>
    private readonly ulong _arbitrary;

    private UcumDimension(ulong @base, ulong arbitrary)
    {
        _base = @base;
        _arbitrary = arbitrary;
    }

    /// <summary>Whether this is a pure number.</summary>
    public bool IsNone => _base == 0 && _arbitrary == 0;

    /// <summary>The first power of one base unit.</summary>
    public static UcumDimension OfBase(int index) => new(1UL << (index * 8), 0);

    /// <summary>The first power of one arbitrary unit.</summary>
    public static UcumDimension OfArbitrary(int atom) => new(0, Slot(atom, 1));

    /// <summary>Adds a multiple of another dimension: times 1 for a product, -1 for a quotient.</summary>
    /// <returns>False when a power leaves ±127 (arbitrary units: ±31), or a fifth arbitrary unit comes in.</returns>
    public bool TryAdd(UcumDimension other, int times, out UcumDimension sum)
    {
        sum = default;
        ulong bases = 0;
        for (int i = 0; i < Bases; i++)
        {
            long power = Power(i) + (long)other.Power(i) * times;
            if (power is < -127 or > 127) return false;
            bases |= (ulong)(byte)(sbyte)power << (i * 8);
        }

        if (!TryMerge(_arbitrary, other._arbitrary, times, out ulong arbitrary)) return false;
        sum = new UcumDimension(bases, arbitrary);
        return true;
    }

    /// <summary>The dimension as a UCUM code, such as <c>m-3.g</c>; <c>1</c> for a pure number. Equal dimensions give equal codes.</summary>
    public override string ToString()
    {
        if (IsNone) return "1";
        StringBuilder code = new();
        for (int i = 0; i < Bases; i++) Append(code, "m s g rad K C cd".Split(' ')[i], Power(i));
        for (int i = 0; i < ArbitrarySlots; i++)
        {
            ulong slot = (_arbitrary >> (i * 16)) & 0xFFFF;
            if (slot != 0) Append(code, UcumAtoms.Code((int)(slot >> 6) - 1), (int)(slot & 63) - 32);
        }

        return code.ToString();
    }

    private static void Append(StringBuilder code, string unit, int power)
    {
        if (power == 0) return;
        if (code.Length > 0) code.Append('.');
        code.Append(unit);
        if (power != 1) code.Append(CultureInfo.InvariantCulture, $"{power}");
    }

    private int Power(int index) => (sbyte)(byte)(_base >> (index * 8));

    private static ulong Slot(int atom, int power) => ((ulong)(atom + 1) << 6) | (uint)(power + 32);

    /// <summary>Merges two ascending lists of slots.</summary>
    private static bool TryMerge(ulong left, ulong right, int times, out ulong merged)
    {
        merged = 0;
        int count = 0;
        while (left != 0 || right != 0)
        {
            int leftAtom = left == 0 ? int.MaxValue : (int)((left & 0xFFFF) >> 6) - 1;
            int rightAtom = right == 0 ? int.MaxValue : (int)((right & 0xFFFF) >> 6) - 1;
            int atom = Math.Min(leftAtom, rightAtom);
            long power = 0;
            if (leftAtom == atom) power += (int)(left & 63) - 32;
            if (rightAtom == atom) power += ((long)(right & 63) - 32) * times;
            if (leftAtom == atom) left >>= 16;
            if (rightAtom == atom) right >>= 16;
            if (power == 0) continue;
            if (power is < -31 or > 31 || count == ArbitrarySlots) return false;
            merged |= Slot(atom, (int)power) << (16 * count++);
        }

        return true;
    }
}

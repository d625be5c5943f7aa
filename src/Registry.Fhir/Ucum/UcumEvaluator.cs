using System.Numerics;

namespace Registry.Fhir.Ucum;

/// <summary>From a code to its dimension and magnitude: left to right, period and solidus with equal precedence. https://ucum.org/ucum#section-Semantics</summary>
internal static class UcumEvaluator
{
    /// <summary>The unit, or null where <see cref="Ucum.TryParse(ReadOnlySpan{char}, out UcumUnit?)"/> says false.</summary>
    public static UcumUnit? Evaluate(ReadOnlySpan<byte> code)
    {
        UcumReader reader = new(code);
        // Bounded by Limits.UcumDepth: the reader opens no more.
        Stack<(UcumUnit Before, bool Divides)> open = new();
        UcumUnit? sum = UcumUnit.One;
        while (sum is not null)
        {
            switch (reader.Read())
            {
                case UcumToken.Unit:
                    sum = Combine(sum, Power(reader.Prefix, reader.Atom, reader.Exponent), reader.Divides);
                    break;
                case UcumToken.Factor:
                    sum = Combine(sum, Number(reader.Digits), reader.Divides);
                    break;
                case UcumToken.Open:
                    open.Push((sum, reader.Divides));
                    sum = UcumUnit.One;
                    break;
                case UcumToken.Close:
                    (UcumUnit before, bool divides) = open.Pop();
                    sum = Combine(before, sum, divides);
                    break;
                case UcumToken.End:
                    return sum;
                default:
                    return null;
            }
        }

        return null;
    }

    private static UcumUnit? Number(ReadOnlySpan<byte> digits)
    {
        if (digits.IsEmpty) return UcumUnit.One;
        BigInteger value = 0;
        foreach (byte digit in digits) value = value * 10 + (digit - '0');
        return value.IsZero ? null : new UcumUnit(new Rational(value, 1), default);
    }

    /// <summary>Prefix and atom, both raised to the exponent. UCUM §9.</summary>
    private static UcumUnit? Power(int prefix, int atom, int exponent)
    {
        UcumUnit unit = UcumAtoms.Resolve(atom);
        Rational multiple = prefix < 0 ? 1 : UcumAtoms.PrefixValue(prefix);
        if (unit.Scale != UcumScale.None) return exponent == 1 ? unit.Scaled(multiple) : null;
        if (!(multiple * unit.Factor).TryPower(exponent, out Rational factor)) return null;
        return default(UcumDimension).TryAdd(unit.Dimension, exponent, out UcumDimension dimension) ? new UcumUnit(factor, dimension) : null;
    }

    /// <summary>Product or quotient. A special unit takes part only as what a pure number scales (UCUM §22).</summary>
    private static UcumUnit? Combine(UcumUnit left, UcumUnit? right, bool divides)
    {
        if (right is null || (right.Scale != UcumScale.None && (divides || !left.IsNumber))) return null;
        if (right.Scale != UcumScale.None) return Bounded(right.Scaled(left.Factor));
        Rational factor = divides ? right.Factor.Inverse : right.Factor;
        if (left.Scale != UcumScale.None) return right.IsNumber ? Bounded(left.Scaled(factor)) : null;
        return left.Dimension.TryAdd(right.Dimension, divides ? -1 : 1, out UcumDimension dimension)
            ? Bounded(new UcumUnit(left.Factor * factor, dimension))
            : null;
    }

    private static UcumUnit? Bounded(UcumUnit unit) =>
        unit.Factor.Bits <= Limits.UcumFactorBits && unit.Multiple.Bits <= Limits.UcumFactorBits ? unit : null;
}

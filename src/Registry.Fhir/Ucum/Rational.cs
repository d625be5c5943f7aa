using System.Globalization;
using System.Numerics;

namespace Registry.Fhir.Ucum;

/// <summary>An exact fraction in lowest terms, denominator positive: a chain of conversions rounds once.</summary>
internal readonly record struct Rational
{
    private readonly BigInteger _numerator;
    private readonly BigInteger _denominator;

    /// <summary>numerator ÷ denominator; the denominator is not 0.</summary>
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        BigInteger common = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        _numerator = numerator / common;
        _denominator = denominator / common;
    }

    /// <summary>Size: bits of numerator and denominator together.</summary>
    public long Bits => _numerator.GetBitLength() + _denominator.GetBitLength();

    /// <summary>One over this; this is not 0.</summary>
    public Rational Inverse => new(_denominator, _numerator);

    public static implicit operator Rational(long value) => new(value, BigInteger.One);

    public static Rational operator +(Rational left, Rational right) =>
        new(left._numerator * right._denominator + right._numerator * left._denominator, left._denominator * right._denominator);

    public static Rational operator -(Rational left, Rational right) =>
        new(left._numerator * right._denominator - right._numerator * left._denominator, left._denominator * right._denominator);

    public static Rational operator *(Rational left, Rational right) => new(left._numerator * right._numerator, left._denominator * right._denominator);

    public static Rational operator /(Rational left, Rational right) => new(left._numerator * right._denominator, left._denominator * right._numerator);

    /// <summary>10 to an exponent.</summary>
    public static Rational PowerOfTen(int exponent) =>
        exponent < 0 ? new Rational(1, BigInteger.Pow(10, -exponent)) : new Rational(BigInteger.Pow(10, exponent), 1);

    /// <summary>The exact value of a decimal.</summary>
    public static Rational From(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        BigInteger digits = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return new Rational(value < 0 ? -digits : digits, BigInteger.Pow(10, (bits[3] >> 16) & 0xFF));
    }

    /// <summary>The value of a double to a number of significant digits, 1 to 17.</summary>
    /// <returns>False when it is not finite.</returns>
    public static bool TryFrom(double value, int digits, out Rational result)
    {
        result = double.IsFinite(value) ? Parse(value.ToString(string.Create(CultureInfo.InvariantCulture, $"E{digits - 1}"), CultureInfo.InvariantCulture)) : 0;
        return double.IsFinite(value);
    }

    /// <summary>Reads the table's numbers: digits, a point, an exponent.</summary>
    public static Rational Parse(string text)
    {
        int mark = text.AsSpan().IndexOfAny('e', 'E');
        int exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string digits = mark < 0 ? text : text[..mark];
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0) exponent -= digits.Length - point - 1;
        return BigInteger.Parse(digits.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) * PowerOfTen(exponent);
    }

    public static implicit operator Rational(BigInteger value) => new(value, BigInteger.One);

    /// <summary>This to an exponent. False beyond <see cref="Limits.UcumFactorBits"/>.</summary>
    public bool TryPower(int exponent, out Rational power)
    {
        int size = Math.Abs(exponent);
        power = 1;
        if (exponent == 0 || this == power) return true;
        if (size * Bits > Limits.UcumFactorBits) return false;
        power = new Rational(BigInteger.Pow(_numerator, size), BigInteger.Pow(_denominator, size));
        if (exponent < 0) power = power.Inverse;
        return true;
    }

    /// <summary>Rounded to a decimal, half to even, without closing zeros.</summary>
    /// <returns>False when it is too large, or not 0 and so small that nothing would remain.</returns>
    public bool TryToDecimal(out decimal result)
    {
        result = 0;
        if (_numerator.IsZero) return true;
        // Digits before the point, estimated from the bits and so never too few by more than one.
        int whole = (int)((_numerator.GetBitLength() - _denominator.GetBitLength()) * 0.30103);
        for (int scale = Math.Clamp(28 - whole, 0, 28); scale >= 0; scale--)
        {
            BigInteger digits = DivideRounded(BigInteger.Abs(_numerator) * BigInteger.Pow(10, scale), _denominator);
            if (digits.GetBitLength() > 96) continue;
            uint low = (uint)(digits & uint.MaxValue);
            uint middle = (uint)((digits >> 32) & uint.MaxValue);
            uint high = (uint)(digits >> 64);
            // Dividing by one with 28 zeros drops the closing zeros.
            result = new decimal((int)low, (int)middle, (int)high, _numerator.Sign < 0, (byte)scale) / 1.0000000000000000000000000000m;
            return !digits.IsZero;
        }

        return false;
    }

    /// <summary>The nearest double, or the one before it; never out of order with another fraction.</summary>
    public double ToDouble()
    {
        // 80 bits of quotient: the cut is far below a double's 53.
        long shift = 80 - (_numerator.GetBitLength() - _denominator.GetBitLength());
        BigInteger quotient = shift >= 0 ? (_numerator << (int)shift) / _denominator : _numerator / (_denominator << (int)-shift);
        return Math.ScaleB((double)quotient, (int)-shift);
    }

    /// <summary>As a fraction.</summary>
    public override string ToString() =>
        _denominator.IsOne ? _numerator.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{_numerator}/{_denominator}");

    private static BigInteger DivideRounded(BigInteger numerator, BigInteger denominator)
    {
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger rest);
        int half = (rest * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}

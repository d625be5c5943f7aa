using System.Globalization;

namespace Registry.Fhir.Search;

/// <summary>How precise a decimal is as written: 5.40 lies between 5.395 and 5.405. https://hl7.org/fhir/R4/search.html#number</summary>
public static class NumberPrecision
{
    private const int DecimalPlaces = 28;

    /// <summary>Half a unit of the last digit; 0 where a decimal cannot hold it.</summary>
    public static decimal HalfUnit(ReadOnlySpan<byte> text)
    {
        int mark = text.IndexOfAny((byte)'e', (byte)'E');
        ReadOnlySpan<byte> digits = mark < 0 ? text : text[..mark];
        int exponent = 0;
        if (mark >= 0 && !int.TryParse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return 0;
        int point = digits.IndexOf((byte)'.');
        long places = (point < 0 ? 0 : digits.Length - point - 1) - (long)exponent;
        if (places is < 1 - DecimalPlaces or >= DecimalPlaces) return 0;
        decimal half = 0.5m;
        for (; places > 0; places--) half /= 10;
        for (; places < 0; places++) half *= 10;
        return half;
    }

    /// <summary>The number less half a unit; the number itself at the end of the scale.</summary>
    public static decimal Below(decimal value, decimal half) => value < 0 && value < decimal.MinValue + half ? value : value - half;

    /// <summary>The number and half a unit; the number itself at the end of the scale.</summary>
    public static decimal Above(decimal value, decimal half) => value > 0 && value > decimal.MaxValue - half ? value : value + half;
}

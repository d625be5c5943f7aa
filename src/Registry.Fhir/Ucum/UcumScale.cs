namespace Registry.Fhir.Ucum;

/// <summary>The scales of special units: functions between a measured value and its proper unit. https://ucum.org/ucum#section-Special-Units-on-non-ratio-Scales</summary>
internal enum UcumScale
{
    /// <summary>A ratio scale: a proper unit.</summary>
    None,

    /// <summary>Degrees Celsius over kelvin.</summary>
    Celsius,

    /// <summary>Degrees Fahrenheit over 5/9 kelvin.</summary>
    Fahrenheit,

    /// <summary>Degrees Réaumur over 5/4 kelvin.</summary>
    Reaumur,

    /// <summary>Minus the common logarithm: pH.</summary>
    Acidity,

    /// <summary>Natural logarithm: neper.</summary>
    Natural,

    /// <summary>Common logarithm: bel of power.</summary>
    Common,

    /// <summary>Twice the common logarithm: bel of amplitude.</summary>
    CommonTwice,

    /// <summary>Binary logarithm.</summary>
    Binary,

    /// <summary>A hundred times the tangent: prism dioptre, percent of slope.</summary>
    Tangent,

    /// <summary>Square root.</summary>
    Root,

    /// <summary>Minus the logarithm to base 10: homeopathic D or X.</summary>
    Potency10,

    /// <summary>Minus the logarithm to base 100: homeopathic C.</summary>
    Potency100,

    /// <summary>Minus the logarithm to base 1,000: homeopathic M.</summary>
    Potency1000,

    /// <summary>Minus the logarithm to base 50,000: homeopathic Q or LM.</summary>
    Potency50000,
}

/// <summary>The functions of <see cref="UcumScale"/> and their inverses. Temperatures are exact.</summary>
internal static class UcumScales
{
    /// <summary>Significant digits that are kept of what the transcendental functions give: two fewer than a double has.</summary>
    public const int SoundDigits = 14;

    private const int DoubleDigits = 17;

    private static readonly Rational CelsiusZero = Rational.From(273.15m);
    private static readonly Rational FahrenheitZero = Rational.From(459.67m);
    private static readonly Rational ReaumurZero = Rational.From(218.52m);

    /// <summary>Whether conversions to and from the scale are exact: ratio scales and temperatures.</summary>
    public static bool IsExact(UcumScale scale) => scale is UcumScale.None or UcumScale.Celsius or UcumScale.Fahrenheit or UcumScale.Reaumur;

    /// <summary>From a value on the scale to the number of proper units.</summary>
    public static bool TryToProper(UcumScale scale, Rational value, out Rational proper)
    {
        proper = scale switch
        {
            UcumScale.Celsius => value + CelsiusZero,
            UcumScale.Fahrenheit => value + FahrenheitZero,
            UcumScale.Reaumur => value + ReaumurZero,
            UcumScale.Root => value * value,
            _ => 0,
        };
        return IsExact(scale) || scale == UcumScale.Root || Rational.TryFrom(ToProper(scale, value.ToDouble()), DoubleDigits, out proper);
    }

    /// <summary>From the number of proper units to the value on the scale.</summary>
    public static bool TryFromProper(UcumScale scale, Rational proper, out Rational value)
    {
        value = scale switch
        {
            UcumScale.Celsius => proper - CelsiusZero,
            UcumScale.Fahrenheit => proper - FahrenheitZero,
            UcumScale.Reaumur => proper - ReaumurZero,
            _ => 0,
        };
        return IsExact(scale) || Rational.TryFrom(FromProper(scale, proper.ToDouble()), DoubleDigits, out value);
    }

    private static double ToProper(UcumScale scale, double value) => scale switch
    {
        UcumScale.Acidity or UcumScale.Potency10 => Math.Pow(10, -value),
        UcumScale.Natural => Math.Exp(value),
        UcumScale.Common => Math.Pow(10, value),
        UcumScale.CommonTwice => Math.Pow(10, value / 2),
        UcumScale.Binary => Math.Pow(2, value),
        UcumScale.Tangent => Math.Atan(value / 100),
        UcumScale.Potency100 => Math.Pow(100, -value),
        UcumScale.Potency1000 => Math.Pow(1000, -value),
        UcumScale.Potency50000 => Math.Pow(50_000, -value),
        _ => double.NaN,
    };

    private static double FromProper(UcumScale scale, double proper) => scale switch
    {
        UcumScale.Acidity or UcumScale.Potency10 => -Math.Log10(proper),
        UcumScale.Natural => Math.Log(proper),
        UcumScale.Common => Math.Log10(proper),
        UcumScale.CommonTwice => 2 * Math.Log10(proper),
        UcumScale.Binary => Math.Log2(proper),
        UcumScale.Tangent => 100 * Math.Tan(proper),
        UcumScale.Root => Math.Sqrt(proper),
        UcumScale.Potency100 => -Math.Log10(proper) / 2,
        UcumScale.Potency1000 => -Math.Log10(proper) / 3,
        UcumScale.Potency50000 => -Math.Log(proper) / Math.Log(50_000),
        _ => double.NaN,
    };
}

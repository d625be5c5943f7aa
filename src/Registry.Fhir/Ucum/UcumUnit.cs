namespace Registry.Fhir.Ucum;

/// <summary>What a UCUM code means: a dimension, and how much of its base units. Immutable; two units are equal when they mean the same.</summary>
/// <remarks>
/// The magnitude is an exact fraction, so a conversion between proper units rounds once, at the end. Logarithmic and trigonometric scales are
/// computed in binary floating point and rounded to 14 significant digits.
/// </remarks>
public sealed class UcumUnit : IEquatable<UcumUnit>
{
    internal UcumUnit(Rational factor, UcumDimension dimension, UcumScale scale = UcumScale.None)
        : this(factor, dimension, scale, 1)
    {
    }

    private UcumUnit(Rational factor, UcumDimension dimension, UcumScale scale, Rational multiple)
    {
        Factor = factor;
        Dimension = dimension;
        Scale = scale;
        Multiple = multiple;
    }

    /// <summary>The unity: a pure number.</summary>
    public static UcumUnit One { get; } = new(1, default);

    /// <summary>
    /// The dimension as a product of base units, itself a UCUM code: <c>m-3.g</c> for every mass concentration, <c>1</c> for pure numbers.
    /// Two units are comparable exactly when their canonical codes are equal, so it is the key of a quantity in an index.
    /// </summary>
    public string CanonicalCode => Dimension.ToString();

    /// <summary>Base units in one of this unit; for a special unit, in one of its corresponding proper unit.</summary>
    internal Rational Factor { get; }

    /// <summary>Powers of the base units.</summary>
    internal UcumDimension Dimension { get; }

    /// <summary>The scale of a special unit.</summary>
    internal UcumScale Scale { get; }

    /// <summary>What a special unit is scaled by: 1/10 for a decibel (α of UCUM §22).</summary>
    internal Rational Multiple { get; }

    /// <summary>Whether this is a pure number on a ratio scale.</summary>
    internal bool IsNumber => Dimension.IsNone && Scale == UcumScale.None;

    /// <summary>Whether a quantity in one unit can be expressed in the other: they have the same dimension.</summary>
    /// <remarks>
    /// An arbitrary unit such as <c>[iU]</c> is a dimension of its own: <c>[iU]/L</c> compares with <c>k[iU]/mL</c>, and with nothing without
    /// <c>[iU]</c>. Amounts of substance are pure numbers in UCUM, so <c>mmol/L</c> compares with <c>10*9/L</c>, and never with <c>mg/dL</c>.
    /// </remarks>
    public bool IsComparableTo(UcumUnit other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Dimension == other.Dimension;
    }

    /// <summary>Expresses a quantity of this unit in another.</summary>
    /// <param name="value">How many of this unit.</param>
    /// <param name="to">The unit wanted.</param>
    /// <param name="result">How many of that unit, to at most 28 decimal places and without closing zeros; 0 when false.</param>
    /// <returns>False when they are not comparable, when a scale has no such value (the logarithm of what is not positive), and when a decimal cannot hold the result.</returns>
    public bool TryConvert(decimal value, UcumUnit to, out decimal result)
    {
        result = 0;
        if (!IsComparableTo(to) || !TryReduce(value, out Rational reduced)) return false;
        Rational wanted = reduced / to.Factor;
        if (to.Scale != UcumScale.None && !UcumScales.TryFromProper(to.Scale, wanted, out wanted)) return false;
        if (to.Scale != UcumScale.None) wanted /= to.Multiple;
        bool exact = UcumScales.IsExact(Scale) && UcumScales.IsExact(to.Scale);
        return (exact || Rational.TryFrom(wanted.ToDouble(), UcumScales.SoundDigits, out wanted)) && wanted.TryToDecimal(out result);
    }

    /// <summary>Expresses a quantity in the base units of <see cref="CanonicalCode"/>, rounded once to binary floating point.</summary>
    /// <remarks>Equal quantities in different units give the same number, and a smaller quantity never gives a greater one.</remarks>
    /// <returns>False when a scale has no such value, or it is beyond 64-bit floating point.</returns>
    public bool TryToCanonical(decimal value, out double result)
    {
        result = 0;
        if (!TryReduce(value, out Rational reduced)) return false;
        result = reduced.ToDouble();
        return double.IsFinite(result);
    }

    /// <inheritdoc/>
    public bool Equals(UcumUnit? other) =>
        other is not null && Dimension == other.Dimension && Factor == other.Factor && Scale == other.Scale && Multiple == other.Multiple;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UcumUnit);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Dimension, Factor, Scale, Multiple);

    /// <summary>The canonical code, behind its magnitude; for a person, not for a wire.</summary>
    public override string ToString() => Scale == UcumScale.None ? $"{Factor} {CanonicalCode}" : $"{Scale}({Factor} {CanonicalCode})";

    /// <summary>This special unit, times a number.</summary>
    internal UcumUnit Scaled(Rational multiple) => new(Factor, Dimension, Scale, Multiple * multiple);

    /// <summary>The quantity in base units.</summary>
    private bool TryReduce(decimal value, out Rational reduced)
    {
        reduced = Rational.From(value);
        if (Scale != UcumScale.None && !UcumScales.TryToProper(Scale, reduced * Multiple, out reduced)) return false;
        reduced *= Factor;
        return true;
    }
}

using System.Text;

namespace Registry.Fhir.FhirPath.Values;

/// <summary>A quantity as it is compared and calculated with, its unit where it lies. http://hl7.org/fhirpath/N1/#quantity</summary>
internal readonly ref struct QuantityOperand
{
    public QuantityOperand(decimal value, ReadOnlySpan<byte> unit, bool isCalendar)
    {
        Value = value;
        Unit = unit;
        IsCalendar = isCalendar;
    }

    public decimal Value { get; }

    /// <summary>UCUM code, or a calendar word in singular.</summary>
    public ReadOnlySpan<byte> Unit { get; }

    public bool IsCalendar { get; }

    /// <summary>The right value in the unit of the left; false when the units do not tell, such as a calendar month against days.</summary>
    public static bool TryAlign(in QuantityOperand left, in QuantityOperand right, out decimal rightValue)
    {
        rightValue = right.Value;
        if (left.IsCalendar == right.IsCalendar && left.Unit.SequenceEqual(right.Unit)) return true;
        return Units.TryConvert(right, left, out rightValue);
    }

    public QuantityValue ToValue() => new(Value, Encoding.UTF8.GetString(Unit), IsCalendar);
}

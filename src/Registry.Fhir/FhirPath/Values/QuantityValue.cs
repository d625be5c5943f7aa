using System.Globalization;
using System.Text;

namespace Registry.Fhir.FhirPath.Values;

/// <summary>A number with a unit: a UCUM code, or a word for a calendar duration. http://hl7.org/fhirpath/N1/#quantity</summary>
internal sealed class QuantityValue
{
    /// <param name="value">The number, precision kept.</param>
    /// <param name="unit">UCUM code, or a calendar word in singular or plural.</param>
    /// <param name="isCalendar">True for a calendar word.</param>
    public QuantityValue(decimal value, string unit, bool isCalendar)
    {
        Value = value;
        IsCalendar = isCalendar;
        Unit = isCalendar && unit.EndsWith('s') ? unit[..^1] : unit;
        Utf8Unit = Encoding.UTF8.GetBytes(Unit);
    }

    public decimal Value { get; }

    /// <summary>UCUM code, or a calendar word in singular.</summary>
    public string Unit { get; }

    public byte[] Utf8Unit { get; }

    public bool IsCalendar { get; }

    public QuantityOperand Operand => new(Value, Utf8Unit, IsCalendar);

    public override string ToString()
    {
        string value = Value.ToString(CultureInfo.InvariantCulture);
        if (!IsCalendar) return $"{value} '{Unit}'";
        return Value == 1 ? $"{value} {Unit}" : $"{value} {Unit}s";
    }
}

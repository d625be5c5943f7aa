using System.Text;
using Registry.Fhir.Ucum;
using UcumCode = Registry.Fhir.Ucum.Ucum;

namespace Registry.Fhir.FhirPath.Values;

/// <summary>Conversion between units. http://hl7.org/fhirpath/N1/#time-valued-quantities</summary>
internal static class Units
{
    /// <summary>The value of one quantity in the unit of another; false when they do not compare.</summary>
    public static bool TryConvert(in QuantityOperand from, in QuantityOperand to, out decimal value)
    {
        value = from.Value;
        if (CalendarMonths(from, out int fromMonths) && CalendarMonths(to, out int toMonths))
        {
            value = from.Value * fromMonths / toMonths;
            return true;
        }

        if (!TryUcum(from, out ReadOnlySpan<byte> source) || !TryUcum(to, out ReadOnlySpan<byte> target)) return false;
        if (source.SequenceEqual(target)) return true;
        return UcumCode.TryParse(source, out UcumUnit? unit) && UcumCode.TryParse(target, out UcumUnit? wanted) && unit.TryConvert(from.Value, wanted, out value);
    }

    /// <summary>The UCUM code of a unit; false for calendar years and months, which are no definite durations.</summary>
    public static bool TryUcum(in QuantityOperand quantity, out ReadOnlySpan<byte> code)
    {
        code = quantity.Unit;
        if (!quantity.IsCalendar) return true;
        if (quantity.Unit.SequenceEqual("week"u8)) code = "wk"u8;
        else if (quantity.Unit.SequenceEqual("day"u8)) code = "d"u8;
        else if (quantity.Unit.SequenceEqual("hour"u8)) code = "h"u8;
        else if (quantity.Unit.SequenceEqual("minute"u8)) code = "min"u8;
        else if (quantity.Unit.SequenceEqual("second"u8)) code = "s"u8;
        else if (quantity.Unit.SequenceEqual("millisecond"u8)) code = "ms"u8;
        else return false;
        return true;
    }

    /// <summary>How many calendar months a calendar year or month has.</summary>
    public static bool CalendarMonths(in QuantityOperand quantity, out int months)
    {
        months = 0;
        if (quantity.IsCalendar) months = quantity.Unit.SequenceEqual("year"u8) ? 12 : quantity.Unit.SequenceEqual("month"u8) ? 1 : 0;
        return months > 0;
    }

    /// <summary>Whether one is a calendar year or month and the other the definite duration of that name, which are equivalent though not equal.</summary>
    public static bool SameDuration(in QuantityOperand left, in QuantityOperand right) =>
        left.IsCalendar != right.IsCalendar && (left.IsCalendar ? IsNamesake(left, right) : IsNamesake(right, left));

    /// <summary>Milliseconds of a definite duration; 0 for what is none.</summary>
    public static decimal Milliseconds(ReadOnlySpan<byte> code) =>
        code.SequenceEqual("ms"u8) ? 1m
        : code.SequenceEqual("s"u8) ? 1_000m
        : code.SequenceEqual("min"u8) ? 60_000m
        : code.SequenceEqual("h"u8) ? 3_600_000m
        : code.SequenceEqual("d"u8) ? 86_400_000m
        : code.SequenceEqual("wk"u8) ? 604_800_000m
        : code.SequenceEqual("mo"u8) ? 86_400_000m * 365.25m / 12
        : code.SequenceEqual("a"u8) ? 86_400_000m * 365.25m
        : 0m;

    /// <summary>Prepares a product or quotient: both values, and the unit of the result.</summary>
    public static bool TryScale(decimal one, ReadOnlySpan<byte> unit, decimal other, ReadOnlySpan<byte> otherUnit, bool isQuotient, out decimal left, out decimal right, out string combined)
    {
        left = one;
        right = other;
        bool isNumber = otherUnit.SequenceEqual("1"u8);
        if (isQuotient && TryConvert(new QuantityOperand(other, otherUnit, isCalendar: false), new QuantityOperand(one, unit, isCalendar: false), out decimal aligned))
        {
            right = aligned;
            combined = "1";
        }
        else if (isNumber)
        {
            combined = Encoding.UTF8.GetString(unit);
        }
        else if (unit.SequenceEqual("1"u8))
        {
            combined = isQuotient ? "/" + Grouped(otherUnit) : Encoding.UTF8.GetString(otherUnit);
        }
        else
        {
            combined = Encoding.UTF8.GetString(unit) + (isQuotient ? "/" + Grouped(otherUnit) : "." + Encoding.UTF8.GetString(otherUnit));
        }

        return true;
    }

    private static string Grouped(ReadOnlySpan<byte> unit)
    {
        string text = Encoding.UTF8.GetString(unit);
        return text.AsSpan().ContainsAny('.', '/') ? "(" + text + ")" : text;
    }

    private static bool IsNamesake(in QuantityOperand calendar, in QuantityOperand definite) =>
        CalendarMonths(calendar, out int months) && definite.Unit.SequenceEqual(months == 12 ? "a"u8 : "mo"u8);
}

using System.Globalization;
using Registry.Fhir.FhirPath.Values;

namespace Registry.Fhir.FhirPath.Operators;

/// <summary><c>lowBoundary(precision)</c>, <c>highBoundary(precision)</c>: the ends of what a value of its precision may be. http://hl7.org/fhirpath/#boundaries</summary>
internal sealed class BoundaryOperator(FhirPathOperator source, FhirPathOperator? precision, bool isHigh) : FhirPathOperator
{
    private const int DecimalDigits = 8;
    private const int MostDecimalDigits = 28;

    public override void Run(FhirPathEvaluator e)
    {
        if (!source.Single(e, out FhirPathItem item)) return;
        int? digits = null;
        if (precision is not null)
        {
            if (!precision.Single(e, out FhirPathItem wanted)) return;
            digits = ItemValue.TryInteger(wanted, out int number) ? number : throw Fault(FhirPathFault.Execution, "A precision is an integer.");
        }

        if (ItemValue.TryDecimal(item, out decimal value))
        {
            if (DecimalBoundary(value, digits ?? DecimalDigits) is { } bound) e.Push(FhirPathItem.Of(bound));
        }
        else if (ItemValue.TryMoment(item, out PartialTime moment))
        {
            if (MomentBoundary(moment, digits) is { } bound) e.Push(FhirPathItem.Of(bound));
        }
        else if (ItemValue.TryQuantity(item, out QuantityOperand quantity))
        {
            if (DecimalBoundary(quantity.Value, digits ?? DecimalDigits) is { } bound) e.Push(FhirPathItem.Of(new QuantityOperand(bound, quantity.Unit, quantity.IsCalendar).ToValue()));
        }
        else if (!item.IsNode || item.Type is not { IsPrimitive: true })
        {
            throw Fault(FhirPathFault.Execution, "A boundary needs a number, date, time or quantity.");
        }
    }

    // Half a unit of the last digit up or down. A coarser precision cuts the lower end of the magnitude and rounds its upper end, as HL7's cases have it.
    private decimal? DecimalBoundary(decimal value, int digits)
    {
        if (digits is < 0 or > MostDecimalDigits || value.Scale >= MostDecimalDigits || Math.Abs(value) > 1e20m) return null;
        decimal half = new(5, 0, 0, isNegative: false, (byte)(value.Scale + 1));
        bool isOuter = isHigh == (value >= 0) || value == 0;
        decimal bound = isOuter ? Math.Abs(value) + half : Math.Abs(value) - half;
        decimal rounded = Math.Round(bound, digits, isOuter ? MidpointRounding.AwayFromZero : MidpointRounding.ToZero);
        bool isNegative = value < 0 || (value == 0 && !isHigh);
        return Padded(isNegative ? -rounded : rounded, digits);
    }

    private static decimal? Padded(decimal value, int digits)
    {
        // Parsing keeps the zeros after the point.
        string text = value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.Count(char.IsAsciiDigit) <= 29 && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal padded) ? padded : null;
    }

    private PartialTime? MomentBoundary(in PartialTime value, int? digits)
    {
        TimePrecision wanted = PrecisionOf(value.Kind, digits ?? (value.Kind == TimeKind.Date ? 8 : value.Kind == TimeKind.Time ? 9 : 17));
        if (wanted == TimePrecision.None) return null;
        PartialTime bound = value with { Precision = wanted };
        if (wanted > TimePrecision.Day && value.Kind == TimeKind.Date) bound = bound with { Kind = TimeKind.DateTime };
        if (wanted == TimePrecision.Fraction) bound = bound with { FractionDigits = 3 };
        if (isHigh) bound = Latest(bound, value.Precision);
        if (bound.Kind == TimeKind.DateTime && wanted >= TimePrecision.Hour && value.OffsetMinutes is null) bound = bound with { OffsetMinutes = (short)(isHigh ? -12 * 60 : 14 * 60) };
        return wanted <= TimePrecision.Day ? bound with { OffsetMinutes = null } : bound;
    }

    private static PartialTime Latest(PartialTime bound, TimePrecision said)
    {
        if (said < TimePrecision.Month) bound = bound with { Month = 12 };
        if (said < TimePrecision.Day && bound.Kind != TimeKind.Time) bound = bound with { Day = (byte)DateTime.DaysInMonth(bound.Year, bound.Month) };
        if (said < TimePrecision.Hour) bound = bound with { Hour = 23 };
        if (said < TimePrecision.Minute) bound = bound with { Minute = 59 };
        if (said < TimePrecision.Second) bound = bound with { Second = 59 };
        return said < TimePrecision.Fraction ? bound with { Nanoseconds = 999_000_000 } : bound;
    }

    // A precision of a date or time is its number of digits: http://hl7.org/fhirpath/#precision
    private static TimePrecision PrecisionOf(TimeKind kind, int digits) => (kind, digits) switch
    {
        (TimeKind.Time, 2) => TimePrecision.Hour,
        (TimeKind.Time, 4) => TimePrecision.Minute,
        (TimeKind.Time, 6) => TimePrecision.Second,
        (TimeKind.Time, 9) => TimePrecision.Fraction,
        (TimeKind.Time, _) => TimePrecision.None,
        (_, 4) => TimePrecision.Year,
        (_, 6) => TimePrecision.Month,
        (_, 8) => TimePrecision.Day,
        (_, 10) => TimePrecision.Hour,
        (_, 12) => TimePrecision.Minute,
        (_, 14) => TimePrecision.Second,
        (_, 17) => TimePrecision.Fraction,
        _ => TimePrecision.None,
    };
}

/// <summary><c>precision()</c>: digits after the point, or digits of a date or time.</summary>
internal sealed class PrecisionOperator(FhirPathOperator source) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (!source.Single(e, out FhirPathItem item)) return;
        if (ItemValue.TryDecimal(item, out decimal value)) e.Push(FhirPathItem.Of((int)value.Scale));
        else if (ItemValue.TryMoment(item, out PartialTime moment)) e.Push(FhirPathItem.Of(Digits(moment)));
        else if (!item.IsNode || item.Type is not { IsPrimitive: true }) throw Fault(FhirPathFault.Execution, "precision() needs a decimal, date or time.");
    }

    private static int Digits(in PartialTime moment)
    {
        int digits = moment.Precision switch
        {
            TimePrecision.Year => 4,
            TimePrecision.Month => 6,
            TimePrecision.Day => 8,
            TimePrecision.Hour => 10,
            TimePrecision.Minute => 12,
            TimePrecision.Second => 14,
            _ => 14 + moment.FractionDigits,
        };
        return moment.Kind == TimeKind.Time ? digits - 8 : digits;
    }
}

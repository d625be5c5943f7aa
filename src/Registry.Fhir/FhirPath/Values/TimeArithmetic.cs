using System.Text;

namespace Registry.Fhir.FhirPath.Values;

/// <summary>Dates and times plus durations. http://hl7.org/fhirpath/N1/#datetime-arithmetic</summary>
internal static class TimeArithmetic
{
    private const decimal MillisecondsPerDay = 86_400_000m;

    /// <summary>
    /// Adds a duration to the precision of the value: what is finer is cut off (a year plus 18 months is the next year).
    /// Calendar months keep the day or take the month's last; UCUM's a and mo are definite: 365.25 days, a twelfth of them.
    /// </summary>
    /// <returns>True with the sum; Empty when it leaves the years 1 to 9999; False when the unit is none of a duration that fits.</returns>
    public static Truth TryAdd(in PartialTime value, in QuantityOperand duration, out PartialTime sum)
    {
        sum = value;
        // HL7's cases write calendar words in quotes too: - 1 'month'.
        if (!duration.IsCalendar && Syntax.Parser.IsCalendarUnit(Encoding.UTF8.GetString(duration.Unit)))
        {
            return TryAdd(value, new QuantityValue(duration.Value, Encoding.UTF8.GetString(duration.Unit), isCalendar: true).Operand, out sum);
        }

        if (Units.CalendarMonths(duration, out int monthsEach))
        {
            if (value.Kind == TimeKind.Time) return Truth.False;
            return AddMonths(value, decimal.Truncate(duration.Value) * monthsEach, out sum);
        }

        if (!Units.TryUcum(duration, out ReadOnlySpan<byte> code) || Units.Milliseconds(code) is var each && each == 0) return Truth.False;
        if (Math.Abs(duration.Value) > 1e15m) return Truth.Empty;
        // Seconds may have a fraction; of all else only whole numbers count.
        decimal amount = each <= 1_000 ? duration.Value : decimal.Truncate(duration.Value);
        decimal milliseconds = amount * each;
        return value.Precision switch
        {
            TimePrecision.Year => AddMonths(value, decimal.Truncate(decimal.Truncate(milliseconds / MillisecondsPerDay) / 365) * 12, out sum),
            TimePrecision.Month => AddMonths(value, decimal.Truncate(decimal.Truncate(milliseconds / MillisecondsPerDay) / 30), out sum),
            _ => AddMilliseconds(value, milliseconds, out sum),
        };
    }

    private static Truth AddMonths(in PartialTime value, decimal months, out PartialTime sum)
    {
        sum = value;
        if (value.Precision == TimePrecision.Year) months = decimal.Truncate(months / 12) * 12;
        if (Math.Abs(months) > 12 * 9999) return Truth.Empty;
        int total = (value.Year * 12) + value.Month - 1 + (int)months;
        int year = total / 12;
        if (total < 12 || year > 9999) return Truth.Empty;
        int month = (total % 12) + 1;
        sum = value with { Year = (short)year, Month = (byte)month, Day = (byte)Math.Min((int)value.Day, DateTime.DaysInMonth(year, month)) };
        return Truth.True;
    }

    private static Truth AddMilliseconds(in PartialTime value, decimal milliseconds, out PartialTime sum)
    {
        decimal unit = value.Precision switch
        {
            TimePrecision.Day => MillisecondsPerDay,
            TimePrecision.Hour => 3_600_000m,
            TimePrecision.Minute => 60_000m,
            TimePrecision.Second => 1_000m,
            _ => 0.000001m,
        };
        decimal nanoseconds = decimal.Truncate(milliseconds / unit) * unit * 1_000_000m;
        decimal total = nanoseconds + (((value.Second * 1_000_000_000m) + value.Nanoseconds));
        decimal minutes = decimal.Floor(total / 60_000_000_000m);
        long rest = (long)(total - (minutes * 60_000_000_000m));
        long whole = (value.Kind == TimeKind.Time ? 0 : value.DayNumber() * 1440) + (value.Hour * 60) + value.Minute + (long)minutes;
        if (value.Kind == TimeKind.Time) whole = ((whole % 1440) + 1440) % 1440;
        sum = value;
        if (whole < 0 || whole / 1440 > DateOnly.MaxValue.DayNumber) return Truth.Empty;
        sum = (value.Kind == TimeKind.Time ? value with { Hour = (byte)(whole / 60), Minute = (byte)(whole % 60) } : value.OfMinutes(whole)) with
        {
            Second = (byte)(rest / 1_000_000_000),
            Nanoseconds = (int)(rest % 1_000_000_000),
        };
        return Truth.True;
    }
}

using System.Globalization;
using System.Text;

namespace Registry.Fhir.FhirPath.Values;

internal enum TimeKind : byte
{
    Date,
    DateTime,
    Time,
}

/// <summary>How much of a date or time was said.</summary>
internal enum TimePrecision : byte
{
    None,
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Fraction,
}

/// <summary>A date, date-time or time as precise as it was written. http://hl7.org/fhirpath/N1/#datetime</summary>
/// <remarks>What was not said is 1 (month, day) or 0. Comparison is in three values: what lies within the imprecision is unknown.</remarks>
internal readonly record struct PartialTime
{
    private const int MinutesPerDay = 1440;

    public TimeKind Kind { get; init; }

    public TimePrecision Precision { get; init; }

    public short Year { get; init; }

    public byte Month { get; init; }

    public byte Day { get; init; }

    public byte Hour { get; init; }

    public byte Minute { get; init; }

    public byte Second { get; init; }

    /// <summary>Nanoseconds of the second.</summary>
    public int Nanoseconds { get; init; }

    /// <summary>Digits after the point of the second as written.</summary>
    public byte FractionDigits { get; init; }

    /// <summary>Minutes east of UTC; null when not said.</summary>
    public short? OffsetMinutes { get; init; }

    /// <summary>The text after <c>@</c>: a T with nothing before it is a time, any other T a date-time.</summary>
    public static bool TryParseLiteral(string text, out PartialTime value)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        if (text.StartsWith('T')) return TryParse(utf8.AsSpan(1), TimeKind.Time, out value);
        if (text.EndsWith('T')) return TryParse(utf8.AsSpan(0, utf8.Length - 1), TimeKind.DateTime, out value);
        return TryParse(utf8, text.Contains('T', StringComparison.Ordinal) ? TimeKind.DateTime : TimeKind.Date, out value);
    }

    /// <summary>Reads ISO 8601 as FHIR and FHIRPath limit it; false for anything else, such as February 30th. Allocates nothing.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, TimeKind kind, out PartialTime value)
    {
        value = new PartialTime { Kind = kind, Month = 1, Day = 1 };
        return kind == TimeKind.Time ? ReadTime(text, ref value) && value.OffsetMinutes is null : ReadDate(text, ref value);
    }

    /// <summary>Order of two values: negative, 0, positive; null when their precision does not tell or one is a time of day and the other not.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <param name="offsetMinutes">The offset of what says none, when the other does.</param>
    public static int? Compare(in PartialTime left, in PartialTime right, int offsetMinutes)
    {
        if ((left.Kind == TimeKind.Time) != (right.Kind == TimeKind.Time)) return null;
        PartialTime one = left.OffsetMinutes is null ? left : left.At(offsetMinutes);
        PartialTime other = right.OffsetMinutes is null ? right : right.At(offsetMinutes);
        TimePrecision shared = one.Precision < other.Precision ? one.Precision : other.Precision;
        if (shared >= TimePrecision.Second) shared = TimePrecision.Fraction;
        for (TimePrecision part = one.Kind == TimeKind.Time ? TimePrecision.Hour : TimePrecision.Year; part <= shared; part++)
        {
            int order = one.Part(part).CompareTo(other.Part(part));
            if (order != 0) return order;
        }

        return shared == TimePrecision.Fraction || one.Precision == other.Precision ? 0 : null;
    }

    /// <summary>The same moment as a clock with this offset shows it; unchanged when no time of day was said.</summary>
    public PartialTime At(int offsetMinutes)
    {
        if (OffsetMinutes is not { } own || Precision < TimePrecision.Hour) return this;
        long minutes = (DayNumber() * MinutesPerDay) + (Hour * 60) + Minute + offsetMinutes - own;
        return OfMinutes(minutes) with { OffsetMinutes = (short)offsetMinutes };
    }

    /// <summary>A date as a date-time of the same precision, and a date-time as its date.</summary>
    public PartialTime As(TimeKind kind) =>
        kind == TimeKind.Date && Precision > TimePrecision.Day
            ? new PartialTime { Kind = kind, Precision = TimePrecision.Day, Year = Year, Month = Month, Day = Day }
            : this with { Kind = kind };

    /// <summary>Days since 0001-01-01.</summary>
    public long DayNumber() => new DateOnly(Year, Month, Day).DayNumber;

    public int Part(TimePrecision part) => part switch
    {
        TimePrecision.Year => Year,
        TimePrecision.Month => Month,
        TimePrecision.Day => Day,
        TimePrecision.Hour => Hour,
        TimePrecision.Minute => Minute,
        TimePrecision.Second => Second,
        _ => Nanoseconds,
    };

    /// <summary>As FHIR writes it; a date-time of a day or less without T.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        CultureInfo invariant = CultureInfo.InvariantCulture;
        if (Kind != TimeKind.Time)
        {
            text.Append(invariant, $"{Year:0000}");
            if (Precision >= TimePrecision.Month) text.Append(invariant, $"-{Month:00}");
            if (Precision >= TimePrecision.Day) text.Append(invariant, $"-{Day:00}");
            if (Precision >= TimePrecision.Hour) text.Append('T');
        }

        if (Precision >= TimePrecision.Hour) text.Append(invariant, $"{Hour:00}");
        if (Precision >= TimePrecision.Minute) text.Append(invariant, $":{Minute:00}");
        if (Precision >= TimePrecision.Second) text.Append(invariant, $":{Second:00}");
        if (Precision == TimePrecision.Fraction) text.Append('.').Append(Nanoseconds.ToString("000000000", invariant).AsSpan(0, FractionDigits));
        if (Precision >= TimePrecision.Hour && OffsetMinutes is { } offset) AppendOffset(text, offset);
        return text.ToString();
    }

    /// <summary>The date and time this many minutes after the beginning of year 1, seconds and precision kept; itself when out of range.</summary>
    internal PartialTime OfMinutes(long minutes)
    {
        long day = Math.DivRem(minutes, MinutesPerDay, out long rest);
        if (rest < 0) (day, rest) = (day - 1, rest + MinutesPerDay);
        if (day < 0 || day > DateOnly.MaxValue.DayNumber) return this;
        DateOnly date = DateOnly.FromDayNumber((int)day);
        return this with { Year = (short)date.Year, Month = (byte)date.Month, Day = (byte)date.Day, Hour = (byte)(rest / 60), Minute = (byte)(rest % 60) };
    }

    private static void AppendOffset(StringBuilder text, short offset)
    {
        if (offset == 0) text.Append('Z');
        else text.Append(CultureInfo.InvariantCulture, $"{(offset < 0 ? '-' : '+')}{Math.Abs((int)offset) / 60:00}:{Math.Abs((int)offset) % 60:00}");
    }

    private static bool ReadDate(ReadOnlySpan<byte> text, ref PartialTime value)
    {
        if (!Digits(text, 0, 4, out int year) || year == 0) return false;
        value = value with { Year = (short)year, Precision = TimePrecision.Year };
        if (text.Length == 4) return true;
        if (text[4] != '-' || !Digits(text, 5, 2, out int month) || month is 0 or > 12) return false;
        value = value with { Month = (byte)month, Precision = TimePrecision.Month };
        if (text.Length == 7) return true;
        if (text[7] != '-' || !Digits(text, 8, 2, out int day) || day == 0 || day > DateTime.DaysInMonth(year, month)) return false;
        value = value with { Day = (byte)day, Precision = TimePrecision.Day };
        if (text.Length == 10) return true;
        return value.Kind == TimeKind.DateTime && text[10] == 'T' && ReadTime(text[11..], ref value);
    }

    private static bool ReadTime(ReadOnlySpan<byte> text, ref PartialTime value)
    {
        if (!Digits(text, 0, 2, out int hour) || hour > 23) return false;
        value = value with { Hour = (byte)hour, Precision = TimePrecision.Hour };
        int at = 2;
        if (at < text.Length && text[at] == ':')
        {
            if (!Digits(text, at + 1, 2, out int minute) || minute > 59) return false;
            value = value with { Minute = (byte)minute, Precision = TimePrecision.Minute };
            at += 3;
        }

        if (at < text.Length && text[at] == ':' && value.Precision == TimePrecision.Minute)
        {
            // FHIR allows 60 for leap seconds; it counts as the second before.
            if (!Digits(text, at + 1, 2, out int second) || second > 60) return false;
            value = value with { Second = (byte)Math.Min(second, 59), Precision = TimePrecision.Second };
            at += 3;
        }

        if (at < text.Length && text[at] == '.' && value.Precision == TimePrecision.Second && !ReadFraction(text, ref at, ref value)) return false;
        return at == text.Length || ReadOffset(text[at..], ref value);
    }

    private static bool ReadFraction(ReadOnlySpan<byte> text, ref int at, ref PartialTime value)
    {
        int start = ++at;
        int nanoseconds = 0;
        for (int scale = 100_000_000; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++, scale /= 10) nanoseconds += (text[at] - '0') * scale;
        if (at == start) return false;
        value = value with { Nanoseconds = nanoseconds, FractionDigits = (byte)Math.Min(at - start, 9), Precision = TimePrecision.Fraction };
        return true;
    }

    private static bool ReadOffset(ReadOnlySpan<byte> text, ref PartialTime value)
    {
        if (text is [(byte)'Z'])
        {
            value = value with { OffsetMinutes = 0 };
            return true;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':') return false;
        if (!Digits(text, 1, 2, out int hours) || !Digits(text, 4, 2, out int minutes) || hours > 14 || minutes > 59) return false;
        int offset = (hours * 60) + minutes;
        value = value with { OffsetMinutes = (short)(text[0] == '-' ? -offset : offset) };
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, int at, int count, out int number)
    {
        number = 0;
        if (text.Length < at + count) return false;
        for (int i = at; i < at + count; i++)
        {
            if (text[i] is < (byte)'0' or > (byte)'9') return false;
            number = (number * 10) + text[i] - '0';
        }

        return true;
    }
}

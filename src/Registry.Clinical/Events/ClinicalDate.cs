using System.Globalization;
using Registry.Contracts.Events;
using Registry.Fhir.Json;

namespace Registry.Clinical.Events;

/// <summary>Reads FHIR's ways of saying when into <see cref="PartialDate"/>: as written, never shifted to another zone.</summary>
/// <remarks>https://hl7.org/fhir/R4/datatypes.html#date, #dateTime, #Period, #Age</remarks>
internal static class ClinicalDate
{
    /// <summary>A date, dateTime or instant. False when the text is none, such as a 30 February.</summary>
    public static bool TryParse(string text, out PartialDate? date)
    {
        date = null;
        string day = text.Length > 10 ? text[..10] : text;
        if (text.Length > 10 && text[10] != 'T') return false;
        string format = day.Length switch { 4 => "yyyy", 7 => "yyyy-MM", 10 => "yyyy-MM-dd", _ => "" };
        if (format.Length == 0 || !DateOnly.TryParseExact(day, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly first)) return false;
        (DatePrecision precision, DateOnly last) = (day.Length, text.Length) switch
        {
            (4, _) => (DatePrecision.Year, new DateOnly(first.Year, 12, 31)),
            (7, _) => (DatePrecision.Month, LastOfMonth(first)),
            (_, 10) => (DatePrecision.Day, first),
            _ => (DatePrecision.Instant, first),
        };
        date = new PartialDate { Earliest = first, Latest = last, Precision = precision };
        return true;
    }

    /// <summary>A primitive's date; null when it is missing, or carries only a reason why it is absent.</summary>
    /// <exception cref="InvalidDataException">The validator let a date pass that is none: a bug.</exception>
    public static PartialDate? Read(NodeCursor primitive)
    {
        if (primitive.AsString() is not { } text) return null;
        return TryParse(text, out PartialDate? date) ? date : throw new InvalidDataException($"{primitive.Expression} is no FHIR date, yet it was accepted.");
    }

    /// <summary>onset[x] and its like: an interval in which the one moment lies. A text says nothing that can be compared: null.</summary>
    public static PartialDate? ReadMoment(NodeCursor resource, string element, PartialDate? birth)
    {
        if (Read(resource[$"{element}DateTime"]) is { } written) return written;
        if (resource[$"{element}Period"] is { Exists: true } period) return WithinPeriod(period);
        return resource[$"{element}Age"] is { Exists: true } age && birth is not null ? AtAge(age, birth) : null;
    }

    /// <summary>When an Observation's event began, and when it ended; an instant or dateTime has no end.</summary>
    public static (PartialDate? Start, PartialDate? End) ReadEffective(NodeCursor observation)
    {
        NodeCursor period = observation["effectivePeriod"];
        return period.Exists
            ? (Read(period["start"]), Read(period["end"]))
            : (Read(observation["effectiveDateTime"]) ?? Read(observation["effectiveInstant"]), null);
    }

    /// <summary>The date at which somebody had an age; null when the age, its unit or the birth is not known.</summary>
    public static PartialDate? ReadAge(NodeCursor age, PartialDate? birth) => age.Exists && birth is not null ? AtAge(age, birth) : null;

    private static PartialDate? WithinPeriod(NodeCursor period)
    {
        PartialDate? start = Read(period["start"]);
        PartialDate? end = Read(period["end"]);
        if (start is null || end is null) return start ?? end;
        // Invariant: a period is no point, so its precision is the coarser of the two bounds.
        return new PartialDate { Earliest = start.Earliest, Latest = end.Latest < start.Earliest ? start.Latest : end.Latest, Precision = Coarser(start.Precision, end.Precision) };
    }

    /// <summary>Age n means from the n-th birthday to the day before the next: as wide as the birth date and the unit leave it.</summary>
    private static PartialDate? AtAge(NodeCursor age, PartialDate birth)
    {
        if (age["value"].AsDecimal() is not { } value || value is < 0 or > 200) return null;
        int decimals = (decimal.GetBits(value)[3] >> 16) & 0xFF;
        decimal next = value + (decimal)Math.Pow(10, -decimals);
        string? comparator = age["comparator"].AsString();
        if (comparator is not (null or "<" or "<=")) return null;                  // "After that age" has no last day.
        decimal end = comparator is "<" ? value : next;
        (DateOnly Earliest, DateOnly After, DatePrecision Precision)? span = age["code"].AsString() switch
        {
            "a" => (AddMonths(birth.Earliest, Math.Floor(value * 12)), AddMonths(birth.Latest, Math.Ceiling(end * 12)), DatePrecision.Year),
            "mo" => (AddMonths(birth.Earliest, Math.Floor(value)), AddMonths(birth.Latest, Math.Ceiling(end)), DatePrecision.Month),
            "wk" => (AddDays(birth.Earliest, Math.Floor(value * 7)), AddDays(birth.Latest, Math.Ceiling(end * 7)), DatePrecision.Day),
            "d" => (AddDays(birth.Earliest, Math.Floor(value)), AddDays(birth.Latest, Math.Ceiling(end)), DatePrecision.Day),
            _ => null,
        };
        if (span is not { } known) return null;
        DateOnly earliest = comparator is null ? known.Earliest : birth.Earliest;
        DateOnly latest = AddDays(known.After, -1);
        return new PartialDate { Earliest = earliest, Latest = latest < earliest ? earliest : latest, Precision = Coarser(known.Precision, birth.Precision) };
    }

    // The calendar ends with the year 9999, which somebody will send for "unknown": the last day then, not a fault.
    private static DateOnly AddMonths(DateOnly date, decimal months)
    {
        decimal month = (date.Year * 12) + date.Month - 1 + months;
        return month >= (DateOnly.MaxValue.Year + 1) * 12 ? DateOnly.MaxValue : date.AddMonths((int)months);
    }

    private static DateOnly AddDays(DateOnly date, decimal days)
    {
        decimal number = date.DayNumber + days;
        return number >= DateOnly.MaxValue.DayNumber ? DateOnly.MaxValue : DateOnly.FromDayNumber((int)number);
    }

    private static DateOnly LastOfMonth(DateOnly first) => new(first.Year, first.Month, DateTime.DaysInMonth(first.Year, first.Month));

    private static DatePrecision Coarser(DatePrecision one, DatePrecision other) => one < other ? one : other;
}

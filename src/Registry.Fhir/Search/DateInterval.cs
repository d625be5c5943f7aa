using Registry.Fhir.FhirPath.Values;
using Registry.Fhir.Json;

namespace Registry.Fhir.Search;

/// <summary>Dates as half-open intervals of instants: 1990 is the whole year. https://hl7.org/fhir/R4/search.html#date</summary>
public static class DateInterval
{
    private const long DayMs = 86_400_000;

    /// <summary>A date, dateTime or instant; null when it is none.</summary>
    internal static SearchContent.Date? Of(NodeCursor value, int offsetMinutes) => value.Kind == NodeKind.String ? Parse(value.TextBytes, offsetMinutes) : null;

    /// <summary>A date, dateTime or instant as text; null when it is none.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="offsetMinutes">The offset from UTC of one that says none.</param>
    public static SearchContent.Date? Parse(ReadOnlySpan<byte> text, int offsetMinutes = 0)
    {
        if (!PartialTime.TryParse(text, TimeKind.DateTime, out PartialTime time)) return null;
        long days = new DateOnly(time.Year, time.Month, time.Day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        long start = days * DayMs + ((time.Hour * 60L + time.Minute) * 60 + time.Second) * 1000 + time.Nanoseconds / 1_000_000;
        start -= (time.OffsetMinutes ?? offsetMinutes) * 60_000L;
        return new SearchContent.Date(start, start + Length(time));
    }

    /// <summary>From the start of its start to the end of its end; what is missing is unbounded. Null when both are.</summary>
    internal static SearchContent.Date? OfPeriod(NodeCursor period, int offsetMinutes)
    {
        SearchContent.Date? start = Of(period["start"], offsetMinutes);
        SearchContent.Date? end = Of(period["end"], offsetMinutes);
        return start is null && end is null ? null : new SearchContent.Date(start?.Earliest ?? long.MinValue, end?.Latest ?? long.MaxValue);
    }

    /// <summary>The outer limits of a schedule: its events and the period that bounds its repetition. Null when it has neither.</summary>
    internal static SearchContent.Date? OfTiming(NodeCursor timing, int offsetMinutes)
    {
        SearchContent.Date? whole = OfPeriod(timing["repeat"]["boundsPeriod"], offsetMinutes);
        foreach (NodeCursor moment in timing["event"])
        {
            if (Of(moment, offsetMinutes) is not { } part) continue;
            whole = whole is null ? part : new SearchContent.Date(Math.Min(whole.Earliest, part.Earliest), Math.Max(whole.Latest, part.Latest));
        }

        return whole;
    }

    private static long Length(in PartialTime time) => time.Precision switch
    {
        TimePrecision.Year => (DateTime.IsLeapYear(time.Year) ? 366 : 365) * DayMs,
        TimePrecision.Month => DateTime.DaysInMonth(time.Year, time.Month) * DayMs,
        TimePrecision.Day => DayMs,
        TimePrecision.Hour => 3_600_000,
        TimePrecision.Minute => 60_000,
        TimePrecision.Second => 1000,
        _ => 1,
    };
}

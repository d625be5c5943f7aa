using Registry.Contracts.Events;

namespace Registry.Clinical.Rules;

/// <summary>Partial dates compare as intervals: what is said here holds however their missing parts are read.</summary>
internal static class PartialDates
{
    public static bool IsBefore(this PartialDate date, PartialDate other) => date.Latest < other.Earliest;

    /// <summary>True when somebody born then was certainly younger than this on the date.</summary>
    public static bool IsBeforeAge(this PartialDate date, PartialDate birth, int years) => date.Latest < AddMonths(birth.Earliest, years * 12);

    /// <summary>True when somebody born then had certainly reached this age on the first day of the date.</summary>
    public static bool IsAtAge(this PartialDate date, PartialDate birth, int years) => date.Earliest >= AddMonths(birth.Latest, years * 12);

    /// <summary>The calendar ends with the year 9999.</summary>
    public static DateOnly AddMonths(DateOnly date, int months) => date.Year + (months / 12) >= DateOnly.MaxValue.Year ? DateOnly.MaxValue : date.AddMonths(months);

    public static PartialDate Day(DateOnly day) => new() { Earliest = day, Latest = day, Precision = DatePrecision.Day };
}

using System.Text.Json.Serialization;

namespace Registry.Contracts.Events;

/// <summary>How precisely a date was written.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DatePrecision>))]
public enum DatePrecision
{
    /// <summary>Only the year.</summary>
    [JsonStringEnumMemberName("year")]
    Year,

    /// <summary>Year and month.</summary>
    [JsonStringEnumMemberName("month")]
    Month,

    /// <summary>A calendar day.</summary>
    [JsonStringEnumMemberName("day")]
    Day,

    /// <summary>A day with a time of day; the day is the one written, never shifted to UTC.</summary>
    [JsonStringEnumMemberName("instant")]
    Instant,
}

/// <summary>A clinical date as written: the days from <see cref="Earliest"/> to <see cref="Latest"/>, both inclusive, on which it can have been.</summary>
/// <remarks>Two partial dates compare as intervals: 1990 is not before 1990-05. https://hl7.org/fhir/R4/datatypes.html#dateTime</remarks>
public sealed record PartialDate
{
    /// <summary>First possible day.</summary>
    public required DateOnly Earliest { get; init; }

    /// <summary>Last possible day; equal to <see cref="Earliest"/> for a day or an instant.</summary>
    public required DateOnly Latest { get; init; }

    /// <summary>How precisely it was written.</summary>
    public required DatePrecision Precision { get; init; }
}

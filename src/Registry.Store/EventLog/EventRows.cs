using System.Data.Common;
using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Store.Dialects;

namespace Registry.Store.EventLog;

/// <summary>Between events and rows of the log.</summary>
internal static class EventRows
{
    internal static readonly InsertTarget Target = new(
        "event_log",
        EventLogTables.EventColumns,
        [
            typeof(long), typeof(string), typeof(short), typeof(long?), typeof(byte[]), typeof(string), typeof(string), typeof(string),
            typeof(int?), typeof(int?), typeof(short?), typeof(long?), typeof(string), typeof(long), typeof(byte[]), typeof(byte[]),
        ]);

    /// <param name="draft">What happened.</param>
    /// <param name="sequence">Its place.</param>
    /// <param name="previousOfType">The place of the last before it of its type; null for none.</param>
    /// <param name="recordedMs">When its commit was recorded.</param>
    /// <param name="commitId">That commit.</param>
    /// <param name="derivation">The stored form of the draft's: <see cref="EventLabels"/>.</param>
    internal static object?[] Write(EventDraft draft, long sequence, long? previousOfType, long recordedMs, byte[] commitId, string derivation) =>
    [
        sequence,
        draft.EventType,
        (short)EventCatalogue.Find(draft.EventType).SchemaVersion,
        previousOfType,
        draft.Subject.Value.ToByteArray(bigEndian: true),
        draft.Site.Value,
        EventFact.Write(draft.Fact, draft.Source),
        EventSource.Write(draft.Source),
        draft.Occurred is { } from ? Number(from.Earliest) : null,
        draft.Occurred is { } to ? Number(to.Latest) : null,
        draft.Occurred is { } precision ? (short)precision.Precision : null,
        draft.Supersedes,
        derivation,
        recordedMs,
        commitId,
        EventBody.Encode(draft.Body.Span),
    ];

    /// <summary>Reads a row of <see cref="EventLogTables.EventColumns"/>, raised to the version of its type that is written today.</summary>
    internal static LogEntry Read(DbDataReader row, Guid logId, EventUpcasters upcasters, EventLabels labels)
    {
        LogEntry stored = ReadStored(row, logId, EventSource.Read(row.GetString(7)), labels);
        (int version, ReadOnlyMemory<byte> body) = upcasters.Raise(stored.Type, stored.Header.SchemaVersion, stored.Body);
        return version == stored.Header.SchemaVersion ? stored : stored with { Header = stored.Header with { SchemaVersion = version }, Body = body };
    }

    private static LogEntry ReadStored(DbDataReader row, Guid logId, string source, EventLabels labels) => new(
        row.GetString(1),
        new EventHeader
        {
            LogId = logId,
            Sequence = row.GetInt64(0),
            SchemaVersion = row.GetInt16(2),
            PreviousOfType = row.IsDBNull(3) ? null : row.GetInt64(3),
            Subject = ReadSubject(row, 4),
            Site = new SiteId(row.GetString(5)),
            Fact = EventFact.Read(row.GetString(6), source),
            Source = source,
            Occurred = ReadOccurred(row, 8),
            Supersedes = row.IsDBNull(11) ? null : row.GetInt64(11),
            Derivation = labels.Read(row.GetString(12)),
            Recorded = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(13)),
        },
        EventBody.Decode(row.GetFieldValue<byte[]>(15)));

    internal static SubjectId ReadSubject(DbDataReader row, int column) => new(new Guid(row.GetFieldValue<byte[]>(column), bigEndian: true));

    /// <summary>Reads earliest, latest and precision from three columns.</summary>
    internal static PartialDate? ReadOccurred(DbDataReader row, int column) => row.IsDBNull(column)
        ? null
        : new PartialDate
        {
            Earliest = Date(row.GetInt32(column)),
            Latest = Date(row.GetInt32(column + 1)),
            Precision = (DatePrecision)row.GetInt16(column + 2),
        };

    private static int Number(DateOnly date) => (date.Year * 10_000) + (date.Month * 100) + date.Day;

    private static DateOnly Date(int number) => new(number / 10_000, number / 100 % 100, number % 100);
}

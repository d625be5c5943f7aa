using Registry.Contracts.Events;

namespace Registry.Store.EventLog;

/// <summary>One event as the log holds it.</summary>
/// <param name="Type">Name of its type, such as <c>FlareUpReported</c>.</param>
/// <param name="Header">Its header.</param>
/// <param name="Body">Its body, as <see cref="EventJson.WriteBody"/> wrote it; <see cref="EventJson.Write"/> joins the two.</param>
public sealed record LogEntry(string Type, EventHeader Header, ReadOnlyMemory<byte> Body)
{
    /// <summary>The type with the version of its shape, such as <c>FlareUpReported.v1</c>.</summary>
    public string WireName => EventType.WireNameOf(Type, Header.SchemaVersion);

    /// <summary>True when the content is not told: the subject was erased or, for this reader, has withdrawn.</summary>
    public bool IsWithheld => EventWithheld.IsBody(Body.Span);

    /// <summary>Name of the type of record that header and body make: <see cref="Type"/>, or <c>EventWithheld</c>.</summary>
    public string RecordType => IsWithheld ? nameof(EventWithheld) : Type;

    /// <summary>Name of the schema that header and body meet.</summary>
    public string SchemaName => IsWithheld ? EventCatalogue.Find(nameof(EventWithheld)).WireName : WireName;
}

/// <summary>Which events are wanted; all when both are null.</summary>
/// <param name="Types">Names of types, at most 64; null for all.</param>
/// <param name="Subject">Who they are about; null for anybody.</param>
/// <param name="IsRestrictedTold">True to tell what is kept of withdrawn subjects: for the registry's own projections alone, which leave them out of reports.</param>
public sealed record LogFilter(IReadOnlyCollection<string>? Types = null, SubjectId? Subject = null, bool IsRestrictedTold = false)
{
    /// <summary>Every event: the only reading without gaps.</summary>
    public static LogFilter None { get; } = new();
}

/// <summary>A page of the log.</summary>
/// <param name="Entries">In order of sequence.</param>
/// <param name="Position">What to read after next, also when nothing matched: every matching event up to here was returned.</param>
public sealed record LogPage(IReadOnlyList<LogEntry> Entries, long Position);

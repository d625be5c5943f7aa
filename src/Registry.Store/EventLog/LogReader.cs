using System.Globalization;
using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;

namespace Registry.Store.EventLog;

/// <summary>Reads the event log. Thread-safe; one for each process and database.</summary>
public sealed class LogReader
{
    private const int MaxTypes = 64;

    private static readonly string EventsColumns = string.Join(", ", EventLogTables.EventColumns.Split(", ").Select(column => $"e.{column}"));

    private readonly StoreDatabase _database;
    private readonly EventLabels _labels = new();
    private Guid? _logId;

    /// <param name="database">Its database.</param>
    public LogReader(StoreDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
    }

    /// <summary>Which log this is. The first server on a new database mints it; it stays the same until a restore, which needs the servers stopped.</summary>
    /// <param name="nowMs">The clock, written beside a new id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Guid> LogIdAsync(long nowMs, CancellationToken cancellationToken)
    {
        if (_logId is { } known) return known;
        Guid logId = await _database.WriteAsync(
            async session =>
            {
                byte[]? stored = await ReadLogIdAsync(session, cancellationToken);
                if (stored is null)
                {
                    byte[] minted = Contracts.Events.SubjectId.New().Value.ToByteArray(bigEndian: true);
                    await session.InsertIfAbsentAsync("registry_log", "id, log_id, created_ms", keyColumns: 1, [(short)1, minted, nowMs], cancellationToken);
                    stored = await ReadLogIdAsync(session, cancellationToken);
                }

                return new Guid(stored!, bigEndian: true);
            },
            cancellationToken);
        _logId = logId;
        return logId;
    }

    /// <summary>Sequence of the last committed event; 0 while there is none.</summary>
    public Task<long> LastSequenceAsync(CancellationToken cancellationToken) => _database.UseAsync(
        session => session.FirstAsync("SELECT last_sequence FROM log_counter WHERE id = 1", [], row => row.GetInt64(0), cancellationToken), cancellationToken);

    /// <summary>The next events after a position. A caller who is neither subscriber, coordinator nor operator sees its own site's. Of withdrawn subjects it is told that there are events, unless the filter asks for more.</summary>
    /// <param name="after">Sequence that was seen last; 0 from the start.</param>
    /// <param name="limit">Most entries, 1 to <see cref="Limits.LogPageEntries"/>.</param>
    /// <param name="filter">Which events are wanted.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <remarks>Commit order is sequence order, so no event ever appears below a position that was returned. Needs <see cref="LogIdAsync"/> called once before.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The limit or the number of types is out of range.</exception>
    public Task<LogPage> ReadEventsAsync(long after, int limit, LogFilter filter, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, Limits.LogPageEntries);
        if (filter.Types?.Count > MaxTypes) throw new ArgumentOutOfRangeException(nameof(filter), "A filter names at most 64 types.");
        (string sql, object?[] values) = Query(after, limit, filter, caller);
        return _database.UseAsync(
            async session =>
            {
                Guid logId = await KnownLogIdAsync(session, cancellationToken);
                long last = 0;
                List<LogEntry> entries = [];
                StatementBatch batch = new(session);
                // The end is read before the entries: every match up to it is then in what the second statement sees.
                batch.Add("SELECT last_sequence FROM log_counter WHERE id = 1");
                batch.Add(sql, values);
                await batch.QueryAsync(
                    (index, row) =>
                    {
                        if (index == 0) last = row.GetInt64(0);
                        else entries.Add(ReadEntry(row, logId, filter, session));
                    },
                    cancellationToken);
                await _labels.CompleteAsync(entries, session, cancellationToken);
                long lastRead = entries.Count > 0 ? entries[^1].Header.Sequence : after;
                return new LogPage(entries, entries.Count == limit ? lastRead : Math.Max(lastRead, last));
            },
            cancellationToken);
    }

    /// <summary>The last event after a position; null when nothing came after it. As <see cref="ReadEventsAsync"/> tells it.</summary>
    /// <inheritdoc cref="ReadEventsAsync"/>
    public Task<LogEntry?> ReadLastEventAsync(long after, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        (string sql, object?[] values) = Query(after, 1, LogFilter.None, caller, "DESC");
        return _database.UseAsync(
            async session =>
            {
                Guid logId = await KnownLogIdAsync(session, cancellationToken);
                List<LogEntry> entries = await session.ListAsync(sql, values, row => ReadEntry(row, logId, LogFilter.None, session), cancellationToken);
                await _labels.CompleteAsync(entries, session, cancellationToken);
                return entries.Count == 0 ? null : entries[0];
            },
            cancellationToken);
    }

    private async Task<Guid> KnownLogIdAsync(StoreSession session, CancellationToken cancellationToken)
    {
        Guid logId = _logId ?? new Guid(
            await ReadLogIdAsync(session, cancellationToken) ?? throw new InvalidOperationException("The log has no id yet: LogIdAsync mints it."), bigEndian: true);
        _logId = logId;
        return logId;
    }

    private LogEntry ReadEntry(System.Data.Common.DbDataReader row, Guid logId, LogFilter filter, StoreSession session)
    {
        LogEntry entry = EventRows.Read(row, logId, session.Upcasters, _labels);
        return filter.IsRestrictedTold || row.IsDBNull(16) ? entry : Restricted(entry);
    }

    private (string Sql, object?[] Values) Query(long after, int limit, LogFilter filter, Caller caller, string direction = "ASC")
    {
        List<object?> values = [after, limit];
        string Add(object value)
        {
            values.Add(value);
            return string.Create(CultureInfo.InvariantCulture, $"@p{values.Count - 1}");
        }

        string sql = filter.IsRestrictedTold
            ? $"SELECT {EventsColumns} FROM event_log e WHERE e.sequence > @p0"
            : $"SELECT {EventsColumns}, s.status FROM event_log e LEFT JOIN subject s ON s.id = e.subject_id AND s.status = {Add((short)SubjectStatus.Withdrawn)} WHERE e.sequence > @p0";
        if (filter.Types is not null) sql += filter.Types.Count == 0 ? " AND 1 = 0" : $" AND e.type IN ({string.Join(", ", filter.Types.Select(Add))})";
        if (filter.Subject is { } subject) sql += $" AND e.subject_id = {Add(subject.Value.ToByteArray(bigEndian: true))}";
        if (!caller.Has(CallerRoles.Subscriber | CallerRoles.Coordinator | CallerRoles.Operator)) sql += $" AND e.site_id = {Add(caller.Site.Value)}";
        return ($"{sql} ORDER BY e.sequence {direction}" + _database.Dialect.Limit("@p1"), [.. values]);
    }

    /// <summary>What a withdrawal leaves to be told: that it was, what was decided before, and what ended. All else is kept under restriction.</summary>
    private static LogEntry Restricted(LogEntry entry) => entry.Type is nameof(ConsentChanged) or nameof(SubjectWithdrawn) or nameof(FactRetracted) or nameof(FindingClosed) or nameof(SubjectsUnlinked)
        ? entry
        : entry with { Header = EventWithheld.HeaderOf(entry.Header, EventWithheld.Withdrawn), Body = EventWithheld.BodyOf(EventWithheld.Withdrawn) };

    private static Task<byte[]?> ReadLogIdAsync(StoreSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<byte[]?>("SELECT log_id FROM registry_log WHERE id = 1", [], row => row.GetFieldValue<byte[]>(0), cancellationToken);
}

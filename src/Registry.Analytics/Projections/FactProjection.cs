using Microsoft.EntityFrameworkCore;
using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>What each event means for the rows: a batch of events, what they touch looked up at once, applied in memory, written at once.</summary>
/// <remarks>
/// It remembers open rows from batch to batch, up to <see cref="Limits.LiveFacts"/>, so what it remembers holds only while nobody else writes the rows and nothing that was
/// applied is undone: the runner makes a new one otherwise. Not thread-safe.
/// </remarks>
internal sealed class FactProjection
{
    /// <summary>Its name in the checkpoint table.</summary>
    internal const string Name = "facts";

    /// <summary>Counts the meanings that events have had for the rows. Raise it when a row gets a field or another value: every registry then builds its rows anew.</summary>
    internal const int Version = 3;

    private const string RegistryScope = "registry";

    private readonly ProjectionSession _session;
    private readonly Dictionary<SubjectId, SubjectRow> _subjects = [];
    private readonly List<LinkRow> _links = [];
    private readonly IReadOnlyList<FactTable> _tables = FactTables.All();
    private readonly Dictionary<string, FactTable> _byEventType;
    private readonly List<SubjectErased> _erased = [];
    private readonly RowChanges _subjectChanges = new(typeof(SubjectRow));
    private readonly RowChanges _linkChanges = new(typeof(LinkRow));
    private readonly RowChanges _timeChanges = new(typeof(LogTime));
    private readonly RowChanges _erasureChanges = new(typeof(ErasureMark));
    private bool _knowsAll;
    private long? _recordedMs;

    /// <param name="session">The connection that it reads and writes on.</param>
    /// <param name="isEmpty">There is no row yet: what it will have remembered is all there is.</param>
    internal FactProjection(ProjectionSession session, bool isEmpty)
    {
        _session = session;
        _knowsAll = isEmpty;
        _byEventType = _tables.ToDictionary(table => table.EventType, StringComparer.Ordinal);
        if (isEmpty) _recordedMs = long.MinValue;
    }

    /// <summary>Reads every open row that these events can touch and that is not remembered.</summary>
    internal async Task LoadAsync(IReadOnlyList<IRegistryEvent> events, CancellationToken cancellationToken)
    {
        await LoadLinksAsync(events, cancellationToken);
        _recordedMs ??= (await _session.Context.LogTimes.AsNoTracking().OrderByDescending(time => time.FromSequence).FirstOrDefaultAsync(cancellationToken))?.RecordedMs ?? long.MinValue;
        if (_knowsAll) return;
        await LoadSubjectsAsync(events, cancellationToken);
        await LoadFactsAsync(events, cancellationToken);
    }

    /// <summary>Writes what the events applied since the last time have changed, in the session's transaction.</summary>
    internal async Task SaveAsync(CancellationToken cancellationToken)
    {
        List<RowStatement> statements = [];
        _timeChanges.Take(_session, statements);
        _erasureChanges.Take(_session, statements);
        _subjectChanges.Take(_session, statements);
        _linkChanges.Take(_session, statements);
        foreach (FactTable table in _tables) table.Facts.Changes.Take(_session, statements);
        await _session.ExecuteAsync(statements, cancellationToken);
        if (_subjects.Count + _tables.Sum(table => table.Facts.Count) <= Limits.LiveFacts) return;
        _knowsAll = false;
        _subjects.Clear();
        foreach (FactTable table in _tables) table.Facts.Forget();
    }

    /// <summary>Applies the next event.</summary>
    /// <exception cref="LogContradictionException">It contradicts those before it.</exception>
    /// <exception cref="UnknownEventException">Its type has no row here and is not known to need none.</exception>
    internal void Apply(IRegistryEvent registryEvent)
    {
        EventHeader header = registryEvent.Header;
        if (header.Fact.Length > Limits.FactChars) throw new LogContradictionException("A fact's key is longer than a key can be.");
        KeepTime(header);
        switch (registryEvent)
        {
            case SubjectEnrolled enrolled: Enrol(header, enrolled.Demographics); break;
            case SubjectUpdated updated: Update(header, updated.Demographics); break;
            case ConsentChanged changed: Change(header, changed); break;
            case SubjectWithdrawn: Readmit(header, isWithdrawn: true); break;
            case SubjectErased erased: Erase(erased); break;
            case EventWithheld: break; // What stood here is not told, and its rows are gone, or go with the SubjectErased that follows.
            case SubjectsLinked linked: Link(header, linked.Other); break;
            case SubjectsUnlinked unlinked: Unlink(header, unlinked.Other); break;
            case FindingClosed: Table(nameof(FindingOpened)).Facts.Retract(header); break;
            case FactRetracted retracted: Retract(header, retracted.RetractedType); break;
            default: Table(registryEvent.GetType().Name).Open(registryEvent); break;
        }
    }

    /// <summary>Deletes the rows of those who were erased. After the rows of the batch are saved, in its transaction.</summary>
    internal async Task EraseAsync(CancellationToken cancellationToken)
    {
        foreach (SubjectErased erased in _erased)
        {
            SubjectId subject = erased.Header.Subject;
            foreach (FactShape shape in FactShape.All) await shape.EraseAsync(_session.Context, subject, erased.Overwritten, cancellationToken);
            await _session.Context.Set<LinkRow>().Where(link => link.Other == subject).ExecuteDeleteAsync(cancellationToken);
        }

        _erased.Clear();
    }

    private void Erase(SubjectErased erased)
    {
        _erased.Add(erased);
        _erasureChanges.OpenForever(new ErasureMark { Sequence = erased.Header.Sequence });
        _subjects.Remove(erased.Header.Subject);
        _links.RemoveAll(link => link.Subject == erased.Header.Subject || link.Other == erased.Header.Subject);
        foreach (FactTable table in _tables) table.Facts.Forget(erased.Header.Subject, erased.Overwritten);
    }

    private void Retract(EventHeader header, string type)
    {
        switch (type)
        {
            case nameof(SubjectEnrolled) or nameof(SubjectUpdated): Remove(header); break;
            case nameof(SubjectWithdrawn): Readmit(header, isWithdrawn: false); break;
            case nameof(SubjectsLinked): CloseLinks(header, link => link.FromSequence == header.Supersedes); break;
            default: Table(type).Facts.Retract(header); break;
        }
    }

    private FactTable Table(string eventType) => _byEventType.GetValueOrDefault(eventType) ?? throw new UnknownEventException(eventType);

    private void Enrol(EventHeader header, Demographics demographics)
    {
        SubjectRow? before = _subjects.GetValueOrDefault(header.Subject);
        if (before is not null && header.Supersedes is null) throw new LogContradictionException("A subject is enrolled twice.");
        if (before is not null) _subjectChanges.Close(before.FromSequence, header.Sequence);
        Open(RowOf(header, demographics, header.Occurred, before?.IsWithdrawn ?? false));
    }

    private void Update(EventHeader header, Demographics demographics)
    {
        SubjectRow before = EnrolledRow(header);
        _subjectChanges.Close(before.FromSequence, header.Sequence);
        // An update carries the entry date as it stands now, so that a corrected one reaches the estimates; without one, the enrolment's holds.
        Open(RowOf(header, demographics, header.Occurred ?? before.Occurred, before.IsWithdrawn));
    }

    private void Change(EventHeader header, ConsentChanged changed)
    {
        Table(nameof(ConsentChanged)).Open(changed);
        // The decision can stand before the enrolment that it permits, in the same commit: then there is nobody to readmit.
        if (changed.Scope is RegistryScope && _subjects.ContainsKey(header.Subject)) Readmit(header, !changed.IsPermitted);
    }

    private void Readmit(EventHeader header, bool isWithdrawn)
    {
        SubjectRow before = EnrolledRow(header);
        if (before.IsWithdrawn == isWithdrawn) return;
        _subjectChanges.Close(before.FromSequence, header.Sequence);
        Open(before.From(header.Sequence, isWithdrawn));
    }

    private void Remove(EventHeader header)
    {
        _subjectChanges.Close(EnrolledRow(header).FromSequence, header.Sequence);
        _subjects.Remove(header.Subject);
    }

    private void Open(SubjectRow row)
    {
        _subjectChanges.Open(row);
        _subjects[row.Subject] = row;
    }

    private SubjectRow EnrolledRow(EventHeader header) =>
        _subjects.GetValueOrDefault(header.Subject) ?? throw new LogContradictionException("An event changes a subject who is not enrolled.");

    private void Link(EventHeader header, SubjectId other)
    {
        LinkRow row = new() { Other = other };
        row.Stamp(header, header.Occurred);
        _linkChanges.Open(row);
        _links.Add(row);
    }

    // A link has no direction: it may have been stated from both sides, and one statement that it is wrong ends both.
    private void Unlink(EventHeader header, SubjectId other) =>
        CloseLinks(header, link => (link.Subject == header.Subject && link.Other == other) || (link.Subject == other && link.Other == header.Subject));

    private void CloseLinks(EventHeader header, Predicate<LinkRow> isMeant)
    {
        foreach (LinkRow link in _links.FindAll(isMeant)) _linkChanges.Close(link.FromSequence, header.Sequence);
        _links.RemoveAll(isMeant);
    }

    private void KeepTime(EventHeader header)
    {
        long recordedMs = header.Recorded.ToUnixTimeMilliseconds();
        if (recordedMs < _recordedMs) throw new LogContradictionException("The log's clock goes backward.");
        if (recordedMs == _recordedMs) return;
        _recordedMs = recordedMs;
        _timeChanges.OpenForever(new LogTime { FromSequence = header.Sequence, RecordedMs = recordedMs });
    }

    private async Task LoadSubjectsAsync(IReadOnlyList<IRegistryEvent> events, CancellationToken cancellationToken)
    {
        SubjectId[] subjects = [.. events.Where(TouchesSubject).Select(item => item.Header.Subject).Where(subject => !_subjects.ContainsKey(subject)).Distinct()];
        if (subjects.Length == 0) return;
        foreach (SubjectRow row in await _session.Context.Set<SubjectRow>().AsNoTracking()
            .Where(row => row.ToSequence == null && subjects.Contains(row.Subject)).ToListAsync(cancellationToken)) _subjects[row.Subject] = row;
    }

    private async Task LoadLinksAsync(IReadOnlyList<IRegistryEvent> events, CancellationToken cancellationToken)
    {
        _links.Clear();
        SubjectId[] linked = [.. events.Where(TouchesLink).Select(item => item.Header.Subject).Distinct()];
        if (linked.Length == 0) return;
        _links.AddRange(await _session.Context.Set<LinkRow>().AsNoTracking()
            .Where(row => row.ToSequence == null && (linked.Contains(row.Subject) || linked.Contains(row.Other))).ToListAsync(cancellationToken));
    }

    private async Task LoadFactsAsync(IReadOnlyList<IRegistryEvent> events, CancellationToken cancellationToken)
    {
        List<RowStatement> queries = [];
        List<LiveFacts> asked = [];
        foreach (IGrouping<string, IRegistryEvent> ofType in events.GroupBy(TypeOfFact, StringComparer.Ordinal))
        {
            if (!_byEventType.TryGetValue(ofType.Key, out FactTable? table)) continue;
            table.Facts.AddQueries(_session, [.. ofType.Select(item => item.Header)], queries);
            while (asked.Count < queries.Count) asked.Add(table.Facts);
        }

        await _session.QueryAsync(queries, (index, row) => asked[index].Hold(row.GetInt64(0), SubjectId.Parse(row.GetString(1)), row.GetString(2)), cancellationToken);
    }

    /// <summary>The type of event whose rows an event touches.</summary>
    private static string TypeOfFact(IRegistryEvent item) => item switch
    {
        FactRetracted retracted => retracted.RetractedType,
        FindingClosed => nameof(FindingOpened),
        _ => item.GetType().Name,
    };

    private static bool TouchesSubject(IRegistryEvent item) =>
        item is SubjectEnrolled or SubjectUpdated or SubjectWithdrawn or ConsentChanged or FactRetracted;

    private static bool TouchesLink(IRegistryEvent item) =>
        item is SubjectsLinked or SubjectsUnlinked or FactRetracted { RetractedType: nameof(SubjectsLinked) };

    private static SubjectRow RowOf(EventHeader header, Demographics demographics, PartialDate? entry, bool isWithdrawn)
    {
        SubjectRow row = new() { Sex = demographics.Sex, Birth = demographics.BirthDate, Country = demographics.Country, IsWithdrawn = isWithdrawn };
        row.Stamp(header, entry);
        return row;
    }
}

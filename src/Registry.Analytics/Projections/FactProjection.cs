using Microsoft.EntityFrameworkCore;
using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>What each event means for the rows: one batch of events, read once, applied in memory, saved by the runner's transaction.</summary>
internal sealed class FactProjection
{
    /// <summary>Its name in the checkpoint table.</summary>
    internal const string Name = "facts";

    /// <summary>Counts the meanings that events have had for the rows. Raise it when a row gets a field or another value: every registry then builds its rows anew.</summary>
    internal const int Version = 3;

    private const string RegistryScope = "registry";

    private readonly AnalyticsContext _context;
    private readonly Dictionary<SubjectId, SubjectRow> _subjects = [];
    private readonly List<LinkRow> _links = [];
    private readonly List<SubjectErased> _erased = [];
    private readonly Dictionary<string, FactTable> _tables;
    private long _recordedMs = long.MinValue;

    private FactProjection(AnalyticsContext context)
    {
        _context = context;
        _tables = FactTables.Of(context).ToDictionary(table => table.EventType, StringComparer.Ordinal);
    }

    /// <summary>Reads every open row that these events can touch.</summary>
    internal static async Task<FactProjection> LoadAsync(AnalyticsContext context, IReadOnlyList<IRegistryEvent> events, CancellationToken cancellationToken)
    {
        FactProjection projection = new(context);
        await projection.LoadSubjectsAsync(events, cancellationToken);
        await projection.LoadFactsAsync(events, cancellationToken);
        LogTime? last = await context.LogTimes.OrderByDescending(time => time.FromSequence).FirstOrDefaultAsync(cancellationToken);
        if (last is not null) projection._recordedMs = last.RecordedMs;
        return projection;
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
            case FindingClosed: Table(nameof(FindingOpened)).Retract(header); break;
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
            foreach (FactShape shape in FactShape.All) await shape.EraseAsync(_context, subject, erased.Overwritten, cancellationToken);
            await _context.Set<LinkRow>().Where(link => link.Other == subject).ExecuteDeleteAsync(cancellationToken);
        }
    }

    private void Erase(SubjectErased erased)
    {
        _erased.Add(erased);
        _context.Add(new ErasureMark { Sequence = erased.Header.Sequence });
        _subjects.Remove(erased.Header.Subject);
        _links.RemoveAll(link => link.Subject == erased.Header.Subject || link.Other == erased.Header.Subject);
        foreach (FactTable table in _tables.Values) table.Forget(erased.Overwritten);
    }

    private void Retract(EventHeader header, string type)
    {
        switch (type)
        {
            case nameof(SubjectEnrolled) or nameof(SubjectUpdated): Remove(header); break;
            case nameof(SubjectWithdrawn): Readmit(header, isWithdrawn: false); break;
            case nameof(SubjectsLinked): CloseLinks(header, link => link.FromSequence == header.Supersedes); break;
            default: Table(type).Retract(header); break;
        }
    }

    private FactTable Table(string eventType) => _tables.GetValueOrDefault(eventType) ?? throw new UnknownEventException(eventType);

    private void Enrol(EventHeader header, Demographics demographics)
    {
        SubjectRow? before = _subjects.GetValueOrDefault(header.Subject);
        if (before is not null && header.Supersedes is null) throw new LogContradictionException("A subject is enrolled twice.");
        if (before is not null) before.ToSequence = header.Sequence;
        Open(RowOf(header, demographics, header.Occurred, before?.IsWithdrawn ?? false));
    }

    private void Update(EventHeader header, Demographics demographics)
    {
        SubjectRow before = EnrolledRow(header);
        before.ToSequence = header.Sequence;
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
        before.ToSequence = header.Sequence;
        Open(before.From(header.Sequence, isWithdrawn));
    }

    private void Remove(EventHeader header)
    {
        EnrolledRow(header).ToSequence = header.Sequence;
        _subjects.Remove(header.Subject);
    }

    private void Open(SubjectRow row)
    {
        _context.Add(row);
        _subjects[row.Subject] = row;
    }

    private SubjectRow EnrolledRow(EventHeader header) =>
        _subjects.GetValueOrDefault(header.Subject) ?? throw new LogContradictionException("An event changes a subject who is not enrolled.");

    private void Link(EventHeader header, SubjectId other)
    {
        LinkRow row = new() { Other = other };
        row.Stamp(header, header.Occurred);
        _context.Add(row);
        _links.Add(row);
    }

    // A link has no direction: it may have been stated from both sides, and one statement that it is wrong ends both.
    private void Unlink(EventHeader header, SubjectId other) =>
        CloseLinks(header, link => (link.Subject == header.Subject && link.Other == other) || (link.Subject == other && link.Other == header.Subject));

    private void CloseLinks(EventHeader header, Predicate<LinkRow> isMeant)
    {
        foreach (LinkRow link in _links.FindAll(isMeant)) link.ToSequence = header.Sequence;
        _links.RemoveAll(isMeant);
    }

    private void KeepTime(EventHeader header)
    {
        long recordedMs = header.Recorded.ToUnixTimeMilliseconds();
        if (recordedMs < _recordedMs) throw new LogContradictionException("The log's clock goes backward.");
        if (recordedMs == _recordedMs) return;
        _recordedMs = recordedMs;
        _context.Add(new LogTime { FromSequence = header.Sequence, RecordedMs = recordedMs });
    }

    private async Task LoadSubjectsAsync(IReadOnlyList<IRegistryEvent> events, CancellationToken cancellationToken)
    {
        SubjectId[] subjects = [.. events.Where(TouchesSubject).Select(item => item.Header.Subject).Distinct()];
        if (subjects.Length == 0) return;
        foreach (SubjectRow row in await _context.Set<SubjectRow>().Where(row => row.ToSequence == null && subjects.Contains(row.Subject)).ToListAsync(cancellationToken))
            _subjects[row.Subject] = row;
        if (!events.Any(TouchesLink)) return;
        SubjectId[] linked = [.. events.Where(TouchesLink).Select(item => item.Header.Subject).Distinct()];
        _links.AddRange(await _context.Set<LinkRow>()
            .Where(row => row.ToSequence == null && (linked.Contains(row.Subject) || linked.Contains(row.Other))).ToListAsync(cancellationToken));
    }

    private async Task LoadFactsAsync(IReadOnlyList<IRegistryEvent> events, CancellationToken cancellationToken)
    {
        foreach (IGrouping<string, IRegistryEvent> ofType in events.GroupBy(TypeOfFact, StringComparer.Ordinal))
        {
            if (_tables.TryGetValue(ofType.Key, out FactTable? table)) await table.LoadAsync([.. ofType.Select(item => item.Header)], cancellationToken);
        }
    }

    /// <summary>The type of event whose rows an event touches.</summary>
    private static string TypeOfFact(IRegistryEvent item) => item switch
    {
        FactRetracted retracted => retracted.RetractedType,
        FindingClosed => nameof(FindingOpened),
        _ => item.GetType().Name,
    };

    private static bool TouchesSubject(IRegistryEvent item) =>
        item is SubjectEnrolled or SubjectUpdated or SubjectWithdrawn or ConsentChanged or FactRetracted || TouchesLink(item);

    private static bool TouchesLink(IRegistryEvent item) =>
        item is SubjectsLinked or SubjectsUnlinked or FactRetracted { RetractedType: nameof(SubjectsLinked) };

    private static SubjectRow RowOf(EventHeader header, Demographics demographics, PartialDate? entry, bool isWithdrawn)
    {
        SubjectRow row = new() { Sex = demographics.Sex, Birth = demographics.BirthDate, Country = demographics.Country, IsWithdrawn = isWithdrawn };
        row.Stamp(header, entry);
        return row;
    }
}

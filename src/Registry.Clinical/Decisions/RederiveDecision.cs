using Registry.Clinical.Consent;
using Registry.Clinical.Dispatch;
using Registry.Clinical.Events;
using Registry.Clinical.Identity;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Fhir.Json;

namespace Registry.Clinical.Decisions;

/// <summary>Facts read anew from what is stored, when the mapping has changed: what they say otherwise now supersedes, what is stated no more is retracted.</summary>
internal sealed class RederiveDecision
{
    private readonly SubjectWork _work;
    private readonly SubjectState _state;
    private readonly Caller _caller;
    private readonly DispatchTable _table;
    private readonly Func<string, bool> _isAsked;
    private readonly EventWriter _events;

    private RederiveDecision(SubjectState state, string eventType, Caller caller, DispatchTable table)
    {
        _state = state.Under(table.Aliases);
        _work = new SubjectWork(_state.Id, _state);
        _caller = caller;
        _table = table;
        _isAsked = type => string.Equals(type, eventType, StringComparison.Ordinal) || (SubjectLife.Continues(type, eventType) && SubjectLife.Continues(eventType, type));
        _events = new EventWriter(caller.Site, table.Derivation);
    }

    /// <summary>One subject's facts of one type of event.</summary>
    public static Changeset Decide(SubjectState state, string eventType, Caller caller, DispatchTable table, Guid commitId) =>
        new RederiveDecision(state, eventType, caller, table).Decide(commitId);

    private Changeset Decide(Guid commitId)
    {
        // Of whoever is not enrolled nothing is told. The Patient comes first: its date of birth places what is told as an age.
        if (_state.Status == SubjectStatus.Enrolled)
        {
            foreach (StoredResource record in _state.Records.OrderBy(record => record.Key.Type is "Patient" ? 0 : 1).ThenBy(record => record.Key.ToString(), StringComparer.Ordinal)) Compare(record);
        }

        IReadOnlyList<EventDraft> drafts = _events.InOrder();
        return new Changeset
        {
            CommitId = commitId,
            Caller = _caller,
            Resources = [],
            Subjects = drafts.Count == 0 ? [] : [_work.ToWrite()],
            Claims = [],
            Releases = [],
            Events = drafts,
            FindingsOpened = [],
            FindingsClosed = [],
            Links = [],
        };
    }

    private void Compare(StoredResource record)
    {
        using ResourceDocument document = ResourceDocument.Parse(record.Content);
        DispatchRow? row = _table.Find(document.Root);
        string source = FormattableString.Invariant($"{record.Key}/_history/{record.Version}");
        FactComparison comparison = FactComparison.Of(_work.HeldOf(record.Key), Read(record, document.Root, row));
        foreach (FactChange change in comparison.Changed.Where(change => _isAsked(change.EventType) || (change.Before is { } before && _isAsked(before.EventType))))
        {
            if (change.IsOtherType) Retract(change.Before!, source, record.Site, row, "changed-type");
            _events.Add(change.EventType, _work.Id, change.Fact.Key, source, change.Fact.Occurred, change.Supersedes, change.Body, row?.Derivation, record.Site);
        }

        foreach (HeldFact gone in comparison.Gone.Where(fact => _isAsked(fact.EventType))) Retract(gone, source, record.Site, row, "no-longer-stated");
    }

    private IEnumerable<Fact> Read(StoredResource record, NodeCursor resource, DispatchRow? row)
    {
        if (row is null) return [];
        if (record.Key.Type is not "Patient")
            return FactReader.ReadClinical(new FactReader.Input(record.Key, resource, row, _table.Codes, _work.Birth, KeyOf)) is { } fact ? [fact] : [];
        Fact? death = FactReader.Death(record.Key, resource);
        return
        [
            FactReader.Subject(record.Key, resource, _table.Codes),
            .. ConsentDecision.Read(resource, _table.Codes).Select(decision => FactReader.Consent(record.Key, decision)),
            .. death is null ? Array.Empty<Fact>() : [death],
        ];
    }

    private void Retract(HeldFact gone, string source, SiteId site, DispatchRow? row, string reason) => _events.Add(
        nameof(FactRetracted), _work.Id, gone.Fact, source, null, gone.Sequence, new FactRetracted { Header = NoHeader.Value, RetractedType = gone.EventType, Reason = reason }, row?.Derivation, site);

    // References are stored relative: Type/id, or with a version.
    private static ResourceKey? KeyOf(NodeCursor reference) => reference.AsString()?.Split('/') is [var type, var id, ..] ? new ResourceKey(type, id) : null;
}

using Registry.Clinical.Decisions;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;

namespace Registry.Clinical.Events;

/// <summary>Gathers the events of one changeset.</summary>
internal sealed class EventWriter(SiteId site, string derivation)
{
    private static readonly Dictionary<string, int> Order = EventCatalogue.All
        .Select((type, index) => (type.Name, index))
        .ToDictionary(pair => pair.Name, pair => pair.index, StringComparer.Ordinal);

    private readonly List<EventDraft> _drafts = [];

    /// <summary>A fact is stated.</summary>
    public void Add(Target target, SubjectId subject, string eventType, string fact, PartialDate? occurred, long? supersedes, IRegistryEvent body) =>
        Add(eventType, subject, fact, target.VersionReference, occurred, supersedes, body, target.Entry.Row?.Derivation);

    /// <summary>A fact is taken back.</summary>
    public void Retract(Target target, SubjectId subject, HeldFact gone, string reason) =>
        Add(nameof(FactRetracted), subject, gone.Fact, target.VersionReference, null, gone.Sequence,
            new FactRetracted { Header = NoHeader.Value, RetractedType = gone.EventType, Reason = reason });

    /// <summary>Anything that the registry says; of what a site stated, whoever it was that made it say so, where that site is named.</summary>
    public void Add(
        string eventType, SubjectId subject, string fact, string source, PartialDate? occurred, long? supersedes, IRegistryEvent body, string? derivedBy = null, SiteId? of = null) => _drafts.Add(new EventDraft
        {
            EventType = eventType,
            Subject = subject,
            Site = of ?? site,
            Fact = fact,
            Source = source,
            Occurred = occurred,
            Supersedes = supersedes,
            Derivation = derivedBy ?? derivation,
            Body = EventJson.WriteBody(body),
        });

    /// <summary>
    /// The events in the order of the log: first what no longer holds (a fact of another type may follow under the same key), then as a
    /// subject's life meets them, whatever the order of the entries was.
    /// </summary>
    public IReadOnlyList<EventDraft> InOrder() => [.. _drafts.OrderBy(draft => draft.EventType is nameof(FactRetracted) ? -1 : Order[draft.EventType])];
}

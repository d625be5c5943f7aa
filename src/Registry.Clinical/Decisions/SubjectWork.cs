using Registry.Clinical.Events;
using Registry.Clinical.Rules;
using Registry.Contracts.Events;

namespace Registry.Clinical.Decisions;

/// <summary>A subject while a submission is decided: as it was read, and as it will stand.</summary>
internal sealed class SubjectWork(SubjectId id, SubjectState? state)
{
    private Dictionary<string, LiveFact>? _facts;
    private ILookup<ResourceKey, HeldFact>? _bySource;
    private Lazy<PartialDate?>? _birth;

    public SubjectId Id { get; } = id;

    /// <summary>As it was read; null for a new subject.</summary>
    public SubjectState? State { get; } = state;

    /// <summary>Where it will stand.</summary>
    public SubjectStatus Status { get; set; } = state?.Status ?? SubjectStatus.Pending;

    /// <summary>Its resources as they will stand; empty when no rule asks for them.</summary>
    public IReadOnlyList<PersonRecord> Records { get; set; } = [];

    /// <summary>True when the commit has to find it as it was read.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Facts that will hold, by key.</summary>
    public IReadOnlyDictionary<string, LiveFact> Facts => Live;

    /// <summary>A subject as it was read, with its resources as they stand: nothing is sent of it.</summary>
    public static SubjectWork Of(SubjectState state) => new(state.Id, state)
    {
        Records = [.. state.Records.Select(record => new PersonRecord(record.Key, record.Version, record.Subject, record.Site, record.Content, default))],
    };

    /// <summary>Facts that resources state, as they were read.</summary>
    public IEnumerable<HeldFact> HeldFacts => State is null ? [] : State.Facts.Where(IsStated);

    /// <summary>Concerns that the rules have raised, as they were read.</summary>
    public IEnumerable<HeldFact> HeldConcerns => State is null ? [] : State.Facts.Where(held => held.EventType is nameof(SafetyConcernRaised));

    /// <summary>The date of birth as it will stand; null when none is known.</summary>
    public PartialDate? Birth => (_birth ??= new Lazy<PartialDate?>(FindBirth)).Value;

    private Dictionary<string, LiveFact> Live => _facts ??= HeldFacts.ToDictionary(held => held.Fact, held => new LiveFact(held, Id), StringComparer.Ordinal);

    /// <summary>Facts that one resource states, as they were read.</summary>
    public IEnumerable<HeldFact> HeldOf(ResourceKey resource) => (_bySource ??= HeldFacts.ToLookup(held => held.Source))[resource];

    /// <summary>From now on this fact holds, in place of another with its key.</summary>
    public void Hold(LiveFact fact)
    {
        Live[fact.Key] = fact;
        if (IsOfSubject(fact)) _birth = null;
    }

    /// <summary>From now on the fact with this key does not hold.</summary>
    public void Drop(string key)
    {
        if (Live.Remove(key, out LiveFact? gone) && IsOfSubject(gone)) _birth = null;
    }

    public SubjectWrite ToWrite() => new(Id, State?.RowVersion ?? 0, Status);

    private static bool IsOfSubject(LiveFact fact) => fact.EventType is nameof(SubjectEnrolled) or nameof(SubjectUpdated);

    private PartialDate? FindBirth() => Live.Values
        .Where(IsOfSubject)
        .OrderBy(fact => fact.Key, StringComparer.Ordinal)
        .Select(fact => fact.Event is SubjectUpdated updated ? updated.Demographics.BirthDate : ((SubjectEnrolled)fact.Event).Demographics.BirthDate)
        .FirstOrDefault();

    // What the registry itself says of a subject (findings, concerns, links) is no statement of a resource.
    private static bool IsStated(HeldFact held) =>
        held.EventType is not (nameof(SafetyConcernRaised) or nameof(FindingOpened) or nameof(FindingClosed) or nameof(SubjectsLinked) or nameof(SubjectsUnlinked) or nameof(FactRetracted));
}

using Registry.Clinical.Events;
using Registry.Clinical.Rules;
using Registry.Contracts.Events;

namespace Registry.Clinical.Decisions;

/// <summary>A subject while a submission is decided: as it was read, and as it will stand.</summary>
internal sealed class SubjectWork(SubjectId id, SubjectState? state)
{
    private Dictionary<string, LiveFact>? _facts;

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
    public Dictionary<string, LiveFact> Facts => _facts ??= State is null
        ? new Dictionary<string, LiveFact>(StringComparer.Ordinal)
        : State.Facts.Where(IsStated).ToDictionary(held => held.Fact, held => new LiveFact(held, Id), StringComparer.Ordinal);

    /// <summary>Facts that a resource states, as they were read.</summary>
    public IEnumerable<HeldFact> HeldOf(ResourceKey resource) => State is null ? [] : State.Facts.Where(held => held.Source == resource && IsStated(held));

    /// <summary>The date of birth as it will stand; null when none is known.</summary>
    public PartialDate? Birth => new PersonFacts(Facts.Values).Demographics.Select(subject => subject.Demographics.BirthDate).FirstOrDefault();

    public SubjectWrite ToWrite() => new(Id, State?.RowVersion ?? 0, Status);

    // What the registry itself says of a subject (findings, links) is no statement of a resource.
    private static bool IsStated(HeldFact held) =>
        held.EventType is not (nameof(FindingOpened) or nameof(FindingClosed) or nameof(SubjectsLinked) or nameof(SubjectsUnlinked) or nameof(FactRetracted));
}

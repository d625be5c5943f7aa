using Registry.Clinical.Events;
using Registry.Contracts.Events;

namespace Registry.Clinical.Rules;

/// <summary>All facts about one person that rules look at: those of a subject and of everybody who is linked to it, held and new alike.</summary>
internal sealed class PersonFacts
{
    private readonly LiveFact[] _facts;

    /// <param name="facts">In any order; every list here is sorted by key, so that a finding's key does not depend on it.</param>
    public PersonFacts(IEnumerable<LiveFact> facts) => _facts = [.. facts.OrderBy(fact => fact.Key, StringComparer.Ordinal)];

    public IEnumerable<(LiveFact Fact, DiagnosisRecorded Event)> Diagnoses => Of<DiagnosisRecorded>();

    public IEnumerable<(LiveFact Fact, VariantReported Event)> Variants => Of<VariantReported>();

    public IEnumerable<(LiveFact Fact, DeathReported Event)> Deaths => Of<DeathReported>();

    public IEnumerable<(LiveFact Fact, Demographics Demographics)> Demographics
    {
        get
        {
            foreach (LiveFact fact in _facts)
            {
                if (fact.EventType is not (nameof(SubjectEnrolled) or nameof(SubjectUpdated))) continue;
                yield return (fact, fact.Event is SubjectUpdated updated ? updated.Demographics : ((SubjectEnrolled)fact.Event).Demographics);
            }
        }
    }

    private IEnumerable<(LiveFact Fact, T Event)> Of<T>()
        where T : class, IRegistryEvent
    {
        foreach (LiveFact fact in _facts)
        {
            if (string.Equals(fact.EventType, typeof(T).Name, StringComparison.Ordinal)) yield return (fact, (T)fact.Event);
        }
    }
}

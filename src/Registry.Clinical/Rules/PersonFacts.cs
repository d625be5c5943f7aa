using Registry.Clinical.Events;
using Registry.Contracts.Events;

namespace Registry.Clinical.Rules;

/// <summary>
/// All facts about one person that rules look at: those of a subject and of everybody who is linked to it, held and new alike. What was entered in
/// error, deleted or taken back is no fact, so no rule meets it.
/// </summary>
internal sealed class PersonFacts
{
    private readonly Dictionary<string, List<LiveFact>> _byType = new(StringComparer.Ordinal);

    /// <param name="facts">In any order; every list here is sorted by key, so that a finding's key does not depend on it.</param>
    public PersonFacts(IEnumerable<LiveFact> facts)
    {
        LiveFact[] sorted = [.. facts];
        Array.Sort(sorted, (one, other) => string.CompareOrdinal(one.Key, other.Key));
        All = sorted;
        foreach (LiveFact fact in sorted)
        {
            if (!_byType.TryGetValue(fact.EventType, out List<LiveFact>? ofType)) _byType[fact.EventType] = ofType = [];
            ofType.Add(fact);
        }
    }

    /// <summary>The person's current resources; null when no package has rules over them.</summary>
    public PersonRecords? Records { get; init; }

    /// <summary>Every fact; whoever needs only its date does not pay for reading its event.</summary>
    public IReadOnlyList<LiveFact> All { get; }

    public IEnumerable<(LiveFact Fact, DiagnosisRecorded Event)> Diagnoses => Of<DiagnosisRecorded>();

    public IEnumerable<(LiveFact Fact, VariantReported Event)> Variants => Of<VariantReported>();

    public IEnumerable<(LiveFact Fact, VariantInterpreted Event)> Interpretations => Of<VariantInterpreted>();

    public IEnumerable<(LiveFact Fact, FeatureReported Event)> Features => Of<FeatureReported>();

    public IEnumerable<(LiveFact Fact, FlareUpReported Event)> FlareUps => Of<FlareUpReported>();

    public IEnumerable<(LiveFact Fact, OssificationReported Event)> Lesions => Of<OssificationReported>();

    public IEnumerable<(LiveFact Fact, OssificationMeasured Event)> Volumes => Of<OssificationMeasured>();

    public IEnumerable<(LiveFact Fact, FunctionAssessed Event)> Functions => Of<FunctionAssessed>();

    public IEnumerable<(LiveFact Fact, LaboratoryMeasured Event)> Laboratory => Of<LaboratoryMeasured>();

    public IEnumerable<(LiveFact Fact, TreatmentReported Event)> Treatments => Of<TreatmentReported>();

    public IEnumerable<(LiveFact Fact, SurgeryReported Event)> Surgeries => Of<SurgeryReported>();

    public IEnumerable<(LiveFact Fact, StudyReported Event)> Studies => Of<StudyReported>();

    public IEnumerable<(LiveFact Fact, PatientOutcomeReported Event)> Outcomes => Of<PatientOutcomeReported>();

    public IEnumerable<(LiveFact Fact, VitalStatusConfirmed Event)> VitalStatuses => Of<VitalStatusConfirmed>();

    public IEnumerable<(LiveFact Fact, DeathReported Event)> Deaths => Of<DeathReported>();

    public IEnumerable<(LiveFact Fact, Demographics Demographics)> Demographics =>
        Of<SubjectEnrolled>().Select(enrolled => (enrolled.Fact, enrolled.Event.Demographics))
            .Concat(Of<SubjectUpdated>().Select(updated => (updated.Fact, updated.Event.Demographics)))
            .OrderBy(subject => subject.Fact.Key, StringComparer.Ordinal);

    private IEnumerable<(LiveFact Fact, T Event)> Of<T>()
        where T : class, IRegistryEvent
    {
        if (!_byType.TryGetValue(typeof(T).Name, out List<LiveFact>? facts)) yield break;
        foreach (LiveFact fact in facts) yield return (fact, (T)fact.Event);
    }
}

using Registry.Clinical.Dispatch;
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
    private readonly Lazy<IReadOnlyList<(LiveFact Fact, Demographics Demographics)>> _demographics;
    private readonly Lazy<IReadOnlyList<Illness>> _illnesses;
    private readonly Lazy<IReadOnlyList<(LiveFact Fact, PartialDate Date)>> _datesOfDeath;
    private readonly Lazy<ILookup<string?, string?>> _significances;

    /// <param name="facts">In any order; every list here is sorted by key, so that a finding's key does not depend on it.</param>
    /// <param name="diseases">What the registry is for.</param>
    public PersonFacts(IEnumerable<LiveFact> facts, IReadOnlyList<Disease> diseases)
    {
        Diseases = diseases;
        LiveFact[] sorted = [.. facts];
        Array.Sort(sorted, (one, other) => string.CompareOrdinal(one.Key, other.Key));
        All = sorted;
        foreach (LiveFact fact in sorted)
        {
            if (!_byType.TryGetValue(fact.EventType, out List<LiveFact>? ofType)) _byType[fact.EventType] = ofType = [];
            ofType.Add(fact);
        }

        _demographics = new(ReadDemographics);
        _illnesses = new(() => [.. Diagnoses.Where(diagnosis => Illness.IsInForce(diagnosis.Event)).GroupBy(diagnosis => diagnosis.Event.Disease, StringComparer.Ordinal).Select(Illness.From)]);
        _datesOfDeath = new(() => [.. Of(nameof(DeathReported)).Where(death => death.Occurred is not null).Select(death => (death, death.Occurred!))]);
        _significances = new(() => Interpretations.ToLookup(interpretation => interpretation.Event.Variant, interpretation => interpretation.Event.Significance?.Code, StringComparer.Ordinal));
    }

    /// <summary>The person's current resources; null when no package has rules over them.</summary>
    public PersonRecords? Records { get; init; }

    /// <summary>The diseases that the registry is for, as its packages name them.</summary>
    public IReadOnlyList<Disease> Diseases { get; }

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

    public IReadOnlyList<(LiveFact Fact, Demographics Demographics)> Demographics => _demographics.Value;

    /// <summary>Deaths and causes of death that have a date.</summary>
    public IReadOnlyList<(LiveFact Fact, PartialDate Date)> DatesOfDeath => _datesOfDeath.Value;

    /// <summary>Diseases that are diagnosed, or held possible, and not ruled out: one for each disease, whatever the number of Conditions.</summary>
    public IReadOnlyList<Illness> Illnesses => _illnesses.Value;

    /// <summary>A disease of the person; null when no Condition of it is in force.</summary>
    public Illness? Has(string disease) => Illnesses.FirstOrDefault(illness => string.Equals(illness.Disease, disease, StringComparison.Ordinal));

    /// <summary>The diseases of the registry that the person has, with what the packages say of them.</summary>
    public IEnumerable<(Illness Illness, Disease Disease)> KnownIllnesses => Illnesses.Join(Diseases, illness => illness.Disease, disease => disease.Key, (illness, disease) => (illness, disease), StringComparer.Ordinal);

    /// <summary>Facts of one type, by name.</summary>
    public IReadOnlyList<LiveFact> Of(string eventType) => _byType.TryGetValue(eventType, out List<LiveFact>? facts) ? facts : [];

    /// <summary>Classes of pathogenicity that were told of a variant.</summary>
    public IEnumerable<string?> SignificancesOf(LiveFact variant) => _significances.Value[variant.Key];

    private IEnumerable<(LiveFact Fact, T Event)> Of<T>()
        where T : class, IRegistryEvent
    {
        foreach (LiveFact fact in Of(typeof(T).Name)) yield return (fact, (T)fact.Event);
    }

    private (LiveFact Fact, Demographics Demographics)[] ReadDemographics() =>
    [
        .. Of<SubjectEnrolled>().Select(enrolled => (enrolled.Fact, enrolled.Event.Demographics))
            .Concat(Of<SubjectUpdated>().Select(updated => (updated.Fact, updated.Event.Demographics)))
            .OrderBy(subject => subject.Fact.Key, StringComparer.Ordinal),
    ];
}

/// <summary>A disease as a person has it, from all its Conditions that are in force.</summary>
/// <param name="Disease">The registry's name of it.</param>
/// <param name="Fact">The Condition that stands for it: the surest, then the one with the oldest onset.</param>
/// <param name="Event">What that one says.</param>
/// <param name="Onset">The oldest onset, and the Condition that says so; null when none is told.</param>
/// <param name="Diagnosed">The earliest date of diagnosis, and the Condition that says so; null when none is told.</param>
internal sealed record Illness(string Disease, LiveFact Fact, DiagnosisRecorded Event, (LiveFact Fact, PartialDate Date)? Onset, (LiveFact Fact, PartialDate Date)? Diagnosed)
{
    public bool IsConfirmed => Event.Verification is "confirmed";

    /// <summary>True unless the disease was ruled out, or is only one of those to be told apart. https://hl7.org/fhir/R4/valueset-condition-ver-status.html</summary>
    public static bool IsInForce(DiagnosisRecorded diagnosis) => diagnosis.Verification is "confirmed" or "provisional" or "unconfirmed";

    public static Illness From(IEnumerable<(LiveFact Fact, DiagnosisRecorded Event)> conditions)
    {
        (LiveFact Fact, DiagnosisRecorded Event)[] byOnset = [.. conditions.OrderBy(condition => condition.Event.Onset?.Earliest ?? DateOnly.MaxValue).ThenBy(condition => condition.Fact.Key, StringComparer.Ordinal)];
        (LiveFact Fact, DiagnosisRecorded Event) surest = byOnset.Where(condition => condition.Event.Verification is "confirmed").Append(byOnset[0]).First();
        LiveFact? diagnosed = byOnset.Select(condition => condition.Fact).Where(fact => fact.Occurred is not null).MinBy(fact => fact.Occurred!.Earliest);
        return new Illness(
            surest.Event.Disease,
            surest.Fact,
            surest.Event,
            byOnset[0].Event.Onset is { } onset ? (byOnset[0].Fact, onset) : null,
            diagnosed is null ? null : (diagnosed, diagnosed.Occurred!));
    }
}

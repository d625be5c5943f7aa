using Registry.Analytics.Projections;
using Registry.Contracts.Events;

namespace Registry.Analytics.Reports;

/// <summary>One person: a subject, or the set of subjects that were found to be one.</summary>
/// <remarks>A list is empty when there is no such fact, and when the report does not read its kind. Each is in order of sequence.</remarks>
/// <param name="first">The row of the subject under whose id it counts.</param>
internal sealed class Person(SubjectRow first)
{
    // Two reports may compute one at once: they compute the same.
    private Life? _life;
    private int _state = -1;
    private object?[]? _memos;

    internal required SubjectId Id { get; init; }

    internal required string Site { get; init; }

    internal required string Sex { get; init; }

    internal required string? Country { get; init; }

    internal required PartialDate Birth { get; init; }

    /// <summary>Registry entry date; null when not told.</summary>
    internal required PartialDate? Entry { get; init; }

    /// <summary>How many subject ids this person has; 1 or more.</summary>
    internal required int SubjectCount { get; init; }

    /// <summary>What holds of it.</summary>
    internal required FactFile Facts { get; init; }

    internal List<ConsentRow> Consents => Facts.Of<ConsentRow>();

    internal List<DiagnosisRow> Diagnoses => Facts.Of<DiagnosisRow>();

    internal List<VariantRow> Variants => Facts.Of<VariantRow>();

    internal List<InterpretationRow> Interpretations => Facts.Of<InterpretationRow>();

    internal List<FeatureRow> Features => Facts.Of<FeatureRow>();

    internal List<FlareUpRow> FlareUps => Facts.Of<FlareUpRow>();

    internal List<OssificationRow> Ossifications => Facts.Of<OssificationRow>();

    internal List<VolumeRow> Volumes => Facts.Of<VolumeRow>();

    internal List<FunctionRow> Functions => Facts.Of<FunctionRow>();

    internal List<LaboratoryRow> Laboratories => Facts.Of<LaboratoryRow>();

    internal List<TreatmentRow> Treatments => Facts.Of<TreatmentRow>();

    internal List<SurgeryRow> Surgeries => Facts.Of<SurgeryRow>();

    internal List<StudyRow> Studies => Facts.Of<StudyRow>();

    internal List<PatientOutcomeRow> PatientOutcomes => Facts.Of<PatientOutcomeRow>();

    internal List<SafetyConcernRow> SafetyConcerns => Facts.Of<SafetyConcernRow>();

    internal List<FindingRow> Findings => Facts.Of<FindingRow>();

    internal List<VitalStatusRow> VitalStatuses => Facts.Of<VitalStatusRow>();

    internal List<DeathRow> Deaths => Facts.Of<DeathRow>();

    /// <summary>A diagnosis of the disease is confirmed.</summary>
    internal bool Has(string disease) => Diagnoses.Exists(diagnosis =>
        string.Equals(diagnosis.Disease, disease, StringComparison.Ordinal) && diagnosis.Verification is "confirmed");

    /// <summary>What a report makes of this person alone, made once for as long as the facts are these.</summary>
    /// <param name="slot">Which: one of <see cref="MemoSlot"/>.</param>
    /// <param name="cutDay">The cut that it depends on; the least day when it depends on none.</param>
    /// <param name="make">Makes it of nothing but the person and the day.</param>
    internal T Memo<T>(MemoSlot slot, DateOnly cutDay, Func<Person, DateOnly, T> make)
        where T : class
    {
        object?[] memos = _memos ??= new object?[(int)MemoSlot.VariantClasses + 1];
        if (memos[(int)slot] is Made<T> made && made.CutDay == cutDay) return made.Value;
        T value = make(this, cutDay);
        memos[(int)slot] = new Made<T>(cutDay, value);
        return value;
    }

    private sealed record Made<T>(DateOnly CutDay, T Value);

    /// <summary>It is this subject alone, with just these facts.</summary>
    internal bool IsOf(SubjectRow subject, FactFile file) => SubjectCount == 1 && ReferenceEquals(first, subject) && ReferenceEquals(Facts, file);

    /// <summary>What is known of its life.</summary>
    internal VitalState State => (VitalState)(_state >= 0 ? _state : _state = (int)Standing.Judge(this));

    /// <summary>The periods of its life as of a cut, computed once for it.</summary>
    internal Life LifeAt(DateOnly cutDay) => _life is { } life && life.CutDay == cutDay ? life : _life = Life.Of(this, cutDay);
}

/// <summary>What is kept with a person between reports.</summary>
internal enum MemoSlot
{
    /// <summary>Of each element of the data set, how many it is asked of and of how many it is known.</summary>
    Completeness,

    /// <summary>First bone lesion of each region, and the order of regions.</summary>
    Onsets,

    /// <summary>Joints lost and milestones of mobility.</summary>
    FirstTimes,

    /// <summary>Each feature with what is known of it.</summary>
    Features,

    /// <summary>Classes of the variants.</summary>
    VariantClasses,
}

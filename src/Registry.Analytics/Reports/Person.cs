using Registry.Analytics.Projections;
using Registry.Contracts.Events;

namespace Registry.Analytics.Reports;

/// <summary>One person: a subject, or the set of subjects that were found to be one.</summary>
/// <remarks>A list is empty when there is no such fact, and when the report does not read its kind. Each is in order of sequence.</remarks>
internal sealed class Person
{
    internal required SubjectId Id { get; init; }

    internal required string Site { get; init; }

    internal required string Sex { get; init; }

    internal required string? Country { get; init; }

    internal required PartialDate Birth { get; init; }

    /// <summary>Registry entry date; null when not told.</summary>
    internal required PartialDate? Entry { get; init; }

    /// <summary>How many subject ids this person has; 1 or more.</summary>
    internal required int SubjectCount { get; init; }

    internal List<ConsentRow> Consents => field ??= [];

    internal List<DiagnosisRow> Diagnoses => field ??= [];

    internal List<VariantRow> Variants => field ??= [];

    internal List<InterpretationRow> Interpretations => field ??= [];

    internal List<FeatureRow> Features => field ??= [];

    internal List<FlareUpRow> FlareUps => field ??= [];

    internal List<OssificationRow> Ossifications => field ??= [];

    internal List<VolumeRow> Volumes => field ??= [];

    internal List<FunctionRow> Functions => field ??= [];

    internal List<LaboratoryRow> Laboratories => field ??= [];

    internal List<TreatmentRow> Treatments => field ??= [];

    internal List<SurgeryRow> Surgeries => field ??= [];

    internal List<StudyRow> Studies => field ??= [];

    internal List<PatientOutcomeRow> PatientOutcomes => field ??= [];

    internal List<SafetyConcernRow> SafetyConcerns => field ??= [];

    internal List<FindingRow> Findings => field ??= [];

    internal List<VitalStatusRow> VitalStatuses => field ??= [];

    internal List<DeathRow> Deaths => field ??= [];

    /// <summary>The last day by its exact date on which something shows that the person lived; null when nothing does.</summary>
    internal DateOnly? LastSeen { get; private set; }

    /// <summary>The same shown by dates of a month or a year, which need birth and cut to become a day.</summary>
    internal List<PartialDate> SeenAbout => field ??= [];

    /// <summary>A diagnosis of the disease is confirmed.</summary>
    internal bool Has(string disease) => Diagnoses.Exists(diagnosis =>
        string.Equals(diagnosis.Disease, disease, StringComparison.Ordinal) && diagnosis.Verification is "confirmed");

    /// <summary>On this date the person lived. A date after the cut is nobody's, and shows nothing.</summary>
    internal void See(DateOnly earliest, DateOnly latest, DatePrecision precision, DateOnly cutDay)
    {
        if (earliest != latest) SeenAbout.Add(new PartialDate { Earliest = earliest, Latest = latest, Precision = precision });
        else if (latest <= cutDay && (LastSeen is null || latest > LastSeen)) LastSeen = latest;
    }
}

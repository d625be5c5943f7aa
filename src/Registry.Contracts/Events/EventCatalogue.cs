using System.Collections.Frozen;
using System.Globalization;

namespace Registry.Contracts.Events;

/// <summary>One type of event: its wire name and the record that carries it.</summary>
/// <param name="Name">The record's name, such as <c>FlareUpReported</c>.</param>
/// <param name="SchemaVersion">Version of its shape that is written today.</param>
/// <param name="Record">The record's type.</param>
public sealed record EventType(string Name, int SchemaVersion, Type Record)
{
    /// <summary>CloudEvents type: the name with its major version, such as <c>FlareUpReported.v1</c>.</summary>
    public string WireName { get; } = WireNameOf(Name, SchemaVersion);

    /// <summary>A type's name with the version of its shape.</summary>
    public static string WireNameOf(string name, int schemaVersion) => string.Create(CultureInfo.InvariantCulture, $"{name}.v{schemaVersion}");
}

/// <summary>Every type of event that this version writes. The names are wire contract; a golden file pins them.</summary>
public static class EventCatalogue
{
    /// <summary>All types, in the order in which a subject's life meets them.</summary>
    public static IReadOnlyList<EventType> All { get; } =
    [
        new(nameof(SubjectEnrolled), 1, typeof(SubjectEnrolled)),
        new(nameof(SubjectUpdated), 1, typeof(SubjectUpdated)),
        new(nameof(ConsentChanged), 1, typeof(ConsentChanged)),
        new(nameof(SubjectWithdrawn), 1, typeof(SubjectWithdrawn)),
        new(nameof(SubjectErased), 1, typeof(SubjectErased)),
        new(nameof(SubjectsLinked), 1, typeof(SubjectsLinked)),
        new(nameof(SubjectsUnlinked), 1, typeof(SubjectsUnlinked)),
        new(nameof(DiagnosisRecorded), 1, typeof(DiagnosisRecorded)),
        new(nameof(VariantReported), 1, typeof(VariantReported)),
        new(nameof(VariantInterpreted), 1, typeof(VariantInterpreted)),
        new(nameof(FeatureReported), 1, typeof(FeatureReported)),
        new(nameof(FlareUpReported), 1, typeof(FlareUpReported)),
        new(nameof(OssificationReported), 1, typeof(OssificationReported)),
        new(nameof(OssificationMeasured), 1, typeof(OssificationMeasured)),
        new(nameof(FunctionAssessed), 1, typeof(FunctionAssessed)),
        new(nameof(LaboratoryMeasured), 1, typeof(LaboratoryMeasured)),
        new(nameof(TreatmentReported), 1, typeof(TreatmentReported)),
        new(nameof(SurgeryReported), 1, typeof(SurgeryReported)),
        new(nameof(StudyReported), 1, typeof(StudyReported)),
        new(nameof(PatientOutcomeReported), 1, typeof(PatientOutcomeReported)),
        new(nameof(VitalStatusConfirmed), 1, typeof(VitalStatusConfirmed)),
        new(nameof(DeathReported), 1, typeof(DeathReported)),
        new(nameof(SafetyConcernRaised), 1, typeof(SafetyConcernRaised)),
        new(nameof(FactRetracted), 1, typeof(FactRetracted)),
        new(nameof(FindingOpened), 1, typeof(FindingOpened)),
        new(nameof(FindingClosed), 1, typeof(FindingClosed)),
        new(nameof(EventWithheld), 1, typeof(EventWithheld)),
    ];

    private static readonly FrozenDictionary<string, EventType> ByName = All.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>The type with this name.</summary>
    /// <exception cref="KeyNotFoundException">This version does not know the name: the log was written by a later one.</exception>
    public static EventType Find(string name) =>
        ByName.TryGetValue(name, out EventType? type) ? type : throw new KeyNotFoundException($"The event type '{name}' is not known to this version.");
}

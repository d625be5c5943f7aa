using System.Globalization;
using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>Which event makes which row: every field of the event that is no header.</summary>
internal static class FactTables
{
    /// <summary>One table per type of event that states a fact, in the order of <see cref="EventCatalogue"/>.</summary>
    internal static IReadOnlyList<FactTable> All() =>
    [
        new FactTable<ConsentChanged, ConsentRow>(RowOf),
        new FactTable<DiagnosisRecorded, DiagnosisRow>(RowOf),
        new FactTable<VariantReported, VariantRow>(RowOf),
        new FactTable<VariantInterpreted, InterpretationRow>(RowOf),
        new FactTable<FeatureReported, FeatureRow>(RowOf),
        new FactTable<FlareUpReported, FlareUpRow>(RowOf),
        new FactTable<OssificationReported, OssificationRow>(RowOf),
        new FactTable<OssificationMeasured, VolumeRow>(RowOf),
        new FactTable<FunctionAssessed, FunctionRow>(RowOf),
        new FactTable<LaboratoryMeasured, LaboratoryRow>(RowOf),
        new FactTable<TreatmentReported, TreatmentRow>(RowOf),
        new FactTable<SurgeryReported, SurgeryRow>(RowOf),
        new FactTable<StudyReported, StudyRow>(RowOf),
        new FactTable<PatientOutcomeReported, PatientOutcomeRow>(RowOf),
        new FactTable<VitalStatusConfirmed, VitalStatusRow>(RowOf),
        new FactTable<DeathReported, DeathRow>(RowOf),
        new FactTable<SafetyConcernRaised, SafetyConcernRow>(RowOf),
        new FactTable<FindingOpened, FindingRow>(RowOf),
    ];

    private static ConsentRow RowOf(ConsentChanged item) => new()
    {
        Scope = item.Scope,
        IsPermitted = item.IsPermitted,
        PolicyVersion = item.PolicyVersion,
    };

    private static DiagnosisRow RowOf(DiagnosisRecorded item) => new()
    {
        Disease = item.Disease,
        Code = item.Code,
        Verification = item.Verification,
        Onset = item.Onset,
        Class = item.Class,
        Severity = item.Severity,
    };

    private static VariantRow RowOf(VariantReported item) => new()
    {
        Gene = item.Gene,
        CodingHgvs = item.CodingHgvs,
        ProteinHgvs = item.ProteinHgvs,
        GenomicHgvs = item.GenomicHgvs,
        Presence = item.Presence,
        AllelicState = item.AllelicState,
        SourceClass = item.SourceClass,
        Transmission = item.Transmission,
        ParentalAllele = item.ParentalAllele,
        HasAlleleBasis = item.HasAlleleBasis,
        ConsequenceClass = item.ConsequenceClass,
    };

    private static InterpretationRow RowOf(VariantInterpreted item) => new()
    {
        Variant = item.Variant,
        Significance = item.Significance,
        Disease = item.Disease,
        Inheritance = item.Inheritance,
    };

    private static FeatureRow RowOf(FeatureReported item) => new()
    {
        Feature = item.Feature,
        Presence = item.Presence,
        Region = item.Region,
        Laterality = item.Laterality,
        Onset = item.Onset,
        OnsetClass = item.OnsetClass,
        Method = item.Method,
        Severity = item.Severity,
        Millimetres = (double?)item.Millimetres,
        Relative = item.Relative,
        RelativeDisease = item.RelativeDisease,
    };

    private static FlareUpRow RowOf(FlareUpReported item) => new()
    {
        End = item.End,
        Region = item.Region,
        Laterality = item.Laterality,
        Trigger = item.Trigger,
        Symptoms = [.. item.Symptoms],
        Outcome = item.Outcome,
    };

    private static OssificationRow RowOf(OssificationReported item) => new()
    {
        Region = item.Region,
        Laterality = item.Laterality,
        Depth = item.Depth,
        Tissue = item.Tissue,
        FlareUp = item.FlareUp,
        Morphology = [.. item.Morphology],
        Pathway = item.Pathway,
        Extent = item.Extent,
        Pain = item.Pain,
        Ulcer = item.Ulcer,
        Millimetres = (double?)item.Millimetres,
        Method = item.Method,
    };

    private static VolumeRow RowOf(OssificationMeasured item) => new()
    {
        CubicMillimetres = (double?)item.CubicMillimetres,
        Region = item.Region,
        HeadExcluded = item.HeadExcluded,
        Method = item.Method,
    };

    private static FunctionRow RowOf(FunctionAssessed item) => new()
    {
        Instrument = item.Instrument,
        Score = item.Score,
        Sites = [.. item.Sites.Select(site => string.Create(CultureInfo.InvariantCulture, $"{site.Site}:{site.Score}"))],
        Level = item.Level,
        Region = item.Region,
        Laterality = item.Laterality,
        CaregiverNeed = item.CaregiverNeed,
    };

    private static LaboratoryRow RowOf(LaboratoryMeasured item) => new()
    {
        Analyte = item.Analyte,
        Measured = (double?)item.Value,
        Unit = item.Unit,
        ReferenceLow = (double?)item.ReferenceLow,
        ReferenceHigh = (double?)item.ReferenceHigh,
        Interpretation = item.Interpretation,
    };

    private static TreatmentRow RowOf(TreatmentReported item) => new()
    {
        Treatment = item.Treatment,
        Drug = item.Drug,
        End = item.End,
        Regimen = item.Regimen,
        Dose = (double?)item.Dose,
        DoseUnit = item.DoseUnit,
        InTrial = item.InTrial,
        StopReason = item.StopReason,
    };

    private static SurgeryRow RowOf(SurgeryReported item) => new()
    {
        Kind = item.Kind,
        Region = item.Region,
        Laterality = item.Laterality,
        Extent = item.Extent,
        Results = [.. item.Results],
        ResultDate = item.ResultDate,
    };

    private static StudyRow RowOf(StudyReported item) => new()
    {
        Kind = item.Kind,
        Standing = item.Status,
        Study = item.Study,
        End = item.End,
    };

    private static PatientOutcomeRow RowOf(PatientOutcomeReported item) => new()
    {
        Instrument = item.Instrument,
        Score = (double?)item.Score,
        Unit = item.Unit,
        Form = item.Form,
        Respondent = item.Respondent,
    };

    private static VitalStatusRow RowOf(VitalStatusConfirmed item) => new()
    {
        Status = item.Status,
        Informant = item.Source,
    };

    private static DeathRow RowOf(DeathReported item) => new()
    {
        Cause = item.Cause,
        CauseRole = item.Role,
        DueToDisease = item.DueToDisease,
    };

    private static SafetyConcernRow RowOf(SafetyConcernRaised item) => new()
    {
        Kind = item.Kind,
        RestsOn = item.RestsOn,
    };

    private static FindingRow RowOf(FindingOpened item) => new()
    {
        Rule = item.Rule,
        Severity = item.Severity,
        Category = item.Category,
        RuleVersion = item.RuleVersion,
        Title = item.Title,
        Message = item.Message,
        Source = item.Header.Source,
        Evidence = [.. item.Evidence.Select(evidence => $"{evidence.Resource} {evidence.Expression}")],
    };
}

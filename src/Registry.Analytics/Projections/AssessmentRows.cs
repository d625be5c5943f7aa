using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>A feature or complication was looked for. Occurred is when; of a complication, its onset.</summary>
internal sealed class FeatureRow : FactRow
{
    public required CodedValue Feature { get; init; }

    public required string Presence { get; init; }

    public required string? Region { get; init; }

    public required string? Laterality { get; init; }

    public required PartialDate? Onset { get; init; }

    public required CodedValue? OnsetClass { get; init; }

    public required string? Method { get; init; }

    public required CodedValue? Severity { get; init; }

    public required double? Millimetres { get; init; }

    public required string? Relative { get; init; }

    public required CodedValue? RelativeDisease { get; init; }
}

/// <summary>The volume of heterotopic bone. Occurred is when the images were taken.</summary>
internal sealed class VolumeRow : FactRow
{
    public required double? CubicMillimetres { get; init; }

    public required string? Region { get; init; }

    public required string? HeadExcluded { get; init; }

    public required string? Method { get; init; }
}

/// <summary>The joint involvement score, one joint, or mobility. Occurred is when it was assessed.</summary>
internal sealed class FunctionRow : FactRow
{
    public required string Instrument { get; init; }

    public required int? Score { get; init; }

    public required string[] Sites { get; init; }

    public required string? Level { get; init; }

    public required string? Region { get; init; }

    public required string? Laterality { get; init; }

    public required string? CaregiverNeed { get; init; }
}

/// <summary>A laboratory value. Occurred is when the sample was taken.</summary>
internal sealed class LaboratoryRow : FactRow
{
    public required CodedValue Analyte { get; init; }

    public required double? Measured { get; init; }

    public required string? Unit { get; init; }

    public required double? ReferenceLow { get; init; }

    public required double? ReferenceHigh { get; init; }

    public required string? Interpretation { get; init; }
}

/// <summary>A drug that was given. Occurred is the start.</summary>
internal sealed class TreatmentRow : FactRow
{
    public required string? Treatment { get; init; }

    public required CodedValue? Drug { get; init; }

    public required PartialDate? End { get; init; }

    public required string? Regimen { get; init; }

    public required double? Dose { get; init; }

    public required string? DoseUnit { get; init; }

    public required string? InTrial { get; init; }

    public required string? StopReason { get; init; }
}

/// <summary>An operation or biopsy. Occurred is its date.</summary>
internal sealed class SurgeryRow : FactRow
{
    public required string? Kind { get; init; }

    public required string? Region { get; init; }

    public required string? Laterality { get; init; }

    public required string? Extent { get; init; }

    public required string[] Results { get; init; }

    public required PartialDate? ResultDate { get; init; }
}

/// <summary>Standing with a trial, a study, a registry or an organisation. Occurred is when the standing was taken, or when taking part began.</summary>
internal sealed class StudyRow : FactRow
{
    public required string? Kind { get; init; }

    public required string? Standing { get; init; }

    public required CodedValue? Study { get; init; }

    public required PartialDate? End { get; init; }
}

/// <summary>The total of a questionnaire. Occurred is when it was answered.</summary>
internal sealed class PatientOutcomeRow : FactRow
{
    public required string Instrument { get; init; }

    public required double? Score { get; init; }

    public required string? Unit { get; init; }

    public required string? Form { get; init; }

    public required string? Respondent { get; init; }
}

/// <summary>Something was done, or happened, that is a danger to somebody with this disease. Occurred is when.</summary>
internal sealed class SafetyConcernRow : FactRow
{
    public required string Kind { get; init; }

    public required string RestsOn { get; init; }
}

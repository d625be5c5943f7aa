using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>A disease, diagnosed or ruled out. Occurred is the date of diagnosis.</summary>
internal sealed class DiagnosisRow : FactRow
{
    public required string Disease { get; init; }

    public required CodedValue Code { get; init; }

    public required string Verification { get; init; }

    public required PartialDate? Onset { get; init; }

    public required CodedValue? Class { get; init; }

    public required CodedValue? Severity { get; init; }
}

/// <summary>A genetic variant.</summary>
internal sealed class VariantRow : FactRow
{
    public required string Gene { get; init; }

    public required string? CodingHgvs { get; init; }

    public required string? ProteinHgvs { get; init; }

    public required string? GenomicHgvs { get; init; }

    public required CodedValue Presence { get; init; }

    public required CodedValue? AllelicState { get; init; }

    public required CodedValue? SourceClass { get; init; }

    public required CodedValue? Transmission { get; init; }

    public required string? ParentalAllele { get; init; }

    public required bool HasAlleleBasis { get; init; }

    public required string? ConsequenceClass { get; init; }
}

/// <summary>What a variant means. Occurred is when it was judged.</summary>
internal sealed class InterpretationRow : FactRow
{
    public required string? Variant { get; init; }

    public required CodedValue? Significance { get; init; }

    public required CodedValue? Disease { get; init; }

    public required CodedValue? Inheritance { get; init; }
}

/// <summary>A flare-up. Occurred is its onset.</summary>
internal sealed class FlareUpRow : FactRow
{
    public required PartialDate? End { get; init; }

    public required string? Region { get; init; }

    public required string? Laterality { get; init; }

    public required string? Trigger { get; init; }

    public required string[] Symptoms { get; init; }

    public required string? Outcome { get; init; }
}

/// <summary>Bone at a site where none belongs. Occurred is when it was first seen.</summary>
internal sealed class OssificationRow : FactRow
{
    public required string? Region { get; init; }

    public required string? Laterality { get; init; }

    public required string? Depth { get; init; }

    public required string? Tissue { get; init; }

    public required string? FlareUp { get; init; }

    public required string[] Morphology { get; init; }

    public required string? Pathway { get; init; }

    public required string? Extent { get; init; }

    public required string? Pain { get; init; }

    public required string? Ulcer { get; init; }

    public required double? Millimetres { get; init; }

    public required string? Method { get; init; }
}

/// <summary>Somebody looked. Occurred is the date for which the status holds.</summary>
internal sealed class VitalStatusRow : FactRow
{
    public required string Status { get; init; }

    public required string? Informant { get; init; }
}

/// <summary>A death, or its cause. Occurred is the date of death.</summary>
internal sealed class DeathRow : FactRow
{
    public required CodedValue? Cause { get; init; }

    public required string? CauseRole { get; init; }

    public required string? DueToDisease { get; init; }
}

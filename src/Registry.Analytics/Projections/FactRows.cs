using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>One state of one fact, from the event that stated it until the event that ended it: what makes every report repeatable as of any sequence.</summary>
/// <remarks>Invariant: an event opens at most one row of a table, so FromSequence is the key; a row is never changed but to be closed.</remarks>
internal abstract class FactRow
{
    /// <summary>Sequence of the event that stated it.</summary>
    public required long FromSequence { get; init; }

    /// <summary>Sequence of the event from which on it no longer holds; null while it holds.</summary>
    public long? ToSequence { get; set; }

    public required SubjectId Subject { get; init; }

    public required string Site { get; init; }

    public required string Fact { get; init; }

    /// <summary>When it happened in the subject's life; null when not told.</summary>
    public required PartialDate? Occurred { get; init; }
}

/// <summary>Who an enrolled subject is. Occurred is the registry entry date.</summary>
internal sealed class SubjectRow : FactRow
{
    public required string Sex { get; init; }

    public required PartialDate Birth { get; init; }

    public required string? Country { get; init; }

    /// <summary>Consent to the registry does not hold: the rows stay, the reports leave the subject out.</summary>
    public required bool IsWithdrawn { get; init; }

    /// <summary>The same subject from another event on.</summary>
    internal SubjectRow From(long sequence, bool isWithdrawn) => new()
    {
        FromSequence = sequence,
        Subject = Subject,
        Site = Site,
        Fact = Fact,
        Occurred = Occurred,
        Sex = Sex,
        Birth = Birth,
        Country = Country,
        IsWithdrawn = isWithdrawn,
    };
}

/// <summary>Two subjects are one person.</summary>
internal sealed class LinkRow : FactRow
{
    public required SubjectId Other { get; init; }
}

/// <summary>A subject's decision on one scope of consent.</summary>
internal sealed class ConsentRow : FactRow
{
    public required string Scope { get; init; }

    public required bool IsPermitted { get; init; }

    public required string? PolicyVersion { get; init; }
}

/// <summary>A disease, diagnosed or ruled out. Occurred is the date of diagnosis.</summary>
internal sealed class DiagnosisRow : FactRow
{
    public required string Disease { get; init; }

    public required CodedValue Code { get; init; }

    public required string Verification { get; init; }

    public required PartialDate? Onset { get; init; }

    public required CodedValue? Class { get; init; }
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
}

/// <summary>A flare-up. Occurred is its onset.</summary>
internal sealed class FlareUpRow : FactRow
{
    public required PartialDate? End { get; init; }

    public required string? Region { get; init; }

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
}

/// <summary>Somebody looked. Occurred is the date for which the status holds.</summary>
internal sealed class VitalStatusRow : FactRow
{
    public required string Status { get; init; }
}

/// <summary>A death, or its cause. Occurred is the date of death.</summary>
internal sealed class DeathRow : FactRow
{
    public required CodedValue? Cause { get; init; }
}

/// <summary>An open finding of a rule.</summary>
internal sealed class FindingRow : FactRow
{
    public required string Rule { get; init; }

    public required string Severity { get; init; }

    public required string Category { get; init; }
}

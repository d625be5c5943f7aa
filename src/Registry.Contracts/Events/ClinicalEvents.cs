namespace Registry.Contracts.Events;

/// <summary>A disease was diagnosed, or ruled out, in a subject.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is the date of diagnosis.</remarks>
public sealed record DiagnosisRecorded : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>The registry's name of the disease, from the package's dispatch file: <c>FOP</c>, <c>POH</c>.</summary>
    public required string Disease { get; init; }

    /// <summary>The coding that decided it, such as ORPHA 337.</summary>
    public required CodedValue Code { get; init; }

    /// <summary>https://hl7.org/fhir/R4/valueset-condition-ver-status.html: <c>confirmed</c>, <c>provisional</c>, <c>refuted</c> …</summary>
    public required string Verification { get; init; }

    /// <summary>First symptom; null when not told.</summary>
    public required PartialDate? Onset { get; init; }

    /// <summary>Clinical class, such as classic FOP; null when not told.</summary>
    public required CodedValue? Class { get; init; }

    /// <summary>How severe the source judged it; null when not told.</summary>
    public CodedValue? Severity { get; init; }
}

/// <summary>A genetic variant was reported. Transmission and allele of origin are two facts: a variant can be de novo and paternal.</summary>
public sealed record VariantReported : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>HGNC id, such as <c>HGNC:171</c>.</summary>
    public required string Gene { get; init; }

    /// <summary>c. HGVS with transcript; null for a large deletion.</summary>
    public required string? CodingHgvs { get; init; }

    /// <summary>p. HGVS; null when not told.</summary>
    public required string? ProteinHgvs { get; init; }

    /// <summary>g. HGVS; null when not told.</summary>
    public required string? GenomicHgvs { get; init; }

    /// <summary>LL1971-2: present, absent, no call, indeterminate.</summary>
    public required CodedValue Presence { get; init; }

    /// <summary>Heterozygous, homozygous …; null when not told.</summary>
    public required CodedValue? AllelicState { get; init; }

    /// <summary>Germline, somatic …; null when not told.</summary>
    public required CodedValue? SourceClass { get; init; }

    /// <summary>LOINC 94186-4: from whom it was inherited, or de novo; null when not told.</summary>
    public required CodedValue? Transmission { get; init; }

    /// <summary>Which parental chromosome carries it: <c>paternal</c>, <c>maternal</c>, <c>undetermined</c>; null where the profile does not ask.</summary>
    public required string? ParentalAllele { get; init; }

    /// <summary>True when the source says how the parental allele was found (LOINC 82309-6).</summary>
    public bool HasAlleleBasis { get; init; }

    /// <summary>LOINC 82309-6: how the parental allele was found; null when not told, or told in words alone.</summary>
    public CodedValue? AlleleBasis { get; init; }

    /// <summary>The gene's symbol as the source wrote it beside the HGNC id; null when it wrote none.</summary>
    public string? GeneSymbol { get; init; }

    /// <summary>Further c. and p. HGVS names of the same variant, in the order sent.</summary>
    public IReadOnlyList<string> OtherHgvs { get; init; } = [];

    /// <summary>Reference sequence of the transcript with its version, where it is told apart from <see cref="CodingHgvs"/>; null otherwise.</summary>
    public string? Transcript { get; init; }

    /// <summary>What it does to the coding sequence, a code of the registry's own: <c>frameshift</c>, <c>missense</c> …; null when not told.</summary>
    public string? ConsequenceClass { get; init; }

    /// <summary>Allelic frequency in the sample, 0 to 1: a mosaic finding has one; null when not told.</summary>
    public decimal? AllelicFrequency { get; init; }
}

/// <summary>A flare-up was reported for a subject; once per version of its Observation that changes the fact.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is the onset.</remarks>
public sealed record FlareUpReported : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>When it ended; null while it goes on or when not told.</summary>
    public required PartialDate? End { get; init; }

    /// <summary>Body region code of the registry's own code system; null when not told.</summary>
    public required string? Region { get; init; }

    /// <summary><c>left</c>, <c>right</c> or <c>bilateral</c>; null when not told.</summary>
    public string? Laterality { get; init; }

    /// <summary>Trigger code of the registry's own code system; null when not told.</summary>
    public required string? Trigger { get; init; }

    /// <summary>Symptom codes of the registry's own code system, in the order sent.</summary>
    public required IReadOnlyList<string> Symptoms { get; init; }

    /// <summary>Outcome code of the registry's own code system; null when not told.</summary>
    public required string? Outcome { get; init; }
}

/// <summary>Heterotopic ossification was reported at a site.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is when it was first seen.</remarks>
public sealed record OssificationReported : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>Body region code of the registry's own code system.</summary>
    public required string? Region { get; init; }

    /// <summary><c>left</c>, <c>right</c>, <c>bilateral</c> …; null when not told.</summary>
    public required string? Laterality { get; init; }

    /// <summary>Depth code: dermis, subcutis, deep; null when not told.</summary>
    public required string? Depth { get; init; }

    /// <summary>Host tissue code; null when not told.</summary>
    public required string? Tissue { get; init; }

    /// <summary>Fact key of the flare-up that it followed; null when none is named (47 % progress without one).</summary>
    public required string? FlareUp { get; init; }

    /// <summary>Form codes of the registry's own code system, in the order sent.</summary>
    public IReadOnlyList<string> Morphology { get; init; } = [];

    /// <summary><c>endochondral</c>, <c>intramembranous</c>, <c>mixed</c>, <c>unknown</c>; null when not told.</summary>
    public string? Pathway { get; init; }

    /// <summary><c>circumscribed</c>, <c>diffuse</c> or <c>unknown</c>; null when not told.</summary>
    public string? Extent { get; init; }

    /// <summary>Whether it hurts: <c>yes</c>, <c>no</c>, <c>unknown</c>; null when not told.</summary>
    public string? Pain { get; init; }

    /// <summary>Whether the skin over it is open: <c>yes</c>, <c>no</c>, <c>unknown</c>; null when not told.</summary>
    public string? Ulcer { get; init; }

    /// <summary>Largest diameter in millimetres; null when not told.</summary>
    public decimal? Millimetres { get; init; }

    /// <summary>How it was found, a code of the registry's own; null when not told.</summary>
    public string? Method { get; init; }
}

/// <summary>Somebody looked: on this date the subject was alive, dead, lost or of unknown state. It ends the follow-up of survival analysis.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is the date for which the status holds.</remarks>
public sealed record VitalStatusConfirmed : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary><c>alive</c>, <c>dead</c>, <c>lost-to-follow-up</c> or <c>unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Who or what said so, a code of the registry's own; null when not told.</summary>
    public string? Source { get; init; }
}

/// <summary>A death, or its cause, was reported. The Patient and a cause-of-death Observation are two facts about one death.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is the date of death; null when only the fact is known.</remarks>
public sealed record DeathReported : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>Coded cause; null when not told.</summary>
    public required CodedValue? Cause { get; init; }

    /// <summary><c>underlying</c>, <c>immediate</c> or <c>contributing</c>; null when not told.</summary>
    public string? Role { get; init; }

    /// <summary>Whether the death is attributed to the rare disease: <c>yes</c>, <c>no</c>, <c>unknown</c>; null when not told.</summary>
    public string? DueToDisease { get; init; }
}

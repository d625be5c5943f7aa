namespace Registry.Contracts.Events;

/// <summary>A congenital or phenotypic feature, or a complication, was looked for: found, or not found.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is when it was looked for; of a complication, its onset.</remarks>
public sealed record FeatureReported : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>The feature: a term of the Human Phenotype Ontology, or a code of the registry's own.</summary>
    public required CodedValue Feature { get; init; }

    /// <summary><c>present</c>, <c>absent</c>, or <c>suspected</c> of a complication that is not confirmed.</summary>
    public required string Presence { get; init; }

    /// <summary>Body region code of the registry's own code system; null when not told.</summary>
    public required string? Region { get; init; }

    /// <summary><c>left</c>, <c>right</c> or <c>bilateral</c>; null when not told.</summary>
    public required string? Laterality { get; init; }

    /// <summary>When it began, from a date or from an age and the date of birth; null when not told.</summary>
    public required PartialDate? Onset { get; init; }

    /// <summary>Onset as a term of the Human Phenotype Ontology, such as congenital; null when not told.</summary>
    public required CodedValue? OnsetClass { get; init; }

    /// <summary>How it was found, a code of the registry's own: a radiograph finds more than a question. Null when not told.</summary>
    public required string? Method { get; init; }

    /// <summary>How severe the source judged it; null when not told.</summary>
    public required CodedValue? Severity { get; init; }

    /// <summary>How large it is, where it has a size (a difference of limb length), in millimetres; null otherwise.</summary>
    public required decimal? Millimetres { get; init; }

    /// <summary>Of an affected relative: <c>mother</c>, <c>father</c>, <c>sibling</c>, <c>child</c>, <c>other</c>; null otherwise, or when not told.</summary>
    public required string? Relative { get; init; }

    /// <summary>Of an affected relative: the disease; null otherwise, or when not told.</summary>
    public required CodedValue? RelativeDisease { get; init; }
}

/// <summary>The volume of heterotopic bone was measured in images. A state on a date, not a lesion: whoever counts lesions leaves it out.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is when the images were taken.</remarks>
public sealed record OssificationMeasured : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>Cubic millimetres, 0 or more; null when the number is larger than a decimal holds.</summary>
    public required decimal? CubicMillimetres { get; init; }

    /// <summary>Body region code of the registry's own code system; null for the whole body.</summary>
    public required string? Region { get; init; }

    /// <summary>Whether the head was left out of a volume of the whole body: <c>yes</c>, <c>no</c>, <c>unknown</c>; null when not told.</summary>
    public required string? HeadExcluded { get; init; }

    /// <summary>How it was imaged, a code of the registry's own.</summary>
    public required string? Method { get; init; }
}

/// <summary>Function was assessed: the joint involvement score (CAJIS), one joint, or mobility.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is when it was assessed.</remarks>
public sealed record FunctionAssessed : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>What was assessed: <c>cajis</c>, <c>joint-status</c> or <c>mobility-status</c>.</summary>
    public required string Instrument { get; init; }

    /// <summary>Total of a score (CAJIS: 0 to 30, more is worse); null for what has a level.</summary>
    public required int? Score { get; init; }

    /// <summary>Scores of the sites, in the order sent; empty when the total alone was sent, or there is none.</summary>
    public required IReadOnlyList<SiteScore> Sites { get; init; }

    /// <summary>Level code of the registry's own code system joint-status or mobility-level; null for a score.</summary>
    public required string? Level { get; init; }

    /// <summary>The joint, a body region code of the registry's own code system; null where none is meant.</summary>
    public required string? Region { get; init; }

    /// <summary><c>left</c>, <c>right</c> or <c>bilateral</c>; null when not told.</summary>
    public required string? Laterality { get; init; }

    /// <summary>Help needed in daily life: <c>none</c>, <c>partial</c>, <c>complete</c>, <c>unknown</c>; null when not told.</summary>
    public required string? CaregiverNeed { get; init; }
}

/// <summary>The score of one site.</summary>
/// <param name="Site">Code of the registry's own code system cajis-site, such as <c>hip-left</c>.</param>
/// <param name="Score">0, 1 or 2.</param>
public sealed record SiteScore(string Site, int Score);

/// <summary>A laboratory measured something in a sample.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is when the sample was taken. Values are as reported, never converted.</remarks>
public sealed record LaboratoryMeasured : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>The analyte by its LOINC code.</summary>
    public required CodedValue Analyte { get; init; }

    /// <summary>The number, in <see cref="Unit"/>; null when it is larger than a decimal holds.</summary>
    public required decimal? Value { get; init; }

    /// <summary>UCUM unit of the value, and of the range.</summary>
    public required string? Unit { get; init; }

    /// <summary>Lower bound of the laboratory's reference range, in <see cref="Unit"/>; null when not told or in another unit.</summary>
    public required decimal? ReferenceLow { get; init; }

    /// <summary>Upper bound of the laboratory's reference range, in <see cref="Unit"/>; null when not told or in another unit.</summary>
    public required decimal? ReferenceHigh { get; init; }

    /// <summary>The laboratory's own judgement, such as <c>N</c> or <c>H</c>; null when not told.</summary>
    public required string? Interpretation { get; init; }
}

/// <summary>What a variant means was reported: its class, and the disease that it predicts.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is when it was judged; null when not told.</remarks>
public sealed record VariantInterpreted : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>Fact key of the variant; null when the reference names something else.</summary>
    public required string? Variant { get; init; }

    /// <summary>Class of pathogenicity, a LOINC answer.</summary>
    public required CodedValue? Significance { get; init; }

    /// <summary>The disease that it predicts.</summary>
    public required CodedValue? Disease { get; init; }

    /// <summary>Mode of inheritance, a term of the Human Phenotype Ontology; null when not told.</summary>
    public required CodedValue? Inheritance { get; init; }
}

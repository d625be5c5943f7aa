namespace Registry.Contracts.Events;

/// <summary>A drug was given for the disease.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is the start.</remarks>
public sealed record TreatmentReported : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>Treatment code of the registry's own code system.</summary>
    public required string? Treatment { get; init; }

    /// <summary>The drug in another system, such as ATC; null when not told.</summary>
    public required CodedValue? Drug { get; init; }

    /// <summary>When it was stopped; null while it goes on or when not told.</summary>
    public required PartialDate? End { get; init; }

    /// <summary><c>continuous</c>, <c>flare-up</c>, <c>perioperative</c>, <c>unknown</c>; null when not told.</summary>
    public required string? Regimen { get; init; }

    /// <summary>Usual dose of a day, in <see cref="DoseUnit"/>; null when not told.</summary>
    public required decimal? Dose { get; init; }

    /// <summary>UCUM unit of the dose; null when there is none.</summary>
    public required string? DoseUnit { get; init; }

    /// <summary>Whether it was given in a trial: <c>yes</c>, <c>no</c>, <c>unknown</c>; null when not told.</summary>
    public required string? InTrial { get; init; }

    /// <summary>Why it was stopped, a code of the registry's own; null when not told.</summary>
    public required string? StopReason { get; init; }
}

/// <summary>An operation or biopsy was done.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is the date of the operation.</remarks>
public sealed record SurgeryReported : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>Kind code of the registry's own code system: <c>excision</c>, <c>biopsy</c> …</summary>
    public required string? Kind { get; init; }

    /// <summary>Body region code of the registry's own code system; null when not told.</summary>
    public required string? Region { get; init; }

    /// <summary><c>left</c>, <c>right</c> or <c>bilateral</c>; null when not told.</summary>
    public required string? Laterality { get; init; }

    /// <summary><c>circumscribed</c>, <c>diffuse</c> or <c>unknown</c>; null when not told.</summary>
    public required string? Extent { get; init; }

    /// <summary>Result codes of the registry's own code system (<c>lasting</c>, <c>recurrence</c>, <c>complication</c> …), in the order sent.</summary>
    public required IReadOnlyList<string> Results { get; init; }

    /// <summary>When the results were seen; null when not told.</summary>
    public required PartialDate? ResultDate { get; init; }
}

/// <summary>The subject's standing with a trial, a study, another registry or a patients' organisation.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is when the standing was taken, or when taking part began.</remarks>
public sealed record StudyReported : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary><c>trial</c>, <c>natural-history-study</c>, <c>registry</c> or <c>patient-organisation</c>.</summary>
    public required string? Kind { get; init; }

    /// <summary><c>eligible</c>, <c>not-eligible</c>, <c>declined</c>, <c>enrolled</c>, <c>completed</c> or <c>withdrawn</c>.</summary>
    public required string? Status { get; init; }

    /// <summary>Its public number, such as an NCT number; null when not told.</summary>
    public required CodedValue? Study { get; init; }

    /// <summary>When taking part ended; null while it goes on or when not told.</summary>
    public required PartialDate? End { get; init; }
}

/// <summary>The total of a questionnaire that the subject, or somebody for the subject, answered.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is when it was answered.</remarks>
public sealed record PatientOutcomeReported : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>Instrument code of the registry's own code system: <c>fop-pfq</c>, <c>prma</c>, <c>pain-intensity</c> …</summary>
    public required string Instrument { get; init; }

    /// <summary>The total, in <see cref="Unit"/>; null when it is larger than a decimal holds.</summary>
    public required decimal? Score { get; init; }

    /// <summary><c>{score}</c>, or <c>%</c> of the worst possible.</summary>
    public required string? Unit { get; init; }

    /// <summary><c>adult</c> or <c>child</c>; null when not told.</summary>
    public required string? Form { get; init; }

    /// <summary><c>subject</c> or <c>proxy</c>; null when not told.</summary>
    public required string? Respondent { get; init; }
}

/// <summary>Something was done, or happened, that is a danger to somebody with this disease. Not an error in the data: the record is wanted, and somebody should know.</summary>
/// <remarks><see cref="EventHeader.Occurred"/> is when it happened. It is retracted when the fact on which it rests is gone, or the diagnosis is.</remarks>
public sealed record SafetyConcernRaised : IRegistryEvent
{
    /// <inheritdoc/>
    public required EventHeader Header { get; init; }

    /// <summary>What it was: <c>intramuscular-injection</c>, <c>biopsy</c> or <c>excision</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Key of the fact that tells of it.</summary>
    public required string RestsOn { get; init; }
}

namespace Registry.Fhir.Outcomes;

/// <summary>How grave a finding is. https://hl7.org/fhir/R4/valueset-issue-severity.html</summary>
public enum Severity
{
    /// <summary>Nothing to mend.</summary>
    Information,

    /// <summary>Stored, but somebody should look.</summary>
    Warning,

    /// <summary>Refused.</summary>
    Error,

    /// <summary>Refused, and what follows could not be examined.</summary>
    Fatal,
}

/// <summary>Which authority a finding speaks for; it decides between 400 (not FHIR) and 422 (breaks a profile or rule).</summary>
/// <remarks>https://hl7.org/fhir/R4/http.html#create names the two statuses.</remarks>
public enum Authority
{
    /// <summary>The grammar of JSON (RFC 8259) or of XML, or FHIR's rules for either.</summary>
    Json,

    /// <summary>The base definitions of FHIR R4.</summary>
    Base,

    /// <summary>A profile of a loaded package.</summary>
    Profile,

    /// <summary>A rule of this registry.</summary>
    Rule,
}

/// <summary>One thing that is wrong, where it is, why, and what to send instead. Rendered as OperationOutcome.issue.</summary>
/// <remarks>https://hl7.org/fhir/R4/operationoutcome.html</remarks>
public sealed record Finding
{
    /// <summary>How grave it is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Who says so.</summary>
    public required Authority Authority { get; init; }

    /// <summary>A code of https://hl7.org/fhir/R4/valueset-issue-type.html, such as <c>structure</c>, <c>required</c>, <c>code-invalid</c>.</summary>
    public required string IssueType { get; init; }

    /// <summary>The rule's stable key: an invariant's key, a registry rule's id, or one of the engine's own (<c>fhir-cardinality-min</c>).</summary>
    public required string Rule { get; init; }

    /// <summary>What is wrong here, in one sentence or two; never a value from the resource beyond a code or a date's shape.</summary>
    public required string Message { get; init; }

    /// <summary>Why: the rule in words, those of the definition's or the profile's author where there are some; null only for information.</summary>
    public string? Reason { get; init; }

    /// <summary>What to send instead, as an instruction; null only for information.</summary>
    public string? Remedy { get; init; }

    /// <summary>Where: a FHIRPath expression from the root, such as <c>Bundle.entry[2].resource.name[0]</c>; of what is missing, the place where it should stand; null when there is none.</summary>
    public string? Expression { get; init; }

    /// <summary>Line of the place, from 1; 0 when there is none.</summary>
    public int Line { get; init; }

    /// <summary>Column of the place in UTF-16 code units, from 1; 0 when there is none.</summary>
    public int Column { get; init; }

    /// <summary>Canonical URL of the profile that asks for it; null when no profile does.</summary>
    public string? Profile { get; init; }

    /// <summary>True for <see cref="Severity.Error"/> and <see cref="Severity.Fatal"/>.</summary>
    public bool IsError => Severity >= Severity.Error;
}

namespace Registry.Clinical.Submissions;

/// <summary>A search that finds the resource of a conditional interaction or reference, where it is more than one identifier. https://hl7.org/fhir/R4/http.html#ccreate</summary>
/// <param name="Type">Resource type that is searched.</param>
/// <param name="Criteria">The query without its question mark, as sent.</param>
public readonly record struct Condition(string Type, string Criteria);

/// <summary>A condition of a submission.</summary>
/// <param name="Condition">What is searched.</param>
/// <param name="Most">How many matches it may have, and one more: so many are looked for.</param>
/// <param name="Expression">Where it stands in the body; null where that is not in it.</param>
public sealed record SubmittedCondition(Condition Condition, int Most, string? Expression);

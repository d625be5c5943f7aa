namespace Registry.Cohort.Errors;

/// <summary>An error that was put into a subject's bundle.</summary>
/// <param name="Kind">What was done: a name of <see cref="ErrorCatalogue"/>.</param>
/// <param name="Rule">The rule or invariant that is to find it; other ones may as well.</param>
/// <param name="IsError">Whether that refuses; a warning otherwise.</param>
/// <param name="Record">Record number of the statement that was changed; 0 for the Patient.</param>
internal sealed record InjectedError(string Kind, string Rule, bool IsError, int Record);

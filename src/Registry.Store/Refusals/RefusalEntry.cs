using Registry.Contracts.Callers;

namespace Registry.Store.Refusals;

/// <summary>A submission that was not taken: who sent it, where, and what stood against it. It carries no value of what was sent.</summary>
public sealed record RefusalEntry
{
    /// <summary>UUIDv7, made by whoever refuses.</summary>
    public required Guid Id { get; init; }

    /// <summary>When, milliseconds since 1970-01-01 UTC.</summary>
    public required long RefusedMs { get; init; }

    /// <summary>Whose.</summary>
    public required SiteId Site { get; init; }

    /// <summary>The system that sent it.</summary>
    public required string Client { get; init; }

    /// <summary>Method and route template, such as <c>PUT /fhir/{type}/{id}</c>.</summary>
    public required string Route { get; init; }

    /// <summary>The HTTP status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>Type of resource, <c>Bundle</c> for a transaction; empty when it is no type of FHIR R4.</summary>
    public required string ResourceType { get; init; }

    /// <summary>How many findings there were, also those that are not listed.</summary>
    public required int FindingCount { get; init; }

    /// <summary>The first of them, at most <see cref="Limits.RefusalFindings"/>.</summary>
    public required IReadOnlyList<RefusalFinding> Findings { get; init; }
}

/// <summary>A reason of a refusal.</summary>
/// <param name="Rule">The rule's stable key.</param>
/// <param name="ResourceType">Type of the resource that it is about; empty when it is no type of FHIR R4.</param>
/// <param name="Path">Element path with indexes; names that FHIR does not know stand there as <c>?</c>. Empty when there is none.</param>
public sealed record RefusalFinding(string Rule, string ResourceType, string Path);

/// <summary>Which refusals are meant; null does not restrict.</summary>
/// <param name="Rule">With a finding of this rule.</param>
/// <param name="Site">Of this site.</param>
/// <param name="FromMs">From this instant on, milliseconds since 1970-01-01 UTC.</param>
/// <param name="BeforeMs">Before this instant.</param>
public sealed record RefusalFilter(string? Rule, SiteId? Site, long? FromMs, long? BeforeMs);

/// <summary>How often a rule refused in a month.</summary>
/// <param name="Rule">The rule's stable key.</param>
/// <param name="Site">Whose submissions.</param>
/// <param name="Month">Year and month in UTC, such as 202611.</param>
/// <param name="Refusals">Submissions.</param>
/// <param name="Findings">Its findings in them, of those that are listed.</param>
public sealed record RefusalCount(string Rule, SiteId Site, int Month, long Refusals, long Findings);

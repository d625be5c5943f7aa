namespace Registry.Contracts.Callers;

/// <summary>What a caller may do. A key or token carries a set of these.</summary>
[Flags]
public enum CallerRoles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Send and read back its own site's resources: a hospital system.</summary>
    Submitter = 1,

    /// <summary>Read the event log of all sites: an analytics consumer. It holds pseudonymous facts only.</summary>
    Subscriber = 2,

    /// <summary>Read reports, findings and resources of all sites: a registry coordinator.</summary>
    Coordinator = 4,

    /// <summary>Operate the service: health detail and operators' routes.</summary>
    Operator = 8,
}

/// <summary>Who asks. A required argument of ingest, read, search, events and reports: no query is written without it.</summary>
/// <param name="ClientId">The system that calls, such as <c>epic-prod</c>; it scopes idempotency keys.</param>
/// <param name="Site">The hospital or registry site for which it calls; it comes from the key, never from content.</param>
/// <param name="Roles">What it may do.</param>
/// <remarks>It lives here because it crosses every room's door, Analytics' included: docs/decisions/0007-caller-in-contracts.md.</remarks>
public sealed record Caller(string ClientId, SiteId Site, CallerRoles Roles)
{
    /// <summary>True when the caller has at least one of these roles.</summary>
    public bool Has(CallerRoles any) => (Roles & any) != CallerRoles.None;

    /// <summary>True when the caller may see what other sites sent.</summary>
    public bool SeesAllSites => Has(CallerRoles.Coordinator | CallerRoles.Operator);
}

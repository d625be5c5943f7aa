using Registry.Contracts.Callers;

namespace Registry.Analytics.Reports;

/// <summary>For whom a report is made, and who may ask for it.</summary>
internal static class ReportAudience
{
    /// <summary>All sites, every detail.</summary>
    internal const string Coordinator = "coordinator";

    /// <summary>One site about its own subjects, every detail.</summary>
    internal const string Site = "site";

    /// <summary>All sites; small counts, exact ages and rows of one subject are kept back.</summary>
    internal const string Public = "public";

    /// <summary>Parameters with which the public can ask. None leaves anybody out or cuts finer: all subjects less those of each disease are those of none, a year less the months shown is the one that is not, and two thresholds keep back different rows.</summary>
    private static readonly string[] PublicParameters = [ReportParameter.AudienceName, ReportParameter.ByName];

    /// <summary>What a caller gets who names none; null for a caller who gets no report.</summary>
    internal static string? Default(Caller caller) =>
        caller.Has(CallerRoles.Coordinator) ? Coordinator
        : caller.Has(CallerRoles.Submitter) ? Site
        : caller.Has(CallerRoles.Subscriber) ? Public
        : null;

    /// <returns>Why the caller may not have it; null when it may.</returns>
    internal static string? Refusal(string audience, IReadOnlyDictionary<string, string> parameters, Caller caller)
    {
        if (caller.Has(CallerRoles.Coordinator))
            return audience is Site ? "A coordinator sees all sites: ask for the audience 'coordinator' and the filter 'site'." : null;
        if (audience is Coordinator) return "Every detail of all sites is for the registry's coordinators. Ask for the audience 'public'.";
        if (audience is Site) return caller.Has(CallerRoles.Submitter) ? null : "The audience 'site' is for a submitting site about its own subjects. Ask for the audience 'public'.";
        string? narrow = parameters.Keys.Order(StringComparer.Ordinal).FirstOrDefault(name => !PublicParameters.Contains(name, StringComparer.Ordinal));
        return narrow is null ? null : $"For the audience 'public' the parameter '{narrow}' is the coordinators' alone. Use only: {string.Join(", ", PublicParameters)}.";
    }
}

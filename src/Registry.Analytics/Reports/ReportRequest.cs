using System.Globalization;
using Registry.Contracts.Callers;

namespace Registry.Analytics.Reports;

/// <summary>What is asked of a report, checked. Made by <see cref="Parse"/> alone.</summary>
internal sealed record ReportRequest
{
    internal static readonly IReadOnlyList<string> Sexes = ["male", "female", "other", "unknown"];

    private ReportRequest()
    {
    }

    /// <summary>The diseases of which the report speaks. Events name them; a value outside is refused rather than answered with nothing.</summary>
    internal required IReadOnlyList<string> Diseases { get; init; }

    internal string? Disease { get; private init; }

    internal string? Sex { get; private init; }

    /// <summary>A site to restrict to; for a caller who sees no other site, its own.</summary>
    internal string? Site { get; private init; }

    internal string? Country { get; private init; }

    internal string? By { get; private init; }

    /// <summary>Age in whole years from which survival is conditional.</summary>
    internal int? FromAge { get; private init; }

    internal string? Interval { get; private init; }

    internal long? AsOf { get; private init; }

    internal int? SuppressBelow { get; private init; }

    /// <summary>Reads the parameters that a report knows.</summary>
    /// <returns>The request, or a refusal; just one of them.</returns>
    internal static (ReportRequest? Request, ReportResult? Refusal) Parse(
        ReportDefinition report, IReadOnlyDictionary<string, string> parameters, Caller caller)
    {
        ReportRequest request = new() { Diseases = report.Diseases };
        if (!caller.SeesAllSites)
        {
            if (!caller.Has(CallerRoles.Submitter)) return (null, new ReportResult.NotPermitted("Reports are for coordinators, and for a site about its own subjects."));
            request = request with { Site = caller.Site.Value };
        }

        foreach ((string name, string value) in parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal))
        {
            ReportParameter? known = report.Parameters.FirstOrDefault(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal));
            if (known is null) return (null, new ReportResult.BadParameter(name, $"The report '{report.Name}' has these parameters: {string.Join(", ", report.Parameters.Select(parameter => parameter.Name))}."));
            if (known.Values.Count > 0 && !known.Values.Contains(value, StringComparer.Ordinal))
                return (null, new ReportResult.BadParameter(name, $"It takes one of: {string.Join(", ", known.Values)}."));
            (request, ReportResult? refusal) = With(request, name, value, caller);
            if (refusal is not null) return (null, refusal);
        }

        return (request, null);
    }

    /// <summary>Every parameter of the report with the value that was used.</summary>
    internal IReadOnlyList<ReportFilter> Filters(ReportDefinition report, long sequence) =>
        [.. report.Parameters.Select(parameter => new ReportFilter(parameter.Name, ValueOf(parameter.Name, sequence) ?? parameter.Default))];

    private string? ValueOf(string name, long sequence) => name switch
    {
        ReportParameter.DiseaseName => Disease,
        ReportParameter.SexName => Sex,
        ReportParameter.SiteName => Site,
        ReportParameter.CountryName => Country,
        ReportParameter.ByName => By,
        ReportParameter.FromAgeName => FromAge?.ToString(CultureInfo.InvariantCulture),
        ReportParameter.IntervalName => Interval,
        ReportParameter.AsOfName => sequence.ToString(CultureInfo.InvariantCulture),
        ReportParameter.SuppressBelowName => SuppressBelow?.ToString(CultureInfo.InvariantCulture),
        _ => throw new KeyNotFoundException(name),
    };

    private static (ReportRequest Request, ReportResult? Refusal) With(ReportRequest request, string name, string value, Caller caller)
    {
        switch (name)
        {
            case ReportParameter.DiseaseName: return (request with { Disease = value }, null);
            case ReportParameter.SexName: return (request with { Sex = value }, null);
            case ReportParameter.ByName: return (request with { By = value }, null);
            case ReportParameter.IntervalName: return (request with { Interval = value }, null);
            case ReportParameter.CountryName when value.Length is 2 or 3 && value.All(char.IsAsciiLetterUpper): return (request with { Country = value }, null);
            case ReportParameter.CountryName: return Bad("It takes an ISO 3166 country code of two or three capital letters, as the Patient states it.");
            case ReportParameter.SiteName when !SiteId.IsValid(value): return Bad("It takes the id of a site.");
            case ReportParameter.SiteName when request.Site is { } own && !string.Equals(own, value, StringComparison.Ordinal):
                return (request, new ReportResult.NotPermitted($"The caller sees the site '{own}' alone."));
            case ReportParameter.SiteName: return (request with { Site = value }, null);
            case ReportParameter.FromAgeName when Whole(value, 0, 120) is { } years: return (request with { FromAge = (int)years }, null);
            case ReportParameter.FromAgeName: return Bad("It takes an age in whole years from 0 to 120.");
            case ReportParameter.AsOfName when Whole(value, 0, long.MaxValue) is { } sequence: return (request with { AsOf = sequence }, null);
            case ReportParameter.AsOfName: return Bad("It takes the sequence of an event, 0 or more.");
            case ReportParameter.SuppressBelowName when Whole(value, 2, Limits.SuppressBelow) is { } threshold: return (request with { SuppressBelow = (int)threshold }, null);
            case ReportParameter.SuppressBelowName: return Bad($"It takes a whole number from 2 to {Limits.SuppressBelow}; without it nothing is suppressed.");
            default: throw new KeyNotFoundException($"{name} of {caller.ClientId}");
        }

        (ReportRequest, ReportResult?) Bad(string why) => (request, new ReportResult.BadParameter(name, why));
    }

    private static long? Whole(string value, long least, long greatest) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= greatest ? number : null;
}

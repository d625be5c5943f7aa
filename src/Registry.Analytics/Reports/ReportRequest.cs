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

    internal string? VariantClass { get; private init; }

    internal string? ParentalAllele { get; private init; }

    /// <summary>First year of the birth cohort.</summary>
    internal int? BornFrom { get; private init; }

    /// <summary>Last year of the birth cohort.</summary>
    internal int? BornTo { get; private init; }

    internal string? By { get; private init; }

    /// <summary>Age in whole years from which survival is conditional.</summary>
    internal int? FromAge { get; private init; }

    internal string? Interval { get; private init; }

    /// <summary>The event at which the registry is cut.</summary>
    internal long? AsOf { get; private init; }

    /// <summary>Or the day (UTC) at whose end it is.</summary>
    internal DateOnly? AsOfDay { get; private init; }

    internal string Audience { get; private init; } = ReportAudience.Coordinator;

    /// <summary>A filter other than the site leaves people out.</summary>
    internal bool IsNarrow => (Disease ?? Sex ?? Country ?? VariantClass ?? ParentalAllele) is not null || BornFrom is not null || BornTo is not null;

    internal bool IsPublic => Audience is ReportAudience.Public;

    internal int? SuppressBelow { get; private init; }

    /// <summary>A report without any filter.</summary>
    internal static ReportRequest Everything(ReportDefinition report) => new() { Diseases = report.Diseases };

    /// <summary>Reads the parameters that a report knows.</summary>
    /// <returns>The request, or a refusal; just one of them.</returns>
    internal static (ReportRequest? Request, ReportResult? Refusal) Parse(
        ReportDefinition report, IReadOnlyDictionary<string, string> parameters, Caller caller)
    {
        string? audience = parameters.GetValueOrDefault(ReportParameter.AudienceName) ?? ReportAudience.Default(caller);
        if (audience is null) return (null, new ReportResult.NotPermitted("Reports are for coordinators, for a site about its own subjects, and for the public."));
        ReportRequest request = new() { Diseases = report.Diseases, Audience = audience };

        foreach ((string name, string value) in parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal))
        {
            ReportParameter? known = report.Parameters.FirstOrDefault(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal));
            if (known is null) return (null, new ReportResult.BadParameter(name, $"The report '{report.Name}' has these parameters: {string.Join(", ", report.Parameters.Select(parameter => parameter.Name))}."));
            if (known.Values.Count > 0 && !known.Values.Contains(value, StringComparer.Ordinal))
                return (null, new ReportResult.BadParameter(name, $"It takes one of: {string.Join(", ", known.Values)}."));
            (request, ReportResult? refusal) = With(request, name, value, audience is ReportAudience.Site ? caller.Site.Value : null);
            if (refusal is not null) return (null, refusal);
        }

        if (request.BornFrom > request.BornTo) return (null, new ReportResult.BadParameter(ReportParameter.BornToName, "It lies before bornFrom: nobody is born in such years."));
        if (ReportAudience.Refusal(audience, parameters, caller) is { } why) return (null, new ReportResult.NotPermitted(why));
        return (audience is ReportAudience.Site ? request with { Site = caller.Site.Value } : request, null);
    }

    /// <summary>Every parameter of the report with the value that was used.</summary>
    internal IReadOnlyList<ReportFilter> Filters(ReportDefinition report, long sequence, int? suppressBelow) =>
        [.. report.Parameters.Select(parameter => new ReportFilter(parameter.Name, ValueOf(parameter.Name, sequence, suppressBelow) ?? parameter.Default))];

    private string? ValueOf(string name, long sequence, int? suppressBelow) => name switch
    {
        ReportParameter.DiseaseName => Disease,
        ReportParameter.SexName => Sex,
        ReportParameter.SiteName => Site,
        ReportParameter.CountryName => Country,
        ReportParameter.VariantClassName => VariantClass,
        ReportParameter.ParentalAlleleName => ParentalAllele,
        ReportParameter.BornFromName => BornFrom?.ToString(CultureInfo.InvariantCulture),
        ReportParameter.BornToName => BornTo?.ToString(CultureInfo.InvariantCulture),
        ReportParameter.AudienceName => Audience,
        ReportParameter.ByName => By,
        ReportParameter.FromAgeName => FromAge?.ToString(CultureInfo.InvariantCulture),
        ReportParameter.IntervalName => Interval,
        ReportParameter.AsOfName => sequence.ToString(CultureInfo.InvariantCulture),
        ReportParameter.SuppressBelowName => suppressBelow?.ToString(CultureInfo.InvariantCulture),
        _ => throw new KeyNotFoundException(name),
    };

    private static (ReportRequest Request, ReportResult? Refusal) With(ReportRequest request, string name, string value, string? ownSite)
    {
        switch (name)
        {
            case ReportParameter.DiseaseName: return (request with { Disease = value }, null);
            case ReportParameter.SexName: return (request with { Sex = value }, null);
            case ReportParameter.AudienceName: return (request, null);
            case ReportParameter.VariantClassName: return (request with { VariantClass = value }, null);
            case ReportParameter.ParentalAlleleName: return (request with { ParentalAllele = value }, null);
            case ReportParameter.BornFromName when Whole(value, 1850, 2200) is { } year: return (request with { BornFrom = (int)year }, null);
            case ReportParameter.BornToName when Whole(value, 1850, 2200) is { } year: return (request with { BornTo = (int)year }, null);
            case ReportParameter.BornFromName or ReportParameter.BornToName: return Bad("It takes a year from 1850 to 2200.");
            case ReportParameter.ByName: return (request with { By = value }, null);
            case ReportParameter.IntervalName: return (request with { Interval = value }, null);
            case ReportParameter.CountryName when value.Length is 2 or 3 && value.All(char.IsAsciiLetterUpper): return (request with { Country = value }, null);
            case ReportParameter.CountryName: return Bad("It takes an ISO 3166 country code of two or three capital letters, as the Patient states it.");
            case ReportParameter.SiteName when !SiteId.IsValid(value): return Bad("It takes the id of a site.");
            case ReportParameter.SiteName when ownSite is not null && !string.Equals(ownSite, value, StringComparison.Ordinal):
                return (request, new ReportResult.NotPermitted($"The caller sees the site '{ownSite}' alone."));
            case ReportParameter.SiteName: return (request with { Site = value }, null);
            case ReportParameter.FromAgeName when Whole(value, 0, 120) is { } years: return (request with { FromAge = (int)years }, null);
            case ReportParameter.FromAgeName: return Bad("It takes an age in whole years from 0 to 120.");
            case ReportParameter.AsOfName when Whole(value, 0, long.MaxValue) is { } sequence: return (request with { AsOf = sequence }, null);
            case ReportParameter.AsOfName when DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day):
                return (request with { AsOfDay = day }, null);
            case ReportParameter.AsOfName: return Bad("It takes the sequence of an event, 0 or more, or a day as 2026-01-31.");
            case ReportParameter.SuppressBelowName when Whole(value, 2, Limits.SuppressBelow) is { } threshold: return (request with { SuppressBelow = (int)threshold }, null);
            case ReportParameter.SuppressBelowName: return Bad($"It takes a whole number from 2 to {Limits.SuppressBelow}.");
            default: throw new KeyNotFoundException(name);
        }

        (ReportRequest, ReportResult?) Bad(string why) => (request, new ReportResult.BadParameter(name, why));
    }

    private static long? Whole(string value, long least, long greatest) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= greatest ? number : null;
}

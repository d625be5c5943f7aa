namespace Registry.Analytics.Reports;

/// <summary>A report that can be asked for.</summary>
public sealed class ReportDefinition
{
    internal ReportDefinition(string name, string title, IReadOnlyList<ReportParameter> parameters, Func<Cohort, ReportRequest, ReportBody> compute)
    {
        Name = name;
        Title = title;
        Parameters = parameters;
        Compute = compute;
    }

    /// <summary>Its name in the URL.</summary>
    public string Name { get; }

    /// <summary>What it shows, in a line.</summary>
    public string Title { get; }

    /// <summary>What it can be asked for.</summary>
    public IReadOnlyList<ReportParameter> Parameters { get; }

    /// <summary>The diseases of which it speaks.</summary>
    internal IReadOnlyList<string> Diseases { get; private init; } = [];

    /// <summary>The report as a pure function of the registry at a cut.</summary>
    internal Func<Cohort, ReportRequest, ReportBody> Compute { get; }

    /// <summary>The same over some diseases; those are what its parameter for one takes.</summary>
    internal ReportDefinition Over(IReadOnlyList<string> diseases) =>
        new(Name, Title, [.. Parameters.Select(parameter => parameter == ReportParameter.Disease ? parameter with { Values = diseases } : parameter)], Compute) { Diseases = diseases };
}

/// <summary>A disease that the registry is for.</summary>
/// <param name="Key">Its name in events, such as <c>FOP</c>.</param>
/// <param name="Reports">Names of the reports in which it stands.</param>
public sealed record ReportDisease(string Key, IReadOnlyList<string> Reports);

/// <summary>What a report's own function makes; the catalogue adds name, cut and filters.</summary>
internal sealed record ReportBody
{
    internal required IReadOnlyList<string> Definitions { get; init; }

    internal required IReadOnlyList<string> Warnings { get; init; }

    internal required IReadOnlyList<ReportCount> Imputed { get; init; }

    internal required IReadOnlyList<ReportCount> Excluded { get; init; }

    internal required IReadOnlyList<ReportTable> Tables { get; init; }
}

/// <summary>A parameter of a report.</summary>
/// <param name="Name">Its name in the query string.</param>
/// <param name="Meaning">What it does.</param>
/// <param name="Values">The values it takes; empty when they are not a list.</param>
/// <param name="Default">The value when it is not given; null when it then restricts nothing.</param>
public sealed record ReportParameter(string Name, string Meaning, IReadOnlyList<string> Values, string? Default)
{
    internal const string DiseaseName = "disease";
    internal const string SexName = "sex";
    internal const string SiteName = "site";
    internal const string CountryName = "country";
    internal const string ByName = "by";
    internal const string FromAgeName = "fromAge";
    internal const string IntervalName = "interval";
    internal const string AsOfName = "asOf";
    internal const string SuppressBelowName = "suppressBelow";

    internal static readonly ReportParameter Disease = new(DiseaseName, "Only subjects with a confirmed diagnosis of this disease.", [], null);
    internal static readonly ReportParameter Sex = new(SexName, "Only subjects of this sex.", ReportRequest.Sexes, null);
    internal static readonly ReportParameter Site = new(SiteName, "Only subjects whom this site enrolled, and what it said of them.", [], null);
    internal static readonly ReportParameter Country = new(CountryName, "Only subjects of this country.", [], null);
    internal static readonly ReportParameter AsOf = new(AsOfName, "The registry as it was after this event; without it, as of the last event applied.", [], null);
    internal static readonly ReportParameter SuppressBelow = new(SuppressBelowName, "Counts from 1 to below this are suppressed, for publication; without it, none is.", [], null);
}

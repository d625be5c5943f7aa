namespace Registry.Analytics.Reports;

/// <summary>A parameter of a report.</summary>
/// <param name="Name">Its name in the query string.</param>
/// <param name="Meaning">What it does.</param>
/// <param name="Values">The values it takes; empty when they are not a list.</param>
/// <param name="Default">The value when it is not given; null when it then restricts nothing, or depends on who asks.</param>
public sealed record ReportParameter(string Name, string Meaning, IReadOnlyList<string> Values, string? Default)
{
    internal const string DiseaseName = "disease";
    internal const string VariantClassName = "variantClass";
    internal const string ParentalAlleleName = "parentalAllele";
    internal const string SexName = "sex";
    internal const string BornFromName = "bornFrom";
    internal const string BornToName = "bornTo";
    internal const string SiteName = "site";
    internal const string CountryName = "country";
    internal const string ByName = "by";
    internal const string FromAgeName = "fromAge";
    internal const string IntervalName = "interval";
    internal const string AsOfName = "asOf";
    internal const string AudienceName = "audience";
    internal const string SuppressBelowName = "suppressBelow";

    /// <summary>Its values are the diseases of the registry's packages.</summary>
    internal static readonly ReportParameter Disease = new(DiseaseName, "Only subjects with a confirmed diagnosis of this disease.", [], null);

    /// <summary>Parameters that every report has.</summary>
    internal static readonly IReadOnlyList<ReportParameter> Common =
    [
        Disease,
        new(VariantClassName, "Only subjects in whom a variant of this class was reported present, or none at all.", VariantClass.All, null),
        new(ParentalAlleleName, "Only subjects with a variant whose parental allele was reported so; not-stated: with a variant, but none whose allele was stated.", VariantClass.Alleles, null),
        new(SexName, "Only subjects of this sex.", ReportRequest.Sexes, null),
        new(BornFromName, "Only subjects born in this year or later.", [], null),
        new(BornToName, "Only subjects born in this year or before.", [], null),
        new(SiteName, "Only subjects whom this site enrolled, and what it said of them.", [], null),
        new(CountryName, "Only subjects of this country.", [], null),
        new(AsOfName, "The registry as it was after this event, or at the end of this day (UTC); without it, as of the last event applied.", [], null),
        new(AudienceName, "For whom the report is made.", [ReportAudience.Coordinator, ReportAudience.Site, ReportAudience.Public], null),
        new(SuppressBelowName, "For the public, counts from 1 to below this are kept back; it raises the registry's own threshold and never lowers it.", [], null),
    ];
}

using Registry.Analytics.Projections;
using Registry.Statistics.Rates;

namespace Registry.Analytics.Reports;

/// <summary>Which features subjects have, by genotype.</summary>
internal static class FeatureReport
{
    private const string CongenitalOnset = "HP:0003577";

    private static readonly IReadOnlyList<string> Sentences =
    [
        "Of a subject in whom a feature was looked for: present when one report says present, suspected when none does and one says suspected, absent otherwise. Not reported is not absent: who was not looked at is not in the share.",
        "proportion: present, of present and absent; suspected counts as neither.",
        "congenital: present with the onset class congenital (HP:0003577).",
        VariantClass.Definition,
    ];

    internal static readonly ReportDefinition Report = new(
        "features", "Congenital and other features by genotype", FactKinds.Features | FactKinds.Variants,
        ["FeatureReported.Feature", "FeatureReported.Presence", "FeatureReported.OnsetClass", "FeatureReported.Method", "FeatureReported.Region", "FeatureReported.Laterality", "FeatureReported.Onset"], Compute);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        IReadOnlyList<Stratum> strata = Stratum.ByDisease(cohort, request);
        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = [],
            Imputed = [],
            Excluded = Cells.Excluded(cohort, [Cells.WithoutDisease(cohort, request)]),
            Tables =
            [
                new ReportTable
                {
                    Name = "features", Title = "Features of all subjects", Method = Cells.ProportionMethod, MarginColumns = 2,
                    Columns = [ReportColumn.Text("disease", "Disease"), .. Columns],
                    Rows = [.. strata.SelectMany(stratum => Rows(stratum.People, [ReportCell.Of(stratum.Name)]))],
                },
                new ReportTable
                {
                    Name = "by-genotype", Title = "Features by class of the variant; a subject with two classes stands in both", Method = Cells.ProportionMethod, MarginColumns = 2,
                    Columns = [ReportColumn.Text("disease", "Disease"), .. ByGenotypeColumns],
                    Rows =
                    [
                        .. strata.SelectMany(stratum => Stratum.By(stratum.People, VariantClass.Of).SelectMany(genotype => Rows(genotype.People, [ReportCell.Of(stratum.Name)]).Select(row => (IReadOnlyList<ReportCell>)[row[0], row[1], ReportCell.Of(genotype.Name), .. row.Skip(2)])))
                            .OrderBy(row => ((ReportCell.Text)row[0]).Value, StringComparer.Ordinal).ThenBy(row => ((ReportCell.Text)row[1]).Value, StringComparer.Ordinal).ThenBy(row => ((ReportCell.Text)row[2]).Value, StringComparer.Ordinal),
                    ],
                },
                ByMethod(strata),
                BySite(strata),
                Onsets(strata, cohort),
            ],
        };
    }

    private static ReportColumn[] Columns =>
    [
        ReportColumn.Text("feature", "Feature"), ReportColumn.Count("looked_for", "Looked for"), ReportColumn.Count("present", "Present"), ReportColumn.Count("absent", "Absent"), ReportColumn.Count("suspected", "Suspected"),
        ReportColumn.Count("congenital", "Congenital"), .. Cells.ProportionColumns,
    ];

    private static IEnumerable<ReportColumn> ByGenotypeColumns => [Columns[0], ReportColumn.Text("variant_class", "Variant class"), .. Columns.Skip(1)];

    private static IEnumerable<IReadOnlyList<ReportCell>> Rows(IReadOnlyList<Person> people, IReadOnlyList<ReportCell> names) =>
        people.SelectMany(FeaturesOf)
            .GroupBy(entry => entry.Code, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group =>
            {
                long present = group.LongCount(entry => entry.Presence is "present");
                long absent = group.LongCount(entry => entry.Presence is "absent");
                return (IReadOnlyList<ReportCell>)
                [
                    .. names, ReportCell.Of(group.Key), ReportCell.Of(group.LongCount()), ReportCell.Of(present), ReportCell.Of(absent), ReportCell.Of(group.LongCount(entry => entry.Presence is "suspected")),
                    ReportCell.Of(group.LongCount(entry => entry.IsCongenital)), .. Cells.Proportion(present, present + absent),
                ];
            });

    private static (string Code, string Presence, bool IsCongenital)[] FeaturesOf(Person person) => person.Memo(
        MemoSlot.Features, DateOnly.MinValue,
        static (whose, _) => whose.Features.GroupBy(feature => feature.Feature.Code, StringComparer.Ordinal).Select(group => (Code: group.Key, Presence: PresenceOf(group), IsCongenital: group.Any(IsCongenital))).ToArray());

    private static string PresenceOf(IEnumerable<FeatureRow> reports)
    {
        string[] answers = [.. reports.Select(report => report.Presence)];
        return answers.Contains("present", StringComparer.Ordinal) ? "present" : answers.Contains("suspected", StringComparer.Ordinal) ? "suspected" : "absent";
    }

    private static bool IsCongenital(FeatureRow feature) => feature is { Presence: "present", OnsetClass.Code: CongenitalOnset };

    // A radiograph finds what a question does not: an osteochondroma of the tibia in 90 % against 37 %.
    private static ReportTable ByMethod(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "by-method",
        Title = "Reports of features by how they were found: a radiograph finds more than a question",
        Method = Cells.ProportionMethod + " Reports of one subject are not independent of each other.",
        MarginColumns = 2,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("feature", "Feature"), ReportColumn.Text("method", "Method"), ReportColumn.Count("reports", "Reports"), ReportColumn.Count("present", "Present"), .. Cells.ProportionColumns],
        Rows =
        [
            .. strata.SelectMany(stratum => stratum.People.SelectMany(person => person.Features).GroupBy(feature => (feature.Feature.Code, Method: feature.Method ?? Cells.NotStated))
                .OrderBy(group => group.Key.Code, StringComparer.Ordinal).ThenBy(group => group.Key.Method, StringComparer.Ordinal)
                .Select(group =>
                {
                    long present = group.LongCount(feature => feature.Presence is "present");
                    return (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(group.Key.Code), ReportCell.Of(group.Key.Method), ReportCell.Of(group.LongCount()), ReportCell.Of(present), .. Cells.Proportion(present, group.LongCount())];
                })),
        ],
    };

    private static ReportTable BySite(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "by-region",
        Title = "Features that are present by body region and side, of those of which either is told",
        MarginColumns = 2,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("feature", "Feature"), ReportColumn.Text("region", "Region"), ReportColumn.Text("side", "Side"), ReportColumn.Count("subjects", "Subjects")],
        Rows =
        [
            .. strata.SelectMany(stratum => stratum.People.SelectMany(person => person.Features.Where(feature => feature.Presence is "present" && (feature.Region is not null || feature.Laterality is not null))
                    .Select(feature => (feature.Feature.Code, Region: feature.Region ?? Cells.NotStated, Side: feature.Laterality ?? Cells.NotStated)).Distinct())
                .GroupBy(entry => entry).OrderBy(group => group.Key.Code, StringComparer.Ordinal).ThenBy(group => group.Key.Region, StringComparer.Ordinal).ThenBy(group => group.Key.Side, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(group.Key.Code), ReportCell.Of(group.Key.Region), ReportCell.Of(group.Key.Side), ReportCell.Of(group.LongCount())])),
        ],
    };

    private static ReportTable Onsets(IReadOnlyList<Stratum> strata, Cohort cohort) => new()
    {
        Name = "onsets",
        Title = "Age at the first onset told of a feature or complication; of those who have had it only, so it is no age by which it comes",
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("feature", "Feature"), ReportColumn.Count("with_onset", "Subjects with an onset"), ReportColumn.Years("median_years", "Median age")],
        Rows =
        [
            .. strata.SelectMany(stratum => stratum.People.SelectMany(person => FirstOnsets(person, cohort.CutDay)).GroupBy(entry => entry.Code, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(group.Key), ReportCell.Of(group.LongCount()), ReportCell.Years(Cells.Median([.. group.Select(entry => entry.Years)]))])),
        ],
    };

    private static IEnumerable<(string Code, double Years)> FirstOnsets(Person person, DateOnly cutDay)
    {
        if (Life.Middle(person.Birth, DateOnly.MinValue, cutDay) is not { } birth) yield break;
        foreach (IGrouping<string, FeatureRow> feature in person.Features.Where(row => row is { Presence: "present", Onset: not null }).GroupBy(row => row.Feature.Code, StringComparer.Ordinal))
        {
            if (feature.Select(row => Life.Middle(row.Onset!, birth, cutDay)).Where(day => day is not null).Min() is { } first)
                yield return (feature.Key, PersonTime.Years(first.DayNumber - birth.DayNumber));
        }
    }
}

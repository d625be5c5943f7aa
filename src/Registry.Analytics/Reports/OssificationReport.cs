using Registry.Analytics.Projections;
using Registry.Contracts.Events;
using Registry.Statistics;
using Registry.Statistics.Rates;
using Registry.Statistics.Survival;

namespace Registry.Analytics.Reports;

/// <summary>Where bone forms, at which age, in which order and in which tissue.</summary>
internal static class OssificationReport
{
    private static readonly IReadOnlyList<string> Sentences =
    [
        "First lesion of a region: the earliest date on which a bone lesion there was first seen. It is when it was seen, not when it formed.",
        Milestones.Definition,
        "regions and incidence hold where entering the registry does not depend on when bone comes. It does: bone brings the diagnosis, and the diagnosis the entry, so who is at risk early had bone early, and the ages of regions that ossify about the time of diagnosis are too low. Calibration on cohorts of a known truth shows by how much (tests/Registry.Benchmarks/results/calibration.md).",
        "order: of all pairs of regions in one subject whose first lesions have different dates and whose places on the axis differ, the share in which the region that the axis expects earlier came earlier. One half is no order. Dates that overlap (a month against a day in it) are left out. The places are the registry's own coding of anatomy (code system body-region).",
        "ages: those of the lesions that were seen, also before entry; regions that are not ossified yet do not count in it, so it is too early where follow-up is short.",
        "volume: all heterotopic bone that images show, whole body, over age.",
    ];

    internal static readonly ReportDefinition Report = new(
        "ossification", "Where bone forms, at which age, in which order and in which tissue", FactKinds.Lives | FactKinds.Ossifications | FactKinds.Volumes,
        [.. Life.EventFields, "OssificationReported.Region", "OssificationReported.Tissue", "OssificationReported.Morphology", "OssificationReported.Pathway", "OssificationReported.Extent", "OssificationReported.Pain", "OssificationReported.Ulcer", "OssificationReported.FlareUp", "OssificationMeasured.CubicMillimetres", "OssificationMeasured.Region"], Compute);

    /// <summary>A person's first lesion in each region, and along each axis how many pairs of regions are in the expected order.</summary>
    private sealed record Onsets(IReadOnlyList<(string Region, PartialDate Date, DateOnly Day)> ByRegion, ClusterCount[] Pairs);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        IReadOnlyList<Stratum> strata = Stratum.ByDisease(cohort, request);
        Person[] people = [.. strata.SelectMany(stratum => stratum.People).Distinct()];
        List<IReadOnlyList<ReportCell>> regions = [];
        List<IReadOnlyList<ReportCell>> incidence = [];
        List<IReadOnlyList<ReportCell>> order = [];
        List<IReadOnlyList<ReportCell>> volumes = [];
        List<string> warnings = [];
        foreach (Stratum stratum in strata)
        {
            (Life Life, Onsets Onsets)[] members = [.. stratum.People.Select(person => (cohort.LifeOf(person), OnsetsOf(person, cohort.CutDay)))];
            AddRegions(stratum.Name, members, regions, incidence, warnings);
            for (int axis = 0; axis < BodyRegions.Axes.Count; axis++) order.Add(Order(stratum.Name, [.. members.Select(member => member.Onsets.Pairs[axis]).Where(cluster => cluster.Of > 0)], BodyRegions.Axes[axis].Name, warnings));
            volumes.Add(Trends.Row(stratum.Name, stratum.People, cohort, person => person.Volumes.Where(volume => volume is { Region: null, CubicMillimetres: not null }).Select(volume => (volume.Occurred, volume.CubicMillimetres!.Value)), warnings, "volume"));
        }

        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = warnings,
            Imputed = [.. LifeCounts.Imputed([.. people.Select(cohort.LifeOf)]), new("date of a bone lesion", ReportCell.Of(people.Sum(person => person.Ossifications.LongCount(lesion => lesion.Occurred is { } date && date.Earliest != date.Latest))))],
            Excluded = Cells.Excluded(
                cohort,
                [
                    Cells.WithoutDisease(cohort, request),
                    new("bone lesions without region or possible date", ReportCell.Of(people.Sum(person => person.Ossifications.LongCount(lesion => lesion.Region is null || lesion.Occurred is null || Life.Middle(lesion.Occurred, cohort.LifeOf(person).Birth, cohort.CutDay) is null)))),
                    .. LifeCounts.Excluded("incidence", people.Select(person => cohort.LifeOf(person).FollowUpGap)),
                ]),
            Tables =
            [
                new ReportTable
                {
                    Name = "regions", Title = "First lesion of each region: ages of those seen, and how soon it comes", Method = Milestones.Method + " ages: order statistics.", MarginColumns = 1,
                    Columns = Milestones.Columns(ReportColumn.Text("disease", "Disease"), ReportColumn.Text("region", "Region"), ReportColumn.Count("with_lesion", "Subjects with a dated lesion"), ReportColumn.Years("median_age_seen_years", "Median age when seen")),
                    Rows = regions,
                },
                new ReportTable
                {
                    Name = "order", Title = "Order of regions along the four axes", Method = "Share of concordant pairs within subjects; standard error between subjects (Cochran 1977, ratio estimate), limits at 95 %.", MarginColumns = 2,
                    Columns =
                    [
                        ReportColumn.Text("disease", "Disease"), ReportColumn.Text("axis", "Axis"), ReportColumn.Count("subjects", "Subjects with a pair"), ReportColumn.Count("pairs", "Pairs"), ReportColumn.Count("concordant", "In the expected order"),
                        ReportColumn.Probability("concordance", "Concordance"), ReportColumn.Probability("lower_95", "Lower 95 %"), ReportColumn.Probability("upper_95", "Upper 95 %"),
                    ],
                    Rows = order,
                },
                new ReportTable { Name = "incidence", Title = "Share of subjects with bone in a region before each age, while alive", Method = Milestones.Method, MarginColumns = 2, AddsUp = false, Columns = Milestones.IncidenceColumns(ReportColumn.Text("disease", "Disease"), ReportColumn.Text("region", "Region")), Rows = incidence },
                ByTissue(strata),
                ByForm(strata),
                WithFlareUp(strata),
                Trends.Table("volume", "Volume of heterotopic bone over age", "mm3", volumes),
            ],
        };
    }

    private static Onsets OnsetsOf(Person person, DateOnly cutDay) => person.Memo(MemoSlot.Onsets, cutDay, static (whose, day) =>
    {
        DateOnly birth = whose.LifeAt(day).Birth;
        Dictionary<string, (PartialDate Date, DateOnly Day)> first = new(StringComparer.Ordinal);
        foreach (OssificationRow lesion in whose.Ossifications)
        {
            if (lesion is not { Region: { } region, Occurred: { } date } || Life.Middle(date, birth, day) is not { } on) continue;
            if (!first.TryGetValue(region, out (PartialDate Date, DateOnly Day) before) || on < before.Day) first[region] = (date, on);
        }

        (string Region, PartialDate Date, DateOnly Day)[] onsets = [.. first.Select(entry => (entry.Key, entry.Value.Date, entry.Value.Day))];
        (BodyRegion Region, PartialDate Date)[] placed = [.. onsets.Select(onset => (Region: BodyRegions.Find(onset.Region), onset.Date)).Where(onset => onset.Region is not null).Select(onset => (onset.Region!, onset.Date))];
        return new Onsets(onsets, [.. BodyRegions.Axes.Select(axis => PairsOf(placed, axis.Compare))]);
    });

    private static void AddRegions(string disease, (Life Life, Onsets Onsets)[] members, List<IReadOnlyList<ReportCell>> regions, List<IReadOnlyList<ReportCell>> incidence, List<string> warnings)
    {
        Dictionary<string, DateOnly?[]> seenIn = new(StringComparer.Ordinal);
        for (int index = 0; index < members.Length; index++)
        {
            foreach ((string region, _, DateOnly day) in members[index].Onsets.ByRegion)
            {
                if (!seenIn.TryGetValue(region, out DateOnly?[]? days)) seenIn.Add(region, days = new DateOnly?[members.Length]);
                days[index] = day;
            }
        }

        foreach ((string region, DateOnly?[] days) in seenIn.OrderBy(entry => PlaceOf(entry.Key)).ThenBy(entry => entry.Key, StringComparer.Ordinal))
        {
            List<double> ages = [];
            Milestones.First[] firsts = new Milestones.First[members.Length];
            for (int index = 0; index < members.Length; index++)
            {
                Life life = members[index].Life;
                if (days[index] is { } day) ages.Add(PersonTime.Years(life.DaysOf(day)));
                firsts[index] = new Milestones.First(life, days[index]);
            }

            ReportCell[] names = [ReportCell.Of(disease), ReportCell.Of(region)];
            (IReadOnlyList<ReportCell> row, SurvivalCurve? curve, FollowUp[] samples) = Milestones.Row(firsts, [.. names, ReportCell.Of(ages.Count), ReportCell.Years(Cells.Median(ages))]);
            regions.Add(row);
            warnings.AddRange(Milestones.Warnings($"{disease}, {region}", curve, samples));
            if (curve is not null) incidence.AddRange(Milestones.Incidence(curve, samples, names));
        }
    }

    private static int PlaceOf(string region) => BodyRegions.Find(region) is { } found ? BodyRegions.All.ToList().IndexOf(found) : int.MaxValue;

    private static IReadOnlyList<ReportCell> Order(string disease, ClusterCount[] clusters, string axis, List<string> warnings)
    {
        ReportCell[] names = [ReportCell.Of(disease), ReportCell.Of(axis)];
        if (ClusteredProportion.Estimate(clusters) is not Answer<ClusteredProportion>.Given { Value: var order })
            return [.. names, ReportCell.Of(0), ReportCell.Of(0), ReportCell.Of(0), ReportCell.None, ReportCell.None, ReportCell.None];
        if (order.StandardError is Answer<double>.NotEstimable none) warnings.Add($"{disease}, {axis}: {none.Why}");
        else if (order.Subjects < 20) warnings.Add($"{disease}, {axis}: fewer than 20 subjects have a pair, so the interval is unsure.");
        return [.. names, ReportCell.Of(order.Subjects), ReportCell.Of(order.Of), ReportCell.Of(order.Count), ReportCell.Probability(order.Share), ReportCell.Probability(order.Interval?.Lower), ReportCell.Probability(order.Interval?.Upper)];
    }

    private static ClusterCount PairsOf((BodyRegion Region, PartialDate Date)[] dated, Comparison<BodyRegion> compare)
    {
        long concordant = 0;
        long pairs = 0;
        for (int one = 0; one < dated.Length; one++)
        {
            for (int other = one + 1; other < dated.Length; other++)
            {
                int expected = compare(dated[one].Region, dated[other].Region);
                bool isFirstEarlier = dated[one].Date.Latest < dated[other].Date.Earliest;
                bool isFirstLater = dated[other].Date.Latest < dated[one].Date.Earliest;
                if (expected == 0 || isFirstEarlier == isFirstLater) continue;
                pairs++;
                if (expected < 0 == isFirstEarlier) concordant++;
            }
        }

        return new ClusterCount(concordant, pairs);
    }

    private static ReportTable ByTissue(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "by-tissue",
        Title = "Bone lesions by host tissue",
        Method = Cells.ProportionMethod + " Lesions of one subject are not independent of each other, so it is too narrow.",
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("tissue", "Host tissue"), ReportColumn.Count("lesions", "Lesions"), .. Cells.ProportionColumns],
        Rows =
        [
            .. strata.SelectMany(stratum =>
            {
                OssificationRow[] lesions = [.. stratum.People.SelectMany(person => person.Ossifications)];
                return lesions.GroupBy(lesion => lesion.Tissue ?? Cells.NotStated, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(group.Key), ReportCell.Of(group.LongCount()), .. Cells.Proportion(group.LongCount(), lesions.Length)]);
            }),
        ],
    };

    /// <summary>What a lesion is like, each with the words of one.</summary>
    private static readonly IReadOnlyList<(string Name, Func<OssificationRow, IEnumerable<string>> Words)> Aspects =
    [
        ("extent", lesion => One(lesion.Extent)), ("morphology", lesion => lesion.Morphology.Length < 2 ? lesion.Morphology : lesion.Morphology.Distinct(StringComparer.Ordinal)), ("pain", lesion => One(lesion.Pain)), ("pathway", lesion => One(lesion.Pathway)), ("ulcer", lesion => One(lesion.Ulcer)),
    ];

    private static IEnumerable<string> One(string? word) => word is null ? [] : [word];

    private static ReportTable ByForm(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "by-form",
        Title = "Bone lesions by what they are like, of those of which it is told; one with several forms stands in the row of each",
        Method = Cells.ProportionMethod + " Lesions of one subject are not independent of each other, so it is too narrow.",
        MarginColumns = 2,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("aspect", "Aspect"), ReportColumn.Text("value", "Value"), ReportColumn.Count("lesions", "Lesions"), .. Cells.ProportionColumns],
        Rows =
        [
            .. strata.SelectMany(stratum => Aspects.SelectMany(aspect =>
            {
                SortedDictionary<string, long> lesions = new(StringComparer.Ordinal);
                long told = 0;
                foreach (OssificationRow lesion in stratum.People.SelectMany(person => person.Ossifications))
                {
                    bool isTold = false;
                    foreach (string word in aspect.Words(lesion))
                    {
                        lesions[word] = lesions.GetValueOrDefault(word) + 1;
                        isTold = true;
                    }

                    if (isTold) told++;
                }

                return lesions.Select(word => (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(aspect.Name), ReportCell.Of(word.Key), ReportCell.Of(word.Value), .. Cells.Proportion(word.Value, told)]);
            })),
        ],
    };

    private static ReportTable WithFlareUp(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "with-flare-up",
        Title = "Bone lesions that name the flare-up they followed",
        Method = Cells.ProportionMethod + " Lesions of one subject are not independent of each other, so it is too narrow.",
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Count("lesions", "Lesions"), ReportColumn.Count("with_flare_up", "With a flare-up"), .. Cells.ProportionColumns],
        Rows =
        [
            .. strata.Select(stratum =>
            {
                OssificationRow[] lesions = [.. stratum.People.SelectMany(person => person.Ossifications)];
                long with = lesions.LongCount(lesion => lesion.FlareUp is not null);
                return (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(lesions.Length), ReportCell.Of(with), .. Cells.Proportion(with, lesions.Length)];
            }),
        ],
    };
}

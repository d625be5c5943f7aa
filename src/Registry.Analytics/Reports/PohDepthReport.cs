using Registry.Statistics.Survival;

namespace Registry.Analytics.Reports;

/// <summary>How ossification in POH goes from the skin into the depth, by parental allele and class of the variant.</summary>
internal static class PohDepthReport
{
    private const string Disease = "POH";

    /// <summary>Stages in their order; a lesion that reaches one has passed those before.</summary>
    private static readonly string[] Stages = ["dermis", "subcutis", "deep"];

    private static readonly (string Name, int From, int To)[] Transitions = [("dermis to subcutis", 0, 1), ("subcutis to deep", 1, 2), ("dermis or subcutis to deep", -1, 2)];

    private static readonly IReadOnlyList<string> Sentences =
    [
        "A subject is at a stage (dermis, subcutis, deep) from the first date on which a bone lesion of that depth was seen.",
        Milestones.Definition,
        "transitions: time from the first date at the earlier stage to the first date at the later one, for subjects whose earlier stage has a date before the later one's. At risk from registry entry or the earlier stage, whichever is later; death and the last day known to be alive end it. Who was past it at entry is left out and counted (prevalent); who reached the later stage on the same day or before has no time and is counted (not in order).",
        VariantClass.Definition,
    ];

    internal static readonly ReportDefinition Report = new(
        "poh-depth", "POH: from skin to deep tissue, by parental allele and class of the variant", FactKinds.Lives | FactKinds.Ossifications | FactKinds.Variants,
        [.. Life.EventFields, "OssificationReported.Depth"], Compute);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        Person[] people = [.. cohort.People.Where(person => person.Has(Disease))];
        (string By, Stratum Stratum)[] groups =
        [
            ("all", new Stratum("all", people)),
            .. Stratum.By(people, person => VariantClass.Alleles.Where(allele => VariantClass.HasAllele(person, allele)).DefaultIfEmpty(VariantClass.None)).Select(stratum => ("parental-allele", stratum)),
            .. Stratum.By(people, VariantClass.Of).Select(stratum => ("variant-class", stratum)),
        ];
        Dictionary<Person, DateOnly?[]> stages = people.ToDictionary(person => person, person => StagesOf(person, cohort));
        List<string> warnings = [];
        List<IReadOnlyList<ReportCell>> ages = [];
        List<IReadOnlyList<ReportCell>> transitions = [];
        foreach ((string by, Stratum stratum) in groups)
        {
            for (int stage = 0; stage < Stages.Length; stage++)
            {
                (IReadOnlyList<ReportCell> row, SurvivalCurve? curve, FollowUp[] samples) = Milestones.Row(
                    [.. stratum.People.Select(person => new Milestones.First(cohort.LifeOf(person), stages[person][stage]))], [ReportCell.Of(by), ReportCell.Of(stratum.Name), ReportCell.Of(Stages[stage])]);
                ages.Add(row);
                warnings.AddRange(Milestones.Warnings(Named(by, stratum.Name, Stages[stage]), curve, samples));
            }

            foreach ((string name, int from, int to) in Transitions)
                transitions.Add(Transition(name, by, stratum, cohort, person => (from < 0 ? Min(stages[person][0], stages[person][1]) : stages[person][from], stages[person][to]), warnings));
        }

        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = warnings,
            Imputed = LifeCounts.Imputed([.. people.Select(cohort.LifeOf)]),
            Excluded = Cells.Excluded(
                cohort, [new("no confirmed diagnosis of POH", ReportCell.Of(cohort.People.Count - people.Length)), .. LifeCounts.Excluded("times", people.Select(person => cohort.LifeOf(person).FollowUpGap))]),
            Tables =
            [
                new ReportTable
                {
                    Name = "ages", Title = "Age at which each depth was first seen", Method = Milestones.Method, MarginOver = ["by", "depth"],
                    Columns = Milestones.Columns(ReportColumn.Text("by", "Grouped by"), ReportColumn.Text("group", "Group"), ReportColumn.Text("depth", "Depth")), Rows = ages,
                },
                new ReportTable
                {
                    Name = "transitions", Title = "Time from one depth to the next", Method = "One minus Kaplan–Meier by time since the earlier depth, with delayed entry; limits at 95 % on the log(-log) scale.", MarginOver = ["by", "transition"],
                    Columns =
                    [
                        ReportColumn.Text("by", "Grouped by"), ReportColumn.Text("group", "Group"), ReportColumn.Text("transition", "Transition"), ReportColumn.Count("at_earlier", "At the earlier depth"), ReportColumn.Count("subjects", "At risk under observation"),
                        ReportColumn.Count("reached", "Reached the next"), ReportColumn.Count("prevalent", "Past it at entry"), ReportColumn.Count("not_in_order", "Not in order"),
                        ReportColumn.Years("median_years", "Median time"), ReportColumn.Years("median_lower_95_years", "Lower 95 %"), ReportColumn.Years("median_upper_95_years", "Upper 95 %"),
                    ],
                    Rows = transitions,
                },
                Deepest(groups, stages),
            ],
        };
    }

    private static string Named(string by, string group, string what) => by is "all" ? what : $"{by} {group}, {what}";

    private static DateOnly?[] StagesOf(Person person, Cohort cohort)
    {
        Life life = cohort.LifeOf(person);
        return
        [
            .. Stages.Select(stage => person.Ossifications.Where(lesion => string.Equals(lesion.Depth, stage, StringComparison.Ordinal) && lesion.Occurred is not null)
                .Select(lesion => Life.Middle(lesion.Occurred!, life.Birth, cohort.CutDay)).Where(day => day is not null).Min()),
        ];
    }

    private static IReadOnlyList<ReportCell> Transition(string name, string by, Stratum stratum, Cohort cohort, Func<Person, (DateOnly? From, DateOnly? To)> dates, List<string> warnings)
    {
        long atEarlier = 0;
        long prevalent = 0;
        long notInOrder = 0;
        List<FollowUp> samples = [];
        foreach (Person person in stratum.People)
        {
            (DateOnly? from, DateOnly? to) = dates(person);
            if (from is not { } start) continue;
            atEarlier++;
            Life life = cohort.LifeOf(person);
            if (to <= start) notInOrder++;
            else if (life.FollowUpGap == LifeGap.None && to <= life.Entry) prevalent++;
            else if (life.FollowUpGap == LifeGap.None && life.Exit > start) samples.Add(Sample(start, to, life));
        }

        ReportCell[] names = [ReportCell.Of(by), ReportCell.Of(stratum.Name), ReportCell.Of(name), ReportCell.Of(atEarlier), ReportCell.Of(samples.Count)];
        if (samples.Count == 0) return [.. names, ReportCell.Of(0), ReportCell.Of(prevalent), ReportCell.Of(notInOrder), ReportCell.None, ReportCell.None, ReportCell.None];
        SurvivalCurve curve = KaplanMeier.Estimate(samples.ToArray());
        SurvivalQuantile median = curve.Median();
        warnings.AddRange(Milestones.Warnings(Named(by, stratum.Name, name), curve, [.. samples]));
        return [.. names, ReportCell.Of(curve.FailureCount), ReportCell.Of(prevalent), ReportCell.Of(notInOrder), Cells.Reached(median.Estimate), Cells.Reached(median.Lower), Cells.Reached(median.Upper)];
    }

    private static FollowUp Sample(DateOnly start, DateOnly? to, Life life)
    {
        bool isReached = to is { } reached && reached <= life.Exit;
        int exit = (isReached ? to!.Value : life.Exit!.Value).DayNumber - start.DayNumber;
        int entry = life.Entry!.Value.DayNumber - start.DayNumber;
        return new FollowUp(Math.Max(entry, FollowUp.BeforeOrigin), exit, isReached);
    }

    private static ReportTable Deepest((string By, Stratum Stratum)[] groups, Dictionary<Person, DateOnly?[]> stages) => new()
    {
        Name = "deepest",
        Title = "Subjects by the deepest stage seen so far, with a date",
        MarginColumns = 1,
        Columns = [ReportColumn.Text("by", "Grouped by"), ReportColumn.Text("group", "Group"), .. Stages.Select(stage => ReportColumn.Count(stage, char.ToUpperInvariant(stage[0]) + stage[1..])), ReportColumn.Count("none", "None")],
        Rows =
        [
            .. groups.Select(group =>
            {
                int[] deepest = [.. group.Stratum.People.Select(person => Array.FindLastIndex(stages[person], day => day is not null))];
                return (IReadOnlyList<ReportCell>)[ReportCell.Of(group.By), ReportCell.Of(group.Stratum.Name), .. Enumerable.Range(0, Stages.Length).Append(-1).Select(stage => ReportCell.Of(deepest.LongCount(reached => reached == stage)))];
            }),
        ],
    };

    private static DateOnly? Min(DateOnly? one, DateOnly? other) => one is null || other < one ? other ?? one : one;
}

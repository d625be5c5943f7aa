using Registry.Analytics.Projections;
using Registry.Contracts.Events;
using Registry.Statistics.Survival;

namespace Registry.Analytics.Reports;

/// <summary>What subjects can still do: joint involvement score over age, joints lost, and mobility.</summary>
internal static class FunctionReport
{
    private static readonly int[] AgeBands = [0, 5, 10, 15, 20, 30, 40, 50, 60];

    private static readonly string[] Lost = ["ankylosed", "functionally-ankylosed"];

    private static readonly IReadOnlyList<(string Name, Func<FunctionRow, bool> IsReached)> MobilityMilestones =
    [
        ("wheelchair, part or all of the time", function => function is { Instrument: "mobility-status", Level: "wheelchair-part" or "wheelchair-full" or "bedbound" }),
        ("wheelchair all of the time, or bedbound", function => function is { Instrument: "mobility-status", Level: "wheelchair-full" or "bedbound" }),
        ("help with all of daily life", function => function is { Instrument: "mobility-status", CaregiverNeed: "complete" }),
    ];

    private static readonly IReadOnlyList<string> Sentences =
    [
        "cajis: the total, 0 to 30, more is worse. The trend takes every assessment with a possible date; the bands take the last assessment of a subject within the band.",
        "joints: a joint is lost with the first assessment as ankylosed or functionally ankylosed, on either side.",
        Milestones.Definition,
        "A milestone is dated by the first assessment that shows it, which is later than it came; where assessments are a year apart, by half a year on average.",
    ];

    internal static readonly ReportDefinition Report = new(
        "function", "What subjects can still do: joint involvement over age, joints lost, mobility", FactKinds.Lives | FactKinds.Functions,
        [.. Life.EventFields, "FunctionAssessed.Instrument", "FunctionAssessed.Score", "FunctionAssessed.Level", "FunctionAssessed.Region", "FunctionAssessed.CaregiverNeed"], Compute);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        IReadOnlyList<Stratum> strata = Stratum.ByDisease(cohort, request);
        Person[] people = [.. strata.SelectMany(stratum => stratum.People).Distinct()];
        List<string> warnings = [];
        List<IReadOnlyList<ReportCell>> trends = [];
        List<IReadOnlyList<ReportCell>> joints = [];
        List<IReadOnlyList<ReportCell>> milestones = [];
        List<IReadOnlyList<ReportCell>> incidence = [];
        foreach (Stratum stratum in strata)
        {
            trends.Add(Trends.Row(stratum.Name, stratum.People, cohort, CajisOf, warnings, "cajis"));
            FirstTimes[] firsts = [.. stratum.People.Select(person => FirstTimesOf(person, cohort.CutDay))];
            foreach (string joint in firsts.SelectMany(first => first.Joints).Select(joint => joint.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                AddMilestone(stratum, cohort, joint, [.. firsts.Select(first => first.LostOn(joint))], joints, null, warnings);
            for (int index = 0; index < MobilityMilestones.Count; index++)
                AddMilestone(stratum, cohort, MobilityMilestones[index].Name, [.. firsts.Select(first => first.Milestones[index])], milestones, incidence, warnings);
        }

        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = warnings,
            Imputed = LifeCounts.Imputed([.. people.Select(cohort.LifeOf)]),
            Excluded = Cells.Excluded(cohort, [Cells.WithoutDisease(cohort, request), .. LifeCounts.Excluded("milestones", people.Select(person => cohort.LifeOf(person).FollowUpGap))]),
            Tables =
            [
                Trends.Table("cajis-trend", "Joint involvement score over age", "{score}", trends),
                CajisByAge(strata, cohort),
                Table("joints", "Joints lost: how soon, and by how many", ReportColumn.Text("joint", "Joint"), joints),
                Table("milestones", "Milestones of mobility", ReportColumn.Text("milestone", "Milestone"), milestones),
                new ReportTable
                {
                    Name = "incidence", Title = "Share of subjects past a milestone before each age, while alive", Method = Milestones.Method, MarginColumns = 2, AddsUp = false,
                    Columns = Milestones.IncidenceColumns(ReportColumn.Text("disease", "Disease"), ReportColumn.Text("milestone", "Milestone")), Rows = incidence,
                },
                LatestMobility(strata),
            ],
        };
    }

    private static IEnumerable<(PartialDate? On, double Value)> CajisOf(Person person) =>
        person.Functions.Where(function => function is { Instrument: "cajis", Score: not null }).Select(function => (function.Occurred, (double)function.Score!.Value));

    private static ReportTable Table(string name, string title, ReportColumn column, IReadOnlyList<IReadOnlyList<ReportCell>> rows) => new()
    {
        Name = name,
        Title = title,
        Method = Milestones.Method,
        MarginColumns = 1,
        Columns = Milestones.Columns(ReportColumn.Text("disease", "Disease"), column),
        Rows = rows,
    };

    /// <summary>When a person's joints were lost and milestones passed.</summary>
    /// <param name="Joints">Every joint whose status was told, with the first day on which it was lost; null: it is not.</param>
    /// <param name="Milestones">The first day of each milestone of mobility; null: not passed.</param>
    private sealed record FirstTimes((string Name, DateOnly? Lost)[] Joints, DateOnly?[] Milestones)
    {
        internal DateOnly? LostOn(string joint)
        {
            foreach ((string name, DateOnly? lost) in Joints)
            {
                if (string.Equals(name, joint, StringComparison.Ordinal)) return lost;
            }

            return null;
        }
    }

    private static FirstTimes FirstTimesOf(Person person, DateOnly cutDay) => person.Memo(MemoSlot.FirstTimes, cutDay, static (whose, day) =>
    {
        DateOnly birth = whose.LifeAt(day).Birth;
        Dictionary<string, DateOnly?> joints = new(StringComparer.Ordinal);
        DateOnly?[] milestones = new DateOnly?[MobilityMilestones.Count];
        foreach (FunctionRow function in whose.Functions)
        {
            DateOnly? on = function.Occurred is { } date ? Life.Middle(date, birth, day) : null;
            if (function is { Instrument: "joint-status", Region: { } joint })
            {
                DateOnly? before = joints.GetValueOrDefault(joint);
                joints[joint] = Lost.Contains(function.Level, StringComparer.Ordinal) ? Earlier(before, on) : before;
            }

            for (int index = 0; index < milestones.Length; index++)
            {
                if (MobilityMilestones[index].IsReached(function)) milestones[index] = Earlier(milestones[index], on);
            }
        }

        return new FirstTimes([.. joints.Select(joint => (joint.Key, joint.Value))], milestones);
    });

    private static DateOnly? Earlier(DateOnly? one, DateOnly? other) => one is null || other < one ? other ?? one : one;

    private static void AddMilestone(
        Stratum stratum, Cohort cohort, string name, DateOnly?[] seen, List<IReadOnlyList<ReportCell>> rows, List<IReadOnlyList<ReportCell>>? incidence, List<string> warnings)
    {
        Milestones.First[] firsts = [.. stratum.People.Select((person, index) => new Milestones.First(cohort.LifeOf(person), seen[index]))];
        ReportCell[] names = [ReportCell.Of(stratum.Name), ReportCell.Of(name)];
        (IReadOnlyList<ReportCell> row, SurvivalCurve? curve, FollowUp[] samples) = Milestones.Row(firsts, names);
        rows.Add(row);
        warnings.AddRange(Milestones.Warnings($"{stratum.Name}, {name}", curve, samples));
        if (incidence is not null && curve is not null) incidence.AddRange(Milestones.Incidence(curve, samples, names));
    }

    private static ReportTable CajisByAge(IReadOnlyList<Stratum> strata, Cohort cohort) => new()
    {
        Name = "cajis-by-age",
        Title = "Last joint involvement score of each subject within a band of age; from_age_years is included, to_age_years is not",
        Method = "Counts and the median.",
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("from_age_years", "From age"), ReportColumn.Text("to_age_years", "To age"), ReportColumn.Count("subjects", "Subjects"), ReportColumn.Number("median_score", "Median score", "{score}")],
        Rows =
        [
            .. strata.SelectMany(stratum =>
            {
                (int Day, double Score)[][] ofPeople = [.. stratum.People.Select(person => Dated(person, cohort))];
                return AgeBands.Select((from, index) =>
                {
                    int? to = index + 1 < AgeBands.Length ? AgeBands[index + 1] : null;
                    int fromDay = Cells.DaysOfAge(from);
                    int toDay = to is { } next ? Cells.DaysOfAge(next) : int.MaxValue;
                    double[] scores = [.. ofPeople.Select(dated => Array.FindAll(dated, entry => entry.Day >= fromDay && entry.Day < toDay)).Where(dated => dated.Length > 0).Select(dated => dated[^1].Score)];
                    return (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), Cells.Band(from), to is { } end ? Cells.Band(end) : ReportCell.None, ReportCell.Of(scores.Length), ReportCell.Quantity(Cells.Median(scores))];
                });
            }),
        ],
    };

    private static (int Day, double Score)[] Dated(Person person, Cohort cohort)
    {
        Life life = cohort.LifeOf(person);
        return
        [
            .. CajisOf(person).Select(entry => (Day: entry.On is { } on ? Life.Middle(on, life.Birth, cohort.CutDay) : null, entry.Value)).Where(entry => entry.Day is not null)
                .Select(entry => (life.DaysOf(entry.Day!.Value), entry.Value)).OrderBy(entry => entry.Item1),
        ];
    }

    private static ReportTable LatestMobility(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "mobility",
        Title = "Subjects by their latest mobility level",
        Method = Cells.ProportionMethod,
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("level", "Level"), ReportColumn.Count("subjects", "Subjects"), .. Cells.ProportionColumns],
        Rows =
        [
            .. strata.SelectMany(stratum =>
            {
                string[] levels =
                [
                    .. stratum.People.Select(person => person.Functions.Where(function => function is { Instrument: "mobility-status", Level: not null, Occurred: not null })
                        .OrderBy(function => function.Occurred!.Latest).ThenBy(function => function.FromSequence).LastOrDefault()?.Level).OfType<string>(),
                ];
                return levels.GroupBy(level => level, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(group.Key), ReportCell.Of(group.LongCount()), .. Cells.Proportion(group.LongCount(), levels.Length)]);
            }),
        ],
    };
}

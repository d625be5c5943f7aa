using Registry.Analytics.Projections;
using Registry.Statistics.Rates;
using Registry.Statistics.Survival;

namespace Registry.Analytics.Reports;

/// <summary>Of what subjects die, and how likely each cause is by an age while the others compete.</summary>
internal static class CauseOfDeathReport
{
    private static readonly IReadOnlyList<string> Sentences =
    [
        "The cause of a death is its underlying one; without one, the one stated last whatever its role; not stated is a cause of its own in the incidence, so that nobody who died counts as alive.",
        "incidence: the probability of having died from the cause before an age, in the presence of the other causes; with delayed entry, at risk as in the report survival. It is not one minus a Kaplan–Meier curve of the cause, which would overstate it.",
        "Shares are of the deaths whose cause is known.",
    ];

    internal static readonly ReportDefinition Report = new(
        "causes-of-death", "Of what subjects die: cumulative incidence by cause", FactKinds.Lives,
        [.. Life.EventFields, "DeathReported.Cause", "DeathReported.Role", "DeathReported.DueToDisease"], Compute);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        IReadOnlyList<Stratum> strata = Stratum.ByDisease(cohort, request);
        Person[] people = [.. strata.SelectMany(stratum => stratum.People).Distinct()];
        List<IReadOnlyList<ReportCell>> incidence = [];
        List<string> warnings = [];
        foreach (Stratum stratum in strata) AddIncidence(stratum, cohort, incidence, warnings);
        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = warnings,
            Imputed = LifeCounts.Imputed([.. people.Select(cohort.LifeOf)]),
            Excluded = Cells.Excluded(cohort, [Cells.WithoutDisease(cohort, request), .. LifeCounts.Excluded("incidence", people.Select(person => cohort.LifeOf(person).FollowUpGap))]),
            Tables =
            [
                Causes(strata, cohort),
                DueToDisease(strata),
                new ReportTable
                {
                    Name = "incidence",
                    Title = "Probability of having died from a cause before each age",
                    Method = "Aalen–Johansen with delayed entry; limits at 95 % on the log(-log) scale from Greenwood's variance.",
                    MarginColumns = 2,
                    AddsUp = false,
                    Columns =
                    [
                        ReportColumn.Text("disease", "Disease"), ReportColumn.Text("cause", "Cause"), ReportColumn.Text("at_age", "At age in years"), ReportColumn.Count("at_risk", "At risk"),
                        ReportColumn.Probability("incidence", "Cumulative incidence"), ReportColumn.Probability("lower_95", "Lower 95 %"), ReportColumn.Probability("upper_95", "Upper 95 %"),
                    ],
                    Rows = incidence,
                },
            ],
        };
    }

    internal static string CauseOf(Person person)
    {
        DeathRow? stated = person.Deaths.Where(death => death.Cause is not null)
            .OrderBy(death => death.CauseRole is "underlying" ? 1 : 0).ThenBy(death => death.FromSequence).LastOrDefault();
        return stated?.Cause?.Code ?? Cells.NotStated;
    }

    private static void AddIncidence(Stratum stratum, Cohort cohort, List<IReadOnlyList<ReportCell>> rows, List<string> warnings)
    {
        (Person Person, Life Life)[] observed = [.. stratum.People.Select(person => (person, cohort.LifeOf(person))).Where(entry => entry.Item2.FollowUpGap == LifeGap.None)];
        string[] causes = [.. observed.Where(entry => entry.Life.IsDead).Select(entry => CauseOf(entry.Person)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (observed.Length == 0) warnings.Add($"{stratum.Name}: nobody was under observation, so there is no incidence.");
        if (causes.Length == 0) return;
        CauseFollowUp[] samples = [.. observed.Select(entry => new CauseFollowUp(entry.Life.FollowUp.EntryDays, entry.Life.FollowUp.ExitDays, entry.Life.IsDead ? Array.IndexOf(causes, CauseOf(entry.Person)) + 1 : CauseFollowUp.Censored))];
        IncidenceCurves curves = CumulativeIncidence.Estimate(samples);
        warnings.AddRange(Cells.Texts(stratum.Name, curves.Caveats));
        FollowUp[] anyCause = [.. samples.Select(sample => sample.AnyCause())];
        if (EarlyRisk.FewBelow(anyCause, startAtDays: null) is not null) warnings.Add($"{stratum.Name}: at first fewer than {Limits.FewAtRisk} were at risk, so deaths there are hardly seen; the incidence of every cause is unsure.");
        if (EarlyRisk.IsFewAtAll(anyCause)) warnings.Add($"{stratum.Name}: there never were {Limits.FewAtRisk} at risk; the incidence of every cause is unsure.");
        int[] grid = [.. Enumerable.Range(1, (int)(curves.LastDay / PersonTime.DaysPerYear) + 1).Select(Cells.DaysOfAge)];
        IReadOnlyList<RiskTableRow> risk = [.. RiskTable.On(anyCause, grid).Where(row => row.Entered > 0)];
        foreach (IncidenceCurve curve in curves.Causes)
        {
            foreach (RiskTableRow row in risk)
            {
                IncidenceStep? step = curve.StepAt(row.Day - 1);
                rows.Add(
                [
                    ReportCell.Of(stratum.Name), ReportCell.Of(causes[curve.Cause - 1]), Cells.Band((int)Math.Round(PersonTime.Years(row.Day), MidpointRounding.AwayFromZero)), ReportCell.Of(row.AtRisk),
                    ReportCell.Probability(step?.Incidence ?? 0), ReportCell.Probability(step?.Interval?.Lower), ReportCell.Probability(step?.Interval?.Upper),
                ]);
            }
        }
    }

    private static ReportTable Causes(IReadOnlyList<Stratum> strata, Cohort cohort) => new()
    {
        Name = "causes",
        Title = "Deaths by cause",
        Method = Cells.ProportionMethod + " Median age at death of those who died of it describes them alone.",
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("cause", "Cause"), ReportColumn.Count("deaths", "Deaths"), .. Cells.ProportionColumns, ReportColumn.Years("median_age_at_death_years", "Median age at death")],
        Rows =
        [
            .. strata.SelectMany(stratum =>
            {
                Person[] dead = [.. stratum.People.Where(person => Standing.Of(person) == VitalState.Dead)];
                long known = dead.LongCount(person => CauseOf(person) is not Cells.NotStated);
                return Stratum.By(dead, person => [CauseOf(person)]).Select(cause => (IReadOnlyList<ReportCell>)
                [
                    ReportCell.Of(stratum.Name), ReportCell.Of(cause.Name), ReportCell.Of(cause.People.Count),
                    .. cause.Name is Cells.NotStated ? [ReportCell.None, ReportCell.None, ReportCell.None] : Cells.Proportion(cause.People.Count, known),
                    ReportCell.Years(Cells.Median([.. cause.People.Select(cohort.LifeOf).Where(life => life.LifetimeGap == LifeGap.None).Select(life => PersonTime.Years(life.DaysOf(life.Exit!.Value)))])),
                ]);
            }),
        ],
    };

    private static ReportTable DueToDisease(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "due-to-disease",
        Title = "Deaths by whether they are attributed to the disease",
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("due_to_disease", "Due to the disease"), ReportColumn.Count("deaths", "Deaths")],
        Rows =
        [
            .. strata.SelectMany(stratum => Stratum.By(
                    stratum.People.Where(person => Standing.Of(person) == VitalState.Dead),
                    person => [person.Deaths.FindLast(death => death.DueToDisease is not null)?.DueToDisease ?? Cells.NotStated])
                .Select(answer => (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(answer.Name), ReportCell.Of(answer.People.Count)])),
        ],
    };
}

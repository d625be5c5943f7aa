using Registry.Analytics.Projections;
using Registry.Statistics;
using Registry.Statistics.Rates;
using Registry.Statistics.Survival;

namespace Registry.Analytics.Reports;

/// <summary>Which drugs subjects are given, for how long, and how often flare-ups occur on and off them.</summary>
internal static class TreatmentReport
{
    private static readonly IReadOnlyList<string> Sentences =
    [
        "Exposure: from the start of a course to its end, or to the end of observation where none is told; courses of one treatment that overlap count once. Only days under observation count (after registry entry, up to death or the last day known to be alive).",
        "on-off: flare-ups under observation whose onset lies within exposure against those outside it, in the subjects who were ever given the treatment, with person-years and the ratio of the two rates.",
        "The comparison is not of a trial: who is treated, and when, depends on the disease. A course that is started because of a flare-up raises the rate on treatment (its onset day counts as on only when the course had begun), and subjects age between on and off. Read it as a description.",
        "studies: standing of subjects with trials, studies, registries and organisations; the one stated last for each.",
    ];

    internal static readonly ReportDefinition Report = new(
        "treatment", "Treatments and trials: exposure, and flare-ups on and off treatment", FactKinds.Lives | FactKinds.FlareUps | FactKinds.Treatments | FactKinds.Studies,
        [.. Life.EventFields, "TreatmentReported.Treatment", "TreatmentReported.End", "TreatmentReported.InTrial", "TreatmentReported.StopReason", "TreatmentReported.Regimen", "StudyReported.Kind", "StudyReported.Status", "StudyReported.Study"], Compute);

    private static ReportBody Compute(Cohort cohort, ReportRequest request)
    {
        IReadOnlyList<Stratum> strata = Stratum.ByDisease(cohort, request);
        Person[] people = [.. strata.SelectMany(stratum => stratum.People).Distinct()];
        List<IReadOnlyList<ReportCell>> exposure = [];
        List<IReadOnlyList<ReportCell>> onOff = [];
        List<string> few = [];
        foreach (Stratum stratum in strata)
        {
            foreach (Stratum treatment in Stratum.By(stratum.People, person => person.Treatments.Select(NameOf).Distinct(StringComparer.Ordinal)))
            {
                Exposure total = Exposure.Of(treatment, cohort);
                exposure.Add(ExposureRow(stratum.Name, treatment, total));
                onOff.Add(OnOffRow(stratum.Name, treatment.Name, total));
                if (total.Subjects is > 0 and < Limits.SmallRiskSet) few.Add($"{stratum.Name}, {treatment.Name}: fewer than {Limits.SmallRiskSet} subjects were under observation; on-off speaks of them alone.");
            }
        }

        return new ReportBody
        {
            Definitions = Sentences,
            Warnings = onOff.Count > 0 ? ["on-off compares no randomised groups; see the definitions before reading a ratio as an effect.", .. few] : [],
            Imputed = [.. LifeCounts.Imputed([.. people.Select(cohort.LifeOf)]), new("start or end of a treatment", ReportCell.Of(people.Sum(person => person.Treatments.LongCount(course => IsPartial(course.Occurred) || IsPartial(course.End)))))],
            Excluded = Cells.Excluded(
                cohort,
                [
                    Cells.WithoutDisease(cohort, request), new("courses without a possible start", ReportCell.Of(people.Sum(person => person.Treatments.LongCount(course => Exposure.StartOf(course, cohort.LifeOf(person), cohort.CutDay) is null)))),
                    .. LifeCounts.Excluded("exposure", people.Where(person => person.Treatments.Count > 0).Select(person => cohort.LifeOf(person).FollowUpGap)),
                ]),
            Tables =
            [
                new ReportTable
                {
                    Name = "exposure", Title = "Subjects and courses by treatment", Method = "Counts; person-years under observation within a course.", MarginColumns = 1,
                    Columns =
                    [
                        ReportColumn.Text("disease", "Disease"), ReportColumn.Text("treatment", "Treatment"), ReportColumn.Count("subjects", "Subjects"), ReportColumn.Count("courses", "Courses"), ReportColumn.Count("in_trial", "Courses in a trial"),
                        ReportColumn.Count("ended", "Courses ended"), ReportColumn.Years("person_years", "Person-years on it"),
                    ],
                    Rows = exposure,
                },
                new ReportTable
                {
                    Name = "on-off", Title = "Flare-ups per person-year on and off a treatment, in subjects who were ever given it", MarginColumns = 1,
                    Method = "Occurrences divided by person-years; ratio of the two with the exact conditional interval at 95 % and two-sided p. Flare-ups of one subject are not independent, so it is too narrow.",
                    Columns =
                    [
                        ReportColumn.Text("disease", "Disease"), ReportColumn.Text("treatment", "Treatment"), ReportColumn.Count("on_flare_ups", "Flare-ups on"), ReportColumn.Years("on_person_years", "Person-years on"), ReportColumn.PerYear("on_per_person_year", "Rate on"),
                        ReportColumn.Count("off_flare_ups", "Flare-ups off"), ReportColumn.Years("off_person_years", "Person-years off"), ReportColumn.PerYear("off_per_person_year", "Rate off"),
                        ReportColumn.Number("rate_ratio", "Rate on / rate off", "1"), ReportColumn.Number("lower_95", "Lower 95 %", "1"), ReportColumn.Number("upper_95", "Upper 95 %", "1"), ReportColumn.Probability("p_value", "p"),
                    ],
                    Rows = onOff,
                },
                StopReasons(strata),
                Studies(strata),
                ByStudy(strata),
            ],
        };
    }

    private static string NameOf(TreatmentRow course) => course.Treatment ?? Cells.NotStated;

    private static bool IsPartial(Contracts.Events.PartialDate? date) => date is not null && date.Earliest != date.Latest;

    private static IReadOnlyList<ReportCell> ExposureRow(string disease, Stratum treatment, Exposure total)
    {
        TreatmentRow[] courses = [.. treatment.People.SelectMany(person => person.Treatments).Where(course => string.Equals(NameOf(course), treatment.Name, StringComparison.Ordinal))];
        return
        [
            ReportCell.Of(disease), ReportCell.Of(treatment.Name), ReportCell.Of(treatment.People.Count), ReportCell.Of(courses.Length), ReportCell.Of(courses.LongCount(course => course.InTrial is "yes")),
            ReportCell.Of(courses.LongCount(course => course.End is not null)), ReportCell.Years(PersonTime.Years(total.OnDays)),
        ];
    }

    private static IReadOnlyList<ReportCell> OnOffRow(string disease, string treatment, Exposure total)
    {
        RateRatio? ratio = total.OnDays > 0 && total.OffDays > 0 ? RateRatio.Estimate(total.OnFlareUps, PersonTime.Years(total.OnDays), total.OffFlareUps, PersonTime.Years(total.OffDays)) : null;
        return
        [
            ReportCell.Of(disease), ReportCell.Of(treatment), ReportCell.Of(total.OnFlareUps), .. Cells.Rate(total.OnFlareUps, total.OnDays).Take(2), ReportCell.Of(total.OffFlareUps), .. Cells.Rate(total.OffFlareUps, total.OffDays).Take(2),
            ReportCell.Rate((ratio?.Ratio as Answer<double>.Given)?.Value), ReportCell.Rate(ratio?.Interval?.Lower), ReportCell.Rate(ratio?.Interval?.Upper), ReportCell.Probability(ratio?.PValue),
        ];
    }

    private static ReportTable StopReasons(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "stop-reasons",
        Title = "Courses that ended, by why",
        MarginColumns = 2,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("treatment", "Treatment"), ReportColumn.Text("reason", "Reason"), ReportColumn.Count("courses", "Courses")],
        Rows =
        [
            .. strata.SelectMany(stratum => stratum.People.SelectMany(person => person.Treatments).Where(course => course.End is not null || course.StopReason is not null)
                .GroupBy(course => (Treatment: NameOf(course), Reason: course.StopReason ?? Cells.NotStated)).OrderBy(group => group.Key.Treatment, StringComparer.Ordinal).ThenBy(group => group.Key.Reason, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(group.Key.Treatment), ReportCell.Of(group.Key.Reason), ReportCell.Of(group.LongCount())])),
        ],
    };

    private static ReportTable Studies(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "studies",
        Title = "Subjects by kind of study or organisation and standing",
        MarginColumns = 2,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("kind", "Kind"), ReportColumn.Text("status", "Standing"), ReportColumn.Count("subjects", "Subjects")],
        Rows =
        [
            .. strata.SelectMany(stratum => stratum.People.SelectMany(person => person.Studies.Select(study => (Person: person, Kind: study.Kind ?? Cells.NotStated, Standing: study.Standing ?? Cells.NotStated)).Distinct())
                .GroupBy(entry => (entry.Kind, entry.Standing)).OrderBy(group => group.Key.Kind, StringComparer.Ordinal).ThenBy(group => group.Key.Standing, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(group.Key.Kind), ReportCell.Of(group.Key.Standing), ReportCell.Of(group.LongCount())])),
        ],
    };

    private static ReportTable ByStudy(IReadOnlyList<Stratum> strata) => new()
    {
        Name = "by-study",
        Title = "Subjects by study, where its number is told, and standing",
        MarginColumns = 1,
        Columns = [ReportColumn.Text("disease", "Disease"), ReportColumn.Text("study", "Study"), ReportColumn.Text("status", "Standing"), ReportColumn.Count("subjects", "Subjects")],
        Rows =
        [
            .. strata.SelectMany(stratum => stratum.People.SelectMany(person => person.Studies.Where(study => study.Study is not null).Select(study => (Study: study.Study!.Code, Standing: study.Standing ?? Cells.NotStated)).Distinct())
                .GroupBy(entry => entry).OrderBy(group => group.Key.Study, StringComparer.Ordinal).ThenBy(group => group.Key.Standing, StringComparer.Ordinal)
                .Select(group => (IReadOnlyList<ReportCell>)[ReportCell.Of(stratum.Name), ReportCell.Of(group.Key.Study), ReportCell.Of(group.Key.Standing), ReportCell.Of(group.LongCount())])),
        ],
    };
}

/// <summary>Days under observation on and off one treatment, and the flare-ups that began in them.</summary>
internal sealed record Exposure(int Subjects, long OnDays, long OffDays, long OnFlareUps, long OffFlareUps)
{
    /// <summary>The sum over the people who were ever given it.</summary>
    internal static Exposure Of(Stratum treatment, Cohort cohort)
    {
        Exposure total = new(0, 0, 0, 0, 0);
        foreach (Person person in treatment.People)
        {
            Life life = cohort.LifeOf(person);
            if (life.FollowUpGap != LifeGap.None) continue;
            FollowUp observed = life.FollowUp;
            List<(int After, int Until)> on = Periods(person, treatment.Name, life, cohort.CutDay);
            long onDays = on.Sum(period => (long)(period.Until - period.After));
            long onFlareUps = 0;
            long offFlareUps = 0;
            foreach (FlareUpRow flareUp in person.FlareUps)
            {
                if (flareUp.Occurred is not { } date || Life.Middle(date, life.Birth, cohort.CutDay) is not { } onset) continue;
                int day = life.DaysOf(onset);
                if (day <= observed.EntryDays || day > observed.ExitDays) continue;
                if (on.Exists(period => day > period.After && day <= period.Until)) onFlareUps++;
                else offFlareUps++;
            }

            total = new Exposure(total.Subjects + 1, total.OnDays + onDays, total.OffDays + observed.ExitDays - observed.EntryDays - onDays, total.OnFlareUps + onFlareUps, total.OffFlareUps + offFlareUps);
        }

        return total;
    }

    internal static DateOnly? StartOf(TreatmentRow course, Life life, DateOnly cutDay) => course.Occurred is { } start ? Life.Middle(start, life.Birth, cutDay) : null;

    /// <summary>Ages in days (after, until] on the treatment and under observation, in order and apart. The first day is after the start: what began the course came before it.</summary>
    private static List<(int After, int Until)> Periods(Person person, string treatment, Life life, DateOnly cutDay)
    {
        List<(int After, int Until)> merged = [];
        IEnumerable<(int After, int Until)> courses = person.Treatments.Where(course => string.Equals(course.Treatment ?? Cells.NotStated, treatment, StringComparison.Ordinal))
            .Select(course => (Start: StartOf(course, life, cutDay), course.End)).Where(course => course.Start is not null)
            .Select(course => (
                After: Math.Max(life.DaysOf(course.Start!.Value), life.FollowUp.EntryDays),
                Until: Math.Min(course.End is { } end && Life.Middle(end, course.Start.Value, cutDay) is { } last ? life.DaysOf(last) : life.FollowUp.ExitDays, life.FollowUp.ExitDays)))
            .Where(period => period.Until > period.After).OrderBy(period => period.After).ThenBy(period => period.Until);
        foreach ((int after, int until) in courses)
        {
            if (merged.Count > 0 && after <= merged[^1].Until) merged[^1] = (merged[^1].After, Math.Max(merged[^1].Until, until));
            else merged.Add((after, until));
        }

        return merged;
    }
}

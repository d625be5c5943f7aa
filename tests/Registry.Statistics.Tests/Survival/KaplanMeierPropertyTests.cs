using Registry.Statistics.Rates;
using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests.Survival;

public sealed class KaplanMeierPropertyTests
{
    const int Runs = 500;
    const int MaxSubjects = 60;

    [Fact]
    public void Order_of_subjects_does_not_change_the_curve() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, MaxSubjects);
        Assert.Equal(KaplanMeier.Estimate(cohort).Steps, KaplanMeier.Estimate(Some.Shuffle(cohort, random)).Steps);
    });

    [Fact]
    public void Each_step_counts_what_its_definition_says() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, MaxSubjects);
        SurvivalCurve curve = KaplanMeier.Estimate(cohort);

        double survivor = 1;
        int previousDay = -2;   // Before the earliest entry there is.
        Assert.Equal(cohort.Where(sample => sample.Failed).Select(sample => sample.ExitDays).Distinct().Order(), curve.Steps.Select(step => step.Day));
        foreach (SurvivalStep step in curve.Steps)
        {
            int atRisk = cohort.Count(sample => sample.EntryDays < step.Day && step.Day <= sample.ExitDays);
            int failures = cohort.Count(sample => sample.Failed && sample.ExitDays == step.Day);
            survivor *= 1 - (double)failures / atRisk;
            Assert.Equal((atRisk, failures), (step.AtRisk, step.Failures));
            Assert.Equal(cohort.Count(sample => !sample.Failed && sample.ExitDays >= previousDay && sample.ExitDays < step.Day), step.Censored);
            Assert.Equal(cohort.Count(sample => sample.EntryDays >= previousDay && sample.EntryDays < step.Day), step.Entered);
            Assert.Equal(survivor, step.Survivor, 1e-13);
            previousDay = step.Day;
        }
    });

    [Fact]
    public void Without_delayed_entry_it_is_the_classical_product_limit() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.CohortFromOrigin(random, MaxSubjects);
        Assert.Equal(ProductLimit(cohort), KaplanMeier.Estimate(cohort).Steps.Select(step => step.Survivor), Near);
    });

    [Fact]
    public void Without_censoring_it_is_the_share_that_survives() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Array.ConvertAll(Some.CohortFromOrigin(random, MaxSubjects), sample => sample with { Failed = true });
        Assert.All(KaplanMeier.Estimate(cohort).Steps, step =>
            Assert.Equal((double)cohort.Count(sample => sample.ExitDays > step.Day) / cohort.Length, step.Survivor, 1e-13));
    });

    [Fact]
    public void Splitting_a_follow_up_into_two_changes_no_step() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, MaxSubjects);
        int index = random.Next(cohort.Length);
        FollowUp whole = cohort[index];
        if (whole.ExitDays - whole.EntryDays < 2) return;
        int middle = random.Next(whole.EntryDays + 1, whole.ExitDays);
        FollowUp[] split = [.. cohort[..index], whole with { ExitDays = middle, Failed = false }, whole with { EntryDays = middle }, .. cohort[(index + 1)..]];

        // The seam is one censoring and one entry on the same day; everything else is as it was.
        Assert.Equal(KaplanMeier.Estimate(cohort).Steps.Select(WithoutSeam), KaplanMeier.Estimate(split).Steps.Select(WithoutSeam));

        static SurvivalStep WithoutSeam(SurvivalStep step) => step with { Entered = step.Entered - step.Censored, Censored = 0 };
    });

    [Fact]
    public void The_curve_falls_within_0_and_1_and_its_band_contains_it() => Property.Hold(Runs, random =>
    {
        double previous = 1;
        foreach (SurvivalStep step in KaplanMeier.Estimate(Some.Cohort(random, MaxSubjects), Some.Options(random)).Steps)
        {
            Assert.InRange(step.Survivor, 0, previous);
            Assert.Equal(step.Survivor == 0, step.Interval is null);
            Assert.Equal(step.Survivor == 0, step.StandardError is null);
            if (step.Interval is { } interval)
            {
                Assert.InRange(interval.Lower, 0, step.Survivor);
                Assert.InRange(interval.Upper, step.Survivor, 1);
            }

            previous = step.Survivor;
        }
    });

    [Fact]
    public void The_numbers_at_risk_add_up_from_step_to_step() => Property.Hold(Runs, random =>
    {
        int left = 0;
        foreach (SurvivalStep step in KaplanMeier.Estimate(Some.Cohort(random, MaxSubjects)).Steps)
        {
            Assert.Equal(left + step.Entered - step.Censored, step.AtRisk);
            left = step.AtRisk - step.Failures;
        }
    });

    [Fact]
    public void From_a_lower_bound_the_curve_is_the_whole_one_divided_by_its_height_there() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, MaxSubjects);
        int bound = random.Next(0, cohort.Max(sample => sample.ExitDays));
        SurvivalCurve whole = KaplanMeier.Estimate(cohort);
        if (whole.SurvivorAt(bound) is not { Survivor: > 0 and double atBound }) return;
        SurvivalCurve conditional = KaplanMeier.Estimate(cohort, new SurvivalOptions { StartAtDays = bound });

        Assert.Equal(cohort.Count(sample => sample.ExitDays <= bound), conditional.LeftOutCount);
        Assert.Equal(cohort.Length, conditional.LeftOutCount + conditional.SampleCount);
        Assert.Equal(whole.Steps.Where(step => step.Day > bound).Select(step => step.Survivor / atBound), conditional.Steps.Select(step => step.Survivor), Near);
    });

    [Fact]
    public void Unobserved_periods_are_the_days_on_which_nobody_is_at_risk() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, maxSubjects: 4);
        int bound = random.Next(-1, cohort.Max(sample => sample.ExitDays));
        SurvivalCurve curve = KaplanMeier.Estimate(cohort, new SurvivalOptions { StartAtDays = bound });
        int origin = Math.Max(bound, 0);
        IEnumerable<int> empty = Enumerable.Range(origin + 1, curve.LastDay - origin).Where(day => !cohort.Any(sample => sample.EntryDays < day && day <= sample.ExitDays));
        Assert.Equal(empty, curve.UnobservedPeriods.SelectMany(period => Enumerable.Range(period.FirstDay, period.LastDay - period.FirstDay + 1)));
        Assert.Equal(Enumerable.Range(bound + 1, 70).First(day => cohort.Any(sample => sample.EntryDays < day && day <= sample.ExitDays)), curve.FirstDay);
    });

    [Fact]
    public void The_risk_table_counts_every_subject_once_in_each_row() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, MaxSubjects);
        int[] grid = [.. Enumerable.Range(0, 70).Where(_ => random.Next(3) == 0)];
        Assert.Equal(
            grid.Select(day => new RiskTableRow(
                day,
                Entered: cohort.Count(sample => sample.EntryDays < day),
                AtRisk: cohort.Count(sample => sample.EntryDays < day && day <= sample.ExitDays),
                Failures: cohort.Count(sample => sample.Failed && sample.ExitDays < day),
                Censored: cohort.Count(sample => !sample.Failed && sample.ExitDays < day))),
            RiskTable.On(cohort, grid));
    });

    [Fact]
    public void The_first_day_with_enough_at_risk_is_the_first_and_is_a_lower_bound() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, MaxSubjects);
        int minimum = random.Next(1, 10);
        int? firstDay = RiskTable.FirstDayAtRisk(cohort, minimum);

        Assert.Equal(Enumerable.Range(0, 60).Where(day => AtRisk(day) >= minimum).Cast<int?>().FirstOrDefault(), firstDay);
        if (firstDay is not { } day) return;
        SurvivalCurve curve = KaplanMeier.Estimate(cohort, new SurvivalOptions { StartAtDays = day - 1 });
        Assert.Equal(day, curve.FirstDay);
        Assert.Equal(AtRisk(day), Assert.Single(RiskTable.On(cohort, [day], startAtDays: day - 1)).AtRisk);

        int AtRisk(int day) => cohort.Count(sample => sample.EntryDays < day && day <= sample.ExitDays);
    });

    [Fact]
    public void Person_time_of_adjoining_bands_adds_up_to_the_whole() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, MaxSubjects);
        int border = random.Next(1, 60);
        long whole = PersonTime.Days(cohort);
        Assert.Equal(cohort.Sum(sample => (long)sample.ExitDays - Math.Max(sample.EntryDays, 0)), whole);
        Assert.Equal(whole, PersonTime.Days(cohort, 0, border) + PersonTime.Days(cohort, border));
    });

    /// <summary>As in the paper of 1958: sorted subjects, one factor each; a failure before a censoring of the same day.</summary>
    static List<double> ProductLimit(FollowUp[] cohort)
    {
        FollowUp[] ordered = [.. cohort.OrderBy(sample => sample.ExitDays).ThenByDescending(sample => sample.Failed)];
        List<double> survivors = [];
        double survivor = 1;
        for (int rank = 0; rank < ordered.Length; rank++)
        {
            if (!ordered[rank].Failed) continue;
            survivor *= (ordered.Length - rank - 1.0) / (ordered.Length - rank);
            bool lastOfTie = rank + 1 == ordered.Length || !ordered[rank + 1].Failed || ordered[rank + 1].ExitDays != ordered[rank].ExitDays;
            if (lastOfTie) survivors.Add(survivor);
        }

        return survivors;
    }

    static bool Near(double expected, double actual) => Math.Abs(expected - actual) <= 1e-12;
}

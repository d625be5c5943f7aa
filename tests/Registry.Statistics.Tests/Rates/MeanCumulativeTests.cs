using Registry.Statistics.Rates;
using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests.Rates;

public sealed class MeanCumulativeTests
{
    const int Runs = 300;

    [Fact]
    public void With_one_occurrence_at_the_end_of_each_period_it_is_the_cumulative_hazard() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, 30);
        ObservationPeriod[] periods = [.. cohort.Select((sample, subject) => new ObservationPeriod(subject, sample.EntryDays, sample.ExitDays))];
        Recurrence[] recurrences = [.. cohort.Select((sample, subject) => (sample, subject)).Where(pair => pair.sample.Failed).Select(pair => new Recurrence(pair.subject, pair.sample.ExitDays))];
        Assert.Equal(
            NelsonAalen.Estimate(cohort).Steps.Select(step => (step.Day, step.AtRisk, step.Failures)),
            MeanCumulative.Estimate(periods, recurrences).Steps.Select(step => (step.Day, step.AtRisk, step.Occurrences)));
        foreach ((HazardStep hazard, MeanCumulativeStep step) in NelsonAalen.Estimate(cohort).Steps.Zip(MeanCumulative.Estimate(periods, recurrences).Steps))
            Assert.Equal(hazard.CumulativeHazard, step.Mean, 1e-12);
    });

    [Fact]
    public void The_robust_variance_is_the_sum_over_subjects_of_its_definition() => Property.Hold(Runs, random =>
    {
        (ObservationPeriod[] periods, Recurrence[] recurrences) = History(random);
        foreach (MeanCumulativeStep step in MeanCumulative.Estimate(periods, recurrences).Steps)
        {
            int[] days = [.. recurrences.Select(recurrence => recurrence.Day).Where(day => day <= step.Day).Distinct()];
            double variance = periods.Select(period => period.Subject).Distinct().Sum(subject => Math.Pow(days.Sum(day =>
            {
                double atRisk = periods.Count(period => period.EntryDays < day && day <= period.ExitDays);
                double all = recurrences.Count(recurrence => recurrence.Day == day);
                double own = recurrences.Count(recurrence => recurrence.Subject == subject && recurrence.Day == day);
                bool present = periods.Any(period => period.Subject == subject && period.EntryDays < day && day <= period.ExitDays);
                return present ? (own - all / atRisk) / atRisk : 0;
            }), 2));
            Assert.Equal(Math.Sqrt(variance), step.StandardError, 1e-6);
        }
    });

    [Fact]
    public void Order_of_periods_and_occurrences_changes_nothing() => Property.Hold(Runs, random =>
    {
        (ObservationPeriod[] periods, Recurrence[] recurrences) = History(random);
        ImmutableSteps one = new(MeanCumulative.Estimate(periods, recurrences));
        random.Shuffle(periods);
        random.Shuffle(recurrences);
        ImmutableSteps other = new(MeanCumulative.Estimate(periods, recurrences));
        Assert.Equal(one.Days, other.Days);
        Assert.All(one.Errors.Zip(other.Errors), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
    });

    [Fact]
    public void Nothing_occurred_gives_no_step() => Assert.Empty(MeanCumulative.Estimate([new ObservationPeriod(0, 1, 5)], []).Steps);

    [Fact]
    public void An_occurrence_while_a_single_subject_is_watched_is_said() =>
        Assert.Equal(CaveatKind.RiskSetOfOne, Assert.Single(MeanCumulative.Estimate([new(0, 0, 5), new(1, 4, 9)], [new Recurrence(0, 2)]).Caveats).Kind);

    [Fact]
    public void Input_out_of_range_is_refused_by_its_index()
    {
        ObservationPeriod[] periods = [new(0, 0, 5), new(0, 7, 9), new(1, 0, 9)];
        foreach (Recurrence wrong in (Recurrence[])[new(0, 6), new(0, 7), new(0, 10), new(0, 0), new(2, 3), new(-1, 3)])
            Assert.Contains("Recurrence 1 ", Assert.Throws<ArgumentOutOfRangeException>("recurrences", () => MeanCumulative.Estimate(periods, [new Recurrence(0, 8), wrong])).Message, StringComparison.Ordinal);
        Assert.Contains("Sample 1 ", Assert.Throws<ArgumentOutOfRangeException>("periods", () => MeanCumulative.Estimate([new(0, 0, 5), new(0, 4, 9)], [])).Message, StringComparison.Ordinal);
        Assert.Contains("Sample 0 ", Assert.Throws<ArgumentOutOfRangeException>("periods", () => MeanCumulative.Estimate([new(0, 5, 5)], [])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("periods", () => MeanCumulative.Estimate([new(0, 0, 5), new(2, 0, 5), new(2, 6, 7)], []));
        Assert.Throws<ArgumentException>("periods", () => MeanCumulative.Estimate([], []));
    }

    static (ObservationPeriod[] Periods, Recurrence[] Recurrences) History(Random random)
    {
        List<ObservationPeriod> periods = [];
        List<Recurrence> recurrences = [];
        int subjects = random.Next(1, 12);
        for (int subject = 0; subject < subjects; subject++)
        {
            int entry = random.Next(-1, 20);
            for (int period = random.Next(1, 3); period > 0; period--)
            {
                int exit = entry + random.Next(1, 20);
                periods.Add(new ObservationPeriod(subject, entry, exit));
                for (int count = random.Next(0, 4); count > 0; count--) recurrences.Add(new Recurrence(subject, random.Next(entry + 1, exit + 1)));
                entry = exit + random.Next(0, 5);
            }
        }

        return ([.. periods], [.. recurrences]);
    }

    sealed record ImmutableSteps(int[] Days, double[] Errors)
    {
        internal ImmutableSteps(MeanCumulativeCurve curve)
            : this([.. curve.Steps.Select(step => step.Day)], [.. curve.Steps.Select(step => step.StandardError)])
        {
        }
    }
}

using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests.Survival;

public sealed class CumulativeIncidenceTests
{
    const int Runs = 300;

    [Fact]
    public void With_one_cause_it_is_one_minus_the_survivor_with_its_error() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, 40);
        SurvivalCurve survivor = KaplanMeier.Estimate(cohort);
        IncidenceCurve incidence = CumulativeIncidence.Estimate(Array.ConvertAll(cohort, sample => new CauseFollowUp(sample.EntryDays, sample.ExitDays, sample.Failed ? 1 : 0)), causeCount: 1).Causes[0];
        Assert.Equal(survivor.Steps.Length, incidence.Steps.Length);
        foreach ((SurvivalStep expected, IncidenceStep actual) in survivor.Steps.Zip(incidence.Steps))
        {
            Assert.Equal((expected.Day, expected.AtRisk, expected.Failures), (actual.Day, actual.AtRisk, actual.Failures));
            Assert.Equal(1 - expected.Survivor, actual.Incidence, 1e-12);
            Assert.Equal(expected.StandardError ?? 0, actual.StandardError, 1e-7);
        }
    });

    [Fact]
    public void All_causes_and_survival_add_up_to_1() => Property.Hold(Runs, random =>
    {
        CauseFollowUp[] cohort = Some.Competing(random, 40, causes: 3);
        IncidenceCurves curves = CumulativeIncidence.Estimate(cohort, causeCount: 3);
        SurvivalCurve survivor = KaplanMeier.Estimate(Array.ConvertAll(cohort, sample => sample.AnyCause()));
        foreach (SurvivalStep step in survivor.Steps)
            Assert.Equal(1, step.Survivor + curves.Causes.Sum(curve => curve.StepAt(step.Day)?.Incidence ?? 0), 1e-12);
    });

    [Fact]
    public void Each_curve_rises_within_0_and_1_and_its_band_contains_it() => Property.Hold(Runs, random =>
    {
        foreach (IncidenceCurve curve in CumulativeIncidence.Estimate(Some.Competing(random, 40, causes: 3), Some.Options(random)).Causes)
        {
            double previous = 0;
            foreach (IncidenceStep step in curve.Steps)
            {
                Assert.InRange(step.Incidence, previous, 1);
                Assert.InRange(step.StandardError, 0, 1);
                previous = step.Incidence;
                if (step.Interval is not { } interval) continue;
                Assert.InRange(interval.Lower, 0, step.Incidence);
                Assert.InRange(interval.Upper, step.Incidence, 1);
            }
        }
    });

    [Fact]
    public void Order_of_subjects_does_not_change_the_curves() => Property.Hold(Runs, random =>
    {
        CauseFollowUp[] cohort = Some.Competing(random, 40, causes: 3);
        CauseFollowUp[] shuffled = [.. cohort];
        random.Shuffle(shuffled);
        Assert.Equal(
            CumulativeIncidence.Estimate(cohort, causeCount: 3).Causes.SelectMany(curve => curve.Steps), CumulativeIncidence.Estimate(shuffled, causeCount: 3).Causes.SelectMany(curve => curve.Steps));
    });

    [Fact]
    public void A_lower_bound_is_the_same_as_entering_on_it() => Property.Hold(Runs, random =>
    {
        CauseFollowUp[] cohort = Some.Competing(random, 40, causes: 2);
        int bound = random.Next(0, cohort.Max(sample => sample.ExitDays));
        IncidenceCurves bounded = CumulativeIncidence.Estimate(cohort, new SurvivalOptions { StartAtDays = bound }, causeCount: 2);
        CauseFollowUp[] later = [.. cohort.Where(sample => sample.ExitDays > bound).Select(sample => sample with { EntryDays = Math.Max(sample.EntryDays, bound) })];
        Assert.Equal(CumulativeIncidence.Estimate(later, causeCount: 2).Causes.SelectMany(curve => curve.Steps), bounded.Causes.SelectMany(curve => curve.Steps));
        Assert.Equal((later.Length, cohort.Length - later.Length), (bounded.SampleCount, bounded.LeftOutCount));
    });

    [Fact]
    public void An_early_failure_alone_at_risk_is_said()
    {
        IncidenceCurves curves = CumulativeIncidence.Estimate([new CauseFollowUp(1, 3, 2), new CauseFollowUp(10, 30, 1)]);
        Assert.Equal([CaveatKind.RiskSetDiedOut, CaveatKind.Unobserved, CaveatKind.Unobserved], curves.Caveats.Select(caveat => caveat.Kind));
    }

    [Fact]
    public void A_cause_that_nobody_failed_from_has_an_empty_curve() =>
        Assert.Equal((0, 0), (CumulativeIncidence.Estimate([CauseFollowUp.FromOrigin(4, 1)], causeCount: 2).Causes[1].Failures, CumulativeIncidence.Estimate([CauseFollowUp.FromOrigin(4, 0)]).Causes.Length));

    [Fact]
    public void A_sample_out_of_range_is_refused_by_its_index()
    {
        foreach (CauseFollowUp wrong in (CauseFollowUp[])[new(0, 5, -1), new(0, 5, 3), new(5, 5, 1), new(-2, 5, 1), new(0, Limits.LastDay + 1, 0), new(0, 5, int.MaxValue)])
        {
            CauseFollowUp[] cohort = [new(0, 9, 1), wrong];
            Assert.Contains("Sample 1 ", Assert.Throws<ArgumentOutOfRangeException>("samples", () => CumulativeIncidence.Estimate(cohort, causeCount: 2)).Message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>("samples", () => CumulativeIncidence.Estimate([]));
    }

    [Fact]
    public void Grays_test_refuses_delayed_entry_with_its_reason()
    {
        Answer<ChiSquaredTest> answer = GrayTest.Test([CauseFollowUp.FromOrigin(5, 1), new CauseFollowUp(0, 7, 1)], [0, 1], cause: 1);
        Assert.Contains("sample 1 entered late", Assert.IsType<Answer<ChiSquaredTest>.NotEstimable>(answer).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Grays_test_without_a_failure_from_the_cause_compares_nothing() =>
        Assert.IsType<Answer<ChiSquaredTest>.NotEstimable>(GrayTest.Test([CauseFollowUp.FromOrigin(5, 1), CauseFollowUp.FromOrigin(7, 0)], [0, 1], cause: 2));

    [Fact]
    public void Grays_test_is_a_number_or_a_reason_whatever_the_samples() => Property.Hold(Runs, random =>
    {
        CauseFollowUp[] cohort = Array.ConvertAll(Some.Competing(random, 30, causes: 2), sample => sample with { EntryDays = FollowUp.BeforeOrigin });
        if (GrayTest.Test(cohort, Some.Labels(random, cohort.Length, 3), cause: 1, rho: random.Next(2)) is not Answer<ChiSquaredTest>.Given(var test)) return;
        Assert.True(double.IsFinite(test.ChiSquared) && test.ChiSquared >= 0);
        Assert.InRange(test.PValue, 0, 1);
    });
}

using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests.Survival;

/// <summary>Nelson–Aalen, restricted mean, log-rank, cumulative incidence and Gray's test against R: tests/data/statistics/make-survival.R.</summary>
public sealed class SurvivalReferenceTests
{
    [Fact]
    public void Cumulative_hazard_and_its_error_agree_with_survfit()
    {
        foreach (IGrouping<string, Reference.Row> rows in Reference.Rows("nelson-aalen.csv").GroupBy(row => row["cohort"], StringComparer.Ordinal))
        {
            HazardCurve curve = NelsonAalen.Estimate(Reference.Cohort(rows.Key));
            foreach (Reference.Row row in rows)
            {
                HazardStep step = Assert.Single(curve.Steps, step => step.Day == row.Int("day"));
                Assert.Equal((row.Int("at_risk"), row.Int("failures")), (step.AtRisk, step.Failures));
                Reference.Near(row.Number("hazard"), step.CumulativeHazard, $"{rows.Key} day {step.Day} hazard");
                Reference.Near(row.Number("standard_error"), step.StandardError, $"{rows.Key} day {step.Day} standard error");
            }
        }
    }

    [Fact]
    public void Restricted_mean_and_its_error_agree_with_survfit()
    {
        foreach (Reference.Row row in Reference.Rows("restricted-mean.csv"))
        {
            RestrictedMean mean = Given.Value(KaplanMeier.Estimate(Reference.Cohort(row["cohort"])).RestrictedMean(row.Int("horizon")));
            string what = $"{row["cohort"]} horizon {row["horizon"]}";
            Reference.Near(row.Number("mean"), mean.Days, what + " mean");
            Reference.Near(row.Number("standard_error"), mean.StandardError, what + " standard error", 1e-8);
        }
    }

    [Fact]
    public void Log_rank_agrees_with_the_score_test_of_coxph()
    {
        foreach (Reference.Row row in Reference.Rows("log-rank.csv"))
        {
            Grouped cohort = Grouped.Cohort(row["cohort"]);
            LogRankResult result = LogRank.Test(
                cohort.Samples, cohort.Groups, row.Int("stratified") == 1 ? cohort.Strata : default, new FlemingHarrington(row.Number("rho"), row.Number("gamma")));
            string what = string.Join(' ', row.Fields);
            ChiSquaredTest test = Given.Value(result.Difference());
            Assert.Equal(row.Int("df"), test.DegreesOfFreedom);
            Reference.Near(row.Number("chi_squared"), test.ChiSquared, what, 1e-8);
            double[] scores = [.. result.Groups.Select((_, group) => Math.Pow(group, 1.5))];
            Reference.Near(row.Number("trend"), Given.Value(result.Trend(scores)).ChiSquared, what + " trend", 1e-8);
        }
    }

    [Fact]
    public void Observed_and_expected_failures_agree_with_survdiff()
    {
        foreach (Reference.Row row in Reference.Rows("log-rank-groups.csv"))
        {
            Grouped cohort = Grouped.Cohort(row["cohort"]);
            LogRankResult result = LogRank.Test(cohort.Samples, cohort.Groups, row.Int("stratified") == 1 ? cohort.Strata : default, new FlemingHarrington(row.Number("rho"), 0));
            LogRankGroup group = result.Groups[row.Int("group")];
            string what = string.Join(' ', row.Fields);
            Reference.Near(row.Number("observed"), group.Observed, what);
            Reference.Near(row.Number("expected"), group.Expected, what);
            Reference.Near(row.Number("chi_squared"), Given.Value(result.Difference()).ChiSquared, what, 1e-8);
            Reference.Near(row.Number("p_value"), Given.Value(result.Difference()).PValue, what, 1e-8);
        }
    }

    [Fact]
    public void Cumulative_incidence_agrees_with_survfit_and_its_variance_with_the_matrix_recursion()
    {
        foreach (IGrouping<string, Reference.Row> rows in Reference.Rows("cumulative-incidence.csv").GroupBy(row => row["cohort"], StringComparer.Ordinal))
        {
            IncidenceCurves curves = CumulativeIncidence.Estimate(Competing.Cohort(rows.Key).Samples);
            foreach (Reference.Row row in rows)
            {
                IncidenceStep step = curves.Causes[row.Int("cause") - 1].StepAt(row.Int("day"))!.Value;
                string what = $"{rows.Key} cause {row["cause"]} day {row["day"]}";
                Assert.Equal((row.Int("day"), row.Int("at_risk"), row.Int("failures")), (step.Day, step.AtRisk, step.Failures));
                Reference.Near(row.Number("incidence"), step.Incidence, what);
                Reference.Near(row.Number("standard_error"), step.StandardError, what + " standard error", 1e-8);
                Assert.Equal(row.NumberOrNone("lower").HasValue, step.Interval.HasValue);
                if (step.Interval is not { } interval) continue;
                Reference.Near(row.Number("lower"), interval.Lower, what + " lower", 1e-8);
                Reference.Near(row.Number("upper"), interval.Upper, what + " upper", 1e-8);
            }
        }
    }

    [Fact]
    public void Grays_test_agrees_with_cuminc()
    {
        foreach (Reference.Row row in Reference.Rows("gray.csv"))
        {
            Competing cohort = Competing.Cohort(row["cohort"]);
            ChiSquaredTest test = Given.Value(GrayTest.Test(
                cohort.Samples, cohort.Groups, row.Int("cause"), row.Int("stratified") == 1 ? cohort.Strata : default, row.Number("rho")));
            Assert.Equal(row.Int("df"), test.DegreesOfFreedom);
            Reference.Near(row.Number("chi_squared"), test.ChiSquared, string.Join(' ', row.Fields), 1e-8);
        }
    }
}

using Registry.Statistics.Regression;
using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests.Regression;

public sealed class CoxRegressionTests
{
    const int Runs = 200;

    [Fact]
    public void The_score_test_of_a_group_with_exact_ties_is_the_log_rank_test() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, 40);
        int[] groups = Some.Labels(random, cohort.Length, 2);
        if (groups.Max() == 0) return;
        CoxFit fit = CoxRegression.Fit(cohort, Array.ConvertAll(groups, group => (double)group), 1, new CoxOptions { Ties = CoxTies.Exact });
        Answer<ChiSquaredTest> logRank = LogRank.Test(cohort, groups).Difference();
        Assert.Equal(logRank is Answer<ChiSquaredTest>.Given, fit.Score is Answer<ChiSquaredTest>.Given);
        if (logRank is Answer<ChiSquaredTest>.Given(var test)) Assert.Equal(test.ChiSquared, Given.Value(fit.Score).ChiSquared, 1e-7 * (1 + test.ChiSquared));
    });

    [Fact]
    public void Every_answer_is_a_finite_number_or_a_reason() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, 25);
        double[] covariates = [.. Enumerable.Range(0, cohort.Length * 2).Select(place => place % 2 == 0 ? random.Next(2) : random.NextDouble())];
        CoxFit fit = CoxRegression.Fit(cohort, covariates, 2, new CoxOptions { Ties = (CoxTies)random.Next(3) });
        Assert.True(fit.Converged, "Not converged");
        foreach (Answer<CoxCoefficient> answer in fit.Coefficients)
        {
            if (answer is not Answer<CoxCoefficient>.Given(var coefficient)) continue;
            Assert.True(double.IsFinite(coefficient.LogHazardRatio) && double.IsFinite(coefficient.StandardError) && coefficient.StandardError > 0, $"{coefficient}");
            Assert.InRange(coefficient.PValue, 0, 1);
        }

        Assert.True(double.IsFinite(fit.LogLikelihood) && fit.LogLikelihood >= fit.NullLogLikelihood - 1e-9, $"{fit.LogLikelihood} {fit.NullLogLikelihood}");
    });

    [Fact]
    public void Without_ties_all_three_likelihoods_are_one() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = [.. Enumerable.Range(1, 30).Select(day => new FollowUp(random.Next(-1, day), day, random.Next(2) == 0))];
        double[] covariate = [.. cohort.Select(_ => random.NextDouble())];
        CoxFit[] fits = [.. Enum.GetValues<CoxTies>().Select(ties => CoxRegression.Fit(cohort, covariate, 1, new CoxOptions { Ties = ties }))];
        if (fits[0].Coefficients[0] is not Answer<CoxCoefficient>.Given(var expected)) return;
        Assert.All(fits, fit => Assert.Equal(expected.LogHazardRatio, Given.Value(fit.Coefficients[0]).LogHazardRatio, 1e-7 * (1 + Math.Abs(expected.LogHazardRatio))));
    });

    [Fact]
    public void Order_and_unit_of_a_covariate_change_nothing_but_its_unit() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, 40);
        double[] covariate = [.. cohort.Select(_ => random.NextDouble())];
        int[] order = [.. Enumerable.Range(0, cohort.Length)];
        random.Shuffle(order);
        CoxFit one = CoxRegression.Fit(cohort, covariate, 1);
        CoxFit other = CoxRegression.Fit(Array.ConvertAll(order, i => cohort[i]), Array.ConvertAll(order, i => 100 - 8 * covariate[i]), 1);
        if (one.Coefficients[0] is not Answer<CoxCoefficient>.Given(var expected)) return;
        Assert.Equal(expected.LogHazardRatio, -8 * Given.Value(other.Coefficients[0]).LogHazardRatio, 1e-6 * (1 + Math.Abs(expected.LogHazardRatio)));
    });

    [Theory]
    [InlineData(CoxTies.Efron)]
    [InlineData(CoxTies.Breslow)]
    [InlineData(CoxTies.Exact)]
    public void A_group_in_which_nobody_failed_has_no_hazard_ratio_but_a_likelihood_ratio(CoxTies ties)
    {
        FollowUp[] cohort = [.. Enumerable.Range(1, 20).Select(day => new FollowUp(0, day, day % 2 == 0))];
        double[] covariates = [.. cohort.SelectMany(sample => new[] { sample.Failed ? 1.0 : 0, sample.ExitDays % 3 })];
        CoxFit fit = CoxRegression.Fit(cohort, covariates, 2, new CoxOptions { Ties = ties });
        Assert.Contains("monotone", Assert.IsType<Answer<CoxCoefficient>.NotEstimable>(fit.Coefficients[0]).Why, StringComparison.Ordinal);
        Assert.IsType<Answer<CoxCoefficient>.Given>(fit.Coefficients[1]);
        Assert.IsType<Answer<ChiSquaredTest>.NotEstimable>(fit.Wald);
        Assert.Equal(2, Given.Value(fit.LikelihoodRatio).DegreesOfFreedom);
        Assert.True(fit.Converged);
    }

    /// <summary>As it runs away the fit of the other covariate becomes that of the failures' own group: the stratified fit.</summary>
    [Fact]
    public void Beside_an_infinite_ratio_the_others_are_those_of_the_limit()
    {
        FollowUp[] cohort = [.. Enumerable.Range(1, 20).Select(day => new FollowUp(0, day, day % 2 == 0))];
        double[] other = [.. cohort.Select(sample => (double)(sample.ExitDays * 7 % 5))];
        CoxFit both = CoxRegression.Fit(cohort, [.. cohort.SelectMany((sample, i) => new[] { sample.Failed ? 1.0 : 0, other[i] })], 2);
        int[] failing = [.. Enumerable.Range(0, 20).Where(i => cohort[i].Failed)];
        CoxFit limit = CoxRegression.Fit(Array.ConvertAll(failing, i => cohort[i]), Array.ConvertAll(failing, i => other[i]), 1);
        Assert.Equal(Given.Value(limit.Coefficients[0]).LogHazardRatio, Given.Value(both.Coefficients[1]).LogHazardRatio, 1e-6);
        Assert.Equal(Given.Value(limit.Coefficients[0]).StandardError, Given.Value(both.Coefficients[1]).StandardError, 1e-6);
    }

    [Fact]
    public void A_covariate_that_others_determine_or_that_never_varies_has_no_coefficient()
    {
        FollowUp[] cohort = [.. Enumerable.Range(1, 20).Select(day => new FollowUp(0, day, true))];
        CoxFit fit = CoxRegression.Fit(cohort, [.. cohort.SelectMany(sample => new[] { sample.ExitDays * 7 % 5, 3.0, 1 - 2.0 * (sample.ExitDays * 7 % 5) })], 3);
        Assert.IsType<Answer<CoxCoefficient>.Given>(fit.Coefficients[0]);
        Assert.IsType<Answer<CoxCoefficient>.NotEstimable>(fit.Coefficients[1]);
        Assert.IsType<Answer<CoxCoefficient>.NotEstimable>(fit.Coefficients[2]);
        Assert.Equal(1, Given.Value(fit.Wald).DegreesOfFreedom);
    }

    [Fact]
    public void Nobody_failed_leaves_nothing_to_estimate()
    {
        CoxFit fit = CoxRegression.Fit([new FollowUp(0, 5, false), new FollowUp(0, 6, false)], [0, 1], 1);
        Assert.IsType<Answer<CoxCoefficient>.NotEstimable>(fit.Coefficients[0]);
        Assert.IsType<Answer<ChiSquaredTest>.NotEstimable>(fit.LikelihoodRatio);
        Assert.Equal(CaveatKind.FewFailures, Assert.Single(fit.Caveats).Kind);
    }

    [Fact]
    public void Robust_errors_with_each_sample_its_own_cluster_are_those_without_clusters() => Property.Hold(Runs, random =>
    {
        FollowUp[] cohort = Some.Cohort(random, 40);
        double[] covariate = [.. cohort.Select(_ => random.NextDouble())];
        var robust = new CoxOptions { Robust = true };
        CoxFit one = CoxRegression.Fit(cohort, covariate, 1, robust);
        CoxFit other = CoxRegression.Fit(cohort, covariate, 1, robust, clusters: [.. Enumerable.Range(0, cohort.Length)]);
        Assert.Equal(one.Covariance(0, 0), other.Covariance(0, 0));
    });

    [Fact]
    public void A_hazard_ratio_that_turns_round_fails_the_proportionality_check()
    {
        // Group 1 fails early, group 0 late.
        FollowUp[] cohort = [.. Enumerable.Range(1, 80).Select(day => new FollowUp(0, day, true))];
        double[] group = [.. Enumerable.Range(1, 80).Select(day => day is > 15 and <= 55 ? 0.0 : 1)];
        Assert.True(Given.Value(CoxRegression.Proportionality(cohort, group, 1).Global).PValue < 0.05);
    }

    [Fact]
    public void Input_out_of_range_is_refused_by_its_index()
    {
        FollowUp[] cohort = [new FollowUp(0, 5, true), new FollowUp(0, 6, true), new FollowUp(0, 7, true)];
        Assert.Contains("sample 1 ", Assert.Throws<ArgumentOutOfRangeException>("covariates", () => CoxRegression.Fit(cohort, [0, 1, 2, double.NaN, 1, 1], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("Sample 2 ", Assert.Throws<ArgumentOutOfRangeException>("samples", () => CoxRegression.Fit([cohort[0], cohort[1], new(4, 2, true)], [0, 1, 2], 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("covariates", () => CoxRegression.Fit(cohort, [0, 1], 1));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => CoxRegression.Fit(cohort, [], 0));
        Assert.Throws<ArgumentException>("options", () => CoxRegression.Fit(cohort, [0, 1, 2], 1, new CoxOptions { Robust = true, Ties = CoxTies.Exact }));
        Assert.Throws<ArgumentException>("clusters", () => CoxRegression.Fit(cohort, [0, 1, 2], 1, clusters: [0, 1, 2]));
        Assert.Throws<ArgumentException>("ties", () => CoxRegression.Proportionality(cohort, [0, 1, 2], 1, ties: CoxTies.Exact));
    }

    [Fact]
    public void Exact_ties_beyond_the_limit_are_refused_by_the_day()
    {
        FollowUp[] cohort = [.. Enumerable.Repeat(new FollowUp(0, 9, true), 5000)];
        double[] covariate = [.. cohort.Select((_, index) => (double)(index % 2))];
        Assert.Contains("day 9", Assert.Throws<ArgumentException>("samples", () => CoxRegression.Fit(cohort, covariate, 1, new CoxOptions { Ties = CoxTies.Exact })).Message, StringComparison.Ordinal);
        Assert.True(CoxRegression.Fit(cohort, covariate, 1).Converged);
    }
}

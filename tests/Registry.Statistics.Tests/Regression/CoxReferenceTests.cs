using Registry.Statistics.Regression;
using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests.Regression;

/// <summary>Against R's coxph and cox.zph with tightened convergence: tests/data/statistics/make-cox.R.</summary>
public sealed class CoxReferenceTests
{
    static readonly Lazy<ILookup<string, Reference.Row>> Samples = new(() => Reference.Rows("cox-samples.csv").ToLookup(row => row["cohort"], StringComparer.Ordinal));

    [Fact]
    public void Coefficients_errors_and_tests_agree_with_coxph()
    {
        foreach (IGrouping<(string Cohort, string Ties, string Stratified, string Errors), Reference.Row> rows in Fits())
        {
            Data data = Data.Of(rows.Key.Cohort, [.. rows.Select(row => row.Int("coefficient"))]);
            CoxFit fit = CoxRegression.Fit(
                data.Samples,
                data.Covariates,
                rows.Count(),
                new CoxOptions { Ties = Ties(rows.Key.Ties), Robust = rows.Key.Errors != "model" },
                rows.Key.Stratified == "1" ? data.Strata : default,
                rows.Key.Errors == "clustered" ? data.Clusters : default);
            Assert.True(fit.Converged);
            foreach ((Reference.Row row, int index) in rows.Select((row, index) => (row, index)))
            {
                string what = $"{rows.Key} coefficient {index}";
                CoxCoefficient coefficient = Given.Value(fit.Coefficients[index]);
                Reference.Near(row.Number("estimate"), coefficient.LogHazardRatio, what, Reference.Iterative);
                Reference.Near(row.Number("standard_error"), coefficient.StandardError, what + " standard error", Reference.Iterative);
                Reference.Near(row.Number("p_value"), coefficient.PValue, what + " p", Reference.Iterative);
                Reference.Near(row.Number("lower"), coefficient.Interval.Lower, what + " lower", Reference.Iterative);
                Reference.Near(row.Number("upper"), coefficient.Interval.Upper, what + " upper", Reference.Iterative);
                Reference.Near(row.Number("null"), fit.NullLogLikelihood, what + " null", Reference.Iterative);
                Reference.Near(row.Number("log_likelihood"), fit.LogLikelihood, what + " log likelihood", Reference.Iterative);
                Reference.Near(row.Number("score"), Given.Value(fit.Score).ChiSquared, what + " score", Reference.Iterative);
                Reference.Near(row.Number("wald"), Given.Value(fit.Wald).ChiSquared, what + " wald", Reference.Iterative);
            }
        }
    }

    [Fact]
    public void The_proportionality_check_agrees_with_cox_zph()
    {
        foreach (IGrouping<(string Cohort, string Ties, string Stratified, string Errors), Reference.Row> rows in Fits().Where(rows => rows.First().NumberOrNone("km").HasValue))
        {
            Data data = Data.Of(rows.Key.Cohort, [.. rows.Select(row => row.Int("coefficient"))]);
            foreach ((TimeTransform transform, string column) in ((TimeTransform, string)[])[(TimeTransform.KaplanMeier, "km"), (TimeTransform.Identity, "identity"), (TimeTransform.Log, "log")])
            {
                Proportionality check = CoxRegression.Proportionality(
                    data.Samples, data.Covariates, rows.Count(), transform, Ties(rows.Key.Ties), rows.Key.Stratified == "1" ? data.Strata : default);
                foreach ((Reference.Row row, int index) in rows.Select((row, index) => (row, index)))
                    Reference.Near(row.Number(column), Given.Value(check.Coefficients[index]).ChiSquared, $"{rows.Key} {column} {index}", Reference.Iterative);
                if (transform == TimeTransform.KaplanMeier) Reference.Near(rows.First().Number("global"), Given.Value(check.Global).ChiSquared, $"{rows.Key} global", Reference.Iterative);
            }
        }
    }

    static IEnumerable<IGrouping<(string Cohort, string Ties, string Stratified, string Errors), Reference.Row>> Fits() =>
        Reference.Rows("cox.csv").GroupBy(row => (row["cohort"], row["ties"], row["stratified"], row["errors"]));

    static CoxTies Ties(string name) => name switch
    {
        "efron" => CoxTies.Efron,
        "breslow" => CoxTies.Breslow,
        "exact" => CoxTies.Exact,
        _ => throw new InvalidDataException($"Unknown ties '{name}' in cox.csv."),
    };

    sealed record Data(FollowUp[] Samples, double[] Covariates, int[] Strata, int[] Clusters)
    {
        internal static Data Of(string cohort, int[] columns)
        {
            Reference.Row[] rows = [.. CoxReferenceTests.Samples.Value[cohort]];
            Assert.NotEmpty(rows);
            return new Data(
                [.. rows.Select(row => new FollowUp(row.Int("entry"), row.Int("exit"), row.Int("failed") == 1))],
                [.. rows.SelectMany(row => columns.Select(column => row.Number("x" + (column + 1).ToString(System.Globalization.CultureInfo.InvariantCulture))))],
                [.. rows.Select(row => row.Int("stratum"))],
                [.. rows.Select(row => row.Int("cluster"))]);
        }
    }
}

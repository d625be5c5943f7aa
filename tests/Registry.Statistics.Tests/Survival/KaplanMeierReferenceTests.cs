using Registry.Statistics.Survival;

namespace Registry.Statistics.Tests.Survival;

/// <summary>Against R's survfit, on its public data and on simulated and degenerate cohorts.</summary>
public sealed class KaplanMeierReferenceTests
{
    static readonly Lazy<ILookup<Case, Reference.Row>> Steps = new(() => ByCase("kaplan-meier-steps.csv"));
    static readonly Lazy<ILookup<Case, Reference.Row>> Quantiles = new(() => ByCase("kaplan-meier-quantiles.csv"));

    /// <summary>The quantiles have a row for every case; the steps have none where nobody fails.</summary>
    public static TheoryData<Case> Cases => [.. Quantiles.Value.Select(rows => rows.Key)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Steps_agree_with_survfit(Case @case)
    {
        SurvivalCurve curve = @case.Estimate();

        Reference.Row[] expected = [.. Steps.Value[@case]];
        Assert.Equal(expected.Length, curve.Steps.Length);
        foreach ((Reference.Row row, SurvivalStep step) in expected.Zip(curve.Steps))
        {
            Assert.Equal(
                (row.Int("day"), row.Int("at_risk"), row.Int("failures"), row.Int("censored"), row.Int("entered")),
                (step.Day, step.AtRisk, step.Failures, step.Censored, step.Entered));
            Reference.Near(row.Number("survivor"), step.Survivor, $"{@case} day {step.Day} survivor");
            NearOrNone(row.NumberOrNone("standard_error"), step.StandardError, $"{@case} day {step.Day} standard error");
            NearOrNone(row.NumberOrNone("lower"), step.Interval?.Lower, $"{@case} day {step.Day} lower limit");
            NearOrNone(row.NumberOrNone("upper"), step.Interval?.Upper, $"{@case} day {step.Day} upper limit");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Quantiles_agree_with_survfit(Case @case)
    {
        SurvivalCurve curve = @case.Estimate();

        foreach (Reference.Row row in Quantiles.Value[@case])
        {
            SurvivalQuantile quantile = curve.Quantile(row.Number("failed_share"));
            string what = $"{@case} quantile {row["failed_share"]}";
            SameTime(row.NumberOrNone("estimate"), quantile.Estimate, what);
            SameTime(row.NumberOrNone("lower"), quantile.Lower, what + " lower");
            SameTime(row.NumberOrNone("upper"), quantile.Upper, what + " upper");
        }
    }

    [Fact]
    public void Risk_table_agrees_with_the_summary_of_survfit()
    {
        foreach (IGrouping<string, Reference.Row> rows in Reference.Rows("risk-table.csv").GroupBy(row => row["cohort"], StringComparer.Ordinal))
        {
            int[] grid = [.. rows.Select(row => row.Int("day"))];
            IEnumerable<RiskTableRow> expected = rows.Select(row =>
                new RiskTableRow(row.Int("day"), row.Int("entered"), row.Int("at_risk"), row.Int("failures"), row.Int("censored")));
            Assert.Equal(expected, RiskTable.On(Reference.Cohort(rows.Key), grid));
        }
    }

    static ILookup<Case, Reference.Row> ByCase(string file) => Reference.Rows(file).ToLookup(row => new Case(
        row["cohort"],
        row["transform"] switch
        {
            "log-log" => ConfidenceTransform.LogLog,
            "log" => ConfidenceTransform.Log,
            "plain" => ConfidenceTransform.Plain,
            string other => throw new InvalidDataException($"Unknown transform '{other}' in {file}."),
        },
        row.Number("level"),
        row.IntOrNone("start")));

    static void NearOrNone(double? expected, double? actual, string what)
    {
        Assert.True(expected.HasValue == actual.HasValue, $"{what}: R has {(expected.HasValue ? "a value" : "none")}, we have {(actual.HasValue ? "one" : "none")}");
        if (expected is { } number) Reference.Near(number, actual!.Value, what);
    }

    static void SameTime(double? expected, QuantileTime actual, string what)
    {
        QuantileTime time = expected is { } days ? new QuantileTime.Reached(days) : QuantileTime.NotReached.Value;
        Assert.True(time == actual, $"{what}: R has {time}, we have {actual}");
    }

    public sealed record Case(string Cohort, ConfidenceTransform Transform, double Level, int? StartAtDays)
    {
        internal SurvivalCurve Estimate() =>
            KaplanMeier.Estimate(Reference.Cohort(Cohort), new SurvivalOptions { Transform = Transform, Level = Level, StartAtDays = StartAtDays });
    }
}

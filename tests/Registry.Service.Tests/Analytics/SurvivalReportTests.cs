using System.Globalization;
using Registry.Analytics.Reports;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>From facts to periods under observation to the curve.</summary>
public sealed class SurvivalReportTests
{
    [Fact]
    public async Task A_curve_that_begins_with_few_at_risk_says_from_which_age_there_are_enough()
    {
        SomeLog log = new();
        for (int index = 0; index < 12; index++)
        {
            string name = "s" + index.ToString(CultureInfo.InvariantCulture);
            log.Enrol(name, "1990-01-01", index < 3 ? "1995-01-01" : "2004-01-01");
            log.Diagnose(name, "FOP");
            log.Status(name, "alive", "2020-01-01");
        }

        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        const string Few = "FOP, delayed-entry: fewer than 10 were at risk before age 14.0, so deaths there are hardly seen: the curve starts too high and its interval is too narrow; ask with a later fromAge.";
        Assert.Contains(Few, (await database.ReportAsync("survival")).Warnings);
        Assert.DoesNotContain((await database.ReportAsync("survival")).Warnings, warning => warning.StartsWith("FOP, naive-from-birth: fewer than", StringComparison.Ordinal));
        Assert.DoesNotContain((await database.ReportAsync("survival", ("fromAge", "15"))).Warnings, warning => warning.Contains("fewer than 10", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_small_cohort_gives_what_a_hand_computes()
    {
        // Ages in days: entry, exit. a (100, 400] dies; b (200, 500] is censored; c (450, 600] dies.
        // At day 400 a and b are at risk: 1/2. At day 600 c alone is: 0. From birth all three are at risk at 400: 2/3, and c alone at 600: 0.
        SomeLog log = new();
        DateOnly birth = new(2000, 1, 1);
        Subject(log, "a", birth, 100, 400, died: true);
        Subject(log, "b", birth, 200, 500, died: false);
        Subject(log, "c", birth, 450, 600, died: true);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("survival", ("disease", "FOP"));

        Assert.Equal([("delayed-entry", 400, 2L, 0.5), ("delayed-entry", 600, 1, 0), ("naive-from-birth", 400, 3, 2 / 3.0), ("naive-from-birth", 600, 1, 0)], Steps(report));
        Assert.Equal(500 / 365.25, Assert.IsType<ReportCell.Number>(ReportTests.Cell(report, "summary", 0, "median_years")).Value);
        Assert.Equal(500 / 365.25, Assert.IsType<ReportCell.Number>(ReportTests.Cell(report, "age-at-death", 0, "median_age_at_death_years")).Value);
    }

    [Fact]
    public async Task A_cohort_with_delayed_entry_gives_what_R_gives()
    {
        SomeLog log = new();
        int number = 0;
        foreach (string[] row in Golden.Rows("survival-cohort.csv"))
        {
            string name = "s" + number++.ToString(CultureInfo.InvariantCulture);
            log.Enrol(name, row[0], row[1]);
            log.Diagnose(name, "FOP");
            if (row[3].Trim() is "TRUE") log.Death(name, row[2]);
            else log.Status(name, "alive", row[2]);
        }

        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);
        Report report = await database.ReportAsync("survival", ("disease", "FOP"));

        ReportTable curve = report.Tables.Single(table => table.Name is "curve");
        string[][] expected = [.. Golden.Rows("survival-cohort-expected.csv")];
        string[][] steps = [.. expected.Where(row => !row[0].EndsWith("-median", StringComparison.Ordinal))];
        Assert.True(steps.Length > 40);
        Assert.Equal(steps.Length, curve.Rows.Count);
        foreach ((string[] want, IReadOnlyList<ReportCell> got) in steps.Zip(curve.Rows))
        {
            Assert.Equal(want[0], ((ReportCell.Text)got[1]).Value);
            Assert.Equal(Number(want[1]) / 365.25, ((ReportCell.Number)got[2]).Value, 1e-12);
            Assert.Equal(Number(want[2]), ((ReportCell.Count)got[4]).Value);
            Assert.Equal(Number(want[3]), ((ReportCell.Count)got[5]).Value);
            for (int column = 0; column < 3; column++)
            {
                if (want[4 + column] is "NA") Assert.IsType<ReportCell.Missing>(got[7 + column]);
                else Assert.Equal(Number(want[4 + column]), ((ReportCell.Number)got[7 + column]).Value, 1e-9);
            }
        }

        string[] estimates = ["delayed-entry", "naive-from-birth"];
        for (int row = 0; row < estimates.Length; row++)
        {
            string[][] ofEstimate = [.. steps.Where(step => string.Equals(step[0], estimates[row], StringComparison.Ordinal))];
            Same(expected.Single(line => string.Equals(line[0], estimates[row] + "-median", StringComparison.Ordinal))[1], ReportTests.Cell(report, "summary", row, "median_years"));
            // The interval is where R's limits first come down to one half. R's own quantile reads a lower limit that rises again, as it does
            // with delayed entry, at a later place; the first is the wider, and the honest one.
            Same(FirstAtHalf(ofEstimate, 5), ReportTests.Cell(report, "summary", row, "median_lower_95_years"));
            Same(FirstAtHalf(ofEstimate, 6), ReportTests.Cell(report, "summary", row, "median_upper_95_years"));
        }

        static string FirstAtHalf(string[][] rows, int column) => rows.FirstOrDefault(row => row[column] is not "NA" && Number(row[column]) <= 0.5)?[1] ?? "NA";

        static void Same(string days, ReportCell cell)
        {
            if (days is "NA") Assert.IsType<ReportCell.NotReached>(cell);
            else Assert.Equal(Number(days) / 365.25, Assert.IsType<ReportCell.Number>(cell).Value, 1e-9);
        }
    }

    [Theory]
    [InlineData("2000-01-01", null, "2020-01-01", "no possible date of registry entry")]
    [InlineData("2000-01-01", "2015-01-01", "none", "dead without a date of death")]
    [InlineData("2000-01-01", "2015-01-01", "1999", "date of birth after entry, death or the cut")]
    [InlineData("2000-01-01", "2015-01-01", "2030", "date of death before birth or after the cut")]
    [InlineData("2000-01-01", "2015-01-01", "2014-12", "enrolled after death")]
    [InlineData("2000-01-01", "2015-01-01", "2015-01-01", "no time under observation: not known to be alive after entry")]
    [InlineData("2016-01-01", "2015-01-01", "2020-01-01", "date of birth after entry, death or the cut")]
    public async Task Who_cannot_be_in_the_estimate_is_counted_by_reason(string born, string? entry, string death, string reason)
    {
        SomeLog log = new();
        log.Enrol("a", born, entry);
        log.Diagnose("a", "FOP");
        log.Death("a", death is "none" ? null : death);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("survival", ("disease", "FOP"));

        ReportCount[] counted = [.. report.Excluded.Where(count => count.Reason.StartsWith("delayed-entry", StringComparison.Ordinal) && count.Count is ReportCell.Count { Value: > 0 })];
        Assert.Equal([new ReportCount("delayed-entry: " + reason, new ReportCell.Count(1))], counted);
        Assert.Equal(0, ReportTests.Count(report, "summary", 0, "subjects"));
    }

    [Fact]
    public async Task A_partial_date_becomes_the_middle_of_the_days_that_it_leaves_possible_and_is_counted()
    {
        // Enrolled on 2020-12-11, died some time in 2020: 20 days are left, 2020-12-12 to 2020-12-31, and the tenth of them is the middle.
        SomeLog log = new();
        log.Enrol("a", "2000-01-01", "2020-12-11");
        log.Diagnose("a", "FOP");
        log.Death("a", "2020");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("survival", ("disease", "FOP"));

        int expected = new DateOnly(2020, 12, 21).DayNumber - new DateOnly(2000, 1, 1).DayNumber;
        Assert.Equal(("delayed-entry", expected, 1L, 0), Steps(report)[0]);
        Assert.Equal(new ReportCount("date of death or last known alive", new ReportCell.Count(1)), report.Imputed[2]);
    }

    [Fact]
    public async Task Somebody_not_heard_of_since_is_censored_then_and_not_at_the_cut()
    {
        SomeLog log = new();
        log.Enrol("a", "2000-01-01", "2010-01-01");
        log.Diagnose("a", "FOP");
        log.FlareUp("a", "f", "2012-01-01");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("survival", ("disease", "FOP"));

        Assert.Equal(4383 / 365.25, Assert.IsType<ReportCell.Number>(ReportTests.Cell(report, "summary", 0, "last_age_years")).Value);
    }

    [Fact]
    public async Task A_provisional_diagnosis_is_no_stratum()
    {
        SomeLog log = new();
        log.Enrol("a", "2000-01-01", "2010-01-01");
        log.Diagnose("a", "FOP", verification: "provisional");
        log.Status("a", "alive", "2020-01-01");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("survival");

        Assert.Equal(new ReportCount("no confirmed diagnosis of a disease of the registry", new ReportCell.Count(1)), report.Excluded[1]);
    }

    [Fact]
    public async Task Survival_from_an_age_leaves_out_who_left_before_and_warns_when_a_small_risk_set_ended_the_curve()
    {
        SomeLog log = new();
        DateOnly birth = new(1960, 1, 1);
        Subject(log, "a", birth, 1000, 2000, died: true);
        for (int index = 0; index < 8; index++) Subject(log, "b" + index.ToString(CultureInfo.InvariantCulture), birth, 5000, 12000 + (100 * index), died: index % 2 == 0);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report whole = await database.ReportAsync("survival", ("disease", "FOP"));
        Report later = await database.ReportAsync("survival", ("disease", "FOP"), ("fromAge", "14"));

        Assert.Contains(whole.Warnings, warning => warning.StartsWith("FOP, delayed-entry: all who were at risk at age 5.5 died", StringComparison.Ordinal));
        Assert.DoesNotContain(later.Warnings, warning => warning.StartsWith("FOP, delayed-entry: all who were at risk", StringComparison.Ordinal));
        Assert.Equal(1, ReportTests.Count(later, "summary", 0, "before_from_age"));
        Assert.Equal(0.875, Assert.IsType<ReportCell.Number>(ReportTests.Cell(later, "curve", 0, "survivor")).Value);
    }

    [Fact]
    public async Task Flare_ups_are_divided_by_the_years_in_which_they_could_be_seen()
    {
        // 1461 days are 4 years of 365.25. One onset before entry, two under observation, one undated.
        SomeLog log = new();
        log.Enrol("a", "2000-01-01", "2010-01-01");
        log.Diagnose("a", "FOP");
        log.Status("a", "alive", "2014-01-01");
        log.FlareUp("a", "f1", "2009-06-01");
        log.FlareUp("a", "f2", "2011-06-01", trigger: "unknown");
        log.FlareUp("a", "f3", "2012-06-01", trigger: null);
        log.FlareUp("a", "f4", null);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("flare-ups", ("disease", "FOP"));

        Assert.Equal(4, Assert.IsType<ReportCell.Number>(ReportTests.Cell(report, "rate", 0, "person_years")).Value);
        Assert.Equal(0.5, Assert.IsType<ReportCell.Number>(ReportTests.Cell(report, "rate", 0, "per_person_year")).Value);
        Assert.Equal((4L, 1L, 1L, 2L), (ReportTests.Count(report, "rate", 0, "flare_ups"), ReportTests.Count(report, "rate", 0, "before_entry"), ReportTests.Count(report, "rate", 0, "not_placed"), ReportTests.Count(report, "rate", 0, "observed")));
        // The bands of age 10 and 15 share the four years: birth on 2000-01-01, fifteen on 2015-01-01, after the last day seen.
        Assert.Equal(2, ReportTests.Count(report, "by-age", 2, "observed"));
        Assert.Equal([("not stated", 1L), ("spontaneous", 2), ("unknown", 1)], report.Tables.Single(table => table.Name is "by-trigger").Rows.Select(row => (((ReportCell.Text)row[1]).Value!, ((ReportCell.Count)row[2]).Value)));
    }

    private static void Subject(SomeLog log, string name, DateOnly birth, int entryDays, int exitDays, bool died)
    {
        log.Enrol(name, Day(birth), Day(birth.AddDays(entryDays)));
        log.Diagnose(name, "FOP");
        if (died) log.Death(name, Day(birth.AddDays(exitDays)));
        else log.Status(name, "alive", Day(birth.AddDays(exitDays)));
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static (string Estimate, int Day, long AtRisk, double Survivor)[] Steps(Report report) =>
    [
        .. report.Tables.Single(table => table.Name is "curve").Rows.Select(row =>
            (((ReportCell.Text)row[1]).Value!, (int)Math.Round(((ReportCell.Number)row[2]).Value * 365.25), ((ReportCell.Count)row[4]).Value, ((ReportCell.Number)row[7]).Value)),
    ];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

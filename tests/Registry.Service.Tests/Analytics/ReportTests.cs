using System.Globalization;
using System.Text;
using Registry.Analytics.Projections;
using Registry.Analytics.Reports;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>What every report promises: repeatable, as of any event, honest about what it cannot answer.</summary>
public sealed class ReportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. ReportCatalogue.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Report_of_a_small_registry_is_as_approved(string name)
    {
        await using AnalyticsDatabase database = await OfAsync(SomeHistory.OfRegistry());

        Report report = await database.ReportAsync(name);

        await Golden.HoldAsync($"{name}.approved.json", ReportJson.Write(report));
        await Golden.HoldAsync($"{name}.approved.csv", ReportCsv.Write(report)!);
    }

    [Fact]
    public async Task Report_for_publication_is_as_approved()
    {
        await using AnalyticsDatabase database = await OfAsync(SomeHistory.OfRegistry());

        await Golden.HoldAsync("enrolment-public.approved.csv", ReportCsv.Write(await database.ReportAsync("enrolment", ("audience", "public")))!);
        await Golden.HoldAsync("survival-public.approved.csv", ReportCsv.Write(await database.ReportAsync("survival", ("audience", "public")))!);
    }

    [Fact]
    public async Task One_by_one_in_batches_or_rebuilt_gives_equal_rows_and_equal_reports()
    {
        for (int seed = 20261121; seed < 20261125; seed++)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}."));
            SomeLog log = SomeHistory.Random(new Random(seed), events: 120);
            await using AnalyticsDatabase oneByOne = await AnalyticsDatabase.SqliteAsync();
            await using AnalyticsDatabase whole = await OfAsync(log);
            using ProjectionRunner runner = oneByOne.Runner(log);
            for (long sequence = 1; sequence <= log.Head; sequence++) await runner.RunUpToAsync(sequence, Token);
            Assert.Null((await runner.ReadHealthAsync(Token)).Fault);
            Assert.Equal(log.Head, (await runner.ReadHealthAsync(Token)).Sequence);

            string rows = await whole.RowsAsync();
            string reports = await AllAsync(whole);
            Assert.Equal(rows, await oneByOne.RowsAsync());
            Assert.Equal(reports, await AllAsync(oneByOne));
            await runner.RebuildAsync(Token);
            Assert.Equal(rows, await oneByOne.RowsAsync());
            Assert.Equal(reports, await AllAsync(oneByOne));
        }
    }

    [Fact]
    public async Task A_report_as_of_a_past_event_is_the_report_that_was_given_then()
    {
        SomeLog log = SomeHistory.Random(new Random(7), events: 60, hasWithdrawals: false);
        await using AnalyticsDatabase database = await AnalyticsDatabase.SqliteAsync();
        using ProjectionRunner runner = database.Runner(log);
        List<string> given = [];
        for (long sequence = 1; sequence <= log.Head; sequence++)
        {
            await runner.RunUpToAsync(sequence, Token);
            given.Add(await AllAsync(database));
        }

        for (int sequence = 1; sequence <= log.Head; sequence++)
            Assert.Equal(given[sequence - 1], await AllAsync(database, ("asOf", sequence.ToString(CultureInfo.InvariantCulture))));
    }

    [Fact]
    public async Task A_report_as_of_a_day_is_the_one_of_its_last_event_and_twice_the_same_bytes()
    {
        SomeLog log = SomeHistory.OfRegistry();
        await using AnalyticsDatabase database = await OfAsync(log);
        DateTimeOffset first = log.Events[0].Header.Recorded;
        string day = first.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        long last = log.Events.Last(item => item.Header.Recorded.UtcDateTime.Date == first.UtcDateTime.Date).Header.Sequence;
        Assert.InRange(last, 2, log.Head - 1);

        string ofDay = await AllAsync(database, ("asOf", day));

        Assert.Equal(await AllAsync(database, ("asOf", last.ToString(CultureInfo.InvariantCulture))), ofDay);
        Assert.Equal(ofDay, await AllAsync(database, ("asOf", day)));
        Assert.NotEqual(await AllAsync(database), ofDay);
    }

    [Theory]
    [InlineData("disease", "fop")]
    [InlineData("sex", "f")]
    [InlineData("site", "no such/site")]
    [InlineData("site", "paris")]
    [InlineData("country", "Germany")]
    [InlineData("country", "FR")]
    [InlineData("asOf", "-1")]
    [InlineData("asOf", "9999")]
    [InlineData("suppressBelow", "1")]
    [InlineData("audience", "press")]
    [InlineData("variantClass", "R206H")]
    [InlineData("parentalAllele", "mother")]
    [InlineData("bornFrom", "soon")]
    [InlineData("asOf", "2026-13-01")]
    [InlineData("asOf", "2026-01-03")]
    [InlineData("by", "country")]
    [InlineData("fromAge", "-5")]
    [InlineData("colour", "red")]
    public async Task What_a_report_does_not_know_is_refused_by_name(string parameter, string value)
    {
        await using AnalyticsDatabase database = await OfAsync(SomeHistory.OfRegistry());

        ReportResult.BadParameter refusal = Assert.IsType<ReportResult.BadParameter>(await database.RunAsync("survival", (parameter, value)));

        Assert.Equal(parameter, refusal.Parameter);
    }

    [Fact]
    public async Task An_unknown_report_is_refused_with_the_names_there_are()
    {
        await using AnalyticsDatabase database = await AnalyticsDatabase.SqliteAsync();

        ReportResult.UnknownReport refusal = Assert.IsType<ReportResult.UnknownReport>(await database.RunAsync("mortality"));

        Assert.Equal(ReportCatalogue.Names, refusal.Known);
    }

    [Fact]
    public async Task A_submitter_sees_its_own_site_alone_and_the_report_says_so()
    {
        await using AnalyticsDatabase database = await OfAsync(SomeHistory.OfRegistry());

        ReportResult own = await database.Reports().RunAsync("enrolment", new Dictionary<string, string>(), SomeCaller.Submitter("madrid"), Token);
        ReportResult other = await database.Reports().RunAsync("enrolment", new Dictionary<string, string> { ["site"] = "berlin" }, SomeCaller.Submitter("madrid"), Token);

        Report report = Assert.IsType<ReportResult.Ready>(own).Report;
        Assert.Contains(new ReportFilter("site", "madrid"), report.Filters);
        Assert.Equal(2, Count(report, "overview", 0, "subjects"));
        Assert.IsType<ReportResult.NotPermitted>(other);
    }

    [Fact]
    public async Task A_linked_pair_counts_once_and_a_withdrawn_subject_not_at_all()
    {
        await using AnalyticsDatabase database = await OfAsync(SomeHistory.OfRegistry());

        Report report = await database.ReportAsync("enrolment");

        Assert.Equal(5, Count(report, "overview", 0, "subjects"));
        Assert.Equal(1, Count(report, "overview", 1, "subjects"));
        Assert.Equal(new ReportCell.Count(1), report.Excluded[0].Count);
    }

    [Fact]
    public async Task While_the_projections_are_built_a_report_says_so_instead_of_counting_half()
    {
        SomeLog log = SomeHistory.OfRegistry();
        await using AnalyticsDatabase database = await OfAsync(log);
        using ProjectionRunner broken = new(database.Open, (after, limit, token) => after + limit > 10 ? throw new TimeoutException() : log.Read(after, limit, token));
        await Assert.ThrowsAsync<TimeoutException>(() => broken.RebuildAsync(Token));

        ReportResult.Building building = Assert.IsType<ReportResult.Building>(await database.RunAsync("enrolment"));
        Assert.Equal(log.Head, building.RebuildingTo);

        using ProjectionRunner mended = database.Runner(log);
        await mended.RunUpToAsync(log.Head, Token);
        Assert.IsType<ReportResult.Ready>(await database.RunAsync("enrolment"));
    }

    [Fact]
    public async Task A_text_that_a_spreadsheet_would_run_is_made_harmless()
    {
        SomeLog log = SomeHistory.OfRegistry();
        log.FlareUp("ada", "evil", "2015-01-01", region: "=HYPERLINK(\"http://example.org\",\"x\")");
        log.FlareUp("ada", "comment", "2015-01-01", region: "# not a comment");
        await using AnalyticsDatabase database = await OfAsync(log);

        string csv = Encoding.UTF8.GetString(ReportCsv.Write(await database.ReportAsync("flare-ups"), "by-region")!);

        Assert.Contains("FOP,\"'=HYPERLINK(\"\"http://example.org\"\",\"\"x\"\")\",1,", csv, StringComparison.Ordinal);
        Assert.Contains("FOP,'# not a comment,1,", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_csv_of_one_table_has_that_table_alone_and_an_unknown_table_is_none()
    {
        await using AnalyticsDatabase database = await OfAsync(SomeHistory.OfRegistry());
        Report report = await database.ReportAsync("survival");

        string[] lines = Encoding.UTF8.GetString(ReportCsv.Write(report, "at-risk")!).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("stratum,estimate,age_years,entered,at_risk,deaths,censored", lines.First(line => !line.StartsWith('#')));
        Assert.Null(ReportCsv.Write(report, "no-such-table"));
    }

    [Fact]
    public async Task An_empty_registry_has_no_estimate_and_says_so()
    {
        await using AnalyticsDatabase database = await AnalyticsDatabase.SqliteAsync();

        Report report = await database.ReportAsync("survival");

        Assert.Equal(new ReportCut(null, 0, null), report.Cut);
        Assert.Contains("FOP, delayed-entry: nobody was under observation, so there is no estimate.", report.Warnings);
        Assert.IsType<ReportCell.Missing>(report.Tables[0].Rows[0][8]);
    }

    internal static async Task<AnalyticsDatabase> OfAsync(SomeLog log)
    {
        AnalyticsDatabase database = await AnalyticsDatabase.SqliteAsync();
        using ProjectionRunner runner = database.Runner(log);
        ProjectionHealth health = await runner.RunUpToAsync(log.Head, Token);
        Assert.Null(health.Fault);
        return database;
    }

    internal static long Count(Report report, string table, int row, string column) => Assert.IsType<ReportCell.Count>(Cell(report, table, row, column)).Value;

    internal static ReportCell Cell(Report report, string table, int row, string column)
    {
        ReportTable found = report.Tables.Single(known => string.Equals(known.Name, table, StringComparison.Ordinal));
        return found.Rows[row][found.Columns.ToList().FindIndex(known => string.Equals(known.Name, column, StringComparison.Ordinal))];
    }

    private static async Task<string> AllAsync(AnalyticsDatabase database, params (string Name, string Value)[] parameters)
    {
        StringBuilder all = new();
        foreach (ReportDefinition report in database.Reports().Reports) all.Append(Encoding.UTF8.GetString(ReportJson.Write(await database.ReportAsync(report.Name, parameters))));
        return all.ToString();
    }
}

using System.Globalization;
using System.Text;
using Registry.Analytics.Projections;
using Registry.Analytics.Reports;
using Registry.Contracts.Events;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>Rows that are kept between reports change no byte of any, and what was taken back is gone at the next.</summary>
public sealed class HeldRowsTests
{
    private static readonly (string Name, string Value)[][] Filters = [[], [("site", "berlin")], [("sex", "female")]];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_every_event_they_give_the_bytes_of_rows_read_anew()
    {
        for (int seed = 20261126; seed < 20261128; seed++)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}."));
            SomeLog log = SomeHistory.Random(new Random(seed), events: 45);
            await using AnalyticsDatabase database = await AnalyticsDatabase.SqliteAsync();
            using ProjectionRunner runner = database.Runner(log);
            using ReportCatalogue anew = database.NewReports(heldRows: 0);
            for (long sequence = 1; sequence <= log.Head; sequence += 2)
            {
                await runner.RunUpToAsync(sequence, Token);
                foreach ((string Name, string Value)[] filter in Filters) Assert.Equal(await AllAsync(anew, filter), await AllAsync(database.Reports(), filter));
            }
        }
    }

    [Fact]
    public async Task Of_every_kind_of_fact_they_give_the_bytes_of_rows_read_anew()
    {
        SomeLog log = SuppressionTests.Crowd(new Random(20261126));
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);
        using ReportCatalogue anew = database.NewReports(heldRows: 0);
        // Brought up to date from the middle of the log, and so with every kind of fact new.
        await using AnalyticsDatabase grown = await AnalyticsDatabase.SqliteAsync();
        using ProjectionRunner runner = grown.Runner(log);
        await runner.RunUpToAsync(log.Head / 3, Token);
        await AllAsync(grown.Reports());
        await runner.RunUpToAsync(log.Head, Token);

        foreach ((string Name, string Value)[] filter in Filters)
        {
            string expected = await AllAsync(anew, filter);
            Assert.Equal(expected, await AllAsync(database.Reports(), filter));
            Assert.Equal(expected, await AllAsync(grown.Reports(), filter));
        }
    }

    [Fact]
    public async Task PostgreSql_gives_the_bytes_of_SQLite()
    {
        string? connection = Environment.GetEnvironmentVariable("REGISTRY_TEST_POSTGRES");
        Assert.SkipWhen(string.IsNullOrEmpty(connection), "REGISTRY_TEST_POSTGRES holds no connection string.");
        SomeLog log = SuppressionTests.Crowd(new Random(20261127));
        await using AnalyticsDatabase sqlite = await ReportTests.OfAsync(log);
        await using AnalyticsDatabase postgres = await AnalyticsDatabase.PostgreSqlAsync(connection!);
        using ProjectionRunner runner = postgres.Runner(log);
        using ReportCatalogue anew = postgres.NewReports(heldRows: 0);
        await runner.RunUpToAsync(log.Head / 2, Token);
        await AllAsync(postgres.Reports());
        await runner.RunUpToAsync(log.Head, Token);

        foreach ((string Name, string Value)[] filter in Filters)
        {
            string expected = await AllAsync(sqlite.Reports(), filter);
            Assert.Equal(expected, await AllAsync(postgres.Reports(), filter));
            Assert.Equal(expected, await AllAsync(anew, filter));
        }
    }

    [Fact]
    public async Task A_registry_with_more_rows_than_are_kept_answers_the_same()
    {
        await using AnalyticsDatabase database = await ReportTests.OfAsync(SomeHistory.OfRegistry());
        using ReportCatalogue few = database.NewReports(heldRows: 20);

        Assert.Equal(await AllAsync(database.Reports()), await AllAsync(few));
    }

    [Fact]
    public async Task What_another_node_applied_is_in_the_next_report_and_who_was_erased_is_not()
    {
        SomeLog log = SomeHistory.OfRegistry();
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);
        ReportCatalogue held = database.Reports();
        Assert.Contains("hip", await JsonAsync(held, "flare-ups"), StringComparison.Ordinal);
        using ProjectionRunner otherNode = database.Runner(log);

        log.FlareUp("ben", "b9", "2014-02-02", region: "ankle");
        await otherNode.RunUpToAsync(log.Head, Token);
        Assert.Contains("ankle", await JsonAsync(held, "flare-ups"), StringComparison.Ordinal);

        log.Add(header => new SubjectErased { Header = header, Overwritten = [] }, "ada", "erasure", null, null);
        await otherNode.RunUpToAsync(log.Head, Token);
        Assert.DoesNotContain("hip", await JsonAsync(held, "flare-ups"), StringComparison.Ordinal);
        using ReportCatalogue anew = database.NewReports(heldRows: 0);
        Assert.Equal(await AllAsync(anew), await AllAsync(held));
    }

    [Fact]
    public async Task A_rebuild_and_another_log_leave_nothing_of_what_was_kept()
    {
        SomeLog log = SomeHistory.OfRegistry();
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);
        string before = await AllAsync(database.Reports());
        using ProjectionRunner runner = database.Runner(log);
        await runner.RebuildAsync(Token);
        Assert.Equal(before, await AllAsync(database.Reports()));

        SomeLog restored = new(Guid.Parse("6f1c9f5e-0000-4000-8000-000000000002"));
        while (restored.Head < log.Head) restored.Enrol($"n{restored.Head}", "1990", "2010-01-01");
        using ProjectionRunner other = database.Runner(restored);
        await other.RunUpToAsync(restored.Head, Token);

        Assert.Equal(restored.Head, ReportTests.Count(await database.ReportAsync("enrolment"), "overview", 0, "subjects"));
    }

    [Fact]
    public async Task Reports_asked_for_while_the_log_is_applied_are_each_of_one_event()
    {
        SomeLog log = SuppressionTests.Crowd(new Random(5));
        await using AnalyticsDatabase database = await AnalyticsDatabase.SqliteAsync();
        using ProjectionRunner runner = database.Runner(log);
        await runner.RunUpToAsync(50, Token);
        ReportCatalogue held = database.Reports();
        Task<string>[] asked = [.. Enumerable.Range(0, 12).Select(number => Task.Run(async () =>
        {
            string name = ReportCatalogue.Names[number % ReportCatalogue.Names.Count];
            Report report = await ReportAsync(held, name);
            return $"{name} {report.Cut.Sequence} {Encoding.UTF8.GetString(ReportJson.Write(report))}";
        }))];
        for (long sequence = 60; sequence <= log.Head; sequence += 40) await runner.RunUpToAsync(sequence, Token);

        using ReportCatalogue anew = database.NewReports(heldRows: 0);
        foreach (string answer in await Task.WhenAll(asked))
        {
            string[] parts = answer.Split(' ', 3);
            Assert.Equal(Encoding.UTF8.GetString(ReportJson.Write(await ReportAsync(anew, parts[0], ("asOf", parts[1])))), parts[2]);
        }
    }

    private static async Task<string> AllAsync(ReportCatalogue reports, params (string Name, string Value)[] parameters)
    {
        StringBuilder all = new();
        foreach (string name in ReportCatalogue.Names)
        {
            ReportResult result = await RunAsync(reports, name, parameters);
            all.Append(result is ReportResult.Ready ready ? Encoding.UTF8.GetString(ReportJson.Write(ready.Report)) : result.ToString());
        }

        return all.ToString();
    }

    private static async Task<string> JsonAsync(ReportCatalogue reports, string name) => Encoding.UTF8.GetString(ReportJson.Write(await ReportAsync(reports, name)));

    private static async Task<Report> ReportAsync(ReportCatalogue reports, string name, params (string Name, string Value)[] parameters) => Assert.IsType<ReportResult.Ready>(await RunAsync(reports, name, parameters)).Report;

    private static Task<ReportResult> RunAsync(ReportCatalogue reports, string name, (string Name, string Value)[] parameters) =>
        reports.RunAsync(name, parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value, StringComparer.Ordinal), SomeCaller.Coordinator, Token);
}

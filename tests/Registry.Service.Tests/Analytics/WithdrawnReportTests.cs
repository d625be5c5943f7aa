using System.Globalization;
using System.Text;
using Registry.Analytics.Projections;
using Registry.Analytics.Reports;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>Who has withdrawn is in no report from then on, of whatever cut.</summary>
public sealed class WithdrawnReportTests
{
    private const string Warning = "Since this cut consent was withdrawn";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_of_an_earlier_cut_is_the_one_it_would_be_had_the_subject_withdrawn_by_then()
    {
        SomeLog log = SuppressionTests.Crowd(new Random(11));
        long cut = log.Head;
        log.Withdraw("s1");
        log.Consent("s2", "registry", isPermitted: false);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);
        foreach (string name in ReportCatalogue.Names)
        {
            Report ofNow = await database.ReportAsync(name);
            Report ofThen = await AtAsync(database, name, cut);

            Assert.StartsWith(Warning, ofThen.Warnings[0], StringComparison.Ordinal);
            Assert.DoesNotContain(ofNow.Warnings, warning => warning.StartsWith(Warning, StringComparison.Ordinal));
            // Consent is a fact too: the second subject's decision is not of the cut, but nobody sees whose it would be.
            Assert.Equal(Text(ofNow), Text(ofThen with { Cut = ofNow.Cut, Filters = ofNow.Filters, Warnings = [.. ofThen.Warnings.Skip(1)] }));
        }
    }

    [Fact]
    public async Task A_new_permission_gives_back_the_report_that_was_given_at_the_cut()
    {
        SomeLog log = SuppressionTests.Crowd(new Random(12));
        long cut = log.Head;
        await using AnalyticsDatabase database = await AnalyticsDatabase.SqliteAsync();
        using ProjectionRunner runner = database.Runner(log);
        await runner.RunUpToAsync(cut, Token);
        Dictionary<string, string> given = [];
        foreach (string name in ReportCatalogue.Names) given[name] = Text(await database.ReportAsync(name));
        log.Withdraw("s3");
        await runner.RunUpToAsync(log.Head, Token);
        Assert.NotEqual(given["enrolment"], Text(await AtAsync(database, "enrolment", cut)));

        log.Consent("s3", "registry", isPermitted: true);
        await runner.RunUpToAsync(log.Head, Token);

        foreach (string name in ReportCatalogue.Names) Assert.Equal(given[name], Text(await AtAsync(database, name, cut)));
    }

    [Fact]
    public async Task Who_withdrew_and_then_left_the_registry_is_in_no_report_of_an_earlier_cut_either()
    {
        SomeLog log = new();
        long enrolled = log.Enrol("ada", "1990", "2010-01-01");
        log.Enrol("ben", "1991", "2011-01-01");
        long cut = log.Head;
        log.Withdraw("ada");
        log.Retract(enrolled);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await AtAsync(database, "enrolment", cut);

        Assert.Equal(1, ReportTests.Count(report, "overview", 0, "subjects"));
        Assert.Equal(new ReportCell.Count(1), report.Excluded[0].Count);
    }

    private static Task<Report> AtAsync(AnalyticsDatabase database, string name, long sequence) => database.ReportAsync(name, ("asOf", sequence.ToString(CultureInfo.InvariantCulture)));

    private static string Text(Report report) => Encoding.UTF8.GetString(ReportJson.Write(report));
}

using System.Globalization;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>Where too few were at risk for a method, the report says so, of every group that it prints a number of.</summary>
public sealed class ReportCaveatTests
{
    [Theory]
    [InlineData("survival", "POH, delayed-entry: there never were 10 at risk; the curve and what is read from it are unsure.")]
    [InlineData("causes-of-death", "POH: there never were 10 at risk; the incidence of every cause is unsure.")]
    [InlineData("ossification", "POH, neck: there never were 10 at risk; the median and the curve are unsure.")]
    [InlineData("function", "POH, wheelchair, part or all of the time: there never were 10 at risk; the median and the curve are unsure.")]
    [InlineData("poh-depth", "dermis: there never were 10 at risk; the median and the curve are unsure.")]
    [InlineData("poh-depth", "parental-allele paternal, dermis: there never were 10 at risk; the median and the curve are unsure.")]
    [InlineData("flare-ups", "POH: fewer than 5 subjects were under observation; the rates are theirs and say little of others.")]
    [InlineData("treatment", "POH, nsaid: fewer than 5 subjects were under observation; on-off speaks of them alone.")]
    public async Task Three_subjects_are_too_few_for_a_curve_or_a_rate(string name, string warning)
    {
        await using AnalyticsDatabase database = await ReportTests.OfAsync(Registry(subjects: 3));

        Assert.Contains(warning, (await database.ReportAsync(name)).Warnings);
        // Nor is it a matter of the detail that the public is spared.
        Assert.Contains(warning, (await database.ReportAsync(name, ("audience", "public"))).Warnings);
    }

    [Theory]
    [InlineData("survival")]
    [InlineData("causes-of-death")]
    [InlineData("ossification")]
    [InlineData("function")]
    [InlineData("poh-depth")]
    [InlineData("flare-ups")]
    [InlineData("treatment")]
    public async Task Twelve_who_enter_together_are_not(string name)
    {
        await using AnalyticsDatabase database = await ReportTests.OfAsync(Registry(subjects: 12));

        Assert.DoesNotContain((await database.ReportAsync(name)).Warnings, warning => warning.Contains("there never were", StringComparison.Ordinal) || warning.Contains("fewer than 5 subjects", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_curve_that_begins_with_few_says_so()
    {
        SomeLog log = Registry(subjects: 12);
        Subject(log, "early", "2005-01-01");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Assert.Contains("dermis: at first fewer than 10 were at risk, so first times there are hardly seen; the median and the curve are unsure.", (await database.ReportAsync("poh-depth")).Warnings);
        Assert.Contains("POH: at first fewer than 10 were at risk, so deaths there are hardly seen; the incidence of every cause is unsure.", (await database.ReportAsync("causes-of-death")).Warnings);
    }

    private static SomeLog Registry(int subjects)
    {
        SomeLog log = new();
        for (int index = 0; index < subjects; index++) Subject(log, "s" + index.ToString(CultureInfo.InvariantCulture), "2010-01-01");
        return log;
    }

    /// <summary>Born in 2000, with all that the reports on courses count after entry, and dead in the end.</summary>
    private static void Subject(SomeLog log, string name, string entry)
    {
        log.Enrol(name, "2000-01-01", entry);
        log.Diagnose(name, "POH");
        log.Gnas(name, "NM_000516.7:c.493C>T", "NP_000507.1:p.(Arg165Cys)", "paternal");
        log.Lesion(name, "l", "2012-02-02", "neck", "dermis", "fascia");
        log.FlareUp(name, "f", "2013-03-03");
        log.Mobility(name, "2014-04-04", "wheelchair-part");
        log.Treatment(name, "t", "2011-01-01", "2012-01-01", "nsaid");
        log.DeathOf(name, "2020-01-01", "pneumonia");
    }
}

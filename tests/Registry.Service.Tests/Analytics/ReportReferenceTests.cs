using System.Globalization;
using Registry.Analytics.Reports;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>From facts to the numbers of the reports, against R on one cohort with delayed entry: <c>tests/data/reports/make-course-cohort.R</c>.</summary>
public sealed class ReportReferenceTests
{
    private static readonly Dictionary<string, string> Expected = Golden.Rows("course-cohort-expected.csv").ToDictionary(row => row[0], row => row[1], StringComparer.Ordinal);

    [Theory]
    [InlineData("function", "milestones", "wheelchair", "wheelchair all of the time, or bedbound")]
    [InlineData("ossification", "regions", "hip", "hip")]
    public async Task How_soon_a_milestone_comes_is_what_R_makes_of_delayed_entry(string report, string table, string name, string row)
    {
        await using AnalyticsDatabase database = await ReportTests.OfAsync(Courses());
        Report computed = await database.ReportAsync(report, ("disease", "FOP"));

        ReportLine line = ReportLine.Of(computed, table, "FOP", row);
        Assert.Equal($"{Expected[name + "-subjects"]} {Expected[name + "-seen"]}", line["subjects", "seen"]);
        Near(name + "-median", line, "median_years");
        Near(name + "-lower", line, "median_lower_95_years");
        Near(name + "-upper", line, "median_upper_95_years");
        ReportLine at20 = ReportLine.Of(computed, "incidence", "FOP", row, "20");
        Near(name + "-incidence-20", at20, "incidence");
        Near(name + "-incidence-20-lower", at20, "lower_95");
        Near(name + "-incidence-20-upper", at20, "upper_95");
    }

    [Fact]
    public async Task The_time_from_subcutis_to_deep_is_what_R_makes_of_it()
    {
        await using AnalyticsDatabase database = await ReportTests.OfAsync(Courses());

        ReportLine line = ReportLine.Of(await database.ReportAsync("poh-depth"), "transitions", "all", "all", "subcutis to deep");

        Assert.Equal(Expected["depth-subjects"], line["subjects"]);
        Near("depth-median", line, "median_years");
        Near("depth-lower", line, "median_lower_95_years");
        Near("depth-upper", line, "median_upper_95_years");
    }

    [Fact]
    public async Task Flare_ups_on_and_off_a_treatment_are_compared_as_R_compares_two_Poisson_rates()
    {
        await using AnalyticsDatabase database = await ReportTests.OfAsync(Courses());

        ReportLine line = ReportLine.Of(await database.ReportAsync("treatment"), "on-off", "FOP", "palovarotene");

        Assert.Equal($"{Expected["on-flare-ups"]} {Expected["off-flare-ups"]}", line["on_flare_ups", "off_flare_ups"]);
        Near("rate-ratio", line, "rate_ratio");
        Near("rate-ratio-lower", line, "lower_95");
        Near("rate-ratio-upper", line, "upper_95");
    }

    [Theory]
    [InlineData("cranial", "cranial before caudal")]
    [InlineData("proximal", "proximal before distal")]
    public async Task Concordance_of_the_order_of_regions_is_a_ratio_with_the_variance_between_subjects(string name, string axis)
    {
        await using AnalyticsDatabase database = await ReportTests.OfAsync(Courses());

        ReportLine line = ReportLine.Of(await database.ReportAsync("ossification"), "order", "FOP", axis);

        Assert.Equal(Expected[name + "-pairs"], line["pairs"]);
        Near(name + "-share", line, "concordance");
        Near(name + "-lower", line, "lower_95");
        Near(name + "-upper", line, "upper_95");
    }

    [Theory]
    [InlineData("10")]
    [InlineData("20")]
    [InlineData("30")]
    public async Task The_mean_number_of_flare_ups_by_age_is_R_s(string age)
    {
        await using AnalyticsDatabase database = await ReportTests.OfAsync(Courses());

        ReportLine line = ReportLine.Of(await database.ReportAsync("flare-ups"), "mean-cumulative", "FOP", age);

        Near($"mean-{age}", line, "mean");
        Near($"mean-{age}-lower", line, "lower_95");
        Near($"mean-{age}-upper", line, "upper_95");
    }

    private static void Near(string name, ReportLine line, string column)
    {
        double expected = double.Parse(Expected[name], CultureInfo.InvariantCulture);
        Assert.InRange(line.Number(column), expected * (1 - 1e-8), expected * (1 + 1e-8));
    }

    private static SomeLog Courses()
    {
        SomeLog log = new();
        string[][] facts = [.. Golden.Rows("course-cohort.csv")];
        foreach (IGrouping<string, string[]> subject in facts.GroupBy(fact => fact[0], StringComparer.Ordinal))
        {
            string[] birth = subject.Single(fact => fact[1] is "birth");
            log.Enrol(subject.Key, birth[2], subject.Single(fact => fact[1] is "entry")[2]);
            log.Diagnose(subject.Key, birth[3]);
            int number = 0;
            foreach (string[] fact in subject) Tell(log, subject.Key, birth[3], fact, $"{fact[1]}{number++}");
        }

        return log;
    }

    private static void Tell(SomeLog log, string subject, string disease, string[] fact, string key)
    {
        switch (fact[1])
        {
            case "birth" or "entry": break;
            case "alive": log.Status(subject, "alive", fact[2]); break;
            case "death": log.Death(subject, fact[2]); break;
            case "wheelchair": log.Mobility(subject, fact[2], "wheelchair-full"); break;
            case "bone" when disease is "POH": log.Lesion(subject, key, fact[2], "thigh", depth: fact[3]); break;
            case "bone": log.Lesion(subject, key, fact[2], fact[3]); break;
            case "flare-up": log.FlareUp(subject, key, fact[2]); break;
            case "drug": log.Treatment(subject, key, fact[2], fact[3]); break;
            default: throw new InvalidDataException(fact[1]);
        }
    }
}

using System.Globalization;
using Registry.Analytics.Reports;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>Reports of the course of disease, on cohorts small enough to compute by hand.</summary>
public sealed class CourseReportTests
{
    private static readonly DateOnly Birth = new(2000, 1, 1);

    /// <summary>The day on which somebody born on 2000-01-01 is so many days old.</summary>
    private static string At(int days) => Birth.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Fop(SomeLog log, string name, int entry, int? aliveAt = null, string disease = "FOP")
    {
        log.Enrol(name, At(0), At(entry));
        log.Diagnose(name, disease);
        if (aliveAt is { } last) log.Status(name, "alive", At(last));
    }

    [Fact]
    public async Task Cumulative_incidence_by_cause_is_Aalen_Johansens()
    {
        // All enter at day 100. At day 1000 a dies of x (4 at risk): F_x = 1/4, S = 3/4. At 2000 b dies of y (3 at risk): F_y = 3/4 · 1/3 = 1/4, S = 1/2. c is censored at 2500.
        // At 3000 d dies of x (1 at risk): F_x = 1/4 + 1/2 = 3/4.
        SomeLog log = new();
        foreach (string name in (string[])["a", "b", "c", "d"]) Fop(log, name, 100);
        log.DeathOf("a", At(1000), "cardiorespiratory", dueToDisease: "yes");
        log.DeathOf("b", At(2000), "pneumonia");
        log.Status("c", "alive", At(2500));
        log.DeathOf("d", At(3000), "cardiorespiratory");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("causes-of-death", ("disease", "FOP"));

        // Six years are 2191.5 days, so the row of age 6 stands before day 2192; nine years, 3287.25.
        Assert.Equal("0.25", ReportLine.Of(report, "incidence", "FOP", "cardiorespiratory", "6")["incidence"]);
        Assert.Equal("0.25", ReportLine.Of(report, "incidence", "FOP", "pneumonia", "6")["incidence"]);
        Assert.Equal("0 0.75", ReportLine.Of(report, "incidence", "FOP", "cardiorespiratory", "9")["at_risk", "incidence"]);
        Assert.Equal("2 0.666667", ReportLine.Of(report, "causes", "FOP", "cardiorespiratory")["deaths", "proportion"]);
        Assert.Equal("1", ReportLine.Of(report, "due-to-disease", "FOP", "yes")["deaths"]);
        Assert.Equal("2", ReportLine.Of(report, "due-to-disease", "FOP", "not stated")["deaths"]);
    }

    [Fact]
    public async Task The_underlying_cause_counts_and_a_death_without_cause_competes()
    {
        SomeLog log = new();
        Fop(log, "a", 100);
        log.DeathOf("a", At(1000), "pneumonia", role: "immediate", fact: "immediate");
        log.DeathOf("a", At(1000), "cardiorespiratory", role: "underlying", fact: "underlying");
        log.DeathOf("a", At(1000), "sepsis", role: "contributing", fact: "contributing");
        Fop(log, "b", 100);
        log.Death("b", At(2000));
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("causes-of-death", ("disease", "FOP"));

        Assert.Equal("1 1", ReportLine.Of(report, "causes", "FOP", "cardiorespiratory")["deaths", "proportion"]);
        Assert.Equal("1 -", ReportLine.Of(report, "causes", "FOP", "not stated")["deaths", "proportion"]);
        Assert.Equal("0.5", ReportLine.Of(report, "incidence", "FOP", "not stated", "6")["incidence"]);
    }

    [Fact]
    public async Task The_order_of_regions_is_counted_in_pairs_within_subjects()
    {
        // a: neck, shoulder, hip in this order. Axial before appendicular: neck-shoulder and neck-hip, both as expected. Cranial before caudal: all three pairs as expected.
        // Proximal before distal: neck (0) before shoulder (1) and hip (1), both as expected; shoulder and hip are alike.
        // b: hip before neck: against axial, cranial and proximal.
        SomeLog log = new();
        Fop(log, "a", 100, 5000);
        log.Lesion("a", "1", At(1000), "neck");
        log.Lesion("a", "2", At(2000), "shoulder");
        log.Lesion("a", "3", At(3000), "hip");
        log.Lesion("a", "4", At(4000), "neck");
        Fop(log, "b", 100, 5000);
        log.Lesion("b", "1", At(1000), "hip");
        log.Lesion("b", "2", At(1500), "neck");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("ossification", ("disease", "FOP"));

        Assert.Equal("2 3 2 0.666667", ReportLine.Of(report, "order", "FOP", "axial before appendicular")["subjects", "pairs", "concordant", "concordance"]);
        Assert.Equal("2 4 3 0.75", ReportLine.Of(report, "order", "FOP", "cranial before caudal")["subjects", "pairs", "concordant", "concordance"]);
        Assert.Equal("2 3 2 0.666667", ReportLine.Of(report, "order", "FOP", "proximal before distal")["subjects", "pairs", "concordant", "concordance"]);
        Assert.Equal("0 0 0 -", ReportLine.Of(report, "order", "FOP", "dorsal before ventral")["subjects", "pairs", "concordant", "concordance"]);
    }

    [Fact]
    public async Task Dates_that_overlap_have_no_order()
    {
        SomeLog log = new();
        Fop(log, "a", 100, 5000);
        log.Lesion("a", "1", "2005-06", "neck");
        log.Lesion("a", "2", "2005-06-15", "hip");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Assert.Equal("0 0", ReportLine.Of(await database.ReportAsync("ossification"), "order", "FOP", "axial before appendicular")["subjects", "pairs"]);
    }

    [Fact]
    public async Task A_first_lesion_before_entry_is_prevalent_and_not_at_risk()
    {
        // a has it before entry. b gets it at day 2000 of (100, 3000]; c is at risk until 2500 without it: at day 2000 two are at risk, so half have it from there on.
        SomeLog log = new();
        Fop(log, "a", 1000, 3000);
        log.Lesion("a", "1", At(500), "neck");
        Fop(log, "b", 100, 3000);
        log.Lesion("b", "1", At(2000), "neck");
        Fop(log, "c", 100, 2500);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("ossification", ("disease", "FOP"));


        Assert.Equal("2 2 1 1", ReportLine.Of(report, "regions", "FOP", "neck")["with_lesion", "subjects", "seen", "prevalent"]);
        Assert.Equal("0.5", ReportLine.Of(report, "incidence", "FOP", "neck", "6")["incidence"]);
        Assert.Equal("0", ReportLine.Of(report, "incidence", "FOP", "neck", "5")["incidence"]);
    }

    [Fact]
    public async Task Bone_is_counted_by_tissue_and_by_whether_it_names_a_flare_up()
    {
        SomeLog log = new();
        Fop(log, "a", 100, 3000);
        log.Lesion("a", "1", At(500), "neck", tissue: "fascia", flareUp: "f");
        log.Lesion("a", "2", At(600), "neck", tissue: "fascia");
        log.Lesion("a", "3", At(700), "hip", tissue: "tendon");
        log.Lesion("a", "4", At(800), "hip");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("ossification", ("disease", "FOP"));

        Assert.Equal("2 0.5", ReportLine.Of(report, "by-tissue", "FOP", "fascia")["lesions", "proportion"]);
        Assert.Equal("1 0.25", ReportLine.Of(report, "by-tissue", "FOP", "not stated")["lesions", "proportion"]);
        Assert.Equal("4 1 0.25", ReportLine.Of(report, "with-flare-up", "FOP")["lesions", "with_flare_up", "proportion"]);
    }

    [Fact]
    public async Task A_trend_over_age_with_two_exact_lines_has_their_mean()
    {
        // Two subjects on lines without noise have slopes 0.4 and 0.6 per year; a little noise keeps the fit from its border. The mean slope is near 0.5.
        SomeLog log = new();
        double[] slopes = [0.4, 0.6, 0.3, 0.7, 0.5, 0.5];
        for (int subject = 0; subject < slopes.Length; subject++)
        {
            string name = "s" + subject.ToString(CultureInfo.InvariantCulture);
            Fop(log, name, 100);
            for (int year = 2; year <= 20; year += 2) log.Cajis(name, At((int)(year * 365.25)), (int)Math.Round(2 + slopes[subject] * year));
        }

        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        ReportLine line = ReportLine.Of(await database.ReportAsync("function", ("disease", "FOP")), "cajis-trend", "FOP");

        Assert.Equal("6 60", line["subjects", "measurements"]);
        Assert.InRange(line.Number("slope"), 0.47, 0.53);
        Assert.InRange(line.Number("level"), 11.6, 12.4);
    }

    [Fact]
    public async Task A_wheelchair_is_dated_by_the_first_assessment_that_shows_it()
    {
        SomeLog log = new();
        Fop(log, "a", 100);
        log.Mobility("a", At(2000), "aid");
        log.Mobility("a", At(3000), "wheelchair-part", caregiver: "complete");
        log.Mobility("a", At(4000), "wheelchair-full");
        Fop(log, "b", 100, 5000);
        log.Joint("b", At(1500), "jaw", "restricted");
        log.Joint("b", At(2500), "jaw", "functionally-ankylosed");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("function", ("disease", "FOP"));

        Assert.Equal("2 1 0", ReportLine.Of(report, "milestones", "FOP", "wheelchair, part or all of the time")["subjects", "seen", "prevalent"]);
        // Nine years are 3287.25 days: the first wheelchair (day 3000) has come to one of two.
        Assert.Equal("0.5", ReportLine.Of(report, "incidence", "FOP", "wheelchair, part or all of the time", "9")["incidence"]);
        Assert.Equal("0", ReportLine.Of(report, "incidence", "FOP", "wheelchair all of the time, or bedbound", "9")["incidence"]);
        Assert.Equal("2 1", ReportLine.Of(report, "joints", "FOP", "jaw")["subjects", "seen"]);
        Assert.Equal("1", ReportLine.Of(report, "mobility", "FOP", "wheelchair-full")["subjects"]);
    }

    [Fact]
    public async Task The_last_score_within_a_band_of_age_counts_once()
    {
        SomeLog log = new();
        Fop(log, "a", 100);
        log.Cajis("a", At(4000), 5);
        log.Cajis("a", At(5000), 9);
        Fop(log, "b", 100);
        log.Cajis("b", At(4500), 11);
        log.Cajis("b", null, 30);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("function", ("disease", "FOP"));

        // Ten years are 3652.5 days, fifteen 5478.75: all three dated scores lie in this band, and 9 and 11 are the last ones.
        Assert.Equal("15 2 10", ReportLine.Of(report, "cajis-by-age", "FOP", "10")["to_age_years", "subjects", "median_score"]);
    }

    [Fact]
    public async Task Depth_of_ossification_goes_from_skin_to_deep_by_time_since_the_skin()
    {
        // a: skin at day 1000, deep at 2000, observed over (100, 3000]: 1000 days. b: skin at 500, observed over (1500, 2500]: at risk over (1000, 2000] of its time, without deep.
        // c: deep before entry: prevalent. d: deep without skin before it: not in order. At day 1000 of time only a is at risk, as b enters after it: all have it from there.
        SomeLog log = new();
        Fop(log, "a", 100, 3000, "POH");
        log.Lesion("a", "1", At(1000), "elbow", depth: "dermis");
        log.Lesion("a", "2", At(2000), "elbow", depth: "deep");
        Fop(log, "b", 1500, 2500, "POH");
        log.Lesion("b", "1", At(500), "elbow", depth: "dermis");
        Fop(log, "c", 1500, 2500, "POH");
        log.Lesion("c", "1", At(500), "elbow", depth: "dermis");
        log.Lesion("c", "2", At(800), "elbow", depth: "deep");
        Fop(log, "d", 100, 2500, "POH");
        log.Lesion("d", "1", At(900), "elbow", depth: "subcutis");
        log.Lesion("d", "2", At(800), "elbow", depth: "deep");
        log.Gnas("a", "NM_000516.7:c.565_568del", "NP_000507.1:p.(Asp189MetfsTer14)", "paternal");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("poh-depth");

        ReportLine all = ReportLine.Of(report, "transitions", "all", "all", "dermis or subcutis to deep");
        Assert.Equal("4 2 1 1 1", all["at_earlier", "subjects", "reached", "prevalent", "not_in_order"]);
        Assert.Equal(1000 / 365.25, all.Number("median_years"), 1e-3);
        Assert.Equal("1 1", ReportLine.Of(report, "transitions", "parental-allele", "paternal", "dermis or subcutis to deep")["at_earlier", "reached"]);
        Assert.Equal("1 1", ReportLine.Of(report, "transitions", "variant-class", "gnas-frameshift", "dermis or subcutis to deep")["at_earlier", "reached"]);
        Assert.Equal("1 0 3 0", ReportLine.Of(report, "deepest", "all", "all")["dermis", "subcutis", "deep", "none"]);
    }
}

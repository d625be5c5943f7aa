using System.Globalization;
using Registry.Analytics.Reports;
using Registry.Contracts.Events;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>Reports of care and of the registry's own work, on cohorts small enough to compute by hand.</summary>
public sealed class CareReportTests
{
    private static void Fop(SomeLog log, string name, string entry = "2010-01-01", string? aliveAt = "2014-01-01", string disease = "FOP")
    {
        log.Enrol(name, "2000-01-01", entry);
        log.Diagnose(name, disease);
        if (aliveAt is not null) log.Status(name, "alive", aliveAt);
    }

    [Fact]
    public async Task Flare_ups_are_set_against_the_time_on_and_off_a_treatment()
    {
        // Observed over (2010-01-01, 2014-01-01], 1461 days. Courses (2011-01-01, 2011-12-31] and, overlapping, (2011-07-01, 2012-12-31] are one: 730 days on, 731 off.
        // On: 2011-06-01, 2012-06-01. Off: 2010-06-01, and 2011-01-01, the day of the start itself. Before entry: 2009-06-01.
        SomeLog log = new();
        Fop(log, "a");
        log.Treatment("a", "t1", "2011-01-01", "2011-12-31", inTrial: "yes", stopReason: "completed");
        log.Treatment("a", "t2", "2011-07-01", "2012-12-31");
        foreach (string onset in (string[])["2009-06-01", "2010-06-01", "2011-01-01", "2011-06-01", "2012-06-01"]) log.FlareUp("a", onset, onset);
        log.Study("a", "trial", "enrolled");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("treatment", ("disease", "FOP"));

        ReportLine onOff = ReportLine.Of(report, "on-off", "FOP", "palovarotene");
        Assert.Equal("2 2", onOff["on_flare_ups", "off_flare_ups"]);
        Assert.Equal(730 / 365.25, onOff.Number("on_person_years"), 1e-12);
        Assert.Equal(731 / 365.25, onOff.Number("off_person_years"), 1e-12);
        Assert.Equal(731.0 / 730, onOff.Number("rate_ratio"), 1e-12);
        Assert.Equal("1 2 1 2", ReportLine.Of(report, "exposure", "FOP", "palovarotene")["subjects", "courses", "in_trial", "ended"]);
        Assert.Equal("1", ReportLine.Of(report, "stop-reasons", "FOP", "palovarotene", "completed")["courses"]);
        Assert.Equal("1", ReportLine.Of(report, "studies", "FOP", "trial", "enrolled")["subjects"]);
    }

    [Fact]
    public async Task A_course_without_an_end_lasts_as_long_as_the_subject_is_observed()
    {
        SomeLog log = new();
        Fop(log, "a");
        log.Treatment("a", "t", "2013-01-01", null);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        ReportLine onOff = ReportLine.Of(await database.ReportAsync("treatment"), "on-off", "FOP", "palovarotene");

        Assert.Equal(365 / 365.25, onOff.Number("on_person_years"), 1e-12);
        Assert.Equal("0 0 -", onOff["on_flare_ups", "off_flare_ups", "rate_ratio"]);
    }

    [Fact]
    public async Task Recurrence_is_of_operations_that_a_result_settles()
    {
        SomeLog log = new();
        Fop(log, "a", disease: "POH");
        log.Surgery("a", "2011-01-01", "excision", "circumscribed", ["lasting"]);
        log.Surgery("a", "2012-01-01", "excision", "circumscribed", ["complication", "recurrence"], "2013-01-01");
        log.Surgery("a", "2013-01-01", "excision", "circumscribed", ["none-yet"]);
        log.Surgery("a", "2013-06-01", "biopsy", null, []);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("surgery", ("disease", "POH"));

        ReportLine recurrence = ReportLine.Of(report, "outcomes", "POH", "circumscribed", "recurrence");
        Assert.Equal("2 1 0.5", recurrence["settled", "with_it", "proportion"]);
        Assert.Equal(366 / 365.25, recurrence.Number("median_time_years"), 1e-12);
        Assert.Equal("1", ReportLine.Of(report, "results", "POH", "not stated", "not stated")["operations"]);
        Assert.Equal("3 1", ReportLine.Of(report, "kinds", "POH", "excision")["operations", "subjects"]);
    }

    [Fact]
    public async Task A_safety_concern_is_counted_until_it_is_taken_back()
    {
        SomeLog log = new();
        Fop(log, "a");
        Fop(log, "b");
        log.Concern("a", "biopsy", "2011-01-01", "s1");
        log.Concern("a", "biopsy", "2012-01-01", "s2");
        long gone = log.Concern("b", "biopsy", "2012-01-01", "s3");
        log.Concern("b", "intramuscular-injection", "2012-01-01", "s4");
        log.Retract(gone);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("surgery", ("disease", "FOP"));

        Assert.Equal("2 1", ReportLine.Of(report, "safety-concerns", "FOP", "biopsy")["concerns", "subjects"]);
        Assert.Equal("1 1", ReportLine.Of(report, "safety-concerns", "FOP", "intramuscular-injection")["concerns", "subjects"]);
        Assert.Equal("3 2", ReportLine.Of(await database.ReportAsync("surgery", ("asOf", gone.ToString(CultureInfo.InvariantCulture))), "safety-concerns", "FOP", "biopsy")["concerns", "subjects"]);
    }

    [Theory]
    [InlineData("missense", "NP_000507.1:p.(Asp189MetfsTer14)", "gnas-missense")]
    [InlineData("gene-deletion", null, "gnas-gene-deletion")]
    [InlineData(null, "NP_000507.1:p.(Asp189MetfsTer14)", "gnas-frameshift")]
    [InlineData("a-class-of-a-later-package", "NP_000507.1:p.(Asp189MetfsTer14)", "gnas-frameshift")]
    public async Task The_class_that_the_source_states_counts_before_what_HGVS_tells(string? stated, string? protein, string counted)
    {
        SomeLog log = new();
        Fop(log, "a", disease: "POH");
        log.Gnas("a", null, protein, "paternal", consequence: stated);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("genotype", ("variantClass", counted));

        Assert.Equal("1", ReportLine.Of(report, "classes", "POH", counted)["subjects"]);
    }

    [Fact]
    public async Task Diagnoses_are_told_with_what_is_ruled_out_and_how_severe_they_are()
    {
        SomeLog log = new();
        Fop(log, "a", disease: "POH");
        log.DiagnoseAs("a", "AHO", "79443", "refuted");
        log.Enrol("b", "2000-01-01", "2010-01-01");
        log.DiagnoseAs("b", "POH", "2762", "confirmed", severity: "24484000");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("enrolment");

        Assert.Equal("1", ReportLine.Of(report, "by-diagnosis", "AHO", "79443", "refuted", "not stated")["subjects"]);
        Assert.Equal("1", ReportLine.Of(report, "by-diagnosis", "POH", "2762", "confirmed", "24484000")["subjects"]);
        Assert.Equal("2 1", ReportLine.Of(await database.ReportAsync("completeness"), "overall", "severity")["asked", "known"]);
    }

    [Theory]
    [InlineData(70, 15, 65, null, "0 0 1 0")]
    [InlineData(10, 15, 65, null, "1 0 0 0")]
    [InlineData(65, 15, 65, null, "0 1 0 0")]
    [InlineData(70, null, null, "H", "0 0 1 0")]
    [InlineData(70, null, null, null, "0 0 0 1")]
    [InlineData(40, 15, null, "H", "0 0 1 0")]
    public async Task A_value_is_judged_by_its_own_range_or_else_by_the_laboratorys_flag(int value, int? low, int? high, string? flag, string expected)
    {
        SomeLog log = new();
        Fop(log, "a", disease: "POH");
        log.Laboratory("a", "2011-01-01", "2731-8", value, "pg/mL", low, high, flag);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("mineral", ("disease", "POH"));

        Assert.Equal(expected, ReportLine.Of(report, "ranges", "POH", "parathyroid-hormone", "all")["below", "within", "above", "not_judged"]);
        Assert.Equal(expected, ReportLine.Of(report, "ranges", "POH", "parathyroid-hormone", "from 10 years")["below", "within", "above", "not_judged"]);
        Assert.Equal("0", ReportLine.Of(report, "ranges", "POH", "parathyroid-hormone", "below 10 years")["values"]);
    }

    [Fact]
    public async Task The_latest_answer_of_each_subject_counts()
    {
        SomeLog log = new();
        Fop(log, "a");
        log.Questionnaire("a", "2012-01-01", "fop-pfq", 40);
        log.Questionnaire("a", "2011-01-01", "fop-pfq", 90, respondent: "proxy");
        Fop(log, "b");
        log.Questionnaire("b", "2011-01-01", "fop-pfq", 60);
        log.Questionnaire("b", "2011-01-01", "prma", 7, form: null);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("patient-reported", ("disease", "FOP"));

        Assert.Equal("2 3 1 40 50 60", ReportLine.Of(report, "latest", "FOP", "fop-pfq, adult, {score}")["subjects", "answers", "by_proxy", "lower_quartile", "median", "upper_quartile"]);
        Assert.Equal("1", ReportLine.Of(report, "latest", "FOP", "prma, form not stated, {score}")["subjects"]);
        Assert.Contains(report.Warnings, warning => warning.StartsWith("FOP, prma", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_feature_is_a_share_of_those_in_whom_it_was_looked_for()
    {
        // Three of four have it: the exact limits of 3 of 4 solve the binomial tails of 2.5 % (0.1941, 0.9937).
        SomeLog log = new();
        foreach (string name in (string[])["a", "b", "c", "d", "e"]) Fop(log, name);
        log.Variant("a", "HGNC:171");
        log.Feature("a", "HP:0010109", "present", isCongenital: true);
        log.Feature("a", "HP:0010109", "absent", fact: "again");
        log.Feature("b", "HP:0010109", "present");
        log.Feature("c", "HP:0010109", "present");
        log.Feature("d", "HP:0010109", "absent");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("features", ("disease", "FOP"));

        ReportLine toe = ReportLine.Of(report, "features", "FOP", "HP:0010109");
        Assert.Equal("4 3 1 0 1 0.75", toe["looked_for", "present", "absent", "suspected", "congenital", "proportion"]);
        Assert.Equal(0.194120, toe.Number("lower_95"), 1e-6);
        Assert.Equal(0.993691, toe.Number("upper_95"), 1e-6);
        Assert.Equal("1 1", ReportLine.Of(report, "by-genotype", "FOP", "HP:0010109", "acvr1-r206h")["looked_for", "present"]);
        Assert.Equal("3 2", ReportLine.Of(report, "by-genotype", "FOP", "HP:0010109", "none")["looked_for", "present"]);
    }

    [Theory]
    [InlineData("NM_000516.7:c.565_568del", "NP_000507.1:p.(Asp189MetfsTer14)", "gnas-frameshift")]
    [InlineData("NM_000516.7:c.91C>T", "NP_000507.1:p.Gln31Ter", "gnas-nonsense")]
    [InlineData("NM_000516.7:c.1A>G", "NP_000507.1:p.Met1?", "gnas-start-lost")]
    [InlineData("NM_000516.7:c.312+1G>A", null, "gnas-splice")]
    [InlineData("NM_000516.7:c.493C>T", "NP_000507.1:p.(Arg165Cys)", "gnas-missense")]
    [InlineData("NM_000516.7:c.100_102del", "NP_000507.1:p.(Lys34del)", "gnas-in-frame")]
    [InlineData(null, null, "gnas-other")]
    public async Task A_variants_class_is_read_from_its_terms(string? coding, string? protein, string expected)
    {
        SomeLog log = new();
        Fop(log, "a", disease: "POH");
        log.Gnas("a", coding, protein, "paternal");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("genotype", ("variantClass", expected));

        Assert.Equal("1 1", ReportLine.Of(report, "classes", "POH", expected)["subjects", "proportion"]);
        Assert.Equal("1 1", ReportLine.Of(report, "allele-basis", "POH")["stated", "with_basis"]);
    }

    [Fact]
    public async Task Not_tested_is_not_absent()
    {
        SomeLog log = new();
        foreach (string name in (string[])["a", "b", "c"]) Fop(log, name, disease: "POH");
        log.Gnas("a", "NM_000516.7:c.493C>T", null, null);
        log.Gnas("b", null, null, null, presence: "LA9634-2");
        log.Interpretation("a", "variant", "LA6668-3");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("genotype", ("disease", "POH"));

        foreach (string result in (string[])["present", "absent", "not tested"]) Assert.Equal("1", ReportLine.Of(report, "tested", "POH", result)["subjects"]);
        Assert.Equal("1", ReportLine.Of(report, "significance", "POH", "LA6668-3")["variants"]);
        Assert.Equal("1", ReportLine.Of(report, "origin", "POH", "not stated", "not stated")["subjects"]);
        Assert.Equal(1, ReportTests.Count(await database.ReportAsync("enrolment", ("parentalAllele", "not-stated")), "overview", 0, "subjects"));
    }

    [Fact]
    public async Task An_element_is_known_of_those_it_is_asked_of()
    {
        SomeLog log = new();
        Fop(log, "a");
        log.FlareUp("a", "f1", "2011-01-01", trigger: null);
        log.FlareUp("a", "f2", null);
        log.Variant("a", "HGNC:171");
        log.Diagnose("a", "FOP", "2009-01-01", supersedes: 2);
        Fop(log, "b", disease: "POH");
        log.Open("a", "R11");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("completeness");

        Assert.Equal("2 1 0.5", ReportLine.Of(report, "overall", "flare-up-onset", "flare-up")["asked", "known", "proportion"]);
        Assert.Equal("1 0 0", ReportLine.Of(report, "overall", "great-toe", "subject", "FOP")["asked", "known", "proportion"]);
        Assert.Equal("0 0 -", ReportLine.Of(report, "overall", "death-date")["asked", "known", "proportion"]);
        Assert.Equal("1 1 0", ReportLine.Of(report, "record-status", "berlin")["incomplete", "unverified", "complete"]);
        Assert.Equal("incomplete diagnosis-date variant", ReportLine.Of(report, "records", SomeLog.Subject("b").ToString())["status", "missing_core"]);
    }

    [Fact]
    public async Task Open_findings_are_listed_with_resource_and_days_open_and_closed_ones_are_not()
    {
        SomeLog log = new();
        Fop(log, "a");
        log.Open("a", "R7");
        long closed = log.Open("a", "R8");
        log.Now = log.Now.AddDays(40);
        log.Close("a", "R8", supersedes: closed);
        log.Open("a", "R9");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("findings");

        Assert.Equal("warning plausibility/temporal 1 1", ReportLine.Of(report, "by-rule", "R7")["severity", "category", "findings", "subjects"]);
        Assert.Equal("2", ReportLine.Of(report, "by-severity", "warning")["findings"]);
        Assert.Equal("1", ReportLine.Of(report, "by-days-open", "30", "90")["findings"]);
        Assert.Equal("R7 Observation/1/_history/1 2026-01-01 40", ReportLine.Of(report, "list", SomeLog.Subject("a").ToString(), "berlin", "R7")["rule", "resource", "opened", "days_open"]);
        Assert.Equal(2, report.Tables.Single(table => table.Name is "list").Rows.Count);
    }

    [Fact]
    public async Task A_finding_names_the_resource_on_which_it_rests_rather_than_what_raised_it()
    {
        SomeLog log = new();
        Fop(log, "a");
        log.Add(
            header => new FindingOpened { Header = header with { Source = "Subject/1" }, Rule = "R05", Severity = "error", Category = "plausibility/atemporal", Message = "They do not fit.", Evidence = [new("Condition/2/_history/3", "Condition.code"), new("Condition/4/_history/1", "Condition.code")] },
            "a", "finding-R05", null, null);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        ReportLine line = ReportLine.Of(await database.ReportAsync("findings"), "list", SomeLog.Subject("a").ToString());

        Assert.Equal("They do not fit. Condition/2/_history/3 Condition/2/_history/3 Condition.code; Condition/4/_history/1 Condition.code", line["message", "resource", "evidence"]);
    }

    [Fact]
    public async Task Follow_up_is_due_a_year_after_the_subject_was_last_known_to_be_alive()
    {
        // The cut is 2026-01-01 12:00 UTC; the day that some place on earth had reached is 2026-01-02.
        SomeLog log = new();
        Fop(log, "a", aliveAt: "2024-12-31");
        Fop(log, "b", aliveAt: "2025-06-01");
        Fop(log, "c", aliveAt: null);
        Fop(log, "d", aliveAt: "2020-01-01");
        log.Death("d", "2021-01-01");
        Fop(log, "e", aliveAt: "2020-01-01");
        log.Status("e", "lost-to-follow-up", "2022-01-01");
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);

        Report report = await database.ReportAsync("overdue");

        Assert.Equal("3 1 1 0 0 1", ReportLine.Of(report, "overall", "all")["followed", "not_due", "overdue_up_to_90_days", "overdue_up_to_180_days", "overdue_up_to_365_days", "overdue_longer"]);
        Assert.Equal("2024-12-31 2025-12-31 2", ReportLine.Of(report, "list", SomeLog.Subject("a").ToString())["last_known_alive", "due", "days_overdue"]);
        Assert.Equal("2010-01-01", ReportLine.Of(report, "list", SomeLog.Subject("c").ToString())["last_known_alive"]);
        Assert.Equal(2, report.Tables.Single(table => table.Name is "list").Rows.Count);
        Assert.Equal([new ReportCount("dead", new ReportCell.Count(1)), new ReportCount("lost to follow-up", new ReportCell.Count(1))], report.Excluded.Skip(1).Take(2));
    }
}

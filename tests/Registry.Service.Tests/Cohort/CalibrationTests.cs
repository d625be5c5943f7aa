using Registry.Benchmarks.Calibration;
using Registry.Cohort.Errors;
using Xunit;

namespace Registry.Service.Tests.Cohort;

/// <summary>The committed calibration of 200 seeds holds what is claimed, and is what this version computes.</summary>
/// <remarks>The seeds are run by <c>tests/Registry.Benchmarks -- calibration</c>; one of them is run again here, through the whole way.</remarks>
public sealed class CalibrationTests
{
    [Fact]
    public void Two_hundred_seeds_were_run_whole()
    {
        int[] seeds = [.. CalibrationRun.Estimates.Select(estimate => estimate.Seed).Distinct()];

        Assert.True(seeds.Length >= 200, $"{seeds.Length} seeds.");
        Assert.Equal(Enumerable.Range(1, seeds.Length), seeds);
        Assert.Equal(seeds, CalibrationRun.Findings.Select(finding => finding.Seed).Distinct());
        Assert.Equal(seeds.Length * CalibrationQuantity.All.Count, CalibrationRun.Estimates.Count);
    }

    [Fact]
    public async Task A_seed_gives_today_what_was_committed()
    {
        (IReadOnlyList<SeedEstimate> estimates, IReadOnlyList<SeedFindings> findings) = await CalibrationSeed.RunAsync(1);

        Assert.Equal(CalibrationRun.Estimates.Where(estimate => estimate.Seed == 1).Select(estimate => estimate.Line()), estimates.Select(estimate => estimate.Line()));
        Assert.Equal(CalibrationRun.Findings.Where(finding => finding.Seed == 1).Select(finding => finding.Line()), findings.Select(finding => finding.Line()));
    }

    [Fact]
    public async Task Every_claim_holds_and_the_page_says_so()
    {
        IReadOnlyDictionary<string, double> truths = await CalibrationQuantity.TruthsAsync();
        string page = CalibrationPage.Write(CalibrationRun.Run, CalibrationRun.Estimates, CalibrationRun.Findings, truths);
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") await File.WriteAllTextAsync(CalibrationRun.PageFile, page, TestContext.Current.CancellationToken);

        Assert.Equal(await File.ReadAllTextAsync(CalibrationRun.PageFile, TestContext.Current.CancellationToken), page);
        Assert.All(CalibrationQuantity.All, quantity =>
        {
            double share = CalibrationPage.Coverage(CalibrationRun.Estimates, quantity.Name, truths[quantity.Name]).Share;
            Assert.False(CalibrationPage.IsHeld(quantity.Covers, share) is false, $"{quantity.Name}: {share:P1} of the intervals cover {truths[quantity.Name]}.");
        });
    }

    [Fact]
    public void What_refuses_finds_every_error_and_speaks_of_no_clean_subject()
    {
        foreach (ErrorKind kind in ErrorCatalogue.All.Where(kind => kind.IsError))
        {
            SeedFindings[] rows = [.. CalibrationRun.Findings.Where(finding => finding.Kind == kind.Name)];
            Assert.True(rows.Sum(row => row.Subjects) > 0, $"No {kind.Name} was put in.");
            Assert.All(rows, row => Assert.Equal(row.Subjects, row.Found));
        }

        Assert.DoesNotContain(CalibrationRun.Findings, finding => finding.Kind is "clean" && finding.Rule.Contains("(error)", StringComparison.Ordinal));
    }

    [Fact]
    public void Warnings_find_what_they_are_for_and_rarely_speak_of_a_clean_subject()
    {
        foreach (ErrorKind kind in ErrorCatalogue.All.Where(kind => !kind.IsError))
        {
            SeedFindings[] rows = [.. CalibrationRun.Findings.Where(finding => finding.Kind == kind.Name)];
            Assert.True(rows.Sum(row => row.Found) >= CalibrationPage.SensitivityFloor * rows.Sum(row => row.Subjects), kind.Name);
        }

        long clean = CalibrationRun.Findings.Where(finding => finding.Kind is "clean").GroupBy(finding => finding.Seed).Sum(seed => (long)seed.First().Subjects);
        Assert.All(
            CalibrationRun.Findings.Where(finding => finding is { Kind: "clean", Rule: not CalibrationSeed.NoRule }).GroupBy(finding => finding.Rule, StringComparer.Ordinal),
            rule => Assert.True(rule.Sum(finding => finding.Found) <= CalibrationPage.FalseAlarmCeiling * clean, rule.Key));
    }
}

/// <summary><c>docs/evidence.md</c> is what the reports give for the calibrated cohort.</summary>
public sealed class EvidenceTests
{
    [Fact]
    public async Task The_page_sets_each_published_figure_beside_what_the_cohort_gives()
    {
        string page = await EvidencePage.WriteAsync();
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") await File.WriteAllTextAsync(EvidencePage.File, page, TestContext.Current.CancellationToken);

        Assert.Equal(await File.ReadAllTextAsync(EvidencePage.File, TestContext.Current.CancellationToken), page);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Registry.Benchmarks.Calibration;

/// <summary><c>calibration [seeds] [threads]</c>: runs the seeds from 1, and writes what came of each beside the results; the page is made of these files.</summary>
/// <remarks>Seeds that stand in the files already are not run again, so a run can be broken off and gone on with. To begin anew, delete the files.</remarks>
internal static class CalibrationRun
{
    private const string EstimateHeader = "seed,quantity,estimate,lower,upper";
    private const string FindingHeader = "seed,kind,rule,subjects,found";

    public static string EstimateFile => Checkout.Path("tests", "Registry.Benchmarks", "results", "calibration-estimates.csv");

    public static string FindingFile => Checkout.Path("tests", "Registry.Benchmarks", "results", "calibration-findings.csv");

    public static string PageFile => Checkout.Path("tests", "Registry.Benchmarks", "results", "calibration.md");

    public static IReadOnlyList<SeedEstimate> Estimates => [.. File.ReadLines(EstimateFile).Skip(2).Select(SeedEstimate.Parse)];

    /// <summary>When and on what the seeds were run: the first line of the estimates.</summary>
    public static string Run => File.ReadLines(EstimateFile).First()["# ".Length..];

    public static IReadOnlyList<SeedFindings> Findings => [.. File.ReadLines(FindingFile).Skip(1).Select(SeedFindings.Parse)];

    public static async Task<int> RunAsync(int seeds, int threads)
    {
        string run = string.Create(CultureInfo.InvariantCulture, $"Run on {TimeProvider.System.GetUtcNow():yyyy-MM-dd}: {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors.");
        if (!File.Exists(EstimateFile)) await File.WriteAllTextAsync(EstimateFile, $"# {run}\n{EstimateHeader}\n");
        if (!File.Exists(FindingFile)) await File.WriteAllTextAsync(FindingFile, FindingHeader + "\n");
        HashSet<int> done = [.. Findings.Select(finding => finding.Seed)];
        long start = Stopwatch.GetTimestamp();
        using SemaphoreSlim oneWriter = new(1);
        await Parallel.ForEachAsync(Enumerable.Range(1, seeds).Where(seed => !done.Contains(seed)), new ParallelOptions { MaxDegreeOfParallelism = threads }, async (seed, cancellationToken) =>
        {
            (IReadOnlyList<SeedEstimate> estimates, IReadOnlyList<SeedFindings> findings) = await CalibrationSeed.RunAsync(seed);
            await oneWriter.WaitAsync(cancellationToken);
            await File.AppendAllLinesAsync(EstimateFile, estimates.Select(estimate => estimate.Line()), cancellationToken);
            // Written last: what makes the seed count as done.
            await File.AppendAllLinesAsync(FindingFile, findings.Select(finding => finding.Line()), cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s, {Environment.CpuUsage.TotalTime.TotalSeconds:F0} s of processor"));
            oneWriter.Release();
        });

        // In order of seed, whichever was done first.
        await File.WriteAllLinesAsync(EstimateFile, [$"# {Run}", EstimateHeader, .. Estimates.OrderBy(estimate => estimate.Seed).Select(estimate => estimate.Line())]);
        await File.WriteAllLinesAsync(FindingFile, [FindingHeader, .. Findings.OrderBy(finding => finding.Seed).Select(finding => finding.Line())]);
        await File.WriteAllTextAsync(PageFile, CalibrationPage.Write(Run, Estimates, Findings, await CalibrationQuantity.TruthsAsync()));
        return 0;
    }
}

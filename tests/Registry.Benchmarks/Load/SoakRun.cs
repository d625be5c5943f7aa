using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Registry.Proof.Processes;

namespace Registry.Benchmarks.Load;

/// <summary>
/// <c>soak [--engine sqlite|postgres] [--minutes 10] [--rate 20] [--connections 8] [--sample-seconds 5] [--server FOLDER]</c>: bundles of new subjects at a steady rate, and the server's
/// memory, heap, handles and threads all the while. After a first third, in which it warms, a line is laid through each by least squares; it is flat when its rise over the rest is below
/// the tolerance. Prints a table in Markdown; ends with 1 when one is not flat.
/// </summary>
internal static class SoakRun
{
    private const double WarmShare = 1.0 / 3;

    private static readonly (string Name, string Unit, double Tolerance, Func<SoakSample, double> Of)[] Measures =
    [
        ("resident set", "MB", 0.05, sample => sample.ResidentMb),
        ("managed heap", "MB", 0.15, sample => sample.HeapMb),
        ("handles", "", 0.05, sample => sample.Handles),
        ("threads", "", 0.10, sample => sample.Threads),
    ];

    /// <summary>Runs and prints.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        RunOptions options = new(arguments);
        TimeSpan time = TimeSpan.FromMinutes(double.Parse(options.Text("minutes", "10"), CultureInfo.InvariantCulture));
        int rate = options.Number("rate", 20);
        await using ProofDatabase database = options.Text("engine", "sqlite") == "sqlite" ? ProofDatabase.Sqlite() : await ProofDatabase.PostgreSqlAsync(RunOptions.Service("REGISTRY_TEST_POSTGRES"));
        await using ServerProcess server = await ServerProcess.StartAsync(options.Text("server", ProofPaths.OwnBinaries), database.Settings);
        using LoadClient client = new(server.Address, options.Number("connections", 8));
        using HeapCounter heap = HeapCounter.Listen(server.Id);
        Task<LoadResult> load = client.OpenAsync(rate, time);
        List<SoakSample> samples = [];
        long started = Stopwatch.GetTimestamp();
        while (!load.IsCompleted)
        {
            await Task.WhenAny(load, Task.Delay(TimeSpan.FromSeconds(options.Number("sample-seconds", 5))));
            if (Stopwatch.GetElapsedTime(started) >= time * WarmShare && heap.Mb is { } mb) samples.Add(SoakSample.Take(server.Id, Stopwatch.GetElapsedTime(started), mb));
        }

        LoadResult result = await load;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{database.Options.Provider}, {time.TotalMinutes:F1} minutes at {rate} bundles/s meant: {result.Bundles} bundles, {result.Failures} not 200, p99 {result.PercentileMs(0.99):F0} ms; {samples.Count} samples after the first third"));
        Console.WriteLine();
        Console.WriteLine("| what | first | last | least | greatest | rise of the line | tolerance | flat |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        bool isFlat = result.Failures == 0;
        foreach ((string name, string unit, double tolerance, Func<SoakSample, double> of) in Measures)
        {
            double rise = Rise(samples, of);
            isFlat &= rise <= tolerance;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} {unit} | {of(samples[0]):F0} | {of(samples[^1]):F0} | {samples.Min(of):F0} | {samples.Max(of):F0} | {rise:P1} | {tolerance:P0} | {(rise <= tolerance ? "yes" : "no")} |"));
        }

        return isFlat ? 0 : 1;
    }

    /// <summary>How far the line of least squares rises over all samples, as a share of their mean; negative where it falls.</summary>
    private static double Rise(List<SoakSample> samples, Func<SoakSample, double> of)
    {
        double meanX = samples.Average(sample => sample.Seconds);
        double meanY = samples.Average(of);
        double slope = samples.Sum(sample => (sample.Seconds - meanX) * (of(sample) - meanY)) / samples.Sum(sample => (sample.Seconds - meanX) * (sample.Seconds - meanX));
        return slope * (samples[^1].Seconds - samples[0].Seconds) / meanY;
    }
}

/// <summary>A server at one moment.</summary>
internal sealed record SoakSample(double Seconds, double ResidentMb, double HeapMb, int Handles, int Threads)
{
    /// <summary>From <c>/proc</c>, https://man7.org/linux/man-pages/man5/proc_pid_status.5.html.</summary>
    public static SoakSample Take(int process, TimeSpan since, double heapMb)
    {
        Dictionary<string, string> status = File.ReadLines($"/proc/{process}/status").Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.Ordinal);
        return new SoakSample(
            since.TotalSeconds, double.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture) / 1024, heapMb,
            Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Count(), int.Parse(status["Threads"], CultureInfo.InvariantCulture));
    }
}

/// <summary>The managed heap's size, as another process's runtime tells it. https://learn.microsoft.com/dotnet/core/diagnostics/available-counters</summary>
internal sealed class HeapCounter : IDisposable
{
    private readonly EventPipeSession _session;
    private double? _mb;

    private HeapCounter(EventPipeSession session) => _session = session;

    /// <summary>Null before the first word.</summary>
    public double? Mb => _mb;

    /// <summary>Asks for it every second.</summary>
    public static HeapCounter Listen(int process)
    {
        Dictionary<string, string> everySecond = new(StringComparer.Ordinal) { ["EventCounterIntervalSec"] = "1" };
        EventPipeSession session = new DiagnosticsClient(process).StartEventPipeSession([new EventPipeProvider("System.Runtime", EventLevel.Informational, 0, everySecond)], requestRundown: false);
        HeapCounter counter = new(session);
        EventPipeEventSource source = new(session.EventStream);
        source.Dynamic.All += counter.Read;
        _ = Task.Run(source.Process);
        return counter;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Stop();
        _session.Dispose();
    }

    private void Read(TraceEvent told)
    {
        if (told.EventName != "EventCounters" || told.PayloadValue(0) is not IDictionary<string, object> outer || outer["Payload"] is not IDictionary<string, object> counter) return;
        if (counter["Name"] is "gc-heap-size") _mb = Convert.ToDouble(counter["Mean"], CultureInfo.InvariantCulture);
    }
}

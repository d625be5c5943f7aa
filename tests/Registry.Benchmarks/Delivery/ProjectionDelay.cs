using System.Globalization;
using System.Text.Json;
using Registry.Analytics.Projections;
using Registry.Benchmarks.Load;
using Registry.Proof.Processes;
using Registry.Server.Schema;

namespace Registry.Benchmarks.Delivery;

/// <summary>How long after its commit an event is in the projections' tables, where the bus is in the server's process: on SQLite and, where REGISTRY_TEST_POSTGRES is set, on PostgreSQL.</summary>
/// <remarks>
/// The projections' checkpoint is looked at from outside, about every millisecond, so a delay is told some two milliseconds too long. It counts from the event's recorded time, which is taken before the commit.
/// </remarks>
internal static class ProjectionDelay
{
    private const int WarmBundles = 500;

    /// <summary>Runs and prints.</summary>
    public static async Task RunAsync(string binaries, int rate, int seconds)
    {
        Console.WriteLine("| engine | bundles/s | events | commit to projection p50 ms | p99 ms | p99.9 ms |");
        Console.WriteLine("|---|---|---|---|---|---|");
        await using (ProofDatabase sqlite = ProofDatabase.Sqlite()) await MeasureAsync(sqlite, binaries, rate, seconds);
        if (Environment.GetEnvironmentVariable("REGISTRY_TEST_POSTGRES") is { Length: > 0 } postgres)
        {
            await using ProofDatabase database = await ProofDatabase.PostgreSqlAsync(postgres);
            await MeasureAsync(database, binaries, rate, seconds);
        }

        Console.WriteLine();
    }

    private static async Task MeasureAsync(ProofDatabase database, string binaries, int rate, int seconds)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(binaries, database.Settings);
        using LoadClient client = new(server.Address, 8);
        await client.ClosedAsync(TimeSpan.FromSeconds(60), WarmBundles);
        await server.UntilProjectedAsync();
        using ProjectionRunner projections = new(AnalyticsContexts.For(database.Options), (_, _, _) => throw new InvalidOperationException("It is only looked at."));
        long before = (await projections.ReadHealthAsync(CancellationToken.None)).Sequence;
        using CancellationTokenSource end = new();
        Task<List<(long Sequence, DateTimeOffset Seen)>> watching = Task.Run(() => WatchAsync(projections, end.Token));
        LoadResult load = await client.OpenAsync(rate, TimeSpan.FromSeconds(seconds));
        await server.UntilProjectedAsync();
        await end.CancelAsync();
        List<(long Sequence, DateTimeOffset Seen)> seen = await watching;
        double[] delays = [.. (await RecordedAsync(server.Http, before)).Select(item => DelayMs(item.Sequence, item.Recorded, seen)).Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {database.Options.Provider} | {load.Bundles / load.Seconds:F0} | {delays.Length} | {At(delays, 0.5):F0} | {At(delays, 0.99):F0} | {At(delays, 0.999):F0} |"));
    }

    /// <summary>Each place of the checkpoint, and when it was seen there first.</summary>
    private static async Task<List<(long Sequence, DateTimeOffset Seen)>> WatchAsync(ProjectionRunner projections, CancellationToken cancellationToken)
    {
        List<(long Sequence, DateTimeOffset Seen)> seen = [];
        while (true)
        {
            long sequence = (await projections.ReadHealthAsync(CancellationToken.None)).Sequence;
            if (seen.Count == 0 || seen[^1].Sequence != sequence) seen.Add((sequence, TimeProvider.System.GetUtcNow()));
            // What was applied before the end is seen once more after it.
            if (cancellationToken.IsCancellationRequested) return seen;
            await Task.Delay(1, CancellationToken.None);
        }
    }

    private static async Task<List<(long Sequence, DateTimeOffset Recorded)>> RecordedAsync(HttpClient http, long after)
    {
        List<(long Sequence, DateTimeOffset Recorded)> events = [];
        while (true)
        {
            using HttpResponseMessage page = await http.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/events?after={after}"));
            string[] lines = (await page.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length == 0) return events;
            foreach (string line in lines)
            {
                using JsonDocument item = JsonDocument.Parse(line);
                events.Add((long.Parse(item.RootElement.GetProperty("id").GetString()!, CultureInfo.InvariantCulture), item.RootElement.GetProperty("time").GetDateTimeOffset()));
            }

            after = long.Parse(page.Headers.GetValues("Registry-Position").Single(), CultureInfo.InvariantCulture);
        }
    }

    private static double DelayMs(long sequence, DateTimeOffset recorded, List<(long Sequence, DateTimeOffset Seen)> seen) =>
        (seen.Find(place => place.Sequence >= sequence).Seen - recorded).TotalMilliseconds;

    private static double At(double[] sorted, double share) => sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}

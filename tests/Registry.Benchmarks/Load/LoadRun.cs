using System.Globalization;
using Registry.Proof.Processes;

namespace Registry.Benchmarks.Load;

/// <summary>
/// <c>load [--connections 8] [--seconds 10] [--warm 300] [--server FOLDER]</c>: 5-entry bundles against the real server process, on SQLite and, where REGISTRY_TEST_POSTGRES holds
/// a connection string, on PostgreSQL. First a closed loop (each connection sends its next bundle when the last is answered), then an open one at half that rate, whose latencies
/// count from the moment at which a bundle was meant to be sent. Prints a table in Markdown.
/// </summary>
/// <remarks>
/// CPU is user and system time of the processes, from /proc, until the projections had caught up: on a shared machine it is what can be trusted, and rates and latencies are not.
/// It ends by itself, and neither process listens beyond loopback. The server is the one that was built with this program, or that of <c>--server</c>.
/// </remarks>
internal static class LoadRun
{
    /// <summary>Runs and prints.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        int connections = Option(arguments, "connections", 8);
        int seconds = Option(arguments, "seconds", 10);
        int warm = Option(arguments, "warm", 300);
        string server = Array.IndexOf(arguments, "--server") is >= 0 and var at ? arguments[at + 1] : ProofPaths.OwnBinaries;
        Console.WriteLine("| engine | loop | connections | bundles/s | server ms CPU a bundle | database ms CPU a bundle | p50 ms | p99 ms | p99.9 ms | not 200 |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        await MeasureAsync("SQLite", connections, seconds, warm, server, postgres: null);
        if (Environment.GetEnvironmentVariable("REGISTRY_TEST_POSTGRES") is { Length: > 0 } postgres) await MeasureAsync("PostgreSQL", connections, seconds, warm, server, postgres);
        else Console.WriteLine("PostgreSQL: not run; set REGISTRY_TEST_POSTGRES.");
        return 0;
    }

    private static async Task MeasureAsync(string engine, int connections, int seconds, int warm, string folder, string? postgres)
    {
        await using ProofDatabase database = postgres is null ? ProofDatabase.Sqlite() : await ProofDatabase.PostgreSqlAsync(postgres);
        await using ServerProcess server = await ServerProcess.StartAsync(folder, database.Settings);
        using LoadClient client = new(server.Address, connections);
        await client.ClosedAsync(TimeSpan.FromSeconds(120), warm);
        await server.UntilProjectedAsync();

        LoadResult closed = await WithCpuAsync(engine, "closed", connections, server, database, () => client.ClosedAsync(TimeSpan.FromSeconds(seconds), int.MaxValue));
        double rate = Math.Max(1, closed.Bundles / closed.Seconds / 2);
        string loop = string.Create(CultureInfo.InvariantCulture, $"open, {rate:F0}/s meant");
        await WithCpuAsync(engine, loop, connections, server, database, () => client.OpenAsync(rate, TimeSpan.FromSeconds(seconds)));
    }

    private static async Task<LoadResult> WithCpuAsync(string engine, string loop, int connections, ServerProcess server, ProofDatabase database, Func<Task<LoadResult>> run)
    {
        double serverBefore = server.CpuMs();
        double? databaseBefore = database.CpuMs();
        LoadResult result = await run();
        await server.UntilProjectedAsync();
        double serverMs = (server.CpuMs() - serverBefore) / result.Bundles;
        string databaseMs = (database.CpuMs() - databaseBefore) / result.Bundles is { } ms ? ms.ToString("F2", CultureInfo.InvariantCulture) : "in it";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {engine} | {loop} | {connections} | {result.Bundles / result.Seconds:F0} | {serverMs:F2} | {databaseMs} | {result.PercentileMs(0.5):F1} | {result.PercentileMs(0.99):F1} | {result.PercentileMs(0.999):F1} | {result.Failures} |"));
        return result;
    }

    private static int Option(string[] arguments, string name, int otherwise) =>
        Array.IndexOf(arguments, $"--{name}") is >= 0 and var at ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : otherwise;
}

/// <summary>What one loop saw.</summary>
/// <param name="Bundles">Answered bundles.</param>
/// <param name="Seconds">From the first request to the last answer.</param>
/// <param name="Failures">Answers other than 200.</param>
/// <param name="LatenciesMs">One for each answer, ascending.</param>
internal sealed record LoadResult(int Bundles, double Seconds, int Failures, double[] LatenciesMs)
{
    /// <summary>The nearest rank.</summary>
    public double PercentileMs(double share) => LatenciesMs[Math.Clamp((int)Math.Ceiling(share * LatenciesMs.Length) - 1, 0, LatenciesMs.Length - 1)];
}

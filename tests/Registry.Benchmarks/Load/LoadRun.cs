using System.Globalization;
using Registry.Proof.Processes;

namespace Registry.Benchmarks.Load;

/// <summary>
/// <c>load [--engine sqlite|postgres] [--resources 0] [--connections 8] [--seconds 10] [--warm 300] [--server FOLDER]</c>: 5-entry bundles against the real server process, on SQLite and,
/// where REGISTRY_TEST_POSTGRES holds a connection string, on PostgreSQL. First a closed loop (each connection sends its next bundle when the last is answered), then an open one at half
/// that rate, whose latencies count from the moment at which a bundle was meant to be sent. <c>--resources 10000,1000000</c> fills a database for each number first, and prints how the last
/// compares with the first. Prints tables in Markdown.
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
        RunOptions options = new(arguments);
        int[] sizes = [.. options.Text("resources", "0").Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        string? postgres = Environment.GetEnvironmentVariable("REGISTRY_TEST_POSTGRES");
        string engine = options.Text("engine", string.IsNullOrEmpty(postgres) ? "sqlite" : "both");
        List<string> ratios = [];
        Console.WriteLine("| engine | stored before | loop | connections | bundles/s | server ms CPU a bundle | database ms CPU a bundle | both, × budget | p50 ms | p99 ms | p99.9 ms | not 200 |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (string each in (string[])["sqlite", "postgres"])
        {
            if (engine != "both" && engine != each) continue;
            List<LoadRow> rows = [];
            foreach (int size in sizes)
            {
                await using ProofDatabase database = each == "sqlite" ? ProofDatabase.Sqlite() : await ProofDatabase.PostgreSqlAsync(RunOptions.Service("REGISTRY_TEST_POSTGRES"));
                rows.AddRange(await MeasureAsync(database, size, options));
            }

            if (sizes.Length > 1) ratios.AddRange(rows.Take(2).Zip(rows.TakeLast(2), Ratio));
        }

        if (engine == "sqlite") Console.WriteLine("PostgreSQL: not run.");
        if (ratios.Count == 0) return 0;
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| engine | loop | CPU a bundle, {sizes[^1]} against {sizes[0]} resources | p50 | p99 |"));
        Console.WriteLine("|---|---|---|---|---|");
        foreach (string ratio in ratios) Console.WriteLine(ratio);
        return 0;
    }

    private static async Task<IReadOnlyList<LoadRow>> MeasureAsync(ProofDatabase database, int resources, RunOptions options)
    {
        int connections = options.Number("connections", 8);
        TimeSpan time = TimeSpan.FromSeconds(options.Number("seconds", 10));
        if (resources > 0) await Prefill.RunAsync(database, resources);
        await using ServerProcess server = await ServerProcess.StartAsync(options.Text("server", ProofPaths.OwnBinaries), database.Settings);
        using LoadClient client = new(server.Address, connections);
        await client.ClosedAsync(TimeSpan.FromSeconds(120), options.Number("warm", 300));
        await server.UntilProjectedAsync();

        LoadRow closed = await WithCpuAsync("closed", connections, resources, server, database, () => client.ClosedAsync(time, int.MaxValue));
        double rate = Math.Max(1, closed.Result.Bundles / closed.Result.Seconds / 2);
        LoadRow open = await WithCpuAsync(string.Create(CultureInfo.InvariantCulture, $"open, {rate:F0}/s meant"), connections, resources, server, database, () => client.OpenAsync(rate, time));
        return [closed, open];
    }

    private static async Task<LoadRow> WithCpuAsync(string loop, int connections, int resources, ServerProcess server, ProofDatabase database, Func<Task<LoadResult>> run)
    {
        double serverBefore = server.CpuMs();
        double? databaseBefore = database.CpuMs();
        LoadResult result = await run();
        await server.UntilProjectedAsync();
        LoadRow row = new(
            database.Options.Provider.ToString(), loop, result, (server.CpuMs() - serverBefore) / result.Bundles, (database.CpuMs() - databaseBefore) / result.Bundles);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {row.Engine} | {resources} | {loop} | {connections} | {result.Bundles / result.Seconds:F0} | {row.ServerMs:F2} | {(row.DatabaseMs is { } ms ? ms.ToString("F2", CultureInfo.InvariantCulture) : "in it")} | {row.CpuMs / row.BudgetMs:F2} | {result.PercentileMs(0.5):F1} | {result.PercentileMs(0.99):F1} | {result.PercentileMs(0.999):F1} | {result.Failures} |"));
        return row;
    }

    private static string Ratio(LoadRow few, LoadRow many) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {few.Engine} | {few.Loop.Split(',')[0]} | {many.CpuMs / few.CpuMs:F2} × | {many.Result.PercentileMs(0.5) / few.Result.PercentileMs(0.5):F2} × | {many.Result.PercentileMs(0.99) / few.Result.PercentileMs(0.99):F2} × |");
}

/// <summary>What one loop cost.</summary>
/// <param name="Engine">Database.</param>
/// <param name="Loop">Closed, or open with its rate.</param>
/// <param name="Result">What the client saw.</param>
/// <param name="ServerMs">CPU of the server, a bundle.</param>
/// <param name="DatabaseMs">CPU of the database, a bundle; null for an engine inside the server.</param>
internal sealed record LoadRow(string Engine, string Loop, LoadResult Result, double ServerMs, double? DatabaseMs)
{
    /// <summary>Of both together, a bundle.</summary>
    public double CpuMs => ServerMs + (DatabaseMs ?? 0);

    /// <summary>What that may be: docs/decisions/0029-cost-of-an-event.md.</summary>
    public double BudgetMs => DatabaseMs is null ? 1.5 : 3;
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

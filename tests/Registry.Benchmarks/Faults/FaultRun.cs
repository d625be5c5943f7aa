using System.Diagnostics;
using System.Globalization;
using Registry.Proof;
using Registry.Proof.Contention;
using Registry.Proof.Crashes;
using Registry.Proof.Processes;
using Registry.Server.Schema;

namespace Registry.Benchmarks.Faults;

/// <summary>
/// <c>faults [--engine sqlite|postgres] [--kinds server,database,broker,disk,nodes] [--kills 50] [--writers 16] [--longest-ms 2000] [--seed N] [--server FOLDER]</c>: real processes are
/// killed, stopped and starved under load, and everything that the registry promises is read afterwards. <c>--kills</c> is the number for the server; of the other faults there are a fifth
/// as many, and at least one. <c>faults --transactions [--each 10000]</c>: 16 writers with so many transactions each. Without <c>--engine</c> on both engines; PostgreSQL where
/// REGISTRY_TEST_POSTGRES holds a connection string. Prints a table in Markdown.
/// </summary>
/// <remarks>It ends by itself with 0, or with 1 and what did not hold. Nothing listens beyond loopback, and only processes that it started are killed.</remarks>
internal static class FaultRun
{
    /// <summary>Runs and prints.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        RunOptions options = new(arguments);
        int seed = options.Number("seed", Random.Shared.Next(1, int.MaxValue));
        try
        {
            if (options.Has("transactions")) await TransactionsAsync(options, seed);
            else await FaultsAsync(options, seed);
            return 0;
        }
        catch (ProofFailedException fault)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Did not hold, seed {seed}: {fault.Message}"));
            return 1;
        }
    }

    private static async Task FaultsAsync(RunOptions options, int seed)
    {
        int kills = options.Number("kills", 50);
        string[] kinds = options.Text("kinds", "server,database,broker,disk,nodes").Split(',');
        FaultOptions server = new(options.Text("server", ProofPaths.OwnBinaries), kills, options.Number("longest-ms", 2_000), options.Number("writers", 16), seed, Console.WriteLine);
        FaultOptions other = server with { Times = Math.Max(1, kills / 5) };
        List<string> rows = [];
        if (IsAsked(options, "sqlite"))
        {
            if (kinds.Contains("server", StringComparer.Ordinal))
            {
                await using ProofDatabase file = ProofDatabase.Sqlite();
                rows.Add($"{await CrashRun.RunAsync(file, server)}");
            }

            if (kinds.Contains("broker", StringComparer.Ordinal)) rows.Add($"{await BrokerRun.RunAsync(other)}");
            if (kinds.Contains("disk", StringComparer.Ordinal)) rows.Add(await DiskAsync(DatabaseProvider.Sqlite, other));
        }

        if (IsAsked(options, "postgres"))
        {
            await using ProofDatabase database = await ProofDatabase.PostgreSqlAsync(RunOptions.Service("REGISTRY_TEST_POSTGRES"));
            if (kinds.Contains("server", StringComparer.Ordinal)) rows.Add($"{await CrashRun.RunAsync(database, server)}");
            if (kinds.Contains("database", StringComparer.Ordinal)) rows.Add($"{await DatabaseKillRun.RunAsync(other)}");
            if (kinds.Contains("disk", StringComparer.Ordinal)) rows.Add(await DiskAsync(DatabaseProvider.PostgreSql, other));
            if (kinds.Contains("nodes", StringComparer.Ordinal)) rows.Add(await NodesAsync(other));
        }

        Console.WriteLine();
        Console.WriteLine(FaultResult.Head);
        foreach (string row in rows) Console.WriteLine(row);
    }

    private static async Task<string> NodesAsync(FaultOptions options)
    {
        await using ProofDatabase shared = await ProofDatabase.PostgreSqlAsync(RunOptions.Service("REGISTRY_TEST_POSTGRES"));
        return $"{await TwoNodeRun.RunAsync(shared, RunOptions.Service("REGISTRY_TEST_RABBITMQ"), options)}";
    }

    private static async Task<string> DiskAsync(DatabaseProvider provider, FaultOptions options)
    {
        (FaultResult? result, string reason) = await DiskRun.RunAsync(provider, options);
        return result?.ToString() ?? $"| {provider} | the disk, full | not run | | | {reason} | |";
    }

    private static async Task TransactionsAsync(RunOptions options, int seed)
    {
        int writers = options.Number("writers", 16);
        int each = options.Number("each", 10_000);
        string binaries = options.Text("server", ProofPaths.OwnBinaries);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{writers} writers, {each} transactions each about two of 200 people, seed {seed}"));
        Console.WriteLine("| database | nodes | transactions | transactions/s | other answers | seconds |");
        Console.WriteLine("|---|---|---|---|---|---|");
        if (IsAsked(options, "sqlite"))
        {
            await using ProofDatabase file = ProofDatabase.Sqlite();
            await TransactAsync(binaries, file, nodes: 1, writers, each, seed);
        }

        if (IsAsked(options, "postgres"))
        {
            await using ProofDatabase database = await ProofDatabase.PostgreSqlAsync(RunOptions.Service("REGISTRY_TEST_POSTGRES"));
            await TransactAsync(binaries, database, nodes: 2, writers, each, seed);
        }
    }

    private static async Task TransactAsync(string binaries, ProofDatabase database, int nodes, int writers, int each, int seed)
    {
        long started = Stopwatch.GetTimestamp();
        List<ServerProcess> servers = [];
        try
        {
            for (int node = 0; node < nodes; node++) servers.Add(await ServerProcess.StartAsync(binaries, database.Settings));
            double perSecond = await Transactions.RunAsync([.. servers.Select(server => server.Http)], writers, each, people: 200, seed);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {database.Options.Provider} | {nodes} | {writers * each} | {perSecond:F0} | 0 | {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} |"));
        }
        finally
        {
            foreach (ServerProcess server in servers) await server.DisposeAsync();
        }
    }

    private static bool IsAsked(RunOptions options, string engine) => options.Text("engine", engine) == engine;
}

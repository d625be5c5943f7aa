using System.Globalization;
using Registry.Proof;
using Registry.Proof.Crashes;
using Registry.Proof.Processes;

namespace Registry.Benchmarks.Faults;

/// <summary>
/// <c>faults [--engine sqlite|postgres] [--kind server] [--kills 50] [--writers 16] [--longest-ms 3000] [--seed N] [--server FOLDER]</c>: real processes are killed under load, and
/// everything that the registry promises is read afterwards. Without <c>--engine</c> on both; PostgreSQL where REGISTRY_TEST_POSTGRES holds a connection string. Prints a table in Markdown.
/// </summary>
/// <remarks>It ends by itself with 0, or with 1 and what did not hold. Nothing listens beyond loopback, and only processes that it started are killed.</remarks>
internal static class FaultRun
{
    /// <summary>Runs and prints.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        RunOptions options = new(arguments);
        string binaries = options.Text("server", ProofPaths.OwnBinaries);
        string engine = options.Text("engine", "both");
        int seed = options.Number("seed", Random.Shared.Next(1, int.MaxValue));
        FaultOptions faults = new(options.Number("writers", 16), seed, Console.WriteLine);
        List<string> rows = [];
        try
        {
            if (engine is "both" or "sqlite")
            {
                await using ProofDatabase database = ProofDatabase.Sqlite();
                rows.Add(await CrashRun.RunAsync(binaries, database, options.Number("kills", 50), options.Number("longest-ms", 3_000), faults));
            }

            if (engine is "both" or "postgres")
            {
                await using ProofDatabase database = await ProofDatabase.PostgreSqlAsync(RunOptions.Service("REGISTRY_TEST_POSTGRES"));
                rows.Add(await CrashRun.RunAsync(binaries, database, options.Number("kills", 50), options.Number("longest-ms", 3_000), faults));
            }
        }
        catch (ProofFailedException fault)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Did not hold, seed {seed}: {fault.Message}"));
            return 1;
        }

        Console.WriteLine();
        Console.WriteLine("| engine | killed | times | bundles acknowledged | resources read | events read | bundles unanswered at a kill | seconds |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (string row in rows) Console.WriteLine(row);
        return 0;
    }
}

using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Registry.Proof.Processes;
using Registry.Proof.Services;

namespace Registry.Proof.Crashes;

/// <summary>PostgreSQL's processes, killed by SIGKILL under a server that stays: now all of them, now one that serves the registry. The server needs nobody to go on.</summary>
internal static class DatabaseKillRun
{
    /// <summary>Kills it a number of times.</summary>
    /// <exception cref="ProofFailedException">What was promised did not hold.</exception>
    public static async Task<FaultResult> RunAsync(FaultOptions options)
    {
        long started = Stopwatch.GetTimestamp();
        Random random = new(options.Seed);
        options.Print(string.Create(CultureInfo.InvariantCulture, $"{options.Times} kills of PostgreSQL, {options.Writers} writers, seed {options.Seed}"));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-proof-");
        await using PrivatePostgres postgres = await PrivatePostgres.StartAsync();
        await using ProofDatabase database = await ProofDatabase.PostgreSqlAsync(postgres.ConnectionString);
        ServerPlace place = new(options.Binaries, folder.FullName, database.Settings);
        await using ServerProcess server = await ServerProcess.StartAsync(place);
        CrashWriter[] writers = CrashWriter.Several(options.Writers, random);
        LogTrail trail = new();
        double longestMs = 0;
        string refused;
        await using (StandingLoad load = new(writers, _ => server.Http, () => server.Output))
        {
            for (int kill = 1; kill <= options.Times; kill++)
            {
                await load.UntilAcknowledgedAsync(5, "bundles are taken before the kill");
                await Task.Delay(random.Next(options.LongestMs));
                long killed = Stopwatch.GetTimestamp();
                bool isAll = random.Next(2) == 0 || !await postgres.KillBackendAsync(new NpgsqlConnectionStringBuilder(database.Options.ConnectionString).Database!);
                if (isAll)
                {
                    await postgres.KillAllAsync();
                    await Task.Delay(random.Next(options.LongestMs));
                    killed = Stopwatch.GetTimestamp();
                    await postgres.RestartAsync();
                }

                await load.UntilAcknowledgedAsync(writers.Length, "bundles are taken again after PostgreSQL came back");
                longestMs = Math.Max(longestMs, Stopwatch.GetElapsedTime(killed).TotalMilliseconds);
                options.Print(string.Create(CultureInfo.InvariantCulture, $"kill {kill}, {(isAll ? "all processes" : "one backend")}: taken again {Stopwatch.GetElapsedTime(killed).TotalMilliseconds:F0} ms after it {(isAll ? "was started" : "was killed")}; {load.Acknowledged} bundles acknowledged; other answers: {load.Refused}"));
            }

            await load.StopAsync();
            refused = load.Refused;
            ProofFailedException.Unless(load.Statuses().Keys.All(status => status == 503), () => $"A database that is away was answered with something else than 503: {refused}.\n{server.Output}");
        }

        int people = await Aftermath.ProveAsync(place, server, database.Options, writers, trail);
        folder.Delete(recursive: true);
        return new FaultResult(
            "PostgreSql", "PostgreSQL, SIGKILL (all processes or one backend)", options.Times, writers.Sum(writer => writer.Acknowledged), trail.Head,
            string.Create(CultureInfo.InvariantCulture, $"{people} people; taken again after at most {longestMs:F0} ms; other answers meanwhile: {refused}"), Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}

using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Registry.Proof.Processes;
using Registry.Proof.Services;
using Registry.Server.Schema;

namespace Registry.Proof.Crashes;

/// <summary>A disk that runs full under load and is freed: what cannot be stored is refused with 507, what was acknowledged is read all the while, and nobody has to start anything again.</summary>
internal static class DiskRun
{
    private const int Megabytes = 96;
    private const int LeaveBytes = 512 * 1024;

    /// <summary>Fills it a number of times.</summary>
    /// <param name="provider">SQLite's file, or a tablespace of a PostgreSQL of the run's own, lies on the small disk.</param>
    /// <param name="options">How often, when, who sends.</param>
    /// <returns>What was seen; or null and why, where no file system can be mounted.</returns>
    /// <exception cref="ProofFailedException">What was promised did not hold.</exception>
    public static async Task<(FaultResult? Result, string Reason)> RunAsync(DatabaseProvider provider, FaultOptions options)
    {
        (SmallDisk? disk, string reason) = await SmallDisk.TryMountAsync(Megabytes);
        if (disk is null) return (null, reason);
        await using SmallDisk mounted = disk;
        if (provider == DatabaseProvider.Sqlite)
        {
            await using ProofDatabase file = ProofDatabase.Sqlite(disk.Path);
            return (await RunAsync(disk, file, options), "");
        }

        await using PrivatePostgres postgres = await PrivatePostgres.StartAsync();
        await MakeTablespaceAsync(postgres.ConnectionString, disk.Path);
        await using ProofDatabase database = await ProofDatabase.PostgreSqlAsync(postgres.ConnectionString, "small");
        return (await RunAsync(disk, database, options), "");
    }

    private static async Task<FaultResult> RunAsync(SmallDisk disk, ProofDatabase database, FaultOptions options)
    {
        long started = Stopwatch.GetTimestamp();
        Random random = new(options.Seed);
        options.Print(string.Create(CultureInfo.InvariantCulture, $"A disk of {Megabytes} MB under {database.Options.Provider} full {options.Times} times, {options.Writers} writers, seed {options.Seed}"));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-proof-");
        ServerPlace place = new(options.Binaries, folder.FullName, database.Settings);
        await using ServerProcess server = await ServerProcess.StartAsync(place);
        CrashWriter[] writers = CrashWriter.Several(options.Writers, random);
        LogTrail trail = new();
        string refused;
        await using (StandingLoad load = new(writers, _ => server.Http, () => server.Output))
        {
            for (int time = 1; time <= options.Times; time++)
            {
                await load.UntilAcknowledgedAsync(writers.Length, "bundles are taken while there is room");
                await Task.Delay(random.Next(options.LongestMs));
                int before = load.Statuses().Values.Sum();
                disk.Fill(LeaveBytes);
                await load.UntilAsync("bundles are refused while the disk is full", () => load.Statuses().Values.Sum() >= before + (writers.Length * 2));
                using HttpResponseMessage read = await server.Http.GetAsync("/fhir/Patient?_count=1");
                ProofFailedException.Unless(read.IsSuccessStatusCode, () => $"While the disk is full a search is answered with {read.StatusCode}.");
                disk.Free();
                TimeSpan took = await load.UntilAcknowledgedAsync(writers.Length, "bundles are taken again when there is room");
                options.Print(string.Create(CultureInfo.InvariantCulture, $"full {time}: taken again {took.TotalMilliseconds:F0} ms after there was room; other answers: {load.Refused}"));
            }

            await load.StopAsync();
            refused = load.Refused;
            ProofFailedException.Unless(load.Statuses().Keys.All(status => status == 507), () => $"A full disk was answered with something else than 507: {refused}.");
        }

        int people = await Aftermath.ProveAsync(place, server, database.Options, writers, trail);
        folder.Delete(recursive: true);
        return new FaultResult(
            database.Options.Provider.ToString(), "the disk, full", options.Times, writers.Sum(writer => writer.Acknowledged), trail.Head,
            string.Create(CultureInfo.InvariantCulture, $"{people} people; answers while it was full: {refused}"), Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>The cluster's log and catalogue stay where there is room: without room for its own log PostgreSQL stops, which is its operator's to mend.</summary>
    private static async Task MakeTablespaceAsync(string server, string folder)
    {
        await using NpgsqlConnection connection = new(server);
        await connection.OpenAsync();
        string place = Path.Combine(folder, "tablespace");
        await Shell.RunAsync($"mkdir '{place}' && {{ [ \"$(id -u)\" != 0 ] || chown postgres '{place}'; }}");
        await using NpgsqlCommand create = new($"CREATE TABLESPACE small LOCATION '{place}'", connection);
        await create.ExecuteNonQueryAsync();
    }
}

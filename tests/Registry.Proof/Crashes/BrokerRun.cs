using System.Diagnostics;
using System.Globalization;
using Registry.Proof.Processes;
using Registry.Proof.Services;

namespace Registry.Proof.Crashes;

/// <summary>RabbitMQ, stopped and started: bundles are taken all the while, and every event reaches an outside subscriber afterwards.</summary>
internal static class BrokerRun
{
    private static readonly TimeSpan DrainPatience = TimeSpan.FromMinutes(3);

    /// <summary>Stops it a number of times.</summary>
    /// <exception cref="ProofFailedException">What was promised did not hold.</exception>
    public static async Task<FaultResult> RunAsync(FaultOptions options)
    {
        long started = Stopwatch.GetTimestamp();
        Random random = new(options.Seed);
        options.Print(string.Create(CultureInfo.InvariantCulture, $"{options.Times} stops of RabbitMQ, {options.Writers} writers, seed {options.Seed}"));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-proof-");
        await using PrivateBroker broker = await PrivateBroker.StartAsync();
        OutsideSubscriber subscriber = new(broker.Uri);
        await subscriber.BindAsync();
        await using ProofDatabase database = ProofDatabase.Sqlite();
        Dictionary<string, string> settings = new(database.Settings, StringComparer.Ordinal) { ["Registry__Bus__Transport"] = "RabbitMq", ["Registry__Bus__Uri"] = broker.Uri };
        ServerPlace place = new(options.Binaries, folder.FullName, settings);
        await using ServerProcess server = await ServerProcess.StartAsync(place);
        CrashWriter[] writers = CrashWriter.Several(options.Writers, random);
        LogTrail trail = new();
        int meanwhile = 0;
        await using (StandingLoad load = new(writers, _ => server.Http, () => server.Output))
        {
            for (int stop = 1; stop <= options.Times; stop++)
            {
                await load.UntilAcknowledgedAsync(5, "bundles are taken before the broker is stopped");
                await Task.Delay(random.Next(options.LongestMs));
                await broker.StopAsync();
                int before = load.Acknowledged;
                await load.UntilAcknowledgedAsync(writers.Length * 2, "bundles are taken while the broker is away");
                meanwhile += load.Acknowledged - before;
                await broker.RestartAsync();
                options.Print(string.Create(CultureInfo.InvariantCulture, $"stop {stop}: {load.Acknowledged - before} bundles acknowledged while the broker was away"));
            }

            await load.StopAsync();
            ProofFailedException.Unless(load.Refused.Length == 0, () => $"While the broker came and went there were other answers: {load.Refused}.");
        }

        await trail.FollowAsync(server.Http);
        long drained = Stopwatch.GetTimestamp();
        Delivered delivered = await subscriber.DrainAsync(trail.LogId!, trail.Head, DrainPatience);
        double drainSeconds = Stopwatch.GetElapsedTime(drained).TotalSeconds;
        int people = await Aftermath.ProveAsync(place, server, database.Options, writers, trail);
        folder.Delete(recursive: true);
        return new FaultResult(
            "Sqlite", "RabbitMQ, stopped and started", options.Times, writers.Sum(writer => writer.Acknowledged), trail.Head,
            string.Create(CultureInfo.InvariantCulture, $"{people} people; {meanwhile} bundles taken while it was away; all events at the subscriber {drainSeconds:F0} s after the last bundle, {delivered.Messages - trail.Head} of them twice"),
            Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}

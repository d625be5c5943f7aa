using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Registry.Proof.Processes;
using Registry.Proof.Services;

namespace Registry.Proof.Crashes;

/// <summary>Two nodes on one PostgreSQL and one RabbitMQ: the one that relays is killed, the other takes over, and both take bundles all the while that they live.</summary>
internal sealed class TwoNodeRun : IAsyncDisposable
{
    /// <summary>The lease's ten seconds, and as much again for a crowded machine.</summary>
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(20);

    private readonly FaultOptions _options;
    private readonly ProofDatabase _database;
    private readonly ServerPlace[] _places;
    private readonly ServerProcess[] _nodes;
    private readonly Dictionary<long, string> _ownerOfFence = [];

    private TwoNodeRun(FaultOptions options, ProofDatabase database, ServerPlace[] places, ServerProcess[] nodes)
    {
        _options = options;
        _database = database;
        _places = places;
        _nodes = nodes;
    }

    /// <summary>Kills the node that relays a number of times.</summary>
    /// <param name="database">Of both; made and dropped by the caller.</param>
    /// <param name="broker">Of both.</param>
    /// <param name="options">How often, when, who sends.</param>
    /// <exception cref="ProofFailedException">What was promised did not hold.</exception>
    public static async Task<FaultResult> RunAsync(ProofDatabase database, string broker, FaultOptions options)
    {
        options.Print(string.Create(CultureInfo.InvariantCulture, $"{options.Times} kills of the relaying one of two nodes, {options.Writers} writers, seed {options.Seed}"));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-proof-");
        try
        {
            OutsideSubscriber subscriber = new(broker);
            await subscriber.BindAsync();
            Dictionary<string, string> settings = new(database.Settings, StringComparer.Ordinal) { ["Registry__Bus__Transport"] = "RabbitMq", ["Registry__Bus__Uri"] = broker };
            ServerPlace[] places = [.. new[] { "first", "second" }.Select(node => new ServerPlace(options.Binaries, folder.CreateSubdirectory(node).FullName, settings))];
            await using TwoNodeRun run = new(options, database, places, await Task.WhenAll(places.Select(ServerProcess.StartAsync)));
            return await run.RunAsync(subscriber);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ServerProcess node in _nodes) await node.DisposeAsync();
    }

    private async Task<FaultResult> RunAsync(OutsideSubscriber subscriber)
    {
        long started = Stopwatch.GetTimestamp();
        Random random = new(_options.Seed);
        CrashWriter[] writers = CrashWriter.Several(_options.Writers, random);
        TimeSpan longest = TimeSpan.Zero;
        int alive = -1;
        await using (StandingLoad load = new(writers, writer => _nodes[alive >= 0 ? alive : writer % 2].Http, () => $"{_nodes[0].Output}\n{_nodes[1].Output}"))
        {
            for (int kill = 1; kill <= _options.Times; kill++)
            {
                await load.UntilAcknowledgedAsync(writers.Length, "both nodes take bundles");
                (int active, long fence) = await ActiveAsync();
                await Task.Delay(random.Next(_options.LongestMs));
                alive = 1 - active;
                long killed = Stopwatch.GetTimestamp();
                await _nodes[active].KillAsync();
                await load.UntilAcknowledgedAsync(writers.Length, "the node that is left takes bundles");
                await TakenOverAsync(load, alive, fence);
                longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, Stopwatch.GetElapsedTime(killed).Ticks));
                _options.Print(string.Create(CultureInfo.InvariantCulture, $"kill {kill}: node {active} with fence {fence}; the other relays after {Stopwatch.GetElapsedTime(killed).TotalSeconds:F1} s; {load.Acknowledged} bundles acknowledged"));
                NoteFences(_nodes[active]);
                await _nodes[active].DisposeAsync();
                _nodes[active] = await ServerProcess.StartAsync(_places[active]);
                alive = -1;
            }

            await load.UntilAcknowledgedAsync(writers.Length, "both nodes take bundles at the end");
            await load.StopAsync();
        }

        ProofFailedException.Unless(longest < Takeover, () => $"A takeover took {longest.TotalSeconds:F1} s.");
        LogTrail trail = new();
        await trail.FollowAsync(_nodes[0].Http);
        Delivered delivered = await subscriber.DrainAsync(trail.LogId!, trail.Head, TimeSpan.FromSeconds(60));
        ProofFailedException.Unless(
            delivered.Backward <= _options.Times, () => $"The order of delivery went back {delivered.Backward} times at {_options.Times} takeovers: two relays published at once.");
        foreach (ServerProcess node in _nodes) NoteFences(node);
        await _nodes[1].DisposeAsync();
        int people = await Aftermath.ProveAsync(_places[0], _nodes[0], _database.Options, writers, trail);
        return new FaultResult(
            "PostgreSql", "the relaying one of two nodes, SIGKILL", _options.Times, writers.Sum(writer => writer.Acknowledged), trail.Head,
            string.Create(CultureInfo.InvariantCulture, $"{people} people; takeover after at most {longest.TotalSeconds:F1} s; fences {string.Join(", ", _ownerOfFence.Keys.Order())}, each of one holder; {delivered.Messages - trail.Head} events delivered twice"),
            Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Which node holds the lease, by its own log, and with which fence.</summary>
    private async Task<(int Node, long Fence)> ActiveAsync()
    {
        long fence = await FenceAsync();
        int[] holders = [];
        await _nodes[0].UntilAsync("a node says that it holds the lease", async () =>
        {
            fence = await FenceAsync();
            holders = [.. Enumerable.Range(0, 2).Where(node => Holds(_nodes[node], fence))];
            return holders.Length > 0;
        });
        ProofFailedException.Unless(holders.Length == 1, () => $"Both nodes hold the lease with fence {fence}.");
        return (holders[0], fence);
    }

    private async Task TakenOverAsync(StandingLoad load, int node, long fence)
    {
        await load.UntilAsync("the other node takes the lease", () => Holds(_nodes[node], fence + 1));
        long now = await FenceAsync();
        ProofFailedException.Unless(now == fence + 1, () => $"After one takeover from fence {fence} the fence is {now}.");
    }

    private static bool Holds(ServerProcess node, long fence) => node.LinesWith(string.Create(CultureInfo.InvariantCulture, $"holds the lease with fence {fence},")).Count > 0;

    private void NoteFences(ServerProcess node)
    {
        foreach (string line in node.LinesWith("holds the lease with fence"))
        {
            string[] words = line.Trim().Split(' ');
            string owner = words[Array.IndexOf(words, "Relay") + 1];
            long fence = long.Parse(words[Array.IndexOf(words, "fence") + 1].TrimEnd(','), CultureInfo.InvariantCulture);
            ProofFailedException.Unless(_ownerOfFence.TryAdd(fence, owner) || _ownerOfFence[fence] == owner, () => $"Fence {fence} was held by {_ownerOfFence[fence]} and by {owner}.");
        }
    }

    private async Task<long> FenceAsync()
    {
        await using NpgsqlConnection connection = new($"{_database.Options.ConnectionString};Pooling=False");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new("SELECT fence FROM relay_lease WHERE name = 'relay'", connection);
        return await command.ExecuteScalarAsync() is long fence ? fence : 0;
    }
}

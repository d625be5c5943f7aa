using System.Diagnostics;
using System.Globalization;
using Registry.Proof.Processes;

namespace Registry.Proof.Crashes;

/// <summary>What a run of faults is told.</summary>
/// <param name="Writers">Senders at once.</param>
/// <param name="Seed">Chooses who sends what, and the moments of the faults.</param>
/// <param name="Print">Takes a line of what is going on.</param>
internal sealed record FaultOptions(int Writers, int Seed, Action<string> Print);

/// <summary>The real server, killed by SIGKILL at moments that a seed chose while many send, and started again; then everything that was promised is read.</summary>
internal sealed class CrashRun
{
    private readonly ServerPlace _place;
    private readonly ProofDatabase _database;
    private readonly FaultOptions _options;
    private readonly Random _random;
    private readonly CrashWriter[] _writers;
    private readonly LogTrail _trail = new();
    private int _unanswered;
    private int _unansweredStored;

    private CrashRun(ServerPlace place, ProofDatabase database, FaultOptions options)
    {
        _place = place;
        _database = database;
        _options = options;
        _random = new Random(options.Seed);
        _writers = [.. Enumerable.Range(0, options.Writers).Select(index => new CrashWriter(string.Create(CultureInfo.InvariantCulture, $"w{index}"), new Random(_random.Next())))];
    }

    /// <summary>Kills the server a number of times.</summary>
    /// <param name="binaries">Folder of the server.</param>
    /// <param name="database">Its database; made and dropped by the caller.</param>
    /// <param name="kills">How often.</param>
    /// <param name="longestMs">Each kill comes at a moment up to so long after the writers began.</param>
    /// <param name="options">Writers, seed, output.</param>
    /// <returns>One line of what was seen.</returns>
    /// <exception cref="ProofFailedException">What was promised did not hold.</exception>
    public static async Task<string> RunAsync(string binaries, ProofDatabase database, int kills, int longestMs, FaultOptions options)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-proof-");
        try
        {
            options.Print(string.Create(CultureInfo.InvariantCulture, $"{kills} kills of the server on {database.Options.Provider}, {options.Writers} writers, seed {options.Seed}"));
            CrashRun run = new(new ServerPlace(binaries, folder.FullName, database.Settings), database, options);
            return await run.RunAsync(kills, longestMs);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<string> RunAsync(int kills, int longestMs)
    {
        long started = Stopwatch.GetTimestamp();
        for (int kill = 1; kill <= kills; kill++)
        {
            await using ServerProcess doomed = await StartAndSettleAsync();
            int delayMs = _random.Next(longestMs);
            await LoadUntilKilledAsync(doomed, delayMs);
            _options.Print(string.Create(CultureInfo.InvariantCulture, $"kill {kill}: {delayMs} ms after the writers began; {_writers.Sum(writer => writer.Acknowledged)} bundles acknowledged, log read to {_trail.Head}"));
        }

        Person[] people;
        ServerProcess last = await StartAndSettleAsync();
        try
        {
            people = [.. _writers.SelectMany(writer => writer.People)];
            await Evidence.AssertAllStoredAsync(last.Http, people);
            await Evidence.AssertLogAsync(last.Http, _trail, people);
            last = await Evidence.AssertRebuiltEqualAsync(_place, last, _database.Options);
        }
        finally
        {
            await last.DisposeAsync();
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {_database.Options.Provider} | server, SIGKILL | {kills} | {_writers.Sum(writer => writer.Acknowledged)} | {people.Length * PersonBundle.Entries} | {_trail.Head} | {_unanswered}, of which {_unansweredStored} stored | {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} |");
    }

    /// <summary>Starts it, finds nothing torn, and gets every bundle answered that was not.</summary>
    private async Task<ServerProcess> StartAndSettleAsync()
    {
        ServerProcess server = await ServerProcess.StartAsync(_place);
        try
        {
            await _trail.FollowAsync(server.Http);
            foreach (CrashWriter writer in _writers)
            {
                if (writer.Unanswered is not var (person, revision)) continue;
                _unanswered++;
                if (await Evidence.IsStoredAsync(server.Http, person, revision)) _unansweredStored++;
            }

            await Task.WhenAll(_writers.Select(writer => writer.ResendAsync(server.Http)));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task LoadUntilKilledAsync(ServerProcess doomed, int delayMs)
    {
        using CancellationTokenSource killed = new();
        Task[] sending = [.. _writers.Select(writer => Task.Run(() => writer.RunAsync(doomed.Http, killed.Token)))];
        await Task.Delay(delayMs);
        await doomed.KillAsync();
        await killed.CancelAsync();
        await Task.WhenAll(sending);
    }
}

using System.Diagnostics;
using System.Globalization;
using Registry.Proof.Processes;

namespace Registry.Proof.Crashes;

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
        _writers = CrashWriter.Several(options.Writers, _random);
    }

    /// <summary>Kills the server a number of times.</summary>
    /// <param name="database">Its database; made and dropped by the caller.</param>
    /// <param name="options">How often, when, who sends.</param>
    /// <exception cref="ProofFailedException">What was promised did not hold.</exception>
    public static async Task<FaultResult> RunAsync(ProofDatabase database, FaultOptions options)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-proof-");
        try
        {
            options.Print(string.Create(CultureInfo.InvariantCulture, $"{options.Times} kills of the server on {database.Options.Provider}, {options.Writers} writers, seed {options.Seed}"));
            return await new CrashRun(new ServerPlace(options.Binaries, folder.FullName, database.Settings), database, options).RunAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<FaultResult> RunAsync()
    {
        long started = Stopwatch.GetTimestamp();
        for (int kill = 1; kill <= _options.Times; kill++)
        {
            await using ServerProcess doomed = await StartAndSettleAsync();
            int delayMs = _random.Next(_options.LongestMs);
            await LoadUntilKilledAsync(doomed, delayMs);
            _options.Print(string.Create(CultureInfo.InvariantCulture, $"kill {kill}: {delayMs} ms after the writers began; {_writers.Sum(writer => writer.Acknowledged)} bundles acknowledged, log read to {_trail.Head}"));
        }

        int people = await Aftermath.ProveAsync(_place, await StartAndSettleAsync(), _database.Options, _writers, _trail);
        return new FaultResult(
            _database.Options.Provider.ToString(), "the server, SIGKILL", _options.Times, _writers.Sum(writer => writer.Acknowledged), _trail.Head,
            string.Create(CultureInfo.InvariantCulture, $"{people} people; {_unanswered} bundles unanswered at a kill, {_unansweredStored} of them stored whole"), Stopwatch.GetElapsedTime(started).TotalSeconds);
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

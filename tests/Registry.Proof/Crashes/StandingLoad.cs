using System.Diagnostics;
using System.Globalization;

namespace Registry.Proof.Crashes;

/// <summary>Writers that go on while faults come and go.</summary>
internal sealed class StandingLoad : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string> _output;
    private readonly Task[] _sending;

    /// <summary>Starts them.</summary>
    /// <param name="writers">Who sends.</param>
    /// <param name="node">The node to which the writer of an index sends now; asked again whenever a connection broke.</param>
    /// <param name="output">What the servers printed, for a failure's message.</param>
    public StandingLoad(IReadOnlyList<CrashWriter> writers, Func<int, HttpClient> node, Func<string> output)
    {
        _output = output;
        Writers = writers;
        _sending = [.. writers.Select((writer, index) => Task.Run(async () =>
        {
            while (!_stop.IsCancellationRequested)
            {
                await writer.RunAsync(node(index), _stop.Token);
                await Task.Delay(20);
            }
        }))];
    }

    /// <summary>Who sends.</summary>
    public IReadOnlyList<CrashWriter> Writers { get; }

    /// <summary>Bundles answered with 200 so far.</summary>
    public int Acknowledged => Writers.Sum(writer => writer.Acknowledged);

    /// <summary>Other answers so far, such as <c>503: 12</c>; empty when there was none.</summary>
    public string Refused => string.Join(", ", Statuses().Select(status => string.Create(CultureInfo.InvariantCulture, $"{status.Key}: {status.Value}")));

    /// <summary>Other answers so far, by status.</summary>
    public SortedDictionary<int, int> Statuses()
    {
        SortedDictionary<int, int> statuses = [];
        foreach (CrashWriter writer in Writers)
        {
            foreach ((int status, int count) in writer.Refused()) statuses[status] = statuses.GetValueOrDefault(status) + count;
        }

        return statuses;
    }

    /// <summary>Waits until so many more bundles were acknowledged.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="ProofFailedException">They were not within two minutes.</exception>
    public Task<TimeSpan> UntilAcknowledgedAsync(int more, string what)
    {
        int enough = Acknowledged + more;
        return UntilAsync(what, () => Acknowledged >= enough);
    }

    /// <summary>Waits until something holds, and no longer than any writer lives.</summary>
    public async Task<TimeSpan> UntilAsync(string what, Func<bool> holds)
    {
        long started = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Array.Find(_sending, task => task.IsFaulted) is { } failed) await failed;
            ProofFailedException.Unless(Stopwatch.GetElapsedTime(started) < Patience, () => $"It did not come to this: {what}. Acknowledged {Acknowledged}; other answers: {Refused}.\n{_output()}");
            await Task.Delay(5);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Lets each finish what it sent.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_sending);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}

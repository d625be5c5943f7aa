using System.Diagnostics;
using System.Threading.Channels;
using Registry.Server.Relay;
using Registry.Server.Schema;
using Registry.Store.Resources;

namespace Registry.Server.Ingest;

/// <summary>Concurrent submissions share one transaction: one fsync, one update of the counter. Each is all or nothing, and fails alone.</summary>
/// <remarks>One loop a node. A full queue is answered at once, so that callers come back instead of piling up.</remarks>
internal sealed class CommitQueue(ResourceStore store, LogSignal signal, TimeProvider clock, ILogger<CommitQueue> logger) : BackgroundService
{
    private readonly Channel<Pending> _pending = Channel.CreateBounded<Pending>(new BoundedChannelOptions(Limits.QueueLength) { SingleReader = true });

    /// <summary>Commits what a submission changes together with what else is waiting.</summary>
    /// <returns>Null when the queue is full.</returns>
    public async Task<CommitOutcome?> CommitAsync(CommitItem item)
    {
        Pending pending = new(item);
        if (!_pending.Writer.TryWrite(pending)) return null;
        return await pending.Outcome.Task;
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _pending.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Pending> group = new(Limits.GroupSize);
        // Runs until the writer is completed, so that whoever was let in is answered.
        while (await _pending.Reader.WaitToReadAsync(CancellationToken.None))
        {
            group.Clear();
            while (group.Count < Limits.GroupSize && _pending.Reader.TryRead(out Pending? next)) group.Add(next);
            await CommitGroupAsync(group);
        }
    }

    private async Task CommitGroupAsync(List<Pending> group)
    {
        long started = Stopwatch.GetTimestamp();
        long nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        IReadOnlyList<CommitOutcome> outcomes = await store.CommitAsync([.. group.Select(pending => pending.Item)], nowMs, CancellationToken.None);
        signal.Set();
        Exception? logged = null;
        for (int index = 0; index < group.Count; index++)
        {
            if (outcomes[index] is not CommitOutcome.Failed failed)
            {
                group[index].Outcome.SetResult(outcomes[index]);
                continue;
            }

            // The database failed: each caller gets the fault, and the next group may find it back. One that is away is told with each request's id.
            if (!ReferenceEquals(logged, failed.Fault) && !DatabaseAway.Is(failed.Fault)) Log.CommitFailed(logger, failed.Fault, group.Count);
            logged = failed.Fault;
            group[index].Outcome.SetException(failed.Fault);
        }

        LogCommitted(outcomes, started);
    }

    private void LogCommitted(IReadOnlyList<CommitOutcome> outcomes, long started)
    {
        CommitOutcome.Committed[] committed = [.. outcomes.OfType<CommitOutcome.Committed>().Where(outcome => outcome.LastSequence >= outcome.FirstSequence)];
        if (committed.Length == 0) return;
        Log.Committed(
            logger, committed.Length, committed.Min(outcome => outcome.FirstSequence), committed.Max(outcome => outcome.LastSequence),
            (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private sealed record Pending(CommitItem Item)
    {
        public TaskCompletionSource<CommitOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

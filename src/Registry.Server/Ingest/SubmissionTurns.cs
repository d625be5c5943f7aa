using Registry.Clinical;

namespace Registry.Server.Ingest;

/// <summary>Submissions to this process that name one resource or identifier are decided one after another, in the order in which they came, so that none is decided in vain.</summary>
/// <remarks>
/// What makes commits safe is the store, which takes no decision on what has moved; this only keeps those apart who would move it under each other, and gives each its turn.
/// Nodes do not wait for each other: their losers decide anew. A turn waits for earlier ones alone, so no circle of waiting can close. Thread-safe.
/// </remarks>
internal sealed class SubmissionTurns
{
    private readonly Lock _lock = new();
    private readonly Dictionary<object, Task> _lastOf = [];

    /// <summary>Waits until nobody who came earlier has the turn of any of these.</summary>
    /// <returns>To be disposed of when the submission is settled; the next ones wait for that.</returns>
    /// <exception cref="OperationCanceledException">Whoever waits for this one waits for those before it instead.</exception>
    public async Task<IDisposable> TakeAsync(StateRequest needs, CancellationToken cancellationToken)
    {
        object[] keys = [.. needs.Resources.Distinct().Cast<object>(), .. needs.Identifiers.Distinct().Cast<object>()];
        Turn turn = new(this, keys);
        Task before = Join(turn);
        try
        {
            await before.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _ = before.ContinueWith(_ => turn.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }

        return turn;
    }

    private Task Join(Turn turn)
    {
        HashSet<Task> before = [];
        lock (_lock)
        {
            foreach (object key in turn.Keys)
            {
                if (_lastOf.TryGetValue(key, out Task? last)) before.Add(last);
                _lastOf[key] = turn.Ended;
            }
        }

        return before.Count == 0 ? Task.CompletedTask : Task.WhenAll(before);
    }

    private void Leave(Turn turn)
    {
        lock (_lock)
        {
            foreach (object key in turn.Keys)
            {
                if (_lastOf[key] == turn.Ended) _lastOf.Remove(key);
            }
        }
    }

    private sealed class Turn(SubmissionTurns turns, object[] keys) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public object[] Keys => keys;

        public Task Ended => _ended.Task;

        public void Dispose()
        {
            if (Ended.IsCompleted) return;
            turns.Leave(this);
            _ended.SetResult();
        }
    }
}

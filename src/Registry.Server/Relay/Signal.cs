namespace Registry.Server.Relay;

/// <summary>One waiter is woken by any number of calls; a call while nobody waits is remembered. Thread-safe.</summary>
internal sealed class Signal(TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _pending = new(0, 1);
    private int _isSet;

    /// <summary>Wakes the waiter.</summary>
    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0) _pending.Release();
    }

    /// <summary>Waits until it is set, or until the time is over, whichever comes first.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(longest, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _pending.WaitAsync(either.Token);
            Volatile.Write(ref _isSet, 0);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over: the caller looks for itself.
        }
    }

    public void Dispose() => _pending.Dispose();
}

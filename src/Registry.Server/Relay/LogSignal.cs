namespace Registry.Server.Relay;

/// <summary>Says inside this process that the log has grown: to the relay, and to streams of the feed.</summary>
internal sealed class LogSignal(TimeProvider clock) : IDisposable
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wakes the relay, the one waiter of this signal.</summary>
    public Signal Committed { get; } = new(clock);

    /// <summary>Completes at the next commit of this process. Take it before you look at the log, so that no commit falls between.</summary>
    public Task NextCommit => Volatile.Read(ref _next).Task;

    /// <summary>The log has grown.</summary>
    public void Set()
    {
        Committed.Set();
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    public void Dispose() => Committed.Dispose();
}

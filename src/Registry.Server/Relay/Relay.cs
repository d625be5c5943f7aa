using System.Diagnostics;
using MassTransit;
using Registry.Store.EventLog;

namespace Registry.Server.Relay;

/// <summary>Publishes the event log on the bus, in order, at least once. One is active at a time: it holds a lease with a fencing number.</summary>
/// <remarks>The log is the outbox: the relay moves a checkpoint along it and never deletes. docs/decisions/0002-event-log-as-outbox.md</remarks>
internal sealed class Relay(
    EventFeed feed, RelayCheckpoint checkpoint, IBusControl bus, IEventPublisher publisher, LogSignal signal, TimeProvider clock, ILogger<Relay> logger) : BackgroundService
{
    /// <summary>Name of lease and checkpoint.</summary>
    public const string Name = "relay";

    /// <summary>How long a lease lasts; its holder renews it three times meanwhile.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // From the start of one batch to the next. Each costs a transaction and wakes the projections, whatever it holds: under load it carries what several commits wrote,
    // and after a pause it goes at once.
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(20);

    // How far the checkpoint of the bus in process may stay behind. What listens there is in this process too, and reads the log from its own place when it starts: a message told again does nothing.
    private static readonly TimeSpan LazyCheckpoint = TimeSpan.FromMilliseconds(500);

    // Unique for each start, so that a restarted process does not pass for the one before it.
    private readonly string _owner = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
    private int _failures;
    private bool _isHolder;
    private long? _leaseEndMs;
    private long _leaseEndSeen;

    /// <summary>How long to wait after a number of failures in a row: doubled each time up to half a minute, and spread, so that nodes do not come back in step.</summary>
    /// <param name="failures">From 1.</param>
    /// <param name="spread">0 to 1, random.</param>
    public static TimeSpan PauseAfter(int failures, double spread)
    {
        double longestMs = Math.Min(30_000, 250 * Math.Pow(2, Math.Min(failures, 16) - 1));
        return TimeSpan.FromMilliseconds(longestMs * (0.5 + (spread / 2)));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RelayAsync(stoppingToken);
        }
        finally
        {
            await ReleaseAsync();
        }
    }

    private async Task RelayAsync(CancellationToken stoppingToken)
    {
        long position = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // What is published before the queues are bound is dropped by the broker without a word.
                await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
                if (await TakeLeaseAsync(stoppingToken) is not { } fence)
                {
                    await Task.Delay(Look, clock, stoppingToken);
                    continue;
                }

                position = await checkpoint.ReadAsync(Name, stoppingToken);
                Log.RelayLease(logger, _owner, fence, position);
                position = await PublishAsync(fence, position, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (IsOutside(fault))
            {
                TimeSpan pause = PauseAfter(++_failures, Random.Shared.NextDouble());
                Log.RelayFailed(logger, fault, position, (long)pause.TotalMilliseconds);
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Publishes until the lease is lost or the server stops.</summary>
    private async Task<long> PublishAsync(long fence, long position, CancellationToken stoppingToken)
    {
        long renewAtMs = Now() + (long)(LeaseTime / 3).TotalMilliseconds;
        long renewed = clock.GetTimestamp();
        long stored = position;
        long storedAt = clock.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            // Before anything is published: who slept through its lease would put old events behind newer ones.
            // By both clocks: one that was set back would never tell, and the other may stand still while the machine sleeps.
            if (Now() >= renewAtMs || clock.GetElapsedTime(renewed) >= LeaseTime / 3)
            {
                if (await TakeLeaseAsync(stoppingToken) != fence)
                {
                    Log.RelayLeaseLost(logger, _owner, fence);
                    return position;
                }

                renewAtMs = Now() + (long)(LeaseTime / 3).TotalMilliseconds;
                renewed = clock.GetTimestamp();
            }

            long startedAt = Stopwatch.GetTimestamp();
            IReadOnlyList<LogEntry> entries = publisher.TakesLastAlone
                ? await feed.ReadLastAsync(position, stoppingToken)
                : (await feed.ReadAllAsync(position, Limits.RelayBatch, stoppingToken)).Entries;
            if (entries.Count > 0)
            {
                // The bus has all of the batch before the checkpoint moves: a crash in between delivers again, and loses nothing.
                await publisher.PublishAsync(entries, stoppingToken);
                _failures = 0;
                position = entries[^1].Header.Sequence;
            }

            TimeSpan due = publisher.TakesLastAlone ? LazyCheckpoint - clock.GetElapsedTime(storedAt) : TimeSpan.Zero;
            if (position > stored && due <= TimeSpan.Zero)
            {
                if (!await checkpoint.AdvanceAsync(Name, fence, position, stoppingToken))
                {
                    Log.RelayLeaseLost(logger, _owner, fence);
                    return stored;
                }

                stored = position;
                storedAt = clock.GetTimestamp();
            }

            TimeSpan rest = Spacing - Stopwatch.GetElapsedTime(startedAt);
            if (entries.Count == 0) await signal.Committed.WaitAsync(position > stored && due < Look ? due : Look, stoppingToken);
            else if (entries.Count < Limits.RelayBatch && rest > TimeSpan.Zero) await Task.Delay(rest, stoppingToken);
        }

        return position;
    }

    /// <summary>Faults outside this process: the broker, the database, the network. All else is a bug and ends the server.</summary>
    private static bool IsOutside(Exception fault) =>
        fault is MassTransitException or System.Data.Common.DbException or IOException or TimeoutException or OperationCanceledException
        || Schema.DatabaseAway.Is(fault)
        || fault.GetType().Namespace?.StartsWith("RabbitMQ.", StringComparison.Ordinal) == true;

    /// <summary>Takes the lease, or renews it.</summary>
    private async Task<long?> TakeLeaseAsync(CancellationToken stoppingToken)
    {
        long? fence = await TryTakeLeaseAsync(stoppingToken);
        _isHolder = fence is not null;
        return fence;
    }

    /// <summary>Its holder moves the lease's end several times within its length. One that stood still for so long is nobody's, whatever the clock says: after a clock was set back, it would be for hours.</summary>
    private async Task<long?> TryTakeLeaseAsync(CancellationToken stoppingToken)
    {
        if (_isHolder) return await checkpoint.TryTakeLeaseAsync(Name, _owner, (long)LeaseTime.TotalMilliseconds, Now(), stoppingToken);
        long? end = await checkpoint.LeaseEndAsync(Name, stoppingToken);
        if (end != _leaseEndMs) (_leaseEndMs, _leaseEndSeen) = (end, clock.GetTimestamp());
        long? standsAtMs = clock.GetElapsedTime(_leaseEndSeen) >= LeaseTime ? end : null;
        // Whoever stands by looks each second, and only looks.
        if (standsAtMs is null && end > Now()) return null;
        return await checkpoint.TryTakeLeaseAsync(Name, _owner, (long)LeaseTime.TotalMilliseconds, Now(), standsAtMs, stoppingToken);
    }

    /// <summary>Who stops in order has published its last: another node need not wait until the lease has run out.</summary>
    private async Task ReleaseAsync()
    {
        if (!_isHolder) return;
        _isHolder = false;
        try
        {
            await checkpoint.ReleaseAsync(Name, _owner, CancellationToken.None);
        }
        catch (Exception fault) when (IsOutside(fault))
        {
            Log.RelayLeaseKept(logger, fault, _owner);
        }
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}

using System.Data.Common;
using Registry.Analytics.Projections;
using Registry.Server.Schema;

namespace Registry.Server.Relay;

/// <summary>Runs the projections up to the positions that the bus hands over, and up to the head of the log at start.</summary>
internal sealed class ProjectionService(ProjectionRunner runner, EventFeed feed, TimeProvider clock, ILogger<ProjectionService> logger) : BackgroundService
{
    /// <summary>A message can be lost with its broker; the log is looked at this often all the same.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly Signal _signal = new(clock);
    private long _wanted;

    /// <summary>The log has at least this sequence.</summary>
    public void Wake(long sequence)
    {
        long seen = Volatile.Read(ref _wanted);
        while (sequence > seen)
        {
            long before = Interlocked.CompareExchange(ref _wanted, sequence, seen);
            if (before == seen) break;
            seen = before;
        }

        _signal.Set();
    }

    public override void Dispose()
    {
        _signal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long applied = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // A message says how far the log goes; without a new one, the log is asked.
                long wanted = Volatile.Read(ref _wanted);
                long head = wanted > applied ? wanted : await feed.LastSequenceAsync(stoppingToken);
                if (head > 0) applied = (await runner.RunUpToAsync(head, stoppingToken)).Sequence;
                await _signal.WaitAsync(Look, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is DbException or TimeoutException or IOException or Microsoft.EntityFrameworkCore.DbUpdateException || DatabaseAway.Is(fault))
            {
                Log.ProjectionFailed(logger, fault);
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}

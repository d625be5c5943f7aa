using System.Data.Common;
using Registry.Store.Receipts;
using Registry.Store.Refusals;

namespace Registry.Server.Ingest;

/// <summary>Drops receipts and refusals whose time is over, a bounded number in each transaction. A node that falls out is made up for by any other.</summary>
internal sealed class RetentionSweep(ReceiptBook receipts, RefusalBook refusals, TimeProvider clock, ILogger<RetentionSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>Drops all whose time is over now.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (await receipts.SweepAsync(clock.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken) == Store.Limits.ReceiptSweep)
        {
            // Commits come in between: each round is a transaction of its own.
        }

        while (await refusals.SweepAsync(clock.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken) > 0)
        {
            // As above.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Pause, clock);
        try
        {
            do
            {
                try
                {
                    await SweepAsync(stoppingToken);
                }
                catch (Exception fault) when (fault is DbException or TimeoutException or IOException)
                {
                    Log.SweepFailed(logger, fault);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; the next one sweeps.
        }
    }
}

using System.Data.Common;
using Registry.Store.Receipts;

namespace Registry.Server.Ingest;

/// <summary>Drops receipts whose 30 days are over, a bounded number in each transaction. A node that falls out is made up for by any other.</summary>
internal sealed class ReceiptSweep(ReceiptBook receipts, TimeProvider clock, ILogger<ReceiptSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>Drops all whose time is over now.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (await receipts.SweepAsync(clock.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken) == Store.Limits.ReceiptSweep)
        {
            // Commits come in between: each round is a transaction of its own.
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

using System.Data.Common;
using Registry.Store.Index;

namespace Registry.Server.Ingest;

/// <summary>Makes the search index anew when the database's is not that of the loaded definitions: after a migration that changed its tables, or with another package. Searches wait for it with 503.</summary>
internal sealed class IndexKeeper(SearchIndex index, TimeProvider clock, ILogger<IndexKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!await TryRebuildAsync(stoppingToken)) await Task.Delay(Pause, clock, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on where this one stopped.
        }
    }

    private async Task<bool> TryRebuildAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await index.IsReadyAsync(cancellationToken)) return true;
            Log.IndexBegun(logger);
            int told = 0;
            long done = await index.RebuildAsync(isForced: false, (count, share) =>
            {
                if ((int)(share * 10) == told) return;
                told = (int)(share * 10);
                Log.IndexProgress(logger, count, told * 10);
            }, cancellationToken);
            Log.IndexDone(logger, done);
            return true;
        }
        catch (Exception fault) when (fault is DbException or TimeoutException or IOException)
        {
            Log.IndexFailed(logger, fault);
            return false;
        }
    }
}

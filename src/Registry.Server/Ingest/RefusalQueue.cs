using System.Data.Common;
using System.Threading.Channels;
using Registry.Contracts.Callers;
using Registry.Fhir.Definitions;
using Registry.Fhir.Outcomes;
using Registry.Store.Refusals;

namespace Registry.Server.Ingest;

/// <summary>Refusals on their way to the store, behind the answers: nobody waits for them, and refused load writes a bounded number of rows in a bounded number of transactions.</summary>
/// <remarks>What does not fit, or cannot be written, is counted (<see cref="Dropped"/>, in the log and in <c>/health/ready</c>). What waits when the process dies is lost.</remarks>
internal sealed class RefusalQueue(RefusalBook book, DefinitionSet definitions, TimeProvider clock, ILogger<RefusalQueue> logger) : BackgroundService
{
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(Limits.RefusalQueueLength) { SingleReader = true });
    private readonly Lazy<RefusedPlace> _places = new(() => new RefusedPlace(definitions));
    private readonly CancellationTokenSource _stopping = new();
    private long _dropped;
    private long _told;

    /// <summary>Refusals since the start that were not kept.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Hands a refusal over and returns at once.</summary>
    /// <param name="caller">Whose submission.</param>
    /// <param name="route">Method and route template.</param>
    /// <param name="type">Type of resource that the request names.</param>
    /// <param name="status">HTTP status of the answer.</param>
    /// <param name="findings">What was answered; of it only rules and places are kept.</param>
    /// <param name="types">What types of resource the findings are about, in their order; null, and what is beyond the end: of the request's type.</param>
    public void Add(Caller caller, string route, string type, int status, IReadOnlyCollection<Finding> findings, IReadOnlyList<string?> types)
    {
        Finding[] first = [.. findings.Take(Store.Limits.RefusalFindings)];
        Waiting waiting = new(clock.GetUtcNow(), caller, route, type, status, findings.Count, [.. first.Select((finding, index) => (finding.Rule, (index < types.Count ? types[index] : null) ?? type, finding.Expression))]);
        if (!_waiting.Writer.TryWrite(waiting)) Interlocked.Increment(ref _dropped);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await _stopping.CancelAsync();
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Waiting> batch = new(Limits.RefusalBatch);
        // Runs until the writer is completed, so that a stopping server keeps what it was handed.
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < Limits.RefusalBatch && _waiting.Reader.TryRead(out Waiting? next)) batch.Add(next);
            await WriteAsync([.. batch.Select(EntryOf)]);
            TellDropped();
            await PauseAsync();
        }
    }

    private async Task WriteAsync(RefusalEntry[] entries)
    {
        for (int attempt = 1; attempt <= Limits.RefusalAttempts; attempt++)
        {
            try
            {
                await book.AddAsync(entries, CancellationToken.None);
                return;
            }
            catch (Exception fault) when (fault is DbException or TimeoutException or IOException)
            {
                Log.RefusalsFailed(logger, fault, entries.Length);
                await PauseAsync();
            }
        }

        Interlocked.Add(ref _dropped, entries.Length);
    }

    private void TellDropped()
    {
        long dropped = Dropped;
        if (dropped == _told) return;
        Log.RefusalsDropped(logger, dropped - _told, dropped);
        _told = dropped;
    }

    // A server that stops has no time to pause.
    private async Task PauseAsync() =>
        await Task.Delay(TimeSpan.FromMilliseconds(Limits.RefusalPauseMs), clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private RefusalEntry EntryOf(Waiting waiting) => new()
    {
        Id = Guid.CreateVersion7(waiting.Time),
        RefusedMs = waiting.Time.ToUnixTimeMilliseconds(),
        Site = waiting.Caller.Site,
        Client = waiting.Caller.ClientId,
        Route = waiting.Route,
        Status = waiting.Status,
        ResourceType = _places.Value.Type(waiting.Type),
        FindingCount = waiting.FindingCount,
        Findings = [.. waiting.Findings.Select(finding => new RefusalFinding(finding.Rule, _places.Value.Type(finding.Type), _places.Value.Path(finding.Expression)))],
    };

    private sealed record Waiting(
        DateTimeOffset Time, Caller Caller, string Route, string Type, int Status, int FindingCount, IReadOnlyList<(string Rule, string? Type, string? Expression)> Findings);
}

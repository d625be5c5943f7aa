using MassTransit;
using Microsoft.Extensions.Hosting;
using Registry.Contracts.Events;

namespace FlareUps;

/// <summary>Takes each event once and in order, whichever way it comes.</summary>
internal sealed class Follower(FlareUpBook book, Feed feed)
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>A message: the next event is applied, one that was seen is dropped, and before one that is too far ahead the feed tells the rest.</summary>
    public async Task TakeAsync(IRegistryEvent message, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            EventHeader header = message.Header;
            bool isNext = header.LogId == book.LogId && header.Sequence == book.Position + 1;
            bool isSeen = header.LogId == book.LogId && header.Sequence <= book.Position;
            if (isNext) book.Apply(header.LogId, [message]);
            // A gap, or another log: the feed knows which log is the registry's now, and a message of the one before is dropped with it.
            else if (!isSeen) await ReadFeedAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>What was published while nobody listened.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await ReadFeedAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task ReadFeedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            FeedPage? page = await feed.ReadAsync(book.Position, cancellationToken);
            if (page is null || (book.LogId is { } known && known != page.LogId))
            {
                // Another log, as after a restore: what was built from the one before is worth nothing.
                book.Clear();
                continue;
            }

            book.Apply(page.LogId, page.Events);
            if (page.Position == book.Position && page.Events.Count == 0) return;
        }
    }
}

/// <summary>Messages of every type, so that a gap shows. A consumer of one type alone sees gaps by header.PreviousOfType.</summary>
internal sealed class EventConsumer(Follower follower) : IConsumer<IRegistryEvent>
{
    public Task Consume(ConsumeContext<IRegistryEvent> context)
    {
        // The interface says where the event stands; its record says what it means.
        return follower.TakeAsync(RecordOf(context) ?? new Unknown(context.Message.Header), context.CancellationToken);
    }

    private static IRegistryEvent? RecordOf(ConsumeContext<IRegistryEvent> context) =>
        context.TryGetMessage(out ConsumeContext<FlareUpReported>? flareUp) ? flareUp.Message
        : context.TryGetMessage(out ConsumeContext<FactRetracted>? retracted) ? retracted.Message
        : context.TryGetMessage(out ConsumeContext<SubjectWithdrawn>? withdrawn) ? withdrawn.Message
        : context.TryGetMessage(out ConsumeContext<SubjectErased>? erased) ? erased.Message
        : null;
}

/// <summary>An event that means nothing here, but has its place in the order.</summary>
internal sealed record Unknown(EventHeader Header) : IRegistryEvent;

/// <summary>Reads the feed at start, and again until the registry answers.</summary>
internal sealed class CatchUp(Follower follower) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await follower.CatchUpAsync(stoppingToken);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromSeconds(2), stoppingToken);
            }
        }
    }
}

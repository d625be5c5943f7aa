using MassTransit;
using Registry.Contracts.Events;
using Registry.Store.EventLog;

namespace Registry.Server.Relay;

/// <summary>MassTransit's bus inside this process.</summary>
/// <remarks>
/// Nobody can listen here but the waker of the projections, which takes a position and nothing else: the last event of a batch tells it all that the batch would.
/// </remarks>
internal sealed class InProcessPublisher(IBus bus) : IEventPublisher
{
    public bool TakesLastAlone => true;

    public Task PublishAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        LogEntry last = entries[^1];
        IRegistryEvent message = EventJson.ReadBody(last.Type, last.Body.Span, last.Header);
        return bus.Publish(message, message.GetType(), context => context.MessageId = Bus.MessageId(last.Header), cancellationToken);
    }
}

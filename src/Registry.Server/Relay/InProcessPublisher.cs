using MassTransit;
using Registry.Contracts.Events;
using Registry.Store.EventLog;

namespace Registry.Server.Relay;

/// <summary>MassTransit's bus inside this process: each event as its record.</summary>
internal sealed class InProcessPublisher(IBus bus) : IEventPublisher
{
    public async Task PublishAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        foreach (LogEntry entry in entries)
        {
            IRegistryEvent message = EventJson.Read(entry.Type, EventJson.Write(entry.Header, entry.Body.Span));
            await bus.Publish(message, message.GetType(), context => context.MessageId = Bus.MessageId(entry.Header), cancellationToken);
        }
    }
}

using MassTransit;
using Registry.Contracts.Events;

namespace Registry.Server.Relay;

/// <summary>Hands the position of each message to the projections: the bus wakes, the log is the truth.</summary>
internal sealed class ProjectionWaker(ProjectionService projections) : IConsumer<IRegistryEvent>
{
    public Task Consume(ConsumeContext<IRegistryEvent> context)
    {
        projections.Wake(context.Message.Header.Sequence);
        return Task.CompletedTask;
    }
}

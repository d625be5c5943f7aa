using MassTransit;
using Registry.Contracts.Events;

namespace Registry.Server.Relay;

/// <summary>MassTransit over the transport that the settings name.</summary>
internal static class Bus
{
    /// <summary>Queue through which the bus wakes the projections of this registry.</summary>
    public const string ProjectionQueue = "registry-projections";

    /// <summary>Adds the bus; with <paramref name="settings"/> that give this node the analytics role, the waker of the projections too.</summary>
    public static IServiceCollection AddRegistryBus(this IServiceCollection services, Settings settings)
    {
        services.AddOptions<MassTransitHostOptions>().Configure(options =>
        {
            // A broker silently drops what is published to an exchange that nobody has bound: docs/decisions/0005-masstransit-8.md
            options.WaitUntilStarted = settings.Bus.Transport == BusTransport.InMemory;
            options.StopTimeout = TimeSpan.FromSeconds(10);
        });
        if (settings.Bus.Transport == BusTransport.InMemory) services.AddSingleton<IEventPublisher, InProcessPublisher>();
        else services.AddSingleton<IEventPublisher, BrokerPublisher>();
        return services.AddMassTransit(bus =>
        {
            // A hospital's registry phones nobody.
            bus.DisableUsageTelemetry();
            if (settings.Does("analytics")) bus.AddConsumer<ProjectionWaker>();
            if (settings.Bus.Transport == BusTransport.InMemory)
            {
                bus.UsingInMemory((context, transport) => AddProjectionQueue(context, transport, settings));
                return;
            }

            bus.UsingRabbitMq((context, transport) =>
            {
                transport.Host(new Uri(settings.Bus.Uri!));
                AddProjectionQueue(context, transport, settings);
            });
        });
    }

    /// <summary>The message id of an event: the same for every delivery of it, so that a subscriber can drop what it has seen.</summary>
    public static Guid MessageId(EventHeader header)
    {
        Span<byte> bytes = stackalloc byte[16];
        header.LogId.TryWriteBytes(bytes);
        Span<byte> sequence = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(sequence, header.Sequence);
        for (int index = 0; index < sequence.Length; index++) bytes[8 + index] ^= sequence[index];
        return new Guid(bytes);
    }

    private static void AddProjectionQueue<TEndpoint>(IBusRegistrationContext context, IBusFactoryConfigurator<TEndpoint> transport, Settings settings)
        where TEndpoint : IReceiveEndpointConfigurator
    {
        if (!settings.Does("analytics")) return;
        transport.ReceiveEndpoint(ProjectionQueue, endpoint =>
        {
            if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit) rabbit.SetQuorumQueue();
            endpoint.ConfigureConsumer<ProjectionWaker>(context);
        });
    }
}

using System.Globalization;
using RabbitMQ.Client;
using Registry.Store.EventLog;

namespace Registry.Server.Relay;

/// <summary>RabbitMQ: MassTransit's envelope to the exchange of each event's type, and when set a CloudEvent beside it. In log order, on one channel, with confirms.</summary>
/// <remarks>
/// It speaks to the broker itself: MassTransit's publisher delays messages one by one when many await their confirms, so that they overtake each other, and it would
/// read and write each event's JSON anew. docs/decisions/0024-delivery.md. Not thread-safe: one relay uses it.
/// </remarks>
internal sealed class BrokerPublisher(Settings settings, TimeProvider clock) : IEventPublisher, IAsyncDisposable
{
    /// <summary>Durable topic exchange of the raw CloudEvents; the routing key is the type, such as <c>FlareUpReported.v1</c>.</summary>
    public const string CloudEventsExchange = "registry.cloudevents";

    private static readonly TimeSpan ConfirmTime = TimeSpan.FromSeconds(30);
    private static readonly CreateChannelOptions Confirming = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);
    private IConnection? _connection;
    private IChannel? _channel;
    private PublisherConfirms? _confirms;

    public async Task PublishAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            IChannel channel = await ConnectAsync(cancellationToken);
            foreach (LogEntry entry in entries) await PublishAsync(channel, entry, cancellationToken);
            await _confirms!.AllAsync().WaitAsync(ConfirmTime, clock, cancellationToken);
        }
        catch
        {
            // What is on its way is not known any more. The next attempt begins on a new connection.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_channel is { } channel) await channel.DisposeAsync();
        if (_connection is { } connection) await connection.DisposeAsync();
        _channel = null;
        _connection = null;
        _declared.Clear();
    }

    private async Task<IChannel> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_channel is { IsOpen: true }) return _channel;
        await DisposeAsync();
        ConnectionFactory factory = new() { Uri = new Uri(settings.Bus.Uri!), AutomaticRecoveryEnabled = false, ClientProvidedName = "registry-relay" };
        _connection = await factory.CreateConnectionAsync(cancellationToken);
        _channel = await _connection.CreateChannelAsync(Confirming, cancellationToken);
        _confirms = new PublisherConfirms(_channel);
        await _channel.ExchangeDeclareAsync(Message.AllEvents, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        if (settings.Bus.CloudEvents) await _channel.ExchangeDeclareAsync(CloudEventsExchange, ExchangeType.Topic, durable: true, cancellationToken: cancellationToken);
        return _channel;
    }

    private async Task PublishAsync(IChannel channel, LogEntry entry, CancellationToken cancellationToken)
    {
        string exchange = Message.Exchange(entry.RecordType);
        if (_declared.Add(exchange))
        {
            // As MassTransit declares them: each type's exchange feeds the exchange of all.
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
            await channel.ExchangeBindAsync(Message.AllEvents, exchange, routingKey: "", cancellationToken: cancellationToken);
        }

        Guid messageId = Bus.MessageId(entry.Header);
        await SendAsync(channel, exchange, "", Properties(messageId, Message.ContentType), Message.Write(entry, messageId, clock.GetUtcNow()), cancellationToken);
        if (!settings.Bus.CloudEvents) return;
        await SendAsync(channel, CloudEventsExchange, entry.WireName, Properties(messageId, CloudEvents.ContentType), CloudEvents.Write(entry), cancellationToken);
    }

    private async Task SendAsync(IChannel channel, string exchange, string routingKey, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        _confirms!.Expect();
        await channel.BasicPublishAsync(exchange, routingKey, mandatory: false, properties, body, cancellationToken);
    }

    private static BasicProperties Properties(Guid messageId, string contentType) => new()
    {
        MessageId = messageId.ToString("D", CultureInfo.InvariantCulture),
        ContentType = contentType,
        DeliveryMode = DeliveryModes.Persistent,
    };
}

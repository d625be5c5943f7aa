using System.Collections.Concurrent;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Xunit;

namespace Registry.Service.Tests.Delivery;

/// <summary>A queue of a consumer in another language: bound to an exchange, read without MassTransit.</summary>
internal sealed class RawQueue : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly System.Threading.Channels.Channel<bool> _more = System.Threading.Channels.Channel.CreateUnbounded<bool>();

    private RawQueue(IConnection connection) => _connection = connection;

    public ConcurrentQueue<(string RoutingKey, IReadOnlyBasicProperties Properties, byte[] Body)> Messages { get; } = new();

    public static async Task<RawQueue> BindAsync(string broker, string exchange, string type, string routingKey)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        RawQueue queue = new(await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync(cancel));
        IChannel channel = await queue._connection.CreateChannelAsync(cancellationToken: cancel);
        await channel.ExchangeDeclareAsync(exchange, type, durable: true, cancellationToken: cancel);
        string name = (await channel.QueueDeclareAsync(cancellationToken: cancel)).QueueName;
        await channel.QueueBindAsync(name, exchange, routingKey, cancellationToken: cancel);
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            queue.Messages.Enqueue((message.RoutingKey, new BasicProperties(message.BasicProperties), message.Body.ToArray()));
            queue._more.Writer.TryWrite(true);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(name, autoAck: true, consumer, cancel);
        return queue;
    }

    /// <summary>Waits until there are so many messages.</summary>
    public async Task UntilAsync(int count)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (Messages.Count < count) await _more.Reader.ReadAsync(patience.Token);
    }

    /// <summary>The records in the envelopes that arrived.</summary>
    public IEnumerable<(string Type, long Sequence)> Enveloped() => Messages.Select(message =>
    {
        JsonElement envelope = JsonDocument.Parse(message.Body).RootElement;
        return (envelope.GetProperty("messageType")[0].GetString()!.Split(':')[^1], envelope.GetProperty("message").GetProperty("header").GetProperty("sequence").GetInt64());
    });

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();
}

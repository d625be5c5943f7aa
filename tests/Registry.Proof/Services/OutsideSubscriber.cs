using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Registry.Proof.Services;

/// <summary>What arrived.</summary>
/// <param name="Messages">With those that came twice.</param>
/// <param name="Backward">How often a message came after one of the same or a later sequence: where a relay began again at its checkpoint.</param>
internal sealed record Delivered(int Messages, int Backward);

/// <summary>Another program's durable queue of all events: it is bound once, keeps what arrives while nobody reads, and is read at the end.</summary>
internal sealed class OutsideSubscriber(string uri)
{
    /// <summary>The exchange of all events, as MassTransit names it.</summary>
    private const string AllEvents = "Registry.Contracts.Events:IRegistryEvent";

    private readonly string _queue = $"registry-proof-{Guid.CreateVersion7():N}";

    /// <summary>Makes the queue, and the exchange where the registry has not made it yet.</summary>
    public async Task BindAsync()
    {
        await using IConnection connection = await ConnectAsync();
        await using IChannel channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(AllEvents, ExchangeType.Fanout, durable: true);
        await channel.QueueDeclareAsync(_queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" });
        await channel.QueueBindAsync(_queue, AllEvents, routingKey: "");
    }

    /// <summary>Reads until every event of a log from 1 to a sequence has arrived at least once, and drops the queue.</summary>
    /// <exception cref="ProofFailedException">One did not arrive in time.</exception>
    public async Task<Delivered> DrainAsync(string logId, long head, TimeSpan patience)
    {
        await using IConnection connection = await ConnectAsync();
        await using IChannel channel = await connection.CreateChannelAsync();
        HashSet<long> sequences = [];
        int messages = 0;
        int backward = 0;
        long last = 0;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            using JsonDocument envelope = JsonDocument.Parse(delivery.Body);
            JsonElement header = envelope.RootElement.GetProperty("message").GetProperty("header");
            // The exchanges are shared: another program's events are not counted.
            if (header.GetProperty("logId").GetString() != logId) return Task.CompletedTask;
            long sequence = header.GetProperty("sequence").GetInt64();
            messages++;
            if (sequence <= last) backward++;
            last = sequence;
            sequences.Add(sequence);
            if (sequences.Count >= head) all.TrySetResult();
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(_queue, autoAck: true, consumer);
        try
        {
            await all.Task.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            long[] missing = [.. Enumerable.Range(1, (int)head).Select(sequence => (long)sequence).Except(sequences).Take(20)];
            throw new ProofFailedException($"Of {head} events {sequences.Count} arrived; the first that did not: {string.Join(", ", missing)}.");
        }

        await channel.QueueDeleteAsync(_queue);
        ProofFailedException.Unless(sequences.Min() == 1 && sequences.Max() == head, () => $"The events from {sequences.Min()} to {sequences.Max()} arrived; the log has {head}.");
        return new Delivered(messages, backward);
    }

    private Task<IConnection> ConnectAsync() => new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync();
}

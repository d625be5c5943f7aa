using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Registry.Server.Relay;

/// <summary>Moves messages of an error queue back to the queue whose consumer failed on them. At least once: a message leaves the error queue when the broker has confirmed it in the other.</summary>
internal sealed class Redrive : IAsyncDisposable
{
    /// <summary>How often a message was moved back.</summary>
    public const string CountHeader = "registry-redriven";

    // MassTransit's notes of the fault that brought a message here; the next one writes its own.
    private static readonly string[] FaultHeaders = ["MT-Fault-", "MT-Reason"];
    private static readonly CreateChannelOptions Confirming = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string _errorQueue;
    private readonly string _queue;

    private Redrive(IConnection connection, IChannel channel, string errorQueue, string queue)
    {
        _connection = connection;
        _channel = channel;
        _errorQueue = errorQueue;
        _queue = queue;
    }

    /// <summary>Messages in the error queue when it was opened.</summary>
    public long Count { get; private set; }

    /// <summary>Connects, and looks for both queues.</summary>
    /// <exception cref="SettingsException">The broker cannot be reached, or lacks one of the queues.</exception>
    public static async Task<Redrive> OpenAsync(Uri broker, string errorQueue, string queue, CancellationToken cancellationToken)
    {
        ConnectionFactory factory = new() { Uri = broker, AutomaticRecoveryEnabled = false, ClientProvidedName = "registry-redrive" };
        IConnection connection;
        try
        {
            connection = await factory.CreateConnectionAsync(cancellationToken);
        }
        catch (BrokerUnreachableException fault)
        {
            throw new SettingsException("The broker of Registry:Bus:Uri cannot be reached, or does not let this user in.", fault);
        }

        foreach (string name in (string[])[errorQueue, queue])
        {
            if (await ExistsAsync(connection, name, cancellationToken)) continue;
            await connection.DisposeAsync();
            throw new SettingsException($"There is no queue '{name}' on the broker.");
        }

        Redrive redrive = new(connection, await connection.CreateChannelAsync(Confirming, cancellationToken), errorQueue, queue);
        redrive.Count = await redrive.CountAsync(cancellationToken);
        return redrive;
    }

    /// <summary>Messages in the error queue now.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken) => await _channel.MessageCountAsync(_errorQueue, cancellationToken);

    /// <summary>Moves up to a number of messages, the oldest first.</summary>
    /// <param name="most">No more than were there at first, or what fails again at once would go round for ever.</param>
    /// <param name="cancellationToken">Gives up; what was moved stays moved.</param>
    /// <returns>How many were moved.</returns>
    public async Task<long> MoveAsync(long most, CancellationToken cancellationToken)
    {
        long moved = 0;
        while (moved < most && await _channel.BasicGetAsync(_errorQueue, autoAck: false, cancellationToken) is { } message)
        {
            // Mandatory: a queue that was deleted meanwhile returns the message, which fails here and leaves it where it is.
            await _channel.BasicPublishAsync("", _queue, mandatory: true, Properties(message.BasicProperties), message.Body, cancellationToken);
            await _channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
            moved++;
        }

        return moved;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<bool> ExistsAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        // The broker closes a channel that asks for what is not there.
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException fault) when (fault.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }
    }

    private static BasicProperties Properties(IReadOnlyBasicProperties from)
    {
        BasicProperties properties = new(from);
        Dictionary<string, object?> headers = new(from.Headers ?? new Dictionary<string, object?>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (string name in headers.Keys.Where(name => FaultHeaders.Any(fault => name.StartsWith(fault, StringComparison.Ordinal))).ToArray()) headers.Remove(name);
        long before = headers.TryGetValue(CountHeader, out object? count) ? Convert.ToInt64(count, CultureInfo.InvariantCulture) : 0;
        headers[CountHeader] = before + 1;
        properties.Headers = headers;
        return properties;
    }
}

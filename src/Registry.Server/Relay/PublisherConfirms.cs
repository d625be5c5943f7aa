using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Registry.Server.Relay;

/// <summary>Counts what a channel published and what the broker confirmed. https://www.rabbitmq.com/docs/confirms#publisher-confirms</summary>
/// <remarks>One publisher; the broker's answers come on the connection's own thread.</remarks>
internal sealed class PublisherConfirms
{
    private readonly Lock _lock = new();
    private readonly SortedSet<ulong> _outstanding = [];
    private ulong _published;
    private TaskCompletionSource? _all;
    private Exception? _fault;

    public PublisherConfirms(IChannel channel)
    {
        channel.BasicAcksAsync += (_, answer) => Confirmed(answer);
        channel.BasicNacksAsync += (_, answer) => Failed(new IOException($"The broker refused message {answer.DeliveryTag} of this channel."));
        channel.ChannelShutdownAsync += (_, shutdown) => Failed(new IOException($"The broker's channel closed before it confirmed: {shutdown.ReplyText}"));
    }

    /// <summary>One more message is about to be published.</summary>
    public void Expect()
    {
        lock (_lock) _outstanding.Add(++_published);
    }

    /// <summary>Completes when everything published so far is confirmed.</summary>
    /// <exception cref="IOException">The broker refused a message, or the channel closed.</exception>
    public Task AllAsync()
    {
        lock (_lock)
        {
            if (_fault is not null) return Task.FromException(_fault);
            if (_outstanding.Count == 0) return Task.CompletedTask;
            _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _all.Task;
        }
    }

    private Task Confirmed(BasicAckEventArgs answer)
    {
        lock (_lock)
        {
            if (!answer.Multiple) _outstanding.Remove(answer.DeliveryTag);
            else while (_outstanding.Count > 0 && _outstanding.Min <= answer.DeliveryTag) _outstanding.Remove(_outstanding.Min);
            if (_outstanding.Count == 0) _all?.TrySetResult();
        }

        return Task.CompletedTask;
    }

    private Task Failed(IOException fault)
    {
        lock (_lock)
        {
            _fault = fault;
            _all?.TrySetException(fault);
        }

        return Task.CompletedTask;
    }
}

using Registry.Store.EventLog;

namespace Registry.Server.Relay;

/// <summary>Where the relay delivers: the bus in process, or a broker.</summary>
internal interface IEventPublisher
{
    /// <summary>True when the last event of a batch tells it all that the batch would: then it is handed that one alone.</summary>
    bool TakesLastAlone => false;

    /// <summary>Publishes entries in their order.</summary>
    /// <returns>Completes when every one is with the bus for good: only then may the checkpoint move. Any fault means that some may not be.</returns>
    Task PublishAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken);
}

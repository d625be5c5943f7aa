using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Store.EventLog;

namespace Registry.Server.Relay;

/// <summary>The event log as this server's parts read it: the feed for a caller, the relay and the projections for the registry itself.</summary>
internal sealed class EventFeed(LogReader log, Settings settings, TimeProvider clock)
{
    private readonly Caller _registry = new("registry", new SiteId(settings.Site.Default), CallerRoles.Operator);
    private Guid? _logId;

    /// <summary>Which log this is.</summary>
    public async Task<Guid> LogIdAsync(CancellationToken cancellationToken) =>
        _logId ??= await log.LogIdAsync(clock.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);

    /// <summary>Sequence of the last committed event; 0 while there is none.</summary>
    public Task<long> LastSequenceAsync(CancellationToken cancellationToken) => log.LastSequenceAsync(cancellationToken);

    /// <summary>A page for a caller.</summary>
    public async Task<LogPage> ReadAsync(long after, int limit, LogFilter filter, Caller caller, CancellationToken cancellationToken)
    {
        await LogIdAsync(cancellationToken);
        return await log.ReadEventsAsync(after, limit, filter, caller, cancellationToken);
    }

    /// <summary>A page of every event, for the relay: what it publishes is told to whoever listens.</summary>
    public Task<LogPage> ReadAllAsync(long after, int limit, CancellationToken cancellationToken) => ReadAsync(after, limit, LogFilter.None, _registry, cancellationToken);

    /// <summary>The last event after a position, for a relay whose bus takes no more; none when nothing came after it.</summary>
    public async Task<IReadOnlyList<LogEntry>> ReadLastAsync(long after, CancellationToken cancellationToken)
    {
        await LogIdAsync(cancellationToken);
        return await log.ReadLastEventAsync(after, _registry, cancellationToken) is { } last ? [last] : [];
    }

    /// <summary>A page of every event as records, for the projections: with what is kept of withdrawn subjects, whom the reports leave out.</summary>
    /// <exception cref="KeyNotFoundException">A type of event is not known to this version.</exception>
    public async Task<IReadOnlyList<IRegistryEvent>> ReadRecordsAsync(long after, int limit, CancellationToken cancellationToken)
    {
        LogPage page = await ReadAsync(after, limit, new LogFilter(IsRestrictedTold: true), _registry, cancellationToken);
        return [.. page.Entries.Select(entry => EventJson.ReadBody(entry.Type, entry.Body.Span, entry.Header))];
    }
}

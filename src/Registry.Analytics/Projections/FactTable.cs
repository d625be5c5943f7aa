using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>The facts that one type of event states: a row of its own table each.</summary>
internal abstract class FactTable
{
    /// <summary>Name of the type of event, such as <c>FlareUpReported</c>.</summary>
    internal abstract string EventType { get; }

    /// <summary>Reads the open rows that these events can touch.</summary>
    internal abstract Task LoadAsync(IReadOnlyCollection<EventHeader> headers, CancellationToken cancellationToken);

    internal abstract void Open(IRegistryEvent item);

    internal abstract void Retract(EventHeader header);

    /// <summary>Holds the rows that these events made no more; they are deleted.</summary>
    internal abstract void Forget(IReadOnlyCollection<long> sequences);
}

/// <summary>As <see cref="FactTable"/>, with the row that an event makes.</summary>
internal sealed class FactTable<TEvent, TRow>(AnalyticsContext context, Func<TEvent, TRow> rowOf) : FactTable
    where TEvent : IRegistryEvent
    where TRow : FactRow
{
    private readonly LiveRows<TRow> _rows = new(context);

    internal override string EventType => typeof(TEvent).Name;

    internal override Task LoadAsync(IReadOnlyCollection<EventHeader> headers, CancellationToken cancellationToken) => _rows.LoadAsync(headers, cancellationToken);

    internal override void Open(IRegistryEvent item)
    {
        TRow row = rowOf((TEvent)item);
        row.Stamp(item.Header, item.Header.Occurred);
        _rows.Open(item.Header, row);
    }

    internal override void Retract(EventHeader header) => _rows.Retract(header);

    internal override void Forget(IReadOnlyCollection<long> sequences) => _rows.Forget(sequences);
}

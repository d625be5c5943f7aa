using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>The facts that one type of event states: a row of its own table each.</summary>
internal abstract class FactTable
{
    /// <summary>Name of the type of event, such as <c>FlareUpReported</c>.</summary>
    internal abstract string EventType { get; }

    /// <summary>The open rows, and what changes of them.</summary>
    internal abstract LiveFacts Facts { get; }

    internal abstract void Open(IRegistryEvent item);
}

/// <summary>As <see cref="FactTable"/>, with the row that an event makes.</summary>
internal sealed class FactTable<TEvent, TRow>(Func<TEvent, TRow> rowOf) : FactTable
    where TEvent : IRegistryEvent
    where TRow : FactRow
{
    internal override string EventType => typeof(TEvent).Name;

    internal override LiveFacts Facts { get; } = new(typeof(TRow));

    internal override void Open(IRegistryEvent item)
    {
        TRow row = rowOf((TEvent)item);
        row.Stamp(item.Header, item.Header.Occurred);
        Facts.Open(item.Header, row);
    }
}

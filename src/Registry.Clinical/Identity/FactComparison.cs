using Registry.Clinical.Events;
using Registry.Contracts.Events;

namespace Registry.Clinical.Identity;

/// <summary>A fact that is stated anew, or otherwise than before.</summary>
/// <param name="Fact">As it is stated now.</param>
/// <param name="EventType">The event that tells it.</param>
/// <param name="Body">That event's body.</param>
/// <param name="Before">What was told under the same key; null for a new fact.</param>
internal readonly record struct FactChange(Fact Fact, string EventType, IRegistryEvent Body, HeldFact? Before)
{
    /// <summary>Under the same key something of another type was told: that is taken back, and this follows it instead of superseding it.</summary>
    public bool IsOtherType => Before is not null && !SubjectLife.Continues(EventType, Before.EventType);

    /// <summary>The event that this one takes the place of; null for none.</summary>
    public long? Supersedes => IsOtherType ? null : Before?.Sequence;
}

/// <summary>What one resource states of a subject, against what it was told to state before.</summary>
/// <param name="Changed">In the order of the facts. What is stated as before is not in it.</param>
/// <param name="Gone">What is stated no more.</param>
internal sealed record FactComparison(IReadOnlyList<FactChange> Changed, IReadOnlyCollection<HeldFact> Gone)
{
    /// <summary>Compares by the facts' keys.</summary>
    /// <param name="held">What was told of the resource; each key once.</param>
    /// <param name="facts">What it states now.</param>
    public static FactComparison Of(IEnumerable<HeldFact> held, IEnumerable<Fact> facts)
    {
        Dictionary<string, HeldFact> left = held.ToDictionary(fact => fact.Fact, StringComparer.Ordinal);
        List<FactChange> changed = [];
        foreach (Fact fact in facts)
        {
            left.Remove(fact.Key, out HeldFact? before);
            (string eventType, IRegistryEvent body) = SubjectLife.Continue(fact, before);
            if (before is null || !SubjectLife.IsSameFact(fact, before)) changed.Add(new FactChange(fact, eventType, body, before));
        }

        return new FactComparison(changed, left.Values);
    }
}

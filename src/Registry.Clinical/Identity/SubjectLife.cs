using Registry.Clinical.Events;
using Registry.Contracts.Events;

namespace Registry.Clinical.Identity;

/// <summary>How the one fact "who the subject is" goes on: enrolled, updated, withdrawn, enrolled again. And when a fact is still the same.</summary>
internal static class SubjectLife
{
    /// <summary>The event that a fact becomes, given the event that stated it before.</summary>
    public static (string EventType, IRegistryEvent Event) Continue(Fact fact, HeldFact? before)
    {
        bool isKnown = before?.EventType is nameof(SubjectEnrolled) or nameof(SubjectUpdated);
        return fact.Event is SubjectEnrolled enrolled && isKnown
            ? (nameof(SubjectUpdated), new SubjectUpdated { Header = enrolled.Header, Demographics = enrolled.Demographics })
            : (fact.EventType, fact.Event);
    }

    /// <summary>True when an event may supersede one of the other type.</summary>
    public static bool Continues(string eventType, string before) =>
        string.Equals(eventType, before, StringComparison.Ordinal) || (IsOfSubject(eventType) && IsOfSubject(before));

    /// <summary>True when the fact says what the held one said.</summary>
    public static bool IsSameFact(Fact fact, HeldFact before)
    {
        if (fact.Occurred != before.Occurred) return false;
        (string eventType, IRegistryEvent body) = Continue(fact, before);
        // An update that repeats what the enrolment said is no update.
        bool isSameType = string.Equals(eventType, before.EventType, StringComparison.Ordinal)
            || (eventType is nameof(SubjectUpdated) && before.EventType is nameof(SubjectEnrolled));
        if (!isSameType) return false;
        byte[] now = EventJson.WriteBody(body);
        // A body from an earlier version lacks the fields that were added since; read and written again, it has them.
        return before.Body.Span.SequenceEqual(now) || EventJson.WriteBody(LiveFact.ReadBody(before)).AsSpan().SequenceEqual(now);
    }

    private static bool IsOfSubject(string eventType) => eventType is nameof(SubjectEnrolled) or nameof(SubjectUpdated) or nameof(SubjectWithdrawn);
}

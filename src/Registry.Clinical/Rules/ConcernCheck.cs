using Registry.Clinical.Decisions;
using Registry.Clinical.Events;
using Registry.Contracts.Events;

namespace Registry.Clinical.Rules;

/// <summary>Turns what is of concern now, against what was before, into events: one live <see cref="SafetyConcernRaised"/> for each fact that gives ground.</summary>
internal static class ConcernCheck
{
    /// <param name="subject">Whose facts give ground.</param>
    /// <param name="concerns">Concerns of the whole person, at most one for a fact.</param>
    /// <param name="events">Receives what is raised and retracted.</param>
    /// <param name="cause">The version, or act, that made the rules be asked.</param>
    public static void Settle(SubjectWork subject, IEnumerable<SafetyConcern> concerns, EventWriter events, string cause)
    {
        Dictionary<string, HeldFact> held = subject.HeldConcerns.ToDictionary(concern => concern.Fact, StringComparer.Ordinal);
        foreach (SafetyConcern concern in concerns.Where(concern => concern.Ground.Subject == subject.Id))
        {
            SafetyConcernRaised raised = new() { Header = NoHeader.Value, Kind = concern.Kind, RestsOn = concern.Ground.Key };
            string key = FactKey.Concern(concern.Ground.Key);
            held.Remove(key, out HeldFact? before);
            if (before is not null && before.Occurred == concern.Ground.Occurred && before.Body.Span.SequenceEqual(EventJson.WriteBody(raised))) continue;
            events.Add(nameof(SafetyConcernRaised), subject.Id, key, cause, concern.Ground.Occurred, before?.Sequence, raised, of: concern.Ground.Site);
        }

        foreach (HeldFact gone in held.Values)
        {
            // Of a withdrawn subject nothing is told again or taken back, unless its ground is.
            if (subject.Status != SubjectStatus.Enrolled && subject.Facts.Keys.Any(key => string.Equals(FactKey.Concern(key), gone.Fact, StringComparison.Ordinal))) continue;
            events.Add(nameof(FactRetracted), subject.Id, gone.Fact, cause, null, gone.Sequence,
                new FactRetracted { Header = NoHeader.Value, RetractedType = nameof(SafetyConcernRaised), Reason = "no-longer-stated" }, of: gone.Site);
        }
    }
}

using Registry.Contracts.Callers;
using Registry.Contracts.Events;

namespace Registry.Clinical.Events;

/// <summary>A fact that a resource states, before it is known whether it is new.</summary>
/// <param name="Key">Stable across versions of the resource.</param>
/// <param name="EventType">Name of the event that it becomes.</param>
/// <param name="Occurred">When it happened; null when not told.</param>
/// <param name="Event">The event with a header that says nothing.</param>
internal sealed record Fact(string Key, string EventType, PartialDate? Occurred, IRegistryEvent Event)
{
    /// <summary>The event's body: what decides, with type and date, whether a fact changed.</summary>
    public byte[] Body { get; } = EventJson.WriteBody(Event);
}

/// <summary>The keys of facts.</summary>
internal static class FactKey
{
    /// <summary>The one fact of a Condition or Observation.</summary>
    public static string Of(ResourceKey resource) => resource.ToString();

    /// <summary>Who the subject is, and that it is in the registry.</summary>
    public static string Subject(ResourceKey patient) => $"{patient}#subject";

    /// <summary>The death that a Patient states.</summary>
    public static string Death(ResourceKey patient) => $"{patient}#death";

    /// <summary>A subject's decision on one scope.</summary>
    public static string Consent(ResourceKey patient, string scope) => $"{patient}#consent.{scope}";

    /// <summary>What is of concern in a fact.</summary>
    public static string Concern(string ground) => $"{ground}#safety";

    /// <summary>That two subjects are one person.</summary>
    public static string Link(SubjectId first, SubjectId second) => $"Link/{first}.{second}";
}

/// <summary>Headers for events that have no place in the log yet: bodies are written without their header.</summary>
internal static class NoHeader
{
    public static EventHeader Value { get; } = new()
    {
        LogId = Guid.Empty,
        Sequence = 0,
        PreviousOfType = null,
        SchemaVersion = 0,
        Subject = default,
        Site = SiteId.Local,
        Fact = "",
        Source = "",
        Occurred = null,
        Recorded = default,
        Supersedes = null,
        Derivation = "",
    };
}

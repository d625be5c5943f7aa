using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Fhir.Json;

namespace Registry.Clinical.Events;

/// <summary>A fact that holds once the submission is stored: held from before, or stated now.</summary>
internal sealed record LiveFact
{
    public required string Key { get; init; }

    public required string EventType { get; init; }

    public required SubjectId Subject { get; init; }

    public required SiteId Site { get; init; }

    public required ResourceKey Source { get; init; }

    public required PartialDate? Occurred { get; init; }

    public required IRegistryEvent Event { get; init; }

    /// <summary>The resource that states it now; missing for a fact held from before.</summary>
    public NodeCursor Resource { get; init; }

    /// <summary>True when this submission states it newly, or otherwise than before.</summary>
    public bool IsNew => Resource.Exists;

    public static LiveFact Held(HeldFact held, SubjectId subject) => new()
    {
        Key = held.Fact, EventType = held.EventType, Subject = subject, Site = held.Site, Source = held.Source, Occurred = held.Occurred, Event = ReadBody(held),
    };

    /// <summary>The event of a held fact, without a header that says anything.</summary>
    public static IRegistryEvent ReadBody(HeldFact held) => EventJson.Read(held.EventType, EventJson.Write(NoHeader.Value, held.Body.Span));
}

using Registry.Contracts.Callers;

namespace Registry.Contracts.Events;

/// <summary>What every event says of itself: place in the log, subject, site, fact, both clocks.</summary>
public sealed record EventHeader
{
    /// <summary>The log in which <see cref="Sequence"/> counts. A consumer that meets another one rebuilds.</summary>
    public required Guid LogId { get; init; }

    /// <summary>Place in the log: from 1, without gaps, in the order of commit.</summary>
    public required long Sequence { get; init; }

    /// <summary>Sequence of the event of the same type before this one; null for the first. A subscriber of one type finds gaps with it.</summary>
    public required long? PreviousOfType { get; init; }

    /// <summary>Version of the event type's shape; fields are only added within one.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>Who it is about.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>The site that sent it.</summary>
    public required SiteId Site { get; init; }

    /// <summary>Key of the fact, stable across versions of the resource that states it. At most one live event per fact.</summary>
    public required string Fact { get; init; }

    /// <summary>The resource version that states it, such as <c>Observation/0193…/_history/2</c>.</summary>
    public required string Source { get; init; }

    /// <summary>When it happened in the subject's life, as precisely as the source said; null when it said nothing.</summary>
    public required PartialDate? Occurred { get; init; }

    /// <summary>When this registry learnt it (UTC); never goes backward along the log.</summary>
    public required DateTimeOffset Recorded { get; init; }

    /// <summary>Sequence of the event that this one replaces; null for a new fact.</summary>
    public required long? Supersedes { get; init; }

    /// <summary>Package and mapping version that derived it, such as <c>org.example.registry.ho#0.1.0/2</c>.</summary>
    public required string Derivation { get; init; }
}

/// <summary>Every event of the registry. MassTransit makes it the exchange of all events.</summary>
public interface IRegistryEvent
{
    /// <summary>Place in the log, subject, site, fact, both clocks.</summary>
    EventHeader Header { get; }
}

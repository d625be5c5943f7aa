using Registry.Clinical.Decisions;
using Registry.Clinical.Rules;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Fhir.Json;

namespace Registry.Clinical.Events;

/// <summary>A fact that holds once the submission is stored: held from before, or stated now.</summary>
internal sealed class LiveFact
{
    private readonly HeldFact? _held;
    private IRegistryEvent? _event;

    private LiveFact(string key, string eventType, SubjectId subject, SiteId site, ResourceKey source, long sourceVersion, PartialDate? occurred)
    {
        SourceVersion = sourceVersion;
        Key = key;
        EventType = eventType;
        Subject = subject;
        Site = site;
        Source = source;
        Occurred = occurred;
    }

    /// <summary>A fact held from before.</summary>
    public LiveFact(HeldFact held, SubjectId subject)
        : this(held.Fact, held.EventType, subject, held.Site, held.Source, held.SourceVersion, held.Occurred) => _held = held;

    /// <summary>A fact that a resource of this submission states newly, or otherwise than before.</summary>
    public LiveFact(Fact fact, string eventType, IRegistryEvent registryEvent, SubjectId subject, SiteId site, Target target)
        : this(fact.Key, eventType, subject, site, target.Key, target.Version, fact.Occurred)
    {
        _event = registryEvent;
        Resource = target.Entry.Resource;
    }

    /// <summary>A resource as a whole, on which a package's rule rests; it has no event.</summary>
    public LiveFact(PersonRecord record)
        : this(record.Key.ToString(), "", record.Subject, record.Site, record.Key, record.Version, occurred: null) => Resource = record.Submitted;

    public string Key { get; }

    public string EventType { get; }

    public SubjectId Subject { get; }

    public SiteId Site { get; }

    public ResourceKey Source { get; }

    /// <summary>The version of it that stated it so first.</summary>
    public long SourceVersion { get; }

    /// <summary>The resource version that stated it so first.</summary>
    public string SourceReference => FormattableString.Invariant($"{Source}/_history/{SourceVersion}");

    public PartialDate? Occurred { get; }

    /// <summary>The event; a held one is read from its JSON when first asked for, because most are never looked at.</summary>
    public IRegistryEvent Event => _event ??= ReadBody(_held!);

    /// <summary>The resource that states it now; missing for a fact held from before.</summary>
    public NodeCursor Resource { get; }

    /// <summary>True when this submission states it newly, or otherwise than before.</summary>
    public bool IsNew => Resource.Exists;

    /// <summary>The event of a held fact, without a header that says anything.</summary>
    public static IRegistryEvent ReadBody(HeldFact held) => EventJson.ReadBody(held.EventType, held.Body.Span, NoHeader.Value);
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Registry.Contracts.Events;

/// <summary>Raises the body of an event from one version of its type's shape to the next.</summary>
/// <param name="Type">Name of the type.</param>
/// <param name="FromVersion">The version that it reads; it writes the next.</param>
/// <param name="Raise">From the body of the one to that of the other. It may change what it is given.</param>
public sealed record EventUpcaster(string Type, int FromVersion, Func<JsonObject, JsonObject> Raise);

/// <summary>What keeps a log of every past version readable: applied where the log is read, so that feed, relay, projections and decisions speak of one version. Immutable, thread-safe.</summary>
public sealed class EventUpcasters
{
    private readonly Dictionary<(string Type, int FromVersion), EventUpcaster> _upcasters;

    /// <param name="upcasters">At most one for each type and version.</param>
    /// <exception cref="ArgumentException">Two are of one type and version.</exception>
    public EventUpcasters(IEnumerable<EventUpcaster> upcasters)
    {
        ArgumentNullException.ThrowIfNull(upcasters);
        _upcasters = upcasters.ToDictionary(upcaster => (upcaster.Type, upcaster.FromVersion));
    }

    /// <summary>Those of this version's catalogue. None yet: every type is at its first version.</summary>
    public static EventUpcasters Current { get; } = new([]);

    /// <summary>Raises a body as far as upcasters go. A place whose content is withheld has no shape, and stays.</summary>
    /// <param name="type">Name of the type.</param>
    /// <param name="version">Version of the shape that was written.</param>
    /// <param name="body">The stored body.</param>
    /// <returns>The version that the body has now, and the body: the same bytes when nothing was to be done.</returns>
    public (int Version, ReadOnlyMemory<byte> Body) Raise(string type, int version, ReadOnlyMemory<byte> body)
    {
        if (!_upcasters.TryGetValue((type, version), out EventUpcaster? upcaster) || EventWithheld.IsBody(body.Span)) return (version, body);
        JsonObject raised = (JsonObject)(JsonNode.Parse(body.Span) ?? throw new JsonException($"An event of type '{type}' is null."));
        do raised = upcaster.Raise(raised);
        while (_upcasters.TryGetValue((type, ++version), out upcaster));
        return (version, JsonSerializer.SerializeToUtf8Bytes(raised));
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Registry.Contracts.Events;

/// <summary>The JSON form of events: camel case, nulls written, the header first. One form in the log, in the feed and on the broker.</summary>
public static class EventJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AbsentIsNull } },
    };

    private static readonly JsonSerializerOptions BodyOptions = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AbsentIsNull, WithoutHeader } },
    };

    /// <summary>UTF-8 JSON of an event without its header: what the log stores beside the header's columns, and what decides whether a fact changed.</summary>
    public static byte[] WriteBody(IRegistryEvent registryEvent)
    {
        ArgumentNullException.ThrowIfNull(registryEvent);
        return JsonSerializer.SerializeToUtf8Bytes(registryEvent, registryEvent.GetType(), BodyOptions);
    }

    /// <summary>UTF-8 JSON of an event with its header: what the feed and the broker carry.</summary>
    public static byte[] Write(EventHeader header, ReadOnlySpan<byte> body)
    {
        byte[] headerJson = JsonSerializer.SerializeToUtf8Bytes(header, Options);
        // Invariant: a body is a JSON object without white space, so its first byte is the opening brace.
        bool isEmpty = body is [(byte)'{', (byte)'}'];
        byte[] prefix = "{\"header\":"u8.ToArray();
        byte[] separator = Encoding.UTF8.GetBytes(isEmpty ? "" : ",");
        return [.. prefix, .. headerJson, .. separator, .. body[1..]];
    }

    /// <summary>The record of an event; an <see cref="EventWithheld"/> where its content is not told. A field that may be null and is absent is null: the event is of before the field was added.</summary>
    /// <param name="type">Its type's name, such as <c>FlareUpReported</c>.</param>
    /// <param name="json">What <see cref="Write"/> wrote.</param>
    /// <exception cref="KeyNotFoundException">The type is not known to this version.</exception>
    /// <exception cref="JsonException">The JSON is not that type's.</exception>
    public static IRegistryEvent Read(string type, ReadOnlySpan<byte> json) =>
        (IRegistryEvent)(JsonSerializer.Deserialize(json, IsWithheld(json) ? typeof(EventWithheld) : EventCatalogue.Find(type).Record, Options)
            ?? throw new JsonException($"An event of type '{type}' is null."));

    /// <summary>The header alone: of an event whose type this version need not know.</summary>
    /// <param name="json">What <see cref="Write"/> wrote.</param>
    /// <exception cref="JsonException">The JSON is no event's.</exception>
    public static EventHeader ReadHeader(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<HeaderOnly>(json, Options)?.Header ?? throw new JsonException("An event without a header.");

    /// <summary>The record of an event from its body alone, under a header of the caller's: cheaper than <see cref="Read"/> where the header is known.</summary>
    /// <param name="type">Its type's name.</param>
    /// <param name="body">What <see cref="WriteBody"/> wrote.</param>
    /// <param name="header">The header that the record gets.</param>
    /// <exception cref="KeyNotFoundException">The type is not known to this version.</exception>
    /// <exception cref="JsonException">The JSON is not that type's.</exception>
    public static IRegistryEvent ReadBody(string type, ReadOnlySpan<byte> body, EventHeader header)
    {
        JsonTypeInfo typeInfo = BodyOptions.GetTypeInfo(EventWithheld.IsBody(body) ? typeof(EventWithheld) : EventCatalogue.Find(type).Record);
        object read = JsonSerializer.Deserialize(body, typeInfo) ?? throw new JsonException($"An event of type '{type}' is null.");
        foreach (JsonPropertyInfo property in typeInfo.Properties)
        {
            if (property.PropertyType == typeof(EventHeader)) property.Set!(read, header);
        }

        return (IRegistryEvent)read;
    }

    // Few events are withheld, and the word is hardly ever in another: most are not looked at twice.
    private static bool IsWithheld(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\"withheld\""u8) < 0) return false;
        Utf8JsonReader reader = new(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("withheld"u8)) return true;
            reader.Read();
            reader.Skip();
        }

        return false;
    }

    // A field that was added to a type is absent in its events of before: it may be null, and then it is.
    private static void AbsentIsNull(JsonTypeInfo typeInfo)
    {
        foreach (JsonPropertyInfo property in typeInfo.Properties)
        {
            bool isNullable = property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null : property.IsSetNullable;
            if (isNullable) property.IsRequired = false;
        }
    }

    private static void WithoutHeader(JsonTypeInfo typeInfo)
    {
        if (!typeof(IRegistryEvent).IsAssignableFrom(typeInfo.Type)) return;
        foreach (JsonPropertyInfo property in typeInfo.Properties)
        {
            if (property.PropertyType != typeof(EventHeader)) continue;
            property.ShouldSerialize = static (_, _) => false;
            property.IsRequired = false;
        }
    }

    private sealed record HeaderOnly
    {
        public required EventHeader Header { get; init; }
    }
}

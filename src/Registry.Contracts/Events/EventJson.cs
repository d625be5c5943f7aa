using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Registry.Contracts.Events;

/// <summary>The JSON form of events: camel case, nulls written, the header first. One form in the log, in the feed and on the broker.</summary>
public static class EventJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private static readonly JsonSerializerOptions BodyOptions = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { WithoutHeader } },
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

    /// <summary>The record of an event.</summary>
    /// <param name="type">Its type's name, such as <c>FlareUpReported</c>.</param>
    /// <param name="json">What <see cref="Write"/> wrote.</param>
    /// <exception cref="KeyNotFoundException">The type is not known to this version.</exception>
    /// <exception cref="JsonException">The JSON is not that type's.</exception>
    public static IRegistryEvent Read(string type, ReadOnlySpan<byte> json) =>
        (IRegistryEvent)(JsonSerializer.Deserialize(json, EventCatalogue.Find(type).Record, Options)
            ?? throw new JsonException($"An event of type '{type}' is null."));

    /// <summary>The JSON Schema of an event as <see cref="Write"/> writes it, made from its record.</summary>
    public static string Schema(EventType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        JsonNode schema = Options.GetJsonSchemaAsNode(type.Record, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        schema["title"] = type.WireName;
        return schema.ToJsonString();
    }

    private static void WithoutHeader(JsonTypeInfo typeInfo)
    {
        if (!typeof(IRegistryEvent).IsAssignableFrom(typeInfo.Type)) return;
        foreach (JsonPropertyInfo property in typeInfo.Properties)
        {
            if (property.PropertyType == typeof(EventHeader)) property.ShouldSerialize = static (_, _) => false;
        }
    }
}

using System.Buffers;
using System.Text.Json;
using MassTransit;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;
using Registry.Store.EventLog;

namespace Registry.Server.Relay;

/// <summary>An event as a MassTransit message: exchange, type names and envelope. The payload is the log's own JSON, byte for byte.</summary>
/// <remarks>https://masstransit.io/documentation/concepts/messages#message-envelope. A test compares every name with MassTransit's own.</remarks>
internal static class Message
{
    /// <summary>Content type of MassTransit's JSON envelope.</summary>
    public const string ContentType = "application/vnd.masstransit+json";

    // A type that a later version wrote has a name too, so an older node can relay it.
    private static readonly string Namespace = typeof(IRegistryEvent).Namespace!;
    private static readonly string AllEventsUrn = MessageUrn.ForTypeString<IRegistryEvent>();

    /// <summary>The exchange of all events.</summary>
    public static string AllEvents { get; } = Exchange(nameof(IRegistryEvent));

    /// <summary>The exchange of one type's events.</summary>
    public static string Exchange(string type) => $"{Namespace}:{type}";

    /// <summary>MassTransit's name of a type's messages.</summary>
    public static string Urn(string type) => $"urn:message:{Namespace}:{type}";

    /// <summary>The envelope, UTF-8.</summary>
    public static ReadOnlyMemory<byte> Write(LogEntry entry, Guid messageId, DateTimeOffset sent)
    {
        ArrayBufferWriter<byte> body = new(1024);
        using Utf8JsonWriter writer = new(body, OperationOutcome.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("messageId", messageId);
        writer.WriteString("conversationId", messageId);
        writer.WriteStartArray("messageType");
        writer.WriteStringValue(Urn(entry.RecordType));
        writer.WriteStringValue(AllEventsUrn);
        writer.WriteEndArray();
        writer.WritePropertyName("message");
        writer.WriteRawValue(EventJson.Write(entry.Header, entry.Body.Span), skipInputValidation: true);
        writer.WriteString("sentTime", sent.UtcDateTime);
        writer.WriteStartObject("headers");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return body.WrittenMemory;
    }
}

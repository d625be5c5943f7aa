using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Registry.Clinical;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;
using Registry.Store.EventLog;

namespace Registry.Server.Relay;

/// <summary>A log entry as a CloudEvents 1.0 JSON object: the same bytes in the feed and on the broker.</summary>
/// <remarks>https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md</remarks>
internal static class CloudEvents
{
    /// <summary>Content type of the structured mode.</summary>
    public const string ContentType = "application/cloudevents+json";

    /// <summary>One entry, UTF-8, without a line break.</summary>
    public static ReadOnlyMemory<byte> Write(LogEntry entry)
    {
        ArrayBufferWriter<byte> line = new(1024);
        using (Utf8JsonWriter writer = new(line, OperationOutcome.WriterOptions)) Write(writer, entry);
        return line.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, LogEntry entry)
    {
        EventHeader header = entry.Header;
        writer.WriteStartObject();
        writer.WriteString("specversion", "1.0");
        writer.WriteString("id", header.Sequence.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("source", $"urn:registry:{header.LogId}");
        writer.WriteString("type", entry.WireName);
        writer.WriteString("subject", header.Subject.ToString());
        writer.WriteString("time", StoredContent.Instant(header.Recorded.ToUnixTimeMilliseconds()));
        writer.WriteString("datacontenttype", "application/json");
        // A name, not an address: the same whichever way and under whichever host name the event is read. Served at /events/schemas/.
        writer.WriteString("dataschema", EventSchemas.Urn(entry.SchemaName));
        // The sequence extension sorts as text, so it is padded to the longest 64-bit number's length.
        writer.WriteString("sequence", header.Sequence.ToString("D20", CultureInfo.InvariantCulture));
        writer.WritePropertyName("data");
        writer.WriteRawValue(EventJson.Write(header, entry.Body.Span), skipInputValidation: true);
        writer.WriteEndObject();
    }
}

using System.Globalization;
using System.Text.Json;
using Registry.Clinical;
using Registry.Contracts.Events;
using Registry.Store.EventLog;

namespace Registry.Server.Routes;

/// <summary>A log entry as a CloudEvents 1.0 JSON object. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md</summary>
internal static class CloudEvents
{
    /// <summary>Writes one entry without a line break.</summary>
    /// <param name="writer">Receives one object.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="schemas">URI that a type's wire name is appended to for <c>dataschema</c>.</param>
    public static void Write(Utf8JsonWriter writer, LogEntry entry, string schemas)
    {
        EventHeader header = entry.Header;
        string type = $"{entry.Type}.v{header.SchemaVersion.ToString(CultureInfo.InvariantCulture)}";
        writer.WriteStartObject();
        writer.WriteString("specversion", "1.0");
        writer.WriteString("id", header.Sequence.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("source", $"urn:registry:{header.LogId}");
        writer.WriteString("type", type);
        writer.WriteString("subject", header.Subject.ToString());
        writer.WriteString("time", StoredContent.Instant(header.Recorded.ToUnixTimeMilliseconds()));
        writer.WriteString("datacontenttype", "application/json");
        writer.WriteString("dataschema", schemas + type);
        // The sequence extension sorts as text, so it is padded to the longest 64-bit number's length.
        writer.WriteString("sequence", header.Sequence.ToString("D20", CultureInfo.InvariantCulture));
        writer.WritePropertyName("data");
        writer.WriteRawValue(EventJson.Write(header, entry.Body.Span), skipInputValidation: true);
        writer.WriteEndObject();
    }
}

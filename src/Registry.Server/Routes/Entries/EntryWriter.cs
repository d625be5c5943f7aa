using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Registry.Fhir.Outcomes;

namespace Registry.Server.Routes.Entries;

/// <summary>Writes what an entry was answered as an entry of the answer. https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.response</summary>
internal static class EntryWriter
{
    private static ReadOnlySpan<byte> OutcomeStart => "{\"resourceType\":\"OperationOutcome\""u8;

    /// <summary>One JSON object. The body stands as the entry's resource, or as the response's outcome when it is one.</summary>
    public static ReadOnlyMemory<byte> Write(EntryAnswer answer)
    {
        ArrayBufferWriter<byte> buffer = new(answer.Body.Length + 512);
        using Utf8JsonWriter writer = new(buffer, OperationOutcome.WriterOptions);
        bool isOutcome = answer.Body.Span.StartsWith(OutcomeStart);
        writer.WriteStartObject();
        if (!answer.Body.IsEmpty && !isOutcome) WriteRaw(writer, "resource", answer.Body);
        writer.WriteStartObject("response");
        writer.WriteString("status", StatusLine(answer.Status));
        if (answer.Headers.Location is [{ } location]) writer.WriteString("location", location);
        if (answer.Headers.ETag is [{ } etag]) writer.WriteString("etag", etag);
        if (DateTimeOffset.TryParseExact(answer.Headers.LastModified, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset modified))
            writer.WriteString("lastModified", modified.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (isOutcome) WriteRaw(writer, "outcome", answer.Body);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Such as <c>201 Created</c>.</summary>
    public static string StatusLine(int status) => string.Create(CultureInfo.InvariantCulture, $"{status} {ReasonPhrases.GetReasonPhrase(status)}").TrimEnd();

    private static void WriteRaw(Utf8JsonWriter writer, string name, ReadOnlyMemory<byte> json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json.Span, skipInputValidation: true);
    }
}

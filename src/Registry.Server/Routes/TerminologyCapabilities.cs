using System.Buffers;
using System.Text.Json;
using Registry.Clinical;
using Registry.Fhir.Definitions;
using Registry.Fhir.Outcomes;

namespace Registry.Server.Routes;

/// <summary>Of which code systems this server holds codes, and how it expands. https://hl7.org/fhir/R4/terminologycapabilities.html</summary>
internal sealed class TerminologyCapabilities(DefinitionSet definitions, TimeProvider clock)
{
    private readonly string _started = StoredContent.Instant(clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>UTF-8 JSON.</summary>
    /// <param name="baseUrl">The FHIR base under which it was asked.</param>
    public byte[] Write(string baseUrl)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, OperationOutcome.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", "TerminologyCapabilities");
            writer.WriteString("status", "active");
            writer.WriteString("date", _started);
            writer.WriteString("kind", "instance");
            writer.WriteStartObject("software");
            writer.WriteString("name", "FOP and POH Registry");
            writer.WriteString("version", RegistryHost.SoftwareVersion);
            writer.WriteEndObject();
            writer.WriteStartObject("implementation");
            writer.WriteString("description", "The code systems and value sets of FHIR R4 and of the loaded packages");
            writer.WriteString("url", baseUrl);
            writer.WriteEndObject();
            WriteSystems(writer);
            WriteExpansion(writer);
            writer.WriteString("codeSearch", "all");
            writer.WriteStartObject("validateCode");
            writer.WriteBoolean("translations", false);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteSystems(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("codeSystem");
        foreach (string url in definitions.HeldCodeSystemUrls.Order(StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("uri", url);
            if (definitions.FindCodeSystem(url)?.Version is { } version)
            {
                writer.WriteStartArray("version");
                writer.WriteStartObject();
                writer.WriteString("code", version);
                writer.WriteBoolean("isDefault", true);
                writer.WriteEndObject();
                writer.WriteEndArray();
            }

            writer.WriteBoolean("subsumption", false);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteExpansion(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("expansion");
        writer.WriteBoolean("hierarchical", false);
        writer.WriteBoolean("paging", true);
        writer.WriteBoolean("incomplete", false);
        writer.WriteStartArray("parameter");
        foreach (string name in (string[])["url", "valueSetVersion", "filter", "offset", "count"])
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("textFilter", "A code stays when every word of the filter stands in it or in its display, whatever the case.");
        writer.WriteEndObject();
    }
}

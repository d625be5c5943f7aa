using System.Buffers;
using System.Text.Json;
using Registry.Clinical;
using Registry.Clinical.Dispatch;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Search;
using SearchValues = Registry.Fhir.Search.SearchValues;

namespace Registry.Server.Routes;

/// <summary>What this server can do, written from the same tables that do it. https://hl7.org/fhir/R4/capabilitystatement.html</summary>
internal sealed class CapabilityStatement(DispatchTable dispatch, TimeProvider clock)
{
    private static readonly string[] Interactions = ["read", "vread", "create", "update", "delete", "search-type"];
    private readonly string _started = StoredContent.Instant(clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>UTF-8 JSON.</summary>
    /// <param name="baseUrl">The FHIR base under which it was asked.</param>
    public byte[] Write(string baseUrl)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, OperationOutcome.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", "CapabilityStatement");
            writer.WriteString("status", "active");
            writer.WriteString("date", _started);
            writer.WriteString("kind", "instance");
            writer.WriteStartObject("software");
            writer.WriteString("name", "FOP and POH Registry");
            writer.WriteString("version", RegistryHost.SoftwareVersion);
            writer.WriteEndObject();
            writer.WriteStartObject("implementation");
            writer.WriteString("description", "Registry for fibrodysplasia ossificans progressiva and progressive osseous heteroplasia");
            writer.WriteString("url", baseUrl);
            writer.WriteEndObject();
            writer.WriteString("fhirVersion", "4.0.1");
            writer.WriteStartArray("format");
            writer.WriteStringValue("application/fhir+json");
            writer.WriteStringValue("json");
            writer.WriteEndArray();
            writer.WriteStartArray("rest");
            WriteRest(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteRest(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("mode", "server");
        writer.WriteString("documentation", "Every resource is validated against the profile that its content asks for: structure, cardinality, types, bindings, fixed and pattern values, slices, references, invariants.");
        writer.WriteStartArray("resource");
        foreach (IGrouping<string, DispatchRow> rows in dispatch.Rows.GroupBy(row => row.ResourceType, StringComparer.Ordinal)) WriteResource(writer, rows.Key, rows);
        writer.WriteEndArray();
        writer.WriteStartArray("interaction");
        writer.WriteStartObject();
        writer.WriteString("code", "transaction");
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter writer, string type, IEnumerable<DispatchRow> rows)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteStartArray("supportedProfile");
        foreach (DispatchRow row in rows) writer.WriteStringValue(row.Profile);
        writer.WriteEndArray();
        writer.WriteStartArray("interaction");
        foreach (string interaction in Interactions)
        {
            writer.WriteStartObject();
            writer.WriteString("code", interaction);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("versioning", "versioned-update");
        writer.WriteBoolean("readHistory", true);
        writer.WriteBoolean("updateCreate", true);
        writer.WriteBoolean("conditionalCreate", true);
        writer.WriteBoolean("conditionalUpdate", true);
        writer.WriteString("conditionalDelete", "single");
        writer.WriteStartArray("searchParam");
        foreach ((string name, SearchType searchType) in SearchValues.Parameters(type))
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("type", searchType == SearchType.Token ? "token" : "reference");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

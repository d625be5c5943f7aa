using System.Buffers;
using System.Text.Json;
using Registry.Clinical;
using Registry.Clinical.Dispatch;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Search;
using Registry.Server.Packages;
using Registry.Server.Routes.Conformance;
using Registry.Server.Routes.Operations;
using Registry.Server.Routes.Search;

namespace Registry.Server.Routes;

/// <summary>What this server can do, written from the same tables that do it. https://hl7.org/fhir/R4/capabilitystatement.html</summary>
internal sealed class CapabilityStatement(DispatchTable dispatch, Requirements requirements, ConformanceResources conformance, SearchTerminology terminology, Settings settings, TimeProvider clock)
{
    /// <summary>Types of this server whose definitions R4 made normative: what <c>mode=normative</c> tells. https://hl7.org/fhir/R4/http.html#capabilities</summary>
    private static readonly string[] Normative = ["CapabilityStatement", "CodeSystem", "Observation", "OperationDefinition", "Patient", "StructureDefinition", "ValueSet"];

    private static readonly string[] OfResource = ["read", "vread", "create", "update", "patch", "delete", "history-instance", "history-type", "search-type"];
    private static readonly string[] SearchTypeCodes = [.. Enum.GetNames<SearchType>().Select(name => name.ToLowerInvariant())];
    private HashSet<string> _offered = [];
    private IReadOnlyList<FhirOperation> _operations = [];
    private readonly string _started = StoredContent.Instant(clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Takes what is offered from the routes that are mapped, and holds it against what the packages require.</summary>
    /// <exception cref="SettingsException">Something that is required is not offered.</exception>
    public void Describe(IEnumerable<Endpoint> routes)
    {
        _operations = [.. routes.Select(route => route.Metadata.GetMetadata<FhirOperation>()).OfType<FhirOperation>()];
        _offered = [.. routes.SelectMany(route => route.Metadata.GetOrderedMetadata<FhirCapability>()).SelectMany(capability => capability.Codes)];
        requirements.Check(Write(""));
    }

    /// <summary>UTF-8 JSON.</summary>
    /// <param name="baseUrl">The FHIR base under which it was asked.</param>
    /// <param name="isNormative">True for only the types whose definitions are normative.</param>
    public byte[] Write(string baseUrl, bool isNormative = false)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, OperationOutcome.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", "CapabilityStatement");
            writer.WriteString("status", "active");
            writer.WriteString("date", _started);
            writer.WriteString("kind", "instance");
            WriteInstantiates(writer);
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
            foreach (string format in (string[])["application/fhir+json", "json", "application/fhir+xml", "xml"]) writer.WriteStringValue(format);
            writer.WriteEndArray();
            writer.WriteStartArray("patchFormat");
            foreach (string format in MediaTypes.Patches) writer.WriteStringValue(format);
            writer.WriteEndArray();
            writer.WriteStartArray("rest");
            WriteRest(writer, isNormative);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteInstantiates(Utf8JsonWriter writer)
    {
        // An empty list is no FHIR.
        if (!requirements.Canonicals.Any()) return;
        writer.WriteStartArray("instantiates");
        foreach (string canonical in requirements.Canonicals) writer.WriteStringValue(canonical);
        writer.WriteEndArray();
    }

    private void WriteRest(Utf8JsonWriter writer, bool isNormative)
    {
        writer.WriteStartObject();
        writer.WriteString("mode", "server");
        writer.WriteString("documentation", "Every resource is validated against the profile that its content asks for: structure, cardinality, types, bindings, fixed and pattern values, slices, references, invariants.");
        writer.WriteStartObject("security");
        writer.WriteString("description", settings.Authentication.Mode == AuthenticationMode.Keys
            ? "Bearer keys, each of a client, a site and its roles: Authorization: Bearer rk_…"
            : "Nobody is asked who they are, while the server listens on loopback alone; X-Registry-Site names the site.");
        writer.WriteEndObject();
        writer.WriteStartArray("resource");
        foreach (IGrouping<string, DispatchRow> rows in dispatch.Rows.GroupBy(row => row.ResourceType, StringComparer.Ordinal).Where(rows => IsTold(rows.Key, isNormative))) WriteResource(writer, rows.Key, rows);
        foreach (string type in conformance.HeldTypes.Where(type => IsTold(type, isNormative))) WriteConformance(writer, type);
        writer.WriteEndArray();
        WriteInteractions(writer, ["transaction", "batch", "history-system", "search-system"]);
        WriteOperations(writer, operation => operation.Types is null);
        writer.WriteEndObject();
    }

    private void WriteResource(Utf8JsonWriter writer, string type, IEnumerable<DispatchRow> rows)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteStartArray("supportedProfile");
        foreach (string profile in rows.Select(row => row.Profile).Distinct(StringComparer.Ordinal)) writer.WriteStringValue(profile);
        writer.WriteEndArray();
        WriteInteractions(writer, OfResource);
        writer.WriteString("versioning", "versioned-update");
        writer.WriteBoolean("readHistory", _offered.Contains("history-instance"));
        writer.WriteBoolean("updateCreate", _offered.Contains("update"));
        writer.WriteBoolean("conditionalCreate", _offered.Contains("conditional-create"));
        writer.WriteString("conditionalRead", _offered.Contains("conditional-read") ? "full-support" : "not-supported");
        writer.WriteBoolean("conditionalUpdate", _offered.Contains("conditional-update"));
        writer.WriteString("conditionalDelete", _offered.Contains("conditional-delete") ? "multiple" : "not-supported");
        string[] includes = [.. dispatch.Search.Parameters(type).Where(parameter => parameter.Type == SearchType.Reference).Select(parameter => $"{type}:{parameter.Code}")];
        string[] reverse =
        [
            .. dispatch.Rows.Select(row => row.ResourceType).Distinct(StringComparer.Ordinal).SelectMany(dispatch.Search.Parameters)
                .Where(parameter => parameter.Type == SearchType.Reference && dispatch.Search.SourcesOf(parameter.ResourceType, parameter.Code) is { } sources
                    && sources.Plain.Any(source => source.Target is null ? parameter.Definition.Targets.Contains(type, StringComparer.Ordinal) : source.Target == type))
                .Select(parameter => $"{parameter.ResourceType}:{parameter.Code}"),
        ];
        WriteTexts(writer, "searchInclude", includes);
        WriteTexts(writer, "searchRevInclude", reverse);
        WriteParameters(writer, dispatch.Search.Parameters(type).Where(parameter => parameter.Code is "_id" or "_lastUpdated" || dispatch.Search.SourcesOf(type, parameter.Code) is not null), Takes);
        WriteOperations(writer, operation => operation.Types?.Invoke(type) == true);
        writer.WriteEndObject();
    }

    private string Takes(IndexedParameter parameter) => parameter.Code is "_id" or "_lastUpdated"
        ? ""
        : SearchModifiers.Describe(parameter.Type, dispatch.Search.SourcesOf(parameter.ResourceType, parameter.Code)?.Plain.Any(terminology.Elements.IsIdentifier) ?? false);

    private void WriteConformance(Utf8JsonWriter writer, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteString("documentation", "Those of the loaded packages; they are not written.");
        WriteInteractions(writer, ConformanceFilter.Interactions);
        writer.WriteString("versioning", "no-version");
        WriteParameters(writer, conformance.Parameters(type), _ => "");
        WriteOperations(writer, operation => operation.Types?.Invoke(type) == true);
        writer.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter writer, IEnumerable<IndexedParameter> parameters, Func<IndexedParameter, string> takes)
    {
        writer.WriteStartArray("searchParam");
        foreach (IndexedParameter parameter in parameters)
        {
            writer.WriteStartObject();
            writer.WriteString("name", parameter.Code);
            writer.WriteString("definition", parameter.Definition.Url);
            writer.WriteString("type", SearchTypeCodes[(int)parameter.Type]);
            // R4 has no element for what a parameter takes besides its value.
            if ((parameter.Definition.Expression + takes(parameter)).Trim() is { Length: > 0 } words) writer.WriteString("documentation", words);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteOperations(Utf8JsonWriter writer, Func<FhirOperation, bool> isMeant)
    {
        FhirOperation[] operations = [.. _operations.Where(isMeant).DistinctBy(operation => operation.Name, StringComparer.Ordinal)];
        // An empty list is no FHIR.
        if (operations.Length == 0) return;
        writer.WriteStartArray("operation");
        foreach (FhirOperation operation in operations)
        {
            writer.WriteStartObject();
            writer.WriteString("name", operation.Name);
            writer.WriteString("definition", operation.Definition);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static bool IsTold(string type, bool isNormative) => !isNormative || Normative.Contains(type, StringComparer.Ordinal);

    private static void WriteTexts(Utf8JsonWriter writer, string name, string[] texts)
    {
        // An empty list is no FHIR.
        if (texts.Length == 0) return;
        writer.WriteStartArray(name);
        foreach (string text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private void WriteInteractions(Utf8JsonWriter writer, IEnumerable<string> known)
    {
        writer.WriteStartArray("interaction");
        foreach (string code in known.Where(_offered.Contains))
        {
            writer.WriteStartObject();
            writer.WriteString("code", code);
            if (code == "search-system") writer.WriteString("documentation", "With _type, over the types that are stored here; those of the packages are each searched by themselves.");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

/// <summary>What a route lets a client do, as codes of https://hl7.org/fhir/R4/valueset-type-restful-interaction.html and <c>conditional-…</c>; put beside the route where it is mapped.</summary>
internal sealed class FhirCapability(params string[] codes)
{
    public IReadOnlyList<string> Codes { get; } = codes;
}

using System.Buffers;
using System.Text.Json;
using Registry.Fhir.Definitions;
using Registry.Fhir.Outcomes;

namespace Registry.Server.Routes.Search;

/// <summary>The part of a resource that <c>_elements</c> and <c>_summary</c> ask for, marked as such. https://hl7.org/fhir/R4/search.html#summary</summary>
/// <remarks>What is modifying or mandatory at the root stays with <c>_elements</c>.</remarks>
internal sealed class SearchSubset(SearchRequest request, DefinitionSet definitions)
{
    private const string Tags = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

    private static readonly string[] Always = ["resourceType", "id", "meta", "implicitRules"];

    /// <summary>The same memory where the whole is asked for.</summary>
    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> resource)
    {
        if (request.Elements.Count == 0 && request.Summary is "false" or "count") return resource;
        using JsonDocument document = JsonDocument.Parse(resource);
        string type = document.RootElement.GetProperty("resourceType").GetString()!;
        ArrayBufferWriter<byte> buffer = new(resource.Length);
        using (Utf8JsonWriter writer = new(buffer, OperationOutcome.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals("meta")) WriteMeta(writer, property.Value);
                else if (Stays(type, property.Name)) property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private bool Stays(string type, string property)
    {
        string name = property.TrimStart('_');
        if (Always.Contains(name, StringComparer.Ordinal)) return true;
        if (request.Elements.Count > 0) return request.Elements.Contains(name, StringComparer.Ordinal) || request.Elements.Any(element => IsChoice(element, name)) || IsMandatory(type, name);
        return request.Summary switch
        {
            "data" => name != "text",
            "text" => name == "text" || IsMandatory(type, name),
            _ => ElementOf(type, name)?.IsSummary == true,
        };
    }

    private bool IsMandatory(string type, string name) => ElementOf(type, name) is { } element && (element.Min > 0 || element.IsModifier);

    private ElementDefinition? ElementOf(string type, string name) => definitions.FindType(type)?.Snapshot?.FirstOrDefault(element =>
        element.Path == $"{type}.{name}" || (element.Path.EndsWith("[x]", StringComparison.Ordinal) && element.Path.Length > type.Length && IsChoice(element.Path[(type.Length + 1)..^3], name)));

    // value stands for valueQuantity.
    private static bool IsChoice(string element, string name) =>
        name.Length > element.Length && name.StartsWith(element, StringComparison.Ordinal) && char.IsAsciiLetterUpper(name[element.Length]);

    private static void WriteMeta(Utf8JsonWriter writer, JsonElement meta)
    {
        writer.WriteStartObject("meta");
        foreach (JsonProperty property in meta.EnumerateObject().Where(property => !property.NameEquals("tag"))) property.WriteTo(writer);
        writer.WriteStartArray("tag");
        if (meta.TryGetProperty("tag", out JsonElement tags))
        {
            foreach (JsonElement tag in tags.EnumerateArray()) tag.WriteTo(writer);
        }

        writer.WriteStartObject();
        writer.WriteString("system", Tags);
        writer.WriteString("code", "SUBSETTED");
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;

namespace Registry.Fhir.FhirPath;

/// <summary>An element's definition as FHIR writes it, for <c>elementDefinition()</c>: what the engine holds of it. https://hl7.org/fhir/R4/elementdefinition.html</summary>
internal static class ElementDefinitionDocument
{
    public static ResourceDocument Of(ElementDefinition element, ElementNames names)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer)) Write(json, element);
        return ResourceDocument.Parse(buffer.WrittenMemory.ToArray(), names);
    }

    private static void Write(Utf8JsonWriter json, ElementDefinition element)
    {
        json.WriteStartObject();
        json.WriteString("id", element.Id);
        json.WriteString("path", element.Path);
        if (element.Short is not null) json.WriteString("short", element.Short);
        json.WriteNumber("min", element.Min);
        json.WriteString("max", Max(element.Max));
        json.WriteStartObject("base");
        json.WriteString("path", element.Path);
        json.WriteNumber("min", element.Min);
        json.WriteString("max", Max(element.BaseMax));
        json.WriteEndObject();
        if (element.ContentReference is not null) json.WriteString("contentReference", "#" + element.ContentReference);
        if (element.Types.Count > 0) WriteTypes(json, element.Types);
        if (element.MaxLength is { } length) json.WriteNumber("maxLength", length);
        if (element.Constraints.Count > 0) WriteConstraints(json, element.Constraints);
        if (element.IsMustSupport) json.WriteBoolean("mustSupport", true);
        json.WriteBoolean("isModifier", element.IsModifier);
        json.WriteBoolean("isSummary", element.IsSummary);
        if (element.Binding is { } binding)
        {
            json.WriteStartObject("binding");
            json.WriteString("strength", binding.Strength.ToString().ToLowerInvariant());
            if (binding.ValueSet is not null) json.WriteString("valueSet", binding.ValueSet);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTypes(Utf8JsonWriter json, IReadOnlyList<ElementType> types)
    {
        json.WriteStartArray("type");
        foreach (ElementType type in types)
        {
            json.WriteStartObject();
            json.WriteString("code", type.Code);
            WriteTexts(json, "profile", type.Profiles);
            WriteTexts(json, "targetProfile", type.TargetProfiles);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteConstraints(Utf8JsonWriter json, IReadOnlyList<ElementConstraint> constraints)
    {
        json.WriteStartArray("constraint");
        foreach (ElementConstraint constraint in constraints)
        {
            json.WriteStartObject();
            json.WriteString("key", constraint.Key);
            json.WriteString("severity", constraint.IsError ? "error" : "warning");
            json.WriteString("human", constraint.Human);
            if (constraint.Expression is not null) json.WriteString("expression", constraint.Expression);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return;
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string Max(int count) => count == int.MaxValue ? "*" : count.ToString(CultureInfo.InvariantCulture);
}

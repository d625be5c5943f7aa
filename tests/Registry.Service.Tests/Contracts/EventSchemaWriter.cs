using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;

namespace Registry.Service.Tests.Contracts;

/// <summary>The JSON Schema of an event's record, with the words of its documentation. What may be null or has a default may be absent, as in an event of before the field was added; all else is required.</summary>
internal static partial class EventSchemaWriter
{
    // As events are written; the serializer's leniency in reading numbers from text is no part of the contract.
    private static readonly JsonSerializerOptions Written = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private static readonly Dictionary<string, XElement> Documentation = XDocument.Load(Path.ChangeExtension(typeof(IRegistryEvent).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    /// <summary>The schema of a type of event, as it is served.</summary>
    public static JsonObject Write(EventType type)
    {
        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = EventSchemas.Urn(type.WireName),
            ["title"] = type.WireName,
        };
        JsonObject exported = (JsonObject)Written.GetJsonSchemaAsNode(
            type.Record, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform });
        foreach ((string keyword, JsonNode? value) in exported) schema[keyword] = value?.DeepClone();
        return schema;
    }

    /// <summary>Summary and remarks of a type.</summary>
    public static string TypeText(Type type) => Text($"T:{type.FullName}") ?? throw new InvalidOperationException($"{type} has no documentation.");

    private static JsonObject Transform(JsonSchemaExporterContext context, JsonNode exported)
    {
        Type type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        JsonObject schema = type == typeof(SubjectId) ? Word("^[0-9a-f]{32}$")
            : type == typeof(SiteId) ? Word("^[A-Za-z0-9.-]{1,64}$")
            : exported as JsonObject ?? throw new InvalidOperationException($"{type} has no schema.");
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            schema["required"] = new JsonArray([.. context.TypeInfo.Properties.Where(IsAlwaysThere).Select(property => (JsonNode)property.Name)]);
        }

        string? text = context.PropertyInfo is { } own ? PropertyText((PropertyInfo)own.AttributeProvider!) : Text($"T:{type.FullName}");
        if (text is null) return schema;
        JsonObject described = new() { ["description"] = text };
        foreach ((string keyword, JsonNode? value) in schema) if (keyword != "description") described[keyword] = value?.DeepClone();
        return described;
    }

    private static JsonObject Word(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    // What has a default was added later; what may be null is null when it is absent.
    private static bool IsAlwaysThere(JsonPropertyInfo property) => (property.IsRequired || property.AssociatedParameter is not null) && !IsNullable(property);

    private static bool IsNullable(JsonPropertyInfo property) =>
        property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null : property.IsGetNullable;

    private static string? PropertyText(PropertyInfo property)
    {
        Type owner = property.DeclaringType!;
        if (property.PropertyType == typeof(EventHeader)) return Text($"P:{typeof(IRegistryEvent).FullName}.{property.Name}");
        return Text($"P:{owner.FullName}.{property.Name}")
            ?? (Documentation.TryGetValue($"T:{owner.FullName}", out XElement? record)
                ? record.Elements("param").Where(parameter => parameter.Attribute("name")!.Value == property.Name).Select(Plain).FirstOrDefault()
                : null);
    }

    private static string? Text(string member)
    {
        if (!Documentation.TryGetValue(member, out XElement? element)) return null;
        string text = string.Join(' ', element.Elements().Where(part => part.Name == "summary" || part.Name == "remarks").Select(Plain));
        return text.Length == 0 ? null : text;
    }

    private static string Plain(XElement element) => Blank().Replace(
        string.Concat(element.Nodes().Select(node => node switch
        {
            XText words => words.Value,
            XElement { Name.LocalName: "see" } see => Referred((see.Attribute("cref") ?? see.Attribute("langword") ?? see.Attribute("href"))!.Value),
            XElement inner => Plain(inner),
            _ => "",
        })),
        " ").Trim();

    private static string Referred(string reference)
    {
        string name = reference[(reference.LastIndexOf('.') + 1)..];
        return reference.StartsWith("P:", StringComparison.Ordinal) ? JsonNamingPolicy.CamelCase.ConvertName(name) : name;
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Blank();
}

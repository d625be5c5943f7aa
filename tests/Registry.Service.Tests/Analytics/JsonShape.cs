using System.Text.Json.Nodes;

namespace Registry.Service.Tests.Analytics;

/// <summary>Holds JSON against the part of JSON Schema that the reports' schemas use; a keyword outside it is an error, not ignored.</summary>
internal static class JsonShape
{
    private static readonly HashSet<string> Known =
        ["$schema", "title", "description", "type", "const", "enum", "anyOf", "properties", "required", "additionalProperties", "items"];

    /// <returns>Where the value breaks the schema, by path; none when it holds.</returns>
    internal static IEnumerable<string> Breaks(JsonNode? value, JsonObject schema, string path = "$")
    {
        foreach (string keyword in schema.Select(entry => entry.Key).Where(keyword => !Known.Contains(keyword))) throw new NotSupportedException(keyword);
        if (schema["type"] is { } type && !TypesOf(type).Contains(TypeOf(value)) && !(TypeOf(value) is "integer" && TypesOf(type).Contains("number"))) yield return $"{path}: {TypeOf(value)}";
        if (schema["const"] is { } constant && !JsonNode.DeepEquals(constant, value)) yield return $"{path}: not {constant}";
        if (schema["enum"] is JsonArray values && !values.Any(one => JsonNode.DeepEquals(one, value))) yield return $"{path}: {value?.ToJsonString()} is none of {values.ToJsonString()}";
        if (schema["anyOf"] is JsonArray any && any.All(one => Breaks(value, one!.AsObject(), path).Any()))
            yield return $"{path}: none of {any.Count} fits; the nearest says {any.Select(one => Breaks(value, one!.AsObject(), path).ToArray()).MinBy(breaks => breaks.Length)![0]}";
        foreach (string inside in Inside(value, schema, path)) yield return inside;
    }

    private static IEnumerable<string> Inside(JsonNode? value, JsonObject schema, string path)
    {
        if (value is JsonArray list && schema["items"] is JsonObject items)
        {
            for (int index = 0; index < list.Count; index++)
            {
                foreach (string found in Breaks(list[index], items, $"{path}[{index}]")) yield return found;
            }
        }

        if (value is not JsonObject members || schema["properties"] is not JsonObject properties) yield break;
        foreach (string missing in (schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>()).Where(name => !members.ContainsKey(name))) yield return $"{path}: {missing} is missing";
        foreach ((string name, JsonNode? member) in members)
        {
            if (properties[name] is JsonObject property)
            {
                foreach (string found in Breaks(member, property, $"{path}.{name}")) yield return found;
            }
            else
            {
                yield return $"{path}: {name} is not in the schema";
            }
        }
    }

    private static string[] TypesOf(JsonNode type) => type is JsonArray several ? [.. several.Select(one => one!.GetValue<string>())] : [type.GetValue<string>()];

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
            _ => value.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? "integer" : "number",
        },
    };
}

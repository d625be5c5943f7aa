using System.Text.Json.Nodes;

namespace Registry.Service.Tests.Contracts;

/// <summary>What a change of a schema would break: consumers that hold the old one, or events of before, which the new one must still fit. Only a field that may be absent can be added.</summary>
internal static class SchemaChange
{
    private static readonly HashSet<string> Free = new(["description", "title", "$id", "$schema"], StringComparer.Ordinal);

    /// <summary>Every break, with its place; none when the change is only growth.</summary>
    public static IReadOnlyList<string> Breaks(JsonObject before, JsonObject after)
    {
        List<string> breaks = [];
        Compare(before, after, "", breaks);
        return breaks;
    }

    private static void Compare(JsonObject before, JsonObject after, string path, List<string> breaks)
    {
        JsonObject oldFields = before["properties"] as JsonObject ?? [];
        JsonObject newFields = after["properties"] as JsonObject ?? [];
        foreach ((string field, JsonNode? schema) in oldFields)
        {
            if (newFields[field] is JsonObject now) Compare((JsonObject)schema!, now, $"{path}/{field}", breaks);
            else breaks.Add($"{path}/{field} was removed");
        }

        HashSet<string> oldRequired = Names(before);
        HashSet<string> newRequired = Names(after);
        breaks.AddRange(newRequired.Except(oldRequired).Select(field => $"{path}/{field} {(oldFields.ContainsKey(field) ? "became required" : "was added as required, which events of before lack")}"));
        breaks.AddRange(oldRequired.Except(newRequired).Where(newFields.ContainsKey).Select(field => $"{path}/{field} is required no more"));
        if (before["items"] is JsonObject oldItems && after["items"] is JsonObject newItems) Compare(oldItems, newItems, $"{path}/[]", breaks);
        foreach (string keyword in before.Select(pair => pair.Key).Union(after.Select(pair => pair.Key)).Where(keyword => !Free.Contains(keyword) && keyword is not ("properties" or "required")))
        {
            if (keyword == "items" && before[keyword] is JsonObject && after[keyword] is JsonObject) continue;
            if (!JsonNode.DeepEquals(before[keyword], after[keyword])) breaks.Add($"{path} changed its {keyword}");
        }
    }

    private static HashSet<string> Names(JsonObject schema) => (schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
}

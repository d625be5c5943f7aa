using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Proof.Processes;

namespace Registry.Proof.Crashes;

/// <summary>The README's FOP bundle for anybody: identifiers carry who it is about, and every entry carries the revision in a tag, so that a bundle stored in part shows.</summary>
internal static class PersonBundle
{
    private const string TagSystem = "urn:registry:proof";
    private static readonly string[] SetByTheServer = ["id", "meta", "subject", "derivedFrom"];
    private static readonly string Example = File.ReadAllText(ProofPaths.File("docs", "examples", "fop-transaction.json"));

    /// <summary>Entries of each bundle.</summary>
    public static int Entries { get; } = JsonNode.Parse(Example)!["entry"]!.AsArray().Count;

    /// <summary>Types of its resources.</summary>
    public static IReadOnlyList<string> Types { get; } =
        [.. JsonNode.Parse(Example)!["entry"]!.AsArray().Select(entry => entry!["resource"]!["resourceType"]!.GetValue<string>()).Distinct(StringComparer.Ordinal)];

    /// <summary>A revision changes every entry, and the consent's policy version, so that there is an event of it.</summary>
    /// <param name="person">Letters and digits.</param>
    /// <param name="revision">From 1.</param>
    public static byte[] Write(string person, int revision)
    {
        JsonNode root = JsonNode.Parse(Example.Replace("\"valueString\": \"2.1\"", string.Create(CultureInfo.InvariantCulture, $"\"valueString\": \"2.{revision}\""), StringComparison.Ordinal))!;
        foreach (JsonNode? entry in root["entry"]!.AsArray())
        {
            JsonNode resource = entry!["resource"]!;
            foreach (JsonNode? identifier in resource["identifier"]!.AsArray()) identifier!["value"] = $"{identifier["value"]!.GetValue<string>()}~{person}";
            resource["meta"] = new JsonObject { ["tag"] = new JsonArray(new JsonObject { ["system"] = TagSystem, ["code"] = Tag(person, revision) }) };
            entry["request"]!["url"] = $"{entry["request"]!["url"]!.GetValue<string>()}~{person}";
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    /// <summary>What the tag of a stored resource says.</summary>
    public static string TagOf(JsonElement resource) => resource.GetProperty("meta").GetProperty("tag")[0].GetProperty("code").GetString()!;

    /// <summary>As <see cref="TagOf"/> gives it.</summary>
    public static string Tag(string person, int revision) => string.Create(CultureInfo.InvariantCulture, $"{person}.{revision}");

    /// <summary>Conditions under which each entry is found, such as <c>Patient?identifier=…</c>.</summary>
    public static IEnumerable<string> Searches(string person) =>
        JsonNode.Parse(Write(person, 1))!["entry"]!.AsArray().Select(entry => entry!["request"]!["url"]!.GetValue<string>());

    /// <summary>The first property of a stored resource that is not as it was sent; null when all are. References are resolved by the server, and are not compared.</summary>
    public static string? Difference(JsonElement sent, JsonElement stored) => sent.EnumerateObject()
        .Where(property => !SetByTheServer.Contains(property.Name, StringComparer.Ordinal))
        .FirstOrDefault(property => !stored.TryGetProperty(property.Name, out JsonElement held) || !JsonElement.DeepEquals(property.Value, held)) is { Value.ValueKind: not JsonValueKind.Undefined } differs
        ? differs.Name
        : null;
}

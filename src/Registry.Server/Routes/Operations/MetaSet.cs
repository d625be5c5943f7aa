using System.Buffers;
using System.Text.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Server.Routes.Operations;

/// <summary>The profiles, security labels and tags of a Meta: three sets, in the order in which their members were met. https://hl7.org/fhir/R4/resource.html#Meta</summary>
/// <remarks>Codings are the same when system and code are; a coding that has no code, when its display is, too.</remarks>
internal sealed class MetaSet
{
    private static readonly string[] Sets = ["profile", "security", "tag"];

    private readonly Dictionary<string, List<(string Key, string Json)>> _members = Sets.ToDictionary(name => name, _ => new List<(string Key, string Json)>(), StringComparer.Ordinal);

    /// <summary>Members of all sets.</summary>
    public int Count => _members.Values.Sum(members => members.Count);

    /// <summary>Adds what is not there yet; false when everything was.</summary>
    /// <param name="meta">A Meta; undefined for none.</param>
    public bool Add(JsonElement meta)
    {
        int before = Count;
        foreach (string name in Sets)
        {
            foreach ((string key, string json) in Members(meta, name))
            {
                if (!_members[name].Exists(member => member.Key == key)) _members[name].Add((key, json));
            }
        }

        return Count != before;
    }

    /// <summary>Takes away what is there; false when nothing was.</summary>
    public bool Remove(JsonElement meta)
    {
        int before = Count;
        foreach (string name in Sets)
        {
            HashSet<string> gone = [.. Members(meta, name).Select(member => member.Key)];
            _members[name].RemoveAll(member => gone.Contains(member.Key));
        }

        return Count != before;
    }

    /// <summary>Writes the members into an open object.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        foreach (string name in Sets.Where(name => _members[name].Count > 0))
        {
            writer.WriteStartArray(name);
            foreach ((_, string json) in _members[name]) writer.WriteRawValue(json);
            writer.WriteEndArray();
        }
    }

    /// <summary>A resource with these sets in its meta, and all else as it was.</summary>
    /// <param name="resource">UTF-8 JSON.</param>
    public ReadOnlyMemory<byte> Put(ReadOnlyMemory<byte> resource)
    {
        using JsonDocument document = JsonDocument.Parse(resource, new JsonDocumentOptions { MaxDepth = Fhir.Limits.JsonDepth });
        ArrayBufferWriter<byte> buffer = new(resource.Length + 256);
        using Utf8JsonWriter writer = new(buffer, OperationOutcome.WriterOptions);
        writer.WriteStartObject();
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
        {
            if (property.NameEquals("meta")) WriteMeta(writer, property.Value);
            else property.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    // Stored content has a meta always, be it empty; FHIR's JSON has no empty object.
    private void WriteMeta(Utf8JsonWriter writer, JsonElement meta)
    {
        JsonProperty[] others = [.. meta.EnumerateObject().Where(property => !Sets.Contains(property.Name.TrimStart('_'), StringComparer.Ordinal))];
        if (others.Length == 0 && Count == 0) return;
        writer.WriteStartObject("meta");
        foreach (JsonProperty property in others) property.WriteTo(writer);
        Write(writer);
        writer.WriteEndObject();
    }

    private static IEnumerable<(string Key, string Json)> Members(JsonElement meta, string name)
    {
        if (meta.ValueKind != JsonValueKind.Object || !meta.TryGetProperty(name, out JsonElement members)) yield break;
        foreach (JsonElement member in members.EnumerateArray())
        {
            // A null stands for a profile that only has extensions.
            if (member.ValueKind == JsonValueKind.String) yield return (member.GetString()!, member.GetRawText());
            else if (member.ValueKind == JsonValueKind.Object) yield return (KeyOf(member), member.GetRawText());
        }
    }

    private static string KeyOf(JsonElement coding)
    {
        string? Text(string name) => coding.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
        return JsonSerializer.Serialize((string?[])[Text("system"), Text("code"), Text("code") is null ? Text("display") : null]);
    }
}

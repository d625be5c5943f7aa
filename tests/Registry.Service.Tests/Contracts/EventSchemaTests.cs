using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Contracts.Events;
using Registry.Service.Tests.Clinical;
using Xunit;

namespace Registry.Service.Tests.Contracts;

/// <summary>The schemas that consumers hold. REGISTRY_APPROVE=1 writes what was added; what would break them it refuses too: that is a new version of the type.</summary>
public sealed class EventSchemaTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> WireNames => new(EventCatalogue.All.Select(type => type.WireName));

    [Theory]
    [MemberData(nameof(WireNames))]
    public void A_committed_schema_is_that_of_its_record_and_has_only_grown(string wireName)
    {
        EventType type = EventCatalogue.All.Single(candidate => candidate.WireName == wireName);
        string path = Repository.Path("src", "Registry.Contracts", "Schemas", $"{wireName}.json");
        JsonObject schema = EventSchemaWriter.Write(type);
        if (File.Exists(path)) Assert.Empty(SchemaChange.Breaks((JsonObject)JsonNode.Parse(File.ReadAllBytes(path))!, schema));
        AssertApproved(path, schema);
    }

    [Fact]
    public void The_AsyncApi_document_is_that_of_the_records() =>
        AssertApproved(Repository.Path("src", "Registry.Contracts", "Schemas", "asyncapi.json"), AsyncApiWriter.Write());

    [Fact]
    public void Every_type_has_its_schema_in_the_assembly()
    {
        Assert.Subset(EventSchemas.WireNames.ToHashSet(StringComparer.Ordinal), EventCatalogue.All.Select(type => type.WireName).ToHashSet(StringComparer.Ordinal));
        Assert.All(EventSchemas.WireNames, name => Assert.Equal(EventSchemas.Urn(name), JsonNode.Parse(EventSchemas.Find(name)!)!["$id"]!.GetValue<string>()));
        Assert.Null(EventSchemas.Find("Nothing.v1"));
        Assert.Null(EventSchemas.Find("../EventSchemas"));
    }

    [Fact]
    public void Every_field_is_described()
    {
        List<string> bare = [];
        foreach (EventType type in EventCatalogue.All) Bare(EventSchemaWriter.Write(type), type.WireName, bare);
        Assert.Empty(bare);
    }

    [Theory]
    [MemberData(nameof(WireNames))]
    public void An_event_with_every_field_and_one_with_the_required_ones_alone_meet_the_schema_and_read_back(string wireName)
    {
        EventType type = EventCatalogue.All.Single(candidate => candidate.WireName == wireName);
        byte[] whole = EventJson.Write(EventContractTests.Header(type), EventJson.WriteBody((IRegistryEvent)EventContractTests.Example(type.Record)));
        SchemaCheck.AssertMeets(wireName, whole);

        JsonObject bare = (JsonObject)JsonNode.Parse(whole)!;
        StripOptional(bare, EventSchemaWriter.Write(type));
        byte[] required = JsonSerializer.SerializeToUtf8Bytes(bare);
        SchemaCheck.AssertMeets(wireName, required);
        Assert.IsType(type.Record, EventJson.Read(type.Name, required));
        Assert.Equal(EventContractTests.Header(type), EventJson.ReadHeader(whole));
    }

    [Fact]
    public void An_event_without_a_required_field_meets_no_schema_and_is_not_read()
    {
        EventType type = EventCatalogue.Find(nameof(FactRetracted));
        JsonObject json = (JsonObject)JsonNode.Parse(EventJson.Write(EventContractTests.Header(type), EventJson.WriteBody((IRegistryEvent)EventContractTests.Example(type.Record))))!;
        json.Remove("reason");
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(json);
        Assert.NotEmpty(SchemaCheck.Complaints(type.WireName, bytes));
        Assert.Throws<JsonException>(() => EventJson.Read(type.Name, bytes));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{},"required":[]}""", "/a was removed")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":["string","null"]}},"required":["a"]}""", "/a changed its type")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":["string","null"]}},"required":["a","b"]}""", "/b became required")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":["string","null"]}},"required":[]}""", "/a is required no more")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":["string","null"]},"c":{"type":"string"}},"required":["a","c"]}""", "/c was added as required")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":["string","null"]},"c":{"type":["string","null"]}},"required":["a"]}""", null)]
    [InlineData("""{"type":"object","properties":{"a":{"description":"said better","type":"string"},"b":{"type":["string","null"]}},"required":["a"]}""", null)]
    public void Only_growth_is_no_break(string after, string? told)
    {
        JsonObject before = (JsonObject)JsonNode.Parse("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":["string","null"]}},"required":["a"]}""")!;
        IReadOnlyList<string> breaks = SchemaChange.Breaks(before, (JsonObject)JsonNode.Parse(after)!);
        if (told is null) Assert.Empty(breaks);
        else Assert.Contains(breaks, one => one.StartsWith(told, StringComparison.Ordinal));
    }

    private static void AssertApproved(string path, JsonObject document)
    {
        string actual = document.ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") File.WriteAllText(path, actual);
        Assert.True(File.Exists(path), $"{path} is missing; REGISTRY_APPROVE=1 writes it, then build again.");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static void Bare(JsonObject schema, string path, List<string> bare)
    {
        if (schema["properties"] is not JsonObject fields) return;
        foreach ((string field, JsonNode? value) in fields)
        {
            JsonObject own = (JsonObject)value!;
            if (!own.ContainsKey("description")) bare.Add($"{path}.{field}");
            Bare(own, $"{path}.{field}", bare);
            if (own["items"] is JsonObject items) Bare(items, $"{path}.{field}[]", bare);
        }
    }

    private static void StripOptional(JsonObject json, JsonObject schema)
    {
        HashSet<string> required = ((JsonArray)schema["required"]!).Select(name => name!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        foreach (string field in json.Select(pair => pair.Key).ToArray())
        {
            if (!required.Contains(field)) json.Remove(field);
            else if (json[field] is JsonObject inner) StripOptional(inner, (JsonObject)schema["properties"]![field]!);
        }
    }
}

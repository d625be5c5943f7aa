using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Contracts.Events;
using Registry.Service.Tests.Clinical;
using Xunit;

namespace Registry.Service.Tests.Contracts;

/// <summary>
/// A log as versions of before wrote it: one line for each type and version of its shape, and another for each growth. Lines are appended (REGISTRY_APPROVE=1) and never changed,
/// so that whatever stands in somebody's database stays readable. When a type gets a second version, its upcaster is what keeps the lines of the first readable.
/// </summary>
public sealed class StoredLogTests
{
    private static readonly string File = Repository.Path("tests", "data", "contracts", "stored-log.jsonl");

    [Fact]
    public void Every_event_that_was_ever_written_is_read_and_meets_its_schema()
    {
        foreach (JsonElement line in Lines())
        {
            string type = line.GetProperty("type").GetString()!;
            byte[] data = JsonSerializer.SerializeToUtf8Bytes(line.GetProperty("data"));
            IRegistryEvent read = EventJson.Read(type, data);
            Assert.IsType(EventCatalogue.Find(type).Record, read);
            SchemaCheck.AssertMeets(EventType.WireNameOf(type, read.Header.SchemaVersion), data);
        }
    }

    [Fact]
    public void What_stood_in_a_stored_event_is_in_the_event_that_is_read()
    {
        foreach (JsonElement line in Lines())
        {
            string type = line.GetProperty("type").GetString()!;
            JsonObject stored = (JsonObject)JsonNode.Parse(line.GetProperty("data").GetRawText())!;
            IRegistryEvent read = EventJson.Read(type, JsonSerializer.SerializeToUtf8Bytes(stored));
            JsonObject written = (JsonObject)JsonNode.Parse(EventJson.Write(read.Header, EventJson.WriteBody(read)))!;
            Assert.All(stored, field => Assert.True(JsonNode.DeepEquals(field.Value, written[field.Key]), $"{type}.{field.Key}"));
        }
    }

    [Fact]
    public void Every_shape_that_is_written_today_has_its_line()
    {
        HashSet<string> there = [.. Lines().Select(Shape)];
        string[] missing = [.. EventCatalogue.All.Select(Line).Where(line => !there.Contains(Shape(JsonDocument.Parse(line).RootElement)))];
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") System.IO.File.AppendAllText(File, string.Concat(missing.Select(line => line + "\n")));
        else Assert.Empty(missing);
    }

    /// <summary>How an artificial type of before would be raised: a field that was renamed is no growth, and without an upcaster it is not read.</summary>
    [Fact]
    public void A_change_that_is_no_growth_is_found_by_reading()
    {
        JsonElement line = Lines().First(one => one.GetProperty("type").GetString() == nameof(FactRetracted));
        JsonObject before = (JsonObject)JsonNode.Parse(line.GetProperty("data").GetRawText())!;
        before["cause"] = before["reason"]!.DeepClone();
        before.Remove("reason");
        Assert.Throws<JsonException>(() => EventJson.Read(nameof(FactRetracted), JsonSerializer.SerializeToUtf8Bytes(before)));
    }

    private static JsonElement[] Lines() => System.IO.File.Exists(File) ? [.. System.IO.File.ReadAllLines(File).Select(line => JsonDocument.Parse(line).RootElement)] : [];

    private static string Line(EventType type) => JsonSerializer.Serialize(new
    {
        type = type.Name,
        data = JsonNode.Parse(EventJson.Write(EventContractTests.Header(type), EventJson.WriteBody((IRegistryEvent)EventContractTests.Example(type.Record)))),
    });

    private static string Shape(JsonElement line) =>
        $"{line.GetProperty("type").GetString()} {line.GetProperty("data").GetProperty("header").GetProperty("schemaVersion").GetInt32()} {Fields(line.GetProperty("data"))}";

    private static string Fields(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', element.EnumerateObject().Select(field => field.Name + Fields(field.Value)))}}}",
        JsonValueKind.Array => $"[{(element.GetArrayLength() > 0 ? Fields(element[0]) : "")}]",
        _ => "",
    };
}

using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>The wire contract: every event's name, namespace and JSON. It changes only by intent: REGISTRY_APPROVE=1 rewrites the golden file.</summary>
public class EventContractTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void The_wire_contract_is_the_approved_one()
    {
        string path = Repository.Path("tests", "data", "contracts", "events.approved.json");
        JsonObject contract = [];
        foreach (EventType type in EventCatalogue.All)
        {
            contract[type.WireName] = new JsonObject
            {
                ["messageType"] = type.Record.FullName,
                ["fields"] = Shape(type.Record),
                ["example"] = JsonNode.Parse(EventJson.Write(Header(type), EventJson.WriteBody((IRegistryEvent)Example(type.Record)))),
            };
        }

        string actual = contract.ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") File.WriteAllText(path, actual);
        Assert.Equal(File.ReadAllText(path), actual);
    }

    [Fact]
    public void Every_event_reads_back_as_it_was_written()
    {
        foreach (EventType type in EventCatalogue.All)
        {
            byte[] body = EventJson.WriteBody((IRegistryEvent)Example(type.Record));
            IRegistryEvent read = EventJson.Read(type.Name, EventJson.Write(Header(type), body));
            Assert.IsType(type.Record, read);
            Assert.Equal(Header(type), read.Header);
            Assert.Equal(body, EventJson.WriteBody(read));
        }
    }

    [Fact]
    public void Every_event_record_is_in_the_catalogue()
    {
        IEnumerable<Type> records = typeof(IRegistryEvent).Assembly.GetTypes().Where(type => type.IsClass && typeof(IRegistryEvent).IsAssignableFrom(type));
        Assert.Equal(records.Order(Comparer<Type>.Create((one, other) => string.CompareOrdinal(one.Name, other.Name))), EventCatalogue.All.Select(type => type.Record).OrderBy(type => type.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void Events_written_before_a_field_was_added_still_read()
    {
        JsonObject header = (JsonObject)JsonNode.Parse(EventJson.Write(Header(EventCatalogue.Find(nameof(FindingOpened))), "{}"u8))!["header"]!;
        string opened = new JsonObject { ["header"] = header.DeepClone(), ["rule"] = "R06", ["severity"] = "error", ["category"] = "plausibility/atemporal" }.ToJsonString();
        string closed = new JsonObject { ["header"] = header.DeepClone(), ["rule"] = "R06" }.ToJsonString();

        FindingOpened read = (FindingOpened)EventJson.Read(nameof(FindingOpened), Encoding.UTF8.GetBytes(opened));
        Assert.Equal((1, null, null), (read.RuleVersion, read.Title, read.Message));
        Assert.Empty(read.Evidence);
        Assert.Null(((FindingClosed)EventJson.Read(nameof(FindingClosed), Encoding.UTF8.GetBytes(closed))).Reason);
    }

    private static JsonObject Shape(Type record)
    {
        NullabilityInfoContext nullability = new();
        JsonObject shape = [];
        foreach (PropertyInfo property in record.GetProperties().Where(property => property.PropertyType != typeof(EventHeader)))
        {
            bool isNullable = nullability.Create(property).ReadState == NullabilityState.Nullable;
            shape[JsonNamingPolicy.CamelCase.ConvertName(property.Name)] = NameOf(property.PropertyType) + (isNullable ? "?" : "");
        }

        return shape;
    }

    private static string NameOf(Type type) => type.IsGenericType ? $"{NameOf(type.GetGenericArguments()[0])}[]" : type.Name;

    internal static EventHeader Header(EventType type) => (EventHeader)Example(typeof(EventHeader)) with { SchemaVersion = type.SchemaVersion };

    // Filled by reflection, so that a field that is added shows in the golden file without a line here.
    internal static object Example(Type type)
    {
        if (type == typeof(string)) return "text";
        if (type == typeof(bool)) return true;
        if (type == typeof(int) || type == typeof(int?)) return 1;
        if (type == typeof(long) || type == typeof(long?)) return 2L;
        if (type == typeof(Guid)) return Guid.Parse("6f1c1f0e-8a44-4c52-9a55-1d6b0f6c7a01");
        if (type == typeof(DateOnly)) return new DateOnly(2024, 9, 1);
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(2025, 10, 14, 8, 30, 0, 125, TimeSpan.Zero);
        if (type == typeof(SiteId)) return new SiteId("site-a");
        if (type == typeof(SubjectId)) return SubjectId.Parse("0123456789abcdef0123456789abcdef");
        if (type == typeof(DatePrecision)) return DatePrecision.Month;
        if (type == typeof(IReadOnlyList<string>)) return new[] { "text" };
        if (type == typeof(IReadOnlyList<long>)) return new[] { 2L };
        if (type == typeof(decimal) || type == typeof(decimal?)) return 1.5m;
        if (type == typeof(IReadOnlyList<SiteScore>)) return new[] { new SiteScore("site", 1) };
        if (type == typeof(IReadOnlyList<FindingEvidence>)) return new[] { new FindingEvidence("resource", "expression") };
        if (type == typeof(CodedValue)) return new CodedValue("system", "code");
        object made = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.CanWrite)) property.SetValue(made, Example(property.PropertyType));
        return made;
    }
}

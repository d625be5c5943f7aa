using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>For each thing that a CapabilityStatement can claim, the call that shows it. A claim without a call fails the walk.</summary>
internal static class CapabilityCalls
{
    private const string Package = "https://registry.example.org/fhir/ho";
    private const string JsonPatch = "application/json-patch+json";

    /// <summary>Interactions of a type.</summary>
    public static IReadOnlyDictionary<string, Func<WalkedRegistry, string, Task>> OfType { get; } = new Dictionary<string, Func<WalkedRegistry, string, Task>>(StringComparer.Ordinal)
    {
        ["read"] = async (registry, type) =>
        {
            string id = (await registry.AnyAsync(type)).GetProperty("id").GetString()!;
            Answered read = await registry.SendAsync("GET", $"{type}/{id}");
            read.AssertStatus(200);
            Assert.Equal((type, id), (read.Json.GetProperty("resourceType").GetString(), read.Json.GetProperty("id").GetString()));
            (await registry.SendAsync("HEAD", $"{type}/{id}")).AssertStatus(200);
        },
        ["vread"] = async (registry, type) =>
        {
            JsonElement any = await registry.AnyAsync(type);
            string version = any.GetProperty("meta").GetProperty("versionId").GetString()!;
            Answered read = await registry.SendAsync("GET", $"{type}/{any.GetProperty("id").GetString()}/_history/{version}");
            read.AssertStatus(200);
            Assert.Equal(version, read.Json.GetProperty("meta").GetProperty("versionId").GetString());
        },
        ["create"] = async (registry, type) =>
        {
            Answered created = await registry.SendAsync("POST", type, await registry.FreshAsync(type));
            created.AssertStatus(201);
            (await registry.SendAsync("GET", $"{type}/{created.Id}")).AssertStatus(200);
        },
        ["update"] = async (registry, type) =>
        {
            JsonObject stored = await registry.StoredAsync(type);
            stored["language"] = "en";
            Answered updated = await registry.SendAsync("PUT", $"{type}/{stored["id"]}", stored, ("If-Match", "W/\"1\""));
            updated.AssertStatus(200);
            Assert.Equal("W/\"2\"", updated.ETag);
        },
        ["patch"] = async (registry, type) =>
        {
            JsonObject stored = await registry.StoredAsync(type);
            (await registry.SendAsync("PATCH", $"{type}/{stored["id"]}", JsonNode.Parse("""[{"op":"add","path":"/language","value":"en"}]"""), ("Content-Type", JsonPatch))).AssertStatus(200);
            Assert.Equal("en", (await registry.SendAsync("GET", $"{type}/{stored["id"]}")).Json.GetProperty("language").GetString());
        },
        ["delete"] = async (registry, type) =>
        {
            JsonObject stored = await registry.StoredAsync(type);
            (await registry.SendAsync("DELETE", $"{type}/{stored["id"]}")).AssertStatus(200, 204);
            (await registry.SendAsync("GET", $"{type}/{stored["id"]}")).AssertStatus(410);
        },
        ["history-instance"] = async (registry, type) => AssertBundle("history", await registry.SendAsync("GET", $"{type}/{(await registry.AnyAsync(type)).GetProperty("id").GetString()}/_history")),
        ["history-type"] = async (registry, type) => AssertBundle("history", await registry.SendAsync("GET", $"{type}/_history")),
        ["search-type"] = async (registry, type) =>
        {
            AssertBundle("searchset", await registry.SendAsync("GET", type));
            AssertBundle("searchset", await registry.SendAsync("POST", $"{type}/_search"));
        },
    };

    /// <summary>Interactions of the whole system.</summary>
    public static IReadOnlyDictionary<string, Func<WalkedRegistry, Task>> OfSystem { get; } = new Dictionary<string, Func<WalkedRegistry, Task>>(StringComparer.Ordinal)
    {
        ["transaction"] = async registry => AssertBundle("transaction-response", await registry.SendAsync("POST", "", JsonNode.Parse("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"Patient?_count=1"}}]}"""))),
        ["batch"] = async registry => AssertBundle("batch-response", await registry.SendAsync("POST", "", JsonNode.Parse("""{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Patient?_count=1"}}]}"""))),
        ["history-system"] = async registry => AssertBundle("history", await registry.SendAsync("GET", "_history")),
        ["search-system"] = async registry =>
        {
            // Types of the packages are each searched by themselves, as the interaction's documentation says.
            string types = string.Join(',', registry.Resources.Where(resource => resource.GetProperty("versioning").GetString() != "no-version").Select(resource => resource.GetProperty("type").GetString()));
            AssertBundle("searchset", await registry.SendAsync("GET", $"?_type={types}"));
            AssertBundle("searchset", await registry.SendAsync("POST", $"_search?_type={types}"));
        },
    };

    /// <summary>Properties of a type with the value that claims something; what claims nothing (<c>no-version</c>, <c>not-supported</c>, false) is not here.</summary>
    public static IReadOnlyDictionary<string, Func<WalkedRegistry, string, Task>> OfProperty { get; } = new Dictionary<string, Func<WalkedRegistry, string, Task>>(StringComparer.Ordinal)
    {
        ["versioning versioned"] = async (registry, type) => Assert.NotNull((await registry.SendAsync("GET", $"{type}/{(await registry.AnyAsync(type)).GetProperty("id").GetString()}")).ETag),
        ["versioning versioned-update"] = async (registry, type) =>
        {
            JsonObject stored = await registry.StoredAsync(type);
            (await registry.SendAsync("PUT", $"{type}/{stored["id"]}", stored, ("If-Match", "W/\"7\""))).AssertStatus(412);
        },
        ["readHistory true"] = async (registry, type) =>
        {
            JsonObject stored = await registry.StoredAsync(type);
            JsonObject changed = (JsonObject)stored.DeepClone();
            changed["language"] = "en";
            (await registry.SendAsync("PUT", $"{type}/{stored["id"]}", changed)).AssertStatus(200);
            Answered first = await registry.SendAsync("GET", $"{type}/{stored["id"]}/_history/1");
            first.AssertStatus(200);
            Assert.False(first.Json.TryGetProperty("language", out _));
        },
        ["updateCreate true"] = async (registry, type) =>
        {
            JsonObject fresh = await registry.FreshAsync(type);
            fresh["id"] = $"walked-{type.ToLowerInvariant()}";
            (await registry.SendAsync("PUT", $"{type}/{fresh["id"]}", fresh)).AssertStatus(201);
        },
        ["conditionalCreate true"] = async (registry, type) =>
        {
            JsonObject stored = await registry.StoredAsync(type);
            Answered again = await registry.SendAsync("POST", type, Bare(stored), ("If-None-Exist", WalkedRegistry.ByIdentifier(stored)));
            again.AssertStatus(200);
            Assert.Equal(stored["id"]!.GetValue<string>(), again.Id);
        },
        ["conditionalUpdate true"] = async (registry, type) =>
        {
            JsonObject stored = await registry.StoredAsync(type);
            JsonObject changed = Bare(stored);
            changed["language"] = "en";
            Answered updated = await registry.SendAsync("PUT", $"{type}?{WalkedRegistry.ByIdentifier(stored)}", changed);
            updated.AssertStatus(200);
            Assert.Equal((stored["id"]!.GetValue<string>(), "W/\"2\""), (updated.Id, updated.ETag));
        },
        ["conditionalDelete single"] = DeleteByIdentifierAsync,
        ["conditionalDelete multiple"] = DeleteByIdentifierAsync,
        ["conditionalRead modified-since"] = (registry, type) => UnchangedAsync(registry, type, byTime: true),
        ["conditionalRead not-match"] = (registry, type) => UnchangedAsync(registry, type, byTime: false),
        ["conditionalRead full-support"] = async (registry, type) =>
        {
            await UnchangedAsync(registry, type, byTime: true);
            await UnchangedAsync(registry, type, byTime: false);
        },
    };

    /// <summary>Operations, by name: each at the levels at which its definition has it; <c>null</c> is the level of the system.</summary>
    public static IReadOnlyDictionary<string, Func<WalkedRegistry, string?, Task>> Operations { get; } = new Dictionary<string, Func<WalkedRegistry, string?, Task>>(StringComparer.Ordinal)
    {
        ["validate"] = async (registry, type) =>
        {
            Answered judged = await registry.SendAsync("POST", $"{type}/$validate", await registry.FreshAsync(type!));
            judged.AssertStatus(200);
            Assert.Equal("OperationOutcome", judged.Json.GetProperty("resourceType").GetString());
        },
        ["everything"] = async (registry, type) => AssertBundle("searchset", await registry.SendAsync("GET", $"{type}/{(await registry.AnyAsync(type!)).GetProperty("id").GetString()}/$everything")),
        ["meta"] = async (registry, type) =>
        {
            (await registry.SendAsync("GET", type is null ? "$meta" : $"{type}/$meta")).AssertStatus(200);
            if (type is not null) (await registry.SendAsync("GET", $"{type}/{(await registry.AnyAsync(type)).GetProperty("id").GetString()}/$meta")).AssertStatus(200);
        },
        ["meta-add"] = (registry, type) => ChangeMetaAsync(registry, type!, "$meta-add"),
        ["meta-delete"] = (registry, type) => ChangeMetaAsync(registry, type!, "$meta-delete"),
        ["expand"] = async (registry, type) => (await registry.SendAsync("GET", $"{type}/$expand?url={Package}/ValueSet/settled-status")).AssertStatus(200),
        ["lookup"] = async (registry, type) => (await registry.SendAsync("GET", $"{type}/$lookup?system={Package}/CodeSystem/fop-class&code=classic")).AssertStatus(200),
        ["validate-code"] = async (registry, type) =>
        {
            string asked = type == "ValueSet" ? $"url={Package}/ValueSet/settled-status&system=http://hl7.org/fhir/observation-status&code=final" : $"url={Package}/CodeSystem/fop-class&code=classic";
            (await registry.SendAsync("GET", $"{type}/$validate-code?{asked}")).AssertStatus(200);
        },
    };

    /// <summary>Forms in which a patch is sent.</summary>
    public static IReadOnlyDictionary<string, Func<WalkedRegistry, string, Task>> PatchFormats { get; } = new Dictionary<string, Func<WalkedRegistry, string, Task>>(StringComparer.Ordinal)
    {
        [JsonPatch] = (registry, type) => OfType["patch"](registry, type),
        ["application/fhir+json"] = async (registry, type) =>
        {
            JsonObject stored = await registry.StoredAsync(type);
            JsonNode parameters = JsonNode.Parse($$"""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"add"},{"name":"path","valueString":"{{type}}"},{"name":"name","valueString":"language"},{"name":"value","valueCode":"en"}]}]}""")!;
            (await registry.SendAsync("PATCH", $"{type}/{stored["id"]}", parameters)).AssertStatus(200);
            Assert.Equal("en", (await registry.SendAsync("GET", $"{type}/{stored["id"]}")).Json.GetProperty("language").GetString());
        },
        ["application/fhir+xml"] = async (registry, type) =>
        {
            JsonObject stored = await registry.StoredAsync(type);
            string parameters = $"""
                <Parameters xmlns="http://hl7.org/fhir"><parameter><name value="operation"/>
                <part><name value="type"/><valueCode value="add"/></part><part><name value="path"/><valueString value="{type}"/></part>
                <part><name value="name"/><valueString value="language"/></part><part><name value="value"/><valueCode value="en"/></part></parameter></Parameters>
                """;
            using HttpRequestMessage patch = new(HttpMethod.Patch, $"/fhir/{type}/{stored["id"]}") { Content = new StringContent(parameters, Encoding.UTF8, "application/fhir+xml") };
            using HttpResponseMessage patched = await registry.Registry.Client.SendAsync(patch, TestContext.Current.CancellationToken);
            Assert.True(patched.IsSuccessStatusCode, await patched.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal("en", (await registry.SendAsync("GET", $"{type}/{stored["id"]}")).Json.GetProperty("language").GetString());
        },
    };

    /// <summary>What is sent and asked for under the names that the statement's <c>format</c> may hold.</summary>
    public static string MediaTypeOf(string format) => format switch { "json" => "application/fhir+json", "xml" => "application/fhir+xml", "ttl" => "application/fhir+turtle", _ => format };

    /// <summary>Values of which the type of a search parameter takes one: what parts a composite has, the statement does not say.</summary>
    public static string[] ValuesOf(string type) => type switch
    {
        "date" => ["2024"],
        "number" or "quantity" => ["1"],
        "composite" => ["x$2024", "x$1", "x$Patient/x", "x$x"],
        "reference" => ["Patient/x"],
        "uri" => ["https://example.org/x"],
        "token" or "string" or "special" => ["x"],
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Say here what such a parameter takes."),
    };

    public static void AssertBundle(string type, Answered answered)
    {
        answered.AssertStatus(200);
        Assert.Equal(("Bundle", type), (answered.Json.GetProperty("resourceType").GetString(), answered.Json.GetProperty("type").GetString()));
    }

    private static async Task ChangeMetaAsync(WalkedRegistry registry, string type, string operation)
    {
        JsonObject stored = await registry.StoredAsync(type);
        JsonNode parameters = JsonNode.Parse("""{"resourceType":"Parameters","parameter":[{"name":"meta","valueMeta":{"tag":[{"system":"https://example.org/tags","code":"walked"}]}}]}""")!;
        (await registry.SendAsync("POST", $"{type}/{stored["id"]}/{operation}", parameters)).AssertStatus(200);
    }

    private static async Task DeleteByIdentifierAsync(WalkedRegistry registry, string type)
    {
        JsonObject stored = await registry.StoredAsync(type);
        (await registry.SendAsync("DELETE", $"{type}?{WalkedRegistry.ByIdentifier(stored)}")).AssertStatus(200, 204);
        (await registry.SendAsync("GET", $"{type}/{stored["id"]}")).AssertStatus(410);
    }

    private static async Task UnchangedAsync(WalkedRegistry registry, string type, bool byTime)
    {
        string path = $"{type}/{(await registry.AnyAsync(type)).GetProperty("id").GetString()}";
        Answered read = await registry.SendAsync("GET", path);
        (await registry.SendAsync("GET", path, null, byTime ? ("If-Modified-Since", read.LastModified!) : ("If-None-Match", read.ETag!))).AssertStatus(304);
    }

    private static JsonObject Bare(JsonObject stored)
    {
        JsonObject bare = (JsonObject)stored.DeepClone();
        bare.Remove("id");
        bare.Remove("meta");
        return bare;
    }
}

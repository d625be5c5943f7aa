using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>GET …/_history over HTTP. https://hl7.org/fhir/R4/http.html#history</summary>
public sealed class HistoryTests
{
    [Fact]
    public async Task A_resources_history_tells_creation_updates_deletion_and_return()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        string id = await LesionAsync(registry);
        (_, JsonElement first) = await registry.GetAsync($"/fhir/Observation/{id}");
        byte[] changed = With(first, resource => resource["status"] = "amended");
        Assert.Equal(HttpStatusCode.OK, (await registry.SendAsync(HttpMethod.Put, $"/fhir/Observation/{id}", changed)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await registry.SendAsync(HttpMethod.Delete, $"/fhir/Observation/{id}", null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync($"/fhir/Observation/{id}/_history")).Status);
        Assert.Equal(HttpStatusCode.Created, (await registry.SendAsync(HttpMethod.Put, $"/fhir/Observation/{id}", changed)).Status);

        (HttpStatusCode status, JsonElement bundle) = await registry.GetAsync($"/fhir/Observation/{id}/_history");

        Assert.Equal(HttpStatusCode.OK, status);
        registry.AssertValid(bundle);
        Assert.Equal(("history", 4), (bundle.GetProperty("type").GetString(), bundle.GetProperty("total").GetInt32()));
        JsonElement[] entries = [.. bundle.GetProperty("entry").EnumerateArray()];
        Assert.Equal(
            [$"PUT Observation/{id} 201 Created W/\"4\" 4", $"DELETE Observation/{id} 204 No Content W/\"3\" -", $"PUT Observation/{id} 200 OK W/\"2\" 2", "POST Observation 201 Created W/\"1\" 1"],
            entries.Select(Line));
        Assert.Equal(first.GetRawText(), entries[3].GetProperty("resource").GetRawText());
        Assert.All(entries, entry => Assert.EndsWith($"/fhir/Observation/{id}", entry.GetProperty("fullUrl").GetString(), StringComparison.Ordinal));
        Assert.EndsWith($"/fhir/Observation/{id}/_history", bundle.GetProperty("link")[0].GetProperty("url").GetString(), StringComparison.Ordinal);
        string created = entries[3].GetProperty("response").GetProperty("lastModified").GetString()!;
        Assert.Equal(4, (await registry.GetAsync($"/fhir/Observation/{id}/_history?_since={created}")).Body.GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("/fhir/_history")]
    [InlineData("/fhir/Observation/_history")]
    public async Task Following_next_gives_each_version_once_while_others_write(string path)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop());
        string[] whole = Locations((await registry.GetAsync(path)).Body);
        Assert.True(whole.Length >= 3);
        List<string> seen = [];
        int pages = 0;
        for (string? next = $"{path}?_count=2"; next is not null; pages++)
        {
            (HttpStatusCode status, JsonElement page) = await registry.GetAsync(next);
            Assert.Equal(HttpStatusCode.OK, status);
            registry.AssertValid(page);
            seen.AddRange(Locations(page));
            await registry.PostAsync("/fhir", Examples.Fop($"later-{pages}"));
            next = page.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() is "next").Select(link => link.GetProperty("url").GetString()).SingleOrDefault();
        }

        Assert.Equal(whole, seen);
        Assert.Equal((whole.Length + 1) / 2, pages);

        static string[] Locations(JsonElement bundle) => [.. bundle.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("location").GetString()!)];
    }

    [Theory]
    [InlineData("/fhir/Observation/nobody/_history", 404, "resource-unknown")]
    [InlineData("/fhir/Observation/no%2Fbody/_history", 404, "resource-unknown")]
    [InlineData("/fhir/Appointment/_history", 404, "type-unknown")]
    [InlineData("/fhir/_history?_count=0", 400, "history-parameter")]
    [InlineData("/fhir/_history?_count=-1", 400, "history-parameter")]
    [InlineData("/fhir/_history?_count=x", 400, "history-parameter")]
    [InlineData("/fhir/_history?_count=1&_count=2", 400, "history-parameter")]
    [InlineData("/fhir/_history?_since=yesterday", 400, "history-parameter")]
    [InlineData("/fhir/_history?_since=2026-02-30", 400, "history-parameter")]
    [InlineData("/fhir/_history?_since=2026-02-01T25:00:00Z", 400, "history-parameter")]
    [InlineData("/fhir/_history?_since=2026-02-01T12:00:00%2B99:00", 400, "history-parameter")]
    [InlineData("/fhir/_history?_at=", 400, "history-parameter")]
    [InlineData("/fhir/_history?_page=AAAA", 400, "history-parameter")]
    [InlineData("/fhir/_history?_page=!!", 400, "history-parameter")]
    [InlineData("/fhir/_history?_sinse=2026", 400, "history-parameter")]
    [InlineData("/fhir/_history?_list=1", 400, "history-parameter")]
    [InlineData("/fhir/_history?_count=99999999999999999999999", 200, null)]
    [InlineData("/fhir/_history?_since=2026-02-01T12:00:00%2B01:00", 200, null)]
    [InlineData("/fhir/_history?_since=2026-02-01T12:00:00+01:00", 200, null)]
    [InlineData("/fhir/_history?_since=2026-02-01T12:00:00.123456Z", 200, null)]
    [InlineData("/fhir/_history?_at=2026", 200, null)]
    [InlineData("/fhir/Patient/_history?_at=2026-02&_since=2020-01-01T00:00:00Z&_count=5", 200, null)]
    public async Task A_parameter_or_address_that_cannot_be_meant_is_told(string path, int status, string? rule)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        (HttpStatusCode answered, JsonElement body) = await registry.GetAsync(path);
        Assert.Equal(status, (int)answered);
        if (rule is null) Assert.Equal(0, body.GetProperty("total").GetInt32());
        else Assert.Equal(rule, body.GetProperty("issue")[0].GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_page_of_everything_is_bounded_and_its_head_is_answered_alone()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop());
        Assert.Equal((HttpStatusCode.OK, JsonValueKind.Undefined), (await registry.SendAsync(HttpMethod.Head, "/fhir/_history", null)) is var (status, body) ? (status, body.ValueKind) : default);
        (_, JsonElement metadata) = await registry.GetAsync("/fhir/metadata");
        JsonElement rest = metadata.GetProperty("rest")[0];
        Assert.Contains("history-system", rest.GetProperty("interaction").EnumerateArray().Select(one => one.GetProperty("code").GetString()));
        // The packages' own resources stand beside what is stored, and have no history.
        JsonElement[] stored = [.. rest.GetProperty("resource").EnumerateArray().Where(resource => resource.GetProperty("versioning").GetString() is not "no-version")];
        Assert.Equal(3, stored.Length);
        Assert.All(stored, resource =>
        {
            Assert.True(resource.GetProperty("readHistory").GetBoolean());
            Assert.Superset(new HashSet<string?>(["history-instance", "history-type"]), resource.GetProperty("interaction").EnumerateArray().Select(one => one.GetProperty("code").GetString()).ToHashSet());
        });
    }

    private static string Line(JsonElement entry)
    {
        JsonElement request = entry.GetProperty("request");
        JsonElement response = entry.GetProperty("response");
        string version = entry.TryGetProperty("resource", out JsonElement resource) ? resource.GetProperty("meta").GetProperty("versionId").GetString()! : "-";
        return $"{request.GetProperty("method").GetString()} {request.GetProperty("url").GetString()} {response.GetProperty("status").GetString()} {response.GetProperty("etag").GetString()} {version}";
    }

    private static async Task<string> LesionAsync(RunningRegistry registry)
    {
        await registry.PostAsync("/fhir", Examples.Fop());
        (_, JsonElement found) = await registry.GetAsync("/fhir/Observation?identifier=https://hospital.example.org/record|L-20241210-1");
        return found.GetProperty("entry")[0].GetProperty("resource").GetProperty("id").GetString()!;
    }

    private static byte[] With(JsonElement resource, Action<JsonNode> change)
    {
        JsonNode node = JsonNode.Parse(resource.GetRawText())!;
        change(node);
        return System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Service.Tests.Clinical;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>Bundles of type batch, and reads in transactions, over HTTP. https://hl7.org/fhir/R4/http.html#transaction</summary>
public sealed class BatchTests
{
    private const string Lesion = "Observation?identifier=https://hospital.example.org/record|L-20241210-1";

    [Fact]
    public async Task Each_entry_is_taken_or_refused_by_itself_and_answered_in_its_place()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop());
        string lesion = await IdAsync(registry, Lesion);

        (HttpStatusCode status, JsonElement answer) = await registry.PostAsync("/fhir", Bundle(
            "batch",
            Entry("GET", $"Observation/{lesion}"),
            Entry("GET", Lesion),
            Entry("HEAD", $"Observation/{lesion}/_history/1"),
            Entry("GET", "Patient/nobody"),
            Entry("PUT", "Patient/p2", Some.Patient("P-2").WithId("p2")),
            Entry("PUT", "Patient/p3", Some.Patient("P-3").WithId("other")),
            Entry("POST", "Patient", new JsonObject { ["resourceType"] = "Patient", ["gendre"] = "x" }),
            Entry("DELETE", $"Observation/{lesion}"),
            Entry("GET", "Observation/_history?_count=1&_format=xml"),
            Entry("GET", "nowhere/at/all/here"),
            Entry("GET", "metadata")));

        Assert.Equal(HttpStatusCode.OK, status);
        registry.AssertValid(answer);
        Assert.Equal("batch-response", answer.GetProperty("type").GetString());
        // The deletion comes first, whatever the order of the entries.
        Assert.Equal(["410 Gone", "200 OK", "200 OK", "404 Not Found", "201 Created", "400 Bad Request", "400 Bad Request", "204 No Content", "200 OK", "404 Not Found", "200 OK"], Statuses(answer));
        JsonElement[] entries = [.. answer.GetProperty("entry").EnumerateArray()];
        Assert.Equal("searchset", entries[1].GetProperty("resource").GetProperty("type").GetString());
        Assert.Equal(0, entries[1].GetProperty("resource").GetProperty("total").GetInt32());
        Assert.False(entries[2].TryGetProperty("resource", out _));
        Assert.EndsWith("/fhir/Patient/p2/_history/1", entries[4].GetProperty("response").GetProperty("location").GetString(), StringComparison.Ordinal);
        Assert.Equal("W/\"1\"", entries[4].GetProperty("response").GetProperty("etag").GetString());
        Assert.Equal("url-mismatch", Rule(entries[5]));
        Assert.Equal("history", entries[8].GetProperty("resource").GetProperty("type").GetString());
        Assert.Equal("CapabilityStatement", entries[10].GetProperty("resource").GetProperty("resourceType").GetString());
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync("/fhir/Patient/p2")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await registry.GetAsync("/fhir/Patient/p3")).Status);
    }

    [Fact]
    public async Task A_read_in_a_transaction_sees_what_the_transaction_wrote()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        (HttpStatusCode status, JsonElement answer) = await registry.PostAsync("/fhir", Bundle(
            "transaction",
            Entry("GET", "Patient/p2"),
            Entry("PUT", "Patient/p2", Some.Patient("P-2").WithId("p2")),
            Entry("GET", "Patient?_count=5"),
            Entry("GET", "Patient/nobody")));
        Assert.Equal(HttpStatusCode.OK, status);
        registry.AssertValid(answer);
        Assert.Equal(["200 OK", "201 Created", "200 OK", "404 Not Found"], Statuses(answer));
        Assert.Equal("1", answer.GetProperty("entry")[0].GetProperty("resource").GetProperty("meta").GetProperty("versionId").GetString());
        Assert.Equal(1, answer.GetProperty("entry")[2].GetProperty("resource").GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("transaction", "GET", "https://elsewhere.example/fhir/Patient/1", 400, "request-url")]
    [InlineData("transaction", "PATCH", "Patient/1", 400, "entry-resource")]
    [InlineData("document", "GET", "Patient/1", 400, "bdl-3")]
    [InlineData("collection", "GET", "Patient/1", 400, "bdl-3")]
    [InlineData("batch", null, "Patient/1", 400, "")]
    [InlineData("batch", "GET", null, 400, "")]
    public async Task A_bundle_that_cannot_be_meant_is_refused_as_a_whole(string type, string? method, string? url, int status, string rule)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        JsonObject entry = Entry(method ?? "", url ?? "");
        if (method is null) entry["request"]!.AsObject().Remove("method");
        if (url is null) entry["request"]!.AsObject().Remove("url");
        (HttpStatusCode answered, JsonElement outcome) = await registry.PostAsync("/fhir", Bundle(type, entry));
        Assert.Equal(status, (int)answered);
        Assert.Equal("OperationOutcome", outcome.GetProperty("resourceType").GetString());
        if (rule.Length > 0) Assert.Contains(rule, outcome.GetProperty("issue").EnumerateArray().Select(issue => issue.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("%2F")]
    [InlineData("?type=batch")]
    public async Task A_bundle_inside_a_batch_is_not_taken(string url)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        JsonObject inner = JsonNode.Parse(Bundle("batch", Entry("GET", "metadata")))!.AsObject();
        (_, JsonElement answer) = await registry.PostAsync("/fhir", Bundle("batch", Entry("POST", url.Length == 0 ? " " : url, inner), Entry("GET", "metadata")));
        if (answer.GetProperty("resourceType").GetString() is "Bundle") Assert.Equal(["400 Bad Request", "200 OK"], Statuses(answer));
        else Assert.Equal("OperationOutcome", answer.GetProperty("resourceType").GetString());
    }

    [Fact]
    public async Task A_bundle_of_a_hundred_thousand_entries_is_refused_and_says_the_limit()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        foreach (string type in new[] { "batch", "transaction" })
        {
            string entries = string.Join(',', Enumerable.Repeat("""{"request":{"method":"GET","url":"Patient/1"}}""", 100_000));
            (HttpStatusCode status, JsonElement outcome) = await registry.PostAsync("/fhir", Encoding.UTF8.GetBytes($$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{{entries}}]}"""));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.Contains("5000", outcome.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, "Patient", false)]
    [InlineData("return=minimal", null, false)]
    [InlineData("return=representation", "Patient", true)]
    [InlineData("return=OperationOutcome", "OperationOutcome", false)]
    [InlineData("respond-later, return=minimal; foo=bar", null, false)]
    [InlineData("return=nonsense", "Patient", false)]
    public async Task Prefer_says_what_a_writer_wants_back(string? prefer, string? bodyType, bool hasResources)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        (string, string)[] headers = prefer is null ? [] : [("Prefer", prefer)];
        byte[] patient = Some.Utf8(Some.Patient("P-2").WithId("p2"));
        (HttpStatusCode status, JsonElement body) = await registry.SendAsync(HttpMethod.Put, "/fhir/Patient/p2", patient, headers);
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(bodyType, body.ValueKind == JsonValueKind.Undefined ? null : body.GetProperty("resourceType").GetString());

        // In a bundle only who asks is sent back what was sent.
        foreach (string type in (string[])["transaction", "batch"])
        {
            (_, JsonElement answer) = await registry.PostAsync("/fhir", Bundle(type, Entry("PUT", "Patient/p2", Some.Patient("P-2").WithId("p2"))), headers);
            Assert.Equal(hasResources, answer.GetProperty("entry")[0].TryGetProperty("resource", out _));
        }
    }

    [Fact]
    public async Task A_reader_that_knows_the_version_is_answered_304()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.SendAsync(HttpMethod.Put, "/fhir/Patient/p2", Some.Utf8(Some.Patient("P-2").WithId("p2")));
        using HttpResponseMessage whole = await registry.Client.GetAsync("/fhir/Patient/p2", TestContext.Current.CancellationToken);
        string modified = whole.Content.Headers.LastModified!.Value.ToString("R");
        (string Name, string Value, int Status)[] cases =
        [
            ("If-None-Match", "W/\"1\"", 304), ("If-None-Match", "\"1\"", 304), ("If-None-Match", "*", 304), ("If-None-Match", "W/\"7\", W/\"1\"", 304),
            ("If-None-Match", "W/\"2\"", 200), ("If-None-Match", "nonsense", 200),
            ("If-Modified-Since", modified, 304), ("If-Modified-Since", "Thu, 01 Jan 1998 00:00:00 GMT", 200), ("If-Modified-Since", "yesterday", 200),
        ];
        foreach ((string name, string value, int status) in cases) Assert.Equal((name, value, status), (name, value, (int)(await registry.GetAsync("/fhir/Patient/p2", (name, value))).Status));
        Assert.Equal(200, (int)(await registry.GetAsync("/fhir/Patient/p2", ("If-None-Match", "W/\"2\""), ("If-Modified-Since", modified))).Status);
    }

    [Theory]
    [InlineData("PATCH", "/fhir/_history", 405, "GET, HEAD, OPTIONS")]
    [InlineData("POST", "/fhir/Patient/1", 405, null)]
    [InlineData("PUT", "/fhir/Patient/1/_history/1", 405, "GET, HEAD, OPTIONS")]
    [InlineData("OPTIONS", "/fhir/_history", 204, "GET, HEAD, OPTIONS")]
    [InlineData("OPTIONS", "/fhir/no/such/address/here", 404, null)]
    [InlineData("GET", "/fhir/Patient/a/b/c", 404, null)]
    [InlineData("GET", "/nowhere", 404, null)]
    [InlineData("DELETE", "/events", 405, null)]
    [InlineData("GET", "/fhir/Patient/..%2F..%2Freports", 404, null)]
    [InlineData("GET", "/fhir/Patient/%00", 400, null)]
    [InlineData("GET", "/fhir/Patient/a%20b", 404, null)]
    [InlineData("GET", "/fhir/Patient/1/_history/x", 404, null)]
    [InlineData("GET", "/fhir/Patient/1/_history/99999999999999999999", 404, null)]
    public async Task What_no_route_takes_is_told_with_what_the_address_takes(string method, string path, int status, string? allow)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage answer = await registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
        if (allow is not null) Assert.Equal(allow, string.Join(", ", answer.Content.Headers.Allow.Concat(answer.Headers.TryGetValues("Allow", out IEnumerable<string>? values) ? values : [])));
        if (status is 404 or 405) Assert.Contains("OperationOutcome", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        if (status is 405) Assert.NotEmpty(answer.Content.Headers.Allow);
    }

    private static byte[] Bundle(string type, params JsonObject[] entries) =>
        Encoding.UTF8.GetBytes(new JsonObject { ["resourceType"] = "Bundle", ["type"] = type, ["entry"] = new JsonArray([.. entries]) }.ToJsonString());

    private static JsonObject Entry(string method, string url, JsonNode? resource = null)
    {
        JsonObject entry = new() { ["request"] = new JsonObject { ["method"] = method, ["url"] = url } };
        if (resource is not null) entry.Insert(0, "resource", resource);
        return entry;
    }

    private static string[] Statuses(JsonElement bundle) => [.. bundle.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("status").GetString()!)];

    private static string? Rule(JsonElement entry) => entry.GetProperty("response").GetProperty("outcome").GetProperty("issue")[0].GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString();

    private static async Task<string> IdAsync(RunningRegistry registry, string search) =>
        (await registry.GetAsync("/fhir/" + search)).Body.GetProperty("entry")[0].GetProperty("resource").GetProperty("id").GetString()!;
}

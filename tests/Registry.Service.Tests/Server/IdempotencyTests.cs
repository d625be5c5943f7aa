using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Service.Tests.Store;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>A request that is sent again under its Idempotency-Key is answered as it was, and done once: also by two nodes at once, and after a crash.</summary>
public sealed class IdempotencyTests
{
    private const string Header = "Idempotency-Key";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bundle_sent_again_is_answered_with_the_same_bytes_and_nothing_is_written()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        Answer first = await SendAsync(registry.Client, HttpMethod.Post, "/fhir", Creates("a"), "k1");
        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Contains("201 Created", first.Body, StringComparison.Ordinal);
        int events = (await registry.EventsAsync()).Count;

        Assert.Equal(first, await SendAsync(registry.Client, HttpMethod.Post, "/fhir", Creates("a"), "k1"));
        Assert.Equal(first, await SendAsync(registry.Client, HttpMethod.Post, "/fhir/", Creates("a"), "k1"));
        Assert.Equal(events, (await registry.EventsAsync()).Count);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(registry.Client, HttpMethod.Post, "/fhir", Creates("a"), key: null)).Status);
    }

    [Fact]
    public async Task What_was_told_as_information_is_told_again()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        JsonObject rendered = JsonNode.Parse(Patient("n", "2019-03-12"))!.AsObject();
        rendered["text"] = new JsonObject { ["status"] = "generated", ["div"] = "<div xmlns=\"http://www.w3.org/1999/xhtml\">A page</div>" };
        byte[] patient = Encoding.UTF8.GetBytes(rendered.ToJsonString());
        registry.Client.DefaultRequestHeaders.Add("Prefer", "return=OperationOutcome");
        Answer first = await SendAsync(registry.Client, HttpMethod.Post, "/fhir/Patient", patient, "told");
        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Contains("\"information\"", first.Body, StringComparison.Ordinal);
        Assert.Equal(first, await SendAsync(registry.Client, HttpMethod.Post, "/fhir/Patient", patient, "told"));
    }

    [Fact]
    public async Task A_create_an_update_and_a_deletion_sent_again_are_answered_as_they_were_whatever_came_after()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        HttpClient client = registry.Client;
        byte[] patient = Patient("s", "2019-03-12");
        Answer created = await SendAsync(client, HttpMethod.Post, "/fhir/Patient", patient, "create");
        Assert.Equal((HttpStatusCode.Created, "W/\"1\""), (created.Status, created.ETag));
        string path = created.Location!.Split("/_history/")[0];

        byte[] changed = WithId(Patient("s", "2020-03-12"), path.Split('/')[^1]);
        Answer updated = await SendAsync(client, HttpMethod.Put, path, changed, "update", ifMatch: "W/\"1\"");
        Assert.Equal((HttpStatusCode.OK, "W/\"2\""), (updated.Status, updated.ETag));
        Assert.Equal(updated, await SendAsync(client, HttpMethod.Put, path, changed, "update", ifMatch: "W/\"1\""));
        Answer unchanged = await SendAsync(client, HttpMethod.Put, path, changed, "unchanged");
        Assert.Equal((HttpStatusCode.OK, "W/\"2\""), (unchanged.Status, unchanged.ETag));

        Answer deleted = await SendAsync(client, HttpMethod.Delete, path, null, "delete");
        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
        foreach ((Answer first, HttpMethod method, string where, byte[]? body, string key, string? ifMatch) in new[]
        {
            (deleted, HttpMethod.Delete, path, null, "delete", null), (unchanged, HttpMethod.Put, path, changed, "unchanged", (string?)null),
            (updated, HttpMethod.Put, path, changed, "update", "W/\"1\""), (created, HttpMethod.Post, "/fhir/Patient", (byte[]?)patient, "create", null),
        })
        {
            Assert.Equal(first, await SendAsync(client, method, where, body, key, ifMatch));
        }

        Assert.Equal(HttpStatusCode.Gone, (await SendAsync(client, HttpMethod.Get, path, null, "delete")).Status);
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_422_and_stores_nothing()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await SendAsync(registry.Client, HttpMethod.Post, "/fhir", Creates("a"), "k1");
        int events = (await registry.EventsAsync()).Count;
        Answer other = await SendAsync(registry.Client, HttpMethod.Post, "/fhir", Creates("b"), "k1");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        JsonElement outcome = JsonDocument.Parse(other.Body).RootElement;
        registry.AssertValid(outcome);
        Assert.Equal("idempotency-key-reused", RuleOf(outcome));
        // The key is judged before the body: what is not FHIR at all is another request all the same.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(registry.Client, HttpMethod.Post, "/fhir", "{"u8.ToArray(), "k1")).Status);
        Assert.Equal(events, (await registry.EventsAsync()).Count);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(registry.Client, HttpMethod.Post, "/fhir", Creates("b"), "k2")).Status);
    }

    [Fact]
    public async Task A_key_is_free_on_another_route_for_another_site_and_after_a_refusal()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        HttpClient client = registry.Client;
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(client, HttpMethod.Post, "/fhir", "{"u8.ToArray(), "k")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(client, HttpMethod.Post, "/fhir", Creates("a"), "k")).Status);
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(client, HttpMethod.Post, "/fhir/Patient", Patient("b", "2019-03-12"), "k")).Status);
        (HttpStatusCode status, _) = await registry.PostAsync("/fhir", Creates("c"), (Header, "k"), ("X-Registry-Site", "elsewhere"));
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a\tb")]
    [InlineData(null)]
    public async Task A_key_that_is_none_is_refused_before_anything_is_done(string? key)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        Answer answer = await SendAsync(registry.Client, HttpMethod.Post, "/fhir", Creates("a"), key ?? new string('x', Registry.Server.Limits.IdempotencyKeyChars + 1));
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("idempotency-key-malformed", RuleOf(JsonDocument.Parse(answer.Body).RootElement));
        await registry.AssertNothingStoredAsync();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(registry.Client, HttpMethod.Post, "/fhir", Creates("a"), new string('~', Registry.Server.Limits.IdempotencyKeyChars))).Status);
    }

    [Fact]
    public async Task One_request_that_arrives_many_times_at_once_is_done_once_on_SQLite()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await AssertDoneOnceAsync([registry]);
    }

    [Fact]
    public async Task One_request_that_arrives_many_times_at_once_on_two_nodes_is_done_once_on_PostgreSQL()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(Needs.PostgreSql());
        using TemporaryFolder folder = new();
        string[] settings = [.. database.Settings.Select(setting => $"--{setting.Key.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}")];
        await using RunningRegistry first = await RunningRegistry.StartAsync(folder.Path, settings);
        await using RunningRegistry second = await RunningRegistry.StartAsync(folder.Path, settings);
        await AssertDoneOnceAsync([first, second]);
    }

    [Fact]
    public Task A_request_committed_by_a_killed_server_is_answered_by_the_next_one_on_SQLite() => KillAfterCommitAsync(new Dictionary<string, string>(StringComparer.Ordinal));

    [Fact]
    public async Task A_request_committed_by_a_killed_server_is_answered_by_the_next_one_on_PostgreSQL()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(Needs.PostgreSql());
        await KillAfterCommitAsync(database.Settings);
    }

    /// <summary>The commit is durable and its answer is on its way when the server dies: the sender knows nothing, and sends again.</summary>
    private static async Task KillAfterCommitAsync(IReadOnlyDictionary<string, string> settings)
    {
        using TemporaryFolder folder = new();
        await using (RegistryProcess doomed = await RegistryProcess.StartAsync(folder.Path, settings))
        {
            Uri address = doomed.Client.BaseAddress!;
            await using AnswerDroppingProxy wire = new(address.Port, Encoding.ASCII.GetBytes(Header));
            wire.DropNextAnswer();
            using HttpClient client = new() { BaseAddress = new UriBuilder(address) { Port = wire.Port }.Uri };
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => SendAsync(client, HttpMethod.Post, "/fhir", Creates("a"), "k1"));
            Assert.Equal(1, wire.Dropped);
            await doomed.KillAsync();
        }

        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, settings);
        List<JsonElement> before = await server.EventsAsync();
        Assert.NotEmpty(before);
        Answer again = await SendAsync(server.Client, HttpMethod.Post, "/fhir", Creates("a"), "k1");
        Assert.Equal(HttpStatusCode.OK, again.Status);
        foreach (JsonElement entry in JsonDocument.Parse(again.Body).RootElement.GetProperty("entry").EnumerateArray())
        {
            JsonElement response = entry.GetProperty("response");
            Assert.Equal("201 Created", response.GetProperty("status").GetString());
            Assert.Equal(200, (await server.GetAsync(new Uri(response.GetProperty("location").GetString()!).AbsolutePath)).Status);
        }

        Assert.Equal(before.Count, (await server.EventsAsync()).Count);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(server.Client, HttpMethod.Post, "/fhir", Creates("b"), "k1")).Status);
    }

    private static async Task AssertDoneOnceAsync(RunningRegistry[] nodes)
    {
        for (int round = 0; round < 5; round++)
        {
            byte[] bundle = Creates(round.ToString(CultureInfo.InvariantCulture));
            int before = (await nodes[0].EventsAsync()).Count;
            Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(index => SendAsync(nodes[index % nodes.Length].Client, HttpMethod.Post, "/fhir", bundle, $"key-{round}")));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
            // Two nodes have two addresses; what was done is the same.
            Assert.Single(answers.Select(answer => System.Text.RegularExpressions.Regex.Replace(answer.Body, "http://127.0.0.1:[0-9]+", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))).Distinct());
            int between = (await nodes[0].EventsAsync()).Count;
            Answer alone = await SendAsync(nodes[0].Client, HttpMethod.Post, "/fhir", Creates($"{round}-alone"), key: null);
            Assert.Equal(HttpStatusCode.OK, alone.Status);
            Assert.Equal((await nodes[0].EventsAsync()).Count - between, between - before);
        }
    }

    /// <summary>The FOP example for somebody else, every entry as an unconditional create: done twice, it would be in conflict with itself.</summary>
    private static byte[] Creates(string suffix)
    {
        JsonNode root = JsonNode.Parse(Examples.Fop(suffix))!;
        foreach (JsonNode? entry in root["entry"]!.AsArray())
        {
            entry!["request"] = new JsonObject { ["method"] = "POST", ["url"] = entry["resource"]!["resourceType"]!.GetValue<string>() };
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static byte[] Patient(string suffix, string consented) =>
        Encoding.UTF8.GetBytes(JsonNode.Parse(Examples.Fop(suffix))!["entry"]![0]!["resource"]!.ToJsonString().Replace("2019-03-12", consented, StringComparison.Ordinal));

    private static byte[] WithId(byte[] resource, string id)
    {
        JsonObject root = JsonNode.Parse(resource)!.AsObject();
        root.Insert(1, "id", id);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static string? RuleOf(JsonElement outcome) =>
        outcome.GetProperty("issue")[0].GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString();

    private static async Task<Answer> SendAsync(HttpClient client, HttpMethod method, string path, byte[]? json, string? key, string? ifMatch = null)
    {
        using HttpRequestMessage request = new(method, path);
        if (json is not null) request.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } };
        if (key is not null) request.Headers.TryAddWithoutValidation(Header, key);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        return new Answer(
            answer.StatusCode, answer.Headers.Location?.ToString(), answer.Headers.ETag?.ToString(), answer.Content.Headers.LastModified, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private sealed record Answer(HttpStatusCode Status, string? Location, string? ETag, DateTimeOffset? LastModified, string Body);
}

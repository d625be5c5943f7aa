using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>A registry with the README's two bundles in it, its statement, and what a call of something in that needs: a resource that stands, and fresh ones to write.</summary>
internal sealed class WalkedRegistry : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly RunningRegistry _registry;
    private int _made;

    private WalkedRegistry(TemporaryFolder folder, RunningRegistry registry, JsonElement statement) => (_folder, _registry, Statement) = (folder, registry, statement);

    public JsonElement Statement { get; }

    public JsonElement Rest => Statement.GetProperty("rest")[0];

    public IEnumerable<JsonElement> Resources => Rest.GetProperty("resource").EnumerateArray();

    public RunningRegistry Registry => _registry;

    public static async Task<WalkedRegistry> StartAsync()
    {
        TemporaryFolder folder = new();
        RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        foreach (byte[] bundle in (byte[][])[Examples.Fop(), Examples.Poh()])
        {
            (HttpStatusCode status, JsonElement body) = await registry.PostAsync("/fhir", bundle);
            Assert.True(status == HttpStatusCode.OK, body.ToString());
        }

        return new WalkedRegistry(folder, registry, (await registry.GetAsync("/fhir/metadata")).Body);
    }

    /// <summary>Sends a request under the base, and gives what it was answered.</summary>
    public async Task<Answered> SendAsync(string method, string path, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path.Length == 0 ? "/fhir" : $"/fhir/{path}");
        if (body is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString())) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } };
        foreach ((string name, string value) in headers)
        {
            if (name == "Content-Type" && request.Content is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            else if (name == "Content-Type") request.Content = new StringContent("") { Headers = { ContentType = MediaTypeHeaderValue.Parse(value) } };
            else Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        }

        using HttpResponseMessage answer = await _registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
        byte[] bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        string? mediaType = answer.Content.Headers.ContentType?.MediaType;
        return new Answered($"{method} {path}", (int)answer.StatusCode, mediaType, bytes, answer.Headers.Location?.ToString(), answer.Headers.ETag?.ToString(), answer.Content.Headers.LastModified?.ToString("R"));
    }

    /// <summary>A resource of the type that stands in the registry, found by search.</summary>
    public async Task<JsonElement> AnyAsync(string type)
    {
        Answered found = await SendAsync("GET", $"{type}?_count=1");
        found.AssertStatus(200);
        Assert.True(found.Json.TryGetProperty("entry", out JsonElement entries), $"The registry holds no {type} to walk with: put one into the bundles that WalkedRegistry loads.");
        return entries[0].GetProperty("resource");
    }

    /// <summary>A resource of the type that nobody sent yet; its Patient stands.</summary>
    public async Task<JsonObject> FreshAsync(string type)
    {
        JsonNode bundle = JsonNode.Parse(Examples.Fop($"walk-{++_made}"))!;
        JsonObject Take(string wanted) => bundle["entry"]!.AsArray().Select(entry => entry!["resource"]!.AsObject()).FirstOrDefault(resource => resource["resourceType"]!.GetValue<string>() == wanted)
            ?? throw new InvalidOperationException($"The README's bundle holds no {wanted}: say in WalkedRegistry how one is made.");
        JsonObject fresh = (JsonObject)Take(type).DeepClone();
        if (type == "Patient") return fresh;
        Answered patient = await SendAsync("POST", "Patient", Take("Patient"));
        patient.AssertStatus(201);
        string of = bundle["entry"]![0]!["fullUrl"]!.GetValue<string>();
        return JsonNode.Parse(fresh.ToJsonString().Replace(of, $"Patient/{patient.Id}", StringComparison.Ordinal))!.AsObject();
    }

    /// <summary>A fresh resource, stored; as it was answered.</summary>
    public async Task<JsonObject> StoredAsync(string type)
    {
        Answered created = await SendAsync("POST", type, await FreshAsync(type), ("Prefer", "return=representation"));
        created.AssertStatus(201);
        return JsonNode.Parse(created.Bytes)!.AsObject();
    }

    /// <summary>The search that finds a resource by its identifier.</summary>
    public static string ByIdentifier(JsonObject resource) =>
        "identifier=" + Uri.EscapeDataString($"{resource["identifier"]![0]!["system"]!.GetValue<string>()}|{resource["identifier"]![0]!["value"]!.GetValue<string>()}");

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>What a request was answered.</summary>
internal sealed record Answered(string Request, int Status, string? MediaType, byte[] Bytes, string? Location, string? ETag, string? LastModified)
{
    public JsonElement Json => JsonDocument.Parse(Bytes).RootElement;

    /// <summary>The id in Location.</summary>
    public string Id => Location!.Split('/')[^3];

    public void AssertStatus(params int[] statuses) => Assert.True(statuses.Contains(Status), $"{Request}: {Status} instead of {string.Join(" or ", statuses)}: {Encoding.UTF8.GetString(Bytes)}");

    /// <summary>Refused as what there is not, in FHIR's form.</summary>
    public void AssertRefused(params int[] statuses)
    {
        AssertStatus(statuses);
        if (Bytes.Length > 0) Assert.Equal("OperationOutcome", Json.GetProperty("resourceType").GetString());
    }
}

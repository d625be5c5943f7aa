using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>A registry that keeps whatever is valid R4, holds the examples of both diseases, and is asked over HTTP.</summary>
public sealed class SearchServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningRegistry? _registry;

    internal RunningRegistry Registry => _registry!;

    public async ValueTask InitializeAsync()
    {
        _registry = await RunningRegistry.StartAsync(_folder.Path, "--Registry:Intake:OutsideDataset=Keep", "--Registry:Intake:Identifying=Keep");
        string[] examples = ["fop-transaction.json", "poh-transaction.json"];
        foreach (string example in examples)
        {
            (HttpStatusCode status, JsonElement body) = await Registry.PostAsync("/fhir", await File.ReadAllBytesAsync(Repository.Path("docs", "examples", example), TestContext.Current.CancellationToken));
            Assert.True(status == HttpStatusCode.OK, body.ToString());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Writes resources under their own ids, all or none.</summary>
    internal Task PutAsync(params IReadOnlyList<JsonObject> resources) => PutAsync(Registry, resources);

    internal static async Task PutAsync(RunningRegistry registry, IReadOnlyList<JsonObject> resources)
    {
        JsonObject[] entries = [.. resources.Select(resource => new JsonObject
        {
            ["fullUrl"] = $"https://sender.example.org/fhir/{resource["resourceType"]}/{resource["id"]}",
            ["resource"] = resource.DeepClone(),
            ["request"] = new JsonObject { ["method"] = "PUT", ["url"] = $"{resource["resourceType"]}/{resource["id"]}" },
        })];
        JsonObject bundle = new() { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray([.. entries]) };
        (HttpStatusCode status, JsonElement body) = await registry.PostAsync("/fhir", Encoding.UTF8.GetBytes(bundle.ToJsonString()));
        Assert.True(status == HttpStatusCode.OK, body.ToString());
    }

    /// <summary>The answer to a search, which is one.</summary>
    internal async Task<JsonElement> FindAsync(string query, params (string Name, string Value)[] headers)
    {
        (HttpStatusCode status, JsonElement bundle) = await Registry.GetAsync(query.StartsWith("http", StringComparison.Ordinal) ? query : $"/fhir/{query}", headers);
        Assert.True(status == HttpStatusCode.OK, $"{query}: {bundle}");
        return bundle;
    }

    /// <summary>Ids of the matches, in their order.</summary>
    internal async Task<List<string>> IdsAsync(string query) => Ids(await FindAsync(query), "match");

    /// <summary>Ids of the matches, sorted.</summary>
    internal async Task<string> SortedAsync(string query) => string.Join(' ', (await IdsAsync(query)).Order(StringComparer.Ordinal));

    /// <summary>What a refused search is told.</summary>
    internal async Task<JsonElement> RefusedAsync(string query, params (string Name, string Value)[] headers)
    {
        (HttpStatusCode status, JsonElement outcome) = await Registry.GetAsync($"/fhir/{query}", headers);
        Assert.True(status == HttpStatusCode.BadRequest, $"{query}: {status} {outcome}");
        Registry.AssertValid(outcome);
        return outcome;
    }

    internal static List<string> Ids(JsonElement bundle, string mode) => !bundle.TryGetProperty("entry", out JsonElement entries)
        ? []
        : [.. entries.EnumerateArray().Where(entry => entry.GetProperty("search").GetProperty("mode").GetString() == mode && entry.GetProperty("resource").TryGetProperty("id", out _)).Select(entry => entry.GetProperty("resource").GetProperty("id").GetString()!)];

    internal static string? Link(JsonElement bundle, string relation) =>
        bundle.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() == relation).Select(link => link.GetProperty("url").GetString()).SingleOrDefault();
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The server finds what <see cref="SearchOracle"/> finds, on resources and searches by chance.</summary>
public sealed class SearchPropertyTests(ITestOutputHelper output)
{
    /// <summary>Another one is taken from the environment variable REGISTRY_TEST_SEED.</summary>
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("REGISTRY_TEST_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out int seed) ? seed : 20261126;

    private const int Searches = 600;

    [Fact]
    public async Task The_server_finds_what_the_oracle_finds() => await CompareAsync([]);

    [Fact]
    public async Task The_server_finds_what_the_oracle_finds_on_PostgreSQL()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(Needs.PostgreSql());
        await CompareAsync([.. database.Settings.Select(setting => $"--{setting.Key.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}")]);
    }

    private async Task CompareAsync(string[] settings)
    {
        output.WriteLine($"Seed {Seed}");
        SearchCases cases = new(new Random(Seed));
        IReadOnlyList<JsonObject> resources = cases.Resources(observations: 100, others: 30);
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path, ["--Registry:Intake:OutsideDataset=Keep", "--Registry:Intake:Identifying=Keep", .. settings]);
        await SearchServer.PutAsync(registry, resources);
        List<string> wrong = [];
        int found = 0;
        int some = 0;
        for (int number = 0; number < Searches; number++)
        {
            SearchCases.Case one = cases.Next();
            List<SearchCases.Case> all = [one];
            if (number % 4 == 0) all.Add(cases.And(one));
            string query = $"{one.Type}?{string.Join('&', all.Select(part => $"{part.Written.Name}={Uri.EscapeDataString(part.Written.Value)}"))}";
            decimal now = registry.Services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
            (HttpStatusCode status, JsonElement bundle) = await registry.GetAsync($"/fhir/{query}&_count=1000&_elements=id");
            if (status != HttpStatusCode.OK)
            {
                wrong.Add($"{query}: {status} {bundle}");
                continue;
            }

            string[] expected = [.. resources.Where(resource => (string)resource["resourceType"]! == one.Type && all.All(part => IsFound(resource, part, now))).Select(resource => (string)resource["id"]!).Order(StringComparer.Ordinal)];
            string[] actual = [.. SearchServer.Ids(bundle, "match").Order(StringComparer.Ordinal)];
            found += expected.Length;
            some += expected.Length > 0 ? 1 : 0;
            if (expected.SequenceEqual(actual)) continue;
            string[] differ = [.. expected.Except(actual).Select(id => $"missed {Held(id)}"), .. actual.Except(expected).Select(id => $"wrongly {Held(id)}")];
            wrong.Add($"{Uri.UnescapeDataString(query)}: {string.Join("; ", differ.Take(3))}");

            string Held(string id) => $"{id} {string.Join(" ", all.Select(part => $"{part.Name}: {string.Join(" / ", SearchOracle.Read(resources.Single(resource => (string)resource["id"]! == id), part.Name))}"))}";
        }

        output.WriteLine($"{Searches} searches, {some} of them found something, {found} in all.");
        Assert.True(wrong.Count == 0, $"Seed {Seed}: {wrong.Count} differ.\n{string.Join("\n", wrong.Take(25))}");
        // Not because nothing is ever found.
        Assert.True(some > Searches / 3, $"{some}");
    }

    private static bool IsFound(JsonObject resource, SearchCases.Case part, decimal now) => SearchOracle.Finds(SearchOracle.Read(resource, part.Name), part.Modifier, part.AnyOf, now);
}

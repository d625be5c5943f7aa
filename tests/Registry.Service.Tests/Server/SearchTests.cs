using System.Net;
using System.Text.Json;
using Registry.Fhir.Definitions;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>R4's search page over HTTP, rule by rule, on resources of the package. https://hl7.org/fhir/R4/search.html</summary>
public class SearchTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningRegistry? _registry;

    private RunningRegistry Registry => _registry!;

    public async ValueTask InitializeAsync()
    {
        _registry = await RunningRegistry.StartAsync(_folder.Path, await SettingsAsync());
        string[] examples = ["fop-transaction.json", "poh-transaction.json"];
        foreach (string example in examples)
        {
            (HttpStatusCode status, JsonElement body) = await Registry.PostAsync("/fhir", await File.ReadAllBytesAsync(Repository.Path("docs", "examples", example), TestContext.Current.CancellationToken));
            Assert.True(status == HttpStatusCode.OK, body.ToString());
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_registry is not null) await _registry.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected virtual Task<string[]> SettingsAsync() => Task.FromResult<string[]>([]);

    [Fact]
    public async Task Each_parameter_that_the_statement_lists_is_answered_and_a_missing_value_is_found_by_missing()
    {
        (_, JsonElement statement) = await Registry.GetAsync("/fhir/metadata");
        int asked = 0;
        foreach (JsonElement resource in statement.GetProperty("rest")[0].GetProperty("resource").EnumerateArray())
        {
            string type = resource.GetProperty("type").GetString()!;
            // Those of the packages are searched in another way: ConformanceResourceTests.
            if (PackageResource.Types.Contains(type)) continue;
            int all = await CountAsync(type);
            foreach (JsonElement parameter in resource.GetProperty("searchParam").EnumerateArray())
            {
                string name = parameter.GetProperty("name").GetString()!;
                string kind = parameter.GetProperty("type").GetString()!;
                string value = kind switch { "date" => "2024", "number" => "1", "quantity" => "1", "composite" => "", _ => "x" };
                if (kind != "composite")
                {
                    (HttpStatusCode status, JsonElement body) = await Registry.GetAsync($"/fhir/{type}?{name}={value}");
                    Assert.True(status == HttpStatusCode.OK, $"{type}?{name}: {body}");
                    asked++;
                    if (name.StartsWith('_')) continue;
                    // Whoever has a value and whoever has none are all.
                    Assert.Equal(all, await CountAsync($"{type}?{name}:missing=true") + await CountAsync($"{type}?{name}:missing=false"));
                    Assert.Equal(all, (await IdsAsync($"{type}?_sort={name}")).Count);
                    Assert.Equal(all, (await IdsAsync($"{type}?_sort=-{name},_id")).Count);
                }
            }

            foreach (string link in new[] { "searchInclude", "searchRevInclude" }.Where(link => resource.TryGetProperty(link, out _)))
            {
                foreach (JsonElement include in resource.GetProperty(link).EnumerateArray())
                {
                    (HttpStatusCode status, JsonElement body) = await Registry.GetAsync($"/fhir/{type}?{(link == "searchInclude" ? "_include" : "_revinclude")}={include.GetString()}");
                    Assert.True(status == HttpStatusCode.OK, $"{include}: {body}");
                }
            }
        }

        Assert.True(asked > 50, $"{asked}");
    }

    [Fact]
    public async Task Chains_has_and_includes_lead_from_one_resource_to_the_other()
    {
        JsonElement observation = (await EntriesAsync("Observation?code=http://loinc.org|69548-6&_count=1"))[0].GetProperty("resource");
        string patient = observation.GetProperty("subject").GetProperty("reference").GetString()!;
        string id = patient.Split('/')[1];
        List<string> ofPatient = await IdsAsync($"Observation?patient={id}");
        Assert.NotEmpty(ofPatient);
        Assert.Equal(ofPatient, await IdsAsync($"Observation?subject:Patient={id}"));
        Assert.Equal(ofPatient, await IdsAsync($"Observation?subject=Patient/{id}"));
        Assert.Equal(ofPatient, await IdsAsync($"Observation?patient._id={id}"));
        JsonElement whole = (await EntriesAsync($"Patient?_id={id}"))[0].GetProperty("resource");
        JsonElement identifier = whole.GetProperty("identifier")[0];
        string token = Uri.EscapeDataString($"{identifier.GetProperty("system").GetString()}|{identifier.GetProperty("value").GetString()}");
        Assert.Equal([id], await IdsAsync($"Patient?identifier={token}"));
        Assert.Equal(ofPatient, await IdsAsync($"Observation?subject:Patient.identifier={token}"));
        Assert.Equal(ofPatient, await IdsAsync($"Observation?patient.identifier={token}"));
        Assert.Contains(id, await IdsAsync("Patient?_has:Observation:patient:code=69548-6"));
        Assert.Empty(await IdsAsync("Patient?_has:Observation:patient:code=nothing"));
        Assert.Equal(ofPatient, await IdsAsync($"Observation?patient._has:Observation:patient:_id={observation.GetProperty("id").GetString()}"));
        List<JsonElement> included = await EntriesAsync($"Observation?patient={id}&_include=Observation:subject");
        Assert.Equal([id], included.Where(entry => Mode(entry) == "include").Select(Id));
        List<JsonElement> reverse = await EntriesAsync($"Patient?_id={id}&_revinclude=Observation:patient&_include:iterate=Observation:subject");
        Assert.Equal(ofPatient.Order(StringComparer.Ordinal), reverse.Where(entry => Mode(entry) == "include").Select(Id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Patient?nmae=x")]
    [InlineData("Patient?_sort=nothing")]
    [InlineData("Observation?date=yesterday")]
    [InlineData("Observation?code:colour=x")]
    [InlineData("Observation?value-quantity=much")]
    [InlineData("Observation?value-quantity=5|mg")]
    [InlineData("Observation?code-value-concept=only")]
    [InlineData("Observation?code=")]
    [InlineData("Observation?code=a,,b")]
    [InlineData("Observation?subject:Nothing.name=x")]
    [InlineData("Observation?code.name=x")]
    [InlineData("Patient?_has:Nothing:patient:code=x")]
    [InlineData("Patient?_has:Observation:code:code=x")]
    [InlineData("Patient?_count=-1")]
    [InlineData("Patient?_total=all")]
    [InlineData("Patient?_summary=maybe")]
    [InlineData("Patient?_include=nothing")]
    [InlineData("Patient?_page=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Patient?_page=...")]
    [InlineData("?code=x")]
    public async Task What_cannot_be_searched_is_refused_with_a_remedy(string query)
    {
        (HttpStatusCode status, JsonElement outcome) = await Registry.GetAsync($"/fhir/{query}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Registry.AssertValid(outcome);
    }

    [Fact]
    public async Task Too_many_values_are_refused_and_an_enormous_count_is_cut()
    {
        string values = string.Join(',', Enumerable.Range(0, 10_000));
        using FormUrlEncodedContent form = new([KeyValuePair.Create("code", values)]);
        using HttpResponseMessage refused = await Registry.Client.PostAsync("/fhir/Observation/_search", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        (HttpStatusCode status, _) = await Registry.GetAsync("/fhir/Observation?_count=99999999999999999999");
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task A_lenient_caller_is_told_what_was_left_out_and_self_does_not_hold_it()
    {
        (HttpStatusCode status, JsonElement bundle) = await Registry.GetAsync("/fhir/Patient?nmae=x&_count=1", ("Prefer", "handling=lenient"));
        Assert.Equal(HttpStatusCode.OK, status);
        Registry.AssertValid(bundle);
        Assert.Contains(bundle.GetProperty("entry").EnumerateArray(), entry => Mode(entry) == "outcome");
        string self = bundle.GetProperty("link").EnumerateArray().Single(link => link.GetProperty("relation").GetString() == "self").GetProperty("url").GetString()!;
        Assert.DoesNotContain("nmae", self, StringComparison.Ordinal);
        Assert.Contains("_count=1", self, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Observation?_count=2")]
    [InlineData("Observation?_count=2&_sort=date")]
    [InlineData("Observation?_count=2&_sort=-date")]
    [InlineData("Observation?_count=2&_sort=code,-date")]
    [InlineData("Observation?_count=2&_sort=-_lastUpdated")]
    [InlineData("Observation?_count=2&_sort=value-quantity")]
    [InlineData("Observation?_count=2&status=final&_sort=-_id")]
    public async Task Pages_hold_every_match_once(string query)
    {
        List<string> all = await IdsAsync(query.Replace("_count=2", "_count=1000", StringComparison.Ordinal));
        Assert.True(all.Count > 4);
        List<string> paged = [];
        for (string? next = $"/fhir/{query}"; next is not null;)
        {
            (_, JsonElement bundle) = await Registry.GetAsync(next);
            paged.AddRange(bundle.GetProperty("entry").EnumerateArray().Select(Id));
            next = bundle.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() == "next").Select(link => link.GetProperty("url").GetString()).FirstOrDefault();
        }

        Assert.Equal(all, paged);
    }

    [Fact]
    public async Task A_page_of_another_search_is_refused()
    {
        (_, JsonElement bundle) = await Registry.GetAsync("/fhir/Observation?_count=1");
        string next = bundle.GetProperty("link").EnumerateArray().Single(link => link.GetProperty("relation").GetString() == "next").GetProperty("url").GetString()!;
        (HttpStatusCode status, _) = await Registry.GetAsync(next.Replace("_count=1", "_count=2", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task A_form_and_types_across_find_what_a_query_finds()
    {
        using FormUrlEncodedContent form = new([KeyValuePair.Create("code", "http://loinc.org|69548-6")]);
        using HttpResponseMessage answer = await Registry.Client.PostAsync("/fhir/Observation/_search", form, TestContext.Current.CancellationToken);
        using JsonDocument found = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(await IdsAsync("Observation?code=http://loinc.org|69548-6"), found.RootElement.GetProperty("entry").EnumerateArray().Select(Id));
        Assert.Equal(await CountAsync("Patient") + await CountAsync("Condition"), await CountAsync("?_type=Patient,Condition"));
    }

    [Fact]
    public async Task Summaries_and_elements_are_parts_and_say_so()
    {
        JsonElement part = (await EntriesAsync("Observation?_elements=code&_count=1"))[0].GetProperty("resource");
        Assert.True(part.TryGetProperty("code", out _));
        Assert.True(part.TryGetProperty("status", out _));
        Assert.False(part.TryGetProperty("subject", out _));
        Assert.Contains("SUBSETTED", part.GetProperty("meta").GetRawText(), StringComparison.Ordinal);
        (_, JsonElement count) = await Registry.GetAsync("/fhir/Observation?_summary=count");
        Assert.False(count.TryGetProperty("entry", out _));
        Assert.Equal(await CountAsync("Observation"), count.GetProperty("total").GetInt32());
        Assert.True((await EntriesAsync("Observation?_summary=true&_count=1"))[0].GetProperty("resource").TryGetProperty("code", out _));
    }

    private static string Id(JsonElement entry) => entry.GetProperty("resource").GetProperty("id").GetString()!;

    private static string Mode(JsonElement entry) => entry.GetProperty("search").GetProperty("mode").GetString()!;

    private async Task<int> CountAsync(string query)
    {
        (HttpStatusCode status, JsonElement bundle) = await Registry.GetAsync($"/fhir/{query}{(query.Contains('?', StringComparison.Ordinal) ? '&' : '?')}_summary=count");
        Assert.True(status == HttpStatusCode.OK, $"{query}: {bundle}");
        return bundle.GetProperty("total").GetInt32();
    }

    private async Task<List<string>> IdsAsync(string query) => [.. (await EntriesAsync(query)).Select(Id)];

    private async Task<List<JsonElement>> EntriesAsync(string query)
    {
        (HttpStatusCode status, JsonElement bundle) = await Registry.GetAsync($"/fhir/{query}");
        Assert.True(status == HttpStatusCode.OK, $"{query}: {bundle}");
        Registry.AssertValid(bundle);
        return bundle.TryGetProperty("entry", out JsonElement entries) ? [.. entries.EnumerateArray()] : [];
    }
}

/// <summary>The same on PostgreSQL, whose index has another shape.</summary>
public sealed class PostgreSqlSearchTests : SearchTests
{
    private PostgresDatabase? _database;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    private protected override async Task<string[]> SettingsAsync()
    {
        string? server = Environment.GetEnvironmentVariable("REGISTRY_TEST_POSTGRES");
        Assert.SkipUnless(!string.IsNullOrEmpty(server), "Set REGISTRY_TEST_POSTGRES to the connection string of a server on which databases may be made.");
        _database = await PostgresDatabase.CreateAsync(server);
        return [.. _database.Settings.Select(setting => $"--{setting.Key.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}")];
    }
}

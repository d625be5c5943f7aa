using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The conformance resources of the packages over HTTP: read, searched, and never written.</summary>
public sealed class ConformanceResourceTests(SharedRegistry shared) : IClassFixture<SharedRegistry>
{
    private static readonly string[] Types = ["CapabilityStatement", "CodeSystem", "ImplementationGuide", "OperationDefinition", "SearchParameter", "StructureDefinition", "ValueSet"];

    private RunningRegistry Registry => shared.Registry;

    [Fact]
    public async Task Every_resource_of_the_package_is_found_by_its_url_and_read_by_its_id_as_it_stands_there()
    {
        int count = 0;
        foreach (string type in Types)
        {
            foreach (JsonElement entry in Entries(await FoundAsync($"{type}?_count=1000")))
            {
                JsonElement resource = entry.GetProperty("resource");
                string id = resource.GetProperty("id").GetString()!;
                (HttpStatusCode status, JsonElement read) = await Registry.GetAsync($"/fhir/{type}/{id}");
                Assert.Equal(HttpStatusCode.OK, status);
                using JsonDocument file = JsonDocument.Parse(Clinical.PackageFiles.Read($"{type}-{id}.json"));
                Assert.True(JsonElement.DeepEquals(file.RootElement, read), id);
                Assert.True(JsonElement.DeepEquals(resource, read), id);
                Assert.EndsWith($"/fhir/{type}/{id}", entry.GetProperty("fullUrl").GetString(), StringComparison.Ordinal);
                Assert.Equal([id], await IdsAsync($"{type}?url={Uri.EscapeDataString(read.GetProperty("url").GetString()!)}"));
                count++;
            }
        }

        // Those of the packages are all there: definitions of HL7's guides are not this server's to tell.
        Assert.Equal(Clinical.PackageFiles.All().Count(file => Types.Contains(file.Key.Split('-')[0])), count);
        Assert.True(count > 100, $"{count}");
    }

    [Theory]
    [InlineData("StructureDefinition?_id=ho-registry-patient", "ho-registry-patient")]
    [InlineData("StructureDefinition?type=Patient&kind=resource&derivation=constraint&abstract=false", "ho-registry-patient")]
    [InlineData("ValueSet?name=bodyregion", "body-region")]
    [InlineData("ValueSet?name:exact=BodyRegionVS", "body-region")]
    [InlineData("ValueSet?name:exact=bodyregionvs", "")]
    [InlineData("ValueSet?name:contains=JointReg", "joint-region")]
    [InlineData("ValueSet?title=body regions&status=active&version=0.1.0", "body-region")]
    [InlineData("ValueSet?_id=body-region,joint-region&_sort=-_id", "joint-region,body-region")]
    [InlineData("ValueSet?_id=body-region&status:not=active", "")]
    [InlineData("ValueSet?_id=body-region&version=9", "")]
    [InlineData("ValueSet?_id=body-region&title:missing=true", "")]
    [InlineData("SearchParameter?code=gene&base=Observation&type=token", "observation-gene")]
    [InlineData("CapabilityStatement?fhirversion=4.0.1", "ho-registry-server")]
    [InlineData("OperationDefinition?name=x", "")]
    public async Task They_are_searched_as_R4_says(string query, string ids) =>
        Assert.Equal(ids.Split(',', StringSplitOptions.RemoveEmptyEntries), await IdsAsync(query));

    [Fact]
    public async Task Each_parameter_that_the_statement_lists_is_answered_and_sorts_all()
    {
        (_, JsonElement statement) = await Registry.GetAsync("/fhir/metadata");
        int asked = 0;
        foreach (JsonElement resource in statement.GetProperty("rest")[0].GetProperty("resource").EnumerateArray())
        {
            string type = resource.GetProperty("type").GetString()!;
            if (!Types.Contains(type)) continue;
            int all = await CountAsync(type);
            foreach (string name in resource.GetProperty("searchParam").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()!))
            {
                Assert.Equal(0, await CountAsync($"{type}?{name}=x-no-such-value"));
                Assert.Equal(all, await CountAsync($"{type}?{name}:missing=true") + await CountAsync($"{type}?{name}:missing=false"));
                Assert.Equal(all, Entries(await FoundAsync($"{type}?_sort=-{name}&_count=1000&_elements=url")).Count());
                asked++;
            }
        }

        Assert.True(asked > 30, $"{asked}");
    }

    [Fact]
    public async Task Pages_hold_each_once_and_a_link_of_another_search_is_refused()
    {
        List<string> all = await IdsAsync("ValueSet?_sort=title&_count=1000");
        List<string> paged = [];
        string? foreign = null;
        for (string? next = "/fhir/ValueSet?_sort=title&_count=20"; next is not null;)
        {
            (_, JsonElement bundle) = await Registry.GetAsync(next);
            Assert.Equal(all.Count, bundle.GetProperty("total").GetInt32());
            paged.AddRange(Entries(bundle).Select(Id));
            next = bundle.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() == "next").Select(link => link.GetProperty("url").GetString()).FirstOrDefault();
            foreign ??= next;
        }

        Assert.Equal(all, paged);
        (HttpStatusCode status, _) = await Registry.GetAsync(foreign!.Replace("_sort=title", "_sort=name", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task A_summary_leaves_the_content_out_and_a_count_all_of_it()
    {
        JsonElement summary = Entries(await FoundAsync("StructureDefinition?_id=ho-registry-patient&_summary=true")).Single().GetProperty("resource");
        Assert.False(summary.TryGetProperty("snapshot", out _));
        Assert.True(summary.TryGetProperty("url", out _));
        JsonElement count = await FoundAsync("StructureDefinition?_summary=count");
        Assert.Empty(Entries(count));
        Assert.True(count.GetProperty("total").GetInt32() > 20);
    }

    [Fact]
    public async Task A_search_by_form_finds_the_same_and_XML_is_the_other_spelling()
    {
        using FormUrlEncodedContent form = new([KeyValuePair.Create("_id", "body-region")]);
        using HttpRequestMessage request = new(HttpMethod.Post, "/fhir/ValueSet/_search") { Content = form, Headers = { { "Accept", "application/fhir+xml" } } };
        using HttpResponseMessage answer = await Registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        XElement bundle = XElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("body-region", Assert.Single(bundle.Descendants(bundle.Name.Namespace + "ValueSet")).Element(bundle.Name.Namespace + "id")!.Attribute("value")!.Value);
    }

    [Theory]
    [InlineData("ValueSet?nmae=x")]
    [InlineData("ValueSet?_sort=nothing")]
    [InlineData("ValueSet?name=")]
    [InlineData("ValueSet?name=a,,b")]
    [InlineData("ValueSet?name:below=x")]
    [InlineData("ValueSet?status=http://hl7.org/fhir/publication-status|active")]
    [InlineData("ValueSet?title:missing=perhaps")]
    [InlineData("ValueSet?_count=-1")]
    [InlineData("ValueSet?_total=all")]
    [InlineData("ValueSet?_summary=maybe")]
    [InlineData("ValueSet?_page=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("?_type=Patient,ValueSet")]
    public async Task What_cannot_be_searched_is_refused_with_a_remedy(string query)
    {
        (HttpStatusCode status, JsonElement outcome) = await Registry.GetAsync($"/fhir/{query}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Registry.AssertValid(outcome);
    }

    [Fact]
    public async Task A_lenient_caller_is_told_what_was_left_out()
    {
        (HttpStatusCode status, JsonElement bundle) = await Registry.GetAsync("/fhir/ValueSet?nmae=x&_id=body-region", ("Prefer", "handling=lenient"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["match", "outcome"], Entries(bundle).Select(entry => entry.GetProperty("search").GetProperty("mode").GetString()));
        Assert.DoesNotContain("nmae", bundle.GetProperty("link")[0].GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "ValueSet/nothing", 404)]
    [InlineData("GET", "ValueSet/body-region/_history", 404)]
    [InlineData("GET", "ValueSet/body-region/_history/1", 404)]
    [InlineData("GET", "ValueSet/_history", 404)]
    [InlineData("HEAD", "ValueSet/body-region", 200)]
    [InlineData("OPTIONS", "ValueSet/body-region", 204)]
    [InlineData("PUT", "ValueSet/body-region", 405)]
    [InlineData("PUT", "ValueSet?url=x", 405)]
    [InlineData("POST", "ValueSet", 405)]
    [InlineData("POST", "ValueSet/body-region", 405)]
    [InlineData("DELETE", "ValueSet/body-region", 405)]
    [InlineData("DELETE", "ValueSet?url=x", 405)]
    [InlineData("PATCH", "ValueSet/body-region", 405)]
    [InlineData("DELETE", "metadata", 405)]
    [InlineData("PUT", "metadata", 405)]
    [InlineData("OPTIONS", "metadata", 204)]
    public async Task What_is_only_read_is_not_written_and_says_what_it_takes(string method, string path, int expected)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), $"/fhir/{path}") { Content = method is "PUT" or "POST" or "PATCH" ? new StringContent("{}", Encoding.UTF8, "application/fhir+json") : null };
        using HttpResponseMessage answer = await Registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, (int)answer.StatusCode);
        if (expected is 204 or 405) Assert.Equal("GET, HEAD, OPTIONS", answer.Content.Headers.Allow is { Count: > 0 } allow ? string.Join(", ", allow) : "");
    }

    [Theory]
    [InlineData("Refuse")]
    [InlineData("Keep")]
    public async Task A_transaction_or_batch_that_writes_one_is_told_405_even_where_other_types_are_kept(string outsideDataset)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path, $"--Registry:Intake:OutsideDataset={outsideDataset}");
        foreach (string request in new[] { """{"method":"PUT","url":"ValueSet/mine"}""", """{"method":"POST","url":"ValueSet"}""", """{"method":"DELETE","url":"ValueSet/mine"}""" })
        {
            string resource = request.Contains("DELETE", StringComparison.Ordinal) ? "" : """
                "resource":{"resourceType":"ValueSet","id":"mine","status":"draft"},
                """;
            byte[] Bundle(string type) => Encoding.UTF8.GetBytes("{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\",\"entry\":[{" + resource + "\"request\":" + request + "}]}");
            (HttpStatusCode status, JsonElement outcome) = await registry.PostAsync("/fhir", Bundle("transaction"));
            Assert.Equal(HttpStatusCode.MethodNotAllowed, status);
            registry.AssertValid(outcome);
            (status, JsonElement batch) = await registry.PostAsync("/fhir", Bundle("batch"));
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.StartsWith("405", batch.GetProperty("entry")[0].GetProperty("response").GetProperty("status").GetString(), StringComparison.Ordinal);
        }

        (HttpStatusCode read, _) = await registry.GetAsync("/fhir/ValueSet/mine");
        Assert.Equal(HttpStatusCode.NotFound, read);
    }

    [Fact]
    public async Task The_statement_has_modes_and_tells_the_conformance_types()
    {
        (_, JsonElement full) = await Registry.GetAsync("/fhir/metadata?mode=full");
        (_, JsonElement plain) = await Registry.GetAsync("/fhir/metadata");
        Assert.True(JsonElement.DeepEquals(full, plain));
        JsonElement[] resources = [.. full.GetProperty("rest")[0].GetProperty("resource").EnumerateArray()];
        // A type of which no package holds a resource is not told.
        string[] held = [.. Types.Except(["ImplementationGuide", "OperationDefinition"])];
        Assert.Equal(["Patient", "Condition", "Observation", .. held], resources.Select(resource => resource.GetProperty("type").GetString()).OrderBy(type => Types.Contains(type)).ThenBy(type => Array.IndexOf(Types, type)));
        JsonElement valueSet = resources.Single(resource => resource.GetProperty("type").GetString() == "ValueSet");
        Assert.Equal(["read", "search-type"], valueSet.GetProperty("interaction").EnumerateArray().Select(one => one.GetProperty("code").GetString()));
        Assert.Equal(
            ["http://hl7.org/fhir/OperationDefinition/ValueSet-expand", "http://hl7.org/fhir/OperationDefinition/ValueSet-validate-code"],
            valueSet.GetProperty("operation").EnumerateArray().Select(one => one.GetProperty("definition").GetString()));
        (_, JsonElement normative) = await Registry.GetAsync("/fhir/metadata?mode=normative");
        Registry.AssertValid(normative);
        Assert.Equal(
            ["CapabilityStatement", "CodeSystem", "Observation", "Patient", "StructureDefinition", "ValueSet"],
            normative.GetProperty("rest")[0].GetProperty("resource").EnumerateArray().Select(resource => resource.GetProperty("type").GetString()!).Order(StringComparer.Ordinal));
        (HttpStatusCode status, JsonElement refusal) = await Registry.GetAsync("/fhir/metadata?mode=everything");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Registry.AssertValid(refusal);
        (_, JsonElement terminology) = await Registry.GetAsync("/fhir/metadata?mode=terminology");
        Registry.AssertValid(terminology);
        Assert.Equal("TerminologyCapabilities", terminology.GetProperty("resourceType").GetString());
        Assert.Contains($"{Clinical.Some.Base}/CodeSystem/body-region", terminology.GetProperty("codeSystem").EnumerateArray().Select(system => system.GetProperty("uri").GetString()));
    }

    private static string Id(JsonElement entry) => entry.GetProperty("resource").GetProperty("id").GetString()!;

    private static JsonElement.ArrayEnumerator Entries(JsonElement bundle) => bundle.TryGetProperty("entry", out JsonElement entries) ? entries.EnumerateArray() : [];

    private async Task<int> CountAsync(string query) => (await FoundAsync($"{query}{(query.Contains('?', StringComparison.Ordinal) ? '&' : '?')}_summary=count")).GetProperty("total").GetInt32();

    private async Task<List<string>> IdsAsync(string query) => [.. Entries(await FoundAsync(query)).Select(Id)];

    private async Task<JsonElement> FoundAsync(string query)
    {
        (HttpStatusCode status, JsonElement bundle) = await Registry.GetAsync($"/fhir/{query}");
        Assert.True(status == HttpStatusCode.OK, $"{query}: {bundle}");
        return bundle;
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Registry.Contracts.Callers;
using Registry.Store.Callers;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>$expand, $validate-code and $lookup over HTTP, on what the packages and the engine hold.</summary>
public sealed class TerminologyOperationTests(SharedRegistry shared) : IClassFixture<SharedRegistry>
{
    private const string Status = "http://hl7.org/fhir/observation-status";
    private const string StatusSet = "http://hl7.org/fhir/ValueSet/observation-status";
    private static readonly string Regions = $"{Clinical.Some.Base}/CodeSystem/body-region";
    private static readonly string RegionSet = $"{Clinical.Some.Base}/ValueSet/body-region";

    private RunningRegistry Registry => shared.Registry;

    [Fact]
    public async Task An_expansion_has_every_code_of_the_packages_system_in_its_order_with_its_words()
    {
        using JsonDocument system = JsonDocument.Parse(Clinical.PackageFiles.Read("CodeSystem-body-region.json"));
        (string?, string?)[] concepts = [.. Concepts(system.RootElement).Select(concept => (concept.GetProperty("code").GetString(), concept.GetProperty("display").GetString()))];
        JsonElement byId = await ExpandedAsync("ValueSet/body-region/$expand");
        JsonElement byUrl = await ExpandedAsync($"ValueSet/$expand?url={RegionSet}&valueSetVersion=0.1.0");
        foreach (JsonElement expansion in new[] { byId, byUrl })
        {
            Registry.AssertValid(expansion);
            Assert.Equal(RegionSet, expansion.GetProperty("url").GetString());
            Assert.False(expansion.TryGetProperty("compose", out _));
            Assert.Equal(concepts, Codes(expansion).Select(code => (code.GetProperty("code").GetString(), code.GetProperty("display").GetString())));
            Assert.Equal(concepts.Length, expansion.GetProperty("expansion").GetProperty("total").GetInt32());
        }

        (HttpStatusCode status, JsonElement byPost) = await Registry.CallAsync("ValueSet/$expand", ("url", $"\"valueUri\":\"{RegionSet}\""));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(concepts.Length, Codes(byPost).Count);
    }

    [Fact]
    public async Task A_filter_takes_every_word_and_pages_hold_each_code_once()
    {
        JsonElement joints = await ExpandedAsync("ValueSet/body-region/$expand?filter=JOINT mandib");
        Assert.Equal(["temporomandibular-joint"], Codes(joints).Select(code => code.GetProperty("code").GetString()));
        Assert.Equal("JOINT mandib", joints.GetProperty("expansion").GetProperty("parameter")[0].GetProperty("valueString").GetString());
        string[] all = [.. Codes(await ExpandedAsync("ValueSet/body-region/$expand")).Select(code => code.GetProperty("code").GetString()!)];
        List<string> paged = [];
        for (int offset = 0; offset < all.Length; offset += 7)
        {
            JsonElement page = await ExpandedAsync($"ValueSet/body-region/$expand?offset={offset}&count=7");
            Registry.AssertValid(page);
            Assert.Equal(offset, page.GetProperty("expansion").GetProperty("offset").GetInt32());
            Assert.Equal(all.Length, page.GetProperty("expansion").GetProperty("total").GetInt32());
            paged.AddRange(Codes(page).Select(code => code.GetProperty("code").GetString()!));
        }

        Assert.Equal(all, paged);
        Assert.Empty(Codes(await ExpandedAsync("ValueSet/body-region/$expand?count=0")));
    }

    [Fact]
    public async Task A_value_set_of_R4_is_expanded_by_its_url()
    {
        JsonElement expansion = await ExpandedAsync($"ValueSet/$expand?url={StatusSet}|4.0.1");
        Registry.AssertValid(expansion);
        Assert.Equal(
            ["amended", "cancelled", "corrected", "entered-in-error", "final", "preliminary", "registered", "unknown"],
            Codes(expansion).Select(code => code.GetProperty("code").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(Codes(expansion), code => Assert.Equal(Status, code.GetProperty("system").GetString()));
    }

    [Fact]
    public async Task XML_goes_both_ways()
    {
        using ByteArrayContent body = new("<Parameters xmlns=\"http://hl7.org/fhir\"><parameter><name value=\"filter\"/><valueString value=\"jaw\"/></parameter></Parameters>"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+xml") } };
        using HttpRequestMessage request = new(HttpMethod.Post, "/fhir/ValueSet/body-region/$expand") { Content = body, Headers = { { "Accept", "application/fhir+xml" } } };
        using HttpResponseMessage answer = await Registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        XElement set = XElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("jaw", Assert.Single(set.Descendants(set.Name.Namespace + "contains")).Element(set.Name.Namespace + "code")!.Attribute("value")!.Value);
    }

    [Theory]
    [InlineData("ValueSet/$expand", 400, "invalid")]
    [InlineData("ValueSet/$expand?url=http://example.org/nothing", 404, "not-found")]
    [InlineData("ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/observation-status&valueSetVersion=9", 404, "not-found")]
    [InlineData("ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/ucum-units", 422, "too-costly")]
    [InlineData("ValueSet/body-region/$expand?url=http://hl7.org/fhir/ValueSet/observation-status", 400, "invalid")]
    [InlineData("ValueSet/nothing/$expand", 404, "not-found")]
    [InlineData("ValueSet/body-region/$expand?fliter=x", 400, "not-supported")]
    [InlineData("ValueSet/body-region/$expand?filter=a&filter=b", 400, "invalid")]
    [InlineData("ValueSet/body-region/$expand?filter=", 400, "invalid")]
    [InlineData("ValueSet/body-region/$expand?count=-1", 400, "invalid")]
    [InlineData("ValueSet/body-region/$expand?includeDesignations=true", 400, "not-supported")]
    [InlineData("ValueSet/body-region/$expand?includeDesignations=perhaps", 400, "invalid")]
    [InlineData("ValueSet/body-region/$validate-code", 400, "invalid")]
    [InlineData("ValueSet/body-region/$validate-code?code=jaw", 400, "invalid")]
    [InlineData("ValueSet/body-region/$validate-code?coding=x", 400, "invalid")]
    [InlineData("ValueSet/body-region/$validate-code?code=jaw&system=x&abstract=true", 400, "not-supported")]
    [InlineData("ValueSet/nothing/$validate-code?code=jaw&system=x", 404, "not-found")]
    [InlineData("CodeSystem/$validate-code?code=jaw", 400, "invalid")]
    [InlineData("CodeSystem/$validate-code?url=http://hl7.org/fhir/observation-status", 400, "invalid")]
    [InlineData("CodeSystem/$validate-code?url=http://example.org/nothing&code=x", 404, "not-found")]
    [InlineData("CodeSystem/$validate-code?url=http://hl7.org/fhir/observation-status&version=9&code=final", 404, "not-found")]
    [InlineData("CodeSystem/nothing/$validate-code?code=x", 404, "not-found")]
    [InlineData("CodeSystem/body-region/$validate-code?code=x&url=http://hl7.org/fhir/observation-status", 400, "invalid")]
    [InlineData("CodeSystem/orphanet-fragment/$validate-code?code=1", 422, "not-supported")]
    [InlineData("CodeSystem/$lookup?code=final", 400, "invalid")]
    [InlineData("CodeSystem/$lookup?system=http://example.org/nothing&code=x", 404, "not-found")]
    [InlineData("CodeSystem/$lookup?system=http://hl7.org/fhir/observation-status&code=final", 404, "not-supported")]
    [InlineData("CodeSystem/$lookup?system=http://hl7.org/fhir/observation-status&code=nothing", 404, "not-found")]
    [InlineData("CodeSystem/$lookup?system=x&code=y&date=2024", 400, "not-supported")]
    [InlineData("CodeSystem/$subsumes?codeA=x&codeB=y", 404, "not-supported")]
    [InlineData("$nothing", 404, "not-supported")]
    public async Task What_cannot_be_answered_is_an_outcome_with_a_remedy(string call, int expected, string code)
    {
        (HttpStatusCode status, JsonElement outcome) = await Registry.GetAsync($"/fhir/{call}");
        Assert.True(expected == (int)status, $"{(int)status}: {outcome}");
        Registry.AssertValid(outcome);
        Assert.Equal(code, outcome.IssueCode());
    }

    [Fact]
    public async Task A_code_belongs_or_does_not_and_its_display_is_held_against_its_systems()
    {
        await AssertResultAsync(true, $"ValueSet/body-region/$validate-code?system={Regions}&code=jaw&display=jaw", "Jaw");
        await AssertResultAsync(true, $"ValueSet/$validate-code?url={RegionSet}&system={Regions}&code=jaw", "Jaw");
        await AssertResultAsync(false, $"ValueSet/body-region/$validate-code?system={Regions}&code=Jaw", null);
        await AssertResultAsync(false, $"ValueSet/body-region/$validate-code?system={Status}&code=final", null);
        await AssertResultAsync(false, $"ValueSet/body-region/$validate-code?system={Regions}&code=jaw&display=Knee", "Jaw");
        await AssertResultAsync(true, $"ValueSet/$validate-code?url={StatusSet}&system={Status}&code=final&display=anything", null);
        await AssertResultAsync(true, $"CodeSystem/$validate-code?url={Status}&code=final", null);
        await AssertResultAsync(false, $"CodeSystem/$validate-code?url={Status}&code=finally", null);
        await AssertResultAsync(true, "CodeSystem/body-region/$validate-code?code=jaw", "Jaw");
    }

    [Fact]
    public async Task Codings_and_codeable_concepts_are_taken_by_POST()
    {
        string jaw = $"{{\"system\":\"{Regions}\",\"code\":\"jaw\"}}";
        string final = $"{{\"system\":\"{Status}\",\"code\":\"final\"}}";
        (_, JsonElement coding) = await Registry.CallAsync("ValueSet/body-region/$validate-code", ("coding", $"\"valueCoding\":{jaw}"));
        Assert.Equal("True", coding.Value("result"));
        (_, JsonElement one) = await Registry.CallAsync("ValueSet/body-region/$validate-code", ("codeableConcept", $"\"valueCodeableConcept\":{{\"coding\":[{final},{jaw}]}}"));
        Assert.Equal("True", one.Value("result"));
        (_, JsonElement none) = await Registry.CallAsync("ValueSet/body-region/$validate-code", ("codeableConcept", $"\"valueCodeableConcept\":{{\"coding\":[{final}]}}"));
        Assert.Equal("False", none.Value("result"));
        (HttpStatusCode status, JsonElement empty) = await Registry.CallAsync("ValueSet/body-region/$validate-code", ("codeableConcept", "\"valueCodeableConcept\":{\"text\":\"jaw\"}"));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid", empty.IssueCode());
        (_, JsonElement system) = await Registry.CallAsync("CodeSystem/$validate-code", ("coding", $"\"valueCoding\":{jaw}"));
        Assert.Equal("True", system.Value("result"));
        Assert.Equal("Jaw", system.Value("display"));
        (_, JsonElement other) = await Registry.CallAsync("CodeSystem/body-region/$validate-code", ("coding", $"\"valueCoding\":{final}"));
        Assert.Equal("False", other.Value("result"));
    }

    [Fact]
    public async Task A_code_is_looked_up_with_its_words_and_properties()
    {
        (HttpStatusCode status, JsonElement jaw) = await Registry.GetAsync($"/fhir/CodeSystem/$lookup?system={Regions}&code=jaw");
        Assert.Equal(HttpStatusCode.OK, status);
        Registry.AssertValid(jaw);
        Assert.Equal(("BodyRegion", "0.1.0", "Jaw"), (jaw.Value("name"), jaw.Value("version"), jaw.Value("display")));
        string[] properties = [.. Properties(jaw)];
        Assert.Contains("axis", properties);
        Assert.Contains("snomed", properties);
        (_, JsonElement posted) = await Registry.CallAsync("CodeSystem/$lookup", ("coding", $"\"valueCoding\":{{\"system\":\"{Regions}\",\"code\":\"jaw\"}}"), ("property", "\"valueCode\":\"axis\""));
        Registry.AssertValid(posted);
        Assert.Equal(["axis"], Properties(posted));
    }

    [Theory]
    [InlineData("{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"filter\",\"valueCoding\":{\"code\":\"x\"}}]}", 400)]
    [InlineData("{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"filter\"}]}", 400)]
    [InlineData("{\"resourceType\":\"Parameters\",\"parameters\":[]}", 400)]
    [InlineData("{\"resourceType\":\"ValueSet\",\"status\":\"active\"}", 400)]
    [InlineData("{\"resourceType\":\"Parameters\"", 400)]
    [InlineData("[]", 400)]
    [InlineData("{\"resourceType\":\"Parameters\"}", 200)]
    [InlineData("", 200)]
    public async Task A_body_that_is_no_call_is_told_what_is_wrong_with_it(string body, int expected)
    {
        (HttpStatusCode status, JsonElement answer) = await Registry.PostAsync("/fhir/ValueSet/body-region/$expand", System.Text.Encoding.UTF8.GetBytes(body));
        Assert.True(expected == (int)status, $"{(int)status}: {answer}");
        Registry.AssertValid(answer);
    }

    [Fact]
    public async Task A_body_of_another_type_is_415_and_a_method_that_an_operation_does_not_take_405()
    {
        using StringContent text = new("hello");
        using HttpResponseMessage type = await Registry.Client.PostAsync("/fhir/ValueSet/body-region/$expand", text, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, type.StatusCode);
        using HttpRequestMessage request = new(HttpMethod.Delete, "/fhir/ValueSet/body-region/$expand");
        using HttpResponseMessage method = await Registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, method.StatusCode);
        Assert.Equal(["GET", "POST", "OPTIONS"], method.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_caller_without_a_role_for_it_is_refused()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path, "--Registry:Authentication:Mode=Keys");
        string key = await registry.Services.GetRequiredService<ClientKeys>().AddAsync(new Caller("consumer", new SiteId("university"), CallerRoles.Subscriber), 1, TestContext.Current.CancellationToken);
        foreach (string path in new[] { "ValueSet/body-region", "ValueSet", "ValueSet/body-region/$expand", "CodeSystem/$lookup?system=x&code=y", "$nothing" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await registry.GetAsync($"/fhir/{path}")).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await registry.GetAsync($"/fhir/{path}", ("Authorization", $"Bearer {key}"))).Status);
        }
    }

    private async Task AssertResultAsync(bool result, string call, string? display)
    {
        (HttpStatusCode status, JsonElement answer) = await Registry.GetAsync($"/fhir/{call}");
        Assert.True(status == HttpStatusCode.OK, $"{call}: {answer}");
        Registry.AssertValid(answer);
        Assert.Equal((result.ToString(), display), (answer.Value("result"), answer.Value("display")));
        Assert.Equal(result, answer.Value("message") is null);
    }

    private async Task<JsonElement> ExpandedAsync(string call)
    {
        (HttpStatusCode status, JsonElement set) = await Registry.GetAsync($"/fhir/{call}");
        Assert.True(status == HttpStatusCode.OK, $"{call}: {set}");
        return set;
    }

    private static List<JsonElement> Codes(JsonElement set) => set.GetProperty("expansion").TryGetProperty("contains", out JsonElement contains) ? [.. contains.EnumerateArray()] : [];

    private static IEnumerable<JsonElement> Concepts(JsonElement owner) =>
        owner.TryGetProperty("concept", out JsonElement concepts) ? concepts.EnumerateArray().SelectMany(concept => Concepts(concept).Prepend(concept)) : [];

    private static IEnumerable<string> Properties(JsonElement answer) => answer.GetProperty("parameter").EnumerateArray().Where(parameter => parameter.GetProperty("name").GetString() == "property")
        .Select(parameter => parameter.GetProperty("part")[0].GetProperty("valueCode").GetString()!);
}

using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>Modifiers that ask code systems, value sets, types of identifiers and paths of URLs. https://hl7.org/fhir/R4/search.html#modifiers</summary>
public sealed class SearchModifierTests(SearchServer server) : IClassFixture<SearchServer>, IAsyncLifetime
{
    private const string Trigger = "https://registry.example.org/fhir/ho/CodeSystem/flare-up-trigger";
    private const string Triggers = "https://registry.example.org/fhir/ho/ValueSet/flare-up-trigger";
    private const string IdentifierTypes = "http://terminology.hl7.org/CodeSystem/v2-0203";

    public async ValueTask InitializeAsync() => await server.PutAsync(
        Observation("t-fall", $$"""{"coding":[{"system":"{{Trigger}}","code":"fall","display":"Fall from a height"}],"text":"Fell off a swing"}"""),
        Observation("t-trauma", $$"""{"coding":[{"system":"{{Trigger}}","code":"trauma"}]}""", "http://example.org/fhir/StructureDefinition/mine"),
        Observation("t-virus", $$"""{"coding":[{"system":"{{Trigger}}","code":"viral-infection"},{"system":"urn:other","code":"9"}]}""", "http://example.org/fhir/StructureDefinition/minerals"),
        Observation("t-text", """{"text":"Only words"}"""),
        Practitioner("p-mr", $$"""{"type":{"coding":[{"system":"{{IdentifierTypes}}","code":"MR"}]},"system":"urn:mr","value":"7"},{"type":{"coding":[{"system":"{{IdentifierTypes}}","code":"PRN"}]},"value":"8"}"""),
        Practitioner("p-prn", $$"""{"type":{"coding":[{"system":"{{IdentifierTypes}}","code":"PRN"}]},"value":"7"}"""),
        Practitioner("p-plain", """{"system":"urn:other","value":"7"}"""),
        Library("l-a", "http://example.org/fhir/q/a"),
        Library("l-ab", "http://example.org/fhir/q/ab"),
        Library("l-q", "http://example.org/fhir/q"),
        Library("l-urn", "urn:oid:1.2.3"));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    // In a value set and out of it; who has no code at all is not in it. Among the examples are a flare-up and other Observations.
    [InlineData($"code:in={Triggers}", "t-fall t-trauma t-virus")]
    [InlineData($"code:in={Triggers}|0.1", "t-fall t-trauma t-virus")]
    [InlineData($"_id=t-fall,t-text&code:not-in={Triggers}", "t-text")]
    [InlineData($"_id=t-fall,t-text&code:not-in={Triggers},http://hl7.org/fhir/ValueSet/observation-status", "t-text")]
    // status is a bare code, whose system only its binding tells.
    [InlineData("_id=t-fall&status:in=http://hl7.org/fhir/ValueSet/observation-status", "t-fall")]
    [InlineData("_id=t-fall&status=http://hl7.org/fhir/observation-status|final", "t-fall")]
    [InlineData("_id=t-fall&status=http://example.org/other|final", "")]
    [InlineData("_id=t-fall&status=|final", "t-fall")]
    [InlineData("_id=t-fall&status:not=http://hl7.org/fhir/observation-status|final", "")]
    // By the hierarchy of the code system: a fall is a trauma.
    [InlineData($"_id=t-fall,t-trauma,t-virus&code:below={Trigger}|trauma", "t-fall t-trauma")]
    [InlineData($"_id=t-fall,t-trauma,t-virus&code:below={Trigger}|fall", "t-fall")]
    [InlineData($"_id=t-fall,t-trauma,t-virus&code:above={Trigger}|fall", "t-fall t-trauma")]
    [InlineData($"_id=t-fall,t-trauma,t-virus&code:above={Trigger}|trauma", "t-trauma")]
    [InlineData($"_id=t-fall,t-trauma,t-virus&code:below={Trigger}|trauma,{Trigger}|viral-infection", "t-fall t-trauma t-virus")]
    // Words: of the concept and of each coding.
    [InlineData("code:text=fell", "t-fall")]
    [InlineData("code:text=fall from", "t-fall")]
    [InlineData("code:text=only", "t-text")]
    [InlineData("code:text=swing", "")]
    // The path of a profile's URL.
    [InlineData("_profile:below=http://example.org/fhir/StructureDefinition", "t-trauma t-virus")]
    [InlineData("_profile:below=http://example.org/fhir/StructureDefinition/mine", "t-trauma")]
    public async Task Observations(string query, string expected) => Assert.Equal(expected, await server.SortedAsync($"Observation?{query}"));

    [Theory]
    [InlineData($"identifier:of-type={IdentifierTypes}|MR|7", "p-mr")]
    [InlineData($"identifier:of-type={IdentifierTypes}|PRN|7", "p-prn")]
    [InlineData($"identifier:of-type={IdentifierTypes}|PRN|8", "p-mr")]
    // The type of one identifier does not go with the value of another.
    [InlineData($"identifier:of-type={IdentifierTypes}|MR|8", "")]
    [InlineData($"identifier:of-type={IdentifierTypes}|MR|7,{IdentifierTypes}|PRN|7", "p-mr p-prn")]
    [InlineData("identifier=7", "p-mr p-plain p-prn")]
    public async Task Practitioners(string query, string expected) => Assert.Equal(expected, await server.SortedAsync($"Practitioner?{query}"));

    [Theory]
    [InlineData("url:below=http://example.org/fhir/q", "l-a l-ab l-q")]
    [InlineData("url:below=http://example.org/fhir/q/", "l-a l-ab")]
    [InlineData("url:below=http://example.org/fhir/q/a", "l-a")]
    [InlineData("url:above=http://example.org/fhir/q/a/b", "l-a l-q")]
    [InlineData("url:above=http://example.org/fhir/q/ab", "l-ab l-q")]
    [InlineData("url=urn:oid:1.2.3", "l-urn")]
    [InlineData("url=http://example.org/fhir", "")]
    public async Task Libraries(string query, string expected) => Assert.Equal(expected, await server.SortedAsync($"Library?{query}"));

    [Theory]
    [InlineData("Observation?code:in=http://example.org/ValueSet/unknown", "not-found")]
    // HPO is not held, so neither is what belongs to its part.
    [InlineData("Observation?code:below=http://human-phenotype-ontology.org|HP:0000924", "not-supported")]
    [InlineData("Observation?code:below=https://www.orpha.net|337", "not-supported")]
    [InlineData($"Observation?code:below={Trigger}|nothing", "code-invalid")]
    [InlineData("Observation?code:below=trauma", "value")]
    [InlineData($"Observation?code:above={Trigger}|", "value")]
    [InlineData("Observation?code:of-type=a|b|c", "not-supported")]
    [InlineData("Observation?identifier:of-type=a|b", "value")]
    [InlineData("Observation?identifier:of-type=|b|c", "value")]
    [InlineData("Observation?date:below=2024", "not-supported")]
    [InlineData("Observation?code-value-concept:missing=true", "value")]
    [InlineData("Observation?code-value-concept:not=a$b", "not-supported")]
    [InlineData("Observation?subject:Patent=x", "not-supported")]
    [InlineData("Library?url:below=urn:oid:1.2", "value")]
    [InlineData("Library?url:contains=x", "not-supported")]
    public async Task What_cannot_be_told_is_refused_by_its_kind(string query, string issue)
    {
        JsonElement outcome = await server.RefusedAsync(query);
        Assert.Equal(issue, outcome.GetProperty("issue")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_value_set_of_more_codes_than_a_search_bears_is_too_costly()
    {
        string[] large = [.. Enumerable.Repeat("http://hl7.org/fhir/ValueSet/resource-types", 6)];
        JsonElement outcome = await server.RefusedAsync($"Observation?code:in={string.Join(',', large)}");
        Assert.Equal("too-costly", outcome.GetProperty("issue")[0].GetProperty("code").GetString());
    }

    /// <summary>What the statement says of a parameter is what is taken, and nothing else is.</summary>
    [Fact]
    public async Task The_statement_tells_the_modifiers_that_each_parameter_takes()
    {
        string[] all = ["missing", "not", "text", "in", "not-in", "below", "above", "of-type", "exact", "contains", "identifier"];
        JsonElement statement = await server.FindAsync("metadata");
        JsonElement observation = statement.GetProperty("rest")[0].GetProperty("resource").EnumerateArray().Single(resource => resource.GetProperty("type").GetString() == "Observation");
        int told = 0;
        foreach (JsonElement parameter in observation.GetProperty("searchParam").EnumerateArray())
        {
            string name = parameter.GetProperty("name").GetString()!;
            string type = parameter.GetProperty("type").GetString()!;
            if (type is not ("token" or "string" or "reference" or "uri" or "date" or "quantity" or "composite") || name == "_id") continue;
            string words = parameter.GetProperty("documentation").GetString()!;
            foreach (string modifier in all)
            {
                string value = modifier switch { "missing" => "true", "in" or "not-in" => Triggers, "of-type" => "a|b|c", "below" or "above" => type == "uri" ? "http://a.org/b" : $"{Trigger}|fall", _ => type switch { "date" => "2024", "quantity" => "1", "composite" => "a$b", _ => "x" } };
                (HttpStatusCode status, JsonElement body) = await server.Registry.GetAsync($"/fhir/Observation?{name}:{modifier}={value}");
                bool isTold = words.Contains($":{modifier}", StringComparison.Ordinal);
                Assert.True((status == HttpStatusCode.OK) == isTold, $"{name}:{modifier} {status}, said: {words} {body}");
                told += isTold ? 1 : 0;
            }
        }

        Assert.True(told > 60, $"{told}");
    }

    private static JsonObject Observation(string id, string code, string? profile = null)
    {
        JsonObject observation = JsonNode.Parse($$"""{"resourceType":"Observation","id":"{{id}}","status":"final","code":{{code}}}""")!.AsObject();
        if (profile is not null) observation["meta"] = new JsonObject { ["profile"] = new JsonArray(profile) };
        return observation;
    }

    private static JsonObject Practitioner(string id, string identifiers) => JsonNode.Parse($$"""{"resourceType":"Practitioner","id":"{{id}}","identifier":[{{identifiers}}]}""")!.AsObject();

    private static JsonObject Library(string id, string url) => JsonNode.Parse(
        $$$"""{"resourceType":"Library","id":"{{{id}}}","url":"{{{url}}}","status":"active","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/library-type","code":"logic-library"}]}}""")!.AsObject();
}

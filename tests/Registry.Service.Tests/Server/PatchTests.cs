using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Service.Tests.Clinical;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>PATCH as JSON Patch and FHIRPath Patch, on the instance, on criteria and in bundles. https://hl7.org/fhir/R4/http.html#patch</summary>
public sealed class PatchTests
{
    private const string JsonPatch = "application/json-patch+json";
    private const string Male = """[{"op":"test","path":"/gender","value":"female"},{"op":"replace","path":"/gender","value":"male"}]""";

    [Fact]
    public async Task A_json_patch_makes_a_version_and_tells_the_change()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        int before = (await registry.EventsAsync()).Count;

        using HttpResponseMessage answer = await SendAsync(registry, "Patient/p2", JsonPatch, Male, ("Prefer", "return=representation"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("W/\"2\"", answer.Headers.ETag!.ToString());
        JsonElement patient = await BodyAsync(answer);
        Assert.Equal(("male", "2"), (patient.GetProperty("gender").GetString(), patient.GetProperty("meta").GetProperty("versionId").GetString()));
        Assert.Equal("SubjectUpdated.v1", Assert.Single((await registry.EventsAsync()).Skip(before)).GetProperty("type").GetString());
        // The same again does not pass its own test, and makes no version.
        using HttpResponseMessage again = await SendAsync(registry, "Patient/p2", JsonPatch, Male);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "patch-test"), (again.StatusCode, Rule(await BodyAsync(again))));
        Assert.Equal("2", (await registry.GetAsync("/fhir/Patient/p2")).Body.GetProperty("meta").GetProperty("versionId").GetString());
    }

    [Fact]
    public async Task A_fhirpath_patch_does_the_same_in_json_and_xml()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);

        using HttpResponseMessage json = await SendAsync(registry, "Patient/p2", "application/fhir+json", Replace("Patient.gender", "valueCode", "male").ToJsonString());
        Assert.Equal(HttpStatusCode.OK, json.StatusCode);
        Assert.Equal("male", await GenderAsync(registry));

        using HttpResponseMessage xml = await SendAsync(registry, "Patient/p2", "application/fhir+xml", """
            <Parameters xmlns="http://hl7.org/fhir"><parameter><name value="operation"/>
            <part><name value="type"/><valueCode value="replace"/></part><part><name value="path"/><valueString value="Patient.gender"/></part>
            <part><name value="value"/><valueCode value="other"/></part></parameter></Parameters>
            """);
        Assert.Equal(HttpStatusCode.OK, xml.StatusCode);
        Assert.Equal("other", await GenderAsync(registry));

        using HttpResponseMessage nothing = await SendAsync(registry, "Patient/p2", "application/fhir+json", """{"resourceType":"Parameters"}""");
        Assert.Equal((HttpStatusCode.OK, "W/\"3\""), (nothing.StatusCode, nothing.Headers.ETag!.ToString()));
    }

    [Theory]
    // What the profile, the intake policy and R4 ask of a resource, they ask of a patched one.
    [InlineData("""[{"op":"remove","path":"/birthDate"}]""", 422, "fhir-cardinality-min")]
    [InlineData("""[{"op":"add","path":"/name","value":[{"family":"Smith"}]}]""", 422, "identifying")]
    [InlineData("""[{"op":"replace","path":"/birthDate","value":"yesterday"}]""", 400, "fhir-primitive-date")]
    [InlineData("""[{"op":"add","path":"/colour","value":"red"}]""", 400, "fhir-unknown-element")]
    [InlineData("""[{"op":"replace","path":"/id","value":"p3"}]""", 422, "patch-identity")]
    [InlineData("""[{"op":"replace","path":"/meta/versionId","value":"7"}]""", 422, "patch-identity")]
    [InlineData("""[{"op":"remove","path":"/deceasedDateTime"}]""", 422, "patch-path")]
    [InlineData("""{"resourceType":"Parameters"}""", 400, "patch-syntax")]
    [InlineData("", 400, "patch-syntax")]
    public async Task What_is_refused_changes_nothing(string patch, int status, string rule)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        using HttpResponseMessage answer = await SendAsync(registry, "Patient/p2", JsonPatch, patch);
        JsonElement outcome = await BodyAsync(answer);
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}: {outcome}");
        Assert.Contains(rule, Rules(outcome));
        Assert.Equal("1", (await registry.GetAsync("/fhir/Patient/p2")).Body.GetProperty("meta").GetProperty("versionId").GetString());
    }

    [Fact]
    public async Task A_generated_narrative_is_kept_no_more_than_in_an_update()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        using HttpResponseMessage answer = await SendAsync(
            registry, "Patient/p2", JsonPatch, """[{"op":"replace","path":"/gender","value":"male"},{"op":"add","path":"/text","value":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a man</div>"}}]""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonElement patient = (await registry.GetAsync("/fhir/Patient/p2")).Body;
        Assert.Equal("male", patient.GetProperty("gender").GetString());
        Assert.False(patient.TryGetProperty("text", out _));
    }

    [Theory]
    [InlineData("W/\"1\"", 200)]
    [InlineData("\"1\"", 200)]
    [InlineData("W/\"7\", W/\"1\"", 200)]
    [InlineData("*", 200)]
    [InlineData("W/\"2\"", 412)]
    [InlineData("\"unknown\"", 412)]
    [InlineData("1", 400)]
    public async Task If_Match_is_held_against_the_version_that_is_patched(string ifMatch, int status)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        using HttpResponseMessage answer = await SendAsync(registry, "Patient/p2", JsonPatch, Male, ("If-Match", ifMatch));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 200 ? "male" : "female", await GenderAsync(registry));
    }

    [Fact]
    public async Task What_is_not_there_to_be_patched_is_told_as_for_a_read()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(registry, "Patient/nobody", JsonPatch, Male)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(registry, "Observation/p2", JsonPatch, Male)).StatusCode);
        await registry.SendAsync(HttpMethod.Delete, "/fhir/Patient/p2", null);
        Assert.Equal(HttpStatusCode.Gone, (await SendAsync(registry, "Patient/p2", JsonPatch, Male)).StatusCode);
    }

    [Fact]
    public async Task Another_sites_resource_is_not_patched()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        using HttpResponseMessage answer = await SendAsync(registry, "Patient/p2", JsonPatch, Male, ("X-Registry-Site", "elsewhere"));
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
        Assert.Equal("female", await GenderAsync(registry));
    }

    [Fact]
    public async Task A_conditional_patch_wants_exactly_one_match()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        await registry.SendAsync(HttpMethod.Put, "/fhir/Patient/p3", Some.Utf8(Some.Patient("P-3").WithId("p3")));
        string[] paths = ["Patient?identifier=" + Uri.EscapeDataString(Some.Pseudonyms + "|P-2"), "Patient?_id=p2&gender=male", "Patient?gender=unknown", "Patient?birthdate=2014-06", "Patient?_has:Observation:patient:code=x", "Patient?gender=female&_sort=_id", "Patient?colour=red", "Patient"];
        List<(int, string)> answers = [];
        foreach (string path in paths)
        {
            using HttpResponseMessage answer = await SendAsync(registry, path, JsonPatch, """[{"op":"replace","path":"/gender","value":"male"}]""");
            answers.Add(((int)answer.StatusCode, answer.IsSuccessStatusCode ? "" : Rule(await BodyAsync(answer))));
        }

        Assert.Equal([(200, ""), (200, ""), (404, "criteria-none"), (412, "criteria-several"), (422, "criteria"), (422, "criteria"), (422, "criteria"), (422, "criteria")], answers);
    }

    [Theory]
    [InlineData("application/xml-patch+xml")]
    [InlineData("text/plain")]
    [InlineData("application/json-patch+json; charset=latin1")]
    public async Task Other_forms_of_patch_are_415_and_told_what_is_taken(string contentType)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        using HttpResponseMessage answer = await SendAsync(registry, "Patient/p2", contentType, Male);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains(JsonPatch, string.Join(",", answer.Headers.GetValues("Accept-Patch")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_patches_and_creates_as_one()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        (HttpStatusCode status, JsonElement answer) = await registry.PostAsync("/fhir", Some.Utf8(Some.Bundle(
            Some.Entry("PATCH", "Patient/p2", Replace("Patient.gender", "valueCode", "male")),
            Some.Put(Some.Diagnosis("FOP", subject: "Patient/p2")))));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["200 OK", "201 Created"], answer.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("status").GetString()));
        Assert.Equal("male", await GenderAsync(registry));

        (status, _) = await registry.PostAsync("/fhir", Some.Utf8(Some.Bundle(Some.Entry("PATCH", "Patient?_id=p2", Binary("""[{"op":"replace","path":"/gender","value":"other"}]"""), ifMatch: "W/\"2\""))));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("other", await GenderAsync(registry));
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/gender","value":"male"}]""", null, 422, "patch-test")]
    [InlineData("""[{"op":"replace","path":"/gender","value":"men"}]""", null, 400, "")]
    [InlineData("""[{"op":"replace","path":"/gender","value":"male"}]""", "W/\"9\"", 412, "if-match")]
    [InlineData("not json", null, 400, "patch-syntax")]
    public async Task A_patch_that_fails_refuses_the_whole_transaction(string patch, string? ifMatch, int status, string rule)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        (HttpStatusCode answered, JsonElement outcome) = await registry.PostAsync("/fhir", Some.Utf8(Some.Bundle(
            Some.Put(Some.Diagnosis("FOP", subject: "Patient/p2")),
            Some.Entry("PATCH", "Patient/p2", Binary(patch), ifMatch: ifMatch))));
        Assert.True(status == (int)answered, $"{(int)answered}: {outcome}");
        if (rule.Length > 0) Assert.Equal(rule, Rule(outcome));
        Assert.StartsWith("Bundle.entry[1].resource", outcome.GetProperty("issue")[0].GetProperty("expression")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await registry.GetAsync("/fhir/Condition")).Body.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_batch_patches_entry_by_entry()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        JsonObject bundle = Some.Bundle(
            Some.Entry("PATCH", "Patient/p2", Replace("Patient.gender", "valueCode", "male")),
            Some.Entry("PATCH", "Patient/p2", Binary("""[{"op":"test","path":"/gender","value":"female"}]""")),
            Some.Entry("PATCH", "Patient/nobody", Binary(Male)));
        bundle["type"] = "batch";
        (HttpStatusCode status, JsonElement answer) = await registry.PostAsync("/fhir", Some.Utf8(bundle));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["200 OK", "422 Unprocessable Entity", "404 Not Found"], answer.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Patches_at_once_lose_nothing_of_each_other()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(index => SendAsync(
            registry, "Patient/p2", JsonPatch, $$$"""[{"op":"add","path":"/identifier/-","value":{"system":"{{{Some.Pseudonyms}}}","value":"Q-{{{index}}}"}}]""")));
        int taken = answers.Count(answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(answers, answer => Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict }));
        JsonElement patient = (await registry.GetAsync("/fhir/Patient/p2")).Body;
        Assert.True(taken > 0);
        Assert.Equal((1 + taken, 1 + taken), (patient.GetProperty("identifier").GetArrayLength(), int.Parse(patient.GetProperty("meta").GetProperty("versionId").GetString()!, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_patch_with_a_key_is_answered_again_and_not_applied_again()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(registry, "Patient/p2", JsonPatch, Male, ("Idempotency-Key", "k1"))).StatusCode);
        using HttpResponseMessage again = await SendAsync(registry, "Patient/p2", JsonPatch, Male, ("Idempotency-Key", "k1"));
        Assert.Equal((HttpStatusCode.OK, "W/\"2\""), (again.StatusCode, again.Headers.ETag!.ToString()));
    }

    private static async Task<RunningRegistry> StartAsync(TemporaryFolder folder)
    {
        RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        Assert.Equal(HttpStatusCode.Created, (await registry.SendAsync(HttpMethod.Put, "/fhir/Patient/p2", Some.Utf8(Some.Patient("P-2").WithId("p2")))).Status);
        return registry;
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningRegistry registry, string path, string contentType, string body, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Patch, "/fhir/" + path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement;

    private static async Task<string?> GenderAsync(RunningRegistry registry) => (await registry.GetAsync("/fhir/Patient/p2")).Body.GetProperty("gender").GetString();

    private static JsonObject Replace(string path, string type, string value) => new()
    {
        ["resourceType"] = "Parameters",
        ["parameter"] = new JsonArray(new JsonObject
        {
            ["name"] = "operation",
            ["part"] = new JsonArray(
                new JsonObject { ["name"] = "type", ["valueCode"] = "replace" },
                new JsonObject { ["name"] = "path", ["valueString"] = path },
                new JsonObject { ["name"] = "value", [type] = value }),
        }),
    };

    private static JsonObject Binary(string patch) => new() { ["resourceType"] = "Binary", ["contentType"] = JsonPatch, ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch)) };

    private static string Rule(JsonElement outcome) => Rules(outcome).First();

    private static IEnumerable<string> Rules(JsonElement outcome) => outcome.GetProperty("issue").EnumerateArray().Select(issue => issue.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString()!);
}

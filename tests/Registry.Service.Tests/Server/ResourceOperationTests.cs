using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Registry.Contracts.Callers;
using Registry.Service.Tests.Clinical;
using Registry.Store.Callers;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>$validate, $everything and $meta over HTTP. Each test sends subjects of its own.</summary>
public sealed class ResourceOperationTests(SharedRegistry shared) : IClassFixture<SharedRegistry>
{
    private const string Profile = "https://registry.example.org/fhir/ho/StructureDefinition/ho-registry-patient";

    private RunningRegistry Registry => shared.Registry;

    [Fact]
    public async Task Validation_finds_what_storing_would_find_and_stores_nothing()
    {
        JsonObject patient = Clinical.Some.Patient("V-1");
        patient.Remove("id");
        foreach (string call in new[] { "Patient/$validate", "Patient/$validate?mode=create", $"Patient/$validate?profile={Profile}", $"Patient/$validate?profile={Profile}|0.1.0" })
            Assert.Empty(Errors(await ValidatedAsync(call, Clinical.Some.Utf8(patient))));
        Assert.Empty(Errors(await ValidatedAsync("Patient/$validate", OperationCalls.Parameters(("resource", $"\"resource\":{patient.ToJsonString()}"), ("mode", "\"valueCode\":\"create\"")))));

        JsonObject named = patient.DeepClone().AsObject();
        named["name"] = new JsonArray(new JsonObject { ["family"] = "Nobody" });
        JsonElement outcome = await ValidatedAsync("Patient/$validate", Clinical.Some.Utf8(named));
        Assert.Contains("identifying", outcome.Rules());
        Assert.Contains(outcome.GetProperty("issue").EnumerateArray(), issue => issue.TryGetProperty("expression", out JsonElement place) && place[0].GetString() == "Patient.name[0]" && issue.TryGetProperty("extension", out _));
        JsonElement inside = await ValidatedAsync("Patient/$validate", OperationCalls.Parameters(("resource", $"\"resource\":{named.ToJsonString()}")));
        Assert.Contains(inside.GetProperty("issue").EnumerateArray(), issue => issue.TryGetProperty("expression", out JsonElement place) && place[0].GetString() == "Patient.name[0]" && !issue.TryGetProperty("extension", out _));

        Assert.NotEmpty(Errors(await ValidatedAsync("Patient/$validate", """{"resourceType":"Patient","gendre":"female"}"""u8.ToArray())));
        Assert.Contains("outside-dataset", (await ValidatedAsync("Observation/$validate", """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"subject":{"reference":"Patient/x"}}"""u8.ToArray())).Rules());
        Assert.Equal(["url-mismatch"], (await ValidatedAsync("Condition/$validate", Clinical.Some.Utf8(patient))).Rules());
        Assert.Contains("profile-unknown", (await ValidatedAsync("Patient/$validate?profile=http://example.org/none", Clinical.Some.Utf8(patient))).Rules());
        Assert.Contains("profile-unknown", (await ValidatedAsync($"Patient/$validate?profile={Profile}|9.9", Clinical.Some.Utf8(patient))).Rules());
        Assert.Contains("profile-type", (await ValidatedAsync($"Patient/$validate?profile={Clinical.Some.Base}/StructureDefinition/fop-condition", Clinical.Some.Utf8(patient))).Rules());
        Assert.Empty(await IdsAsync("Patient?identifier=V-1"));
    }

    [Fact]
    public async Task A_mode_asks_what_is_stored_too()
    {
        string id = await SendAsync("validated");
        JsonObject lesion = Clinical.Some.FlareUp("F-x", subject: "Patient/nobody-knows");
        Assert.Empty(Errors(await ValidatedAsync("Observation/$validate", Clinical.Some.Utf8(lesion))));
        Assert.NotEmpty(Errors(await ValidatedAsync("Observation/$validate?mode=create", Clinical.Some.Utf8(lesion))));
        Assert.Empty(Errors(await ValidatedAsync("Observation/$validate?mode=create", Clinical.Some.Utf8(lesion.With("subject", Clinical.Some.Reference($"Patient/{id}"))))));

        (_, JsonElement patient) = await Registry.GetAsync($"/fhir/Patient/{id}");
        byte[] stored = Encoding.UTF8.GetBytes(patient.GetRawText());
        Assert.Empty(Errors(await ValidatedAsync($"Patient/{id}/$validate?mode=update", stored)));
        Assert.Contains("url-mismatch", (await ValidatedAsync("Patient/another/$validate?mode=update", stored)).Rules());
        Assert.Contains("patient-in-use", (await ReadAsync($"Patient/{id}/$validate?mode=delete")).Rules());
        string observation = (await IdsAsync($"Observation?patient={id}&code=69548-6"))[0];
        Assert.Empty(Errors(await ReadAsync($"Observation/{observation}/$validate?mode=delete")));
        Assert.Empty(Errors(await ReadAsync($"Patient/{id}/$validate?mode=profile&profile={Profile}")));
        Assert.Contains("profile-unknown", (await ReadAsync($"Patient/{id}/$validate?mode=profile&profile=http://example.org/none")).Rules());
        Assert.Empty(Errors(await ReadAsync($"Patient/{id}/$validate")));
        Assert.Empty(Errors(await ValidatedAsync("Bundle/$validate?mode=create", Examples.Fop("never"))));
        Assert.Equal("1", patient.GetProperty("meta").GetProperty("versionId").GetString());
        Assert.Equal(HttpStatusCode.OK, (await Registry.GetAsync($"/fhir/Observation/{observation}")).Status);
    }

    [Theory]
    [InlineData("Patient/$validate", "", 400)]
    [InlineData("Patient/$validate?mode=delete", "", 400)]
    [InlineData("Patient/$validate?mode=update", "{\"resourceType\":\"Patient\"}", 400)]
    [InlineData("Patient/x/$validate?mode=profile", "", 400)]
    [InlineData("Patient/x/$validate?mode=profile&profile=http://example.org/none", "{\"resourceType\":\"Patient\"}", 400)]
    [InlineData("Patient/$validate?mode=guess", "{\"resourceType\":\"Patient\"}", 400)]
    [InlineData("Patient/$validate", "{\"resourceType\":", 400)]
    [InlineData("Nothing/$validate", "{\"resourceType\":\"Nothing\"}", 404)]
    [InlineData("Patient/nobody/$validate", "", 404)]
    [InlineData("Patient/$everything?start=yesterday", "", 400)]
    [InlineData("Patient/$everything?_type=Nothing", "", 400)]
    [InlineData("Patient/$everything?_count=0", "", 400)]
    [InlineData("Patient/$everything?_page=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "", 400)]
    [InlineData("Patient/$everything?_elements=x", "", 400)]
    [InlineData("Patient/nobody/$everything", "", 404)]
    [InlineData("Observation/$everything", "", 404)]
    [InlineData("Nothing/$meta", "", 404)]
    [InlineData("ValueSet/$meta", "", 404)]
    [InlineData("Patient/nobody/$meta", "", 404)]
    [InlineData("Patient/nobody/_history/1/$meta", "", 404)]
    [InlineData("Patient/nobody/$meta-add", "", 400)]
    [InlineData("Patient/nobody/$meta-add", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"meta\",\"valueMeta\":{\"tag\":[{\"code\":\"x\"}]}}]}", 404)]
    [InlineData("Patient/nobody/$meta-add", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"meta\",\"valueMeta\":{\"tga\":[]}}]}", 400)]
    [InlineData("Patient/nobody/$meta-delete", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"meta\",\"valueString\":\"x\"}]}", 400)]
    public async Task What_is_no_call_is_told_so(string call, string body, int expected)
    {
        (HttpStatusCode status, JsonElement outcome) = await Registry.PostAsync($"/fhir/{call}", Encoding.UTF8.GetBytes(body));
        Assert.True(expected == (int)status, $"{(int)status}: {outcome}");
        Registry.AssertValid(outcome);
    }

    [Fact]
    public async Task Everything_of_a_patient_is_the_patient_first_and_then_what_searches_find_and_of_nobody_else()
    {
        string id = await SendAsync("everything");
        string other = await SendAsync("somebody-else");
        List<string> expected = [.. await KeysAsync($"Patient?_id={id}"), .. await KeysAsync($"Condition?patient={id}&_count=1000"), .. await KeysAsync($"Observation?patient={id}&_count=1000")];
        Assert.True(expected.Count > 4);
        List<string> everything = await KeysAsync($"Patient/{id}/$everything");
        Assert.Equal($"Patient/{id}", everything[0]);
        Assert.Equal(expected.Order(StringComparer.Ordinal), everything.Order(StringComparer.Ordinal));
        Assert.Equal(everything, await PagedAsync($"Patient/{id}/$everything?_count=1"));
        Assert.Equal(everything, await PagedAsync($"Patient/{id}/$everything?_count=3"));

        (HttpStatusCode status, JsonElement posted) = await Registry.CallAsync($"Patient/{id}/$everything", ("_type", "\"valueCode\":\"Condition\""));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((await KeysAsync($"Condition?patient={id}")).Order(StringComparer.Ordinal), Keys(posted).Order(StringComparer.Ordinal));
        Assert.Empty(await KeysAsync($"Patient/{id}/$everything?_type=Encounter"));
        Assert.Empty(await KeysAsync($"Patient/{id}/$everything?_since=2999-01-01T00:00:00Z"));
        Assert.Equal(everything, await KeysAsync($"Patient/{id}/$everything?_since=2000-01-01T00:00:00Z"));

        List<string> all = await PagedAsync("Patient/$everything?_count=3");
        Assert.Equal(all.Count, all.Distinct(StringComparer.Ordinal).Count());
        Assert.Superset(everything.ToHashSet(StringComparer.Ordinal), all.ToHashSet(StringComparer.Ordinal));
        Assert.Contains($"Patient/{other}", all);
    }

    [Fact]
    public async Task Start_and_end_are_of_care_and_leave_what_has_no_date()
    {
        string id = await SendAsync("times");
        JsonElement[] observations = [.. (await Registry.GetAsync($"/fhir/Observation?patient={id}&_count=1000")).Body.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("resource"))];
        string[] begins = [.. observations.Select(Begin).OfType<string>().Order(StringComparer.Ordinal)];
        Assert.True(begins.Length > 1 && begins[0] != begins[^1], string.Join(' ', begins));
        List<string> late = await KeysAsync($"Patient/{id}/$everything?start=2900-01-01");
        // The patient, and conditions that have not abated, are of any time.
        Assert.Equal([$"Patient/{id}", .. await KeysAsync($"Condition?patient={id}&abatement-date:missing=true")], late.Where(key => !key.StartsWith("Observation", StringComparison.Ordinal)));
        Assert.All(observations.Where(observation => Begin(observation) is not null && !observation.TryGetProperty("effectivePeriod", out _)), observation => Assert.DoesNotContain($"Observation/{observation.GetProperty("id").GetString()}", late));
        List<string> early = await KeysAsync($"Patient/{id}/$everything?end=1900-01-01");
        Assert.All(observations.Where(observation => Begin(observation) is not null), observation => Assert.DoesNotContain($"Observation/{observation.GetProperty("id").GetString()}", early));
        Assert.Contains($"Patient/{id}", early);
    }

    [Fact]
    public async Task Everything_as_XML_and_for_another_site_nothing()
    {
        string id = await SendAsync("xml");
        using HttpRequestMessage request = new(HttpMethod.Get, $"/fhir/Patient/{id}/$everything") { Headers = { { "Accept", "application/fhir+xml" } } };
        using HttpResponseMessage answer = await Registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
        XElement bundle = XElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Single(bundle.Descendants(bundle.Name.Namespace + "Patient"));

        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path, "--Registry:Authentication:Mode=Keys");
        string a = await KeyAsync(registry, "a", CallerRoles.Submitter);
        string b = await KeyAsync(registry, "b", CallerRoles.Submitter);
        string consumer = await KeyAsync(registry, "consumer", CallerRoles.Subscriber);
        (_, JsonElement stored) = await registry.PostAsync("/fhir", Examples.Fop(), ("Authorization", $"Bearer {a}"));
        string own = Location(stored, "Patient");
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync($"/fhir/Patient/{own}/$everything", ("Authorization", $"Bearer {a}"))).Status);
        foreach (string call in new[] { $"Patient/{own}/$everything", $"Patient/{own}/$meta", $"Patient/{own}/$validate" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await registry.GetAsync($"/fhir/{call}", ("Authorization", $"Bearer {b}"))).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await registry.GetAsync($"/fhir/{call}", ("Authorization", $"Bearer {consumer}"))).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await registry.GetAsync($"/fhir/{call}")).Status);
        }

        (_, JsonElement nothing) = await registry.GetAsync("/fhir/Patient/$everything", ("Authorization", $"Bearer {b}"));
        Assert.Equal(0, nothing.GetProperty("total").GetInt32());
        Assert.False((await registry.GetAsync("/fhir/$meta", ("Authorization", $"Bearer {b}"))).Body.TryGetProperty("parameter", out _));
    }

    [Fact]
    public async Task Adding_makes_a_version_once_and_deleting_another()
    {
        string id = await SendAsync("meta");
        (string, string) tags = Meta("""{"tag":[{"system":"http://example.org/tags","code":"study-1"}],"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]}""");
        for (int run = 0; run < 2; run++)
        {
            (HttpStatusCode status, JsonElement added) = await Registry.CallAsync($"Patient/{id}/$meta-add", tags);
            Assert.True(status == HttpStatusCode.OK, added.ToString());
            Registry.AssertValid(added);
            JsonElement meta = added.GetProperty("parameter")[0].GetProperty("valueMeta");
            Assert.Equal("2", meta.GetProperty("versionId").GetString());
            Assert.Equal("study-1", meta.GetProperty("tag")[0].GetProperty("code").GetString());
        }

        Assert.Contains(id, await IdsAsync("Patient?_tag=http://example.org/tags|study-1"));
        Assert.Contains("study-1", (await ReadAsync("Patient/$meta")).ToString(), StringComparison.Ordinal);
        Assert.Contains("study-1", (await ReadAsync("$meta")).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("study-1", (await ReadAsync("Condition/$meta")).ToString(), StringComparison.Ordinal);
        Assert.Contains("study-1", (await ReadAsync($"Patient/{id}/$meta")).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("study-1", (await ReadAsync($"Patient/{id}/_history/1/$meta")).ToString(), StringComparison.Ordinal);

        // The same label, whatever its display; what is not there is no error.
        (_, JsonElement removed) = await Registry.CallAsync($"Patient/{id}/$meta-delete", Meta("""{"tag":[{"system":"http://example.org/tags","code":"study-1","display":"Study"},{"code":"none"}]}"""));
        JsonElement left = removed.GetProperty("parameter")[0].GetProperty("valueMeta");
        Assert.Equal("3", left.GetProperty("versionId").GetString());
        Assert.False(left.TryGetProperty("tag", out _));
        Assert.Equal("R", left.GetProperty("security")[0].GetProperty("code").GetString());
        (_, JsonElement again) = await Registry.CallAsync($"Patient/{id}/$meta-delete", Meta("""{"tag":[{"system":"http://example.org/tags","code":"study-1"}]}"""));
        Assert.Equal("3", again.GetProperty("parameter")[0].GetProperty("valueMeta").GetProperty("versionId").GetString());
    }

    [Fact]
    public async Task A_profile_that_the_resource_does_not_meet_is_not_added_and_a_version_that_was_overtaken_is_412()
    {
        string id = await SendAsync("claims");
        (HttpStatusCode status, _) = await Registry.CallAsync($"Patient/{id}/$meta-add", Meta($"{{\"profile\":[\"{Clinical.Some.Base}/StructureDefinition/fop-condition\"]}}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        (status, _) = await Registry.PostAsync($"/fhir/Patient/{id}/$meta-add", OperationCalls.Parameters(Meta("""{"tag":[{"code":"x"}]}""")), ("If-Match", "W/\"7\""));
        Assert.Equal(HttpStatusCode.PreconditionFailed, status);
        (_, JsonElement patient) = await Registry.GetAsync($"/fhir/Patient/{id}");
        Assert.Equal("1", patient.GetProperty("meta").GetProperty("versionId").GetString());
    }

    [Fact]
    public async Task Labels_that_many_add_at_once_are_all_there()
    {
        string id = await SendAsync("race");
        (HttpStatusCode Status, JsonElement Body)[] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(index => Registry.CallAsync($"Patient/{id}/$meta-add", Meta($"{{\"tag\":[{{\"code\":\"t{index}\"}}]}}"))));
        Assert.All(answers, answer => Assert.True(answer.Status == HttpStatusCode.OK, answer.Body.ToString()));
        (_, JsonElement meta) = await Registry.GetAsync($"/fhir/Patient/{id}/$meta");
        Assert.Equal(["t0", "t1", "t2", "t3"], meta.GetProperty("parameter")[0].GetProperty("valueMeta").GetProperty("tag").EnumerateArray().Select(tag => tag.GetProperty("code").GetString()!).Order(StringComparer.Ordinal));
    }

    private static (string Name, string Members) Meta(string json) => ("meta", $"\"valueMeta\":{json}");

    private static string? Begin(JsonElement observation) => observation.TryGetProperty("effectiveDateTime", out JsonElement time) ? time.GetString()
        : observation.TryGetProperty("effectivePeriod", out JsonElement period) && period.TryGetProperty("start", out JsonElement start) ? start.GetString() : null;

    private static async Task<string> KeyAsync(RunningRegistry registry, string site, CallerRoles roles) =>
        await registry.Services.GetRequiredService<ClientKeys>().AddAsync(new Caller(site, new SiteId($"site-{site}"), roles), 1, TestContext.Current.CancellationToken);

    private static string Location(JsonElement response, string type) => response.GetProperty("entry").EnumerateArray()
        .Select(entry => entry.GetProperty("response").GetProperty("location").GetString()!.Split('/')).First(parts => parts.Contains(type)) is var found ? found[Array.IndexOf(found, type) + 1] : "";

    private static IEnumerable<string> Keys(JsonElement bundle) => !bundle.TryGetProperty("entry", out JsonElement entries) ? [] : entries.EnumerateArray()
        .Select(entry => $"{entry.GetProperty("resource").GetProperty("resourceType").GetString()}/{entry.GetProperty("resource").GetProperty("id").GetString()}");

    private static string[] Errors(JsonElement outcome) => [.. outcome.GetProperty("issue").EnumerateArray().Where(issue => issue.GetProperty("severity").GetString() is "error" or "fatal").Select(issue => issue.ToString())];

    private async Task<string> SendAsync(string suffix)
    {
        (HttpStatusCode status, JsonElement stored) = await Registry.PostAsync("/fhir", Examples.Fop(suffix));
        Assert.True(status == HttpStatusCode.OK, stored.ToString());
        return Location(stored, "Patient");
    }

    private async Task<JsonElement> ValidatedAsync(string call, byte[] body)
    {
        (HttpStatusCode status, JsonElement outcome) = await Registry.PostAsync($"/fhir/{call}", body);
        Assert.True(status == HttpStatusCode.OK, $"{call}: {outcome}");
        Registry.AssertValid(outcome);
        return outcome;
    }

    private async Task<JsonElement> ReadAsync(string call)
    {
        (HttpStatusCode status, JsonElement answer) = await Registry.GetAsync($"/fhir/{call}");
        Assert.True(status == HttpStatusCode.OK, $"{call}: {answer}");
        Registry.AssertValid(answer);
        return answer;
    }

    private async Task<List<string>> KeysAsync(string call) => [.. Keys(await ReadAsync(call))];

    private async Task<List<string>> IdsAsync(string call) => [.. (await KeysAsync(call)).Select(key => key.Split('/')[1])];

    private async Task<List<string>> PagedAsync(string call)
    {
        List<string> keys = [];
        for (string? next = $"/fhir/{call}"; next is not null;)
        {
            (HttpStatusCode status, JsonElement bundle) = await Registry.GetAsync(next);
            Assert.True(status == HttpStatusCode.OK, bundle.ToString());
            keys.AddRange(Keys(bundle));
            next = bundle.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() == "next").Select(link => link.GetProperty("url").GetString()).FirstOrDefault();
        }

        return keys;
    }
}

using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Service.Tests.Clinical;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>Conditional create, update, delete and references by searches of other kinds than one identifier. https://hl7.org/fhir/R4/http.html#ccreate</summary>
public sealed class ConditionalTests
{
    [Fact]
    public async Task A_conditional_create_by_a_search_creates_once()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        Assert.Equal(HttpStatusCode.Created, await CreateAsync("P-1", "birthdate=2001-02&gender=female"));
        // Another identifier, and yet the same by its criteria.
        Assert.Equal(HttpStatusCode.OK, await CreateAsync("P-2", "gender=female&birthdate=2001-02"));
        Assert.Equal(HttpStatusCode.Created, await CreateAsync("P-3", "gender=male&birthdate=2001-02"));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await CreateAsync("P-4", "birthdate=2001-02"));
        Assert.Equal(2, await CountAsync(registry, "Patient?birthdate=2001-02"));

        async Task<HttpStatusCode> CreateAsync(string pseudonym, string criteria) =>
            (await registry.PostAsync("/fhir/Patient", Some.Utf8(Some.Patient(pseudonym, "2001-02")), ("If-None-Exist", criteria))).Status;
    }

    [Theory]
    [InlineData("_id=p1", 200)]
    [InlineData("identifier=P-1", 200)]
    [InlineData("identifier=x|y,P-1", 200)]
    [InlineData("gender=female&birthdate=ge2014", 412)]
    [InlineData("birthdate=2014-07", 200)]
    [InlineData("gender=unknown", 201)]
    [InlineData("gender=unknown&gender=female", 201)]
    [InlineData("_id=nobody", 201)]
    [InlineData("_has:Observation:patient:code=x", 422)]
    [InlineData("gender=female&_count=1", 422)]
    [InlineData("gender=female&_format=json", 422)]
    [InlineData("colour=red", 422)]
    [InlineData("birthdate=soon", 422)]
    [InlineData("", 422)]
    public async Task A_search_finds_none_one_or_many(string criteria, int status)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        await PutAsync(registry, "p1", "P-1", "2014-07");
        await PutAsync(registry, "p2", "P-2", "2015-01");
        (HttpStatusCode answered, JsonElement body) = await registry.PostAsync("/fhir/Patient", Some.Utf8(Some.Patient("P-9")), ("If-None-Exist", criteria));
        Assert.True(status == (int)answered, $"{(int)answered}: {body}");
    }

    [Fact]
    public async Task A_conditional_update_updates_creates_or_is_told_why_not()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        await PutAsync(registry, "p1", "P-1", "2014-07");
        await PutAsync(registry, "p2", "P-2", "2015-01");
        // One match: that one. Its own id may be sent, another's may not.
        Assert.Equal(HttpStatusCode.OK, await UpdateAsync("birthdate=2014-07", Some.Patient("P-1", "2014-08")));
        Assert.Equal("2014-08", (await registry.GetAsync("/fhir/Patient/p1")).Body.GetProperty("birthDate").GetString());
        Assert.Equal(HttpStatusCode.OK, await UpdateAsync("birthdate=2014-08", Some.Patient("P-1", "2014-07").WithId("p1")));
        Assert.Equal(HttpStatusCode.BadRequest, await UpdateAsync("birthdate=2014-07", Some.Patient("P-1", "2014-09").WithId("p2")));
        // None: create, under the id that was sent if there is one, but never over another resource.
        Assert.Equal(HttpStatusCode.Created, await UpdateAsync("birthdate=1999-01", Some.Patient("P-3", "1999-01").WithId("p3")));
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync("/fhir/Patient/p3")).Status);
        Assert.Equal(HttpStatusCode.Created, await UpdateAsync("birthdate=1999-02", Some.Patient("P-4", "1999-02")));
        Assert.Equal(HttpStatusCode.Conflict, await UpdateAsync("birthdate=1999-03", Some.Patient("P-5", "1999-03").WithId("p1")));
        // Several.
        Assert.Equal(HttpStatusCode.PreconditionFailed, await UpdateAsync("gender=female", Some.Patient("P-1")));
        // With a version.
        Assert.Equal(HttpStatusCode.PreconditionFailed, await UpdateAsync("birthdate=2014-07", Some.Patient("P-1", "2014-10"), ("If-Match", "W/\"1\"")));
        Assert.Equal(HttpStatusCode.OK, await UpdateAsync("birthdate=2014-07", Some.Patient("P-1", "2014-10"), ("If-Match", "W/\"3\", \"2\"")));

        async Task<HttpStatusCode> UpdateAsync(string criteria, JsonObject patient, params (string, string)[] headers) =>
            (await registry.SendAsync(HttpMethod.Put, "/fhir/Patient?" + criteria, Some.Utf8(patient), headers)).Status;
    }

    [Fact]
    public async Task A_conditional_delete_takes_all_that_match_and_says_how_many()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        for (int index = 0; index < 3; index++) await PutAsync(registry, $"p{index}", $"P-{index}", "2014-07");
        await PutAsync(registry, "other", "P-9", "2015-01");

        Assert.Equal(HttpStatusCode.NoContent, (await registry.SendAsync(HttpMethod.Delete, "/fhir/Patient?birthdate=1901", null)).Status);
        (HttpStatusCode status, JsonElement outcome) = await registry.SendAsync(HttpMethod.Delete, "/fhir/Patient?birthdate=2014-07", null);
        Assert.Equal((HttpStatusCode.OK, "deleted-several"), (status, Rule(outcome)));
        Assert.StartsWith("3 resources", outcome.GetProperty("issue")[0].GetProperty("details").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, (await registry.GetAsync("/fhir/Patient/p1")).Status);
        Assert.Equal(1, await CountAsync(registry, "Patient"));
        Assert.Equal(HttpStatusCode.NoContent, (await registry.SendAsync(HttpMethod.Delete, "/fhir/Patient?birthdate=2015-01", null)).Status);
    }

    [Fact]
    public async Task A_conditional_delete_beyond_the_limit_or_against_a_rule_deletes_nothing()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        JsonObject[] entries = [.. Enumerable.Range(0, Registry.Clinical.Limits.ConditionalDeletes + 1).Select(index => Some.Entry("PUT", $"Patient/p{index}", Some.Patient($"P-{index}").WithId($"p{index}")))];
        Assert.Equal(HttpStatusCode.OK, (await registry.PostAsync("/fhir", Some.Utf8(Some.Bundle(entries)))).Status);
        (HttpStatusCode status, JsonElement outcome) = await registry.SendAsync(HttpMethod.Delete, "/fhir/Patient?gender=female", null);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "criteria-several"), (status, Rule(outcome)));

        // The Patient of a Condition that stands, among others.
        await registry.PostAsync("/fhir", Some.Utf8(Some.Bundle(Some.Put(Some.Diagnosis("FOP", subject: "Patient/p0")))));
        (status, outcome) = await registry.SendAsync(HttpMethod.Delete, "/fhir/Patient?_id=p0,p1,p2", null);
        Assert.Equal((HttpStatusCode.Conflict, "patient-in-use"), (status, Rule(outcome)));
        Assert.Equal(entries.Length, await CountAsync(registry, "Patient"));
    }

    [Fact]
    public async Task A_transaction_creates_deletes_and_refers_by_searches()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        await PutAsync(registry, "p1", "P-1", "2014-07");
        await PutAsync(registry, "gone1", "P-2", "2001-01");
        await PutAsync(registry, "gone2", "P-3", "2001-01");
        JsonObject bundle = Some.Bundle(
            Some.Entry("POST", "Condition", Some.Diagnosis("FOP", subject: "Patient?birthdate=2014-07"), ifNoneExist: "recorded-date=2018-11-05"),
            Some.Entry("DELETE", "Patient?birthdate=2001-01"));
        (HttpStatusCode status, JsonElement answer) = await registry.PostAsync("/fhir", Some.Utf8(bundle));
        Assert.True(status == HttpStatusCode.OK, answer.ToString());
        registry.AssertValid(answer);
        Assert.Equal(["201 Created", "200 OK"], answer.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("status").GetString()));
        JsonElement condition = Assert.Single((await registry.GetAsync("/fhir/Condition")).Body.GetProperty("entry").EnumerateArray()).GetProperty("resource");
        Assert.Equal("Patient/p1", condition.GetProperty("subject").GetProperty("reference").GetString());

        (status, answer) = await registry.PostAsync("/fhir", Some.Utf8(bundle));
        Assert.Equal(["200 OK", "204 No Content"], answer.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("status").GetString()));
    }

    [Theory]
    [InlineData("Patient?gender=female", 412, "criteria-several")]
    [InlineData("Patient?gender=unknown", 422, "reference-unresolved")]
    [InlineData("Patient?colour=red", 422, "criteria")]
    public async Task A_reference_by_a_search_wants_exactly_one(string reference, int status, string rule)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        await PutAsync(registry, "p1", "P-1", "2014-07");
        await PutAsync(registry, "p2", "P-2", "2014-07");
        (HttpStatusCode answered, JsonElement outcome) = await registry.PostAsync("/fhir", Some.Utf8(Some.Bundle(Some.Put(Some.Diagnosis("FOP", subject: reference)))));
        Assert.Equal((status, rule), ((int)answered, Rule(outcome)));
        Assert.Equal("Bundle.entry[0].resource.subject.reference", outcome.GetProperty("issue")[0].GetProperty("expression")[0].GetString());
    }

    [Fact]
    public async Task What_another_site_has_is_not_found()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        await PutAsync(registry, "p1", "P-1", "2014-07");
        (HttpStatusCode status, _) = await registry.PostAsync("/fhir/Patient", Some.Utf8(Some.Patient("P-1", "2014-07")), ("If-None-Exist", "birthdate=2014-07"), ("X-Registry-Site", "elsewhere"));
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(HttpStatusCode.NoContent, (await registry.SendAsync(HttpMethod.Delete, "/fhir/Patient?_id=p1", null, ("X-Registry-Site", "elsewhere"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync("/fhir/Patient/p1")).Status);
    }

    [Theory]
    [InlineData(null, 200)]
    [InlineData("*", 412)]
    [InlineData("W/\"1\"", 400)]
    public async Task If_None_Match_with_an_asterisk_only_creates(string? ifNoneMatch, int status)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await StartAsync(folder);
        (string, string)[] headers = ifNoneMatch is null ? [] : [("If-None-Match", ifNoneMatch)];
        if (status != 400) Assert.Equal(HttpStatusCode.Created, (await registry.SendAsync(HttpMethod.Put, "/fhir/Patient/p1", Some.Utf8(Some.Patient().WithId("p1")), headers)).Status);
        Assert.Equal(status, (int)(await registry.SendAsync(HttpMethod.Put, "/fhir/Patient/p1", Some.Utf8(Some.Patient(birthDate: "2014-07").WithId("p1")), headers)).Status);
    }

    private static Task<RunningRegistry> StartAsync(TemporaryFolder folder) => RunningRegistry.StartAsync(folder.Path);

    private static async Task PutAsync(RunningRegistry registry, string id, string pseudonym, string birthDate) =>
        Assert.Equal(HttpStatusCode.Created, (await registry.SendAsync(HttpMethod.Put, $"/fhir/Patient/{id}", Some.Utf8(Some.Patient(pseudonym, birthDate).WithId(id)))).Status);

    private static async Task<int> CountAsync(RunningRegistry registry, string search) =>
        (await registry.GetAsync($"/fhir/{search}{(search.Contains('?', StringComparison.Ordinal) ? "&" : "?")}_summary=count")).Body.GetProperty("total").GetInt32();

    private static string Rule(JsonElement outcome) => outcome.GetProperty("issue")[0].GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString()!;
}

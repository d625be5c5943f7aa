using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Service.Tests.Clinical;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>Nothing is stored that points nowhere or at another person, and nothing is deleted from under what refers to it: over HTTP.</summary>
public sealed class ReferenceTests
{
    private static readonly string[] Logical = ["performer", "specimen", "encounter"];

    [Fact]
    public async Task Subject_and_derivedFrom_and_hasMember_name_what_stands_of_the_same_person()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        JsonObject lesion = Stored(await registry.PostAsync("/fhir", Examples.Fop()), out string flareUp);
        Stored(await registry.PostAsync("/fhir", Examples.Fop("other")), out string foreign);

        foreach (string element in (string[])["derivedFrom", "hasMember"])
        {
            await AssertRefusedAsync(registry, Variation(lesion, element, new JsonArray(Some.Reference("Observation/nobody"))), "reference-unresolved");
            await AssertRefusedAsync(registry, Variation(lesion, element, new JsonArray(Some.Reference("urn:uuid:00000000-0000-4000-8000-000000000000"))), "reference-unresolved", "fhir-reference-unresolved");
            await AssertRefusedAsync(registry, Variation(lesion, element, new JsonArray(Some.Reference(foreign))), "reference-subject");
            Assert.Equal(HttpStatusCode.OK, (await PutAsync(registry, Variation(lesion, element, new JsonArray(Some.Reference(flareUp))))).Status);
        }

        await AssertRefusedAsync(registry, Variation(lesion, "subject", Some.Reference("Patient/nobody")), "reference-unresolved");
    }

    [Fact]
    public async Task Performer_specimen_and_encounter_are_logical_identifiers_only()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        JsonObject lesion = Stored(await registry.PostAsync("/fhir", Examples.Fop()), out _);
        foreach (string element in Logical)
        {
            JsonNode reference = Some.Reference(element is "performer" ? "Practitioner/1" : element is "specimen" ? "Specimen/1" : "Encounter/1");
            (HttpStatusCode status, JsonElement outcome) = await PutAsync(registry, Variation(lesion, element, element is "performer" ? new JsonArray(reference) : reference));
            Assert.True(status == HttpStatusCode.UnprocessableEntity, $"{element}: {(int)status} {outcome}");

            JsonNode logical = new JsonObject { ["identifier"] = new JsonObject { ["system"] = "https://hospital.example.org/staff", ["value"] = "1" } };
            (status, outcome) = await PutAsync(registry, Variation(lesion, element, element is "performer" ? new JsonArray(logical) : logical));
            Assert.True(status == HttpStatusCode.OK, $"{element}: {(int)status} {outcome}");
        }
    }

    [Fact]
    public async Task What_something_refers_to_is_not_deleted_from_under_it()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        JsonObject lesion = Stored(await registry.PostAsync("/fhir", Examples.Fop()), out string flareUp);
        string patient = lesion["subject"]!["reference"]!.GetValue<string>();

        await AssertConflictAsync(patient, "patient-in-use");
        await AssertConflictAsync(flareUp, "resource-in-use");

        string own = $"Observation/{lesion["id"]}";
        JsonObject both = Some.Bundle(Some.Entry("DELETE", flareUp), Some.Entry("DELETE", own));
        Assert.Equal(HttpStatusCode.OK, (await registry.PostAsync("/fhir", Some.Utf8(both))).Status);
        Assert.Equal(HttpStatusCode.Gone, (await registry.GetAsync($"/fhir/{flareUp}")).Status);

        async Task AssertConflictAsync(string resource, string rule)
        {
            (HttpStatusCode status, JsonElement outcome) = await registry.SendAsync(HttpMethod.Delete, $"/fhir/{resource}", null);
            Assert.True(status == HttpStatusCode.Conflict, $"{resource}: {(int)status} {outcome}");
            Assert.Equal(rule, RuleOf(outcome));
            Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync($"/fhir/{resource}")).Status);
        }
    }

    /// <summary>The stored lesion of the FOP example, and the flare-up from which it was derived.</summary>
    private static JsonObject Stored((HttpStatusCode Status, JsonElement Body) answer, out string flareUp)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body.ToString());
        JsonArray entries = JsonNode.Parse(Examples.Fop())!["entry"]!.AsArray();
        string[] stored = [.. answer.Body.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("location").GetString()!.Split("/fhir/")[1].Split("/_history")[0])];
        Dictionary<string, string> byUrl = entries.Select((entry, index) => (Url: entry!["fullUrl"]!.GetValue<string>(), Key: stored[index])).ToDictionary(pair => pair.Url, pair => pair.Key, StringComparer.Ordinal);
        int lesion = entries.ToList().FindIndex(entry => entry!["resource"]!["derivedFrom"] is not null);
        JsonObject resource = entries[lesion]!["resource"]!.DeepClone().AsObject();
        flareUp = byUrl[resource["derivedFrom"]![0]!["reference"]!.GetValue<string>()];
        resource["subject"] = Some.Reference(byUrl[resource["subject"]!["reference"]!.GetValue<string>()]);
        resource["derivedFrom"] = new JsonArray(Some.Reference(flareUp));
        return resource.WithId(stored[lesion].Split('/')[1]);
    }

    private static JsonObject Variation(JsonObject resource, string element, JsonNode value) => resource.DeepClone().AsObject().With(element, value);

    private static Task<(HttpStatusCode Status, JsonElement Body)> PutAsync(RunningRegistry registry, JsonObject resource) =>
        registry.SendAsync(HttpMethod.Put, $"/fhir/{resource["resourceType"]}/{resource["id"]}", Some.Utf8(resource));

    private static async Task AssertRefusedAsync(RunningRegistry registry, JsonObject resource, params string[] rules)
    {
        (HttpStatusCode status, JsonElement outcome) = await PutAsync(registry, resource);
        Assert.True(status == HttpStatusCode.UnprocessableEntity, $"{(int)status} {outcome}");
        Assert.Contains(RuleOf(outcome), rules);
    }

    private static string RuleOf(JsonElement outcome) => outcome.GetProperty("issue")[0].GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString()!;
}

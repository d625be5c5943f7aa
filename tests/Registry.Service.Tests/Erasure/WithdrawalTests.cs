using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Service.Tests.Clinical;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Erasure;

/// <summary>Withdrawal: intake, publication and reports stop, the data stay under restriction, and a new permission lifts it. Through a running server.</summary>
public sealed class WithdrawalTests
{
    private static readonly (string, string) Own = ("X-Registry-Site", "site-a");
    private static readonly (string, string) Other = ("X-Registry-Site", "site-b");

    [Fact]
    public async Task What_is_held_of_somebody_who_withdrew_is_told_to_nobody_but_its_own_site_until_a_new_permission()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path, "--Registry:Intake:Identifying=Keep");
        JsonNode bundle = ErasureContract.Bundle("chosen", "HO-1", "REC-1", "2017-02-11");
        await TakeAsync(registry, bundle);
        List<JsonElement> before = await registry.EventsAsync();
        await registry.UntilProjectedAsync();
        Assert.Equal(1, Enrolled((await registry.GetAsync("/reports/enrolment", Other)).Body));
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync("/fhir/Observation/chosen-3", Other)).Status);

        await TakeAsync(registry, Decided(bundle, "deny", "2025-11-01"));

        List<JsonElement> withdrawn = await registry.EventsAsync();
        Assert.Contains("SubjectWithdrawn.v1", withdrawn.Select(one => one.GetProperty("type").GetString()));
        Assert.Equal(before.Select(Place), withdrawn.Take(before.Count).Select(Place));
        string[] told = ["ConsentChanged.v1", "SubjectWithdrawn.v1", "FindingClosed.v1"];
        Assert.All(withdrawn, one => Assert.Equal(told.Contains(one.GetProperty("type").GetString(), StringComparer.Ordinal) ? null : "withdrawn", Withheld(one)));
        // A replay of one subject, or of one type, tells no more.
        Assert.Equal("withdrawn", Withheld(Assert.Single(await registry.EventsAsync("after=0&type=FlareUpReported"))));
        Assert.DoesNotContain("chosen-3", JsonSerializer.Serialize(await registry.EventsAsync($"after=0&subject={before[0].GetProperty("subject").GetString()}")), StringComparison.Ordinal);

        await registry.UntilProjectedAsync();
        Assert.Equal(0, Enrolled((await registry.GetAsync("/reports/enrolment", Other)).Body));
        foreach (string path in new[] { "/fhir/Observation/chosen-3", "/fhir/Observation/chosen-3/_history/1", "/fhir/Patient/chosen-0", "/fhir/Patient/chosen-0/$everything" })
        {
            Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync(path, Own)).Status);
            (HttpStatusCode status, JsonElement outcome) = await registry.GetAsync(path, Other);
            Assert.Equal(HttpStatusCode.Forbidden, status);
            Assert.Contains("withdrawn", outcome.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(0, (await registry.GetAsync("/fhir/Observation", Other)).Body.GetProperty("total").GetInt32());
        Assert.Equal(4, (await registry.GetAsync("/fhir/Observation", Own)).Body.GetProperty("total").GetInt32());
        Assert.Equal(0, (await registry.GetAsync("/fhir/Patient/$everything", Other)).Body.GetProperty("total").GetInt32());
        Assert.Equal(6, (await registry.GetAsync("/fhir/Patient/chosen-0/$everything", Own)).Body.GetProperty("total").GetInt32());
        (HttpStatusCode refused, JsonElement why) = await registry.PostAsync("/fhir", Some.Utf8(ErasureContract.Bundle("chosen", "HO-1", "REC-1", "2017-02-12", registryDenied: "2025-11-01")), Own);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused);
        Assert.Contains("consent-required", why.ToString(), StringComparison.Ordinal);

        await TakeAsync(registry, Decided(bundle, "permit", "2025-12-01"));

        List<JsonElement> again = await registry.EventsAsync();
        Assert.Equal(before.Select(one => one.ToString()), again.Take(before.Count).Select(one => one.ToString()));
        Assert.All(again, one => Assert.Null(Withheld(one)));
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync("/fhir/Observation/chosen-3", Other)).Status);
        Assert.Equal(4, (await registry.GetAsync("/fhir/Observation", Other)).Body.GetProperty("total").GetInt32());
        Assert.Equal(6, (await registry.GetAsync("/fhir/Patient/$everything", Other)).Body.GetProperty("total").GetInt32());
        await registry.UntilProjectedAsync();
        Assert.Equal(1, Enrolled((await registry.GetAsync("/reports/enrolment", Other)).Body));
    }

    /// <summary>The bundle's Patient alone, with one more decision on the registry.</summary>
    private static JsonObject Decided(JsonNode bundle, string decision, string date)
    {
        JsonNode patient = bundle["entry"]![0]!;
        patient["resource"]!["extension"]!.AsArray().Add(Some.Consent($"registry:{decision}:{date}"));
        return new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray(patient.DeepClone()) };
    }

    private static async Task TakeAsync(RunningRegistry registry, JsonNode bundle)
    {
        (HttpStatusCode status, JsonElement answer) = await registry.PostAsync("/fhir", Some.Utf8(bundle), Own);
        Assert.True(status == HttpStatusCode.OK, answer.ToString());
    }

    private static (string?, string?) Place(JsonElement one) => (one.GetProperty("id").GetString(), one.GetProperty("type").GetString());

    private static string? Withheld(JsonElement one) => one.GetProperty("data").TryGetProperty("withheld", out JsonElement reason) ? reason.GetString() : null;

    private static long Enrolled(JsonElement report) => report.GetProperty("tables").EnumerateArray().Single(table => table.GetProperty("name").GetString() == "overview")
        .GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("measure").GetString() == "enrolled").GetProperty("subjects").GetInt64();
}

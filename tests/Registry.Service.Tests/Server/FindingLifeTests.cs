using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Service.Tests.Clinical;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>What a coordinator sees of a finding whose persons are linked, parted and withdraw: over HTTP and by the operators' verbs, in the report.</summary>
public sealed class FindingLifeTests
{
    [Fact]
    public async Task A_finding_that_only_a_link_brings_together_is_reported_until_they_are_parted()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        string first = await SendAsync(registry, "site-a", "Condition");
        string second = await SendAsync(registry, "site-b", "Observation");
        Assert.DoesNotContain("R06", await OpenAsync(registry));

        await RunAsync(folder.Path, "subjects", "link", "--first", first, "--second", second);
        Assert.Contains("R06", await OpenAsync(registry));

        await RunAsync(folder.Path, "subjects", "unlink", "--first", first, "--second", second);
        Assert.DoesNotContain("R06", await OpenAsync(registry));
    }

    [Fact]
    public async Task A_finding_closes_when_the_consent_that_it_rests_on_is_withdrawn()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        string patient = await SendAsync(registry, "site-a", "Condition", "Observation");
        Assert.Contains("R06", await OpenAsync(registry));

        JsonNode stored = JsonNode.Parse((await registry.GetAsync($"/fhir/Patient/{patient}", ("X-Registry-Site", "site-a"))).Body.GetRawText())!;
        JsonNode consent = stored["extension"]!.AsArray().Single(one => one!["url"]!.GetValue<string>().EndsWith("/registry-consent", StringComparison.Ordinal)
            && one["extension"]!.AsArray().Any(part => part!["valueCode"]?.GetValue<string>() is "registry"))!;
        consent["extension"]!.AsArray().Single(part => part!["url"]!.GetValue<string>() is "decision")!["valueCode"] = "deny";
        consent["extension"]!.AsArray().Single(part => part!["url"]!.GetValue<string>() is "date")!["valueDate"] = "2026-02-01";
        (HttpStatusCode status, JsonElement answer) = await registry.SendAsync(HttpMethod.Put, $"/fhir/Patient/{patient}", Some.Utf8(stored), ("X-Registry-Site", "site-a"));
        Assert.True(status == HttpStatusCode.OK, answer.ToString());

        Assert.Empty(await OpenAsync(registry));
    }

    /// <summary>A Patient, and of a POH in doubt with a maternal allele the resources of the types named.</summary>
    /// <returns>The Patient's id.</returns>
    private static async Task<string> SendAsync(RunningRegistry registry, string site, params string[] types)
    {
        JsonObject bundle = JsonNode.Parse(File.ReadAllBytes(Repository.Path("docs", "examples", "invalid", "maternal-allele-in-confirmed-poh.json")))!.AsObject();
        JsonNode[] kept = [.. bundle["entry"]!.AsArray().Where(entry => entry!["resource"]!["resourceType"]!.GetValue<string>() is "Patient" || types.Contains(entry["resource"]!["resourceType"]!.GetValue<string>())).Select(entry => entry!.DeepClone())];
        foreach (JsonNode entry in kept.Where(entry => entry["resource"]!["verificationStatus"] is not null))
        {
            entry["resource"]!["verificationStatus"] = Some.Concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "provisional");
        }

        bundle["entry"] = new JsonArray(kept);
        (HttpStatusCode status, JsonElement answer) = await registry.PostAsync("/fhir", Some.Utf8(bundle), ("X-Registry-Site", site));
        Assert.True(status == HttpStatusCode.OK, answer.ToString());
        return answer.GetProperty("entry")[0].GetProperty("response").GetProperty("location").GetString()!.Split("/Patient/")[1].Split('/')[0];
    }

    /// <summary>Rules of the open findings, when the projections are as far as the log.</summary>
    private static async Task<string[]> OpenAsync(RunningRegistry registry)
    {
        await registry.UntilProjectedAsync();
        (HttpStatusCode status, JsonElement report) = await registry.GetAsync("/reports/findings");
        Assert.True(status == HttpStatusCode.OK, report.ToString());
        JsonElement table = report.GetProperty("tables").EnumerateArray().Single(one => one.GetProperty("name").GetString() is "by-rule");
        return [.. table.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("rule").GetString()!)];
    }

    private static async Task RunAsync(string folder, params string[] arguments)
    {
        await using RegistryProcess verb = RegistryProcess.Launch(folder, null, [.. arguments, $"--Registry:Database:ConnectionString=Data Source={Path.Combine(folder, "registry.db")}"]);
        int exitCode = await verb.ExitCodeAsync();
        Assert.True(exitCode == 0, verb.Output);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Server.Verbs;
using Registry.Service.Tests.Clinical;
using Registry.Store;
using Registry.Store.Resources;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The verb <c>rules run</c>: findings come right, data stay as they are.</summary>
public sealed class RuleVerbTests
{
    private static readonly Caller Operator = new("operator", new SiteId("local"), CallerRoles.Operator);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_as_an_operator_runs_it_beside_the_server_it_opens_what_is_missing_and_closes_what_no_rule_says()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await SendAsync(registry, "1");
        int before = (await registry.EventsAsync()).Count;
        await ForgetAsync(registry);

        string dry = await RunAsync(folder.Path, 0, "rules", "run", "--dry-run");
        Assert.Contains("would open R06 warning, subject ", dry, StringComparison.Ordinal);
        Assert.Contains("would close R99 as rule-changed, subject ", dry, StringComparison.Ordinal);
        Assert.Contains("nothing was written", dry, StringComparison.Ordinal);
        Assert.Equal(before, (await registry.EventsAsync()).Count);

        string output = await RunAsync(folder.Path, 0, "rules", "run");
        Assert.Matches("R06 +1 opened +0 closed", output);
        Assert.Matches("R99 +0 opened +1 closed", output);

        List<JsonElement> events = await registry.EventsAsync($"after={before}");
        Assert.Equal(["FindingOpened.v1", "FindingClosed.v1"], events.Select(one => one.GetProperty("type").GetString()));
        Assert.Equal("rule-changed", events[1].GetProperty("data").GetProperty("reason").GetString());
        // Grouped with the site that has to look at it, not with the operator's.
        Assert.All(events, one => Assert.Equal("site-a", one.GetProperty("data").GetProperty("header").GetProperty("site").GetString()));

        Assert.Contains("0 findings opened, 0 closed", await RunAsync(folder.Path, 0, "rules", "run"), StringComparison.Ordinal);
        Assert.Equal(before + 2, (await registry.EventsAsync()).Count);
    }

    [Fact]
    public async Task It_goes_on_after_the_subject_that_it_is_told()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        for (int person = 1; person <= 3; person++) await SendAsync(registry, $"{person}");
        await ForgetAsync(registry);
        SubjectPage page = await registry.Services.GetRequiredService<ResourceStore>().ReadSubjectsAsync(null, 1, false, Operator, Cancel);

        Assert.Contains("2 subjects; 2 findings opened, 2 closed", await RunAsync(folder.Path, 0, "rules", "run", "--after", $"{page.Next}"), StringComparison.Ordinal);
        Assert.Contains("3 subjects; 1 findings opened, 1 closed", await RunAsync(folder.Path, 0, "rules", "run"), StringComparison.Ordinal);
        Assert.Contains("--after has to be", await RunAsync(folder.Path, 2, "rules", "run", "--after", "yesterday"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submissions_about_the_same_people_come_in_between_and_both_hold()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        for (int person = 0; person < 40; person++) await SendAsync(registry, $"{person}");
        await ForgetAsync(registry);

        using StringWriter output = new();
        Task<int> run = new RuleVerbs(registry.Services, isDryRun: false, output).RunAsync(null, Cancel);
        for (int person = 0; person < 40; person++) await SendAsync(registry, $"{person}", "2024-01-01");
        Assert.True(await run == 0, output.ToString());

        foreach (SubjectState held in (await registry.Services.GetRequiredService<ResourceStore>().ReadSubjectsAsync(null, 100, false, Operator, Cancel)).Subjects.Values)
        {
            Assert.Equal("R06", Assert.Single(held.Findings).Rule);
            Assert.Equal(new DateOnly(2024, 1, 1), held.Facts.Single(fact => fact.EventType is nameof(VariantReported)).Occurred!.Earliest);
        }
    }

    /// <summary>A POH in doubt with a maternal allele: stored, with one finding.</summary>
    private static async Task SendAsync(RunningRegistry registry, string suffix, string? observed = null)
    {
        JsonNode bundle = JsonNode.Parse(File.ReadAllBytes(Repository.Path("docs", "examples", "invalid", "maternal-allele-in-confirmed-poh.json")))!;
        foreach (JsonNode? entry in bundle["entry"]!.AsArray())
        {
            JsonNode identifier = entry!["resource"]!["identifier"]![0]!;
            string value = identifier["value"]!.GetValue<string>();
            identifier["value"] = $"{value}-{suffix}";
            entry["request"]!["url"] = entry["request"]!["url"]!.GetValue<string>().Replace(value, $"{value}-{suffix}", StringComparison.Ordinal);
            if (entry["resource"]!["resourceType"]!.GetValue<string>() is "Condition") entry["resource"]!["verificationStatus"] = Some.Concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "provisional");
            if (observed is not null && entry["resource"]!["effectiveDateTime"] is not null) entry["resource"]!["effectiveDateTime"] = observed;
        }

        (System.Net.HttpStatusCode status, JsonElement answer) = await registry.PostAsync("/fhir", Some.Utf8(bundle), ("X-Registry-Site", "site-a"));
        Assert.True(status == System.Net.HttpStatusCode.OK, answer.ToString());
    }

    /// <summary>Findings as an earlier version of the rules would have left them: R06 not found, and R99, which there is no more.</summary>
    private static async Task ForgetAsync(RunningRegistry registry)
    {
        StoreDatabase database = registry.Services.GetRequiredService<StoreDatabase>();
        await database.WriteAsync(
            async session =>
            {
                await session.BeginAsync(session.Dialect.WriteIsolation, Cancel);
                await session.ExecuteAsync("DELETE FROM finding WHERE rule_id <> 'R06'", [], Cancel);
                await session.ExecuteAsync("UPDATE finding SET rule_id = 'R99', finding_key = 'R99' || substr(finding_key, 4)", [], Cancel);
                await session.CommitAsync(Cancel);
                return true;
            },
            Cancel);
    }

    private static async Task<string> RunAsync(string folder, int expected, params string[] arguments)
    {
        await using RegistryProcess verb = RegistryProcess.Launch(folder, null, [.. arguments, $"--Registry:Database:ConnectionString=Data Source={Path.Combine(folder, "registry.db")}"]);
        int exitCode = await verb.ExitCodeAsync();
        Assert.True(expected == exitCode, verb.Output);
        return verb.Output;
    }
}

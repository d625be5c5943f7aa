using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Registry.Contracts.Callers;
using Registry.Store.Callers;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>Who may do what, and whose data a caller sees.</summary>
public sealed class CallerTests
{
    private const string WithKeys = "--Registry:Authentication:Mode=Keys";

    [Fact]
    public async Task Without_a_key_with_a_wrong_one_and_with_a_revoked_one_nobody_gets_in()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path, WithKeys);
        string revoked = await KeyAsync(registry, "old", "site-a", CallerRoles.Submitter);
        await registry.Services.GetRequiredService<ClientKeys>().RevokeAllAsync("old", 2, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, (await registry.PostAsync("/fhir", Examples.Fop())).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await registry.PostAsync("/fhir", Examples.Fop(), Bearer("rk_nonsense"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await registry.PostAsync("/fhir", Examples.Fop(), Bearer(revoked))).Status);
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync("/fhir/metadata")).Status);
    }

    [Fact]
    public async Task A_key_opens_what_its_role_says_and_no_more()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path, WithKeys);
        string hospital = await KeyAsync(registry, "hospital", "site-a", CallerRoles.Submitter);
        string consumer = await KeyAsync(registry, "consumer", "university", CallerRoles.Subscriber);

        Assert.Equal(HttpStatusCode.OK, (await registry.PostAsync("/fhir", Examples.Fop(), Bearer(hospital))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await registry.PostAsync("/fhir", Examples.Fop(), Bearer(consumer))).Status);
        using HttpRequestMessage feed = new(HttpMethod.Get, "/events?after=0") { Headers = { { "Authorization", $"Bearer {consumer}" } } };
        using HttpResponseMessage events = await registry.Client.SendAsync(feed, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, events.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await registry.GetAsync("/events?after=0", Bearer(hospital))).Status);

        string coordinator = await KeyAsync(registry, "coordinator", "registry", CallerRoles.Coordinator);
        foreach (string other in (string[])[hospital, consumer]) Assert.Equal(HttpStatusCode.Forbidden, (await registry.GetAsync("/reports/refusals", Bearer(other))).Status);
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync("/reports/refusals", Bearer(coordinator))).Status);
        Assert.DoesNotContain("\"refusals\"", (await registry.GetAsync("/reports", Bearer(hospital))).Body.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"refusals\"", (await registry.GetAsync("/reports", Bearer(coordinator))).Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_sees_and_writes_its_own_resources_only_and_a_coordinator_sees_all()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        JsonElement response = (await registry.PostAsync("/fhir", Examples.Fop(), Site("site-a"))).Body;
        string patient = response.GetProperty("entry")[0].GetProperty("response").GetProperty("location").GetString()!.Split("/fhir/")[1].Split("/_history")[0];
        byte[] stored = await registry.Client.GetByteArrayAsync($"/fhir/{patient}", TestContext.Current.CancellationToken);

        (HttpStatusCode writing, JsonElement refusal) = await registry.SendAsync(HttpMethod.Put, $"/fhir/{patient}", stored, Site("site-b"));
        Assert.Equal(HttpStatusCode.Forbidden, writing);
        Assert.DoesNotContain("site-a", refusal.ToString(), StringComparison.Ordinal);

        // The same pseudonym at another site is another subject until somebody links them.
        Assert.Equal(HttpStatusCode.OK, (await registry.PostAsync("/fhir", Examples.Fop(), Site("site-b"))).Status);
        HashSet<string> subjects = [.. (await registry.EventsAsync("after=0&type=SubjectEnrolled")).Select(one => one.GetProperty("subject").GetString()!)];
        Assert.Equal(2, subjects.Count);
    }

    [Fact]
    public async Task With_keys_another_sites_resources_are_not_found()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path, WithKeys);
        string a = await KeyAsync(registry, "a", "site-a", CallerRoles.Submitter);
        string b = await KeyAsync(registry, "b", "site-b", CallerRoles.Submitter);
        string coordinator = await KeyAsync(registry, "c", "registry", CallerRoles.Coordinator);
        JsonElement response = (await registry.PostAsync("/fhir", Examples.Fop(), Bearer(a))).Body;
        string patient = response.GetProperty("entry")[0].GetProperty("response").GetProperty("location").GetString()!.Split("/fhir/")[1].Split("/_history")[0];

        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync($"/fhir/{patient}", Bearer(a))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await registry.GetAsync($"/fhir/{patient}", Bearer(b))).Status);
        Assert.Equal(0, (await registry.GetAsync("/fhir/Patient", Bearer(b))).Body.GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync($"/fhir/{patient}", Bearer(coordinator))).Status);
    }

    [Theory]
    [InlineData("Forwarded", "for=10.0.0.1")]
    [InlineData("X-Forwarded-For", "10.0.0.1")]
    [InlineData("Host", "registry.evil.example")]
    public async Task While_authentication_is_off_what_comes_through_a_proxy_or_a_foreign_name_is_refused(string header, string value)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);

        Assert.Equal(HttpStatusCode.Forbidden, (await registry.GetAsync("/fhir/metadata", (header, value))).Status);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://+:0")]
    public async Task While_authentication_is_off_the_server_refuses_to_listen_beyond_this_machine(string url)
    {
        using TemporaryFolder folder = new();
        await using RegistryProcess server = RegistryProcess.Launch(folder.Path, new Dictionary<string, string>(StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = url });

        Assert.Equal(2, await server.ExitCodeAsync());
        Assert.Contains("Registry:Authentication:Mode=Keys", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_made_listed_and_revoked_by_verbs()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Path, "data"));
        await using (RegistryProcess migrate = RegistryProcess.Launch(folder.Path, null, "db", "migrate")) Assert.Equal(0, await migrate.ExitCodeAsync());
        await using RegistryProcess add = RegistryProcess.Launch(folder.Path, null, "keys", "add", "--client", "epic", "--site", "site-a", "--role", "submitter");
        Assert.Equal(0, await add.ExitCodeAsync());
        string key = add.Output.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith("rk_", StringComparison.Ordinal));

        await using (RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Registry__Authentication__Mode"] = "Keys",
            ["Registry__Intake__PseudonymSystems"] = "https://hospital.example.org/registry-pseudonym",
        }))
        {
            server.Client.DefaultRequestHeaders.Authorization = new("Bearer", key);
            Assert.Equal(200, (await server.PostAsync("/fhir", Examples.Fop())).Status);
        }

        await using RegistryProcess list = RegistryProcess.Launch(folder.Path, null, "keys", "list");
        Assert.Equal(0, await list.ExitCodeAsync());
        Assert.Contains("epic\tsite-a\tSubmitter", list.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(key, list.Output, StringComparison.Ordinal);
        await using RegistryProcess revoke = RegistryProcess.Launch(folder.Path, null, "keys", "revoke", "--client", "epic");
        Assert.Equal(0, await revoke.ExitCodeAsync());
        Assert.Contains("1 keys revoked", revoke.Output, StringComparison.Ordinal);
    }

    private static async Task<string> KeyAsync(RunningRegistry registry, string client, string site, CallerRoles roles) =>
        await registry.Services.GetRequiredService<ClientKeys>().AddAsync(new Caller(client, new SiteId(site), roles), 1, TestContext.Current.CancellationToken);

    private static (string Name, string Value) Bearer(string key) => ("Authorization", $"Bearer {key}");

    private static (string Name, string Value) Site(string site) => ("X-Registry-Site", site);
}

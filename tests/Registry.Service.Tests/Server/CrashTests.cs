using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The real process, killed while it starts; and two that start at once. Kills under load: <c>Proof/ServerKillTests</c>.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task A_server_killed_while_it_makes_its_schema_starts_the_next_time()
    {
        // The moments are spread over the whole start: before, in and after the migrations.
        using TemporaryFolder folder = new();
        for (int killAfterMs = 100; killAfterMs <= 2500; killAfterMs += 150)
        {
            await using RegistryProcess doomed = RegistryProcess.Launch(folder.Path);
            await Task.Delay(killAfterMs, TestContext.Current.CancellationToken);
            await doomed.KillAsync();
        }

        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path);
        (int status, _) = await server.PostAsync("/fhir", Examples.Fop());
        Assert.Equal(200, status);
    }

    [Fact]
    public async Task Two_servers_that_start_together_on_one_new_database_both_serve()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(Needs.PostgreSql());
        using TemporaryFolder folder = new();
        RegistryProcess[] servers = await Task.WhenAll(
            RegistryProcess.StartAsync(folder.Path, database.Settings), RegistryProcess.StartAsync(folder.Path, database.Settings));
        await using RegistryProcess first = servers[0];
        await using RegistryProcess second = servers[1];

        Assert.Equal(200, (await first.PostAsync("/fhir", Examples.Fop("first"))).Status);
        Assert.Equal(200, (await second.PostAsync("/fhir", Examples.Fop("second"))).Status);
        AssertGapFree(await first.EventsAsync());
    }

    private static void AssertGapFree(List<JsonElement> events) =>
        Assert.Equal(
            Enumerable.Range(1, events.Count).Select(sequence => sequence.ToString(CultureInfo.InvariantCulture)),
            events.Select(one => one.GetProperty("id").GetString()));
}

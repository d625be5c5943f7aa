using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The real process, killed without warning at moments that nobody chose, and started again.</summary>
public sealed class CrashTests
{
    private const int Clients = 4;

    [Fact]
    public Task Nothing_acknowledged_is_missing_after_SIGKILL_on_SQLite() => KillUnderLoadAsync(new Dictionary<string, string>(StringComparer.Ordinal));

    [Fact]
    public async Task Nothing_acknowledged_is_missing_after_SIGKILL_on_PostgreSQL()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(Needs.PostgreSql());
        await KillUnderLoadAsync(database.Settings);
    }

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

    private static async Task KillUnderLoadAsync(IReadOnlyDictionary<string, string> settings)
    {
        using TemporaryFolder folder = new();
        ConcurrentQueue<string> acknowledged = new();
        Random random = new(20261121);
        for (int round = 0; round < 4; round++)
        {
            await using RegistryProcess doomed = await RegistryProcess.StartAsync(folder.Path, settings);
            int enough = acknowledged.Count + random.Next(20, 120);
            using CancellationTokenSource killed = new();
            Task[] clients = [.. Enumerable.Range(0, Clients).Select(client => PostUntilKilledAsync(doomed, $"{round}-{client}", acknowledged, killed.Token))];
            while (acknowledged.Count < enough) await Task.Delay(5, TestContext.Current.CancellationToken);
            await doomed.KillAsync();
            await killed.CancelAsync();
            await Task.WhenAll(clients);
        }

        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, settings);
        List<JsonElement> events = await server.EventsAsync();
        AssertGapFree(events);
        HashSet<string> sources = [.. events.Select(one => one.GetProperty("data").GetProperty("header").GetProperty("source").GetString()!)];
        foreach (string location in acknowledged)
        {
            Assert.Contains(location, sources);
            (int status, JsonElement resource) = await server.GetAsync($"/fhir/{location}");
            Assert.Equal(200, status);
            Assert.Equal(location.Split('/')[1], resource.GetProperty("id").GetString());
        }

        await AssertProjectionsReachAsync(server, events);
    }

    private static async Task PostUntilKilledAsync(RegistryProcess server, string client, ConcurrentQueue<string> acknowledged, CancellationToken killed)
    {
        for (int subject = 0; !killed.IsCancellationRequested; subject++)
        {
            try
            {
                (int status, JsonElement response) = await server.PostAsync("/fhir", Examples.Fop($"{client}-{subject}"));
                Assert.Equal(200, status);
                foreach (JsonElement entry in response.GetProperty("entry").EnumerateArray())
                {
                    acknowledged.Enqueue(entry.GetProperty("response").GetProperty("location").GetString()!.Split("/fhir/")[^1]);
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException)
            {
                // Killed in the middle of an answer: it was not acknowledged.
                return;
            }
        }
    }

    private static void AssertGapFree(List<JsonElement> events) =>
        Assert.Equal(
            Enumerable.Range(1, events.Count).Select(sequence => sequence.ToString(CultureInfo.InvariantCulture)),
            events.Select(one => one.GetProperty("id").GetString()));

    private static async Task AssertProjectionsReachAsync(RegistryProcess server, List<JsonElement> events)
    {
        long head = events.Count;
        for (int attempt = 0; attempt < 200; attempt++)
        {
            (int status, JsonElement report) = await server.GetAsync("/reports/enrolment");
            if (status == 200 && report.GetProperty("cut").GetProperty("sequence").GetInt64() == head) return;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"The projections did not reach sequence {head}: {server.Output}");
    }
}

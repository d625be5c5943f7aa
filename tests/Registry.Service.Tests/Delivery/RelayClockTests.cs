using Registry.Server.Schema;
using Registry.Service.Tests.Server;
using Registry.Store;
using Registry.Store.EventLog;
using Xunit;
using Relay = Registry.Server.Relay.Relay;

namespace Registry.Service.Tests.Delivery;

/// <summary>The clock of the machine is set back.</summary>
public sealed class RelayClockTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_relay_takes_over_from_one_that_died_an_hour_later_by_a_clock_that_was_set_back()
    {
        using TemporaryFolder folder = new();
        await using (RegistryProcess schema = await RegistryProcess.StartAsync(folder.Path)) await schema.KillAsync();
        await using StoreDatabase database = new(StoreContexts.For(new DatabaseOptions { Provider = DatabaseProvider.Sqlite, ConnectionString = $"Data Source={Path.Combine(folder.Path, "data", "registry.db")}" }));
        RelayCheckpoint checkpoint = new(database);
        long inAnHourMs = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        long? dead = await checkpoint.TryTakeLeaseAsync(Relay.Name, "dead", 10_000, inAnHourMs, Cancel);

        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path);
        Assert.Equal(200, (await server.PostAsync("/fhir", Examples.Fop())).Status);
        long head = (await server.EventsAsync()).Count;
        for (int attempt = 0; await checkpoint.ReadAsync(Relay.Name, Cancel) < head; attempt++)
        {
            Assert.True(attempt < 600, $"The relay still waits for a lease that nobody holds: {server.Output}");
            await Task.Delay(50, Cancel);
        }

        await server.UntilPrintedAsync($"holds the lease with fence {dead + 1},");
    }

    [Fact]
    public async Task A_restored_database_whose_last_lease_ends_in_an_hour_is_made_good()
    {
        using TemporaryFolder folder = new();
        await using (RegistryProcess schema = await RegistryProcess.StartAsync(folder.Path)) await schema.KillAsync();
        await using StoreDatabase database = new(StoreContexts.For(new DatabaseOptions { Provider = DatabaseProvider.Sqlite, ConnectionString = $"Data Source={Path.Combine(folder.Path, "data", "registry.db")}" }));
        await new RelayCheckpoint(database).TryTakeLeaseAsync(Relay.Name, "dead", 10_000, TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds(), Cancel);
        await using RegistryProcess verb = RegistryProcess.Launch(folder.Path, null, "db", "restored", "--no-ledger");
        Assert.True(await verb.ExitCodeAsync() == 0, verb.Output);
        Assert.Contains("from now on", verb.Output, StringComparison.Ordinal);
    }
}

using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Registry.Service.Tests.Server;
using Registry.Store.EventLog;
using Xunit;
using Relay = Registry.Server.Relay.Relay;

namespace Registry.Service.Tests.Delivery;

/// <summary>Two nodes on one database, of which the relaying one stops.</summary>
public sealed class RelayStopTests
{
    /// <summary>Half of what a lease lasts: who waited for its end would take longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_relay_that_stops_in_order_gives_up_its_lease_and_the_other_node_relays_at_once()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry first = await RunningRegistry.StartAsync(folder.Path);
        await first.PostAsync("/fhir", Examples.Fop("before"));
        long before = (await first.EventsAsync()).Count;
        await UntilRelayedAsync(first, before);
        await using RunningRegistry second = await RunningRegistry.StartAsync(folder.Path);
        await second.PostAsync("/fhir", Examples.Fop("standing-by"));
        long all = (await second.EventsAsync()).Count;
        await UntilRelayedAsync(second, all);

        await first.StopAsync();
        long stopped = Stopwatch.GetTimestamp();
        await second.PostAsync("/fhir", Examples.Fop("after"));
        await UntilRelayedAsync(second, (await second.EventsAsync()).Count);
        Assert.True(Stopwatch.GetElapsedTime(stopped) < Longest, $"The other node relayed after {Stopwatch.GetElapsedTime(stopped).TotalSeconds:F1} s.");
    }

    private static async Task UntilRelayedAsync(RunningRegistry node, long sequence)
    {
        RelayCheckpoint checkpoint = node.Services.GetRequiredService<RelayCheckpoint>();
        for (int attempt = 0; await checkpoint.ReadAsync(Relay.Name, Cancel) < sequence; attempt++)
        {
            Assert.True(attempt < 1200, $"The checkpoint never reached {sequence}.");
            await Task.Delay(50, Cancel);
        }
    }
}

using System.Text;
using MassTransit;
using RabbitMQ.Client;
using Registry.Contracts.Events;
using Registry.Server.Relay;
using Registry.Server.Schema;
using Registry.Service.Tests.Server;
using Registry.Store;
using Registry.Store.EventLog;
using Xunit;
using Message = Registry.Server.Relay.Message;
using Relay = Registry.Server.Relay.Relay;

namespace Registry.Service.Tests.Delivery;

[Collection(Broker.Name)]
public sealed class RelayTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_relay_that_lost_its_lease_while_it_published_moves_no_checkpoint()
    {
        string broker = Needs.RabbitMq();
        using TemporaryFolder folder = new();
        await using TcpForwarder road = Broker.Road(broker);
        road.Open();
        await using RawQueue outside = await RawQueue.BindAsync(broker, Message.AllEvents, ExchangeType.Fanout, "");
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, Broker.Environment(Broker.Through(road, broker)));
        await using StoreDatabase database = new(StoreContexts.For(new DatabaseOptions { Provider = DatabaseProvider.Sqlite, ConnectionString = $"Data Source={Path.Combine(folder.Path, "data", "registry.db")}" }));
        RelayCheckpoint checkpoint = new(database);
        Assert.Equal(200, (await server.PostAsync("/fhir", Examples.Fop("before"))).Status);
        long before = (await server.EventsAsync()).Count;
        await UntilCheckpointAsync(checkpoint, before);

        // The broker has the events, but its confirms are on the way when another node takes the lease.
        road.HoldAnswers();
        Assert.Equal(200, (await server.PostAsync("/fhir", Examples.Fop("during"))).Status);
        int all = (await server.EventsAsync()).Count;
        await outside.UntilAsync(all);
        long farAheadMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() / 2;
        Assert.NotNull(await checkpoint.TryTakeLeaseAsync(Relay.Name, "another", 1, farAheadMs, Cancel));
        road.ReleaseAnswers();
        await server.UntilPrintedAsync("lost the lease at fence");
        Assert.Equal(before, await checkpoint.ReadAsync(Relay.Name, Cancel));

        // When the other gives it back, the events are delivered again, from the checkpoint.
        await checkpoint.ReleaseAsync(Relay.Name, "another", Cancel);
        await UntilCheckpointAsync(checkpoint, all);
        Assert.Equal(Enumerable.Range(1, all).Select(number => (long)number), outside.Enveloped().Select(one => one.Sequence).Distinct());
        Assert.True(outside.Messages.Count > all);
    }

    [Fact]
    public async Task Messages_leave_in_log_order_with_the_log_s_own_bytes_in_MassTransit_s_envelope()
    {
        string broker = Needs.RabbitMq();
        using TemporaryFolder folder = new();
        await using RawQueue outside = await RawQueue.BindAsync(broker, Message.AllEvents, ExchangeType.Fanout, "");
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, Broker.Environment(broker));
        await server.PostAsync("/fhir", Examples.Fop());
        List<System.Text.Json.JsonElement> feed = await server.EventsAsync();
        await outside.UntilAsync(feed.Count);

        Assert.Equal(Enumerable.Range(1, feed.Count).Select(number => (long)number), outside.Enveloped().Select(one => one.Sequence));
        Assert.All(outside.Messages.Zip(feed), pair =>
        {
            Assert.Contains($"\"message\":{pair.Second.GetProperty("data").GetRawText()}", Encoding.UTF8.GetString(pair.First.Body), StringComparison.Ordinal);
            Assert.Equal("application/vnd.masstransit+json", pair.First.Properties.ContentType);
            Assert.Equal(DeliveryModes.Persistent, pair.First.Properties.DeliveryMode);
        });
    }

    [Fact]
    public async Task CloudEvents_on_the_broker_are_the_feed_s_bytes_and_are_routed_by_type()
    {
        string broker = Needs.RabbitMq();
        using TemporaryFolder folder = new();
        await using RawQueue everything = await RawQueue.BindAsync(broker, BrokerPublisher.CloudEventsExchange, ExchangeType.Topic, "#");
        await using RawQueue flareUps = await RawQueue.BindAsync(broker, BrokerPublisher.CloudEventsExchange, ExchangeType.Topic, "FlareUpReported.*");
        Dictionary<string, string> settings = Broker.Environment(broker);
        settings["Registry__Bus__CloudEvents"] = "true";
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, settings);
        await server.PostAsync("/fhir", Examples.Fop());
        string[] feed = (await server.Client.GetStringAsync("/events", Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] ofFlareUps = (await server.Client.GetStringAsync("/events?type=FlareUpReported", Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await everything.UntilAsync(feed.Length);
        await flareUps.UntilAsync(ofFlareUps.Length);

        Assert.Equal(feed, everything.Messages.Select(message => Encoding.UTF8.GetString(message.Body)));
        Assert.NotEmpty(ofFlareUps);
        Assert.Equal(ofFlareUps, flareUps.Messages.Select(message => Encoding.UTF8.GetString(message.Body)));
        Assert.All(everything.Messages, message => Assert.Equal("application/cloudevents+json", message.Properties.ContentType));
        Assert.All(flareUps.Messages, message => Assert.Equal("FlareUpReported.v1", message.RoutingKey));
    }

    [Fact]
    public void Names_of_exchanges_and_messages_are_MassTransit_s_own()
    {
        IBusControl bus = MassTransit.Bus.Factory.CreateUsingRabbitMq(configure => configure.Host(new Uri("rabbitmq://localhost/")));
        Assert.All(EventCatalogue.All, type =>
        {
            Assert.Equal(MessageUrn.ForTypeString(type.Record), Message.Urn(type.Name));
            Assert.True(bus.Topology.TryGetPublishAddress(type.Record, out Uri? address));
            Assert.Equal($"/{Message.Exchange(type.Name)}", Uri.UnescapeDataString(address.AbsolutePath));
        });
        Assert.True(bus.Topology.TryGetPublishAddress<IRegistryEvent>(out Uri? all));
        Assert.Equal($"/{Message.AllEvents}", Uri.UnescapeDataString(all.AbsolutePath));
    }

    [Fact]
    public void The_pause_doubles_up_to_half_a_minute_and_is_spread()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(125), Relay.PauseAfter(1, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(250), Relay.PauseAfter(1, 1));
        Assert.Equal(TimeSpan.FromMilliseconds(500), Relay.PauseAfter(2, 1));
        Assert.Equal(TimeSpan.FromSeconds(30), Relay.PauseAfter(9, 1));
        Assert.Equal(TimeSpan.FromSeconds(15), Relay.PauseAfter(int.MaxValue, 0));
    }

    [Fact]
    public async Task CloudEvents_without_a_broker_stop_the_start_and_say_what_to_set()
    {
        using TemporaryFolder folder = new();
        await using RegistryProcess server = RegistryProcess.Launch(folder.Path, new Dictionary<string, string>(StringComparer.Ordinal) { ["Registry__Bus__CloudEvents"] = "true" });
        Assert.Equal(2, await server.ExitCodeAsync());
        Assert.Contains("Registry:Bus:CloudEvents", server.Output, StringComparison.Ordinal);
    }

    private static async Task UntilCheckpointAsync(RelayCheckpoint checkpoint, long sequence)
    {
        for (int attempt = 0; await checkpoint.ReadAsync(Relay.Name, Cancel) < sequence; attempt++)
        {
            Assert.True(attempt < 1200, $"The checkpoint never reached {sequence}.");
            await Task.Delay(50, Cancel);
        }
    }
}

using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Registry.Contracts.Events;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>An analytics consumer of another organisation: it has the contracts package, a broker and the feed, nothing else of ours.</summary>
[Collection(Delivery.Broker.Name)]
public sealed class OutsideConsumerTests
{
    [Fact]
    public async Task Every_event_reaches_an_outside_consumer_through_RabbitMq_as_it_stands_in_the_feed()
    {
        string broker = Needs.RabbitMq();
        using TemporaryFolder folder = new();
        using IHost subscriber = Subscriber(broker, out Received received);
        await subscriber.StartAsync(TestContext.Current.CancellationToken);
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, OverRabbitMq(broker));

        (int status, _) = await server.PostAsync("/fhir", Examples.Fop());
        Assert.Equal(200, status);

        List<long> feed = [.. (await server.EventsAsync()).Select(Sequence)];
        Assert.NotEmpty(feed);
        await received.UntilAsync(feed);
        Assert.Equal(feed, received.Sequences.Order());
        Assert.NotEmpty(received.FlareUps);
        await subscriber.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_killed_server_delivers_the_rest_when_it_comes_back_and_doubles_carry_the_same_message_id()
    {
        string broker = Needs.RabbitMq();
        using TemporaryFolder folder = new();
        using IHost subscriber = Subscriber(broker, out Received received);
        await subscriber.StartAsync(TestContext.Current.CancellationToken);

        // Killed at once after the answer: some of its events are not yet on the broker.
        await using (RegistryProcess first = await RegistryProcess.StartAsync(folder.Path, OverRabbitMq(broker)))
        {
            for (int subject = 0; subject < 20; subject++)
            {
                (int status, _) = await first.PostAsync("/fhir", Examples.Fop($"relay-{subject}"));
                Assert.Equal(200, status);
            }

            await first.KillAsync();
        }

        await using RegistryProcess second = await RegistryProcess.StartAsync(folder.Path, OverRabbitMq(broker));
        List<long> feed = [.. (await second.EventsAsync()).Select(Sequence)];
        await received.UntilAsync(feed);
        Assert.Equal(feed, received.Sequences.Distinct().Order());
        Assert.All(received.MessageIds, pair => Assert.Single(pair.Value.Distinct()));
        await subscriber.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task With_the_broker_away_bundles_are_taken_and_delivered_when_it_comes_back()
    {
        string broker = Needs.RabbitMq();
        using TemporaryFolder folder = new();
        using IHost subscriber = Subscriber(broker, out Received received);
        await subscriber.StartAsync(TestContext.Current.CancellationToken);
        Uri real = new(broker);
        await using TcpForwarder road = new(real.Host, real.Port);
        string closed = new UriBuilder(real) { Host = "127.0.0.1", Port = road.Port }.Uri.ToString();
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, OverRabbitMq(closed));

        (int status, _) = await server.PostAsync("/fhir", Examples.Fop("away"));
        Assert.Equal(200, status);
        List<long> feed = [.. (await server.EventsAsync()).Select(Sequence)];
        Assert.Empty(received.Sequences);

        road.Open();
        await received.UntilAsync(feed);
        Assert.Equal(feed, received.Sequences.Distinct().Order());
        await subscriber.StopAsync(TestContext.Current.CancellationToken);
    }

    private static long Sequence(System.Text.Json.JsonElement cloudEvent) =>
        long.Parse(cloudEvent.GetProperty("id").GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static Dictionary<string, string> OverRabbitMq(string broker) => new(StringComparer.Ordinal)
    {
        ["Registry__Bus__Transport"] = "RabbitMq",
        ["Registry__Bus__Uri"] = broker,
    };

    private static IHost Subscriber(string broker, out Received received)
    {
        Received sink = received = new Received();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(sink);
        builder.Services.AddOptions<MassTransitHostOptions>().Configure(options => options.WaitUntilStarted = true);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<AllEvents>();
            bus.AddConsumer<FlareUps>();
            bus.UsingRabbitMq((context, transport) =>
            {
                transport.Host(new Uri(broker));
                transport.ReceiveEndpoint($"natural-history-{Guid.CreateVersion7():N}", endpoint =>
                {
                    endpoint.AutoDelete = true;
                    endpoint.ConfigureConsumer<AllEvents>(context);
                    endpoint.ConfigureConsumer<FlareUps>(context);
                });
            });
        });
        return builder.Build();
    }

    /// <summary>What the consumer has seen.</summary>
    public sealed class Received
    {
        private readonly System.Threading.Channels.Channel<long> _more = System.Threading.Channels.Channel.CreateUnbounded<long>();

        public ConcurrentQueue<long> Sequences { get; } = new();

        public ConcurrentQueue<FlareUpReported> FlareUps { get; } = new();

        public ConcurrentDictionary<long, ConcurrentBag<Guid?>> MessageIds { get; } = new();

        public void Add(long sequence, Guid? messageId)
        {
            Sequences.Enqueue(sequence);
            MessageIds.GetOrAdd(sequence, _ => []).Add(messageId);
            _more.Writer.TryWrite(sequence);
        }

        public async Task UntilAsync(IReadOnlyCollection<long> sequences)
        {
            while (sequences.Except(Sequences).Any())
            {
                using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
                patience.CancelAfter(TimeSpan.FromSeconds(60));
                await _more.Reader.ReadAsync(patience.Token);
            }
        }
    }

    private sealed class AllEvents(Received received) : IConsumer<IRegistryEvent>
    {
        public Task Consume(ConsumeContext<IRegistryEvent> context)
        {
            received.Add(context.Message.Header.Sequence, context.MessageId);
            return Task.CompletedTask;
        }
    }

    private sealed class FlareUps(Received received) : IConsumer<FlareUpReported>
    {
        public Task Consume(ConsumeContext<FlareUpReported> context)
        {
            received.FlareUps.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }
}

using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Registry.Contracts.Events;
using Registry.Server.Relay;
using Registry.Service.Tests.Server;
using Registry.Store.EventLog;
using Registry.Store.Resources;
using Xunit;

namespace Registry.Service.Tests.Delivery;

/// <summary>Order of one subject's events for a consumer with one active reader, as the sample consumers are told to set it up.</summary>
[Collection(Broker.Name)]
public sealed class OrderTests
{
    private const int Subjects = 250;
    private const int Each = 20;
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thousands_of_events_are_applied_in_order_although_the_first_reader_dies_among_them()
    {
        string broker = Needs.RabbitMq();
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path, Broker.Arguments(broker));
        Guid log = await registry.Services.GetRequiredService<EventFeed>().LogIdAsync(Cancel);
        Applied applied = new(log);
        string queue = $"order-{Guid.CreateVersion7():N}";
        TcpForwarder road = Broker.Road(broker);
        road.Open();
        using IHost first = Reader(Broker.Through(road, broker), queue, applied);
        await first.StartAsync(Cancel);
        using IHost second = Reader(broker, queue, applied);
        await second.StartAsync(Cancel);

        await ManyEvents.CommitAsync(registry.Services.GetRequiredService<ResourceStore>(), Subjects, Each);
        registry.Services.GetRequiredService<LogSignal>().Set();
        await applied.UntilAsync(Subjects * Each / 4);
        // The reader in charge is cut off with messages in hand: the broker gives them to the one that waited.
        await road.DisposeAsync();
        await applied.UntilAsync(Subjects * Each);

        IReadOnlyList<LogEntry> entries = (await registry.Services.GetRequiredService<EventFeed>().ReadAllAsync(0, 10_000, Cancel)).Entries;
        Assert.Equal(Subjects * Each, entries.Count);
        Assert.True(applied.Redelivered > 0, "Nothing was delivered twice: the cut fell between two messages.");
        foreach (IGrouping<SubjectId, LogEntry> subject in entries.GroupBy(entry => entry.Header.Subject))
        {
            Assert.Equal(subject.Select(entry => entry.Header.Sequence), applied.Of(subject.Key));
        }

        await second.StopAsync(Cancel);
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await first.StopAsync(now.Token);
    }

    private static IHost Reader(string broker, string queue, Applied applied)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(applied);
        builder.Services.AddOptions<MassTransitHostOptions>().Configure(options => options.WaitUntilStarted = true);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<Consumer>();
            bus.UsingRabbitMq((context, transport) =>
            {
                transport.Host(new Uri(broker));
                transport.ReceiveEndpoint(queue, endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    endpoint.SingleActiveConsumer = true;
                    endpoint.PrefetchCount = 50;
                    endpoint.ConcurrentMessageLimit = 1;
                    endpoint.ConfigureConsumer<Consumer>(context);
                });
            });
        });
        return builder.Build();
    }

    /// <summary>What both readers wrote, as into one database: an event at or below the subject's last is dropped, so one that overtook another loses it for good.</summary>
    public sealed class Applied(Guid log)
    {
        private readonly ConcurrentDictionary<SubjectId, List<long>> _subjects = new();
        private readonly System.Threading.Channels.Channel<bool> _more = System.Threading.Channels.Channel.CreateUnbounded<bool>();
        private int _count;
        private int _redelivered;

        public int Redelivered => Volatile.Read(ref _redelivered);

        public IReadOnlyList<long> Of(SubjectId subject) => _subjects[subject];

        public void Add(EventHeader header, bool isRedelivered)
        {
            if (header.LogId != log) return;
            if (isRedelivered) Interlocked.Increment(ref _redelivered);
            List<long> own = _subjects.GetOrAdd(header.Subject, _ => []);
            lock (own)
            {
                if (own.Count > 0 && own[^1] >= header.Sequence) return;
                own.Add(header.Sequence);
            }

            Interlocked.Increment(ref _count);
            _more.Writer.TryWrite(true);
        }

        public async Task UntilAsync(int count)
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            patience.CancelAfter(TimeSpan.FromSeconds(90));
            while (Volatile.Read(ref _count) < count) await _more.Reader.ReadAsync(patience.Token);
        }
    }

    private sealed class Consumer(Applied applied) : IConsumer<IRegistryEvent>
    {
        public Task Consume(ConsumeContext<IRegistryEvent> context)
        {
            applied.Add(context.Message.Header, context.ReceiveContext.Redelivered);
            return Task.CompletedTask;
        }
    }
}

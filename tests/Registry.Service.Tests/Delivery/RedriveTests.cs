using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Registry.Contracts.Events;
using Registry.Server.Relay;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Delivery;

/// <summary><c>events redrive</c>: a consumer failed on messages, was repaired, and gets them again.</summary>
[Collection(Broker.Name)]
public sealed class RedriveTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_of_an_error_queue_reach_the_repaired_consumer_a_few_first_and_then_all()
    {
        string broker = Needs.RabbitMq();
        using TemporaryFolder folder = new();
        string queue = $"redrive-{Guid.CreateVersion7():N}";
        int count;
        Attempts attempts = new() { IsBroken = true };
        using IHost consumer = Consumer(broker, queue, attempts);
        await consumer.StartAsync(Cancel);
        await using (RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, Broker.Environment(broker)))
        {
            await server.PostAsync("/fhir", Examples.Fop());
            count = (await server.EventsAsync()).Count;
            await attempts.UntilAsync(count);
        }

        await UntilAsync(folder.Path, broker, queue, $"{queue}_error holds {count} messages; {count} would move to {queue}. Nothing was moved.");
        Assert.Equal(count, attempts.Seen.Count);
        await AssertQuorumAsync(broker, $"{queue}_error");

        attempts.IsBroken = false;
        Assert.Contains($"2 messages moved from {queue}_error to {queue}; {count - 2} are in {queue}_error now.", await RunAsync(folder.Path, broker, 0, "--queue", queue, "--limit", "2"), StringComparison.Ordinal);
        await attempts.UntilAsync(count + 2);
        Assert.Contains($"{count - 2} messages moved", await RunAsync(folder.Path, broker, 0, "--queue", queue, "--error-queue", $"{queue}_error"), StringComparison.Ordinal);
        await attempts.UntilAsync(2 * count);
        Assert.Equal(Enumerable.Range(1, count).Select(number => (long)number), attempts.Seen.Skip(count).Select(one => one.Sequence).Order());
        Assert.All(attempts.Seen.Skip(count), one => Assert.Equal(1, one.Redriven));
        Assert.Contains("0 messages moved", await RunAsync(folder.Path, broker, 0, "--queue", queue), StringComparison.Ordinal);
        await consumer.StopAsync(Cancel);
    }

    [Fact]
    public async Task What_cannot_be_moved_is_told_and_moves_nothing()
    {
        string broker = Needs.RabbitMq();
        using TemporaryFolder folder = new();
        Assert.Contains("There is no queue 'nobody_error'", await RunAsync(folder.Path, broker, 2, "--queue", "nobody"), StringComparison.Ordinal);
        Assert.Contains("--queue has to stand there once", await RunAsync(folder.Path, broker, 2), StringComparison.Ordinal);
        Assert.Contains("--limit is no number", await RunAsync(folder.Path, broker, 2, "--queue", "nobody", "--limit", "0"), StringComparison.Ordinal);
        Assert.Contains("cannot be reached", await RunAsync(folder.Path, "amqp://127.0.0.1:1/", 2, "--queue", "nobody"), StringComparison.Ordinal);
        await using RegistryProcess inProcess = RegistryProcess.Launch(folder.Path, null, "events", "redrive", "--queue", "nobody");
        Assert.Equal(2, await inProcess.ExitCodeAsync());
        Assert.Contains("Registry:Bus:Transport=RabbitMq", inProcess.Output, StringComparison.Ordinal);
    }

    /// <summary>A message is in the error queue a moment after its consumer failed on it.</summary>
    private static async Task UntilAsync(string folder, string broker, string queue, string told)
    {
        for (int attempt = 0; ; attempt++)
        {
            string output = await RunAsync(folder, broker, 0, "--queue", queue, "--dry-run");
            if (output.Contains(told, StringComparison.Ordinal)) return;
            Assert.True(attempt < 20, output);
        }
    }

    private static async Task<string> RunAsync(string folder, string broker, int expected, params string[] options)
    {
        await using RegistryProcess verb = RegistryProcess.Launch(folder, Broker.Environment(broker), ["events", "redrive", .. options]);
        int exitCode = await verb.ExitCodeAsync();
        Assert.True(expected == exitCode, verb.Output);
        return verb.Output;
    }

    /// <summary>What failed outlives a node of the broker as well. A queue that is declared again must be declared as it is, or the broker refuses it (406).</summary>
    private static async Task AssertQuorumAsync(string broker, string queue)
    {
        RabbitMQ.Client.ConnectionFactory factory = new() { Uri = new Uri(broker) };
        await using RabbitMQ.Client.IConnection connection = await factory.CreateConnectionAsync(Cancel);
        await using RabbitMQ.Client.IChannel channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        Dictionary<string, object?> quorum = new(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" };
        RabbitMQ.Client.QueueDeclareOk declared = await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, quorum, cancellationToken: Cancel);
        Assert.True(declared.MessageCount > 0);
    }

    private static IHost Consumer(string broker, string queue, Attempts attempts)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(attempts);
        builder.Services.AddOptions<MassTransitHostOptions>().Configure(options => options.WaitUntilStarted = true);
        builder.Logging.ClearProviders();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<Failing>();
            bus.UsingRabbitMq((context, transport) =>
            {
                transport.Host(new Uri(broker));
                transport.ReceiveEndpoint(queue, endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    endpoint.ConfigureConsumer<Failing>(context);
                });
            });
        });
        return builder.Build();
    }

    public sealed class Attempts
    {
        private readonly System.Threading.Channels.Channel<bool> _more = System.Threading.Channels.Channel.CreateUnbounded<bool>();

        public bool IsBroken { get; set; }

        public ConcurrentQueue<(long Sequence, long Redriven)> Seen { get; } = new();

        public void Add(long sequence, long redriven)
        {
            Seen.Enqueue((sequence, redriven));
            _more.Writer.TryWrite(true);
            if (IsBroken) throw new InvalidDataException("This consumer is broken.");
        }

        public async Task UntilAsync(int count)
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            patience.CancelAfter(TimeSpan.FromSeconds(60));
            while (Seen.Count < count) await _more.Reader.ReadAsync(patience.Token);
        }
    }

    private sealed class Failing(Attempts attempts) : IConsumer<IRegistryEvent>
    {
        public Task Consume(ConsumeContext<IRegistryEvent> context)
        {
            attempts.Add(context.Message.Header.Sequence, context.ReceiveContext.TransportHeaders.Get<long>(Redrive.CountHeader) ?? 0);
            return Task.CompletedTask;
        }
    }
}

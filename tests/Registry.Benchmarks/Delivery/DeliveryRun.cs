using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MassTransit;
using Registry.Benchmarks.Load;
using Registry.Contracts.Events;
using Registry.Proof.Processes;

namespace Registry.Benchmarks.Delivery;

/// <summary>
/// <c>delivery [--bundles 2000] [--seconds 15] [--rate 10] [--server FOLDER]</c>: events from the log to a MassTransit subscriber over the RabbitMQ of REGISTRY_TEST_RABBITMQ (quorum queue, one message a call).
/// The log is filled while the broker is away and then drained; MassTransit's own limit is measured in the same run, with as many messages of the same size, published with confirms by
/// MassTransit itself. Then bundles arrive at a steady rate, and each event's way from <c>header.recorded</c>, which is taken before the commit, to the subscriber is timed.
/// Before all that, without a broker, the way to the server's own projections: <see cref="ProjectionDelay"/>. Prints tables in Markdown.
/// </summary>
/// <remarks>It ends by itself, and nothing listens beyond loopback. The server is the one that was built with this program.</remarks>
internal static class DeliveryRun
{
    private const int Window = 1000;

    /// <summary>Runs and prints.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        string server = Array.IndexOf(arguments, "--server") is >= 0 and var at ? arguments[at + 1] : ProofPaths.OwnBinaries;
        await ProjectionDelay.RunAsync(server, Option(arguments, "rate", 10), Option(arguments, "seconds", 15));
        if (Environment.GetEnvironmentVariable("REGISTRY_TEST_RABBITMQ") is not { Length: > 0 } broker)
        {
            Console.WriteLine("Over RabbitMQ: not run; set REGISTRY_TEST_RABBITMQ.");
            return 1;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-delivery-");
        try
        {
            Dictionary<string, string> settings = new(StringComparer.Ordinal)
            {
                ["Registry__Database__ConnectionString"] = $"Data Source={Path.Combine(folder.FullName, "registry.db")}",
                ["Registry__Bus__Transport"] = "RabbitMq",
                ["Logging__LogLevel__Default"] = "Warning",
                ["Logging__LogLevel__Registry.Server"] = "Information",
            };
            (int events, FlareUpReported example) = await FillAsync(server, settings, Option(arguments, "bundles", 2000));
            Console.WriteLine("| publisher | messages | events/s to the subscriber | share |");
            Console.WriteLine("|---|---|---|---|");
            double limit = await MassTransitAsync(broker, example, events);
            Print("MassTransit with confirms", events, limit, limit);
            settings["Registry__Role"] = "api,relay";
            settings["Registry__Bus__Uri"] = broker;
            await DrainAndFollowAsync(server, settings, broker, events, limit, Option(arguments, "rate", 10), Option(arguments, "seconds", 15));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Bundles are taken while the broker is away: their events wait in the log.</summary>
    private static async Task<(int Events, FlareUpReported Example)> FillAsync(string folder, IReadOnlyDictionary<string, string> settings, int bundles)
    {
        Dictionary<string, string> away = new(settings, StringComparer.Ordinal) { ["Registry__Role"] = "api", ["Registry__Bus__Uri"] = "amqp://guest:guest@127.0.0.1:1/" };
        await using ServerProcess server = await ServerProcess.StartAsync(folder, away);
        using LoadClient client = new(server.Address, 16);
        LoadResult filled = await client.ClosedAsync(TimeSpan.FromMinutes(5), bundles);
        if (filled.Failures > 0) throw new InvalidOperationException($"{filled.Failures} bundles were not taken.");
        using HttpClient http = new() { BaseAddress = server.Address };
        using HttpResponseMessage head = await http.GetAsync("/events?subject=00000000000000000000000000000000");
        int events = int.Parse(head.Headers.GetValues("Registry-Position").Single(), CultureInfo.InvariantCulture);
        string flareUp = (await http.GetStringAsync("/events?type=FlareUpReported&limit=1")).Split('\n')[0];
        byte[] data = JsonSerializer.SerializeToUtf8Bytes(JsonDocument.Parse(flareUp).RootElement.GetProperty("data"));
        return (events, (FlareUpReported)EventJson.Read(nameof(FlareUpReported), data));
    }

    private static async Task<double> MassTransitAsync(string broker, FlareUpReported example, int messages)
    {
        Guid log = Guid.CreateVersion7();
        Subscriber subscriber = new(log);
        IBusControl bus = await subscriber.StartAsync(broker, "limit");
        await bus.Publish(Numbered(0));
        await subscriber.UntilAsync(1);
        for (int from = 0; from < messages; from += Window)
        {
            await Task.WhenAll(Enumerable.Range(from, Math.Min(Window, messages - from)).Select(number => bus.Publish(Numbered(number))));
        }

        await subscriber.UntilAsync(messages + 1);
        await bus.StopAsync();
        return subscriber.PerSecond(skip: 1);

        FlareUpReported Numbered(int number) => example with { Header = example.Header with { LogId = log, Sequence = number } };
    }

    private static async Task DrainAndFollowAsync(string folder, IReadOnlyDictionary<string, string> settings, string broker, int events, double limit, int rate, int seconds)
    {
        Subscriber subscriber = new(log: null);
        IBusControl bus = await subscriber.StartAsync(broker, "relay");
        await using ServerProcess server = await ServerProcess.StartAsync(folder, settings);
        await subscriber.UntilAsync(events);
        Print("the relay, log to subscriber", events, subscriber.PerSecond(skip: 0), limit);

        using LoadClient client = new(server.Address, 8, firstSubject: 1_000_000);
        await client.OpenAsync(rate, TimeSpan.FromSeconds(3));
        int before = subscriber.Count;
        LoadResult load = await client.OpenAsync(rate, TimeSpan.FromSeconds(seconds));
        using HttpClient http = new() { BaseAddress = server.Address };
        using HttpResponseMessage head = await http.GetAsync("/events?subject=00000000000000000000000000000000");
        await subscriber.UntilAsync(int.Parse(head.Headers.GetValues("Registry-Position").Single(), CultureInfo.InvariantCulture));
        double[] delays = [.. subscriber.DelaysMs(before).Order()];
        Console.WriteLine();
        Console.WriteLine("| bundles/s | events | commit to subscriber p50 ms | p99 ms | p99.9 ms |");
        Console.WriteLine("|---|---|---|---|---|");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {load.Bundles / load.Seconds:F0} | {delays.Length} | {At(delays, 0.5):F0} | {At(delays, 0.99):F0} | {At(delays, 0.999):F0} |"));
        await bus.StopAsync();
    }

    private static double At(double[] sorted, double share) => sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];

    private static void Print(string publisher, int messages, double perSecond, double limit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {publisher} | {messages} | {perSecond:F0} | {perSecond / limit:P0} |"));

    private static int Option(string[] arguments, string name, int otherwise) =>
        Array.IndexOf(arguments, $"--{name}") is >= 0 and var at ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Counts and times what arrives, one message a call, from a quorum queue.</summary>
    private sealed class Subscriber(Guid? log) : IConsumer<IRegistryEvent>
    {
        private readonly List<(long Ticks, double DelayMs)> _arrivals = new(1 << 20);
        private Guid? _log = log;

        public int Count
        {
            get
            {
                lock (_arrivals) return _arrivals.Count;
            }
        }

        public async Task<IBusControl> StartAsync(string broker, string name)
        {
            IBusControl bus = Bus.Factory.CreateUsingRabbitMq(configure =>
            {
                configure.Host(new Uri(broker));
                configure.ReceiveEndpoint($"benchmark-{name}-{Guid.CreateVersion7():N}", endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    endpoint.SetQueueArgument("x-expires", 60_000);
                    endpoint.PrefetchCount = 500;
                    endpoint.Instance(this);
                });
            });
            await bus.StartAsync();
            return bus;
        }

        public Task Consume(ConsumeContext<IRegistryEvent> context)
        {
            EventHeader header = context.Message.Header;
            double delayMs = (TimeProvider.System.GetUtcNow() - header.Recorded).TotalMilliseconds;
            lock (_arrivals)
            {
                // The exchanges are shared: another program's events are not counted.
                _log ??= header.LogId;
                if (header.LogId == _log) _arrivals.Add((Stopwatch.GetTimestamp(), delayMs));
            }

            return Task.CompletedTask;
        }

        public async Task UntilAsync(int count)
        {
            long started = Stopwatch.GetTimestamp();
            while (Count < count)
            {
                if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(3)) throw new TimeoutException($"{Count} of {count} messages arrived.");
                await Task.Delay(10);
            }
        }

        public double PerSecond(int skip)
        {
            lock (_arrivals) return (_arrivals.Count - skip - 1) / Stopwatch.GetElapsedTime(_arrivals[skip].Ticks, _arrivals[^1].Ticks).TotalSeconds;
        }

        public IEnumerable<double> DelaysMs(int skip)
        {
            lock (_arrivals) return [.. _arrivals.Skip(skip).Select(arrival => arrival.DelayMs)];
        }
    }
}

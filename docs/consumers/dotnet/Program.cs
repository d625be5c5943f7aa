using FlareUps;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Counts flare-ups: messages over RabbitMQ as they come, the feed for what was missed.
// Settings (environment or arguments): Server, Key, Broker, State, Queue.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
IConfiguration settings = builder.Configuration;
builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Services.AddSingleton(new Feed(new Uri(settings["Server"] ?? "http://localhost:8080"), settings["Key"]));
builder.Services.AddSingleton(FlareUpBook.Load(settings["State"] ?? "flare-ups.json"));
builder.Services.AddSingleton<Follower>();
builder.Services.AddHostedService<CatchUp>();
builder.Services.AddMassTransit(bus =>
{
    bus.DisableUsageTelemetry();
    bus.AddConsumer<EventConsumer>();
    bus.UsingRabbitMq((context, transport) =>
    {
        transport.Host(new Uri(settings["Broker"] ?? "amqp://guest:guest@localhost/"));
        transport.ReceiveEndpoint(settings["Queue"] ?? "flare-ups", endpoint =>
        {
            // Durable and replicated; one active reader, one message at a time: the order of the log is kept.
            endpoint.SetQuorumQueue();
            endpoint.SingleActiveConsumer = true;
            endpoint.ConcurrentMessageLimit = 1;
            endpoint.PrefetchCount = 100;
            // The registry or the disk may be away for a while; what fails for good goes to the queue's error queue, from where `events redrive` brings it back.
            endpoint.UseMessageRetry(retry => retry.Exponential(10, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2)));
            endpoint.ConfigureConsumer<EventConsumer>(context);
        });
    });
});
await builder.Build().RunAsync();

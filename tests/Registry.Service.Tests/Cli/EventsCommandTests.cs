using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Cli;

/// <summary><c>registry events</c>: the real executable against the real server.</summary>
public sealed class EventsCommandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tail_prints_what_comes_and_goes_on_where_it_was_when_the_server_comes_back()
    {
        using TemporaryFolder folder = new();
        string address;
        RegistryTool tail;
        string[] before;
        await using (RegistryProcess first = await RegistryProcess.StartAsync(folder.Path))
        {
            address = first.Client.BaseAddress!.ToString();
            await first.PostAsync("/fhir", Examples.Fop("before"));
            before = await LinesAsync(first);
            tail = RegistryTool.Start(null, "events", "tail", "--server", address, "--after", "0");
            await tail.UntilAsync(tool => tool.Lines.Length >= before.Length);
            await first.PostAsync("/fhir", Examples.Fop("live"));
            string[] live = await LinesAsync(first);
            await tail.UntilAsync(tool => tool.Lines.Length >= live.Length);
            Assert.Equal(live, tail.Lines);
        }

        await using (tail)
        {
            await tail.UntilAsync(tool => tool.Error.Contains("again", StringComparison.Ordinal));
            await using RegistryProcess second = await RegistryProcess.StartAsync(folder.Path, new Dictionary<string, string>(StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = address });
            await second.PostAsync("/fhir", Examples.Fop("after"));
            string[] all = await LinesAsync(second);
            Assert.True(all.Length > before.Length);
            await tail.UntilAsync(tool => tool.Lines.Length >= all.Length);
            Assert.Equal(all, tail.Lines);
            tail.Interrupt();
            Assert.Equal(0, await tail.ExitCodeAsync());
        }
    }

    [Fact]
    public async Task Tail_begins_at_the_end_filters_and_ends_when_told_so()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        string address = registry.Client.BaseAddress!.ToString();
        await registry.PostAsync("/fhir", Examples.Fop());
        Assert.Empty((await RegistryTool.RunAsync(0, "events", "tail", "--server", address, "--no-follow")).Lines);
        string[] flareUps = (await RegistryTool.RunAsync(0, "events", "tail", "--server", address, "--no-follow", "--after", "0", "--type", "FlareUpReported")).Lines;
        Assert.NotEmpty(flareUps);
        Assert.All(flareUps, line => Assert.Equal("FlareUpReported.v1", JsonNode.Parse(line)!["type"]!.GetValue<string>()));
        Assert.Empty((await RegistryTool.RunAsync(0, "events", "tail", "--server", address, "--no-follow", "--after", "0", "--subject", new string('0', 32))).Lines);
    }

    [Fact]
    public async Task Replay_posts_every_event_and_stops_at_one_that_is_not_taken()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        string address = registry.Client.BaseAddress!.ToString();
        await registry.PostAsync("/fhir", Examples.Fop());
        string[] all = await LinesAsync(registry.Client);
        await using Target target = await Target.StartAsync();

        target.FailOnce(HttpStatusCode.ServiceUnavailable);
        RegistryTool done = await RegistryTool.RunAsync(0, "events", "replay", "--server", address, "--to", target.Address, "--after", "1");
        Assert.Equal(all[1..], target.Taken);
        Assert.Contains($"{all.Length - 1} events replayed; position {all.Length}.", done.Error, StringComparison.Ordinal);
        Assert.Equal(all, (await RegistryTool.RunAsync(0, "events", "replay", "--server", address)).Lines);

        target.FailOnce(HttpStatusCode.UnprocessableEntity);
        RegistryTool stopped = await RegistryTool.RunAsync(1, "events", "replay", "--server", address, "--to", target.Address);
        Assert.Contains("does not take event 1: it answered 422", stopped.Error, StringComparison.Ordinal);
        Assert.Contains("--after 0", stopped.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_goes_on_where_the_file_ends_also_after_a_line_that_was_half_written()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        string address = registry.Client.BaseAddress!.ToString();
        string file = Path.Combine(folder.Path, "events.ndjson");
        await registry.PostAsync("/fhir", Examples.Fop("one"));
        string[] first = await LinesAsync(registry.Client);
        Assert.Contains($"{first.Length} events written; position {first.Length}.", (await ExportAsync(0, address, file)).Error, StringComparison.Ordinal);
        Assert.Equal(first, await File.ReadAllLinesAsync(file, Cancel));

        // As a power cut leaves it: written beyond what the position file says.
        await File.AppendAllTextAsync(file, "{\"specversion\":\"1.", Cancel);
        await registry.PostAsync("/fhir", Examples.Fop("two"));
        string[] all = await LinesAsync(registry.Client);
        Assert.Contains($"{all.Length - first.Length} events written; position {all.Length}.", (await ExportAsync(0, address, file)).Error, StringComparison.Ordinal);
        Assert.Equal(all, await File.ReadAllLinesAsync(file, Cancel));
        Assert.Contains("0 events written", (await ExportAsync(0, address, file)).Error, StringComparison.Ordinal);
        Assert.Contains("other filters", (await ExportAsync(2, address, file, "--type", "FlareUpReported")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_as_csv_has_a_row_an_event_with_the_header_as_columns()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop());
        string file = Path.Combine(folder.Path, "events.csv");
        await ExportAsync(0, registry.Client.BaseAddress!.ToString(), file, "--type", "FlareUpReported");
        string[] lines = await File.ReadAllLinesAsync(file, Cancel);
        List<JsonElement> events = await registry.EventsAsync("after=0&type=FlareUpReported");
        Assert.Equal("sequence,type,subject,site,fact,source,occurredEarliest,occurredLatest,occurredPrecision,recorded,supersedes,derivation,logId,data", lines[0]);
        Assert.Equal(events.Count, lines.Length - 1);
        Assert.StartsWith($"{events[0].GetProperty("id").GetString()},FlareUpReported.v1,{events[0].GetProperty("subject").GetString()},local,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("}\"", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("\"\"header\"\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_log_stops_an_export_and_says_so()
    {
        using TemporaryFolder folder = new();
        using TemporaryFolder another = new();
        string file = Path.Combine(folder.Path, "events.ndjson");
        await using (RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path))
        {
            await registry.PostAsync("/fhir", Examples.Fop());
            await ExportAsync(0, registry.Client.BaseAddress!.ToString(), file);
        }

        string before = await File.ReadAllTextAsync(file, Cancel);
        await using RunningRegistry restored = await RunningRegistry.StartAsync(another.Path);
        for (int bundle = 0; bundle < 2; bundle++) await restored.PostAsync("/fhir", Examples.Fop($"bundle-{bundle}"));
        RegistryTool stopped = await ExportAsync(1, restored.Client.BaseAddress!.ToString(), file);
        Assert.Contains("another log", stopped.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(file, Cancel));
    }

    [Fact]
    public async Task A_gap_between_two_events_stops_the_reader_and_keeps_what_was_whole()
    {
        using TemporaryFolder folder = new();
        await using WebApplication proxy = await LossyAsync("""{"id":"1"}""", """{"id":"3"}""");
        string address = proxy.Urls.First();
        RegistryTool stopped = await RegistryTool.RunAsync(1, "events", "tail", "--server", address, "--after", "0", "--no-follow");
        Assert.Contains("After 1 came 3: the feed has a gap", stopped.Error, StringComparison.Ordinal);
        // A filtered feed has gaps by nature.
        Assert.Equal(2, (await RegistryTool.RunAsync(0, "events", "tail", "--server", address, "--after", "0", "--no-follow", "--type", "FlareUpReported")).Lines.Length);
    }

    [Fact]
    public async Task What_cannot_work_is_told_with_exit_code_2()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        string address = registry.Client.BaseAddress!.ToString();
        await RegistryTool.RunAsync(2, "events", "tail", "--server", "http://127.0.0.1:1/");
        Assert.Contains("no http://", (await RegistryTool.RunAsync(2, "events", "tail", "--server", "registry")).Error, StringComparison.Ordinal);
        Assert.Contains("parameter 'type' cannot be read", (await RegistryTool.RunAsync(2, "events", "tail", "--server", address, "--no-follow", "--after", "0", "--type", "Nothing")).Error, StringComparison.Ordinal);
        Assert.Contains(".ndjson or .csv", (await ExportAsync(2, address, Path.Combine(folder.Path, "events.txt"))).Error, StringComparison.Ordinal);
        string strange = Path.Combine(folder.Path, "strange.csv");
        await File.WriteAllTextAsync(strange, "mine", Cancel);
        Assert.Contains("nothing beside it says", (await ExportAsync(2, address, strange)).Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(strange, Cancel));
    }

    [Fact]
    public async Task The_key_comes_from_an_option_or_the_environment()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> keys = new(StringComparer.Ordinal)
        {
            ["Registry__Authentication__Mode"] = "Keys",
            ["Registry__Intake__PseudonymSystems"] = "https://hospital.example.org/registry-pseudonym",
        };
        await using RegistryProcess verb = RegistryProcess.Launch(folder.Path, keys, "keys", "add", "--client", "consumer", "--site", "a", "--role", "subscriber");
        Assert.Equal(0, await verb.ExitCodeAsync());
        string key = verb.Output.Split('\n').First(line => line.StartsWith("rk_", StringComparison.Ordinal)).Trim();
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, keys);
        string address = server.Client.BaseAddress!.ToString();
        Assert.Contains("401", (await RegistryTool.RunAsync(2, "events", "tail", "--server", address, "--no-follow")).Error, StringComparison.Ordinal);
        await RegistryTool.RunAsync(0, "events", "tail", "--server", address, "--no-follow", "--key", key);
        await using RegistryTool byEnvironment = RegistryTool.Start(new Dictionary<string, string>(StringComparer.Ordinal) { ["REGISTRY_KEY"] = key }, "events", "tail", "--server", address, "--no-follow");
        Assert.Equal(0, await byEnvironment.ExitCodeAsync());
    }

    private static Task<RegistryTool> ExportAsync(int expected, string address, string file, params string[] more) =>
        RegistryTool.RunAsync(expected, ["events", "export", "--server", address, "--out", file, .. more]);

    private static Task<string[]> LinesAsync(RegistryProcess server) => LinesAsync(server.Client);

    private static async Task<string[]> LinesAsync(HttpClient client) =>
        (await client.GetStringAsync("/events?after=0", Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Something between that loses events.</summary>
    private static async Task<WebApplication> LossyAsync(params string[] lines)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        WebApplication proxy = builder.Build();
        proxy.Urls.Add("http://127.0.0.1:0");
        proxy.MapGet("/events", (HttpContext context) =>
        {
            context.Response.Headers["Registry-Log"] = "6f1c1f0e-8a44-4c52-9a55-1d6b0f6c7a01";
            context.Response.Headers["Registry-Position"] = "3";
            return Results.Text(context.Request.Query["after"] == "0" ? string.Join('\n', lines) : "");
        });
        await proxy.StartAsync(Cancel);
        return proxy;
    }

    /// <summary>Takes CloudEvents over HTTP.</summary>
    private sealed class Target(WebApplication application, List<string> taken) : IAsyncDisposable
    {
        private HttpStatusCode? _fail;

        public string Address => $"{application.Urls.First()}/events";

        public IReadOnlyList<string> Taken => taken;

        public static async Task<Target> StartAsync()
        {
            WebApplicationBuilder builder = WebApplication.CreateBuilder();
            builder.Logging.ClearProviders();
            WebApplication application = builder.Build();
            application.Urls.Add("http://127.0.0.1:0");
            Target target = new(application, []);
            application.MapPost("/events", target.TakeAsync);
            await application.StartAsync(Cancel);
            return target;
        }

        public void FailOnce(HttpStatusCode status) => _fail = status;

        public ValueTask DisposeAsync() => application.DisposeAsync();

        private async Task<IResult> TakeAsync(HttpRequest request)
        {
            Assert.Equal("application/cloudevents+json", request.ContentType);
            using StreamReader body = new(request.Body, Encoding.UTF8);
            string json = await body.ReadToEndAsync(Cancel);
            if (_fail is { } status)
            {
                _fail = null;
                return Results.StatusCode((int)status);
            }

            taken.Add(json);
            return Results.NoContent();
        }
    }
}

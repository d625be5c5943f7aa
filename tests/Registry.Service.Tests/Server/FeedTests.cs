using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Server.Relay;
using Registry.Store.EventLog;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The feed as an analytics consumer reads it.</summary>
public sealed class FeedTests
{
    [Fact]
    public async Task Pages_join_without_gap_or_double_and_an_empty_page_carries_the_position_too()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop());
        int all = (await registry.EventsAsync()).Count;

        List<string> ids = [];
        string after = "0";
        for (int page = 0; page <= all; page++)
        {
            using HttpResponseMessage answer = await registry.Client.GetAsync($"/events?after={after}&limit=2", TestContext.Current.CancellationToken);
            string[] lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            ids.AddRange(lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!));
            after = answer.Headers.GetValues("Registry-Position").Single();
            if (lines.Length == 0) break;
        }

        Assert.Equal(all.ToString(System.Globalization.CultureInfo.InvariantCulture), after);
        Assert.Equal(Enumerable.Range(1, all).Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture)), ids);
    }

    [Fact]
    public async Task A_line_is_a_CloudEvent_whose_sequence_sorts_as_text()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop());

        JsonElement[] events = [.. await registry.EventsAsync()];
        Assert.All(events, one =>
        {
            Assert.Equal("1.0", one.GetProperty("specversion").GetString());
            Assert.StartsWith("urn:registry:", one.GetProperty("source").GetString(), StringComparison.Ordinal);
            Assert.Equal(32, one.GetProperty("subject").GetString()!.Length);
            Assert.Equal(20, one.GetProperty("sequence").GetString()!.Length);
        });
        Assert.Equal(events.Select(one => one.GetProperty("id").GetString()), events.OrderBy(one => one.GetProperty("sequence").GetString(), StringComparer.Ordinal).Select(one => one.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Filters_give_what_they_name_and_a_filtered_reader_moves_on_over_the_rest()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop("one"));
        await registry.PostAsync("/fhir", Examples.Fop("two"));
        List<JsonElement> all = await registry.EventsAsync();
        string subject = all[0].GetProperty("subject").GetString()!;

        Assert.All(await registry.EventsAsync("after=0&type=FlareUpReported.v1,DeathReported"), one => Assert.Equal("FlareUpReported.v1", one.GetProperty("type").GetString()));
        Assert.Equal(all.Count(one => one.GetProperty("subject").GetString() == subject), (await registry.EventsAsync($"after=0&subject={subject}")).Count);
        using HttpResponseMessage none = await registry.Client.GetAsync("/events?after=0&type=DeathReported", TestContext.Current.CancellationToken);
        Assert.Equal(all.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), none.Headers.GetValues("Registry-Position").Single());
        Assert.Equal(HttpStatusCode.BadRequest, (await registry.GetAsync("/events?after=-1")).Status);
    }

    [Fact]
    public async Task A_live_stream_gives_what_is_there_and_then_what_comes()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop("before"));
        int before = (await registry.EventsAsync()).Count;

        using HttpRequestMessage request = new(HttpMethod.Get, "/events?after=0") { Headers = { Accept = { new("text/event-stream") } } };
        using HttpResponseMessage answer = await registry.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        using StreamReader stream = new(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal(before, (await ReadAsync(stream, before)).Count);

        await registry.PostAsync("/fhir", Examples.Fop("after"));
        List<JsonElement> live = await ReadAsync(stream, before);
        Assert.Equal(before + 1, live[0].GetProperty("data").GetProperty("header").GetProperty("sequence").GetInt32());
    }

    [Fact]
    public async Task Every_type_of_event_has_a_schema_that_names_its_header()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        foreach (EventType type in EventCatalogue.All)
        {
            (HttpStatusCode status, JsonElement schema) = await registry.GetAsync($"/events/schemas/{type.WireName}.json");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.True(schema.GetProperty("properties").TryGetProperty("header", out _), type.Name);
        }
    }

    [Fact]
    public async Task A_stream_goes_on_behind_Last_Event_ID_which_wins_over_after()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop());

        using HttpRequestMessage request = StreamOf("/events?after=0");
        request.Headers.Add("Last-Event-ID", "3");
        using HttpResponseMessage answer = await registry.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using StreamReader stream = new(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("4", (await ReadAsync(stream, 1))[0].GetProperty("id").GetString());

        using HttpRequestMessage wrong = StreamOf("/events");
        wrong.Headers.Add("Last-Event-ID", "three");
        using HttpResponseMessage refused = await registry.Client.SendAsync(wrong, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Last-Event-ID", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filtered_stream_without_a_match_shows_that_it_lives_and_moves_the_last_event_id()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop());
        int all = (await registry.EventsAsync()).Count;
        // A clock of which a second is a millisecond: 15 seconds of silence are over soon.
        FastClock clock = new(1000);
        EventStreams streams = new(registry.Services.GetRequiredService<EventFeed>(), registry.Services.GetRequiredService<LogSignal>(), clock, registry.Services.GetRequiredService<IHostApplicationLifetime>());
        System.IO.Pipelines.Pipe pipe = new();
        using CancellationTokenSource leave = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task writing = streams.WriteAsync(pipe.Writer.AsStream(), 0, new LogFilter(["DeathReported"]), new Caller("consumer", SiteId.Local, CallerRoles.Subscriber), leave.Token);
        using StreamReader reader = new(pipe.Reader.AsStream());
        List<string> lines = [];
        while (lines.Count(line => line == ": still here") < 2) lines.Add((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!);
        Assert.Equal($"id: {all}", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Contains("retry: 2000", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("data:", StringComparison.Ordinal));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    [Fact]
    public async Task A_stream_ends_after_its_longest_time_so_that_a_revoked_key_does_not_read_on()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        EventStreams streams = new(
            registry.Services.GetRequiredService<EventFeed>(), registry.Services.GetRequiredService<LogSignal>(), new FastClock(100_000), registry.Services.GetRequiredService<IHostApplicationLifetime>());
        await streams.WriteAsync(Stream.Null, 0, LogFilter.None, new Caller("consumer", SiteId.Local, CallerRoles.Subscriber), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_stopping_server_ends_its_streams_in_order_and_at_once()
    {
        using TemporaryFolder folder = new();
        RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        using HttpClient client = new() { BaseAddress = registry.Client.BaseAddress };
        using HttpResponseMessage answer = await client.SendAsync(StreamOf("/events"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using StreamReader stream = new(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal(": stream of events", await stream.ReadLineAsync(TestContext.Current.CancellationToken));
        long started = TimeProvider.System.GetTimestamp();
        await registry.DisposeAsync();
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(15), "The server waited for the stream until its shutdown time was over.");
        Assert.DoesNotContain("data:", await stream.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_streams_than_the_limit_are_told_to_come_back_and_a_place_that_is_left_is_taken()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        EventStreams streams = registry.Services.GetRequiredService<EventStreams>();
        while (streams.TryOpen())
        {
            // Every place is taken, as by so many clients.
        }

        using (HttpResponseMessage refused = await registry.Client.SendAsync(StreamOf("/events"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        streams.Close();
        for (int client = 0; client < 3; client++)
        {
            // Each takes the one free place and leaves it. The server notices a moment later that a client has left.
            HttpStatusCode status;
            for (int attempt = 0; ; attempt++)
            {
                using HttpResponseMessage answer = await registry.Client.SendAsync(StreamOf("/events"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
                status = answer.StatusCode;
                if (status == HttpStatusCode.OK || attempt == 100) break;
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            Assert.Equal(HttpStatusCode.OK, status);
        }
    }

    [Fact]
    public async Task A_reader_that_does_not_read_holds_a_few_events_and_stops_nobody()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        // Some 10 MB of events: far more than the buffers between two sockets.
        await Delivery.ManyEvents.CommitAsync(registry.Services.GetRequiredService<Registry.Store.Resources.ResourceStore>(), subjects: 100, eachCount: 100);
        LargestWrite taken = new();
        EventStreams streams = registry.Services.GetRequiredService<EventStreams>();
        using CancellationTokenSource leave = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task stalled = streams.WriteAsync(taken, 0, LogFilter.None, new Caller("slow", SiteId.Local, CallerRoles.Subscriber), leave.Token);
        await taken.Stalled.Task.WaitAsync(TestContext.Current.CancellationToken);

        // It wrote event by event and waits on one: nothing is read ahead, and others are served meanwhile.
        Assert.True(taken.Bytes < 4096, $"One write had {taken.Bytes} bytes.");
        (HttpStatusCode status, _) = await registry.PostAsync("/fhir", Examples.Fop());
        Assert.Equal(HttpStatusCode.OK, status);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stalled);
    }

    [Theory]
    [InlineData("/events?limit=0", "limit")]
    [InlineData("/events?limit=2001", "limit")]
    [InlineData("/events?after=x", "after")]
    [InlineData("/events?type=Nothing", "type")]
    [InlineData("/events?subject=me", "subject")]
    public async Task A_parameter_that_cannot_be_read_is_named(string path, string parameter)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        (HttpStatusCode status, JsonElement outcome) = await registry.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains($"'{parameter}'", outcome.GetRawText().Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_AsyncApi_document_and_the_schemas_are_the_committed_ones()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        using HttpResponseMessage answer = await registry.Client.GetAsync("/events/asyncapi.json", TestContext.Current.CancellationToken);
        Assert.Equal("application/vnd.aai.asyncapi+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(File.ReadAllBytes(Repository.Path("src", "Registry.Contracts", "Schemas", "asyncapi.json")), await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NotFound, (await registry.GetAsync("/events/schemas/Nothing.v1.json")).Status);
    }

    private static HttpRequestMessage StreamOf(string path) => new(HttpMethod.Get, path) { Headers = { Accept = { new("text/event-stream") } } };

    private static async Task<List<JsonElement>> ReadAsync(StreamReader stream, int count)
    {
        List<JsonElement> events = [];
        while (events.Count < count && await stream.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)) events.Add(JsonDocument.Parse(line["data: ".Length..]).RootElement);
        }

        return events;
    }

    /// <summary>A clock on which time passes faster, for timers too.</summary>
    private sealed class FastClock(int times) : TimeProvider
    {
        public override long GetTimestamp() => System.GetTimestamp() * times;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / times, period == Timeout.InfiniteTimeSpan ? period : period / times);
    }

    /// <summary>A client that takes the first ten events and then nothing.</summary>
    private sealed class LargestWrite : MemoryStream
    {
        private int _writes;

        public int Bytes { get; private set; }

        public TaskCompletionSource Stalled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Bytes = Math.Max(Bytes, buffer.Length);
            if (++_writes < 30) return;
            Stalled.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}

using System.Net;
using System.Text.Json;
using Registry.Contracts.Events;
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
            (HttpStatusCode status, JsonElement schema) = await registry.GetAsync($"/events/schemas/{type.WireName}");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.True(schema.GetProperty("properties").TryGetProperty("header", out _), type.Name);
        }
    }

    private static async Task<List<JsonElement>> ReadAsync(StreamReader stream, int count)
    {
        List<JsonElement> events = [];
        while (events.Count < count && await stream.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)) events.Add(JsonDocument.Parse(line["data: ".Length..]).RootElement);
        }

        return events;
    }
}

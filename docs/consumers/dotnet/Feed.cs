using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Registry.Contracts.Events;

namespace FlareUps;

/// <summary>A page of the feed.</summary>
internal sealed record FeedPage(Guid LogId, IReadOnlyList<IRegistryEvent> Events, long Position);

/// <summary>The registry's <c>/events</c>.</summary>
internal sealed class Feed
{
    private readonly HttpClient _http;

    public Feed(Uri server, string? key)
    {
        _http = new HttpClient { BaseAddress = server };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>The events behind a position; null when the position is of another log.</summary>
    public async Task<FeedPage?> ReadAsync(long after, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await _http.GetAsync($"/events?after={after}", cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Conflict) return null;
        answer.EnsureSuccessStatusCode();
        List<IRegistryEvent> events = [];
        using StreamReader lines = new(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            using JsonDocument cloudEvent = JsonDocument.Parse(line);
            string type = cloudEvent.RootElement.GetProperty("type").GetString()!.Split('.')[0];
            JsonElement data = cloudEvent.RootElement.GetProperty("data");
            // A registry may write types that this consumer was built before.
            events.Add(EventCatalogue.All.Any(known => known.Name == type)
                ? EventJson.Read(type, JsonSerializer.SerializeToUtf8Bytes(data))
                : new Unknown(EventJson.ReadHeader(JsonSerializer.SerializeToUtf8Bytes(data))));
        }

        return new FeedPage(Guid.Parse(answer.Headers.GetValues("Registry-Log").Single()), events, long.Parse(answer.Headers.GetValues("Registry-Position").Single(), System.Globalization.CultureInfo.InvariantCulture));
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Registry.Cli.Commands;

/// <summary>Which events are asked for.</summary>
/// <param name="Types">Names of types; none for all.</param>
/// <param name="Subject">Whom they are about; null for anybody.</param>
internal sealed record FeedFilter(IReadOnlyList<string> Types, string? Subject)
{
    /// <summary>True when every event is asked for: then a gap shows.</summary>
    public bool IsEverything => Types.Count == 0 && Subject is null;

    /// <summary>As part of a query string, with a leading ampersand; empty for everything.</summary>
    public string Query() => string.Concat(Types.Select(type => $"&type={Uri.EscapeDataString(type)}")) + (Subject is null ? "" : $"&subject={Uri.EscapeDataString(Subject)}");
}

/// <summary>One event of the feed.</summary>
/// <param name="Sequence">Its place in the log.</param>
/// <param name="Json">The CloudEvent as it was sent, one line.</param>
internal sealed record FeedEvent(long Sequence, string Json);

/// <summary>A page of the feed.</summary>
/// <param name="LogId">Which log it is of.</param>
/// <param name="Events">In order.</param>
/// <param name="Position">What to read after next.</param>
internal sealed record FeedPage(string LogId, IReadOnlyList<FeedEvent> Events, long Position);

/// <summary>The feed is not the one that was followed: a consumer has to rebuild, or somebody has to look.</summary>
internal sealed class FeedBrokenException(string message) : Exception(message);

/// <summary>The server refuses the request.</summary>
internal sealed class FeedRefusedException(string message) : Exception(message);

/// <summary>Reads <c>/events</c>, in pages and live. It stops at a gap and at another log.</summary>
internal sealed class FeedClient : IDisposable
{
    private const string Nobody = "00000000000000000000000000000000";
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly TextWriter _notices;
    private string? _logId;

    /// <param name="server">Base address.</param>
    /// <param name="key">Bearer key; null while authentication is off.</param>
    /// <param name="filter">Which events.</param>
    /// <param name="clock">For pauses.</param>
    /// <param name="notices">Where it says that it reconnects.</param>
    public FeedClient(Uri server, string? key, FeedFilter filter, TimeProvider clock, TextWriter notices)
    {
        Filter = filter;
        _clock = clock;
        _notices = notices;
        _http = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Which events.</summary>
    public FeedFilter Filter { get; }

    /// <summary>How far it has read.</summary>
    public long Position { get; private set; }

    /// <summary>From now on only this log is read.</summary>
    public void Expect(string? logId) => _logId = logId;

    /// <summary>The end of the log.</summary>
    public async Task<long> HeadAsync(CancellationToken cancellationToken)
    {
        // A page without a match says where the log ends.
        using HttpResponseMessage answer = await AskAsync($"/events?after=0&limit=1&subject={Nobody}", null, cancellationToken);
        return PositionOf(answer);
    }

    /// <summary>Every event from a position to the end of the log.</summary>
    public async IAsyncEnumerable<FeedEvent> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (FeedPage page in PagesAsync(after, cancellationToken))
        {
            foreach (FeedEvent one in page.Events) yield return one;
        }
    }

    /// <summary>The same by pages; the last one is empty.</summary>
    public async IAsyncEnumerable<FeedPage> PagesAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Position = after;
        while (true)
        {
            FeedPage page = await RetryAsync(ReadPageAsync, cancellationToken);
            yield return page;
            if (page.Events.Count == 0) yield break;
        }
    }

    /// <summary>Every event from a position on, and what comes. After a break it connects again and goes on where it was.</summary>
    public async IAsyncEnumerable<FeedEvent> FollowAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Position = after;
        while (true)
        {
            using HttpResponseMessage answer = await RetryAsync(token => AskAsync($"/events?after={Position}{Filter.Query()}", Position, token), cancellationToken);
            using ServerSentEvents stream = new(await answer.Content.ReadAsStreamAsync(cancellationToken), Silence);
            while (await NextAsync(stream, cancellationToken) is { } next)
            {
                if (next.Data is { } data)
                {
                    FeedEvent one = new(next.Id, data);
                    Check(one);
                    yield return one;
                }

                Position = next.Id;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<FeedPage> ReadPageAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await AskAsync($"/events?after={Position}{Filter.Query()}", null, cancellationToken);
        using StreamReader reader = new(await answer.Content.ReadAsStreamAsync(cancellationToken));
        List<FeedEvent> events = [];
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            using JsonDocument json = JsonDocument.Parse(line);
            events.Add(new FeedEvent(long.Parse(json.RootElement.GetProperty("id").GetString()!, NumberStyles.None, CultureInfo.InvariantCulture), line));
        }

        foreach (FeedEvent one in events)
        {
            Check(one);
            Position = one.Sequence;
        }

        Position = PositionOf(answer);
        return new FeedPage(_logId!, events, Position);
    }

    /// <summary>The next block of the stream; null when it ended or fell silent.</summary>
    private async Task<ServerSentEvent?> NextAsync(ServerSentEvents stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.NextAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await _notices.WriteLineAsync($"The stream broke after {Position.ToString(CultureInfo.InvariantCulture)}; connecting again.");
            return null;
        }
    }

    /// <summary>Tries again while the server is away: once it has answered, a break is no reason to give up.</summary>
    private async Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        for (TimeSpan pause = TimeSpan.FromSeconds(0.5); ; pause = pause * 2 > LongestPause ? LongestPause : pause * 2)
        {
            try
            {
                return await ask(cancellationToken);
            }
            catch (Exception fault) when (_logId is not null && fault is HttpRequestException or IOException)
            {
                await _notices.WriteLineAsync($"{fault.Message} Trying again after {Position.ToString(CultureInfo.InvariantCulture)}.");
                await Task.Delay(pause, _clock, cancellationToken);
            }
        }
    }

    private async Task<HttpResponseMessage> AskAsync(string path, long? streamAfter, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (streamAfter is { } position)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            request.Headers.Add("Last-Event-ID", position.ToString(CultureInfo.InvariantCulture));
        }

        HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            CheckLog(answer);
            return answer;
        }

        using (answer)
        {
            string told = OutcomeText.Read(await answer.Content.ReadAsStringAsync(cancellationToken));
            if (answer.StatusCode == HttpStatusCode.Conflict) throw new FeedBrokenException(told);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable || (int)answer.StatusCode == 499 || (int)answer.StatusCode >= 500) throw new HttpRequestException($"The server answered {(int)answer.StatusCode}. {told}");
            throw new FeedRefusedException($"The server answered {(int)answer.StatusCode}. {told}");
        }
    }

    private void CheckLog(HttpResponseMessage answer)
    {
        string logId = answer.Headers.TryGetValues("Registry-Log", out IEnumerable<string>? values) ? values.Single() : throw new FeedRefusedException("This server is no registry: its answer lacks the header Registry-Log.");
        _logId ??= logId;
        if (logId != _logId)
        {
            throw new FeedBrokenException($"The server has another log ({logId}) than the one that was followed ({_logId}), as after a restore. Drop what was built from that one, and begin again at 0.");
        }
    }

    private void Check(FeedEvent one)
    {
        if (one.Sequence <= Position || (Filter.IsEverything && one.Sequence != Position + 1))
        {
            throw new FeedBrokenException(string.Create(
                CultureInfo.InvariantCulture, $"After {Position} came {one.Sequence}: the feed has a gap, which a registry's log never has. Something between lost events; ask again from {Position}."));
        }
    }

    private static long PositionOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Registry-Position", out IEnumerable<string>? values) && long.TryParse(values.Single(), NumberStyles.None, CultureInfo.InvariantCulture, out long position)
            ? position
            : throw new FeedRefusedException("This server is no registry: its page lacks the header Registry-Position.");
}

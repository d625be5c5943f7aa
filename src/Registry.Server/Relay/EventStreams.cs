using System.Globalization;
using System.Text;
using Registry.Contracts.Callers;
using Registry.Store.EventLog;

namespace Registry.Server.Relay;

/// <summary>Live streams of the feed as server-sent events, a bounded number at once. https://html.spec.whatwg.org/multipage/server-sent-events.html</summary>
/// <remarks>
/// A stream reads the next few events when the ones before are written, so a slow reader holds a few events and no more. It ends when the server stops and, so that a revoked key
/// does not read on, after a time; a client comes back with <c>Last-Event-ID</c>.
/// </remarks>
internal sealed class EventStreams(EventFeed feed, LogSignal signal, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    /// <summary>After which a stream that has nothing to say shows that it lives.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>After which a stream ends.</summary>
    public static readonly TimeSpan LongestStream = TimeSpan.FromHours(1);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private int _open;

    /// <summary>Takes the place of one stream; give it back with <see cref="Close"/>.</summary>
    /// <returns>False when all are taken.</returns>
    public bool TryOpen()
    {
        if (Interlocked.Increment(ref _open) <= Limits.FeedStreams) return true;
        Close();
        return false;
    }

    /// <summary>Gives the place back.</summary>
    public void Close() => Interlocked.Decrement(ref _open);

    /// <summary>Writes until the client leaves, the server stops or the time is over.</summary>
    public async Task WriteAsync(Stream stream, long after, LogFilter filter, Caller caller, CancellationToken cancellationToken)
    {
        using CancellationTokenSource time = new(LongestStream, clock);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping, time.Token);
        try
        {
            await FollowAsync(stream, after, filter, caller, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // An end of ours: the response is closed in order, and the client comes back.
        }
    }

    private async Task FollowAsync(Stream stream, long after, LogFilter filter, Caller caller, CancellationToken cancellationToken)
    {
        long lastWrite = clock.GetTimestamp();
        await SendAsync(stream, ": stream of events\nretry: 2000\n\n", cancellationToken);
        while (true)
        {
            Task nextCommit = signal.NextCommit;
            LogPage page = await feed.ReadAsync(after, Limits.FeedStreamPage, filter, caller, cancellationToken);
            foreach (LogEntry entry in page.Entries)
            {
                await stream.WriteAsync(Utf8($"id: {entry.Header.Sequence}\nevent: {entry.WireName}\ndata: "), cancellationToken);
                await stream.WriteAsync(CloudEvents.Write(entry), cancellationToken);
                await stream.WriteAsync("\n\n"u8.ToArray(), cancellationToken);
            }

            after = page.Position;
            if (page.Entries.Count > 0)
            {
                lastWrite = clock.GetTimestamp();
                await stream.FlushAsync(cancellationToken);
                continue;
            }

            if (clock.GetElapsedTime(lastWrite) >= Heartbeat)
            {
                lastWrite = clock.GetTimestamp();
                // An id without data is no event, but moves Last-Event-ID: whoever filters need not search what was searched.
                await SendAsync(stream, string.Create(CultureInfo.InvariantCulture, $": still here\nid: {after}\n\n"), cancellationToken);
            }

            // Commits of other nodes are found by looking.
            await Task.WhenAny(nextCommit, Task.Delay(Look, clock, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static async Task SendAsync(Stream stream, string text, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    private static byte[] Utf8(FormattableString text) => Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture));
}

using System.Globalization;
using System.Text;

namespace Registry.Cli.Commands;

/// <summary>One block of a stream.</summary>
/// <param name="Id">The last event id after it.</param>
/// <param name="Data">Null for a block that only moves the id.</param>
internal sealed record ServerSentEvent(long Id, string? Data);

/// <summary>Reads a stream of server-sent events whose ids are numbers. https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation</summary>
internal sealed class ServerSentEvents(Stream stream, TimeSpan silence) : IDisposable
{
    private readonly StreamReader _reader = new(stream, Encoding.UTF8);

    /// <summary>The next block that has an id; null at the end of the stream.</summary>
    /// <exception cref="OperationCanceledException">Nothing came for the time of silence: the connection is dead. Or cancelled.</exception>
    public async Task<ServerSentEvent?> NextAsync(CancellationToken cancellationToken)
    {
        long? id = null;
        StringBuilder? data = null;
        while (await ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                if (id is { } known) return new ServerSentEvent(known, data?.ToString());
                data = null;
                continue;
            }

            (string field, string value) = Split(line);
            if (field == "id" && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number)) id = number;
            else if (field == "data") data = data is null ? new StringBuilder(value) : data.Append('\n').Append(value);
        }

        return null;
    }

    public void Dispose() => _reader.Dispose();

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(silence);
        return await _reader.ReadLineAsync(patience.Token);
    }

    private static (string Field, string Value) Split(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return (line, "");
        string value = line[(colon + 1)..];
        return (line[..colon], value.StartsWith(' ') ? value[1..] : value);
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;
using Registry.Server.Callers;
using Registry.Server.Relay;
using Registry.Store.EventLog;

namespace Registry.Server.Routes;

/// <summary><c>/events</c>: the event log, one CloudEvents object a line, or a live stream.</summary>
internal static class EventRoutes
{
    /// <summary>The next <c>after</c>; on every page, also an empty one.</summary>
    public const string PositionHeader = "Registry-Position";

    /// <summary>The log's id; a consumer that meets another one rebuilds.</summary>
    public const string LogHeader = "Registry-Log";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/events", ReadAsync).RequireRole(CallerRoles.Subscriber | CallerRoles.Coordinator);
        routes.MapGet("/events/schemas/{type}", Schema).RequireRole(CallerRoles.Subscriber | CallerRoles.Coordinator);
    }

    private static async Task<IResult> ReadAsync(HttpContext context, EventFeed feed, LogSignal signal, TimeProvider clock, CancellationToken cancellationToken)
    {
        HttpRequest request = context.Request;
        bool isStream = request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));
        string? from = request.Query["after"];
        if (isStream && request.Headers.TryGetValue("Last-Event-ID", out Microsoft.Extensions.Primitives.StringValues resumed)) from = resumed;
        if (!TryReadNumber(from, 0, long.MaxValue, 0, out long after)) return Bad("after", "a whole number from 0: the header Registry-Position of the page before, or 0 for the beginning");
        if (!TryReadNumber(request.Query["limit"], 1, Limits.FeedPage, Limits.FeedPageDefault, out long limit)) return Bad("limit", $"a whole number from 1 to {Limits.FeedPage}");
        if (ReadFilter(request, out LogFilter filter) is { } refusal) return refusal;

        long last = await feed.LastSequenceAsync(cancellationToken);
        if (after > last)
        {
            return FhirResults.Refusal(
                StatusCodes.Status409Conflict, "conflict", "feed-position-beyond-log",
                "The position lies beyond this log's last event: it belongs to another log.",
                $"Compare the header {LogHeader} with the log you followed; if it differs, drop what you built and read again from after=0.");
        }

        context.Response.Headers[LogHeader] = (await feed.LogIdAsync(cancellationToken)).ToString();
        string schemas = $"{request.Scheme}://{request.Host}/events/schemas/";
        return isStream
            ? Results.Stream(stream => StreamAsync(stream, feed, context.Caller(), signal, clock, after, filter, schemas, cancellationToken), "text/event-stream")
            : await PageAsync(context, feed, after, (int)limit, filter, schemas, cancellationToken);
    }

    private static async Task<IResult> PageAsync(
        HttpContext context, EventFeed feed, long after, int limit, LogFilter filter, string schemas, CancellationToken cancellationToken)
    {
        LogPage page = await feed.ReadAsync(after, limit, filter, context.Caller(), cancellationToken);
        context.Response.Headers[PositionHeader] = page.Position.ToString(CultureInfo.InvariantCulture);
        using MemoryStream lines = new();
        foreach (LogEntry entry in page.Entries)
        {
            lines.Write(Line(entry, schemas).Span);
            lines.WriteByte((byte)'\n');
        }

        return Results.Bytes(lines.ToArray(), "application/x-ndjson; charset=utf-8");
    }

    /// <summary>Server-sent events until the client leaves. https://html.spec.whatwg.org/multipage/server-sent-events.html</summary>
    private static async Task StreamAsync(
        Stream stream, EventFeed feed, Caller caller, LogSignal signal, TimeProvider clock, long after, LogFilter filter, string schemas, CancellationToken cancellationToken)
    {
        long lastWrite = clock.GetTimestamp();
        await stream.WriteAsync(": stream of events\n\n"u8.ToArray(), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            Task nextCommit = signal.NextCommit;
            LogPage page = await feed.ReadAsync(after, Limits.FeedPageDefault, filter, caller, cancellationToken);
            after = page.Position;
            foreach (LogEntry entry in page.Entries)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {entry.Header.Sequence}\nevent: {entry.Type}.v{entry.Header.SchemaVersion}\ndata: ")), cancellationToken);
                await stream.WriteAsync(Line(entry, schemas), cancellationToken);
                await stream.WriteAsync("\n\n"u8.ToArray(), cancellationToken);
            }

            if (page.Entries.Count > 0)
            {
                lastWrite = clock.GetTimestamp();
                await stream.FlushAsync(cancellationToken);
                continue;
            }

            if (clock.GetElapsedTime(lastWrite) >= Heartbeat)
            {
                lastWrite = clock.GetTimestamp();
                await stream.WriteAsync(": still here\n\n"u8.ToArray(), cancellationToken);
                await stream.FlushAsync(cancellationToken);
            }

            // Commits of other nodes are found by looking.
            await Task.WhenAny(nextCommit, Task.Delay(Look, clock, cancellationToken));
        }
    }

    private static ReadOnlyMemory<byte> Line(LogEntry entry, string schemas)
    {
        System.Buffers.ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter writer = new(line, OperationOutcome.WriterOptions))
        {
            CloudEvents.Write(writer, entry, schemas);
        }

        return line.WrittenMemory;
    }

    /// <summary>The JSON Schema of an event's <c>data</c>, made from the record that carries it.</summary>
    private static IResult Schema(string type)
    {
        EventType? found = EventCatalogue.All.FirstOrDefault(candidate => string.Equals(candidate.WireName, type, StringComparison.Ordinal));
        if (found is null)
        {
            return FhirResults.Refusal(
                StatusCodes.Status404NotFound, "not-found", "event-type-unknown", "No event type has this name.",
                $"Use one of: {string.Join(", ", EventCatalogue.All.Select(candidate => candidate.WireName))}.");
        }

        return Results.Text(EventJson.Schema(found), "application/schema+json; charset=utf-8");
    }

    private static IResult? ReadFilter(HttpRequest request, out LogFilter filter)
    {
        filter = LogFilter.None;
        string[] types = [.. request.Query["type"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        List<string> names = [];
        foreach (string type in types)
        {
            EventType? found = EventCatalogue.All.FirstOrDefault(candidate =>
                string.Equals(candidate.Name, type, StringComparison.Ordinal) || string.Equals(candidate.WireName, type, StringComparison.Ordinal));
            if (found is null) return Bad("type", $"one of {string.Join(", ", EventCatalogue.All.Select(candidate => candidate.WireName))}");
            names.Add(found.Name);
        }

        SubjectId? subject = null;
        string? asked = request.Query["subject"];
        if (!string.IsNullOrEmpty(asked))
        {
            if (!Guid.TryParseExact(asked, "N", out Guid id)) return Bad("subject", "a subject id of 32 hexadecimal digits, as events carry it");
            subject = new SubjectId(id);
        }

        filter = new LogFilter(names.Count > 0 ? names : null, subject);
        return null;
    }

    private static bool TryReadNumber(string? text, long min, long max, long fallback, out long number)
    {
        number = fallback;
        return string.IsNullOrEmpty(text)
            || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= min && number <= max);
    }

    private static IResult Bad(string parameter, string expected) => FhirResults.Refusal(
        StatusCodes.Status400BadRequest, "value", "feed-parameter", $"The parameter '{parameter}' cannot be read.", $"Send {expected}.");
}

using System.Globalization;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
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

    /// <summary>Media type of the AsyncAPI document, without its version.</summary>
    public const string AsyncApiType = "application/vnd.aai.asyncapi+json";

    private const CallerRoles Followers = CallerRoles.Subscriber | CallerRoles.Coordinator;
    private const string ResumeHeader = "Last-Event-ID";
    private const string RetryAfterSeconds = "5";

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/events", ReadAsync).RequireRole(Followers).WithMetadata(EventDescriptions.Feed);
        routes.MapGet("/events/asyncapi.json", () => Results.Bytes(EventSchemas.AsyncApi(), $"{AsyncApiType};version=3.0.0")).RequireRole(Followers).WithMetadata(EventDescriptions.AsyncApi);
        routes.MapGet("/events/schemas/{file}", Schema).RequireRole(Followers).WithMetadata(EventDescriptions.Schema);
    }

    private static async Task<IResult> ReadAsync(HttpContext context, EventFeed feed, EventStreams streams, CancellationToken cancellationToken)
    {
        HttpRequest request = context.Request;
        bool isStream = request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));
        string? from = request.Query["after"];
        string position = "after";
        if (isStream && request.Headers.TryGetValue(ResumeHeader, out Microsoft.Extensions.Primitives.StringValues resumed)) (from, position) = (resumed, ResumeHeader);
        if (!TryReadNumber(from, 0, long.MaxValue, 0, out long after)) return Bad(position, "a whole number from 0: the header Registry-Position of the page before, the id of the last event of a stream, or 0 for the beginning");
        if (!TryReadNumber(request.Query["limit"], 1, Limits.FeedPage, Limits.FeedPageDefault, out long limit)) return Bad("limit", $"a whole number from 1 to {Limits.FeedPage}");
        if (ReadFilter(request, out LogFilter filter) is { } refusal) return refusal;

        context.Response.Headers[LogHeader] = (await feed.LogIdAsync(cancellationToken)).ToString();
        long last = await feed.LastSequenceAsync(cancellationToken);
        if (after > last)
        {
            return FhirResults.Refusal(
                StatusCodes.Status409Conflict, "conflict", "feed-position-beyond-log",
                "The position lies beyond this log's last event: it belongs to another log.",
                $"Compare the header {LogHeader} with the log you followed; if it differs, drop what you built and read again from after=0.");
        }

        return isStream ? Stream(context, streams, after, filter) : await PageAsync(context, feed, after, (int)limit, filter, cancellationToken);
    }

    private static async Task<IResult> PageAsync(HttpContext context, EventFeed feed, long after, int limit, LogFilter filter, CancellationToken cancellationToken)
    {
        LogPage page = await feed.ReadAsync(after, limit, filter, context.Caller(), cancellationToken);
        context.Response.Headers[PositionHeader] = page.Position.ToString(CultureInfo.InvariantCulture);
        return Results.Stream(
            async stream =>
            {
                foreach (LogEntry entry in page.Entries)
                {
                    await stream.WriteAsync(CloudEvents.Write(entry), cancellationToken);
                    await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
                }
            },
            "application/x-ndjson; charset=utf-8");
    }

    private static IResult Stream(HttpContext context, EventStreams streams, long after, LogFilter filter)
    {
        if (!streams.TryOpen())
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            return FhirResults.Refusal(
                StatusCodes.Status503ServiceUnavailable, "throttled", "feed-streams", $"{Limits.FeedStreams} live streams are open, which is the most at once.",
                "Come back after the time in Retry-After, or read pages: the same address without Accept: text/event-stream.");
        }

        context.Response.OnCompleted(() =>
        {
            streams.Close();
            return Task.CompletedTask;
        });
        Caller caller = context.Caller();
        return Results.Stream(stream => streams.WriteAsync(stream, after, filter, caller, context.RequestAborted), "text/event-stream");
    }

    /// <summary>The JSON Schema of an event's <c>data</c>, made from the record that carries it; with or without <c>.json</c>.</summary>
    private static IResult Schema(string file)
    {
        string wireName = file.EndsWith(".json", StringComparison.Ordinal) ? file[..^".json".Length] : file;
        if (EventSchemas.Find(wireName) is { } schema) return Results.Bytes(schema, "application/schema+json; charset=utf-8");
        return FhirResults.Refusal(
            StatusCodes.Status404NotFound, "not-found", "event-type-unknown", "No event type has this name.",
            $"Use one of: {string.Join(", ", EventSchemas.WireNames.Select(name => $"{name}.json"))}.");
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

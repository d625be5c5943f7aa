using System.Text.Json.Nodes;
using Registry.Contracts.Events;

namespace Registry.Server.Routes;

/// <summary>What <see cref="OpenApi"/> says of <c>/events</c>, from the catalogue of events and the feed's own limits.</summary>
internal static class EventDescriptions
{
    private static string[] Types => [.. EventCatalogue.All.Select(type => type.WireName)];

    /// <summary>Pages and streams.</summary>
    public static RouteDescription Feed => new("Events after a position, oldest first: a page, or a live stream for who accepts text/event-stream")
    {
        Parameters =
        [
            RouteParameter.Number("after", "Only events after this sequence: the header Registry-Position of the page before, or the id of the last event of a stream.", 0, null, 0),
            RouteParameter.Number("limit", "Events on a page at most.", 1, Limits.FeedPage, Limits.FeedPageDefault),
            new("type", "query", "Only events of these types, with or without their version.", new JsonObject { ["type"] = "array", ["items"] = Enum(Types.Concat(EventCatalogue.All.Select(type => type.Name)).Distinct(StringComparer.Ordinal)) }),
            new("subject", "query", "Only events of this subject.", new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9a-fA-F]{32}$" }),
            new("Last-Event-ID", "header", "Where a stream goes on; wins over 'after'.", new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]+$" }),
        ],
        Answers =
        [
            new RouteAnswer(StatusCodes.Status200OK, "CloudEvents 1.0: one JSON object a line, or each as the data of a server-sent event. Their data meet the schema of their type.")
            {
                MediaTypes = ["application/x-ndjson", "text/event-stream"],
                Headers = [(EventRoutes.PositionHeader, "On a page: the next 'after', also when the page is empty."), (EventRoutes.LogHeader, "The log's id; a consumer that meets another one rebuilds.")],
            },
            RouteDescription.Refusal(StatusCodes.Status400BadRequest, "A parameter cannot be read."),
            RouteDescription.Refusal(StatusCodes.Status409Conflict, "The position lies beyond this log: it belongs to another one."),
            RouteDescription.Refusal(StatusCodes.Status503ServiceUnavailable, "As many streams are open as there may be."),
        ],
    };

    /// <summary>The AsyncAPI document.</summary>
    public static RouteDescription AsyncApi => new("The events as AsyncAPI 3.0")
    {
        Answers = [new RouteAnswer(StatusCodes.Status200OK, "The document.") { MediaTypes = [EventRoutes.AsyncApiType], Schema = new JsonObject { ["type"] = "object" } }],
    };

    /// <summary>The schemas.</summary>
    public static RouteDescription Schema => new("The JSON Schema (2020-12) of an event type's data")
    {
        Parameters = [new("file", "path", "An event type with its version; '.json' may be left out.", Enum(EventSchemas.WireNames.Select(name => $"{name}.json")))],
        Answers =
        [
            new RouteAnswer(StatusCodes.Status200OK, "The schema.") { MediaTypes = ["application/schema+json"], Schema = new JsonObject { ["type"] = "object" } },
            RouteDescription.Refusal(StatusCodes.Status404NotFound, "No event type has this name."),
        ],
    };

    private static JsonObject Enum(IEnumerable<string> values) => new() { ["type"] = "string", ["enum"] = new JsonArray([.. values.Select(value => (JsonNode)value)]) };
}

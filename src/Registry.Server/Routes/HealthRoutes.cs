using System.Data.Common;
using System.Text.Json.Nodes;
using MassTransit;
using Registry.Analytics.Projections;
using Registry.Server.Ingest;
using Registry.Server.Relay;
using Registry.Server.Schema;
using Registry.Store.EventLog;

namespace Registry.Server.Routes;

/// <summary><c>/health/live</c> and <c>/health/ready</c>: probes, without a caller and without content.</summary>
internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" }))
            .WithMetadata(new RouteDescription("Whether the process is alive") { Answers = [Answer(StatusCodes.Status200OK, "It is.", """{"required":["status"],"properties":{"status":{"const":"live"}}}""")] });
        routes.MapGet("/health/ready", ReadyAsync).WithMetadata(new RouteDescription("Whether a bundle would be taken, and how far relay and projections are behind the log")
        {
            Answers =
            [
                Answer(
                    StatusCodes.Status200OK, "It would. 'degraded': a projection stopped; bundles are taken all the same.",
                    """{"required":["status","log","relay","bus","refusals","projection"],"properties":{"status":{"enum":["ready","degraded"]},"log":{"type":"integer"},"relay":{"type":"object"},"bus":{"type":"string"},"refusals":{"type":"object"},"projection":{"type":"object"}}}"""),
                Answer(StatusCodes.Status503ServiceUnavailable, "The database is away.", """{"required":["status"],"properties":{"status":{"const":"database-away"}}}"""),
            ],
        });
    }

    private static RouteAnswer Answer(int status, string meaning, string schema)
    {
        JsonObject json = (JsonObject)JsonNode.Parse(schema)!;
        json.Insert(0, "type", "object");
        return new RouteAnswer(status, meaning) { MediaTypes = ["application/json"], Schema = json };
    }

    /// <summary>Ready means: a bundle would be taken. A broker that is away, or a projection that stopped, is told but is no reason to send nobody here.</summary>
    private static async Task<IResult> ReadyAsync(EventFeed feed, ProjectionRunner projections, RelayCheckpoint relay, IBusControl bus, RefusalQueue refusals, CancellationToken cancellationToken)
    {
        try
        {
            long head = await feed.LastSequenceAsync(cancellationToken);
            long relayed = await relay.ReadAsync(Relay.Relay.Name, cancellationToken);
            ProjectionHealth projection = await projections.ReadHealthAsync(cancellationToken);
            return Results.Json(new
            {
                status = projection.Fault is null ? "ready" : "degraded",
                log = head,
                // Events that no subscriber was sent yet: it grows while the broker is away or no node relays.
                relay = new { sequence = relayed, behind = head - relayed },
                bus = bus.CheckHealth().Status.ToString(),
                // Refusals that nobody can read about any more; a number that grows means that refused load is heavy.
                refusals = new { dropped = refusals.Dropped },
                projection = new
                {
                    name = projection.Projection,
                    sequence = projection.Sequence,
                    behind = head - projection.Sequence,
                    fault = projection.Fault is null ? null : new { sequence = projection.Fault.Sequence, type = projection.Fault.Type },
                },
            });
        }
        catch (Exception fault) when (fault is DbException || DatabaseAway.Is(fault))
        {
            return Results.Json(new { status = "database-away" }, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}

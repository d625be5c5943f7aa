using System.Data.Common;
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
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        routes.MapGet("/health/ready", ReadyAsync);
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

using System.Data.Common;
using MassTransit;
using Registry.Analytics.Projections;
using Registry.Server.Ingest;
using Registry.Server.Relay;

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
    private static async Task<IResult> ReadyAsync(EventFeed feed, ProjectionRunner projections, IBusControl bus, RefusalQueue refusals, CancellationToken cancellationToken)
    {
        try
        {
            long head = await feed.LastSequenceAsync(cancellationToken);
            ProjectionHealth projection = await projections.ReadHealthAsync(cancellationToken);
            return Results.Json(new
            {
                status = projection.Fault is null ? "ready" : "degraded",
                log = head,
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
        catch (DbException)
        {
            return Results.Json(new { status = "database-away" }, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}

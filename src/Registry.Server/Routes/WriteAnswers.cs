using Registry.Clinical;
using Registry.Fhir.Outcomes;
using Registry.Server.Callers;
using Registry.Server.Ingest;

namespace Registry.Server.Routes;

/// <summary>What a request that writes is told when it is not taken, with a note of it for the report on refusals.</summary>
internal static class WriteAnswers
{
    /// <summary>The answer to anything but <see cref="IngestResult.Stored"/>.</summary>
    public static IResult NotStored(HttpContext context, IngestResult result)
    {
        switch (result)
        {
            case IngestResult.Invalid invalid:
                return Refuse(context, invalid.IsNotFhir ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity, invalid.Findings, invalid.Types);
            case IngestResult.Refused refused:
                if (refused.Refusal.Kind == RefusalKind.ReadOnly) context.Response.Headers.Allow = "GET, HEAD, OPTIONS";
                return Refuse(context, StatusOf(refused.Refusal.Kind), refused.Refusal.Findings, refused.Types);
            case IngestResult.KeyReused:
                return Refuse(context, StatusCodes.Status422UnprocessableEntity, IdempotencyKey.Reused);
            case IngestResult.Busy:
                // Nothing of it was judged, so it is no refusal, and load must not make more of itself.
                context.Response.Headers.RetryAfter = "1";
                return FhirResults.Refusal(
                    StatusCodes.Status503ServiceUnavailable, "throttled", "queue-full",
                    "More submissions wait than the registry holds at once; nothing of this one was stored.",
                    "Send it again after the time in Retry-After.");
            case IngestResult.IndexNotReady:
                context.Response.Headers.RetryAfter = "30";
                return FhirResults.IndexNotReady();
            case IngestResult.Unsettled:
                context.Response.Headers.RetryAfter = "1";
                return Refuse(context, StatusCodes.Status409Conflict, FhirResults.Objection(
                    "conflict", "subject-in-motion",
                    "Other submissions kept changing the same subject while this one was decided; nothing of it was stored.",
                    "Send it again. Send one subject's bundles one after another."));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Answers with one objection.</summary>
    public static IResult Refuse(HttpContext context, int status, Finding finding) => Refuse(context, status, [finding], types: []);

    /// <summary>Answers, and keeps that and why it was refused, without its content.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="findings">Why.</param>
    /// <param name="types">What types of resource the findings are about, in their order; those beyond the end are about the route's.</param>
    public static IResult Refuse(HttpContext context, int status, IReadOnlyCollection<Finding> findings, IReadOnlyList<string?> types)
    {
        string route = $"{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText}";
        string type = context.Request.RouteValues["type"] as string ?? "Bundle";
        context.RequestServices.GetRequiredService<RefusalQueue>().Add(context.Caller(), route, type, status, findings, types);
        return FhirResults.Outcome(status, findings);
    }

    private static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.BadRequest => StatusCodes.Status400BadRequest,
        RefusalKind.ReadOnly => StatusCodes.Status405MethodNotAllowed,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Gone => StatusCodes.Status410Gone,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
        RefusalKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

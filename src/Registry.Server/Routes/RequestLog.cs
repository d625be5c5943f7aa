using System.Diagnostics;
using Registry.Server.Schema;
using Registry.Store;

namespace Registry.Server.Routes;

/// <summary>One line a request, and the one outer handler of bugs: the caller gets an id and no detail.</summary>
internal sealed class RequestLog(RequestDelegate next, ILogger<RequestLog> logger)
{
    private const string RetryAfterSeconds = "5";

    public async Task InvokeAsync(HttpContext context, StoreDatabase database)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller left: nobody reads an answer.
            if (!context.Response.HasStarted) context.Response.StatusCode = 499;
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await FhirResults.Refusal(
                fault.StatusCode, "structure", "http-malformed", "The request breaks HTTP's own rules, so it was not read to the end.",
                "Send the body whole, with a right Content-Length or chunked, and compressed as Content-Encoding says.").ExecuteAsync(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted && database.IsFull(fault))
        {
            Log.DatabaseFull(logger, context.TraceIdentifier, Route(context));
            context.Response.Clear();
            await FhirResults.Refusal(
                StatusCodes.Status507InsufficientStorage, "no-store", "database-full",
                "The registry's database has no room left, so nothing of this request was stored.",
                "Nothing is wrong with the request: send the same again once the operator has made room.").ExecuteAsync(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted && DatabaseAway.Is(fault))
        {
            Log.DatabaseAway(logger, context.TraceIdentifier, Route(context), Cause(fault));
            context.Response.Clear();
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            await FhirResults.Refusal(
                StatusCodes.Status503ServiceUnavailable, "transient", "database-away",
                "The registry cannot use its database just now; what was sent may or may not have been stored.",
                "Send it again after the time in Retry-After: with its Idempotency-Key, or as an update, it is stored once, whatever became of it the first time.").ExecuteAsync(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            Log.RequestFailed(logger, fault, context.TraceIdentifier, Route(context));
            context.Response.Clear();
            await FhirResults.Refusal(
                StatusCodes.Status500InternalServerError, "exception", "server-fault",
                $"The registry failed on this request; its operator finds it under {context.TraceIdentifier}.",
                "Send it again; an update by identifier changes nothing that was stored already.").ExecuteAsync(context);
        }

        Log.Request(
            logger, context.Request.Method, Route(context), context.Response.StatusCode,
            (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds, context.Request.ContentLength ?? 0);
    }

    // The type of the innermost fault and no message, which might quote a value.
    private static string Cause(Exception fault) => fault.GetBaseException().GetType().Name;

    private static string Route(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
}

using System.Diagnostics;
using Registry.Server.Schema;
using Registry.Store;

namespace Registry.Server.Routes;

/// <summary>One line a request, and the one outer handler of bugs: the caller gets an id and no detail. A read that went well and fast is told at the level Debug alone.</summary>
internal sealed class RequestLog(RequestDelegate next, ILogger<RequestLog> logger)
{
    /// <summary>The name under which the log has the request. https://hl7.org/fhir/R4/http.html#custom</summary>
    public const string RequestIdHeader = "X-Request-Id";

    private const string RetryAfterSeconds = "5";

    /// <summary>The same as a FHIR id, so that an OperationOutcome can carry it.</summary>
    public static string Reference(HttpContext context) => context.TraceIdentifier.Replace(':', '-');

    public async Task InvokeAsync(HttpContext context, StoreDatabase database)
    {
        long started = Stopwatch.GetTimestamp();
        context.Response.Headers[RequestIdHeader] = Reference(context);
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
            await FhirResults.Outcome(fault.StatusCode, [RejectedRequests.Explain(fault.StatusCode)]).ExecuteAsync(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted && database.IsFull(fault))
        {
            Log.DatabaseFull(logger, Reference(context), Route(context));
            Restart(context);
            await FhirResults.Refusal(
                StatusCodes.Status507InsufficientStorage, "no-store", "database-full",
                "The registry's database has no room left, so nothing of this request was stored.",
                "Nothing is wrong with the request: send the same again once the operator has made room.").ExecuteAsync(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted && DatabaseAway.Is(fault))
        {
            Log.DatabaseAway(logger, Reference(context), Route(context), Cause(fault));
            Restart(context);
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            await FhirResults.Refusal(
                StatusCodes.Status503ServiceUnavailable, "transient", "database-away",
                "The registry cannot use its database just now; what was sent may or may not have been stored.",
                "Send it again after the time in Retry-After: with its Idempotency-Key, or as an update, it is stored once, whatever became of it the first time.").ExecuteAsync(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            Log.RequestFailed(logger, fault, Reference(context), Route(context));
            Restart(context);
            await FhirResults.Refusal(
                StatusCodes.Status500InternalServerError, "exception", "server-fault",
                $"The registry failed on this request; its operator finds it under {Reference(context)}.",
                "Send it again; an update by identifier changes nothing that was stored already.").ExecuteAsync(context);
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        LogLevel level = IsPlainRead(context, elapsed) ? LogLevel.Debug : LogLevel.Information;
        if (!logger.IsEnabled(level)) return;
        string method = context.Request.Method;
        string route = Route(context);
        long bytes = context.Request.ContentLength ?? 0;
        string id = Reference(context);
        Log.Request(logger, level, method, route, context.Response.StatusCode, (long)elapsed.TotalMilliseconds, bytes, id);
    }

    // A line of the console costs as much as the rest of such a request.
    private static bool IsPlainRead(HttpContext context, TimeSpan elapsed) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) && context.Response.StatusCode < StatusCodes.Status400BadRequest && elapsed < Limits.SlowRead;

    // Headers that every answer has stay; those of the answer that was begun go.
    private static void Restart(HttpContext context)
    {
        (string Name, Microsoft.Extensions.Primitives.StringValues Value)[] kept = [.. Surface.Headers.Append(RequestIdHeader).Select(name => (name, context.Response.Headers[name]))];
        context.Response.Clear();
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues value) in kept) context.Response.Headers[name] = value;
    }

    // The type of the innermost fault and no message, which might quote a value.
    private static string Cause(Exception fault) => fault.GetBaseException().GetType().Name;

    private static string Route(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
}

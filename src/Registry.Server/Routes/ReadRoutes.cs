using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Server.Callers;
using Registry.Store.Resources;

namespace Registry.Server.Routes;

/// <summary>read and vread, also on condition. https://hl7.org/fhir/R4/http.html#read, https://hl7.org/fhir/R4/http.html#cread</summary>
internal static class ReadRoutes
{
    private const CallerRoles Readers = CallerRoles.Submitter | CallerRoles.Coordinator;

    public static void MapReads(this IEndpointRouteBuilder fhir)
    {
        string[] reading = ["GET", "HEAD"];
        fhir.MapMethods("/{type}/{id}", reading, ReadAsync).RequireRole(Readers).WithMetadata(new FhirCapability("read", "conditional-read"));
        fhir.MapMethods("/{type}/{id}/_history/{version}", reading, ReadVersionAsync).RequireRole(Readers).WithMetadata(new FhirCapability("vread"));
    }

    private static async Task<IResult> ReadAsync(HttpContext context, ResourceStore store, string type, string id) =>
        Answer(context.Request, await store.ReadAsync(new ResourceKey(type, id), context.Caller(), context.RequestAborted), type);

    private static async Task<IResult> ReadVersionAsync(HttpContext context, ResourceStore store, string type, string id, string version) =>
        long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? Answer(context.Request, await store.ReadVersionAsync(new ResourceKey(type, id), number, context.Caller(), context.RequestAborted), type)
            : Answer(context.Request, new ReadResult.NotFound(), type);

    /// <summary>What is answered where a resource could not be read.</summary>
    /// <param name="result">Not <see cref="ReadResult.Stored"/>.</param>
    /// <param name="type">Its type.</param>
    public static IResult NotRead(ReadResult result, string type) => result switch
    {
        ReadResult.Gone => FhirResults.Refusal(
            StatusCodes.Status410Gone, "deleted", "resource-deleted", $"This {type} was deleted.", "Read an earlier version under _history, if you need it."),
        ReadResult.Restricted => FhirResults.Refusal(
            StatusCodes.Status403Forbidden, "suppressed", "subject-withdrawn",
            $"The subject of this {type} has withdrawn consent to the registry, and what is held of it is kept under restriction.",
            "Nothing: the site that sent it can read it, and everybody can again if the person joins anew."),
        _ => FhirResults.Refusal(
            StatusCodes.Status404NotFound, "not-found", "resource-unknown",
            $"Your site has no {type} with this id.", $"Search for it: GET /fhir/{type}?identifier=system|value."),
    };

    private static IResult Answer(HttpRequest request, ReadResult result, string type) => result is not ReadResult.Stored stored ? NotRead(result, type)
        : IsKnown(request.Headers, stored) ? new NotModified(stored)
        : FhirResults.Version(StatusCodes.Status200OK, stored);

    // RFC 9110, 13.2.2: If-None-Match decides where it stands, and a condition that cannot be read is none.
    private static bool IsKnown(IHeaderDictionary headers, ReadResult.Stored stored)
    {
        if (!StringValues.IsNullOrEmpty(headers.IfNoneMatch))
        {
            return EntityTagHeaderValue.TryParseList(headers.IfNoneMatch, out IList<EntityTagHeaderValue>? tags)
                && tags.Any(tag => tag.Compare(EntityTagHeaderValue.Any, useStrongComparison: false) || tag.Compare(new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{stored.Version}\""), isWeak: true), useStrongComparison: false));
        }

        // The header knows no milliseconds.
        return HeaderUtilities.TryParseDate(headers.IfModifiedSince.ToString(), out DateTimeOffset since) && stored.RecordedMs / 1000 <= since.ToUnixTimeSeconds();
    }

    private sealed class NotModified(ReadResult.Stored stored) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            FhirResults.SetVersion(httpContext.Response, stored.Version, stored.RecordedMs);
            return Task.CompletedTask;
        }
    }
}

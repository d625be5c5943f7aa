using System.Globalization;
using Registry.Clinical;
using Registry.Clinical.Submissions;
using Registry.Contracts.Callers;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Xml;
using Registry.Server.Callers;
using Registry.Server.Ingest;
using Registry.Store.Receipts;
using Registry.Store.Resources;

namespace Registry.Server.Routes;

/// <summary><c>/fhir</c>: the FHIR R4 base. https://hl7.org/fhir/R4/http.html</summary>
internal static class FhirRoutes
{
    private const CallerRoles Writers = CallerRoles.Submitter | CallerRoles.Coordinator;
    private const CallerRoles Readers = CallerRoles.Submitter | CallerRoles.Coordinator;

    public static void MapFhir(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder fhir = routes.MapGroup("/fhir");
        fhir.MapGet("/metadata", (HttpContext context, CapabilityStatement statement) => FhirResults.Json(StatusCodes.Status200OK, statement.Write(BaseUrl(context.Request))));
        fhir.MapPost("/", (HttpContext context, SubmissionIngest ingest) => WriteAsync(context, ingest, new Interaction.Transaction())).RequireRole(Writers).WithMetadata(new FhirCapability("transaction"));
        fhir.MapPost("/{type}", CreateAsync).RequireRole(Writers).WithMetadata(new FhirCapability("create", "conditional-create"));
        fhir.MapPut("/{type}/{id}", UpdateAsync).RequireRole(Writers).WithMetadata(new FhirCapability("update"));
        fhir.MapPut("/{type}", ConditionalUpdateAsync).RequireRole(Writers).WithMetadata(new FhirCapability("conditional-update"));
        fhir.MapDelete("/{type}/{id}", DeleteAsync).RequireRole(Writers).WithMetadata(new FhirCapability("delete"));
        fhir.MapDelete("/{type}", ConditionalDeleteAsync).RequireRole(Writers).WithMetadata(new FhirCapability("conditional-delete"));
        fhir.MapMethods("/{type}/{id}", ["GET", "HEAD"], ReadAsync).RequireRole(Readers).WithMetadata(new FhirCapability("read"));
        fhir.MapMethods("/{type}/{id}/_history/{version}", ["GET", "HEAD"], ReadVersionAsync).RequireRole(Readers).WithMetadata(new FhirCapability("vread"));
        fhir.MapGet("/{type}", SearchRoute.SearchAsync).RequireRole(Readers).WithMetadata(new FhirCapability("search-type"));
        fhir.MapHistory();
        fhir.MapFallback("/{**rest}", (HttpContext context) => FhirResults.Refusal(
            StatusCodes.Status404NotFound, "not-found", "route-unknown",
            $"The registry has no {context.Request.Method} at this address.",
            "GET /fhir/metadata lists what it has.")).RequireRole(Readers);
    }

    /// <summary>The FHIR base under which this request came.</summary>
    public static string BaseUrl(HttpRequest request) => $"{request.Scheme}://{request.Host}/fhir";

    private static Task<IResult> CreateAsync(HttpContext context, SubmissionIngest ingest, string type) =>
        WriteAsync(context, ingest, new Interaction.Create(type, Header(context, "If-None-Exist")));

    private static Task<IResult> UpdateAsync(HttpContext context, SubmissionIngest ingest, string type, string id) =>
        WriteAsync(context, ingest, new Interaction.Update(type, id, Header(context, "If-Match")));

    private static Task<IResult> ConditionalUpdateAsync(HttpContext context, SubmissionIngest ingest, string type) =>
        WriteAsync(context, ingest, new Interaction.ConditionalUpdate(type, Query(context), Header(context, "If-Match")));

    private static async Task<IResult> DeleteAsync(HttpContext context, SubmissionIngest ingest, string type, string id) =>
        IdempotencyKey.TryRead(context, interaction: null, [], out Receipt? receipt)
            ? Answer(context, await ingest.DeleteAsync(type, id, criteria: null, Header(context, "If-Match"), context.Caller(), receipt, context.RequestAborted), isTransaction: false)
            : Refuse(context, StatusCodes.Status400BadRequest, IdempotencyKey.Malformed);

    private static async Task<IResult> ConditionalDeleteAsync(HttpContext context, SubmissionIngest ingest, string type) =>
        IdempotencyKey.TryRead(context, interaction: null, [], out Receipt? receipt)
            ? Answer(context, await ingest.DeleteAsync(type, id: null, Query(context), ifMatch: null, context.Caller(), receipt, context.RequestAborted), isTransaction: false)
            : Refuse(context, StatusCodes.Status400BadRequest, IdempotencyKey.Malformed);

    private static async Task<IResult> WriteAsync(HttpContext context, SubmissionIngest ingest, Interaction interaction)
    {
        if (RequestBody.FormOf(context.Request) is not { } form)
        {
            return Refuse(context, StatusCodes.Status415UnsupportedMediaType, FhirResults.Objection(
                "not-supported", "content-type",
                "The registry reads FHIR R4 as JSON or XML, in UTF-8 only.",
                "Send the header 'Content-Type: application/fhir+json' or 'Content-Type: application/fhir+xml'."));
        }

        if (!RequestBody.IsReadable(context.Request))
        {
            return Refuse(context, StatusCodes.Status415UnsupportedMediaType, FhirResults.Objection(
                "not-supported", "content-encoding",
                "The body is compressed in a way that the registry does not read.",
                "Send it plain, or with the header 'Content-Encoding: gzip' or 'Content-Encoding: br'."));
        }

        using RequestBody? body = await RequestBody.ReadAsync(context.Request, Limits.BodyBytes, context.RequestAborted);
        if (body is null)
        {
            return Refuse(context, StatusCodes.Status413PayloadTooLarge, FhirResults.Objection(
                "too-long", "body-too-large",
                string.Create(CultureInfo.InvariantCulture, $"The body has more than {Limits.BodyBytes} bytes, counted as it is without compression."),
                "Send smaller bundles, each with all entries that refer to each other."));
        }

        if (!IdempotencyKey.TryRead(context, interaction, body.Bytes.Span, out Receipt? receipt)) return Refuse(context, StatusCodes.Status400BadRequest, IdempotencyKey.Malformed);
        FhirXml xml = context.RequestServices.GetRequiredService<FhirXml>();
        IngestResult result = await ingest.RunAsync(form == BodyForm.Xml ? xml.Read(body.Bytes) : body.Bytes, interaction, context.Caller(), BaseUrl(context.Request), receipt, context.RequestAborted);
        return Answer(context, result, interaction is Interaction.Transaction);
    }

    private static IResult Answer(HttpContext context, IngestResult result, bool isTransaction)
    {
        switch (result)
        {
            case IngestResult.Stored stored when isTransaction:
                return FhirResults.Json(StatusCodes.Status200OK, TransactionResponse.Write(stored, BaseUrl(context.Request)));
            case IngestResult.Stored stored:
                return TransactionResponse.Single(context, stored);
            case IngestResult.Invalid invalid:
                return Refuse(context, invalid.IsNotFhir ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity, invalid.Findings, invalid.Types);
            case IngestResult.Refused refused:
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

    private static IResult Refuse(HttpContext context, int status, Finding finding) => Refuse(context, status, [finding], types: []);

    /// <summary>Answers, and keeps that and why it was refused, without its content.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="findings">Why.</param>
    /// <param name="types">What types of resource the findings are about, in their order; those beyond the end are about the route's.</param>
    private static IResult Refuse(HttpContext context, int status, IReadOnlyCollection<Finding> findings, IReadOnlyList<string?> types)
    {
        string route = $"{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText}";
        string type = context.Request.RouteValues["type"] as string ?? "Bundle";
        context.RequestServices.GetRequiredService<RefusalQueue>().Add(context.Caller(), route, type, status, findings, types);
        return FhirResults.Outcome(status, findings);
    }

    private static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.BadRequest => StatusCodes.Status400BadRequest,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.Gone => StatusCodes.Status410Gone,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
        RefusalKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static async Task<IResult> ReadAsync(HttpContext context, ResourceStore store, string type, string id) =>
        ResourceResult(await store.ReadAsync(new ResourceKey(type, id), context.Caller(), context.RequestAborted), type);

    private static async Task<IResult> ReadVersionAsync(HttpContext context, ResourceStore store, string type, string id, string version) =>
        long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? ResourceResult(await store.ReadVersionAsync(new ResourceKey(type, id), number, context.Caller(), context.RequestAborted), type)
            : ResourceResult(new ReadResult.NotFound(), type);

    private static IResult ResourceResult(ReadResult result, string type)
    {
        switch (result)
        {
            case ReadResult.Stored stored:
                return FhirResults.Version(StatusCodes.Status200OK, stored);
            case ReadResult.Restricted:
                return FhirResults.Refusal(
                    StatusCodes.Status403Forbidden, "suppressed", "subject-withdrawn",
                    $"The subject of this {type} has withdrawn consent to the registry, and what is held of it is kept under restriction.",
                    "Nothing: the site that sent it can read it, and everybody can again if the person joins anew.");
            case ReadResult.Gone:
                return FhirResults.Refusal(
                    StatusCodes.Status410Gone, "deleted", "resource-deleted", $"This {type} was deleted.", "Read an earlier version under _history, if you need it.");
            default:
                return FhirResults.Refusal(
                    StatusCodes.Status404NotFound, "not-found", "resource-unknown",
                    $"Your site has no {type} with this id.", $"Search for it: GET /fhir/{type}?identifier=system|value.");
        }
    }

    private static string? Header(HttpContext context, string name) => context.Request.Headers.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues value) ? value.ToString() : null;

    /// <summary>The query as sent, without what is about the form of the answer.</summary>
    private static string Query(HttpContext context) =>
        string.Join('&', (context.Request.QueryString.Value ?? "").TrimStart('?').Split('&').Where(part => !Negotiation.IsOfForm(part.Split('=')[0])));
}

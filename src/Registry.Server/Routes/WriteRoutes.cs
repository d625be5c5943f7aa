using System.Globalization;
using Registry.Clinical.Submissions;
using Registry.Contracts.Callers;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Patching;
using Registry.Fhir.Validation;
using Registry.Fhir.Xml;
using Registry.Server.Callers;
using Registry.Server.Ingest;
using Registry.Server.Routes.Entries;
using Registry.Store.Receipts;

namespace Registry.Server.Routes;

/// <summary>create, update, patch, delete, their conditional forms, transaction and batch. https://hl7.org/fhir/R4/http.html</summary>
internal static class WriteRoutes
{
    private const CallerRoles Writers = CallerRoles.Submitter | CallerRoles.Coordinator;

    public static void MapWrites(this IEndpointRouteBuilder fhir)
    {
        fhir.MapPost("/", BundleAsync).RequireRole(Writers).WithMetadata(new FhirCapability("transaction", "batch"));
        fhir.MapPost("/{type}", CreateAsync).RequireRole(Writers).WithMetadata(new FhirCapability("create", "conditional-create"));
        fhir.MapPut("/{type}/{id}", UpdateAsync).RequireRole(Writers).WithMetadata(new FhirCapability("update"));
        fhir.MapPut("/{type}", ConditionalUpdateAsync).RequireRole(Writers).WithMetadata(new FhirCapability("conditional-update"));
        fhir.MapPatch("/{type}/{id}", (HttpContext context, SubmissionIngest ingest, string type, string id) => PatchAsync(context, ingest, type, id, criteria: null))
            .RequireRole(Writers).WithMetadata(new FhirCapability("patch"));
        fhir.MapPatch("/{type}", (HttpContext context, SubmissionIngest ingest, string type) => PatchAsync(context, ingest, type, id: null, Query(context)))
            .RequireRole(Writers).WithMetadata(new FhirCapability("patch"));
        fhir.MapDelete("/{type}/{id}", (HttpContext context, SubmissionIngest ingest, string type, string id) => DeleteAsync(context, ingest, type, id, criteria: null))
            .RequireRole(Writers).WithMetadata(new FhirCapability("delete"));
        fhir.MapDelete("/{type}", (HttpContext context, SubmissionIngest ingest, string type) => DeleteAsync(context, ingest, type, id: null, Query(context)))
            .RequireRole(Writers).WithMetadata(new FhirCapability("conditional-delete"));
    }

    private static Task<IResult> CreateAsync(HttpContext context, SubmissionIngest ingest, string type) =>
        WriteAsync(context, ingest, new Interaction.Create(type, Header(context, "If-None-Exist")));

    private static Task<IResult> UpdateAsync(HttpContext context, SubmissionIngest ingest, string type, string id) =>
        WriteAsync(context, ingest, new Interaction.Update(type, id, Header(context, "If-Match"), Header(context, "If-None-Match")));

    private static Task<IResult> ConditionalUpdateAsync(HttpContext context, SubmissionIngest ingest, string type) =>
        WriteAsync(context, ingest, new Interaction.ConditionalUpdate(type, Query(context), Header(context, "If-Match"), Header(context, "If-None-Match")));

    private static async Task<IResult> DeleteAsync(HttpContext context, SubmissionIngest ingest, string type, string? id, string? criteria)
    {
        if (!IdempotencyKey.TryRead(context, interaction: null, [], out Receipt? receipt)) return WriteAnswers.Refuse(context, StatusCodes.Status400BadRequest, IdempotencyKey.Malformed);
        IngestResult result = await ingest.DeleteAsync(type, id, criteria, Header(context, "If-Match"), context.Caller(), FhirRoutes.BaseUrl(context.Request), receipt, context.RequestAborted);
        return result is IngestResult.Stored stored ? TransactionResponse.Single(stored) : WriteAnswers.NotStored(context, result);
    }

    private static async Task<IResult> PatchAsync(HttpContext context, SubmissionIngest ingest, string type, string? id, string? criteria)
    {
        bool isJsonPatch = MediaTypes.IsJsonPatch(context.Request.ContentType);
        if (!isJsonPatch && RequestBody.FormOf(context.Request) is null)
        {
            context.Response.Headers["Accept-Patch"] = string.Join(", ", MediaTypes.Patches);
            return WriteAnswers.Refuse(context, StatusCodes.Status415UnsupportedMediaType, FhirResults.Objection(
                "not-supported", "content-type",
                "The registry reads a patch as JSON Patch or as FHIRPath Patch, in UTF-8 only.",
                $"Send a JSON Patch with the header 'Content-Type: {MediaTypes.JsonPatch}', or a FHIRPath Patch as Parameters with 'application/fhir+json' or 'application/fhir+xml'."));
        }

        (RequestBody? read, IResult? refusal) = await ReadBodyAsync(context, isJsonPatch);
        if (read is null) return refusal!;
        using RequestBody body = read;
        if (!IdempotencyKey.TryRead(context, interaction: null, body.Bytes.Span, out Receipt? receipt)) return WriteAnswers.Refuse(context, StatusCodes.Status400BadRequest, IdempotencyKey.Malformed);
        if ((isJsonPatch ? ResourcePatch.ReadJson(body.Bytes, out Findings findings) : ReadFhirPath(context, body, out findings)) is not { } patch)
            return WriteAnswers.Refuse(context, StatusCodes.Status400BadRequest, findings, types: []);
        IngestResult result = await ingest.PatchAsync(
            new PatchRequest(type, id, criteria, Header(context, "If-Match"), patch), context.Caller(), FhirRoutes.BaseUrl(context.Request), receipt, context.RequestAborted);
        return result is IngestResult.Stored stored ? TransactionResponse.Single(stored) : WriteAnswers.NotStored(context, result);
    }

    private static ResourcePatch? ReadFhirPath(HttpContext context, RequestBody body, out Findings findings)
    {
        Validator validator = context.RequestServices.GetRequiredService<Validator>();
        using ResourceDocument document = ResourceDocument.Parse(Json(context, body), validator.Names);
        return ResourcePatch.ReadFhirPath(document, validator, out findings);
    }

    private static async Task<IResult> WriteAsync(HttpContext context, SubmissionIngest ingest, Interaction interaction)
    {
        (RequestBody? read, IResult? refusal) = await ReadBodyAsync(context);
        if (read is null) return refusal!;
        using RequestBody body = read;
        if (!IdempotencyKey.TryRead(context, interaction, body.Bytes.Span, out Receipt? receipt)) return WriteAnswers.Refuse(context, StatusCodes.Status400BadRequest, IdempotencyKey.Malformed);
        IngestResult result = await ingest.RunAsync(Json(context, body), interaction, context.Caller(), FhirRoutes.BaseUrl(context.Request), receipt, context.RequestAborted);
        return result is IngestResult.Stored stored ? TransactionResponse.Single(stored) : WriteAnswers.NotStored(context, result);
    }

    private static async Task<IResult> BundleAsync(HttpContext context, SubmissionIngest ingest, EntryRequests requests, Batch batch, ElementNames names)
    {
        (RequestBody? read, IResult? refusal) = await ReadBodyAsync(context);
        if (read is null) return refusal!;
        using RequestBody body = read;
        Interaction.Transaction transaction = new();
        if (!IdempotencyKey.TryRead(context, transaction, body.Bytes.Span, out Receipt? receipt)) return WriteAnswers.Refuse(context, StatusCodes.Status400BadRequest, IdempotencyKey.Malformed);
        ResourceText json = Json(context, body);
        if (json.Faults.Count == 0 && BundleEntries.TypeOf(json.Json.Span) is "batch")
        {
            using ResourceDocument document = ResourceDocument.Parse(json, names);
            // What is no JSON is told as such below, like any other.
            if (document.IsWellFormed && document.Root["resourceType"].ValueEquals("Bundle")) return await batch.AnswerAsync(context, document);
        }

        IReadOnlyList<EntryRequest> reads = BundleEntries.Reads(json.Json, names);
        IngestResult result = await ingest.RunAsync(json, transaction, context.Caller(), FhirRoutes.BaseUrl(context.Request), receipt, context.RequestAborted);
        return result is IngestResult.Stored stored ? TransactionResponse.Bundle(context, stored, reads, requests) : WriteAnswers.NotStored(context, result);
    }

    private static async Task<(RequestBody? Body, IResult? Refusal)> ReadBodyAsync(HttpContext context, bool isJsonPatch = false)
    {
        if (!isJsonPatch && RequestBody.FormOf(context.Request) is null)
        {
            return (null, WriteAnswers.Refuse(context, StatusCodes.Status415UnsupportedMediaType, FhirResults.Objection(
                "not-supported", "content-type",
                "The registry reads FHIR R4 as JSON or XML, in UTF-8 only.",
                "Send the header 'Content-Type: application/fhir+json' or 'Content-Type: application/fhir+xml'.")));
        }

        if (!RequestBody.IsReadable(context.Request))
        {
            return (null, WriteAnswers.Refuse(context, StatusCodes.Status415UnsupportedMediaType, FhirResults.Objection(
                "not-supported", "content-encoding",
                "The body is compressed in a way that the registry does not read.",
                "Send it plain, or with the header 'Content-Encoding: gzip' or 'Content-Encoding: br'.")));
        }

        RequestBody? body = await RequestBody.ReadAsync(context.Request, Limits.BodyBytes, context.RequestAborted);
        return body is not null ? (body, null) : (null, WriteAnswers.Refuse(context, StatusCodes.Status413PayloadTooLarge, FhirResults.Objection(
            "too-long", "body-too-large",
            string.Create(CultureInfo.InvariantCulture, $"The body has more than {Limits.BodyBytes} bytes, counted as it is without compression."),
            "Send smaller bundles, each with all entries that refer to each other.")));
    }

    /// <summary>The body as JSON, whichever of FHIR's forms it has.</summary>
    private static ResourceText Json(HttpContext context, RequestBody body) =>
        RequestBody.FormOf(context.Request) == BodyForm.Xml ? context.RequestServices.GetRequiredService<FhirXml>().Read(body.Bytes) : body.Bytes;

    private static string? Header(HttpContext context, string name) => context.Request.Headers.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues value) ? value.ToString() : null;

    /// <summary>The query as sent, without what is about the form of the answer.</summary>
    private static string Query(HttpContext context) =>
        string.Join('&', (context.Request.QueryString.Value ?? "").TrimStart('?').Split('&').Where(part => !Negotiation.IsOfForm(part.Split('=')[0])));
}

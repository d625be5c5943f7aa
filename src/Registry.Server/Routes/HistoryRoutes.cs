using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Registry.Clinical;
using Registry.Clinical.Dispatch;
using Registry.Contracts.Callers;
using Registry.Fhir.Outcomes;
using Registry.Server.Callers;
using Registry.Store.History;

namespace Registry.Server.Routes;

/// <summary>GET …/_history: the versions of one resource, of a type, or of all, newest first; deletions are entries without a resource. https://hl7.org/fhir/R4/http.html#history</summary>
internal static class HistoryRoutes
{
    private const CallerRoles Readers = CallerRoles.Submitter | CallerRoles.Coordinator;

    public static void MapHistory(this IEndpointRouteBuilder fhir)
    {
        string[] reading = ["GET", "HEAD"];
        fhir.MapMethods("/_history", reading, (HttpContext context, ResourceHistory history, IntakePolicy policy) => AnswerAsync(context, history, policy, null, null))
            .RequireRole(Readers).WithMetadata(new FhirCapability("history-system"));
        fhir.MapMethods("/{type}/_history", reading, OfTypeAsync).RequireRole(Readers).WithMetadata(new FhirCapability("history-type"));
        fhir.MapMethods("/{type}/{id}/_history", reading, (HttpContext context, ResourceHistory history, IntakePolicy policy, string type, string id) => AnswerAsync(context, history, policy, type, id))
            .RequireRole(Readers).WithMetadata(new FhirCapability("history-instance"));
    }

    private static async Task<IResult> OfTypeAsync(HttpContext context, ResourceHistory history, IntakePolicy policy, DispatchTable dispatch, string type)
    {
        bool isHeld = policy.OutsideDataset == IntakeChoice.Keep || dispatch.Rows.Any(row => string.Equals(row.ResourceType, type, StringComparison.Ordinal));
        return isHeld ? await AnswerAsync(context, history, policy, type, null) : FhirResults.Refusal(
            StatusCodes.Status404NotFound, "not-supported", "type-unknown", "The registry holds no resources of this type.", "GET /fhir/metadata lists the types that it holds.");
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, ResourceHistory history, IntakePolicy policy, string? type, string? id)
    {
        if (HistoryParameters.Read(context.Request.Query, policy.TimeZone, out HistoryQuery asked) is { } finding) return FhirResults.Outcome(StatusCodes.Status400BadRequest, [finding]);
        HistoryPage page = await history.ReadAsync(asked with { Type = type, Id = id }, context.Caller(), context.RequestAborted);
        if (!page.IsKnown)
        {
            return FhirResults.Refusal(
                StatusCodes.Status404NotFound, "not-found", "resource-unknown",
                $"Your site never had a {type} with this id.", $"Search for it: GET /fhir/{type}?identifier=system|value.");
        }

        return FhirResults.Bundle(StatusCodes.Status200OK, writer => WriteHead(writer, context.Request, page), Entries(history, page, FhirRoutes.BaseUrl(context.Request), context.RequestAborted));
    }

    private static void WriteHead(Utf8JsonWriter writer, HttpRequest request, HistoryPage page)
    {
        writer.WriteString("type", "history");
        // The number of all versions is told where it is known without counting.
        if (!page.HasMore && !request.Query.ContainsKey(HistoryParameters.Page)) writer.WriteNumber("total", page.Entries.Count);
        writer.WriteStartArray("link");
        WriteLink(writer, "self", $"{FhirRoutes.BaseUrl(request)}{Below(request)}{request.QueryString}");
        if (page.HasMore) WriteLink(writer, "next", $"{FhirRoutes.BaseUrl(request)}{Below(request)}{HistoryParameters.Next(request.Query, page.Entries[^1].Place)}");
        writer.WriteEndArray();
    }

    private static string Below(HttpRequest request) => request.Path.ToUriComponent()["/fhir".Length..];

    private static void WriteLink(Utf8JsonWriter writer, string relation, string url)
    {
        writer.WriteStartObject();
        writer.WriteString("relation", relation);
        writer.WriteString("url", url);
        writer.WriteEndObject();
    }

    // A few contents at a time, so that a long page takes no memory.
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Entries(ResourceHistory history, HistoryPage page, string baseUrl, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> buffer = new(8 * 1024);
        foreach (HistoryEntry[] part in page.Entries.Chunk(Store.Limits.HistoryContents))
        {
            IReadOnlyList<ReadOnlyMemory<byte>> contents = await history.ReadContentsAsync(part, cancellationToken);
            for (int index = 0; index < part.Length; index++)
            {
                buffer.ResetWrittenCount();
                WriteEntry(buffer, part[index], contents[index], baseUrl);
                yield return buffer.WrittenMemory;
            }
        }
    }

    private static void WriteEntry(ArrayBufferWriter<byte> buffer, HistoryEntry entry, ReadOnlyMemory<byte> content, string baseUrl)
    {
        using Utf8JsonWriter writer = new(buffer, OperationOutcome.WriterOptions);
        bool isCreated = entry.Version == 1 || entry.FollowsDeletion;
        writer.WriteStartObject();
        writer.WriteString("fullUrl", $"{baseUrl}/{entry.Key}");
        if (!content.IsEmpty)
        {
            ArrayBufferWriter<byte> resource = new(content.Length + 128);
            StoredContent.Write(content.Span, entry.Version, entry.RecordedMs, resource);
            writer.WritePropertyName("resource");
            writer.WriteRawValue(resource.WrittenSpan, skipInputValidation: true);
        }

        writer.WriteStartObject("request");
        writer.WriteString("method", entry.IsDeleted ? "DELETE" : entry.Version == 1 ? "POST" : "PUT");
        writer.WriteString("url", entry is { Version: 1, IsDeleted: false } ? entry.Key.Type : entry.Key.ToString());
        writer.WriteEndObject();
        writer.WriteStartObject("response");
        writer.WriteString("status", entry.IsDeleted ? "204 No Content" : isCreated ? "201 Created" : "200 OK");
        if (!entry.IsDeleted) writer.WriteString("location", string.Create(CultureInfo.InvariantCulture, $"{baseUrl}/{entry.Key}/_history/{entry.Version}"));
        writer.WriteString("etag", string.Create(CultureInfo.InvariantCulture, $"W/\"{entry.Version}\""));
        writer.WriteString("lastModified", StoredContent.Instant(entry.RecordedMs));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}

using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Fhir.Outcomes;
using Registry.Server.Ingest;

namespace Registry.Server.Routes;

/// <summary>What a caller is told of stored entries. https://hl7.org/fhir/R4/http.html#transaction-response</summary>
internal static class TransactionResponse
{
    /// <summary>A Bundle of type transaction-response, entries in the order of the request; warnings stand as the bundle's last entry's outcome.</summary>
    public static byte[] Write(IngestResult.Stored stored, string baseUrl)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, OperationOutcome.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", "Bundle");
            writer.WriteString("type", "transaction-response");
            writer.WriteStartArray("link");
            writer.WriteStartObject();
            writer.WriteString("relation", "self");
            writer.WriteString("url", baseUrl);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteStartArray("entry");
            foreach (EntryOutcome outcome in stored.Outcomes) WriteEntry(writer, stored, outcome, baseUrl);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The answer to a single interaction: status and headers, and an outcome when there is something to tell.</summary>
    public static IResult Single(HttpContext context, IngestResult.Stored stored)
    {
        EntryOutcome outcome = stored.Outcomes[0];
        IHeaderDictionary headers = context.Response.Headers;
        if (outcome is { Resource: { } key, Version: { } version })
        {
            headers.ETag = ETag(version);
            if (outcome.Result != EntryResult.Deleted) headers.Location = Location(FhirRoutes.BaseUrl(context.Request), key, version);
        }

        if (stored.RecordedMs is { } recordedMs) headers.LastModified = DateTimeOffset.FromUnixTimeMilliseconds(recordedMs).ToString("R", CultureInfo.InvariantCulture);
        int status = StatusOf(outcome);
        return status == StatusCodes.Status204NoContent ? Results.StatusCode(status) : FhirResults.Outcome(status, stored.Findings);
    }

    private static void WriteEntry(Utf8JsonWriter writer, IngestResult.Stored stored, EntryOutcome outcome, string baseUrl)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("response");
        writer.WriteString("status", StatusOf(outcome) switch
        {
            StatusCodes.Status201Created => "201 Created",
            StatusCodes.Status204NoContent => "204 No Content",
            _ => "200 OK",
        });
        if (outcome is { Resource: { } key, Version: { } version })
        {
            if (outcome.Result != EntryResult.Deleted) writer.WriteString("location", Location(baseUrl, key, version));
            writer.WriteString("etag", ETag(version));
            if (stored.RecordedMs is { } recordedMs && outcome.Result != EntryResult.Unchanged) writer.WriteString("lastModified", StoredContent.Instant(recordedMs));
        }

        IReadOnlyList<Finding> told = [.. stored.Findings.Where(finding => BelongsTo(finding, outcome.Index))];
        if (told.Count > 0)
        {
            writer.WritePropertyName("outcome");
            OperationOutcome.Write(writer, told);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A finding with a place belongs to that entry; one without, to the first.</summary>
    private static bool BelongsTo(Finding finding, int index)
    {
        string prefix = string.Create(CultureInfo.InvariantCulture, $"Bundle.entry[{index}]");
        return finding.Expression?.StartsWith("Bundle.entry[", StringComparison.Ordinal) == true
            ? finding.Expression.StartsWith(prefix, StringComparison.Ordinal)
            : index == 0;
    }

    private static int StatusOf(EntryOutcome outcome) => outcome.Result switch
    {
        EntryResult.Created => StatusCodes.Status201Created,
        EntryResult.Deleted => StatusCodes.Status204NoContent,
        _ => StatusCodes.Status200OK,
    };

    private static string ETag(long version) => string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");

    private static string Location(string baseUrl, ResourceKey key, long version) =>
        string.Create(CultureInfo.InvariantCulture, $"{baseUrl}/{key.Type}/{key.Id}/_history/{version}");
}

using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Fhir.Outcomes;
using Registry.Server.Callers;
using Registry.Server.Ingest;
using Registry.Server.Routes.Entries;
using Registry.Store.Resources;

namespace Registry.Server.Routes;

/// <summary>What a caller is told of stored entries. https://hl7.org/fhir/R4/http.html#transaction-response</summary>
internal static class TransactionResponse
{
    /// <summary>How many findings there are about what was stored.</summary>
    public const string FindingsHeader = "Registry-Findings";

    /// <summary>A Bundle of type transaction-response, entries in the order of the request; a warning stands in the outcome of the entry that it is about.</summary>
    /// <param name="context">The request.</param>
    /// <param name="stored">What was stored of it.</param>
    /// <param name="reads">Its entries that read; they are answered now, from what stands after the commit.</param>
    /// <param name="requests">Sends them.</param>
    public static IResult Bundle(HttpContext context, IngestResult.Stored stored, IReadOnlyList<EntryRequest> reads, EntryRequests requests)
    {
        string baseUrl = FhirRoutes.BaseUrl(context.Request);
        return FhirResults.Bundle(
            StatusCodes.Status200OK,
            writer =>
            {
                writer.WriteString("type", "transaction-response");
                writer.WriteStartArray("link");
                writer.WriteStartObject();
                writer.WriteString("relation", "self");
                writer.WriteString("url", baseUrl);
                writer.WriteEndObject();
                writer.WriteEndArray();
            },
            EntriesAsync(context, stored, reads, requests, baseUrl, context.RequestAborted));
    }

    /// <summary>The answer to a single interaction: status and headers, and the body that the client prefers: the resource, where it says nothing.</summary>
    public static IResult Single(IngestResult.Stored stored) => new SingleAnswer(stored);

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> EntriesAsync(
        HttpContext context, IngestResult.Stored stored, IReadOnlyList<EntryRequest> reads, EntryRequests requests, string baseUrl, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ReturnPreference preference = Preference.Return(context.Request.Headers);
        int read = 0;
        // An entry that deletes several is answered once.
        foreach (EntryOutcome outcome in stored.Outcomes.DistinctBy(outcome => outcome.Index))
        {
            for (; read < reads.Count && reads[read].Index < outcome.Index; read++) yield return EntryWriter.Write(await requests.SendAsync(context, reads[read]));
            ReadResult.Stored? version = preference == ReturnPreference.Representation ? await RepresentationAsync(context, outcome, cancellationToken) : null;
            yield return Entry(stored, outcome, preference, version, baseUrl);
        }

        for (; read < reads.Count; read++) yield return EntryWriter.Write(await requests.SendAsync(context, reads[read]));
    }

    private static async Task<ReadResult.Stored?> RepresentationAsync(HttpContext context, EntryOutcome outcome, CancellationToken cancellationToken) =>
        outcome is { Resource: { } key, Version: { } version, Result: not EntryResult.Deleted }
            ? await context.RequestServices.GetRequiredService<ResourceStore>().ReadVersionAsync(key, version, context.Caller(), cancellationToken) as ReadResult.Stored
            : null;

    private static ReadOnlyMemory<byte> Entry(IngestResult.Stored stored, EntryOutcome outcome, ReturnPreference preference, ReadResult.Stored? content, string baseUrl)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using Utf8JsonWriter writer = new(buffer, OperationOutcome.WriterOptions);
        writer.WriteStartObject();
        if (content is not null)
        {
            writer.WriteString("fullUrl", $"{baseUrl}/{content.Key}");
            ArrayBufferWriter<byte> resource = new(content.Content.Length + 128);
            StoredContent.Write(content.Content.Span, content.Version, content.RecordedMs, resource);
            writer.WritePropertyName("resource");
            writer.WriteRawValue(resource.WrittenSpan, skipInputValidation: true);
        }

        writer.WriteStartObject("response");
        bool isSeveral = Deleted(stored, outcome.Index) is not null;
        writer.WriteString("status", EntryWriter.StatusLine(isSeveral ? StatusCodes.Status200OK : StatusOf(outcome)));
        if (outcome is { Resource: { } key, Version: { } version })
        {
            if (outcome.Result != EntryResult.Deleted) writer.WriteString("location", Location(baseUrl, key, version));
            if (!isSeveral) writer.WriteString("etag", string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\""));
            if (stored.RecordedMs is { } recordedMs && outcome.Result != EntryResult.Unchanged) writer.WriteString("lastModified", StoredContent.Instant(recordedMs));
        }

        IReadOnlyList<Finding> told = [.. stored.Findings.Where(finding => BelongsTo(finding, outcome.Index))];
        if (Deleted(stored, outcome.Index) is { } several) told = [.. told, several];
        if (preference == ReturnPreference.OperationOutcome || (told.Count > 0 && preference != ReturnPreference.Minimal))
        {
            writer.WritePropertyName("outcome");
            OperationOutcome.Write(writer, told);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
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

    /// <summary>How many resources an entry deleted by its criteria; null when it is not more than one.</summary>
    private static Finding? Deleted(IngestResult.Stored stored, int index)
    {
        int count = stored.Outcomes.Count(outcome => outcome.Index == index);
        return count <= 1 ? null : new Finding
        {
            Severity = Severity.Information,
            Authority = Authority.Rule,
            IssueType = "informational",
            Rule = "deleted-several",
            Message = string.Create(CultureInfo.InvariantCulture, $"{count} resources met the criteria and were deleted."),
        };
    }

    private static string Location(string baseUrl, ResourceKey key, long version) =>
        string.Create(CultureInfo.InvariantCulture, $"{baseUrl}/{key.Type}/{key.Id}/_history/{version}");

    private sealed class SingleAnswer(IngestResult.Stored stored) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            EntryOutcome outcome = stored.Outcomes[0];
            HttpResponse response = httpContext.Response;
            if (Deleted(stored, outcome.Index) is { } several)
            {
                await FhirResults.Outcome(StatusCodes.Status200OK, [.. stored.Findings, several]).ExecuteAsync(httpContext);
                return;
            }

            if (outcome is { Resource: { } key, Version: { } version })
            {
                FhirResults.SetVersion(response, version, stored.RecordedMs);
                if (outcome.Result != EntryResult.Deleted) response.Headers.Location = Location(FhirRoutes.BaseUrl(httpContext.Request), key, version);
            }

            int status = StatusOf(outcome);
            ReturnPreference preference = Preference.Return(httpContext.Request.Headers);
            // What findings there are stands in the body only for who prefers an OperationOutcome: whoever else has to know that there are some.
            if (stored.Findings.Count > 0) response.Headers[FindingsHeader] = stored.Findings.Count.ToString(CultureInfo.InvariantCulture);
            ReadResult.Stored? content = preference is ReturnPreference.None or ReturnPreference.Representation ? await RepresentationAsync(httpContext, outcome, httpContext.RequestAborted) : null;
            if (content is not null) await FhirResults.Version(status, content).ExecuteAsync(httpContext);
            else if (status == StatusCodes.Status204NoContent || preference == ReturnPreference.Minimal) response.StatusCode = status;
            else await FhirResults.Outcome(status, stored.Findings).ExecuteAsync(httpContext);
        }
    }
}

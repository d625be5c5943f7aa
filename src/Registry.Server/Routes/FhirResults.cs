using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Registry.Clinical;
using Registry.Fhir.Outcomes;
using Registry.Store.Resources;

namespace Registry.Server.Routes;

/// <summary>The one place where refusals, resources and bundles become HTTP answers in FHIR's form. https://hl7.org/fhir/R4/http.html</summary>
/// <remarks>Who answers gives FHIR's JSON; the format that the caller is sent is settled here and nowhere else.</remarks>
internal static class FhirResults
{
    /// <summary>An OperationOutcome with every finding.</summary>
    public static IResult Outcome(int status, IReadOnlyCollection<Finding> findings) => new OutcomeAnswer(status, findings);

    /// <summary>An OperationOutcome with one error that concerns the request, not a place in a resource.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="issueType">A code of https://hl7.org/fhir/R4/valueset-issue-type.html.</param>
    /// <param name="rule">Stable key.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="remedy">What to send instead.</param>
    public static IResult Refusal(int status, string issueType, string rule, string message, string remedy) => Outcome(status, [Objection(issueType, rule, message, remedy)]);

    /// <summary>The answer to whatever needs the search index while it is made anew.</summary>
    public static IResult IndexNotReady() => Refusal(
        StatusCodes.Status503ServiceUnavailable, "transient", "index-not-ready",
        "The search index is being made anew for this version and its packages; until it is whole a search would miss resources.",
        "Try again later. Reading by id works meanwhile. An operator sees the progress in the log, or runs the verb 'reindex'.");

    /// <summary>An error that concerns the request, not a place in a resource.</summary>
    /// <inheritdoc cref="Refusal"/>
    public static Finding Objection(string issueType, string rule, string message, string remedy) =>
        new() { Severity = Severity.Error, Authority = Authority.Rule, IssueType = issueType, Rule = rule, Message = message, Remedy = remedy };

    /// <summary>One resource, as UTF-8 JSON.</summary>
    public static IResult Json(int status, ReadOnlyMemory<byte> json) => new Answer(status, json);

    /// <summary>One stored version with the headers that tell which it is.</summary>
    public static IResult Version(int status, ReadResult.Stored version) => new VersionAnswer(status, version);

    /// <summary>A Bundle whose entries are written as they come, so that its size takes no memory.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="head">Writes the properties between resourceType and entry, such as type, total and link, in FHIR's order.</param>
    /// <param name="entries">Each one JSON object: a Bundle.entry. The bytes are read before the next is asked for.</param>
    public static IResult Bundle(int status, Action<Utf8JsonWriter> head, IAsyncEnumerable<ReadOnlyMemory<byte>> entries) => new BundleAnswer(status, head, entries);

    /// <summary>ETag and Last-Modified of a version. https://hl7.org/fhir/R4/http.html#versioning</summary>
    public static void SetVersion(HttpResponse response, long version, long? recordedMs)
    {
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");
        if (recordedMs is { } ms) response.Headers.LastModified = DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("R", CultureInfo.InvariantCulture);
    }

    private static Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> json)
    {
        HttpResponse response = context.Response;
        AnswerFormat format = AnswerFormat.Of(context);
        ReadOnlyMemory<byte> body = format.Whole(context, json);
        response.StatusCode = status;
        response.ContentType = format.ContentType;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private sealed class Answer(int status, ReadOnlyMemory<byte> json) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, status, json);
    }

    private sealed class OutcomeAnswer(int status, IReadOnlyCollection<Finding> findings) : IResult
    {
        // Of an error the id is the name under which the log has the request.
        public Task ExecuteAsync(HttpContext httpContext) =>
            WriteAsync(httpContext, status, OperationOutcome.Write(findings, id: status >= StatusCodes.Status400BadRequest ? RequestLog.Reference(httpContext) : null));
    }

    private sealed class VersionAnswer(int status, ReadResult.Stored version) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            SetVersion(httpContext.Response, version.Version, version.RecordedMs);
            ArrayBufferWriter<byte> buffer = new(version.Content.Length + 128);
            StoredContent.Write(version.Content.Span, version.Version, version.RecordedMs, buffer);
            return WriteAsync(httpContext, status, buffer.WrittenMemory);
        }
    }

    private sealed class BundleAnswer(int status, Action<Utf8JsonWriter> head, IAsyncEnumerable<ReadOnlyMemory<byte>> entries) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            HttpResponse response = httpContext.Response;
            AnswerFormat format = AnswerFormat.Of(httpContext);
            response.StatusCode = status;
            response.ContentType = format.ContentType;
            if (HttpMethods.IsHead(httpContext.Request.Method)) return;
            CancellationToken cancellationToken = httpContext.RequestAborted;
            ArrayBufferWriter<byte> start = new();
            using (Utf8JsonWriter writer = new(start, OperationOutcome.WriterOptions))
            {
                writer.WriteStartObject();
                writer.WriteString("resourceType", "Bundle");
                head(writer);
                writer.WriteEndObject();
            }

            await response.Body.WriteAsync(format.BundleStart(httpContext, start.WrittenMemory), cancellationToken);
            bool isEmpty = true;
            await foreach (ReadOnlyMemory<byte> entry in entries.WithCancellation(cancellationToken))
            {
                await response.Body.WriteAsync(format.BundleEntry(httpContext, entry, isEmpty), cancellationToken);
                isEmpty = false;
            }

            await response.Body.WriteAsync(format.BundleEnd(isEmpty), cancellationToken);
        }
    }
}

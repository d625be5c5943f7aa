using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Server.Routes;

/// <summary>The one place where refusals and resources become HTTP answers in FHIR's form.</summary>
/// <remarks>https://hl7.org/fhir/R4/http.html, https://hl7.org/fhir/R4/operationoutcome.html</remarks>
internal static class FhirResults
{
    public const string ContentType = "application/fhir+json; charset=utf-8";

    /// <summary>Code system of the rule keys that stand in OperationOutcome.issue.details.</summary>
    public const string RuleSystem = "https://registry.example.org/fhir/ho/CodeSystem/rule";

    /// <summary>How FHIR JSON is written: compact, and without escapes that JSON does not ask for; it is never part of a page's markup.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string LineExtension = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
    private const string ColumnExtension = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";

    /// <summary>An OperationOutcome with every finding.</summary>
    public static IResult Outcome(int status, IReadOnlyCollection<Finding> findings) => new JsonResult(status, WriteOutcome(findings));

    /// <summary>An OperationOutcome with one error that concerns the request, not a place in a resource.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="issueType">A code of https://hl7.org/fhir/R4/valueset-issue-type.html.</param>
    /// <param name="rule">Stable key.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="remedy">What to send instead.</param>
    public static IResult Refusal(int status, string issueType, string rule, string message, string remedy) => Outcome(status,
    [
        new Finding { Severity = Severity.Error, Authority = Authority.Rule, IssueType = issueType, Rule = rule, Message = message, Remedy = remedy },
    ]);

    /// <summary>UTF-8 JSON as it stands.</summary>
    public static IResult Json(int status, ReadOnlyMemory<byte> json) => new JsonResult(status, json);

    /// <summary>The OperationOutcome's JSON. An empty list says that all went well, as an outcome needs at least one issue.</summary>
    public static byte[] WriteOutcome(IReadOnlyCollection<Finding> findings)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, WriterOptions))
        {
            WriteOutcome(writer, findings);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes an OperationOutcome as one JSON object.</summary>
    public static void WriteOutcome(Utf8JsonWriter writer, IReadOnlyCollection<Finding> findings)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType", "OperationOutcome");
        writer.WriteStartArray("issue");
        foreach (Finding finding in findings) WriteIssue(writer, finding);
        if (findings.Count == 0)
        {
            writer.WriteStartObject();
            writer.WriteString("severity", "information");
            writer.WriteString("code", "informational");
            writer.WriteStartObject("details");
            writer.WriteString("text", "All went well.");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteIssue(Utf8JsonWriter writer, Finding finding)
    {
        writer.WriteStartObject();
        if (finding.Line > 0)
        {
            writer.WriteStartArray("extension");
            WriteInteger(writer, LineExtension, finding.Line);
            WriteText(writer, ColumnExtension, finding.Column.ToString(CultureInfo.InvariantCulture));
            writer.WriteEndArray();
        }

        writer.WriteString("severity", finding.Severity switch
        {
            Severity.Fatal => "fatal",
            Severity.Error => "error",
            Severity.Warning => "warning",
            _ => "information",
        });
        writer.WriteString("code", finding.IssueType);
        writer.WriteStartObject("details");
        writer.WriteStartArray("coding");
        writer.WriteStartObject();
        writer.WriteString("system", RuleSystem);
        writer.WriteString("code", finding.Rule);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteString("text", finding.Message);
        writer.WriteEndObject();
        string diagnostics = Diagnostics(finding);
        if (diagnostics.Length > 0) writer.WriteString("diagnostics", diagnostics);
        if (finding.Expression is not null)
        {
            writer.WriteStartArray("expression");
            writer.WriteStringValue(finding.Expression);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static string Diagnostics(Finding finding)
    {
        List<string> parts = [];
        if (finding.Remedy is not null) parts.Add(finding.Remedy);
        if (finding.Line > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"Line {finding.Line}, column {finding.Column}."));
        if (finding.Profile is not null) parts.Add($"Profile {finding.Profile}.");
        return string.Join(' ', parts);
    }

    private static void WriteInteger(Utf8JsonWriter writer, string url, int value)
    {
        writer.WriteStartObject();
        writer.WriteString("url", url);
        writer.WriteNumber("valueInteger", value);
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string url, string value)
    {
        writer.WriteStartObject();
        writer.WriteString("url", url);
        writer.WriteString("valueString", value);
        writer.WriteEndObject();
    }

    private sealed class JsonResult(int status, ReadOnlyMemory<byte> json) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            HttpResponse response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = ContentType;
            response.ContentLength = json.Length;
            return HttpMethods.IsHead(httpContext.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(json, httpContext.RequestAborted).AsTask();
        }
    }
}

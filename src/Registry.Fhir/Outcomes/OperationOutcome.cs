using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Registry.Fhir.Outcomes;

/// <summary>Findings as an OperationOutcome: the one form in which the server and the command line tell them to programs.</summary>
/// <remarks>
/// issue.details has the rule as a coding and what is wrong as text; issue.diagnostics says all: what is wrong, why, what to send instead, and where.
/// Line and column stand in HL7's extensions too.
/// https://hl7.org/fhir/R4/operationoutcome.html
/// </remarks>
public static class OperationOutcome
{
    /// <summary>Code system of the rule keys: invariants' keys, this registry's rule ids and the engine's own.</summary>
    public const string RuleSystem = "https://registry.example.org/fhir/ho/CodeSystem/rule";

    private const string FileExtension = "http://hl7.org/fhir/StructureDefinition/operationoutcome-file";
    private const string LineExtension = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
    private const string ColumnExtension = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";

    /// <summary>Compact, and without escapes that JSON does not ask for; it is never part of a page's markup.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>UTF-8 JSON.</summary>
    /// <param name="findings">In the order in which they are told; an empty list gives one issue that says so, as an outcome needs one.</param>
    /// <param name="file">Name of the file that they are about; null when they are about a request.</param>
    /// <param name="id">The outcome's own id; null for none.</param>
    public static byte[] Write(IReadOnlyCollection<Finding> findings, string? file = null, string? id = null)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, WriterOptions))
        {
            Write(json, findings, file, id);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes one JSON object.</summary>
    /// <inheritdoc cref="Write(IReadOnlyCollection{Finding}, string?, string?)"/>
    public static void Write(Utf8JsonWriter json, IReadOnlyCollection<Finding> findings, string? file = null, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(findings);
        json.WriteStartObject();
        json.WriteString("resourceType", "OperationOutcome");
        if (id is not null) json.WriteString("id", id);
        if (file is not null)
        {
            json.WriteStartArray("extension");
            WriteExtension(json, FileExtension, file);
            json.WriteEndArray();
        }

        json.WriteStartArray("issue");
        foreach (Finding finding in findings) WriteIssue(json, finding);
        if (findings.Count == 0) WriteIssue(json, Note("nothing-found", "Nothing is wrong."));
        if (findings is Findings { Omitted: > 0 and var omitted })
        {
            WriteIssue(json, Note("findings-omitted", string.Create(CultureInfo.InvariantCulture, $"{omitted} more findings are not shown.")));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The code of https://hl7.org/fhir/R4/valueset-issue-severity.html.</summary>
    public static string CodeOf(Severity severity) => severity switch
    {
        Severity.Fatal => "fatal",
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "information",
    };

    private static void WriteIssue(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        if (finding.Line > 0)
        {
            json.WriteStartArray("extension");
            WriteExtension(json, LineExtension, finding.Line);
            WriteExtension(json, ColumnExtension, finding.Column.ToString(CultureInfo.InvariantCulture));
            json.WriteEndArray();
        }

        json.WriteString("severity", CodeOf(finding.Severity));
        json.WriteString("code", finding.IssueType);
        json.WriteStartObject("details");
        json.WriteStartArray("coding");
        json.WriteStartObject();
        json.WriteString("system", RuleSystem);
        json.WriteString("code", finding.Rule);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("text", finding.Message);
        json.WriteEndObject();
        if (finding.Severity > Severity.Information) json.WriteString("diagnostics", Diagnostics(finding));
        if (finding.Expression is not null)
        {
            json.WriteStartArray("expression");
            json.WriteStringValue(finding.Expression);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static string Diagnostics(Finding finding)
    {
        List<string> parts = [finding.Message];
        if (finding.Reason is not null) parts.Add(finding.Reason);
        if (finding.Remedy is not null) parts.Add(finding.Remedy);
        if (finding.Line > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"Line {finding.Line}, column {finding.Column}."));
        if (finding.Profile is not null && finding.Reason?.Contains(finding.Profile, StringComparison.Ordinal) != true) parts.Add($"Profile {finding.Profile}.");
        return string.Join(' ', parts);
    }

    private static void WriteExtension(Utf8JsonWriter json, string url, int value)
    {
        json.WriteStartObject();
        json.WriteString("url", url);
        json.WriteNumber("valueInteger", value);
        json.WriteEndObject();
    }

    private static void WriteExtension(Utf8JsonWriter json, string url, string value)
    {
        json.WriteStartObject();
        json.WriteString("url", url);
        json.WriteString("valueString", value);
        json.WriteEndObject();
    }

    private static Finding Note(string rule, string message) =>
        new() { Severity = Severity.Information, Authority = Authority.Base, IssueType = "informational", Rule = rule, Message = message };
}

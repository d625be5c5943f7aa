using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Registry.Fhir.Outcomes;
using Spectre.Console;

namespace Registry.Cli.Commands;

/// <summary>Writes what was found in one file.</summary>
internal abstract class FindingPrinter
{
    public abstract void Print(string file, Findings findings);

    protected static string Word(Severity severity) => severity switch
    {
        Severity.Information => "information",
        Severity.Warning => "warning",
        Severity.Error => "error",
        _ => "fatal",
    };
}

/// <summary>Lines for people, in the form <c>file:line:column: severity</c> that editors can follow; coloured on a terminal.</summary>
internal sealed class TextPrinter : FindingPrinter
{
    private readonly TextWriter _output;
    private readonly IAnsiConsole? _terminal;

    private TextPrinter(TextWriter output, IAnsiConsole? terminal) => (_output, _terminal) = (output, terminal);

    public static TextPrinter For(TextWriter output) =>
        new(output, ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected ? AnsiConsole.Console : null);

    public override void Print(string file, Findings findings)
    {
        foreach (Finding finding in findings)
        {
            string place = finding.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{file}:{finding.Line}:{finding.Column}") : file;
            Line($"{place}: ", Word(finding.Severity), $": {finding.Expression}: {finding.Message} ({Why(finding)})", Colour(finding.Severity));
            if (finding.Remedy is not null) Line("    instead: ", finding.Remedy, "", "default");
        }

        if (findings.Omitted > 0) Line(file, ": ", string.Create(CultureInfo.InvariantCulture, $"{findings.Omitted} more findings are not shown."), "default");
        Line($"{file}: ", findings.HasErrors ? "invalid" : "valid", "", findings.HasErrors ? "red" : "green");
    }

    private static string Why(Finding finding) => finding.Profile is null ? finding.Rule : $"{finding.Rule} of {finding.Profile}";

    private static string Colour(Severity severity) => severity switch
    {
        Severity.Information => "blue",
        Severity.Warning => "yellow",
        _ => "red",
    };

    private void Line(string before, string coloured, string after, string colour)
    {
        if (_terminal is null) _output.WriteLine(before + coloured + after);
        else _terminal.MarkupLine($"{before.EscapeMarkup()}[{colour}]{coloured.EscapeMarkup()}[/]{after.EscapeMarkup()}");
    }
}

/// <summary>An OperationOutcome a line. https://hl7.org/fhir/R4/operationoutcome.html</summary>
internal sealed class OutcomePrinter(TextWriter output) : FindingPrinter
{
    private const string FileExtension = "http://hl7.org/fhir/StructureDefinition/operationoutcome-file";
    private const string LineExtension = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
    private const string ColumnExtension = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";

    public override void Print(string file, Findings findings)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "OperationOutcome");
            json.WriteStartArray("extension");
            Extension(json, FileExtension, () => json.WriteString("valueString", file));
            json.WriteEndArray();
            json.WriteStartArray("issue");
            foreach (Finding finding in findings) Issue(json, finding);
            if (findings.Count == 0) Issue(json, new Finding { Severity = Severity.Information, Authority = Authority.Base, IssueType = "informational", Rule = "valid", Message = "Nothing was found." });
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void Issue(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        if (finding.Line > 0)
        {
            json.WriteStartArray("extension");
            Extension(json, LineExtension, () => json.WriteNumber("valueInteger", finding.Line));
            Extension(json, ColumnExtension, () => json.WriteString("valueString", finding.Column.ToString(CultureInfo.InvariantCulture)));
            json.WriteEndArray();
        }

        json.WriteString("severity", Word(finding.Severity));
        json.WriteString("code", finding.IssueType);
        json.WriteStartObject("details");
        json.WriteString("text", finding.Rule);
        json.WriteEndObject();
        json.WriteString("diagnostics", finding.Remedy is null ? finding.Message : $"{finding.Message} {finding.Remedy}");
        if (finding.Expression is not null)
        {
            json.WriteStartArray("expression");
            json.WriteStringValue(finding.Expression);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Extension(Utf8JsonWriter json, string url, Action writeValue)
    {
        json.WriteStartObject();
        json.WriteString("url", url);
        writeValue();
        json.WriteEndObject();
    }
}

using System.Globalization;
using System.Text;
using Registry.Fhir.Outcomes;
using Spectre.Console;

namespace Registry.Cli.Commands;

/// <summary>Writes what was found in one file.</summary>
internal abstract class FindingPrinter
{
    /// <summary>All findings of one file, together.</summary>
    public abstract void Print(string file, Findings findings);

    /// <summary>That a file could not be read; standard error has said it already.</summary>
    public abstract void PrintUnread(string file, string reason);

    /// <summary>How many files there were of each kind.</summary>
    public abstract void Summarise(int valid, int invalid, int unread);
}

/// <summary>Lines for people, in the form <c>file:line:column: severity</c> that editors can follow; coloured on a terminal.</summary>
/// <param name="output">Where plain lines go.</param>
/// <param name="terminal">Where coloured lines go; null when there is no terminal.</param>
internal sealed class TextPrinter(TextWriter output, IAnsiConsole? terminal) : FindingPrinter
{
    public override void Print(string file, Findings findings)
    {
        foreach (Finding finding in findings)
        {
            string place = finding.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{file}:{finding.Line}:{finding.Column}") : file;
            string element = string.IsNullOrEmpty(finding.Expression) ? "" : $": {finding.Expression}";
            Line($"{place}: ", OperationOutcome.CodeOf(finding.Severity), $"{element}: {finding.Message} ({Why(finding)})", Colour(finding.Severity));
            if (finding.Reason is not null) Line("    because: ", finding.Reason, "", "default");
            if (finding.Remedy is not null) Line("    instead: ", finding.Remedy, "", "default");
        }

        if (findings.Omitted > 0) Line(file, ": ", string.Create(CultureInfo.InvariantCulture, $"{findings.Omitted} more findings are not shown."), "default");
        Line($"{file}: ", findings.HasErrors ? "invalid" : "valid", "", findings.HasErrors ? "red" : "green");
    }

    public override void PrintUnread(string file, string reason) => Line($"{file}: ", "not examined", "", "red");

    public override void Summarise(int valid, int invalid, int unread)
    {
        string counts = string.Create(CultureInfo.InvariantCulture, $"{valid} valid, {invalid} invalid, {unread} not examined");
        Line("", counts, "", invalid + unread > 0 ? "red" : "green");
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
        if (terminal is null) output.WriteLine(before + coloured + after);
        else terminal.MarkupLine($"{before.EscapeMarkup()}[{colour}]{coloured.EscapeMarkup()}[/]{after.EscapeMarkup()}");
    }
}

/// <summary>An OperationOutcome a line and file, the file's name in HL7's extension. https://hl7.org/fhir/R4/operationoutcome.html</summary>
internal sealed class OutcomePrinter(TextWriter output) : FindingPrinter
{
    public override void Print(string file, Findings findings) => Write(file, findings);

    public override void PrintUnread(string file, string reason) => Write(file,
    [
        new Finding { Severity = Severity.Fatal, Authority = Authority.Json, IssueType = "exception", Rule = "file-unread", Message = reason, Reason = "What cannot be read cannot be checked.", Remedy = "Name a file that is there and may be read." },
    ]);

    // A program counts lines; nothing else may be among them.
    public override void Summarise(int valid, int invalid, int unread)
    {
    }

    private void Write(string file, IReadOnlyCollection<Finding> findings) => output.WriteLine(Encoding.UTF8.GetString(OperationOutcome.Write(findings, file)));
}

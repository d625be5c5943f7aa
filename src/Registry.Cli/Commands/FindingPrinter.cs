using System.Globalization;
using Registry.Fhir.Outcomes;
using Spectre.Console;

namespace Registry.Cli.Commands;

/// <summary>Writes what was found in one file.</summary>
internal abstract class FindingPrinter
{
    public abstract void Print(string file, Findings findings);
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
            Line($"{place}: ", OperationOutcome.CodeOf(finding.Severity), $": {finding.Expression}: {finding.Message} ({Why(finding)})", Colour(finding.Severity));
            if (finding.Reason is not null) Line("    because: ", finding.Reason, "", "default");
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
    public override void Print(string file, Findings findings) => output.WriteLine(System.Text.Encoding.UTF8.GetString(OperationOutcome.Write(findings, file)));
}

using System.Globalization;
using System.Text;

namespace Registry.Analytics.Reports;

/// <summary>The CSV form of a report: RFC 4180 under comment lines that start with <c># </c> and say what it is; docs/reports/README.md describes it.</summary>
/// <remarks>A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection).</remarks>
public static class ReportCsv
{
    /// <summary>Media type.</summary>
    public const string MediaType = "text/csv; charset=utf-8; header=present";

    private const string EndOfLine = "\r\n";

    /// <summary>UTF-8 CSV without a byte order mark; the same report gives the same bytes.</summary>
    /// <param name="report">The report.</param>
    /// <param name="table">The name of the only table to write; null for all, each after a comment line with its name.</param>
    /// <returns>Null when the report has no table of that name.</returns>
    public static byte[]? Write(Report report, string? table = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        ReportTable[] tables = [.. report.Tables.Where(known => table is null || string.Equals(known.Name, table, StringComparison.Ordinal))];
        if (tables.Length == 0) return null;
        StringBuilder csv = new();
        WriteHead(csv, report);
        foreach (ReportTable one in tables) WriteTable(csv, one);
        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    private static void WriteHead(StringBuilder csv, Report report)
    {
        Comment(csv, $"report: {report.Name}");
        Comment(csv, $"title: {report.Title}");
        Comment(csv, $"software version: {report.SoftwareVersion}");
        Comment(csv, $"audience: {report.Audience}");
        Comment(csv, string.Create(CultureInfo.InvariantCulture, $"cut: sequence {report.Cut.Sequence}, recorded {(report.Cut.Recorded is { } recorded ? ReportJson.Print(recorded) : "never")}, log {report.Cut.LogId?.ToString("D") ?? "none"}"));
        foreach (ReportFilter filter in report.Filters) Comment(csv, $"filter: {filter.Name} = {filter.Value ?? "(none)"}");
        foreach (string definition in report.Definitions) Comment(csv, $"definition: {definition}");
        foreach (string warning in report.Warnings) Comment(csv, $"warning: {warning}");
        foreach (ReportCount count in report.Imputed) Comment(csv, $"imputed: {count.Reason} = {Print(count.Count)}");
        foreach (ReportCount count in report.Excluded) Comment(csv, $"excluded: {count.Reason} = {Print(count.Count)}");
    }

    private static void WriteTable(StringBuilder csv, ReportTable table)
    {
        Comment(csv, $"table: {table.Name}: {table.Title}");
        Comment(csv, $"method: {table.Method}");
        foreach (ReportColumn column in table.Columns.Where(column => column.Unit is not null)) Comment(csv, $"unit: {column.Name} = {column.Unit}");
        csv.AppendJoin(',', table.Columns.Select(column => Field(column.Name))).Append(EndOfLine);
        foreach (IReadOnlyList<ReportCell> row in table.Rows) csv.AppendJoin(',', row.Select(cell => Field(Print(cell)))).Append(EndOfLine);
    }

    // A line break in a comment would end it, and what follows would be read as data.
    private static void Comment(StringBuilder csv, string text) => csv.Append("# ").Append(text.ReplaceLineEndings(" ")).Append(EndOfLine);

    private static string Print(ReportCell cell) => cell switch
    {
        ReportCell.Text text => Harmless(text.Value ?? ""),
        ReportCell.Count count => count.Value.ToString(CultureInfo.InvariantCulture),
        ReportCell.Number number => ReportJson.Print(number),
        ReportCell.Day day => ReportJson.Print(day.Value),
        ReportCell.Flag flag => flag.Value ? "true" : "false",
        ReportCell.NotReached => ReportJson.NotReached,
        ReportCell.Suppressed => ReportJson.Suppressed,
        _ => "",
    };

    private static string Harmless(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '#' ? "'" + text : text;

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}

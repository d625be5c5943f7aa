using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Registry.Analytics.Reports;

/// <summary>The JSON form of a report: docs/reports/README.md describes it.</summary>
public static class ReportJson
{
    /// <summary>Media type.</summary>
    public const string MediaType = "application/json";

    /// <summary>What stands for a number that is kept back.</summary>
    internal const string Suppressed = "suppressed";

    /// <summary>What stands for a quantile that was not reached.</summary>
    internal const string NotReached = "not reached";

    // Relaxed: the answer is application/json and never part of a page's markup, and people read it.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>UTF-8 JSON; the same report gives the same bytes.</summary>
    public static byte[] Write(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("name", report.Name);
            json.WriteString("title", report.Title);
            json.WriteString("softwareVersion", report.SoftwareVersion);
            json.WriteString("audience", report.Audience);
            WriteCut(json, report.Cut);
            json.WriteStartObject("filters");
            foreach (ReportFilter filter in report.Filters) json.WriteString(filter.Name, filter.Value);
            json.WriteEndObject();
            WriteTexts(json, "definitions", report.Definitions);
            WriteTexts(json, "warnings", report.Warnings);
            WriteCounts(json, "imputed", report.Imputed);
            WriteCounts(json, "excluded", report.Excluded);
            json.WriteStartArray("tables");
            foreach (ReportTable table in report.Tables) WriteTable(json, table);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>The texts that a number prints as, in JSON and CSV alike: no exponent, no trailing zeros, a dot.</summary>
    internal static string Print(ReportCell.Number number)
    {
        string text = number.Value.ToString("F" + number.Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        text = text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
        return text is "-0" ? "0" : text;
    }

    internal static string NameOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Text => "text",
        ColumnKind.Count => "count",
        ColumnKind.Number => "number",
        ColumnKind.Day => "date",
        ColumnKind.Flag => "flag",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of column."),
    };

    internal static string Print(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    internal static string Print(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void WriteCut(Utf8JsonWriter json, ReportCut cut)
    {
        json.WriteStartObject("cut");
        json.WriteString("logId", cut.LogId?.ToString("D"));
        json.WriteNumber("sequence", cut.Sequence);
        json.WriteString("recorded", cut.Recorded is { } recorded ? Print(recorded) : null);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, IReadOnlyList<ReportCount> counts)
    {
        json.WriteStartArray(name);
        foreach (ReportCount count in counts)
        {
            json.WriteStartObject();
            json.WriteString("reason", count.Reason);
            json.WritePropertyName("count");
            WriteCell(json, count.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTable(Utf8JsonWriter json, ReportTable table)
    {
        json.WriteStartObject();
        json.WriteString("name", table.Name);
        json.WriteString("title", table.Title);
        json.WriteString("method", table.Method);
        json.WriteStartArray("columns");
        foreach (ReportColumn column in table.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("title", column.Title);
            json.WriteString("kind", NameOf(column.Kind));
            json.WriteString("unit", column.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (IReadOnlyList<ReportCell> row in table.Rows)
        {
            json.WriteStartObject();
            for (int column = 0; column < table.Columns.Count; column++)
            {
                json.WritePropertyName(table.Columns[column].Name);
                WriteCell(json, row[column]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCell(Utf8JsonWriter json, ReportCell cell)
    {
        switch (cell)
        {
            case ReportCell.Text text: json.WriteStringValue(text.Value); break;
            case ReportCell.Count count: json.WriteNumberValue(count.Value); break;
            case ReportCell.Number number: json.WriteRawValue(Print(number)); break;
            case ReportCell.Day day: json.WriteStringValue(Print(day.Value)); break;
            case ReportCell.Flag flag: json.WriteBooleanValue(flag.Value); break;
            case ReportCell.NotReached: json.WriteStringValue(NotReached); break;
            case ReportCell.Suppressed: json.WriteStringValue(Suppressed); break;
            default: json.WriteNullValue(); break;
        }
    }
}

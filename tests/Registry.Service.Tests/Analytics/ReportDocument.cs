using System.Text;
using Registry.Analytics.Reports;

namespace Registry.Service.Tests.Analytics;

/// <summary>The page of a report in docs/reports, made from the report itself so that it stays true.</summary>
internal static class ReportDocument
{
    internal static string Write(ReportDefinition report)
    {
        ReportBody body = report.OfNobody();
        StringBuilder page = new();
        page.Append($"# {report.Name}\n\n{report.Title}. `GET /reports/{report.Name}`; its JSON Schema: `/reports/{report.Name}/schema`.\n\nMade from the report's own code by its test; do not edit.\n");
        page.Append("\n## How it is computed\n\n");
        foreach (string sentence in body.Definitions) page.Append($"- {sentence}\n");
        page.Append("\n## Parameters of its own\n\n");
        ReportParameter[] own = [.. report.Parameters.Except(ReportParameter.Common)];
        if (own.Length == 0) page.Append("None beside those of every report ([README](README.md)).\n");
        foreach (ReportParameter parameter in own)
            page.Append($"- `{parameter.Name}`: {parameter.Meaning}{(parameter.Values.Count > 0 ? $" One of {string.Join(", ", parameter.Values.Select(value => $"`{value}`"))}." : "")}{(parameter.Default is { } value ? $" Without it: `{value}`." : "")}\n");
        page.Append("\n## What it counts as left out\n\n");
        foreach (ReportCount count in body.Excluded) page.Append($"- {count.Reason}\n");
        page.Append("\n## Tables\n");
        foreach (ReportTable table in body.Tables)
        {
            page.Append($"\n### {table.Name}\n\n{table.Title}.{(table.IsForCoordinators ? " Not for the public." : "")} Method: {table.Method}\n\n| column | is | kind | unit |\n|---|---|---|---|\n");
            foreach (ReportColumn column in table.Columns)
                page.Append($"| `{column.Name}` | {column.Title}{(column.IsForCoordinators ? " (not for the public)" : "")} | {ReportJson.NameOf(column.Kind)} | {(column.Unit is null ? "" : $"`{column.Unit}`")} |\n");
        }

        page.Append("\n## Fields of events that it reads\n\nBeside those of every report ([README](README.md)):\n\n");
        foreach (string field in report.EventFields.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) page.Append($"- `{field}`\n");
        return page.ToString();
    }
}

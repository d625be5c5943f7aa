using System.Reflection;
using System.Text;
using Registry.Analytics.Reports;
using Registry.Contracts.Events;

namespace Registry.Service.Tests.Dictionary;

/// <summary>The page for people.</summary>
internal static class DictionaryPage
{
    public static string Write(IReadOnlyList<(DictionaryElement Element, IReadOnlyList<CaptureResult> Results)> elements)
    {
        StringBuilder page = new();
        page.Append("""
            # Data dictionary
            Generated; do not edit. Its source is [profiles/registry/dictionary.json](../profiles/registry/dictionary.json). Every row was made by running its example: through the profile, the server and the report.

            ```sh
            REGISTRY_APPROVE=1 dotnet test tests/Registry.Service.Tests --filter "FullyQualifiedName~DataDictionaryTests"   # writes this page
            ```

            Without `REGISTRY_APPROVE` the same test fails when the page is not what a run gives. *Required*: the profile refuses the example without the element. *Example*: what it says there. *Report*: report, table, column, and in brackets the row whose cell the example changed.


            """.ReplaceLineEndings("\n"));
        Elements(page, "FOP", elements.Where(pair => pair.Element.Id.StartsWith('F')));
        Elements(page, "POH", elements.Where(pair => pair.Element.Id.StartsWith('P')));
        Missing(page, elements);
        Fields(page);
        return page.ToString();
    }

    /// <summary>Fields that reports say they read and that no event has.</summary>
    public static IEnumerable<string> UnknownFields() => Read().Keys.Where(field => !Exists(field));

    private static void Elements(StringBuilder page, string disease, IEnumerable<(DictionaryElement Element, IReadOnlyList<CaptureResult> Results)> elements)
    {
        page.Append($"## {disease}\n\n| | element | seeds | profile | path | codes | example | required | event field | report |\n|---|---|---|---|---|---|---|---|---|---|\n");
        foreach ((DictionaryElement element, IReadOnlyList<CaptureResult> results) in elements)
        {
            bool isFirst = true;
            foreach (CaptureResult result in results)
            {
                Capture capture = result.Capture;
                string what = element.Wording.Length > 0 ? $"**{element.Element}**: {element.Wording}" : $"**{element.Element}**";
                string head = isFirst ? $"{element.Id} | {what}{(element.Derived is { } derived ? $". {derived}" : "")} | {element.Seed}" : " | | ";
                string report = capture.Report is { } named ? string.Join(" · ", named.Split('/').Take(3)) + (result.Cell is { } cell ? $" ({Cell(cell)})" : "") : "";
                page.Append($"| {head} | `{capture.Profile}` | `{Cell(capture.Path)}` | {Cell(capture.Codes)} | {Cell(result.Says)} | {(result.IsRequired ? "yes" : "no")} | `{capture.Event}.{capture.Field}` | {report} |\n");
                isFirst = false;
            }
        }

        page.Append('\n');
    }

    private static void Missing(StringBuilder page, IReadOnlyList<(DictionaryElement Element, IReadOnlyList<CaptureResult> Results)> elements)
    {
        page.Append("## What is not covered\n\n");
        List<string> lines = [];
        foreach ((DictionaryElement element, IReadOnlyList<CaptureResult> results) in elements)
        {
            foreach (CaptureResult result in results.Where(result => result.Missing.Count > 0))
            {
                lines.Add($"- {element.Id} {element.Element}, `{result.Capture.Event}.{result.Capture.Field}` of `{result.Capture.Profile}`: {string.Join("; ", result.Missing)}.\n");
            }
        }

        int covered = elements.Count(pair => pair.Results.All(result => result.Missing.Count == 0));
        int told = elements.Count(pair => pair.Results.All(result => result.Missing.All(missing => missing is "no report shows it")));
        page.Append(System.Globalization.CultureInfo.InvariantCulture, $"{told} of {elements.Count} elements are captured, checked and told as events in all their parts; {covered} of them are shown by a report in all their parts.\n\n");
        lines.ForEach(line => page.Append(line));
        if (lines.Count == 0) page.Append("Nothing.\n");
        page.Append('\n');
    }

    private static void Fields(StringBuilder page)
    {
        page.Append("## Event fields that reports read\n\nA field of this list is fixed: it is not taken away, and does not change its meaning under the same version of the event.\n\n| field | read by |\n|---|---|\n");
        foreach ((string field, SortedSet<string> reports) in Read()) page.Append($"| `{field}` | {string.Join(", ", reports)} |\n");
    }

    private static SortedDictionary<string, SortedSet<string>> Read()
    {
        SortedDictionary<string, SortedSet<string>> fields = new(StringComparer.Ordinal);
        foreach (string field in ReportDefinition.CommonEventFields) fields[field] = new SortedSet<string>(StringComparer.Ordinal) { "all" };
        foreach (ReportDefinition report in ReportCatalogue.Known)
        {
            foreach (string field in report.EventFields)
            {
                if (!fields.TryGetValue(field, out SortedSet<string>? readers)) fields[field] = readers = new SortedSet<string>(StringComparer.Ordinal);
                if (!readers.Contains("all")) readers.Add(report.Name);
            }
        }

        return fields;
    }

    private static bool Exists(string field)
    {
        string[] steps = field.Split('.');
        Type? type = EventCatalogue.All.FirstOrDefault(known => known.Name == steps[0])?.Record;
        foreach (string step in steps.Skip(1)) type = type?.GetProperty(step, BindingFlags.Public | BindingFlags.Instance)?.PropertyType;
        return type is not null;
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}

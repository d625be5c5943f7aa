using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Server.Ingest;

/// <summary>Where a refused submission was wrong, in FHIR's words alone: a sender's own property names and types may be anything, a patient's name included.</summary>
internal sealed class RefusedPlace(DefinitionSet definitions)
{
    private const string Unknown = "?";
    private const string EntryStart = "Bundle.entry[";

    private readonly FrozenSet<string> _known = Words(definitions.Names).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The resource types that findings are about, as sent and in their order; null where there is none.</summary>
    public static IReadOnlyList<string?> TypesOf(Findings findings, NodeCursor root)
    {
        NodeCursor[]? entries = null;
        return [.. findings.Select(finding => (EntryOf(finding) is { } index && (entries ??= [.. Items(root["entry"])]).ElementAtOrDefault(index) is { Exists: true } entry
            ? entry["resource"]
            : root)["resourceType"].AsString())];
    }

    /// <summary>A type of FHIR R4 as it stands; empty for anything else.</summary>
    public string Type(string? type) => type is not null && definitions.FindType(type) is not null ? type : "";

    /// <summary>An element path with indexes, in which what FHIR does not know is a question mark.</summary>
    public string Path(string? expression)
    {
        if (expression is null) return "";
        StringBuilder path = new();
        int start = 0;
        for (int end = Next(expression, start); ; end = Next(expression, start))
        {
            if (start > 0) path.Append('.');
            AppendStep(path, expression[start..end]);
            if (end == expression.Length) return path.ToString();
            start = end + 1;
        }
    }

    // A name in backticks may hold dots and brackets.
    private static int Next(string expression, int start)
    {
        bool isQuoted = false;
        for (int index = start; index < expression.Length; index++)
        {
            if (expression[index] == '\\') index++;
            else if (expression[index] == '`') isQuoted = !isQuoted;
            else if (expression[index] == '.' && !isQuoted) return index;
        }

        return expression.Length;
    }

    private void AppendStep(StringBuilder path, string step)
    {
        int bracket = step.StartsWith('`') ? step.LastIndexOf('[') : step.IndexOf('[', StringComparison.Ordinal);
        if (bracket < step.LastIndexOf('`')) bracket = -1;
        string name = bracket < 0 ? step : step[..bracket];
        path.Append(_known.Contains(name) || definitions.FindType(name) is not null ? name : Unknown);
        if (bracket >= 0 && step[(bracket + 1)..].TrimEnd(']') is { } index && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            path.Append('[').Append(number.ToString(CultureInfo.InvariantCulture)).Append(']');
    }

    private static int? EntryOf(Finding finding) =>
        finding.Expression is { } expression && expression.StartsWith(EntryStart, StringComparison.Ordinal)
        && expression.IndexOf(']', StringComparison.Ordinal) is var end and > 0
        && int.TryParse(expression.AsSpan(EntryStart.Length, end - EntryStart.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? index
            : null;

    private static IEnumerable<NodeCursor> Items(NodeCursor array)
    {
        foreach (NodeCursor item in array) yield return item;
    }

    /// <summary>Names of elements, and what precedes a capital in them: FHIRPath calls <c>valueString</c> <c>value</c>.</summary>
    private static IEnumerable<string> Words(ElementNames names)
    {
        for (int number = 0; number < names.Count; number++)
        {
            string name = names[number];
            yield return name;
            for (int index = 1; index < name.Length; index++)
            {
                if (char.IsAsciiLetterUpper(name[index])) yield return name[..index];
            }
        }
    }
}

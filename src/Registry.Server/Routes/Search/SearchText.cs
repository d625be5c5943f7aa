using System.Text;

namespace Registry.Server.Routes.Search;

/// <summary>The separators of search values and what escapes them. https://hl7.org/fhir/R4/search.html#escaping</summary>
internal static class SearchText
{
    /// <summary>Splits at a separator that no backslash escapes; escapes stay.</summary>
    public static List<string> Split(string text, char separator)
    {
        List<string> parts = [];
        StringBuilder part = new();
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] == '\\' && index + 1 < text.Length)
            {
                part.Append(text[index]).Append(text[++index]);
            }
            else if (text[index] == separator)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(text[index]);
            }
        }

        parts.Add(part.ToString());
        return parts;
    }

    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        StringBuilder plain = new();
        for (int index = 0; index < text.Length; index++) plain.Append(text[index] == '\\' && index + 1 < text.Length ? text[++index] : text[index]);
        return plain.ToString();
    }
}

/// <summary>A search that cannot be run: what is wrong, and what to send instead.</summary>
/// <param name="parameter">The parameter as it was sent, without its value.</param>
/// <param name="message">What is wrong.</param>
/// <param name="remedy">What to send instead.</param>
/// <param name="issue">Which kind of issue: https://hl7.org/fhir/R4/valueset-issue-type.html.</param>
/// <param name="isUnknown">Whether there is no such parameter.</param>
internal sealed class SearchRefusal(string parameter, string message, string remedy, string issue = "value", bool isUnknown = false) : Exception(message)
{
    /// <summary>The parameter as it was sent, without its value.</summary>
    public string Parameter { get; } = parameter;

    public string Remedy { get; } = remedy;

    /// <summary>Code of the issue.</summary>
    public string Issue { get; } = isUnknown ? "not-supported" : issue;

    /// <summary>True when there is no such parameter, so that a lenient caller may go without it.</summary>
    public bool IsUnknown { get; } = isUnknown;
}

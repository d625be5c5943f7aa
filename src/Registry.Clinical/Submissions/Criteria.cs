using System.Text;

namespace Registry.Clinical.Submissions;

/// <summary>The commonest search of a conditional interaction or reference: one identifier, with its system. It is a key, so it is found and held without a search.</summary>
/// <remarks>Every other search is a <see cref="Condition"/>.</remarks>
internal static class Criteria
{
    /// <summary>What may be written, for messages.</summary>
    public const string Form = "identifier=system|value";

    /// <summary>Reads <c>identifier=system|value</c>.</summary>
    /// <param name="type">Resource type that is searched.</param>
    /// <param name="query">The query without a question mark, percent-encoded or not.</param>
    /// <param name="key">What it searches.</param>
    /// <returns>Null when read; otherwise why it is not one identifier with its system, in one sentence.</returns>
    public static string? Read(string type, string query, out IdentifierKey key)
    {
        key = default;
        string[] parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries);
        if (parameters.Length != 1) return $"The criteria name {parameters.Length} parameters; only {Form} is supported.";
        int equals = parameters[0].IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? parameters[0] : parameters[0][..equals];
        if (equals < 0 || !string.Equals(name, "identifier", StringComparison.Ordinal)) return $"Criteria other than {Form} are not supported.";
        // A plus sign stays a plus sign: an identifier may hold one, and a bundle's criteria are often not encoded.
        if (!TrySplit(Uri.UnescapeDataString(parameters[0][(equals + 1)..]), out string system, out string value, out string? problem)) return problem;
        if (system.Length == 0) return $"An identifier without its system may belong to anybody; only {Form} is supported.";
        if (value.Length == 0) return $"The identifier has no value; only {Form} is supported.";
        key = new IdentifierKey(type, system, value);
        return null;
    }

    // https://hl7.org/fhir/R4/search.html#escaping: \$ \, \| and \\ stand for the character itself.
    private static bool TrySplit(string text, out string system, out string value, out string? problem)
    {
        StringBuilder part = new();
        string? first = null;
        problem = null;
        (system, value) = ("", "");
        for (int index = 0; index < text.Length; index++)
        {
            char character = text[index];
            if (character == '\\' && index + 1 < text.Length)
            {
                part.Append(text[++index]);
            }
            else if (character == ',')
            {
                problem = $"The criteria name several identifiers; only one {Form} is supported (write a comma that belongs to it as \\,).";
                return false;
            }
            else if (character == '|' && first is null)
            {
                first = part.ToString();
                part.Clear();
            }
            else
            {
                part.Append(character);
            }
        }

        (system, value) = (first ?? "", part.ToString());
        return true;
    }
}

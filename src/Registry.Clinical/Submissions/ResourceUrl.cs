namespace Registry.Clinical.Submissions;

/// <summary>A URL below the FHIR base, taken apart: <c>Type</c>, <c>Type/id</c>, <c>Type/id/_history/version</c> or <c>Type?query</c>.</summary>
internal readonly record struct ResourceUrl(string Type, string? Id, string? Query, bool IsVersioned)
{
    /// <summary>Longest id: https://hl7.org/fhir/R4/datatypes.html#id</summary>
    private const int IdChars = 64;

    /// <summary>Reads a relative URL, or an absolute one below the base. Null when it has another form.</summary>
    /// <param name="url">As sent.</param>
    /// <param name="baseUrl">The FHIR base without a trailing slash; null when unknown.</param>
    public static ResourceUrl? Read(string url, string? baseUrl)
    {
        string relative = baseUrl is not null && url.StartsWith(baseUrl + "/", StringComparison.Ordinal) ? url[(baseUrl.Length + 1)..] : url;
        int mark = relative.IndexOf('?', StringComparison.Ordinal);
        string? query = mark < 0 ? null : relative[(mark + 1)..];
        string[] parts = (mark < 0 ? relative : relative[..mark]).Split('/');
        if (!IsTypeName(parts[0])) return null;
        return parts.Length switch
        {
            1 => new ResourceUrl(parts[0], null, query, false),
            2 when query is null && IsId(parts[1]) => new ResourceUrl(parts[0], parts[1], null, false),
            4 when query is null && IsId(parts[1]) && parts[2] is "_history" && IsId(parts[3]) => new ResourceUrl(parts[0], parts[1], null, true),
            _ => null,
        };
    }

    /// <summary>Whether a text can be a resource id.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= IdChars && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.');

    private static bool IsTypeName(string text) => text.Length is > 0 and <= IdChars && char.IsAsciiLetterUpper(text[0]) && text.All(char.IsAsciiLetterOrDigit);
}

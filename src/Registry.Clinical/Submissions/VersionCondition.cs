using System.Globalization;

namespace Registry.Clinical.Submissions;

/// <summary>The header If-Match: which versions of a resource may be current for a request to be done. https://hl7.org/fhir/R4/http.html#concurrency, https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1</summary>
/// <remarks>Weak and strong tags count alike: FHIR's are weak, and many clients send them back without their W/.</remarks>
public sealed class VersionCondition
{
    private readonly bool _isAny;
    private readonly long[] _versions;

    private VersionCondition(bool isAny, long[] versions)
    {
        _isAny = isAny;
        _versions = versions;
    }

    /// <summary>This version and no other.</summary>
    public static VersionCondition Of(long version) => new(isAny: false, [version]);

    /// <summary>Reads <c>W/"3"</c>, <c>"3"</c>, a list of such with commas between them, or <c>*</c>.</summary>
    /// <param name="header">The header's value.</param>
    /// <returns>Null when it is none of these. A tag that is no version of ours is one that no resource has.</returns>
    public static VersionCondition? Read(string header)
    {
        ArgumentNullException.ThrowIfNull(header);
        ReadOnlySpan<char> rest = header.AsSpan().Trim();
        if (rest is "*") return new VersionCondition(isAny: true, []);
        List<long> versions = [];
        while (true)
        {
            if (rest.StartsWith("W/", StringComparison.Ordinal)) rest = rest[2..];
            if (rest.IsEmpty || rest[0] != '"') return null;
            int length = rest[1..].IndexOf('"');
            if (length < 0 || rest.Slice(1, length).ContainsAnyInRange('\0', ' ')) return null;
            if (long.TryParse(rest.Slice(1, length), NumberStyles.None, CultureInfo.InvariantCulture, out long version)) versions.Add(version);
            rest = rest[(length + 2)..].TrimStart();
            if (rest.IsEmpty) return new VersionCondition(isAny: false, [.. versions]);
            if (rest[0] != ',') return null;
            rest = rest[1..].TrimStart();
        }
    }

    /// <summary>Whether it holds.</summary>
    /// <param name="current">meta.versionId of what stands; null when nothing does.</param>
    public bool Holds(long? current) => current is { } version && (_isAny || _versions.Contains(version));
}

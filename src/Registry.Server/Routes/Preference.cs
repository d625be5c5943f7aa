using Microsoft.Extensions.Primitives;

namespace Registry.Server.Routes;

/// <summary>What a client that writes wants back.</summary>
internal enum ReturnPreference
{
    /// <summary>It did not say: the resource after a single interaction, what there is to tell in an entry of a bundle.</summary>
    None,

    /// <summary>Status and headers alone.</summary>
    Minimal,

    /// <summary>The resource as it stands now.</summary>
    Representation,

    /// <summary>What there is to tell.</summary>
    OperationOutcome,
}

/// <summary>The header Prefer. https://hl7.org/fhir/R4/http.html#return, RFC 7240</summary>
internal static class Preference
{
    /// <summary><c>return=…</c>; of several the first, and what is unknown is none: nobody has to honour a preference.</summary>
    public static ReturnPreference Return(IHeaderDictionary headers)
    {
        foreach (string preference in Each(headers["Prefer"]))
        {
            if (!preference.StartsWith("return=", StringComparison.OrdinalIgnoreCase)) continue;
            switch (preference["return=".Length..].Trim('"'))
            {
                case "minimal": return ReturnPreference.Minimal;
                case "representation": return ReturnPreference.Representation;
                case "OperationOutcome": return ReturnPreference.OperationOutcome;
            }
        }

        return ReturnPreference.None;
    }

    private static IEnumerable<string> Each(StringValues header) =>
        header.SelectMany(line => (line ?? "").Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(preference => preference.Replace(" ", "", StringComparison.Ordinal));
}

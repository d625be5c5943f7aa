using System.Net.Http.Headers;

namespace Registry.Server.Routes;

/// <summary>What a patch may be written in. https://hl7.org/fhir/R4/http.html#patch</summary>
internal static class MediaTypes
{
    /// <summary>RFC 6902.</summary>
    public const string JsonPatch = "application/json-patch+json";

    /// <summary>What PATCH takes, as the header Accept-Patch and CapabilityStatement.patchFormat tell it. https://www.rfc-editor.org/rfc/rfc5789#section-3.1</summary>
    public static IReadOnlyList<string> Patches { get; } = [JsonPatch, "application/fhir+json", "application/fhir+xml"];

    /// <summary>Whether a media type, with whatever parameters, is JSON Patch in UTF-8.</summary>
    public static bool IsJsonPatch(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
        && string.Equals(type.MediaType, JsonPatch, StringComparison.OrdinalIgnoreCase)
        && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}

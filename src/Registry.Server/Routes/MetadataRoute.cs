using Microsoft.Extensions.Primitives;

namespace Registry.Server.Routes;

/// <summary>GET [base]/metadata, with <c>mode</c>. https://hl7.org/fhir/R4/http.html#capabilities</summary>
internal static class MetadataRoute
{
    public static IResult Answer(HttpContext context, CapabilityStatement statement, TerminologyCapabilities terminology)
    {
        string baseUrl = FhirRoutes.BaseUrl(context.Request);
        StringValues mode = context.Request.Query["mode"];
        return mode.Count == 0 || mode is ["full"] ? FhirResults.Json(StatusCodes.Status200OK, statement.Write(baseUrl))
            : mode is ["normative"] ? FhirResults.Json(StatusCodes.Status200OK, statement.Write(baseUrl, isNormative: true))
            : mode is ["terminology"] ? FhirResults.Json(StatusCodes.Status200OK, terminology.Write(baseUrl))
            : FhirResults.Refusal(StatusCodes.Status400BadRequest, "value", "metadata-mode", "The parameter mode is none that R4 knows, or stands twice.", "Send mode=full, mode=normative or mode=terminology.");
    }
}

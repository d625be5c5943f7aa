using Registry.Server.Packages;

namespace Registry.Server.Routes.Conformance;

/// <summary>Leads requests for conformance resources to the packages, whose they are: read and search are answered from there, and nothing is written. decisions/0033</summary>
internal static class ConformanceFilter
{
    /// <summary>What such a type is asked with.</summary>
    public static readonly string[] Interactions = ["read", "search-type"];

    /// <summary>An endpoint filter over the whole of <c>/fhir</c>.</summary>
    public static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        HttpContext context = invocation.HttpContext;
        if (context.Request.RouteValues["type"] is not string type || !ConformanceResources.IsType(type)
            || context.GetEndpoint()?.Metadata.GetMetadata<FhirCapability>() is not { } capability)
        {
            return await next(invocation);
        }

        string id = context.Request.RouteValues["id"] as string ?? "";
        ConformanceResources resources = context.RequestServices.GetRequiredService<ConformanceResources>();
        if (capability.Codes.Contains("read", StringComparer.Ordinal)) return Read(resources, type, id);
        if (capability.Codes.Contains("search-type", StringComparer.Ordinal)) return await ActivatorUtilities.CreateInstance<ConformanceSearch>(context.RequestServices).AnswerAsync(context, type);
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            return FhirResults.Refusal(
                StatusCodes.Status404NotFound, "not-supported", "conformance-history",
                $"A {type} of the packages has no history: it is what the loaded package holds.", $"GET /fhir/{type}/{(id.Length == 0 ? "…" : id)} reads it as it stands.");
        }

        return UnknownRoute.NotAllowed(context, ["GET", "HEAD"], $"{type} resources are those of the loaded packages: they are read and searched, and not written.",
            "Load a package that holds it: the setting Registry:Packages.");
    }

    private static IResult Read(ConformanceResources resources, string type, string id) => resources.Find(type, id) is { } found
        ? FhirResults.Json(StatusCodes.Status200OK, found.Json())
        : FhirResults.Refusal(
            StatusCodes.Status404NotFound, "not-found", "resource-unknown",
            $"No loaded package has a {type} with this id.", $"Search for it: GET /fhir/{type}?url=… ; GET /fhir/{type}?_summary=true lists all.");
}

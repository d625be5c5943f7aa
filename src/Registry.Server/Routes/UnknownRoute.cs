using Microsoft.AspNetCore.Routing.Template;

namespace Registry.Server.Routes;

/// <summary>What no route takes: 405 with what the address does take, 204 to who only asks that (OPTIONS), 404 for an address that there is not.</summary>
internal static class UnknownRoute
{
    /// <summary>The handler of a fallback.</summary>
    public static IResult Answer(HttpContext context, EndpointDataSource routes)
    {
        string[] allowed = [.. Allowed(context.Request.Path, routes.Endpoints)];
        string method = context.Request.Method;
        if (allowed.Length == 0)
        {
            return FhirResults.Refusal(
                StatusCodes.Status404NotFound, "not-found", "route-unknown",
                $"The registry has no {method} at this address.", "GET /fhir/metadata lists what it has.");
        }

        context.Response.Headers.Allow = string.Join(", ", allowed.Append("OPTIONS"));
        if (HttpMethods.IsOptions(method)) return Results.StatusCode(StatusCodes.Status204NoContent);
        return FhirResults.Refusal(
            StatusCodes.Status405MethodNotAllowed, "not-supported", "method-not-allowed",
            $"This address does not take {method}.", $"Send one of {string.Join(", ", allowed)}; GET /fhir/metadata lists what the registry does.");
    }

    // Of the routes that the address fits the closest ones, so that _history is no type. The fallbacks themselves take any method.
    private static IEnumerable<string> Allowed(PathString path, IEnumerable<Endpoint> endpoints) => (endpoints.OfType<RouteEndpoint>()
        .Where(route => route.Metadata.GetMetadata<IHttpMethodMetadata>() is not null && new TemplateMatcher(new RouteTemplate(route.RoutePattern), []).TryMatch(path, []))
        .GroupBy(route => route.RoutePattern.InboundPrecedence)
        .MinBy(routes => routes.Key) ?? Enumerable.Empty<RouteEndpoint>())
        .SelectMany(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);
}

using Microsoft.AspNetCore.Routing.Template;
using Registry.Server.Packages;
using Registry.Server.Routes.Conformance;

namespace Registry.Server.Routes;

/// <summary>What no route takes: 405 with what the address does take, 204 to who only asks that (OPTIONS), 404 for an address that there is not.</summary>
internal static class UnknownRoute
{
    /// <summary>Whether a part of an address is written as the name of a type is: <c>$validate</c>, <c>_history</c> and <c>metadata</c> are addresses of their own, or none.</summary>
    private static bool IsTypeName(string? text) => text is { Length: > 0 } && text[0] is >= 'A' and <= 'Z' && text.All(char.IsAsciiLetter);

    /// <summary>Keeps addresses that only look like <c>/{type}/…</c> from its handlers, which would speak of a type.</summary>
    public static ValueTask<object?> FilterAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        HttpContext context = invocation.HttpContext;
        return context.GetRouteValue("type") is string type && !IsTypeName(type)
            ? ValueTask.FromResult<object?>(Answer(context, context.RequestServices.GetRequiredService<EndpointDataSource>()))
            : next(invocation);
    }

    /// <summary>The handler of a fallback.</summary>
    public static IResult Answer(HttpContext context, EndpointDataSource routes) => AnswerFor(context, routes.Endpoints);

    /// <summary>The same, as far as these routes go.</summary>
    public static IResult AnswerFor(HttpContext context, IEnumerable<Endpoint> routes)
    {
        string[] allowed = [.. Allowed(context.Request.Path, routes)];
        string method = context.Request.Method;
        if (allowed.Length == 0)
        {
            return FhirResults.Refusal(
                StatusCodes.Status404NotFound, "not-found", "route-unknown",
                $"The registry has no {method} at this address.", "GET /fhir/metadata lists what it has.");
        }

        if (!HttpMethods.IsOptions(method)) return NotAllowed(context, allowed, $"This address does not take {method}.", $"Send one of {string.Join(", ", allowed)}; GET /fhir/metadata lists what the registry does.");
        context.Response.Headers.Allow = string.Join(", ", allowed.Append("OPTIONS"));
        return Results.StatusCode(StatusCodes.Status204NoContent);
    }

    /// <summary>405, with the methods that the address does take.</summary>
    public static IResult NotAllowed(HttpContext context, IEnumerable<string> allowed, string message, string remedy)
    {
        context.Response.Headers.Allow = string.Join(", ", allowed.Append("OPTIONS"));
        return FhirResults.Refusal(StatusCodes.Status405MethodNotAllowed, "not-supported", "method-not-allowed", message, remedy);
    }

    /// <summary>The methods that an address takes.</summary>
    /// <remarks>Of the routes that the address fits the closest ones, so that _history is no type. The fallbacks themselves take any method.</remarks>
    public static IEnumerable<string> Allowed(PathString path, IEnumerable<Endpoint> endpoints) => (endpoints.OfType<RouteEndpoint>()
        .Where(route => route.Metadata.GetMetadata<IHttpMethodMetadata>() is not null && Applies(route, path) && Matches(route, path))
        .GroupBy(route => route.RoutePattern.InboundPrecedence)
        .MinBy(routes => routes.Key) ?? Enumerable.Empty<RouteEndpoint>())
        .SelectMany(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    private static bool Matches(RouteEndpoint route, PathString path)
    {
        RouteValueDictionary values = [];
        return new TemplateMatcher(new RouteTemplate(route.RoutePattern), []).TryMatch(path, values) && (!values.TryGetValue("type", out object? type) || IsTypeName(type as string));
    }

    // Conformance resources are read and searched, whatever the general routes do with other types.
    private static bool Applies(RouteEndpoint route, PathString path) =>
        path.Value?.Split('/') is not ["", "fhir", var type, ..] || !ConformanceResources.IsType(type)
        || route.Metadata.GetMetadata<FhirCapability>() is not { } capability || capability.Codes.Intersect(ConformanceFilter.Interactions, StringComparer.Ordinal).Any();
}

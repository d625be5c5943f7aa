using Registry.Contracts.Callers;
using Registry.Server.Callers;
using Registry.Server.Routes.Conformance;
using Registry.Server.Routes.Operations;
using Registry.Server.Routes.Search;

namespace Registry.Server.Routes;

/// <summary><c>/fhir</c>: the FHIR R4 base. What each interaction does lies in a file of its own. https://hl7.org/fhir/R4/http.html</summary>
internal static class FhirRoutes
{
    private const CallerRoles Readers = CallerRoles.Submitter | CallerRoles.Coordinator;

    public static void MapFhir(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder fhir = routes.MapGroup("/fhir");
        fhir.AddEndpointFilter(UnknownRoute.FilterAsync);
        fhir.AddEndpointFilter(ConformanceFilter.AnswerAsync);
        fhir.MapMethods("/metadata", ["GET", "HEAD"], MetadataRoute.Answer);
        fhir.Map("/metadata", UnknownRoute.Answer).RequireRole(Readers);
        fhir.MapOperations();
        fhir.MapWrites();
        fhir.MapReads();
        fhir.MapHistory();
        fhir.MapSearch(Readers);
        fhir.Map("/{**rest}", UnknownRoute.Answer).RequireRole(Readers).WithOrder(int.MaxValue);
    }

    /// <summary>The FHIR base under which this request came.</summary>
    public static string BaseUrl(HttpRequest request) => $"{request.Scheme}://{request.Host}/fhir";
}

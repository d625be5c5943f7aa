using Registry.Contracts.Callers;
using Registry.Server.Callers;

namespace Registry.Server.Routes.Operations;

/// <summary>The operations, <c>[base]/…/$name</c>, top to bottom. https://hl7.org/fhir/R4/operationslist.html</summary>
internal static class OperationRoutes
{
    private const CallerRoles Readers = CallerRoles.Submitter | CallerRoles.Coordinator;

    /// <summary>What changes nothing may be called by GET too.</summary>
    private static readonly string[] Reading = ["GET", "POST"];

    private static readonly string[] Changing = ["POST"];

    public static void MapOperations(this IEndpointRouteBuilder fhir)
    {
        fhir.MapOperation("/ValueSet/$expand", Reading, FhirOperation.OfType("ValueSet", "expand"), ExpandOperation.AnswerAsync);
        fhir.MapOperation("/ValueSet/{id}/$expand", Reading, FhirOperation.OfType("ValueSet", "expand"), ExpandOperation.AnswerAsync);
        fhir.MapOperation("/ValueSet/$validate-code", Reading, FhirOperation.OfType("ValueSet", "validate-code"), ValidateCodeOperation.InValueSetAsync);
        fhir.MapOperation("/ValueSet/{id}/$validate-code", Reading, FhirOperation.OfType("ValueSet", "validate-code"), ValidateCodeOperation.InValueSetAsync);
        fhir.MapOperation("/CodeSystem/$validate-code", Reading, FhirOperation.OfType("CodeSystem", "validate-code"), ValidateCodeOperation.InCodeSystemAsync);
        fhir.MapOperation("/CodeSystem/{id}/$validate-code", Reading, FhirOperation.OfType("CodeSystem", "validate-code"), ValidateCodeOperation.InCodeSystemAsync);
        fhir.MapOperation("/CodeSystem/$lookup", Reading, FhirOperation.OfType("CodeSystem", "lookup"), LookupOperation.AnswerAsync);

        fhir.MapOperation("/{type}/$validate", Reading, FhirOperation.OfEachStored("validate"), ValidateOperation.AnswerAsync);
        fhir.MapOperation("/{type}/{id}/$validate", Reading, FhirOperation.OfEachStored("validate"), ValidateOperation.AnswerAsync);
        fhir.MapOperation("/Patient/$everything", Reading, FhirOperation.OfType("Patient", "everything"), EverythingOperation.AnswerAsync);
        fhir.MapOperation("/Patient/{id}/$everything", Reading, FhirOperation.OfType("Patient", "everything"), EverythingOperation.AnswerAsync);
        fhir.MapOperation("/$meta", Reading, FhirOperation.OfSystem("meta"), MetaOperations.InUseAsync);
        fhir.MapOperation("/{type}/$meta", Reading, FhirOperation.OfEachStored("meta"), MetaOperations.InUseAsync);
        fhir.MapOperation("/{type}/{id}/$meta", Reading, FhirOperation.OfEachStored("meta"), MetaOperations.OfResourceAsync);
        fhir.MapOperation("/{type}/{id}/_history/{version}/$meta", Reading, FhirOperation.OfEachStored("meta"), MetaOperations.OfResourceAsync);
        fhir.MapOperation("/{type}/{id}/$meta-add", Changing, FhirOperation.OfEachStored("meta-add"), MetaOperations.AddAsync);
        fhir.MapOperation("/{type}/{id}/$meta-delete", Changing, FhirOperation.OfEachStored("meta-delete"), MetaOperations.DeleteAsync);

        // What begins with a dollar sign is no id, so that a typo is told as one.
        foreach (string unknown in (string[])["/${operation}", "/{type}/${operation}", "/{type}/{id}/${operation}"]) fhir.Map(unknown, Unknown).RequireRole(Readers);
    }

    private static void MapOperation(this IEndpointRouteBuilder fhir, string pattern, string[] methods, FhirOperation operation, Func<HttpContext, Task<IResult>> answer)
    {
        fhir.MapMethods(pattern, methods, (HttpContext context, CancellationToken _) => RunAsync(context, operation, answer)).RequireRole(Readers).WithMetadata(operation);
    }

    private static async Task<IResult> RunAsync(HttpContext context, FhirOperation operation, Func<HttpContext, Task<IResult>> answer)
    {
        // What the statement does not tell of a type is not done for it.
        if (context.GetRouteValue("type") is string type && operation.Types?.Invoke(type) == false) return NotHere();
        try
        {
            return await answer(context);
        }
        catch (OperationRefusal refusal)
        {
            return FhirResults.Outcome(refusal.Status, refusal.Findings);
        }
    }

    private static IResult Unknown(HttpContext context, EndpointDataSource routes)
    {
        Endpoint[] operations = [.. routes.Endpoints.Where(route => route.Metadata.GetMetadata<FhirOperation>() is not null)];
        return UnknownRoute.Allowed(context.Request.Path, operations).Any()
            ? UnknownRoute.AnswerFor(context, operations)
            : NotHere();
    }

    private static IResult NotHere() => FhirResults.Refusal(
        StatusCodes.Status404NotFound, "not-supported", "operation-unknown",
        "The registry has no such operation here.", "GET /fhir/metadata lists the operations of the system and of each type.");
}

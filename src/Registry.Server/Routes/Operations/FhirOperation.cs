namespace Registry.Server.Routes.Operations;

/// <summary>An operation that a route lets a client call; put beside the route where it is mapped, so that the CapabilityStatement tells what there is. https://hl7.org/fhir/R4/operations.html</summary>
/// <param name="Name">Without the dollar sign.</param>
/// <param name="Definition">Canonical URL of its OperationDefinition.</param>
/// <param name="Types">The resource types that it is called on; null for the whole system.</param>
internal sealed record FhirOperation(string Name, string Definition, Func<string, bool>? Types)
{
    private const string Definitions = "http://hl7.org/fhir/OperationDefinition/";

    /// <summary>An operation of R4 on one type, such as <c>ValueSet-expand</c>.</summary>
    public static FhirOperation OfType(string type, string name) => new(name, $"{Definitions}{type}-{name}", one => one == type);

    /// <summary>An operation of R4 on every type whose resources are stored here.</summary>
    public static FhirOperation OfEachStored(string name) => new(name, $"{Definitions}Resource-{name}", one => !Packages.ConformanceResources.IsType(one));

    /// <summary>An operation of R4 on the whole system.</summary>
    public static FhirOperation OfSystem(string name) => new(name, $"{Definitions}Resource-{name}", Types: null);
}

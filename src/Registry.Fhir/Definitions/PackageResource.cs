namespace Registry.Fhir.Definitions;

/// <summary>A conformance resource of a loaded package, as it stands there.</summary>
/// <param name="Type">One of <see cref="Types"/>.</param>
/// <param name="Id">Its id; null when it has none.</param>
/// <param name="Url">Its canonical URL, without a version; null when it has none.</param>
/// <param name="Version">Its business version; null when it has none.</param>
/// <param name="Package">Name of the package.</param>
/// <param name="Content">UTF-8 JSON.</param>
public sealed record PackageResource(string Type, string? Id, string? Url, string? Version, string Package, ReadOnlyMemory<byte> Content)
{
    /// <summary>The types that are kept: what a client may ask a server about its own conformance. https://hl7.org/fhir/R4/conformance-module.html</summary>
    public static IReadOnlyList<string> Types { get; } = ["CapabilityStatement", "CodeSystem", "ImplementationGuide", "OperationDefinition", "SearchParameter", "StructureDefinition", "ValueSet"];
}

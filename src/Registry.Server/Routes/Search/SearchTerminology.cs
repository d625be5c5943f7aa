using Registry.Fhir.Definitions;

namespace Registry.Server.Routes.Search;

/// <summary>What searches ask the loaded definitions: members of value sets, hierarchies of code systems, and what elements hold. One for each process; thread-safe.</summary>
internal sealed class SearchTerminology(DefinitionSet definitions)
{
    /// <summary>The elements that parameters read.</summary>
    public SearchElements Elements { get; } = new(definitions);

    /// <summary>Null when it is not held.</summary>
    public CodeSet? FindValueSet(string canonical) => definitions.FindValueSet(canonical);

    /// <summary>Whether R4 has such a resource type.</summary>
    public bool IsResourceType(string name) => definitions.FindType(name) is { Kind: StructureKind.Resource, IsAbstract: false };

    /// <summary>Null when it is not held.</summary>
    public CodeSystem? FindCodeSystem(string canonical) => definitions.FindCodeSystem(canonical);
}

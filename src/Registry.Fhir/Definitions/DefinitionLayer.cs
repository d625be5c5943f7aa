using Registry.Fhir.Json;

namespace Registry.Fhir.Definitions;

/// <summary>What one source brings to a <see cref="DefinitionSet"/>; later layers win over earlier ones. What a pack holds is decoded when it is first asked for.</summary>
internal sealed class DefinitionLayer
{
    public IReadOnlyList<StructureEntry> Structures { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, Lazy<CodeSet>>> ValueSets { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, Lazy<CodeSystem>>> CodeSystems { get; init; } = [];

    /// <summary>Questionnaires by canonical URL, as they stand.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Questionnaires { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);

    public IReadOnlyList<SearchParameter> SearchParameters { get; init; } = [];

    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);

    /// <summary>The conformance resources of a package, as they stand.</summary>
    public IReadOnlyList<PackageResource> Resources { get; init; } = [];

    /// <summary>True for a pack of this engine, false for a package.</summary>
    public bool IsShipped { get; init; }

    /// <summary>Packages that it was made of, by name and without version.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The JSON names of all elements; null when the layer brings no types.</summary>
    public ElementNames? Names { get; init; }
}

/// <summary>What can be said of a structure without decoding it.</summary>
/// <param name="Url">Canonical URL without a version.</param>
/// <param name="Type">The type that is defined or constrained.</param>
/// <param name="IsType">True when it defines a type that an instance may have, or that such types derive from.</param>
/// <param name="Value">The structure.</param>
internal sealed record StructureEntry(string Url, string Type, bool IsType, Lazy<StructureDefinition> Value)
{
    /// <summary>True for what comes out of a pack of this engine, which its tests compile whole; false for what a package brings.</summary>
    public bool IsShipped { get; init; }

    public static StructureEntry Of(StructureDefinition structure) =>
        new(structure.Url, structure.Type, DefinesType(structure), new Lazy<StructureDefinition>(structure));

    public static bool DefinesType(StructureDefinition structure) => structure is { IsConstraint: false, Kind: not StructureKind.Logical };
}

using System.Collections.Frozen;

namespace Registry.Fhir.Definitions;

/// <summary>Whether a code belongs to a value set.</summary>
public enum Membership
{
    /// <summary>It does not.</summary>
    Outside,

    /// <summary>It does.</summary>
    Member,

    /// <summary>The value set's content is not held here, so nothing can be said.</summary>
    Unknown,
}

/// <summary>All definitions that the engine knows: R4 core and the loaded packages. Immutable, thread-safe.</summary>
public sealed class DefinitionSet
{
    private readonly FrozenDictionary<string, StructureDefinition> _byUrl;
    private readonly FrozenDictionary<string, StructureDefinition> _byType;
    private readonly FrozenDictionary<string, CodeSet> _valueSets;

    internal DefinitionSet(
        IEnumerable<StructureDefinition> structures,
        IEnumerable<CodeSet> valueSets,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> packageFiles)
    {
        Structures = [.. structures];
        _byUrl = Structures.ToFrozenDictionary(structure => structure.Url, StringComparer.Ordinal);
        _byType = Structures.Where(structure => !structure.IsConstraint).ToFrozenDictionary(structure => structure.Type, StringComparer.Ordinal);
        _valueSets = valueSets.ToFrozenDictionary(set => set.Url, StringComparer.Ordinal);
        PackageFiles = packageFiles;
    }

    /// <summary>Every structure, base types first, then those of packages in load order.</summary>
    public IReadOnlyList<StructureDefinition> Structures { get; }

    /// <summary>Files of the loaded packages that are no FHIR resources, such as <c>other/registry.json</c>, by path inside the package.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> PackageFiles { get; }

    /// <summary>The structure with this canonical URL (a <c>|version</c> suffix is ignored); null when it is not held.</summary>
    public StructureDefinition? Find(string canonical)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        return _byUrl.GetValueOrDefault(WithoutVersion(canonical));
    }

    /// <summary>The base definition of a FHIR type, such as <c>Patient</c> or <c>Coding</c>; null when R4 has no such type.</summary>
    public StructureDefinition? FindType(string type) => _byType.GetValueOrDefault(type);

    /// <summary>The value set with this canonical URL (a <c>|version</c> suffix is ignored); null when it is not held.</summary>
    public CodeSet? FindValueSet(string canonical)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        return _valueSets.GetValueOrDefault(WithoutVersion(canonical));
    }

    private static string WithoutVersion(string canonical)
    {
        int bar = canonical.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? canonical : canonical[..bar];
    }
}

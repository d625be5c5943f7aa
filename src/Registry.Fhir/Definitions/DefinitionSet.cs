using Registry.Fhir.Json;

namespace Registry.Fhir.Definitions;

/// <summary>Whether a code belongs to a value set or code system.</summary>
public enum Membership
{
    /// <summary>It does not.</summary>
    Outside,

    /// <summary>It does.</summary>
    Member,

    /// <summary>The content is not held here, so nothing can be said.</summary>
    Unknown,
}

/// <summary>A package that another one says it stands on, and that is not loaded.</summary>
/// <param name="Package">Whose <c>package.json</c> names it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version, as written there.</param>
public sealed record UnheldDependency(string Package, string Name, string Version);

/// <summary>All definitions that the engine knows: R4 core and the loaded packages. Immutable, thread-safe.</summary>
public sealed class DefinitionSet
{
    private const string CoreVersion = "|4.0.1";

    private readonly IReadOnlyList<DefinitionLayer> _layers;
    private readonly Func<DefinitionLayer>? _guides;
    private readonly Dictionary<string, StructureEntry> _byUrl = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<StructureEntry>> _replaced = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StructureEntry> _byType = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lazy<CodeSet>> _valueSets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lazy<CodeSystem>> _codeSystems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lazy<ResourceDocument>> _questionnaires = new(StringComparer.Ordinal);
    private readonly HashSet<SearchParameter> _ofPackages = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, SearchParameter> _searchParameters = new(StringComparer.Ordinal);
    private readonly Lazy<IReadOnlyList<StructureDefinition>> _structures;

    /// <param name="layers">Core first; later ones win.</param>
    /// <param name="guides">Gives the layer to lay under the first package; null when there is none or it is laid already.</param>
    internal DefinitionSet(IReadOnlyList<DefinitionLayer> layers, Func<DefinitionLayer>? guides)
    {
        _layers = layers;
        _guides = guides;
        Dictionary<string, ReadOnlyMemory<byte>> files = new(StringComparer.Ordinal);
        foreach (DefinitionLayer layer in layers)
        {
            foreach (StructureEntry structure in layer.Structures)
            {
                if (!_byUrl.TryAdd(structure.Url, structure)) Replace(structure);
                if (structure.IsType) _byType[structure.Type] = structure;
            }

            foreach ((string url, Lazy<CodeSet> set) in layer.ValueSets)
            {
                // Core's own sets have core's version, which its bindings name; a package's set of that URL does not take their place there.
                if (!url.Contains('|', StringComparison.Ordinal) && _valueSets.TryGetValue(url, out Lazy<CodeSet>? core) && !_valueSets.ContainsKey(url + CoreVersion)) _valueSets.Add(url + CoreVersion, core);
                _valueSets[url] = set;
            }

            foreach ((string url, Lazy<CodeSystem> system) in layer.CodeSystems) _codeSystems[url] = system;
            foreach ((string url, ReadOnlyMemory<byte> questionnaire) in layer.Questionnaires) _questionnaires[url] = new Lazy<ResourceDocument>(() => ResourceDocument.Parse(questionnaire));
            foreach (SearchParameter parameter in layer.SearchParameters)
            {
                _searchParameters[parameter.Url] = parameter;
                if (!layer.IsShipped) _ofPackages.Add(parameter);
            }

            foreach ((string path, ReadOnlyMemory<byte> content) in layer.Files) files[path] = content;
        }

        PackageFiles = files;
        PackageResources = [.. layers.SelectMany(layer => layer.Resources)];
        SearchParameters = [.. _searchParameters.Values];
        Names = layers.Select(layer => layer.Names).FirstOrDefault(names => names is not null) ?? ElementNames.None;
        _structures = new Lazy<IReadOnlyList<StructureDefinition>>(() => [.. _byUrl.Values.Select(entry => entry.Value.Value)]);
    }

    /// <summary>Every structure, base types first, then those of packages in load order; of several versions the one that counts. The first use decodes what the packs hold.</summary>
    public IReadOnlyList<StructureDefinition> Structures => _structures.Value;

    /// <summary>The other versions of structures, which count where <c>|version</c> names them.</summary>
    internal IEnumerable<StructureDefinition> OtherVersions => _replaced
        .SelectMany(pair => pair.Value.Select(entry => entry.Value.Value).Where(other => other.Version is not null && other.Version != _byUrl[pair.Key].Value.Value.Version).Reverse().DistinctBy(other => other.Version, StringComparer.Ordinal));

    /// <summary>Every search parameter, those of packages last.</summary>
    public IReadOnlyList<SearchParameter> SearchParameters { get; }

    /// <summary>Files of the loaded packages that the engine does not work with, such as <c>other/registry.json</c> and CapabilityStatements, by path inside the package; of two, the later package's.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> PackageFiles { get; }

    /// <summary>The conformance resources of the loaded packages, as they stand, in load order; of two with one URL both. Packs of the engine keep none.</summary>
    public IReadOnlyList<PackageResource> PackageResources { get; }

    /// <summary>The JSON names of all elements of R4, choices with their types (<c>valueQuantity</c>), and each once more with the underscore.</summary>
    public ElementNames Names { get; }

    /// <summary>What the loaded packages say they stand on and what is not loaded. Nothing may be amiss: what is needed and missing has stopped the load.</summary>
    public IReadOnlyList<UnheldDependency> UnheldDependencies { get; private init; } = [];

    /// <summary>The structure with this canonical URL; null when it is not held.</summary>
    /// <remarks>
    /// Where several versions are held, <c>|version</c> picks one; without it, and where that version is not held, the later package's counts.
    /// </remarks>
    public StructureDefinition? Find(string canonical)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        int bar = canonical.IndexOf('|', StringComparison.Ordinal);
        if (bar < 0) return _byUrl.GetValueOrDefault(canonical)?.Value.Value;
        StructureDefinition? current = _byUrl.GetValueOrDefault(canonical[..bar])?.Value.Value;
        if (current is null || !_replaced.TryGetValue(current.Url, out List<StructureEntry>? others)) return current;
        return OfVersion(current, others, canonical[(bar + 1)..]);
    }

    /// <summary>This file of every loaded package that has it, in load order.</summary>
    /// <param name="path">Path inside the package, such as <c>other/registry.json</c>.</param>
    public IEnumerable<ReadOnlyMemory<byte>> FilesAt(string path) =>
        _layers.Where(layer => layer.Files.ContainsKey(path)).Select(layer => layer.Files[path]);

    /// <summary>Holds a profile or extension that is sent as an instance against its base, by what its author changed. Null when nothing contradicts, or nothing is to be compared.</summary>
    /// <param name="structure">The StructureDefinition, of any content.</param>
    /// <param name="whole">With its snapshot worked out; null where there is none.</param>
    internal DefinitionException? ContradictionOf(NodeCursor structure, out StructureDefinition? whole)
    {
        whole = null;
        if (!structure["differential"]["element"].Exists) return null;
        try
        {
            StructureDefinition read = StructureDefinitionReader.Read(structure, new CursorReading("instance", "StructureDefinition"), ofDifferential: true);
            if (read is { IsConstraint: true, Kind: not StructureKind.Logical }) whole = new SnapshotGenerator(Find, FindType, _ => "instance").Complete(read);
            return null;
        }
        catch (DefinitionException fault)
        {
            return fault;
        }
    }

    /// <summary>Whether the structure with this URL comes out of a pack of this engine.</summary>
    public bool IsShipped(string url) => _byUrl.TryGetValue(url, out StructureEntry? entry) && entry.IsShipped;

    /// <summary>Whether a search parameter comes out of a pack of this engine.</summary>
    internal bool IsShipped(SearchParameter parameter) => !_ofPackages.Contains(parameter);

    /// <summary>Whether this very structure comes out of a pack of this engine.</summary>
    internal bool IsShipped(StructureDefinition structure)
    {
        if (!_byUrl.TryGetValue(structure.Url, out StructureEntry? entry)) return false;
        if (ReferenceEquals(entry.Value.Value, structure)) return entry.IsShipped;
        return _replaced.TryGetValue(structure.Url, out List<StructureEntry>? others) && others.Exists(other => other.IsShipped && ReferenceEquals(other.Value.Value, structure));
    }

    /// <summary>The base definition of a FHIR type, such as <c>Patient</c> or <c>Coding</c>; null when R4 has no such type.</summary>
    public StructureDefinition? FindType(string type) => _byType.GetValueOrDefault(type)?.Value.Value;

    /// <summary>The value set with this canonical URL; null when it is not held. Versions count as for structures.</summary>
    public CodeSet? FindValueSet(string canonical)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        return Find(_valueSets, canonical);
    }

    /// <summary>Canonical URLs of the code systems whose codes are held.</summary>
    internal IEnumerable<string> CodeSystemUrls => _codeSystems.Keys;

    /// <summary>The code system with this canonical URL; null when its codes are not held. Versions count as for structures.</summary>
    /// <remarks>Packs hold the code systems that value sets of theirs draw on, not all.</remarks>
    public CodeSystem? FindCodeSystem(string canonical)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        return Find(_codeSystems, canonical);
    }

    private static T? Find<T>(Dictionary<string, Lazy<T>> held, string canonical)
        where T : class
    {
        if (held.TryGetValue(canonical, out Lazy<T>? exact)) return exact.Value;
        int bar = canonical.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? null : held.GetValueOrDefault(canonical[..bar])?.Value;
    }

    /// <summary>Canonical URLs of the value sets that are held, without versions.</summary>
    public IEnumerable<string> ValueSetUrls => _valueSets.Keys.Where(url => !url.Contains('|', StringComparison.Ordinal));

    /// <summary>Canonical URLs of the code systems whose codes are held, without versions.</summary>
    public IEnumerable<string> HeldCodeSystemUrls => _codeSystems.Keys.Where(url => !url.Contains('|', StringComparison.Ordinal));

    /// <summary>This set with further structures, taken as they stand.</summary>
    internal DefinitionSet Also(params StructureDefinition[] structures) => new([.. _layers, new DefinitionLayer { Structures = [.. structures.Select(StructureEntry.Of)] }], _guides);

    /// <summary>The questionnaire with this canonical URL (a <c>|version</c> suffix is ignored); missing when no package holds it.</summary>
    internal NodeCursor FindQuestionnaire(string canonical) => _questionnaires.TryGetValue(CursorReading.WithoutVersion(canonical), out Lazy<ResourceDocument>? held) ? held.Value.Root : default;

    /// <summary>This set, the guides that ship with the engine, and the packages on top; of two definitions with one URL the later package's counts.</summary>
    /// <exception cref="DefinitionException">A package redefines a type of R4, has a profile that contradicts its base, or a value set that imports itself.</exception>
    public DefinitionSet With(params DefinitionPackage[] packages)
    {
        ArgumentNullException.ThrowIfNull(packages);
        DefinitionSet basis = _guides is null ? this : new DefinitionSet([.. _layers, _guides()], guides: null);
        if (packages.Length == 0) return basis;

        var expander = new ValueSetExpander(
            canonical => Pick(packages, canonical, package => package.ValueSets, set => set.Version),
            canonical => Pick(packages, canonical, package => package.CodeSystems, system => system.Version) ?? basis.FindCodeSystem(canonical),
            basis.FindValueSet);
        SnapshotGenerator snapshots = basis.Snapshots(packages);
        return new DefinitionSet([.. basis._layers, .. packages.Select(package => basis.Layer(package, expander, snapshots))], guides: null)
        {
            UnheldDependencies = [.. basis.UnheldDependencies, .. packages.SelectMany(package => basis.Unheld(package, packages))],
        };
    }

    // Of the packages loaded together: the version that is named, or else the later package's.
    private static T? Pick<T>(DefinitionPackage[] packages, string canonical, Func<DefinitionPackage, IReadOnlyDictionary<string, T>> held, Func<T, string?> versionOf)
        where T : class
    {
        string url = CursorReading.WithoutVersion(canonical);
        string? version = url.Length < canonical.Length ? canonical[(url.Length + 1)..] : null;
        T? latest = null;
        foreach (DefinitionPackage package in packages)
        {
            if (!held(package).TryGetValue(url, out T? one)) continue;
            if (version is not null && versionOf(one) == version) return one;
            latest = one;
        }

        return latest;
    }

    private void Replace(StructureEntry structure)
    {
        if (!_replaced.TryGetValue(structure.Url, out List<StructureEntry>? others)) _replaced.Add(structure.Url, others = []);
        others.Add(_byUrl[structure.Url]);
        _byUrl[structure.Url] = structure;
    }

    // Apart from Find, which runs for every document and must not make the closure.
    private static StructureDefinition OfVersion(StructureDefinition current, List<StructureEntry> others, string version) =>
        current.Version == version ? current : others.FindLast(entry => entry.Value.Value.Version == version)?.Value.Value ?? current;

    // The later package's definition counts, as in the set that is made, unless a version is named.
    private SnapshotGenerator Snapshots(DefinitionPackage[] packages)
    {
        Dictionary<string, StructureDefinition> byUrl = new(StringComparer.Ordinal);
        Dictionary<StructureDefinition, DefinitionPackage> packageOf = new(ReferenceEqualityComparer.Instance);
        foreach (DefinitionPackage package in packages)
        {
            foreach (StructureDefinition structure in package.Structures)
            {
                byUrl[structure.Url] = structure;
                if (structure.Version is not null) byUrl[structure.Url + "|" + structure.Version] = structure;
                packageOf[structure] = package;
            }
        }

        return new SnapshotGenerator(
            canonical => byUrl.GetValueOrDefault(canonical) ?? byUrl.GetValueOrDefault(CursorReading.WithoutVersion(canonical)) ?? Find(canonical),
            FindType,
            structure => packageOf.GetValueOrDefault(structure)?.Name ?? "definitions",
            structure => packageOf.TryGetValue(structure, out DefinitionPackage? package) && Unheld(package, packages).ToArray() is { Length: > 0 } unheld
                ? $" Its package names what is not loaded: {string.Join(", ", unheld.Select(dependency => $"{dependency.Name} {dependency.Version}"))}."
                : "");
    }

    // R4 core goes by two names: that of its package of definitions, and that of the package with its examples, of which our pack is made.
    private IEnumerable<UnheldDependency> Unheld(DefinitionPackage package, DefinitionPackage[] packages) => package.Dependencies
        .Where(dependency => dependency.Key != "hl7.fhir.r4.core"
            && !packages.Any(held => held.Name == dependency.Key)
            && !_layers.Any(layer => layer.Sources.Contains(dependency.Key, StringComparer.Ordinal)))
        .Select(dependency => new UnheldDependency(package.Name, dependency.Key, dependency.Value));

    private DefinitionLayer Layer(DefinitionPackage package, ValueSetExpander expander, SnapshotGenerator snapshots)
    {
        foreach (StructureDefinition structure in package.Structures)
        {
            if (_byUrl.GetValueOrDefault(structure.Url) is { IsType: true })
            {
                throw new DefinitionException(package.Name, file: null, structure.Url, "A package cannot redefine a type of FHIR R4.");
            }
        }

        return new DefinitionLayer
        {
            Structures = [.. package.Structures.Select(structure => StructureEntry.Of(snapshots.Check(structure)))],
            ValueSets = [.. package.ValueSets.Values.SelectMany(set => Named(set.Url, set.Version, new Lazy<CodeSet>(expander.Expand(set))))],
            CodeSystems = [.. package.CodeSystems.Values.SelectMany(system => Named(system.Url, system.Version, new Lazy<CodeSystem>(system)))],
            SearchParameters = package.SearchParameters,
            Questionnaires = package.Questionnaires,
            Files = package.Files,
            Resources = package.Resources,
            Sources = [package.Name],
        };
    }
    // By URL, where the later package's counts, and by URL and version.
    private static IEnumerable<KeyValuePair<string, Lazy<T>>> Named<T>(string url, string? version, Lazy<T> value)
    {
        yield return KeyValuePair.Create(url, value);
        if (version is not null) yield return KeyValuePair.Create(url + "|" + version, value);
    }
}

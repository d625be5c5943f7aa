using Registry.Clinical.Events;
using Registry.Clinical.Rules;
using Registry.Contracts.Events;
using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Registry.Fhir.Search;

namespace Registry.Clinical.Dispatch;

/// <summary>What the registry takes, read from the <c>registry.json</c> of every loaded package. Immutable, thread-safe.</summary>
public sealed class DispatchTable
{
    /// <summary>Version of the mapping from resources to events; it rises when <see cref="FactReader"/> reads something differently.</summary>
    public const int MappingVersion = 3;

    private readonly Lazy<SearchIndexer>? _search;

    private DispatchTable(IReadOnlyList<RegistryFile> files, IReadOnlyList<Rule> rules, Lazy<SearchIndexer>? search)
    {
        _search = search;
        RegistryFile first = files[0];
        Package = first.Package;
        Version = first.Version;
        Canonical = first.Canonical;
        Derivation = $"{first.Package}#{first.Version}/{MappingVersion}";
        Codes = new RegistryCodes(first.Canonical);
        Rows = [.. files.Reverse().SelectMany(file => file.Rows)];
        Diseases = [.. files.SelectMany(file => file.Diseases)];
        Rules = new RuleSet(RuleTable.All, rules, Diseases, Codes);
        Aliases = new CanonicalAliases(files.SelectMany(file => file.Aliases, (file, alias) => KeyValuePair.Create(alias, file.Canonical)));
    }

    /// <summary>Id of the registry's own package, the first that was loaded.</summary>
    public string Package { get; }

    /// <summary>Its version.</summary>
    public string Version { get; }

    /// <summary>Its canonical base, without a trailing slash.</summary>
    public string Canonical { get; }

    /// <summary>The rows, in the order in which they are tried: a further package's before those of the packages that it stands on.</summary>
    public IReadOnlyList<DispatchRow> Rows { get; }

    /// <summary>The diseases that the registry is for, in load order.</summary>
    public IReadOnlyList<Disease> Diseases { get; }

    /// <summary>Older bases of the packages. Whoever reads a resource, sent or stored, reads it through them.</summary>
    public CanonicalAliases Aliases { get; }

    /// <summary>What resources are found by; made when first asked for.</summary>
    public SearchIndexer Search => _search?.Value ?? throw new InvalidOperationException("A table that was read without definitions knows no search parameters.");

    /// <summary>What <see cref="EventHeader.Derivation"/> says of what no row took: the registry's own package, its version and the mapping version.</summary>
    public string Derivation { get; }

    /// <summary>The own package's extensions and code systems; further packages use them too.</summary>
    internal RegistryCodes Codes { get; }

    /// <summary>The rules: the registry's own, and those of the packages.</summary>
    internal RuleSet Rules { get; }

    /// <summary>True when a package has rules over a person's resources, so that these have to be read with the person.</summary>
    public bool AsksRecords => Rules.OfPackages.Count > 0;

    /// <summary>Reads the file of every loaded package that has one; the registry's own package is the first.</summary>
    /// <exception cref="InvalidDataException">None has one, something in one is not known to this version, or two do not go together; the message names it.</exception>
    public static DispatchTable Read(DefinitionSet definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        return IsIn(definitions)
            ? Read(definitions.FilesAt(RegistryFile.PackagePath), () => new FhirPathModel(definitions), new Lazy<SearchIndexer>(() => new SearchIndexer(definitions)))
            : throw new InvalidDataException($"No loaded package holds {RegistryFile.PackagePath}, so nothing says which profile applies.");
    }

    /// <summary>Whether any loaded package says which profile applies.</summary>
    public static bool IsIn(DefinitionSet definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        return definitions.FilesAt(RegistryFile.PackagePath).Any();
    }

    /// <summary>Reads the texts of files, the registry's own first.</summary>
    /// <param name="files">At least one.</param>
    /// <param name="model">Gives the types that rules of packages may name; asked only when there is such a rule.</param>
    /// <param name="search">What resources are found by; null where nobody asks.</param>
    /// <exception cref="InvalidDataException">As above.</exception>
    internal static DispatchTable Read(IEnumerable<ReadOnlyMemory<byte>> files, Func<FhirPathModel> model, Lazy<SearchIndexer>? search = null)
    {
        RegistryFile[] read = [.. files.Select(RegistryFile.Read)];
        PackageConflicts.Check(read);
        Lazy<FhirPathModel> types = new(model);
        return new DispatchTable(read, [.. read.SelectMany(file => file.Rules, (file, row) => PackageRules.Compile(row, file.Package, types.Value))], search);
    }

    /// <summary>The first row that takes a resource; null when it is outside the dataset.</summary>
    public DispatchRow? Find(NodeCursor resource)
    {
        foreach (DispatchRow row in Rows)
        {
            if (row.Matches(resource)) return row;
        }

        return null;
    }

    /// <summary>Chooses the profile of a resource: a <see cref="Registry.Fhir.Validation.ProfileSelector"/>.</summary>
    public void Select(NodeCursor resource, ICollection<string> canonicals)
    {
        ArgumentNullException.ThrowIfNull(canonicals);
        if (Find(resource) is { } row) canonicals.Add(row.Profile);
    }
}

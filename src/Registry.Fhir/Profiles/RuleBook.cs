using System.Collections.Concurrent;
using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;

namespace Registry.Fhir.Profiles;

/// <summary>The rules of every type and profile of a definition set, compiled once and kept. Thread-safe.</summary>
internal sealed class RuleBook
{
    // Checked without FHIRPath, because they can be told more precisely, or decide whether the rest can be read at all; a test holds both forms against
    // each other (decisions/0015).
    private static readonly string[] Native = ["ele-1", "ref-1", "bdl-3", "bdl-7", "txt-1", "txt-2"];

    private const string CoreBase = "http://hl7.org/fhir/StructureDefinition/";

    private readonly ConcurrentDictionary<string, Shape> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Shape> _profiles = new(StringComparer.Ordinal);
    private readonly Dictionary<StructureDefinition, Shape> _byStructure = new(ReferenceEqualityComparer.Instance);
    private readonly Shape?[] _profileByNumber;
    private readonly Shape?[] _resourceByNumber;
    private readonly ConcurrentDictionary<string, NamedSlice[]> _slices = new(StringComparer.Ordinal);
    private readonly ElementNames _canonicals;
    private readonly ElementNames _typeNames;
    private readonly ElementNames _systemUrls;
    private ConcurrentDictionary<UncheckedRule, bool> _unchecked = new();

    /// <exception cref="ProfileException">A profile of a loaded package cannot be compiled.</exception>
    public RuleBook(DefinitionSet definitions)
    {
        Definitions = definitions;
        Model = new FhirPathModel(definitions);
        Known = new KnownNames(Names);
        ElementShape = TypeShape("Element");

        StructureDefinition[] profiles = [.. definitions.Structures.Where(IsProfile)];
        StructureDefinition[] others = [.. definitions.OtherVersions.Where(IsProfile)];
        foreach (StructureDefinition profile in profiles) _profiles.Add(profile.Url, ShapeOf(profile, profile.Url));
        foreach (StructureDefinition other in others) _profiles.Add(other.Url + "|" + other.Version, ShapeOf(other, other.Url + "|" + other.Version));
        foreach (string url in others.Select(other => other.Url).Distinct(StringComparer.Ordinal).Where(_profiles.ContainsKey)) _profiles.TryAdd(url + "|" + definitions.Find(url)!.Version, _profiles[url]);

        _canonicals = new ElementNames([.. definitions.Structures.Select(structure => structure.Url), .. _profiles.Keys]);
        _profileByNumber = new Shape?[_canonicals.Count];
        foreach ((string canonical, Shape shape) in _profiles) _profileByNumber[_canonicals.Find(canonical)] = shape;
        foreach (StructureDefinition profile in profiles) CompileNow(profile, _profiles[profile.Url]);
        foreach (StructureDefinition other in others) CompileNow(other, _profiles[other.Url + "|" + other.Version]);

        _systemUrls = new ElementNames(definitions.CodeSystemUrls);
        ResourceTypes = [.. definitions.Structures.Where(IsConcreteResource).Select(structure => structure.Type)];
        _typeNames = new ElementNames(ResourceTypes);
        _resourceByNumber = new Shape?[_typeNames.Count];
        for (int number = 0; number < _typeNames.Count; number++) _resourceByNumber[number] = TypeShape(_typeNames[number]);
    }

    public DefinitionSet Definitions { get; }

    /// <summary>The types as FHIRPath navigates them.</summary>
    public FhirPathModel Model { get; }

    /// <summary>Every property name that any type knows.</summary>
    public ElementNames Names => Definitions.Names;

    /// <summary>Numbers of the names that the checks look for themselves.</summary>
    public KnownNames Known { get; }

    /// <summary>Names of the concrete resource types.</summary>
    public string[] ResourceTypes { get; }

    /// <summary>id and extension: what the property with the underscore holds.</summary>
    public Shape ElementShape { get; }

    /// <summary>Parts of compiled profiles that this version cannot check.</summary>
    public IEnumerable<UncheckedRule> Unchecked => _unchecked.Keys;

    /// <summary>Why no rules can be made of a profile that is not held, as one that is sent as an instance; null when they can.</summary>
    /// <remarks>Nothing is kept of it.</remarks>
    public ProfileException? FaultOf(StructureDefinition profile)
    {
        RuleBook apart = (RuleBook)MemberwiseClone();
        apart._unchecked = new ConcurrentDictionary<UncheckedRule, bool>();
        try
        {
            _ = ProfileCompiler.Compile(apart, profile);
            return null;
        }
        catch (ProfileException fault)
        {
            return fault;
        }
    }

    public void NoteUnchecked(string profile, string key, string reason) => _unchecked.TryAdd(new UncheckedRule(profile, key, reason), true);

    /// <summary>The rules of a base type.</summary>
    /// <exception cref="ProfileException">R4 has no such type.</exception>
    public Shape TypeShape(string type) => _types.GetOrAdd(type, static (name, book) =>
    {
        StructureDefinition structure = book.Definitions.FindType(name) ?? throw new ProfileException(CoreBase + name, name, "No base definition of this type is held.");
        return new Shape(structure.Url, name, isProfile: false, () => TypeCompiler.Compile(book, structure));
    }, this);

    /// <summary>The rules of a profile, of the version that <c>|version</c> names where it is held; null when no version is held, it is a base type, or cannot be compiled.</summary>
    public Shape? Profile(string canonical)
    {
        if (_profiles.TryGetValue(canonical, out Shape? shape)) return shape;
        int bar = canonical.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? null : _profiles.GetValueOrDefault(canonical[..bar]);
    }

    /// <summary>As above, of a canonical in UTF-8.</summary>
    public Shape? Profile(ReadOnlySpan<byte> canonical)
    {
        int number = _canonicals.Find(canonical);
        if (number < 0 && canonical.IndexOf((byte)'|') is var bar and > 0) number = _canonicals.Find(canonical[..bar]);
        return number < 0 ? null : _profileByNumber[number];
    }

    /// <summary>The slices of a profile; null when it is not held.</summary>
    /// <exception cref="ProfileException">It cannot be compiled.</exception>
    public NamedSlice[]? SlicesOf(string canonical) =>
        Definitions.Find(canonical) is { } profile && IsProfile(profile) ? _slices.GetOrAdd(profile.Url + "|" + profile.Version, static (_, known) => ProfileCompiler.Slices(known.Book, known.Profile), (Book: this, Profile: profile)) : null;

    /// <summary>Whether any structure with this canonical, its version left out, is held, compiled or not.</summary>
    public bool Holds(ReadOnlySpan<byte> canonical) => _canonicals.Find(canonical.IndexOf((byte)'|') is var bar and > 0 ? canonical[..bar] : canonical) >= 0;

    private static bool IsProfile(StructureDefinition structure) => structure.IsConstraint && structure.Kind != StructureKind.Logical;

    /// <summary>The rules of this very version of a profile; null when it is none of those held.</summary>
    public Shape? Profile(StructureDefinition profile) => _byStructure.GetValueOrDefault(profile);

    private Shape ShapeOf(StructureDefinition profile, string canonical)
    {
        Shape shape = new(canonical, profile.Type, isProfile: true, () => ProfileCompiler.Compile(this, profile), profile.Type == "Extension" ? () => new ExtensionPlaces(this, profile) : null) { Version = profile.Version };
        _byStructure.Add(profile, shape);
        return shape;
    }

    /// <summary>A code system by its URL in UTF-8; null when its codes are not held.</summary>
    public CodeSystem? CodeSystem(ReadOnlySpan<byte> url)
    {
        int number = _systemUrls.Find(url);
        return number < 0 ? null : Definitions.FindCodeSystem(_systemUrls[number]);
    }

    /// <summary>The rules of a concrete resource type; null when there is no such type.</summary>
    public Shape? Resource(ReadOnlySpan<byte> type)
    {
        int number = _typeNames.Find(type);
        return number < 0 ? null : _resourceByNumber[number];
    }

    private static bool IsConcreteResource(StructureDefinition structure) =>
        structure is { IsConstraint: false, IsAbstract: false, Kind: StructureKind.Resource };

    // A profile of a package that cannot be compiled stops the start, by name. Those that ship with the engine are compiled when first used: a test compiles them all.
    private void CompileNow(StructureDefinition profile, Shape shape)
    {
        if (Definitions.IsShipped(profile)) return;
        _ = shape.Root;
        _ = shape.Places;
    }

    /// <summary>The invariants of an element that are neither among those known nor checked without FHIRPath.</summary>
    /// <param name="structure">Who asks.</param>
    /// <param name="element">The element.</param>
    /// <param name="known">Constraints that are checked already.</param>
    /// <exception cref="ProfileException">One of a package cannot be compiled.</exception>
    public InvariantRule[] Invariants(StructureDefinition structure, ElementDefinition element, IEnumerable<ElementConstraint> known)
    {
        List<InvariantRule> rules = [];
        bool isShipped = Definitions.IsShipped(structure);
        foreach (ElementConstraint constraint in element.Constraints.Concat(BoundRules.Of(structure, element)))
        {
            if (Native.Contains(constraint.Key, StringComparer.Ordinal) || known.Any(other => other.Key == constraint.Key && other.Expression == constraint.Expression)) continue;
            if (constraint.Expression is null)
            {
                NoteUnchecked(structure.Url, constraint.Key, "The invariant has no expression.");
                continue;
            }

            ElementConstraint meant = constraint with { Expression = FhirPathErrata.Corrected(structure.Url, constraint.Key, constraint.Expression) };
            rules.Add(isShipped ? new InvariantRule(this, meant, FhirPathModel.ContextOf(element), isStrict: false) : Compiled(structure, element, meant));
        }

        return [.. rules];
    }

    // A name that the element does not have gives nothing, as in published profiles that begin at the resource; it is told, since it may be a slip.
    private InvariantRule Compiled(StructureDefinition structure, ElementDefinition element, ElementConstraint constraint)
    {
        InvariantRule rule = new(this, constraint, FhirPathModel.ContextOf(element), isStrict: true);
        try
        {
            _ = rule.Expression;
            return rule;
        }
        catch (FhirPathException slip) when (slip.Fault == FhirPathFault.Semantic)
        {
            NoteUnchecked(structure.Url, constraint.Key, slip.Message);
            rule = new InvariantRule(this, constraint, FhirPathModel.ContextOf(element), isStrict: false);
        }
        catch (FhirPathException e)
        {
            throw NotCompiled(structure, element, constraint, e);
        }

        try
        {
            _ = rule.Expression;
            return rule;
        }
        catch (FhirPathException e)
        {
            throw NotCompiled(structure, element, constraint, e);
        }
    }

    private static ProfileException NotCompiled(StructureDefinition structure, ElementDefinition element, ElementConstraint constraint, FhirPathException fault) =>
        new(structure.Url, element.Id, $"The invariant {constraint.Key} cannot be compiled: {fault.Message}");
}

/// <summary>Numbers of the names that the checks look for themselves; -2, which no property has, for one that the definitions do not know.</summary>
internal sealed class KnownNames(ElementNames names)
{
    public int Code { get; } = NumberOf(names, "code");

    public int Coding { get; } = NumberOf(names, "coding");

    public int Meta { get; } = NumberOf(names, "meta");

    public int Profile { get; } = NumberOf(names, "profile");

    public int Reference { get; } = NumberOf(names, "reference");

    public int ResourceType { get; } = NumberOf(names, "resourceType");

    public int System { get; } = NumberOf(names, "system");

    public int Url { get; } = NumberOf(names, "url");

    private static int NumberOf(ElementNames names, string name) => names.Find(name) is var number and >= 0 ? number : -2;
}

/// <summary>A rule of a profile that this version cannot evaluate.</summary>
/// <param name="Profile">Canonical URL of the structure that asks for it.</param>
/// <param name="Key">The invariant's key, or the element's id.</param>
/// <param name="Reason">Why not.</param>
public sealed record UncheckedRule(string Profile, string Key, string Reason);

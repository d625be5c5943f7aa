using System.Collections.Concurrent;
using System.Collections.Frozen;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;

namespace Registry.Fhir.FhirPath;

/// <summary>The types of a definition set as FHIRPath navigates them. Make one per set and keep it; thread-safe, types are built when first used.</summary>
public sealed class FhirPathModel
{
    private readonly ConcurrentDictionary<string, FhirType?> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FhirType> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ResourceDocument?> _definitions = new(StringComparer.Ordinal);   // No more than R4 has elements.
    private readonly Lock _keysLock = new();
    private readonly ElementNames _resourceNames;
    private readonly Lazy<FhirType?>[] _resources;
    private readonly Lazy<FrozenSet<string>> _choices;   // Names of choices without their types.

    /// <param name="definitions">Where types, value sets and code systems come from.</param>
    public FhirPathModel(DefinitionSet definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        Definitions = definitions;
        _resourceNames = new ElementNames(definitions.Structures
            .Where(structure => structure is { IsConstraint: false, Kind: StructureKind.Resource }).Select(structure => structure.Type));
        _choices = new Lazy<FrozenSet<string>>(() => Enumerable.Range(0, Names.Count).Select(number => Names.FindChoice(number)?.Element).OfType<string>().ToFrozenSet(StringComparer.Ordinal));
        _resources = [.. Enumerable.Range(0, _resourceNames.Count).Select(number => new Lazy<FhirType?>(() => Find(_resourceNames[number])))];
    }

    internal DefinitionSet Definitions { get; }

    internal ElementNames Names => Definitions.Names;

    /// <summary>A type by name, or a part by the path of its element (<c>Observation.component</c>); null when there is none.</summary>
    internal FhirType? TypeOf(string path)
    {
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return Find(path);
        FhirType? type = Find(path[..dot]);
        foreach (string step in path[(dot + 1)..].Split('.'))
        {
            string name = step.EndsWith("[x]", StringComparison.Ordinal) ? step[..^3] : step;
            FhirElement? element = type?.Elements.Find(KeyOf(name));
            type = element is { Children.Length: 1 } ? element.Children[0].Type : null;
        }

        return type;
    }

    /// <summary>The type with this name; null when R4 has none.</summary>
    internal FhirType? Find(string name) =>
        // Only what R4 has is remembered: expressions come from senders, too.
        _types.TryGetValue(name, out FhirType? type) ? type : Definitions.FindType(name) is null ? null : _types.GetOrAdd(name, static (key, model) => model.Build(key), this);

    /// <summary>The type of a resource by what its resourceType says; null when R4 has none.</summary>
    internal FhirType? FindResource(ReadOnlySpan<byte> name)
    {
        int number = _resourceNames.Find(name);
        return number < 0 ? null : _resources[number].Value;
    }

    /// <summary>The number of a name of an element; the same for the same name.</summary>
    internal int KeyOf(string name)
    {
        lock (_keysLock)
        {
            if (!_keys.TryGetValue(name, out int key)) _keys.Add(name, key = _keys.Count);
            return key;
        }
    }

    /// <summary>As <see cref="KeyOf"/>, of a name in an expression; -1, which no element has, for one that no type knows.</summary>
    internal int KeyOfMember(string name) => Names.Find(name) >= 0 || _choices.Value.Contains(name) ? KeyOf(name) : -1;

    /// <summary>What an invariant of an element is evaluated on, as <see cref="FhirPathOptions.ContextType"/>: its type where it has one, or itself where it has parts; null when it is not known.</summary>
    internal static string? ContextOf(ElementDefinition element)
    {
        if (!element.Path.Contains('.', StringComparison.Ordinal)) return element.Path;
        if (element.ContentReference is { } reference) return reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..];
        if (element.Types.Count != 1) return null;
        string type = element.Types[0].Code;
        return type is "BackboneElement" or "Element" ? element.Path : type.StartsWith("http:", StringComparison.Ordinal) ? null : type;
    }

    /// <summary>R4's definition of what stands at a place; null when the place is none that R4 defines. The same document for the same element.</summary>
    internal ResourceDocument? DefinitionOf(NodeCursor place)
    {
        NodeCursor property = place.Parent.Kind == NodeKind.Array ? place.Parent : place;
        NodeCursor holder = property.Parent;
        FhirType? own = Place.TypeAt(this, place.Document!, place.NodeIndex);
        if (own is { IsResource: true }) return Definition(own.Path, own.Path);
        FhirType? type = holder.Exists ? Place.TypeAt(this, place.Document!, holder.NodeIndex) : null;
        if (type is null) return null;
        string name = property.Name is ['_', ..] shadow ? shadow[1..] : property.Name;
        string element = Names.Find(name) is var number and >= 0 && Names.FindChoice(number) is { } choice ? choice.Element + "[x]" : name;
        return Definition(type.Path.Split('.')[0], type.Path + "." + element);
    }

    private ResourceDocument? Definition(string type, string path) => _definitions.GetOrAdd(path, static (wanted, held) =>
    {
        ElementDefinition? element = held.Model.Definitions.FindType(held.Type)?.Snapshot.FirstOrDefault(one => one.Path == wanted);
        return element is null ? null : ElementDefinitionDocument.Of(element, held.Model.Names);
    }, (Model: this, Type: type));

    private static SystemKind KindOf(string primitive) => primitive switch
    {
        "boolean" => SystemKind.Boolean,
        "integer" or "unsignedInt" or "positiveInt" => SystemKind.Integer,
        "decimal" => SystemKind.Decimal,
        "date" => SystemKind.Date,
        "dateTime" or "instant" => SystemKind.DateTime,
        "time" => SystemKind.Time,
        _ => SystemKind.String,
    };

    private FhirType? Build(string name)
    {
        if (Definitions.FindType(name) is not { } structure) return null;
        FhirType? parent = null;
        if (structure.BaseDefinition is { } url)
        {
            int slash = url.LastIndexOf('/');
            parent = Find(url[(slash + 1)..]);
        }

        SystemKind kind = structure.Kind == StructureKind.PrimitiveType ? KindOf(name) : SystemKind.None;
        return new FhirType(name, name, parent, kind, () => Elements(structure, name));
    }

    // The children of one path of a structure.
    private FhirTypeElements Elements(StructureDefinition structure, string path)
    {
        Dictionary<int, FhirElement> byKey = [];
        Dictionary<int, FhirChild> byJsonName = [];
        foreach (ElementDefinition element in structure.Snapshot)
        {
            int dot = element.Path.LastIndexOf('.');
            if (dot != path.Length || !element.Path.StartsWith(path, StringComparison.Ordinal)) continue;
            string name = element.Path[(dot + 1)..];
            if (structure.Kind == StructureKind.PrimitiveType && name == "value") continue;
            bool isChoice = name.EndsWith("[x]", StringComparison.Ordinal);
            if (isChoice) name = name[..^3];
            int key = KeyOf(name);
            FhirChild[] children = [.. Types(structure, element).Select(type => Child(key, isChoice ? name + char.ToUpperInvariant(type.Name[0]) + type.Name[1..] : name, type))];
            byKey[key] = new FhirElement(key, name, children);
            foreach (FhirChild child in children)
            {
                // Invariant: -1 is the number of a name that no type has, so it stands for nothing here.
                if (child.JsonName < 0) continue;
                byJsonName[child.JsonName] = child;
                byJsonName[child.ShadowName] = child;
            }
        }

        return new FhirTypeElements(byKey, byJsonName);
    }

    private FhirChild Child(int key, string jsonName, FhirType type) => new(key, Names.Find(jsonName), Names.Find("_" + jsonName), type);

    private IEnumerable<FhirType> Types(StructureDefinition structure, ElementDefinition element)
    {
        if (element.ContentReference is { } reference)
        {
            yield return Part(structure, reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..]);
            yield break;
        }

        bool hasParts = structure.Snapshot.Any(other => other.Path.Length > element.Path.Length && other.Path[element.Path.Length] == '.' && other.Path.StartsWith(element.Path, StringComparison.Ordinal));
        foreach (ElementType declared in element.Types)
        {
            if (hasParts) yield return Part(structure, element.Path);
            else if (Find(FhirName(structure, element, declared.Code)) is { } type) yield return type;
        }
    }

    // R4 declares ids and the URL of an extension as System.String; its prose says what they are.
    private static string FhirName(StructureDefinition structure, ElementDefinition element, string code)
    {
        if (!code.StartsWith("http://hl7.org/fhirpath/System.", StringComparison.Ordinal)) return code;
        if (element.Path == "Extension.url") return "uri";
        return structure.Kind == StructureKind.Resource && element.Path == structure.Type + ".id" ? "id" : "string";
    }

    private FhirType Part(StructureDefinition structure, string path) => _parts.GetOrAdd(path, static (key, from) =>
    {
        ElementDefinition element = from.structure.Snapshot.First(other => other.Path == key);
        string name = element.Types.Count > 0 ? element.Types[0].Code : "BackboneElement";
        return new FhirType(name, key, from.model.Find(name), SystemKind.None, () => from.model.Elements(from.structure, key));
    }, (model: this, structure));
}

using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;

namespace Registry.Fhir.Profiles;

/// <summary>What may or must stand in one object: the compiled form of an element's children. Immutable once compiled, thread-safe.</summary>
/// <remarks>
/// Of a base type it names every property (<see cref="IsClosed"/>); of a profile it holds only what the profile asks beyond the base type,
/// so that nothing is checked, or reported, twice.
/// </remarks>
internal sealed class ObjectRules
{
    private readonly int[] _names;
    private readonly PropertyRule[] _properties;
    private readonly int _mask;

    public ObjectRules(string path, bool isClosed, ElementRule[] elements, IReadOnlyCollection<KeyValuePair<int, PropertyRule>> properties)
    {
        Path = path;
        IsClosed = isClosed;
        Elements = elements;
        Demands = [.. Enumerable.Range(0, elements.Length).Where(index => elements[index].IsDemanded)];
        int size = 4;
        while (size < properties.Count * 2) size *= 2;
        _mask = size - 1;
        _names = new int[size];
        _properties = new PropertyRule[size];
        Array.Fill(_names, -1);
        foreach ((int name, PropertyRule property) in properties)
        {
            int slot = name & _mask;
            while (_names[slot] >= 0) slot = (slot + 1) & _mask;
            _names[slot] = name;
            _properties[slot] = property;
        }
    }

    /// <summary>Such as <c>Observation.component</c>.</summary>
    public string Path { get; }

    /// <summary>True when a property that is not named here is an error.</summary>
    public bool IsClosed { get; }

    public ElementRule[] Elements { get; }

    /// <summary>Indexes of elements that say something when they are absent.</summary>
    public int[] Demands { get; }

    /// <summary>The rule for a property's name number; <see cref="PropertyRule.None"/> when there is none.</summary>
    public PropertyRule Find(int name)
    {
        if (name < 0) return PropertyRule.None;
        int slot = name & _mask;
        while (true)
        {
            if (_names[slot] == name) return _properties[slot];
            if (_names[slot] < 0) return PropertyRule.None;
            slot = (slot + 1) & _mask;
        }
    }
}

/// <summary>Which element, and which of its types, a JSON property is.</summary>
/// <param name="Element">Index in <see cref="ObjectRules.Elements"/>; -1 for none, -2 for resourceType.</param>
/// <param name="Type">Index in <see cref="ElementRule.Types"/>.</param>
/// <param name="IsShadow">True for the property with the underscore.</param>
internal readonly record struct PropertyRule(short Element, short Type, bool IsShadow)
{
    public static PropertyRule None => new(-1, 0, false);

    public static PropertyRule ResourceType => new(-2, 0, false);
}

/// <summary>Whether JSON must hold an array.</summary>
internal enum ArrayShape : byte
{
    Unchecked,
    Single,
    Array,
}

/// <summary>One element's instructions.</summary>
internal sealed class ElementRule
{
    /// <summary>Last part of the path, such as <c>value[x]</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Element id in its snapshot, slice names included.</summary>
    public required string Id { get; init; }

    public int Min { get; init; }

    public int Max { get; init; } = int.MaxValue;

    public ArrayShape Shape { get; init; }

    /// <summary>One per JSON name: a single one unless it is a choice.</summary>
    public required TypeRule[] Types { get; init; }

    public ValuePattern? Pattern { get; init; }

    public BindingRule? Binding { get; init; }

    /// <summary>Beyond which no code may go, though the binding is weaker; null for none.</summary>
    public BindingRule? MaxBinding { get; init; }

    public int? MaxLength { get; init; }

    /// <summary>Languages that sections of a narrative must have; null when nothing is asked.</summary>
    public IReadOnlyList<string>? NarrativeLanguages { get; init; }

    /// <summary>The definition's few words on it; null when it has none.</summary>
    public string? Short { get; init; }

    /// <summary>What a profile's author says of it beyond the base: why it is asked for or forbidden. Null for none, and in a base type.</summary>
    public string? Reason { get; init; }

    public SlicingRule? Slicing { get; init; }

    /// <summary>What must be true of every value here; in a profile, what the base type does not ask for anyway.</summary>
    public InvariantRule[] Invariants { get; init; } = [];

    /// <summary>The constraints from which the invariants were made, so that a profile's repetition of one is known.</summary>
    public IReadOnlyList<ElementConstraint> Constraints { get; init; } = [];

    /// <summary>What every value must hold, whatever its type; null for none.</summary>
    public ObjectRules? Children { get; init; }

    /// <summary>True when absence is an error.</summary>
    public bool IsDemanded => Min > 0 || (Slicing is not null && Array.Exists(Slicing.Slices, slice => slice.Min > 0));
}

/// <summary>Types of whose content R4 says something in words alone.</summary>
internal enum TypeContent : byte
{
    Other,
    Coding,
    Quantity,
    Identifier,
    Attachment,
    Reference,
    Extension,
}

/// <summary>One allowed (or, in a profile, withdrawn) type of an element.</summary>
internal sealed class TypeRule
{
    private readonly string _code = "";

    /// <summary>FHIR type name.</summary>
    public required string Code
    {
        get => _code;
        init
        {
            _code = value;
            Datatype = Datatypes.Of(value);
            Content = value switch
            {
                "Coding" => TypeContent.Coding,
                "Quantity" or "Age" or "Duration" or "Count" or "Distance" or "SimpleQuantity" or "MoneyQuantity" => TypeContent.Quantity,
                "Identifier" => TypeContent.Identifier,
                "Attachment" => TypeContent.Attachment,
                "Reference" => TypeContent.Reference,
                "Extension" => TypeContent.Extension,
                _ => TypeContent.Other,
            };
        }
    }

    /// <summary>The same as far as a visitor asks.</summary>
    public Datatype Datatype { get; private init; }

    /// <summary>Which types say something of their content that is no invariant.</summary>
    public TypeContent Content { get; private init; }

    /// <summary>The JSON name under which it stands, such as <c>valueQuantity</c>.</summary>
    public required string JsonName { get; init; }

    /// <summary>Lexical rule; None when it is complex, or the base has checked it.</summary>
    public PrimitiveFormat Format { get; init; }

    /// <summary>What FHIRPath takes the value for: its type, or the path of a part; null when only the value can say.</summary>
    public string? Context { get; init; }

    /// <summary>What a complex value holds; null when the base has checked it, or it is a resource.</summary>
    public Shape? Shape { get; init; }

    /// <summary>True when a resource of any type stands here.</summary>
    public bool IsResource { get; init; }

    /// <summary>True when a profile has withdrawn the type.</summary>
    public bool IsForbidden { get; init; }

    /// <summary>Resource types to which a profile narrows a place for any resource; null for any.</summary>
    public string[]? ResourceTypes { get; init; }

    /// <summary>Profiles of which the value must meet one; empty for none.</summary>
    public Shape[] Profiles { get; init; } = [];

    /// <summary>What a reference may lead to, and how; null for anything.</summary>
    public TargetRule? Target { get; init; }

    private FhirType? _fhirType;

    /// <summary>The type in FHIRPath's terms; null when only the value can say.</summary>
    public FhirType? FhirTypeIn(FhirPathModel model) => Context is null ? null : _fhirType ??= model.TypeOf(Context);
}

/// <summary>What a reference may lead to, and how.</summary>
/// <param name="Types">Resource type names; none for any.</param>
/// <param name="Profiles">Of a target that stands in the same document: it must meet one of these; none when its type is enough.</param>
/// <param name="Aggregation">Where the target may stand.</param>
/// <param name="Versioning">Whether the reference names a version.</param>
internal sealed record TargetRule(string[] Types, ProfileChoice[] Profiles, ReferenceAggregation Aggregation, ReferenceVersioning Versioning)
{
    private readonly byte[][] _utf8 = Array.ConvertAll(Types, System.Text.Encoding.UTF8.GetBytes);

    public bool Allows(ReadOnlySpan<byte> type)
    {
        if (_utf8.Length == 0) return true;
        foreach (byte[] allowed in _utf8)
        {
            if (type.SequenceEqual(allowed)) return true;
        }

        return false;
    }
}

/// <summary>A resource that a target profile or a slice asks for.</summary>
/// <param name="Type">Resource type name.</param>
/// <param name="Profile">The profile that it must meet; null when the type is enough.</param>
internal sealed record ProfileChoice(string Type, Shape? Profile)
{
    /// <summary>Whether a resource of any type will do.</summary>
    public bool IsAny => Profile is null && Type is "Resource" or "DomainResource";
}

/// <summary>Where an element's codes come from.</summary>
/// <param name="Strength">Required, or extensible (a warning); weaker bindings are not compiled.</param>
/// <param name="ValueSet">Canonical URL as the definition gives it.</param>
/// <param name="Codes">The expansion; null when it is not held.</param>
internal sealed record BindingRule(BindingStrength Strength, string ValueSet, CodeSet? Codes)
{
    /// <summary>True for a greatest value set: http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet</summary>
    public bool IsMax { get; init; }
}

/// <summary>How repetitions are told apart.</summary>
/// <param name="Slices">In the profile's order; an item belongs to the first whose tests it passes.</param>
/// <param name="Rules">What may stand beside them.</param>
/// <param name="IsOrdered">Whether they must stand in order.</param>
/// <param name="Index">Narrows the slices that a value may belong to; null when each must be tried.</param>
internal sealed record SlicingRule(SliceRule[] Slices, SlicingRules Rules, bool IsOrdered, SliceIndex? Index)
{
    /// <summary>Whether some slice is sliced again.</summary>
    public bool HasInner { get; } = Array.Exists(Slices, slice => slice.Rule?.Slicing is not null);
}

/// <summary>One slice: how to know it, how often it may stand, and what it must hold.</summary>
/// <remarks>Without tests it is the default slice, which takes what no other does: https://hl7.org/fhir/R4/profiling.html#default-slice</remarks>
internal sealed record SliceRule(string Name, SliceTest[] Tests, int Min, int Max, ElementRule? Rule, string? Reason);

/// <summary>A slice as it is asked about from outside its profile's rules: by <c>slice()</c>, or as a place of an extension.</summary>
/// <param name="Name">Its name; that of a slice of a slice begins with the outer one's and a slash.</param>
/// <param name="Path">Of the sliced element, such as <c>Observation.component</c>.</param>
/// <param name="Types">Of the sliced element, in the base.</param>
/// <param name="Tests">How to know it; none when nothing tells.</param>
internal sealed record NamedSlice(string Name, string Path, TypeRule[] Types, SliceTest[] Tests);

/// <summary>The rules of a whole type or profile, compiled when first used.</summary>
internal sealed class Shape
{
    private readonly Func<ElementRule> _compile;
    private readonly Lazy<ExtensionPlaces>? _places;
    private ElementRule? _root;

    public Shape(string canonical, string type, bool isProfile, Func<ElementRule> compile, Func<ExtensionPlaces>? places = null)
    {
        if (places is not null) _places = new Lazy<ExtensionPlaces>(places);
        Canonical = canonical;
        Type = type;
        IsProfile = isProfile;
        _compile = compile;
    }

    public string Canonical { get; }

    /// <summary>Its version, for a profile that has one.</summary>
    public string? Version { get; init; }

    /// <summary>FHIR type name that it defines or constrains.</summary>
    public string Type { get; }

    /// <summary>Where it may stand; null for what is no extension.</summary>
    public ExtensionPlaces? Places => _places?.Value;

    /// <summary>True for a profile or extension, false for a base type.</summary>
    public bool IsProfile { get; }

    private FhirType? _fhirType;

    /// <summary>The type in FHIRPath's terms.</summary>
    public FhirType? FhirTypeIn(FhirPathModel model) => _fhirType ??= model.TypeOf(Type);

    /// <summary>The root element. Two threads may compile it at once; both results are the same.</summary>
    public ElementRule Root => _root ??= _compile();
}

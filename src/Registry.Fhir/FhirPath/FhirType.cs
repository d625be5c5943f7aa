namespace Registry.Fhir.FhirPath;

/// <summary>What a value is to the operators. http://hl7.org/fhirpath/N1/#literals</summary>
internal enum SystemKind : byte
{
    /// <summary>No single value: a complex type, or a primitive without a value.</summary>
    None,
    Boolean,
    Integer,

    /// <summary>64 bits.</summary>
    Long,
    Decimal,
    String,
    Date,
    DateTime,
    Time,
    Quantity,
}

/// <summary>A type as FHIRPath sees it: of FHIR, a part of one (<c>Observation.component</c>), or of System. Immutable once built; its elements are built at first use.</summary>
internal sealed class FhirType
{
    private readonly Lazy<FhirTypeElements>? _elements;

    public FhirType(string name, string path, FhirType? @base, SystemKind kind, Func<FhirTypeElements>? elements)
    {
        Name = name;
        Path = path;
        Base = @base;
        Kind = kind;
        IsOpen = name is "Resource" or "DomainResource" || (name == "Element" && path == "Element");
        IsQuantity = name == "Quantity" || @base is { IsQuantity: true };
        if (elements is not null) _elements = new Lazy<FhirTypeElements>(elements);
    }

    private FhirType(SystemKind kind)
        : this(kind.ToString(), "System." + kind, null, kind, null) => IsSystem = true;

    /// <summary>The System types by their <see cref="SystemKind"/>; the first is null.</summary>
    public static FhirType[] System { get; } = [null!, .. Enum.GetValues<SystemKind>().Where(kind => kind != SystemKind.None).Select(kind => new FhirType(kind))];

    /// <summary>Name without namespace; of a part, that of its declared type, such as BackboneElement.</summary>
    public string Name { get; }

    /// <summary>The name, or the path of a part.</summary>
    public string Path { get; }

    /// <summary>What it derives from; null for Element, Resource and System types.</summary>
    public FhirType? Base { get; }

    /// <summary>Of a FHIR primitive, the System type that its value converts to.</summary>
    public SystemKind Kind { get; }

    public bool IsSystem { get; }

    public bool IsQuantity { get; }

    public bool IsPrimitive => Kind != SystemKind.None;

    /// <summary>True for types that stand for others: what an instance holds is not known from them.</summary>
    public bool IsOpen { get; }

    public bool IsResource
    {
        get
        {
            for (FhirType? type = this; type is not null; type = type.Base)
            {
                if (type.Name == "Resource") return true;
            }

            return false;
        }
    }

    public FhirTypeElements Elements => _elements?.Value ?? FhirTypeElements.None;

    public bool IsA(FhirType other)
    {
        for (FhirType? type = this; type is not null; type = type.Base)
        {
            if (ReferenceEquals(type, other)) return true;
        }

        return false;
    }

    public override string ToString() => IsSystem ? Path : "FHIR." + Path;
}

/// <summary>The elements of a type, by FHIRPath name and by JSON name.</summary>
internal sealed class FhirTypeElements(Dictionary<int, FhirElement> byKey, Dictionary<int, FhirChild> byJsonName)
{
    public static FhirTypeElements None { get; } = new([], []);

    /// <summary>The element with this key of <see cref="FhirPathModel.KeyOf"/>; null when there is none.</summary>
    public FhirElement? Find(int key) => byKey.GetValueOrDefault(key);

    /// <summary>What the property with this number holds, of a name with underscore too; null when the type has no such property.</summary>
    public FhirChild? FindProperty(int jsonName) => byJsonName.GetValueOrDefault(jsonName);

    /// <summary>Every element.</summary>
    public IEnumerable<FhirElement> All => byKey.Values;
}

/// <summary>An element: its name in FHIRPath and each way that JSON spells it.</summary>
/// <param name="Key">Number of the name in <see cref="FhirPathModel.KeyOf"/>.</param>
/// <param name="Name">Name without <c>[x]</c>.</param>
/// <param name="Children">One; several for a choice.</param>
internal sealed record FhirElement(int Key, string Name, FhirChild[] Children);

/// <summary>One JSON property of an element.</summary>
/// <param name="Key">Of the element.</param>
/// <param name="JsonName">Number of the name.</param>
/// <param name="ShadowName">Number of the name with underscore.</param>
/// <param name="Type">What it holds.</param>
internal sealed record FhirChild(int Key, int JsonName, int ShadowName, FhirType Type);

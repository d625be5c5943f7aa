using Registry.Fhir.FhirPath.Values;
using Registry.Fhir.Json;

namespace Registry.Fhir.FhirPath;

internal enum ItemKind : byte
{
    /// <summary>No item.</summary>
    None,

    /// <summary>A place of a document, or a reference to one that is known by its type alone.</summary>
    Node,
    Boolean,
    Integer,
    Long,
    Decimal,
    String,

    /// <summary>A date, date-time or time.</summary>
    Moment,
    Quantity,

    /// <summary>What <c>type()</c> gives.</summary>
    Type,
}

/// <summary>One item of a collection, held by value: the evaluator's stack is an array of these.</summary>
internal readonly record struct FhirPathItem
{
    public ItemKind Kind { get; init; }

    /// <summary>Index of the value in its document, -1 without one; of booleans and integers the value itself, of a Long its lower half.</summary>
    public int Node { get; init; }

    /// <summary>Index of what stands under the name with underscore; -1 without it. Of a Long its upper half.</summary>
    public int Shadow { get; init; }

    /// <summary>Of a place, its type (null when not known); of <see cref="ItemKind.Type"/> the type that it describes.</summary>
    public FhirType? Type { get; init; }

    /// <summary>Of a place, its <see cref="ResourceDocument"/>; otherwise the value, where it does not fit in a number.</summary>
    public object? Value { get; init; }

    public bool IsNode => Kind == ItemKind.Node;

    public bool HasNode => Kind == ItemKind.Node && Node >= 0;

    /// <summary>The document of a place.</summary>
    public ResourceDocument Document => (ResourceDocument)Value!;

    /// <summary>The place of the value; missing when there is none.</summary>
    public NodeCursor Cursor => HasNode ? new NodeCursor(Document, Node) : default;

    /// <summary>The place of id and extensions of a primitive; missing when there is none.</summary>
    public NodeCursor ShadowCursor => IsNode && Shadow >= 0 ? new NodeCursor(Document, Shadow) : default;

    public long Long => ((long)Shadow << 32) | (uint)Node;

    public PartialTime Moment => (PartialTime)Value!;

    public string Text => ((TextValue)Value!).Text;

    public static FhirPathItem OfNode(ResourceDocument document, int node, int shadow, FhirType? type) =>
        new() { Kind = ItemKind.Node, Node = node, Shadow = shadow, Type = type, Value = document };

    /// <summary>What a reference points at when only its type is known.</summary>
    public static FhirPathItem OfUnresolved(FhirType type) => new() { Kind = ItemKind.Node, Node = -1, Shadow = -1, Type = type };

    public static FhirPathItem Of(bool value) => new() { Kind = ItemKind.Boolean, Node = value ? 1 : 0 };

    public static FhirPathItem Of(int value) => new() { Kind = ItemKind.Integer, Node = value };

    public static FhirPathItem Of(long value) => new() { Kind = ItemKind.Long, Node = (int)value, Shadow = (int)(value >> 32) };

    public static FhirPathItem Of(decimal value) => new() { Kind = ItemKind.Decimal, Value = value };

    public static FhirPathItem Of(TextValue value) => new() { Kind = ItemKind.String, Value = value };

    public static FhirPathItem Of(PartialTime value) => new() { Kind = ItemKind.Moment, Value = value };

    public static FhirPathItem Of(QuantityValue value) => new() { Kind = ItemKind.Quantity, Value = value };

    /// <summary>A value as the parser made it.</summary>
    public static FhirPathItem OfLiteral(object value) => value switch
    {
        bool truth => Of(truth),
        int number => Of(number),
        long number => Of(number),
        decimal => new FhirPathItem { Kind = ItemKind.Decimal, Value = value },
        TextValue text => Of(text),
        PartialTime => new FhirPathItem { Kind = ItemKind.Moment, Value = value },
        QuantityValue quantity => Of(quantity),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}

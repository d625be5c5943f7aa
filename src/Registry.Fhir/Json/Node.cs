namespace Registry.Fhir.Json;

/// <summary>What a JSON value is.</summary>
public enum NodeKind : byte
{
    /// <summary>There is no such value.</summary>
    Missing,

    /// <summary>An object.</summary>
    Object,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A string.</summary>
    String,

    /// <summary>A number; its text is kept as sent.</summary>
    Number,

    /// <summary><c>true</c>.</summary>
    True,

    /// <summary><c>false</c>.</summary>
    False,

    /// <summary><c>null</c>; FHIR allows it only to keep the items of a primitive array aligned.</summary>
    Null,
}

/// <summary>A place in a text.</summary>
/// <param name="Line">From 1; 0 when there is no place.</param>
/// <param name="Column">In UTF-16 code units from 1; 0 when there is no place.</param>
public readonly record struct TextPosition(int Line, int Column);

[Flags]
internal enum NodeFlags : byte
{
    None = 0,

    /// <summary>The string holds a backslash escape, so its bytes are not its value.</summary>
    Escaped = 1,

    /// <summary>The string holds an escaped control character other than tab, line feed and carriage return.</summary>
    Control = 2,

    /// <summary>An object with a <c>_name</c> property.</summary>
    Aligned = 4,

    /// <summary>An array that holds null.</summary>
    HoldsNull = 8,

    /// <summary>The property name holds a backslash escape.</summary>
    EscapedName = 16,
}

/// <summary>One JSON value: 32 bytes, offsets into the document's bytes.</summary>
/// <remarks>Invariant: nodes are in document order, so a subtree is the range from its root to <see cref="Next"/>.</remarks>
internal struct Node
{
    /// <summary>Offset of the value's first byte; of a string, its opening quote.</summary>
    public int Start;

    /// <summary>Offset after the value's last byte.</summary>
    public int End;

    /// <summary>Offset of the property name, after its opening quote; unused for array items and the root.</summary>
    public int NameStart;

    /// <summary>Number in the document's <see cref="ElementNames"/>; -1 when not held, or without a name.</summary>
    public int Name;

    /// <summary>Index of the parent; -1 for the root.</summary>
    public int Parent;

    /// <summary>Index of the first node after the subtree.</summary>
    public int Next;

    /// <summary>Properties or items.</summary>
    public int Count;

    /// <summary>Bytes of the property name as sent; 0 without a name (FHIR has no empty name, and the reader refuses one).</summary>
    public ushort NameLength;

    public NodeKind Kind;

    public NodeFlags Flags;
}

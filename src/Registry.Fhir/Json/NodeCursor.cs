using System.Globalization;
using System.Text;

namespace Registry.Fhir.Json;

/// <summary>A place in a <see cref="ResourceDocument"/>. The default value is a missing place, and so is everything below a missing place.</summary>
public readonly struct NodeCursor : IEquatable<NodeCursor>
{
    private readonly ResourceDocument? _document;
    private readonly int _index;

    internal NodeCursor(ResourceDocument document, int index)
    {
        _document = document;
        _index = index;
    }

    /// <summary>False when there is no such value.</summary>
    public bool Exists => _document is not null;

    /// <summary>What the value is.</summary>
    public NodeKind Kind => _document is null ? NodeKind.Missing : Node.Kind;

    /// <summary>Index in document order from 0; -1 when missing.</summary>
    public int NodeIndex => _document is null ? -1 : _index;

    /// <summary>The document; null when missing.</summary>
    public ResourceDocument? Document => _document;

    /// <summary>Property name; empty for array items, the root and a missing place.</summary>
    public string Name
    {
        get
        {
            if (_document is null) return "";
            ref readonly Node node = ref Node;
            return node.Name >= 0 ? _document.Names[node.Name] : JsonText.Unescape(NameBytes);
        }
    }

    /// <summary>What holds this value; missing for the root.</summary>
    public NodeCursor Parent => _document is null || Node.Parent < 0 ? default : new NodeCursor(_document, Node.Parent);

    /// <summary>The property with this name, the first if it is there twice; missing if absent or if this is no object.</summary>
    public NodeCursor this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            if (Kind != NodeKind.Object) return default;
            ReadOnlySpan<Node> nodes = _document!.Nodes;
            int end = nodes[_index].Next;
            for (int child = _index + 1; child < end; child = nodes[child].Next)
            {
                NodeCursor property = new(_document, child);
                if (property.IsNamed(name)) return property;
            }

            return default;
        }
    }

    /// <summary>The item at this index from 0; missing beyond the end. A value that is no array counts as a list of one. O(index).</summary>
    public NodeCursor this[int index]
    {
        get
        {
            if (_document is null || index < 0) return default;
            if (Kind != NodeKind.Array) return index == 0 ? this : default;
            ReadOnlySpan<Node> nodes = _document.Nodes;
            int end = nodes[_index].Next;
            int child = _index + 1;
            while (child < end && index-- > 0) child = nodes[child].Next;
            return child < end ? new NodeCursor(_document, child) : default;
        }
    }

    /// <summary>Items of an array or properties of an object; 1 for a scalar, 0 when missing.</summary>
    public int Count => Kind switch
    {
        NodeKind.Missing => 0,
        NodeKind.Array or NodeKind.Object => Node.Count,
        _ => 1,
    };

    /// <summary>Properties or items in document order; none for a scalar or a missing place.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>The string's characters, or the text of a number or boolean as sent; null when missing, object, array or null.</summary>
    public string? AsString() => Kind switch
    {
        NodeKind.String => JsonText.Unescape(TextBytes),
        NodeKind.Number => Encoding.UTF8.GetString(TextBytes),
        NodeKind.True => "true",
        NodeKind.False => "false",
        _ => null,
    };

    /// <summary>The JSON boolean; null for anything else.</summary>
    public bool? AsBoolean() => Kind switch
    {
        NodeKind.True => true,
        NodeKind.False => false,
        _ => null,
    };

    /// <summary>The JSON number with its precision (1.0 keeps its zero); null for anything else, or when it has more than 28 digits.</summary>
    public decimal? AsDecimal() => Kind == NodeKind.Number && JsonNumber.TryReadDecimal(TextBytes, out decimal value) ? value : null;

    /// <summary>The JSON number when it is written as an integer that fits; null for anything else.</summary>
    public long? AsInteger() => Kind == NodeKind.Number
        && long.TryParse(TextBytes, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

    /// <summary>Whether the string, or the text of a number or boolean, is exactly this.</summary>
    public bool ValueEquals(string text) => IsScalar && JsonText.EqualsText(TextBytes, text, IsEscaped);

    /// <summary>Whether the string, or the text of a number or boolean, is exactly this UTF-8.</summary>
    public bool ValueEquals(ReadOnlySpan<byte> utf8) => IsScalar && JsonText.EqualsUtf8(TextBytes, utf8, IsEscaped);

    /// <summary>The JSON text of the whole subtree, as sent; empty when missing.</summary>
    public ReadOnlySpan<byte> RawBytes => _document is null ? default : _document.Text[Node.Start..Node.End];

    /// <summary>
    /// FHIRPath from the root to here, one node exactly: <c>Bundle.entry[0].resource.name[0].family</c>, <c>Observation.value</c> for valueQuantity
    /// (choices only when the document was read, or has been validated, with the validator's names). Empty when missing.
    /// </summary>
    /// <remarks>Element names, indexes and dots: https://hl7.org/fhir/R4/operationoutcome-definitions.html#OperationOutcome.issue.expression</remarks>
    public string Expression => _document is null ? "" : NodeExpression.Render(this);

    /// <summary>Where the property begins (its name), or the value where it has no name; 0, 0 when missing.</summary>
    public TextPosition Position => _document is null ? default : _document.PositionAt(HasName ? Node.NameStart - 1 : Node.Start);

    /// <inheritdoc/>
    public bool Equals(NodeCursor other) => ReferenceEquals(_document, other._document) && NodeIndex == other.NodeIndex;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NodeCursor other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_document, NodeIndex);

    /// <summary>Whether both are the same place of the same document.</summary>
    public static bool operator ==(NodeCursor left, NodeCursor right) => left.Equals(right);

    /// <summary>Whether they are different places.</summary>
    public static bool operator !=(NodeCursor left, NodeCursor right) => !left.Equals(right);

    internal ref readonly Node Node => ref _document!.NodeArray[_index];

    internal ReadOnlySpan<byte> NameBytes => _document!.Text.Slice(Node.NameStart, Node.NameLength);

    /// <summary>A string without its quotes, escapes kept; a number or boolean as sent.</summary>
    internal ReadOnlySpan<byte> TextBytes
    {
        get
        {
            ref readonly Node node = ref Node;
            return node.Kind == NodeKind.String ? _document!.Text[(node.Start + 1)..(node.End - 1)] : _document!.Text[node.Start..node.End];
        }
    }

    internal bool IsEscaped => (Node.Flags & NodeFlags.Escaped) != NodeFlags.None;

    internal bool IsScalar => Kind is NodeKind.String or NodeKind.Number or NodeKind.True or NodeKind.False;

    /// <summary>True for a property of an object.</summary>
    internal bool HasName => Node.Parent >= 0 && _document!.NodeArray[Node.Parent].Kind == NodeKind.Object;

    /// <summary>The property whose name, as sent, is these bytes; missing if absent or if this is no object.</summary>
    internal NodeCursor Find(ReadOnlySpan<byte> name)
    {
        if (Kind != NodeKind.Object) return default;
        Node[] nodes = _document!.NodeArray;
        ReadOnlySpan<byte> text = _document.Text;
        int end = nodes[_index].Next;
        for (int child = _index + 1; child < end; child = nodes[child].Next)
        {
            ref readonly Node property = ref nodes[child];
            if (property.NameLength == name.Length && text.Slice(property.NameStart, name.Length).SequenceEqual(name)) return new NodeCursor(_document, child);
        }

        return default;
    }

    /// <summary>The property whose name has this number in the document's names; missing if absent or if this is no object.</summary>
    internal NodeCursor Find(int name)
    {
        if (Kind != NodeKind.Object) return default;
        Node[] nodes = _document!.NodeArray;
        int end = nodes[_index].Next;
        for (int child = _index + 1; child < end; child = nodes[child].Next)
        {
            if (nodes[child].Name == name) return new NodeCursor(_document, child);
        }

        return default;
    }

    internal bool IsNamed(string name) => JsonText.EqualsText(NameBytes, name, (Node.Flags & NodeFlags.EscapedName) != NodeFlags.None);

    /// <summary>Walks the children of one value without allocating.</summary>
    public struct Enumerator
    {
        private readonly ResourceDocument? _document;
        private readonly Node[]? _nodes;
        private readonly int _end;
        private int _next;
        private int _current;

        internal Enumerator(NodeCursor parent)
        {
            if (parent.Kind is not (NodeKind.Object or NodeKind.Array)) return;
            _document = parent._document;
            _nodes = _document!.NodeArray;
            _next = parent._index + 1;
            _end = _nodes[parent._index].Next;
        }

        /// <summary>The child.</summary>
        public readonly NodeCursor Current => new(_document!, _current);

        /// <summary>Goes to the next child; false after the last.</summary>
        public bool MoveNext()
        {
            if (_nodes is null || _next >= _end) return false;
            _current = _next;
            _next = _nodes[_current].Next;
            return true;
        }
    }
}

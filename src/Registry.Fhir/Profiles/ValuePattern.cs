using Registry.Fhir.Json;

namespace Registry.Fhir.Profiles;

/// <summary>A fixed or pattern value, ready to compare.</summary>
/// <remarks>Values are compared in documents that carry the rule book's names.
/// https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.pattern_x_ : an object must hold at least the pattern's
/// properties; an array must hold, for each item of the pattern's array, an item that matches it. A fixed value must be the same throughout.</remarks>
internal sealed class ValuePattern
{
    private readonly ResourceDocument _value;   // Never disposed: it lives as long as the rules that hold it.

    public ValuePattern(ReadOnlyMemory<byte> json, bool isFixed, string type, ElementNames names)
    {
        _value = ResourceDocument.Parse(json, names);
        if (!_value.IsWellFormed) throw new FormatException("A fixed or pattern value is not JSON.");
        IsFixed = isFixed;
        Type = type;
        Root = _value.Root;
    }

    private ValuePattern(ValuePattern whole, NodeCursor part, string type)
    {
        _value = whole._value;
        IsFixed = whole.IsFixed;
        Type = type;
        Root = part;
    }

    /// <summary>True when nothing may stand beside it.</summary>
    public bool IsFixed { get; }

    /// <summary>Type name, as the definition gives it.</summary>
    public string Type { get; }

    /// <summary>The value.</summary>
    public NodeCursor Root { get; }

    /// <summary>What the pattern asks of an element below; null when it asks nothing.</summary>
    public ValuePattern? Below(string name)
    {
        NodeCursor part = Root.Kind == NodeKind.Array ? Root[0][name] : Root[name];
        return part.Exists ? new ValuePattern(this, part, "") : null;
    }

    /// <summary>A text that every match holds, and the names that lead to it from the value; arrays on the way hold it in any item.</summary>
    /// <remarks>A code where there is one, as it tells most. Null when the pattern leads to no text.</remarks>
    public (string[] Path, ReadOnlyMemory<byte> Text)? Leaf()
    {
        List<string> path = [];
        NodeCursor step = Root;
        while (true)
        {
            switch (step.Kind)
            {
                case NodeKind.Object:
                    NodeCursor next = step["code"].Exists ? step["code"] : step["coding"].Exists ? step["coding"] : step.Count > 0 ? FirstOf(step) : default;
                    path.Add(next.Name);
                    step = next;
                    break;
                case NodeKind.Array:
                    step = step[0];
                    break;
                case NodeKind.String when !step.IsEscaped:
                    return ([.. path], step.TextBytes.ToArray());
                default:
                    return null;
            }
        }
    }

    private static NodeCursor FirstOf(NodeCursor parent)
    {
        NodeCursor.Enumerator children = parent.GetEnumerator();
        return children.MoveNext() ? children.Current : default;
    }

    /// <summary>Whether a value matches.</summary>
    public bool Matches(NodeCursor value) => Matches(Root, value, IsFixed);

    /// <summary>Whether the part, which may be an array in the pattern, matches one item.</summary>
    public bool MatchesItem(NodeCursor item) => Root.Kind == NodeKind.Array && item.Kind != NodeKind.Array
        ? Root.Count == 1 && Matches(Root[0], item, IsFixed)
        : Matches(Root, item, IsFixed);

    private static bool Matches(NodeCursor pattern, NodeCursor value, bool isFixed)
    {
        if (pattern.Kind != value.Kind) return false;
        switch (pattern.Kind)
        {
            case NodeKind.Object:
                if (isFixed && pattern.Count != value.Count) return false;
                foreach (NodeCursor wanted in pattern)
                {
                    NodeCursor found = wanted.Node.Name >= 0 ? value.Find(wanted.Node.Name) : value.Find(wanted.NameBytes);
                    if (!found.Exists || !Matches(wanted, found, isFixed)) return false;
                }

                return true;
            case NodeKind.Array:
                return isFixed ? AreSameItems(pattern, value) : HoldsItems(pattern, value);
            case NodeKind.Number:
                // FHIR's decimals differ when their precision does, so the text decides.
                return pattern.TextBytes.SequenceEqual(value.TextBytes);
            case NodeKind.String:
                return !pattern.IsEscaped && !value.IsEscaped
                    ? pattern.TextBytes.SequenceEqual(value.TextBytes)
                    : string.Equals(pattern.AsString(), value.AsString(), StringComparison.Ordinal);
            default:
                return true;
        }
    }

    private static bool AreSameItems(NodeCursor pattern, NodeCursor value)
    {
        if (pattern.Count != value.Count) return false;
        NodeCursor.Enumerator found = value.GetEnumerator();
        foreach (NodeCursor wanted in pattern)
        {
            if (!found.MoveNext() || !Matches(wanted, found.Current, isFixed: true)) return false;
        }

        return true;
    }

    private static bool HoldsItems(NodeCursor pattern, NodeCursor value)
    {
        foreach (NodeCursor wanted in pattern)
        {
            bool isHeld = false;
            foreach (NodeCursor found in value) isHeld |= Matches(wanted, found, isFixed: false);
            if (!isHeld) return false;
        }

        return true;
    }
}

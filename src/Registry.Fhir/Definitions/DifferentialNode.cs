namespace Registry.Fhir.Definitions;

/// <summary>A differential as a tree: what lies below an element, and its slices, whatever order the author wrote them in.</summary>
/// <remarks>
/// A differential may leave out parents, and its elements may lack ids. https://hl7.org/fhir/R4/elementdefinition.html#id
/// An id counts when it spells the element's own path and slice name. Otherwise the element belongs to what stood last at the path above it.
/// </remarks>
internal sealed class DifferentialNode
{
    private DifferentialNode(string name, string? slice, string id, DifferentialNode? parent)
    {
        Name = name;
        Slice = slice;
        Id = id;
        Parent = parent;
    }

    /// <summary>Last part of the path, such as <c>value[x]</c>.</summary>
    public string Name { get; }

    /// <summary>Name of the slice; null for the element itself.</summary>
    public string? Slice { get; }

    /// <summary>Id, as a snapshot spells it.</summary>
    public string Id { get; }

    /// <summary>What the author says of it; null where only what lies below is mentioned.</summary>
    public ElementDifference? Difference { get; private set; }

    /// <summary>Elements below, in the author's order.</summary>
    public List<DifferentialNode> Children { get; } = [];

    /// <summary>Slices of this element, slices of slices among them, in the author's order.</summary>
    public List<DifferentialNode> Slices { get; } = [];

    // For a slice, what holds the element that it is a slice of.
    private DifferentialNode? Parent { get; }

    // What lies below by its step in an id; made when it is first asked for.
    private Dictionary<string, DifferentialNode>? _steps;

    /// <exception cref="DefinitionException">A path leads elsewhere, is too deep, or stands twice.</exception>
    public static DifferentialNode Build(string type, IReadOnlyList<ElementDifference> differential, Func<string, string, DefinitionException> fault)
    {
        DifferentialNode root = new(type, slice: null, type, parent: null);
        Dictionary<string, DifferentialNode> last = new(StringComparer.Ordinal) { [type] = root };
        foreach (ElementDifference difference in differential)
        {
            ElementDefinition element = difference.Element;
            string[] path = element.Path.Split('.', Limits.ElementDepth + 1);
            if (path[0] != type) throw fault(element.Id, $"Its path {Quoted(element.Path)} does not begin with {type}, the type that it constrains.");
            if (path.Length > Limits.ElementDepth) throw fault(type, $"A path has more than {Limits.ElementDepth} steps.");
            DifferentialNode? spelled = difference.HasId ? SpelledBy(element, path, root) : null;

            // Ids that leave the slices out spell the same element again and again; then the order tells which slice is meant.
            DifferentialNode node = spelled is { Difference: null } ? spelled : Placed(element, path, root, last);
            if (node.Difference is not null) throw fault(node.Id, "The differential holds this element twice; slices need names of their own.");
            node.Difference = difference;
            last[element.Path] = node;
        }

        return root;
    }

    /// <summary>The same element under another name: what <c>valueQuantity</c> says of <c>value[x]</c>.</summary>
    public DifferentialNode As(string name, string slice)
    {
        DifferentialNode other = new(name, slice, Id, Parent) { Difference = Difference };
        other.Children.AddRange(Children);
        return other;
    }

    // Null when the id is absent or does not spell this element.
    private static DifferentialNode? SpelledBy(ElementDefinition element, string[] path, DifferentialNode root)
    {
        string[] steps = element.Id.Split('.');
        if (steps.Length != path.Length || steps[0] != path[0]) return null;
        for (int index = 1; index < steps.Length; index++)
        {
            (string name, string? slice) = Parts(steps[index]);
            if (name != path[index] && !IsChoiceOf(name, path[index])) return null;
            if (index == steps.Length - 1 && slice != element.SliceName) return null;
        }

        DifferentialNode node = root;
        foreach (string step in steps.AsSpan(1))
        {
            (string name, string? slice) = Parts(step);
            node = node.Step(name, slice);
        }

        return node;
    }

    private static DifferentialNode Placed(ElementDefinition element, string[] path, DifferentialNode root, Dictionary<string, DifferentialNode> last)
    {
        DifferentialNode parent = root;
        int length = path[0].Length;
        foreach (string name in path.AsSpan(1, Math.Max(0, path.Length - 2)))
        {
            length += 1 + name.Length;

            // What stood last at this path, if it still belongs to what stands last above it.
            parent = last.TryGetValue(element.Path[..length], out DifferentialNode? latest) && latest.Parent == parent ? latest : parent.Step(name, slice: null);
        }

        return path.Length == 1 ? root : parent.Step(path[^1], element.SliceName);
    }

    private DifferentialNode Step(string name, string? slice)
    {
        DifferentialNode unsliced = Held(name, name, slice: null, Children, Id + "." + name);
        return slice is null ? unsliced : Held(name + ":" + slice, name, slice, unsliced.Slices, unsliced.Id + ":" + slice);
    }

    private DifferentialNode Held(string step, string name, string? slice, List<DifferentialNode> list, string id)
    {
        _steps ??= new Dictionary<string, DifferentialNode>(StringComparer.Ordinal);
        if (_steps.TryGetValue(step, out DifferentialNode? held)) return held;
        held = new DifferentialNode(name, slice, id, this);
        _steps.Add(step, held);
        list.Add(held);
        return held;
    }

    private static (string Name, string? Slice) Parts(string step)
    {
        int colon = step.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (step, null) : (step[..colon], step[(colon + 1)..]);
    }

    // Whether a path may spell the choice with its type: valueQuantity for value[x].
    private static bool IsChoiceOf(string name, string step) =>
        name.EndsWith("[x]", StringComparison.Ordinal) && step.Length > name.Length - 3 && step.AsSpan().StartsWith(name.AsSpan(0, name.Length - 3), StringComparison.Ordinal);

    private static string Quoted(string text) => text.Length <= Limits.QuotedChars ? $"'{text}'" : $"'{text[..Limits.QuotedChars]}…'";
}

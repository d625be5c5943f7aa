namespace Registry.Fhir.Definitions;

/// <summary>An element of a snapshot under construction.</summary>
internal sealed class SnapshotElement
{
    private SnapshotElement(ElementDefinition definition, string name, string? slice)
    {
        Definition = definition;
        Name = name;
        Slice = slice;
    }

    /// <summary>What is said of it. Id and path are those of where it came from until <see cref="Flatten"/> writes them.</summary>
    public ElementDefinition Definition { get; set; }

    /// <summary>Last part of the path, such as <c>value[x]</c>.</summary>
    public string Name { get; }

    /// <summary>Name of the slice; null for the element itself.</summary>
    public string? Slice { get; }

    /// <summary>Elements below, in the standard's order; empty where they are those of the type and nothing is said of them.</summary>
    public List<SnapshotElement> Children { get; private init; } = [];

    /// <summary>Slices of this element, slices of slices right behind what they divide.</summary>
    public List<SnapshotElement> Slices { get; private init; } = [];

    /// <summary>A snapshot as the tree that its ids spell.</summary>
    /// <exception cref="DefinitionException">An id does not fit those before it.</exception>
    public static SnapshotElement Tree(IReadOnlyList<ElementDefinition> snapshot, SnapshotBudget budget, Func<string, string, DefinitionException> fault)
    {
        budget.Spend(snapshot.Count);
        SnapshotElement root = new(snapshot[0], snapshot[0].Path, slice: null);
        Dictionary<string, SnapshotElement> byId = new(snapshot.Count, StringComparer.Ordinal) { [snapshot[0].Id] = root };
        Dictionary<string, SnapshotElement>.AlternateLookup<ReadOnlySpan<char>> byPart = byId.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int index = 1; index < snapshot.Count; index++)
        {
            ElementDefinition element = snapshot[index];
            ReadOnlySpan<char> id = element.Id;
            int dot = id.LastIndexOf('.');
            int colon = id[(dot + 1)..].IndexOf(':');
            ReadOnlySpan<char> holder = colon < 0 ? id[..Math.Max(dot, 0)] : id[..(dot + 1 + colon)];
            if (!byPart.TryGetValue(holder, out SnapshotElement? parent)) throw fault(element.Id, $"Its snapshot has no element {holder} before it.");
            string name = colon < 0 ? id[(dot + 1)..].ToString() : parent.Name;
            SnapshotElement node = new(element, name, colon < 0 ? null : id[(dot + colon + 2)..].ToString());
            if (!byId.TryAdd(element.Id, node)) throw fault(element.Id, "Its snapshot holds this id twice.");
            (colon < 0 ? parent.Children : parent.Slices).Add(node);
        }

        return root;
    }

    /// <summary>An element that the base does not have.</summary>
    public static SnapshotElement New(ElementDefinition definition, string name, SnapshotBudget budget)
    {
        budget.Spend(1);
        return new SnapshotElement(definition, name, slice: null);
    }

    /// <summary>A new slice like this element: all that lies below, but none of its slices.</summary>
    public SnapshotElement ToSlice(string slice, ElementDefinition definition, SnapshotBudget budget)
    {
        budget.Spend(1);
        return new SnapshotElement(definition, Name, slice) { Children = Copies(Children, budget) };
    }

    /// <summary>This element and all below it, slices included, so that changing one leaves the other as it is.</summary>
    public SnapshotElement Copy(SnapshotBudget budget)
    {
        budget.Spend(1);
        return new SnapshotElement(Definition, Name, Slice) { Children = Copies(Children, budget), Slices = Copies(Slices, budget) };
    }

    /// <summary>All elements in the order of a snapshot: an element, what lies below it, its slices.</summary>
    public void Flatten(string id, string path, List<ElementDefinition> into)
    {
        into.Add(Definition.Id == id && Definition.Path == path && Definition.SliceName == Slice ? Definition : Definition with { Id = id, Path = path, SliceName = Slice });
        foreach (SnapshotElement child in Children) child.Flatten(id + "." + child.Name, path + "." + child.Name, into);
        foreach (SnapshotElement slice in Slices) slice.Flatten(id + ":" + slice.Slice, path, into);
    }

    private static List<SnapshotElement> Copies(List<SnapshotElement> elements, SnapshotBudget budget)
    {
        var copies = new List<SnapshotElement>(elements.Count);
        foreach (SnapshotElement element in elements) copies.Add(element.Copy(budget));
        return copies;
    }
}

/// <summary>How much work may still be done: elements of one snapshot and of all that are made together, and comparisons of values.</summary>
internal sealed class SnapshotBudget(Func<string, DefinitionException> fault)
{
    private int _total = Limits.GeneratedElements;
    private int _snapshot = Limits.SnapshotElements;
    private int _comparisons = Limits.PatternComparisons;

    /// <summary>Begins another snapshot; gives what the one before had left, to come back to it.</summary>
    public int Begin() => Begin(Limits.SnapshotElements);

    public int Begin(int elements)
    {
        int before = _snapshot;
        _snapshot = elements;
        return before;
    }

    /// <summary>One comparison of a part of a fixed or pattern value.</summary>
    /// <exception cref="DefinitionException">The limit is reached.</exception>
    public void Compare()
    {
        if (--_comparisons < 0) throw fault($"The fixed and pattern values of the loaded packages need more than {Limits.PatternComparisons} comparisons.");
    }

    /// <exception cref="DefinitionException">The limit is reached.</exception>
    public void Spend(int elements)
    {
        if ((_snapshot -= elements) < 0) throw fault($"Its snapshot would have more than {Limits.SnapshotElements} elements.");
        if ((_total -= elements) < 0) throw fault($"The snapshots of the loaded packages would have more than {Limits.GeneratedElements} elements together.");
    }
}

namespace Registry.Fhir.Definitions;

/// <summary>A snapshot that came with its structure is taken as it was published. What must hold before rules can be made of it is checked at load.</summary>
internal static class PublishedSnapshot
{
    /// <exception cref="DefinitionException">An id stands twice or has nothing above it, a path does not fit its id or its type, or the base is not held.</exception>
    public static void Check(StructureDefinition structure, Func<string, StructureDefinition?> find, Func<StructureDefinition, string> hint, Func<string?, string, DefinitionException> fault)
    {
        if (structure.Snapshot.Count > Limits.SnapshotElements) throw fault(null, $"Its snapshot has more than {Limits.SnapshotElements} elements.");
        ElementDefinition root = structure.Snapshot[0];
        if (structure.Kind != StructureKind.Logical && root.Path != structure.Type) throw fault(root.Id, $"Its snapshot is of {root.Path}, and it is about {structure.Type}.");
        if (root.Id != root.Path) throw fault(root.Id, $"The id of its root must be its path, {root.Path}.");
        CheckTree(structure.Snapshot, fault);
        if (!structure.IsConstraint) return;
        if (structure.BaseDefinition is null) throw fault(null, "It is a constraint and names no base definition.");
        StructureDefinition basis = find(structure.BaseDefinition) ?? throw fault(null, $"Its base definition {structure.BaseDefinition} is not held.{hint(structure)}");
        if (basis.Type != structure.Type) throw fault(null, $"It constrains {structure.Type}, but its base {basis.Url} is of type {basis.Type}.");
    }

    // Invariant of a snapshot: what holds an element, and what a slice divides, stands before it.
    private static void CheckTree(IReadOnlyList<ElementDefinition> snapshot, Func<string?, string, DefinitionException> fault)
    {
        HashSet<string> ids = new(snapshot.Count, StringComparer.Ordinal);
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> held = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int index = 0; index < snapshot.Count; index++)
        {
            ElementDefinition element = snapshot[index];
            if (!ids.Add(element.Id)) throw fault(element.Id, "Its snapshot holds this id twice.");
            if (index == 0) continue;
            ReadOnlySpan<char> id = element.Id;
            int dot = id.LastIndexOf('.');
            int colon = id[(dot + 1)..].IndexOf(':');
            ReadOnlySpan<char> holder = colon < 0 ? id[..Math.Max(dot, 0)] : id[..(dot + 1 + colon)];
            if (!held.Contains(holder)) throw fault(element.Id, $"Its snapshot has no element {holder} before it.");
            if (id.Count('.') != element.Path.AsSpan().Count('.')) throw fault(element.Id, $"Its path {element.Path} is not that of its id.");
            if (id.Count('.') >= Limits.ElementDepth) throw fault(element.Id, $"Its path has more than {Limits.ElementDepth} steps.");
        }
    }
}

namespace Registry.Fhir.Definitions;

/// <summary>Works out the snapshots of structures that were published with a differential only. https://hl7.org/fhir/R4/profiling.html#snapshot</summary>
/// <remarks>
/// The base's snapshot is laid out as a tree and the differential's tree is applied to it: what an author says of an element first, then what
/// lies below it, then its slices. What a differential may not say is in <see cref="ElementMerge"/>. A base or a profile of a type that has no
/// snapshot itself is worked out first; each once. Not thread-safe: one generator serves one loading.
/// </remarks>
internal sealed class SnapshotGenerator
{
    private readonly Func<string, StructureDefinition?> _find;
    private readonly Func<string, StructureDefinition?> _findType;
    private readonly Func<StructureDefinition, string> _packageOf;
    private readonly Func<StructureDefinition, string> _hint;
    private readonly Dictionary<StructureDefinition, StructureDefinition> _done = new(ReferenceEqualityComparer.Instance);
    private readonly List<StructureDefinition> _underway = [];
    private readonly SnapshotBudget _budget;

    /// <param name="find">A structure by canonical; null when it is not held.</param>
    /// <param name="findType">The base definition of a type of R4; null when there is none.</param>
    /// <param name="packageOf">Which package brought a structure, for the words of a fault.</param>
    /// <param name="hint">What to add where something is not held; empty, or a sentence behind a space.</param>
    public SnapshotGenerator(Func<string, StructureDefinition?> find, Func<string, StructureDefinition?> findType, Func<StructureDefinition, string> packageOf, Func<StructureDefinition, string>? hint = null)
    {
        _find = find;
        _findType = findType;
        _packageOf = packageOf;
        _hint = hint ?? (_ => "");
        _budget = new SnapshotBudget(reason => Fault(_underway.Count > 0 ? _underway[^1] : null, id: null, reason));
    }

    /// <summary>The structure of a package with its snapshot: its own where it has one, which is checked.</summary>
    /// <exception cref="DefinitionException">As for <see cref="Complete"/>; or the snapshot it came with is no tree, or is that of another type.</exception>
    public StructureDefinition Check(StructureDefinition structure)
    {
        if (structure.Snapshot.Count == 0) return Complete(structure);
        PublishedSnapshot.Check(structure, _find, _hint, (id, reason) => Fault(structure, id, reason));
        return structure;
    }

    /// <summary>The structure with its snapshot: its own where it has one.</summary>
    /// <exception cref="DefinitionException">It contradicts its base, needs what is not held, needs itself, or breaks a limit.</exception>
    public StructureDefinition Complete(StructureDefinition structure)
    {
        if (structure.Snapshot.Count > 0) return structure;
        if (_done.TryGetValue(structure, out StructureDefinition? done)) return done;
        if (_underway.Contains(structure)) throw Cycle(structure);
        if (_underway.Count == Limits.SnapshotChain) throw Fault(structure, id: null, $"Its snapshot needs those of more than {Limits.SnapshotChain} others, each of the next: {Chain(0)}.");
        _underway.Add(structure);
        int left = _budget.Begin();
        List<ElementDefinition> snapshot = Snapshot(structure);
        _budget.Begin(left);
        _underway.RemoveAt(_underway.Count - 1);
        done = structure with { Snapshot = snapshot.ToArray(), Differential = [] };
        _done.Add(structure, done);
        return done;
    }

    private List<ElementDefinition> Snapshot(StructureDefinition structure)
    {
        StructureDefinition basis = Complete(Base(structure));
        SnapshotElement root = Tree(basis);
        if (!structure.IsConstraint) root = Specialised(root, structure, basis);
        DifferentialNode change = DifferentialNode.Build(structure.Type, structure.Differential, (id, reason) => Fault(structure, id, reason));
        new Application(this, structure, basis).Apply(root, change);
        List<ElementDefinition> snapshot = [];
        root.Flatten(structure.Type, structure.Type, snapshot);
        return snapshot;
    }

    private StructureDefinition Base(StructureDefinition structure)
    {
        if (structure.BaseDefinition is null) throw Fault(structure, id: null, "It has only a differential and names no base definition.");
        StructureDefinition basis = _find(structure.BaseDefinition) ?? throw NotHeld(structure, id: null, $"Its base definition {structure.BaseDefinition} is not held.");
        if (structure.IsConstraint && basis.Type != structure.Type) throw Fault(structure, id: null, $"It constrains {structure.Type}, but its base {basis.Url} is of type {basis.Type}.");
        return basis;
    }

    // A new type begins with the elements of what it specialises, under its own name.
    private SnapshotElement Specialised(SnapshotElement root, StructureDefinition structure, StructureDefinition basis)
    {
        if (structure.Type == basis.Type) throw Fault(structure, id: null, $"It specialises {basis.Url} and has its type {basis.Type}.");
        SnapshotElement renamed = SnapshotElement.New(root.Definition with { Min = 0, Max = int.MaxValue, BaseMax = int.MaxValue }, structure.Type, _budget);
        renamed.Children.AddRange(root.Children);
        return renamed;
    }

    private SnapshotElement Tree(StructureDefinition structure) => SnapshotElement.Tree(structure.Snapshot, _budget, (id, reason) => Fault(structure, id, reason));

    /// <summary>The root of a profile: where extensions and profiles on data types say what the elements that use them inherit.</summary>
    private ElementDefinition Root(StructureDefinition structure, int depth = 0)
    {
        if (structure.Snapshot.Count > 0) return structure.Snapshot[0];
        if (_done.TryGetValue(structure, out StructureDefinition? done)) return done.Snapshot[0];
        if (depth == Limits.SnapshotChain) throw Fault(structure, id: null, "Its chain of base definitions leads back to itself or has no end.");
        ElementDefinition root = Root(Base(structure), depth + 1);
        ElementDifference? change = structure.Differential.FirstOrDefault(difference => difference.Element.Path == structure.Type);
        return change is null ? root : new ElementMerge(reason => Fault(structure, structure.Type, reason), IsSubtype, IsTarget, _budget).Merge(root, change, sliced: null);
    }

    /// <summary>Whether a type is the other one or specialises it.</summary>
    private bool IsSubtype(string type, string ancestor)
    {
        for (int depth = 0; depth < Limits.SnapshotChain; depth++)
        {
            if (type == ancestor) return true;
            if (_findType(type)?.BaseDefinition is not { } basis || _find(basis) is not { } next) return false;
            type = next.Type;
        }

        return false;
    }

    /// <summary>Whether a canonical is one of the others or derives from one; null when that cannot be known.</summary>
    private bool? IsTarget(string canonical, IReadOnlyList<string> ancestors)
    {
        for (int depth = 0; depth < Limits.SnapshotChain; depth++)
        {
            string url = CursorReading.WithoutVersion(canonical);
            foreach (string ancestor in ancestors)
            {
                if (CursorReading.WithoutVersion(ancestor) == url) return true;
            }

            if (_find(canonical) is not { } held) return null;
            if (held.BaseDefinition is null) return false;
            canonical = held.BaseDefinition;
        }

        return null;
    }

    private DefinitionException Fault(StructureDefinition? structure, string? id, string reason, bool isOfUnheld = false) => new(
        structure is null ? "packages" : _packageOf(structure),
        file: null,
        structure is null ? id : id is null || id == structure.Url ? structure.Url : structure.Url + ", " + id,
        reason)
    {
        IsOfUnheld = isOfUnheld,
    };

    private DefinitionException NotHeld(StructureDefinition structure, string? id, string reason) => Fault(structure, id, reason + _hint(structure), isOfUnheld: true);

    private DefinitionException Cycle(StructureDefinition structure) =>
        Fault(structure, id: null, $"Its snapshot needs itself: {Chain(_underway.IndexOf(structure))}, and again the first.");

    private string Chain(int first) => string.Join(", then ", _underway.Skip(first).Select(entry => entry.Url));

    /// <summary>One differential applied to its base.</summary>
    private sealed class Application(SnapshotGenerator generator, StructureDefinition structure, StructureDefinition basis)
    {
        /// <summary>Applies what is said of an element, of what lies below it, and of its slices.</summary>
        /// <param name="node">The element as the base has it; changed.</param>
        /// <param name="change">What the differential says.</param>
        /// <param name="sliced">The element that this is a new slice of, as the base has it; null when it is none.</param>
        public void Apply(SnapshotElement node, DifferentialNode change, ElementDefinition? sliced = null)
        {
            // New slices begin as the base has the element, not as this differential changes it: what it asks of the element itself is asked of each slice anyway.
            SnapshotElement? template = change.Slices.Count > 0 ? node.ToSlice("", node.Definition, generator._budget) : null;
            if (change.Difference is { } difference)
            {
                DefinitionException Here(string reason) => generator.Fault(structure, change.Id, reason);
                ElementDefinition before = FromTypeProfile(node, difference, Here);
                node.Definition = new ElementMerge(Here, generator.IsSubtype, generator.IsTarget, generator._budget).Merge(before, difference, sliced);
            }

            if (change.Children.Count > 0)
            {
                if (node.Children.Count == 0) Expand(node, change);
                foreach (DifferentialNode child in change.Children) Child(node, child);
                foreach (SnapshotElement choice in node.Children) SpelledTypes(choice, change);
            }

            if (template is null) return;
            bool isSliced = node.Definition.Slicing is not null;
            foreach (DifferentialNode slice in change.Slices) Slice(node, template, slice);
            if (!isSliced) CloseWhenAllTypesAreSliced(node);
            CheckCounts(node, change);
        }

        private void Child(SnapshotElement node, DifferentialNode change)
        {
            if (node.Children.Find(child => child.Name == change.Name) is { } held)
            {
                Apply(held, change);
                return;
            }

            if (node.Children.Exists(child => ElementMerge.IsChoice(child.Name) && ElementMerge.TypeOf(child.Name, change.Name, child.Definition.Types) is not null)) return;
            if (structure.IsConstraint || change.Difference is not { } added) throw generator.Fault(structure, change.Id, $"The base {basis.Url} has no such element.");
            SnapshotElement element = SnapshotElement.New(added.Element with { BaseMax = added.Element.Max }, change.Name, generator._budget);
            node.Children.Add(element);
            foreach (DifferentialNode below in change.Children) Child(element, below);
        }

        // valueQuantity speaks of the slice valueQuantity of value[x]. Where that is all the author says of value[x], and the base has no slices there,
        // it may hold the spelled types only, as in the published snapshots of R4's own vital signs.
        private void SpelledTypes(SnapshotElement choice, DifferentialNode change)
        {
            if (!ElementMerge.IsChoice(choice.Name)) return;
            List<(DifferentialNode Spelled, ElementType Type)> spelled = [];
            foreach (DifferentialNode child in change.Children)
            {
                if (child.Name != choice.Name && ElementMerge.TypeOf(choice.Name, child.Name, choice.Definition.Types) is { } type) spelled.Add((child, type));
            }

            if (spelled.Count == 0) return;
            if (choice.Definition is { Slicing: null, Types.Count: 1 } && spelled[0].Spelled.Slices.Count == 0)
            {
                Apply(choice, spelled[0].Spelled);
                return;
            }

            SnapshotElement template = choice.ToSlice("", choice.Definition, generator._budget);
            bool isSliced = choice.Definition.Slicing is not null;
            bool isDescribed = change.Children.Exists(child => child.Name == choice.Name);
            if (!isSliced && !isDescribed) choice.Definition = choice.Definition with { Types = spelled.ConvertAll(entry => entry.Type).ToArray() };
            foreach ((DifferentialNode child, _) in spelled)
            {
                foreach (DifferentialNode named in child.Slices.DefaultIfEmpty(child)) Slice(choice, template, named.As(choice.Name, child.Name));
            }

            if (isSliced) return;
            CloseWhenAllTypesAreSliced(choice);
            if (choice.Definition.Types.Count == 1) choice.Definition = choice.Definition with { Min = Math.Max(choice.Definition.Min, choice.Slices[0].Definition.Min) };
        }

        // Slices by type that the author did not announce leave nothing open when each type has one.
        private static void CloseWhenAllTypesAreSliced(SnapshotElement node)
        {
            if (!ElementMerge.IsChoice(node.Name) || node.Definition.Slicing is not { } slicing) return;
            bool all = node.Definition.Types.All(type => node.Slices.Exists(slice => slice.Definition.Types is [var only] && only.Code == type.Code));
            if (all) node.Definition = node.Definition with { Slicing = slicing with { Rules = SlicingRules.Closed } };
        }

        private void Slice(SnapshotElement node, SnapshotElement template, DifferentialNode change)
        {
            string name = change.Slice!;
            if (node.Slices.Find(slice => slice.Slice == name) is { } held)
            {
                Apply(held, change);
                return;
            }

            // A name without slicing, on an element that cannot repeat, is a label: what is said is said of the element.
            if (node.Definition is { Slicing: null, Max: <= 1 } && !ElementMerge.IsChoice(node.Name) && node.Name is not "extension" and not "modifierExtension")
            {
                Apply(node, change);
                return;
            }

            // A slice of a slice: a/b divides a and stands right behind it. https://hl7.org/fhir/R4/profiling.html#reslicing
            int slash = name.LastIndexOf('/');
            SnapshotElement? divided = slash < 0 ? null : node.Slices.Find(slice => slice.Slice!.AsSpan().SequenceEqual(name.AsSpan(0, slash)));
            SnapshotElement origin = divided ?? template;
            SnapshotElement holder = divided ?? node;
            holder.Definition = Sliced(holder.Definition, change);
            ElementDefinition definition = origin.Definition with { Slicing = null, Min = 0 };
            if (ElementMerge.IsChoice(node.Name) && ElementMerge.TypeOf(node.Name, name, definition.Types) is { } type) definition = definition with { Types = [type] };
            SnapshotElement made = origin.ToSlice(name, definition, generator._budget);
            int place = node.Slices.Count;
            if (divided is not null)
            {
                place = node.Slices.IndexOf(divided) + 1;
                while (place < node.Slices.Count && node.Slices[place].Slice!.StartsWith(divided.Slice + "/", StringComparison.Ordinal)) place++;
            }

            node.Slices.Insert(place, made);
            Apply(made, change, origin.Definition);
        }

        // Extensions are always told apart by their URL, and a choice by its type; all else must say how.
        private ElementDefinition Sliced(ElementDefinition element, DifferentialNode change)
        {
            if (element.Slicing is not null) return element;
            if (change.Name is "extension" or "modifierExtension") return element with { Slicing = new ElementSlicing([new SliceDiscriminator("value", "url")], SlicingRules.Open, IsOrdered: false) };
            if (ElementMerge.IsChoice(change.Name)) return element with { Slicing = new ElementSlicing([new SliceDiscriminator("type", "$this")], SlicingRules.Open, IsOrdered: false) };
            throw generator.Fault(structure, change.Id, "It is a slice, and neither the differential nor its base says how slices are told apart here.");
        }

        // https://hl7.org/fhir/R4/profiling.html#slicing : fewest of all slices together may not be more than the element's most.
        private void CheckCounts(SnapshotElement node, DifferentialNode change)
        {
            long fewest = 0;
            foreach (SnapshotElement slice in node.Slices)
            {
                if (!slice.Slice!.Contains('/', StringComparison.Ordinal)) fewest += slice.Definition.Min;
            }

            if (fewest > node.Definition.Max) throw generator.Fault(structure, change.Id, $"Its slices ask for {fewest} at least, and it may stand {node.Definition.Max} times at most.");
        }

        // Where the differential gives an element a type with one profile, the element begins as that profile's root:
        // an extension's definition says how often it may stand, whether it modifies, and which rules hold.
        private ElementDefinition FromTypeProfile(SnapshotElement node, ElementDifference difference, Func<string, DefinitionException> here)
        {
            ElementDefinition element = node.Definition;
            if (difference.Element.Types is not [{ Profiles: [string canonical] } type]) return element;
            if (canonical.Contains('#', StringComparison.Ordinal)) return FromElementProfile(node, canonical, here);
            if (generator._find(canonical) is not { } profile) return element;   // Whether it must be held, the compiler of rules decides.
            ElementDefinition root = generator.Root(profile);
            bool isExtension = type.Code == "Extension";
            bool isNew = element.Types is not [{ Profiles: [string before] }] || before != canonical;
            return element with
            {
                Min = isExtension && isNew && node.Slice is not null ? Math.Max(root.Min, element.Min) : element.Min,
                Max = isExtension && isNew && node.Slice is not null ? Math.Min(root.Max, element.Max) : element.Max,
                IsModifier = isExtension && isNew ? root.IsModifier : element.IsModifier,
                Constraints = ElementMerge.Union(element.Constraints, root.Constraints),
                Short = root.Short ?? element.Short,
            };
        }

        // A profile on one element inside another structure: what is said there of the element and below it is said here.
        private ElementDefinition FromElementProfile(SnapshotElement node, string canonical, Func<string, DefinitionException> here)
        {
            string[] parts = canonical.Split('#', 2);
            if (basis.IsConstraint) throw here($"It takes over {canonical} on top of {basis.Url}, which has said something of it before.");
            StructureDefinition profile = generator._find(parts[0]) ?? throw generator.NotHeld(structure, node.Definition.Id, $"What it takes over, {canonical}, is not held.");
            SnapshotElement source = Find(generator.Tree(generator.Complete(profile)), parts[1]) ?? throw here($"What it takes over, {canonical}, has no such element.");
            node.Children.Clear();
            node.Children.AddRange(source.Children);
            ElementDefinition held = node.Definition;
            return source.Definition with { Min = held.Min, Max = held.Max, Slicing = held.Slicing };
        }

        private void Expand(SnapshotElement node, DifferentialNode change)
        {
            ElementDefinition element = node.Definition;
            if (element.ContentReference is { } reference)
            {
                SnapshotElement target = Referenced(reference, change);
                node.Definition = element with { ContentReference = null, Types = target.Definition.Types };
                node.Children.AddRange(target.Children);
                return;
            }

            StructureDefinition type = TypeOf(element.Types, change);
            node.Children.AddRange(generator.Tree(generator.Complete(type)).Children);
        }

        private StructureDefinition TypeOf(IReadOnlyList<ElementType> types, DifferentialNode change)
        {
            if (types.Count == 0) throw generator.Fault(structure, change.Id, "It has no type, so nothing can lie below it.");
            if (types is [{ Profiles: [string canonical] }])
            {
                return generator._find(canonical) ?? throw generator.NotHeld(structure, change.Id, $"What lies below it is that of the profile {canonical}, which is not held.");
            }

            string name = types.Count == 1 ? types[0].Code : types.All(type => generator.IsSubtype(type.Code, "Resource")) ? "Resource" : "Element";
            return generator._findType(name) ?? generator._find(name) ?? throw generator.Fault(structure, change.Id, $"Nothing can lie below it: its type {name} is not held or has no elements.");
        }

        private SnapshotElement Referenced(string reference, DifferentialNode change)
        {
            // The target as its own type has it: this differential may have changed it in the meantime.
            string type = reference.Split('.')[0];
            StructureDefinition owner = type == basis.Type ? basis : generator._findType(type) ?? basis;
            return Find(generator.Tree(owner), reference) ?? throw generator.Fault(structure, change.Id, $"Its content reference {reference} leads nowhere.");
        }

        private static SnapshotElement? Find(SnapshotElement root, string id)
        {
            SnapshotElement? node = root;
            foreach (string step in id.Split('.').AsSpan(1))
            {
                int colon = step.IndexOf(':', StringComparison.Ordinal);
                string name = colon < 0 ? step : step[..colon];
                node = node.Children.Find(child => child.Name == name);
                if (colon >= 0) node = node?.Slices.Find(slice => slice.Slice == step[(colon + 1)..]);
                if (node is null) return null;
            }

            return node;
        }
    }
}

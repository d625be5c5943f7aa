using Registry.Fhir.Definitions;

namespace Registry.Fhir.Profiles;

/// <summary>Turns the snapshot of a profile into what it asks beyond its base type. What equals the base is left out.</summary>
internal sealed class ProfileCompiler
{
    private readonly RuleBook _book;
    private readonly StructureDefinition _profile;

    private readonly List<NamedSlice>? _slices;   // Null unless they are asked for.

    private ProfileCompiler(RuleBook book, StructureDefinition profile, List<NamedSlice>? slices = null)
    {
        _book = book;
        _profile = profile;
        _slices = slices;
    }

    /// <exception cref="ProfileException">The profile asks for something that this engine cannot check.</exception>
    public static ElementRule Compile(RuleBook book, StructureDefinition profile)
    {
        ProfileCompiler compiler = new(book, profile);
        SnapshotNode root = SnapshotNode.Build(profile);
        ElementRule type = book.TypeShape(profile.Type).Root;
        return new ElementRule
        {
            Name = root.Name,
            Id = root.Definition.Id,
            Types = [],
            Children = compiler.Children(root, type.Children!),
            Invariants = book.Invariants(profile, root.Definition, type.Constraints),
        };
    }

    /// <summary>Every slice of a profile, those of slices among them; also those that ask nothing, of which the rules hold none.</summary>
    /// <exception cref="ProfileException">As for <see cref="Compile"/>.</exception>
    public static NamedSlice[] Slices(RuleBook book, StructureDefinition profile)
    {
        List<NamedSlice> slices = [];
        ProfileCompiler compiler = new(book, profile, slices);
        compiler.Children(SnapshotNode.Build(profile), book.TypeShape(profile.Type).Root.Children!);
        return [.. slices];
    }

    private ProfileException Fault(SnapshotNode node, string reason) => new(_profile.Url, node.Definition.Id, reason);

    private ProfileException NotHeld(SnapshotNode node, string reason) => new(_profile.Url, node.Definition.Id, reason) { IsOfUnheld = true };

    // Null when the profile asks nothing more of these children than the base does.
    private ObjectRules? Children(SnapshotNode node, ObjectRules type)
    {
        List<ElementRule> elements = [];
        List<KeyValuePair<int, PropertyRule>> properties = [];
        foreach (SnapshotNode child in node.Children)
        {
            ElementRule known = Array.Find(type.Elements, element => element.Name == child.Name)
                ?? throw Fault(child, $"{type.Path} has no such element.");
            if (Element(child, known) is not { } rule) continue;
            short index = (short)elements.Count;
            elements.Add(rule);
            for (short i = 0; i < rule.Types.Length; i++)
            {
                properties.Add(new(_book.Names.Find(rule.Types[i].JsonName), new PropertyRule(index, i, false)));
                if (known.Types[i].Format != PrimitiveFormat.None) properties.Add(new(_book.Names.Find("_" + rule.Types[i].JsonName), new PropertyRule(index, i, true)));
            }
        }

        return elements.Count == 0 ? null : new ObjectRules(node.Definition.Path, isClosed: false, [.. elements], properties);
    }

    private ElementRule? Element(SnapshotNode node, ElementRule known)
    {
        ElementRule rule = Own(node, known, outer: null);
        return IsTrivial(rule) ? null : rule;
    }

    // Slices carry their own counts, so that their rule asks only about what stands in them.
    private ElementRule Own(SnapshotNode node, ElementRule known, ElementDefinition? outer)
    {
        bool withCounts = outer is null;
        ElementDefinition definition = node.Definition;
        BindingRule? binding = TypeCompiler.Binding(_book, definition);
        return new ElementRule
        {
            Name = node.Name,
            Id = definition.Id,
            Min = withCounts && definition.Min > known.Min ? definition.Min : 0,
            Max = withCounts && definition.Max < known.Max ? definition.Max : int.MaxValue,
            Types = Types(node, known),
            Pattern = Pattern(definition),
            Binding = binding is not null && known.Binding is not null && SameBinding(binding, known.Binding) ? null : binding,
            MaxBinding = TypeCompiler.MaxBinding(_book, definition) is { } most && (known.MaxBinding is null || !SameBinding(most, known.MaxBinding)) ? most : null,
            MaxLength = definition.MaxLength == known.MaxLength ? null : definition.MaxLength,
            NarrativeLanguages = Languages(node),
            Short = definition.Short,
            Reason = ReasonOf(definition, known),
            Slicing = Slicing(node, known),
            Invariants = _book.Invariants(_profile, definition, outer is null ? known.Constraints : known.Constraints.Concat(outer.Constraints).Concat(BoundRules.Of(_profile, outer))),
            Children = node.Children.Count == 0 ? null : Children(node, Inside(node, known)),
        };
    }

    private IReadOnlyList<string>? Languages(SnapshotNode node)
    {
        if (node.Definition.NarrativeLanguages is not { Count: > 0 } languages) return null;
        return node.Definition.Types is [{ Code: "Narrative" }] ? languages : throw Fault(node, "It controls the languages of a narrative and is none.");
    }

    private static string? ReasonOf(ElementDefinition definition, ElementRule known) =>
        string.Equals(definition.Short, known.Short, StringComparison.Ordinal) ? null : definition.Short;

    private static bool IsTrivial(ElementRule rule) =>
        rule is { Min: 0, Max: int.MaxValue, Pattern: null, Binding: null, MaxBinding: null, MaxLength: null, NarrativeLanguages: null, Slicing: null, Children: null, Invariants.Length: 0 }
        && Array.TrueForAll(rule.Types, type => !type.IsForbidden && type.Profiles.Length == 0 && type.Target is null && type.ResourceTypes is null);

    private static bool SameBinding(BindingRule left, BindingRule right) =>
        left.Strength == right.Strength && ReferenceEquals(left.Codes, right.Codes) && left.ValueSet.Split('|')[0] == right.ValueSet.Split('|')[0];

    private ValuePattern? Pattern(ElementDefinition definition)
    {
        ReadOnlyMemory<byte>? json = definition.Fixed ?? definition.Pattern;
        return json is null ? null : new ValuePattern(json.Value, definition.Fixed is not null, definition.FixedType ?? "", _book.Names);
    }

    private TypeRule[] Types(SnapshotNode node, ElementRule known)
    {
        IReadOnlyList<ElementType> allowed = node.Definition.Types;
        return Array.ConvertAll(known.Types, type =>
        {
            if (type.IsResource) return Resource(node, type, allowed);
            ElementType? kept = allowed.FirstOrDefault(candidate => candidate.Code == type.Code);
            return new TypeRule
            {
                Code = type.Code,
                JsonName = type.JsonName,
                Context = type.Context,
                IsForbidden = allowed.Count > 0 && kept is null,
                Profiles = kept is null || type.Code == "Extension" ? [] : Profiles(node, kept),
                Target = kept is null ? null : NarrowerTarget(node, kept, type),
            };
        });
    }

    // Bundle.entry.resource and DomainResource.contained: a profile names the types that the base leaves open.
    private TypeRule Resource(SnapshotNode node, TypeRule known, IReadOnlyList<ElementType> allowed)
    {
        bool isOpen = allowed.Count == 0 || allowed.Any(type => type.Code is "Resource" or "DomainResource");
        return new TypeRule
        {
            Code = known.Code,
            JsonName = known.JsonName,
            ResourceTypes = isOpen ? null : [.. allowed.Select(type => type.Code)],
            Profiles = [.. allowed.SelectMany(type => Profiles(node, type))],
        };
    }

    // Extensions are left out by the caller: the base checks each of them against its own definition, wherever it stands.
    private Shape[] Profiles(SnapshotNode node, ElementType type)
    {
        List<Shape> shapes = [];
        foreach (string canonical in type.Profiles)
        {
            StructureDefinition held = _book.Definitions.Find(canonical) ?? throw NotHeld(node, $"The type profile {canonical} is not held.");
            if (!held.IsConstraint) continue;
            shapes.Add(_book.Profile(canonical) ?? throw NotHeld(node, $"The type profile {canonical} cannot be checked."));
        }

        return [.. shapes];
    }

    private TargetRule? NarrowerTarget(SnapshotNode node, ElementType type, TypeRule known)
    {
        TargetRule? target = TypeCompiler.Target(_book, _profile.Url, node.Definition.Id, type);
        bool isAsBefore = target is { Profiles.Length: 0, Aggregation: ReferenceAggregation.None, Versioning: ReferenceVersioning.Either }
            && known.Target is { Types.Length: > 0 } && known.Target.Types.All(target.Types.Contains);
        return isAsBefore ? null : target;
    }

    // The base rules of what an element holds, to compare its children with.
    private ObjectRules Inside(SnapshotNode node, ElementRule known)
    {
        TypeRule? type = known.Types.Length == 1
            ? known.Types[0]
            : node.Definition.Types.Count == 1 ? Array.Find(known.Types, candidate => candidate.Code == node.Definition.Types[0].Code) : null;
        if (type is { IsResource: true } && node.Definition.Types.Count == 1) return _book.TypeShape(node.Definition.Types[0].Code).Root.Children!;
        return (type?.Shape ?? _book.ElementShape).Root.Children!;
    }

    private SlicingRule? Slicing(SnapshotNode node, ElementRule known)
    {
        ElementSlicing? slicing = node.Definition.Slicing;
        if (node.Slices.Count == 0) return null;
        slicing ??= new ElementSlicing([TypeCompiler.IsChoice(node.Name) ? new("type", "$this") : new("value", "url")], SlicingRules.Open, false);
        bool isOpen = slicing is { Rules: SlicingRules.Open, IsOrdered: false };
        List<SliceRule> slices = [];
        SliceRule? others = null;
        foreach (SnapshotNode slice in node.Slices)
        {
            ElementRule rule = Own(slice, known, node.Definition);
            if (slice.Definition.SliceName?.EndsWith("@default", StringComparison.Ordinal) == true)
            {
                others = new SliceRule("@default", [], slice.Definition.Min, slice.Definition.Max, IsTrivial(rule) ? null : rule, ReasonOf(slice.Definition, known));
                continue;
            }

            _slices?.Add(new NamedSlice(slice.Definition.SliceName ?? slice.Definition.Id, node.Definition.Path, known.Types, Tests(slice, known, slicing)));
            bool asksNothing = slice.Definition.Min == 0 && slice.Definition.Max >= known.Max && AsksNothing(rule, slicing);
            if (isOpen && asksNothing) continue;
            slices.Add(new SliceRule(
                slice.Definition.SliceName ?? slice.Definition.Id,
                Tests(slice, known, slicing),
                slice.Definition.Min,
                slice.Definition.Max,
                IsTrivial(rule) ? null : rule,
                ReasonOf(slice.Definition, known)));
            if (slices[^1].Tests.Length == 0) throw Fault(slice, "Nothing in it fixes what its discriminators look at.");
        }

        if (slices.Count == 0 && others is null && isOpen) return null;
        SliceIndex? index = SliceIndex.Build(slices, _book.Names);
        return new SlicingRule([.. slices, .. others is null ? [] : new[] { others }], slicing.Rules, slicing.IsOrdered, index);
    }

    private SliceTest[] Tests(SnapshotNode slice, ElementRule known, ElementSlicing slicing) =>
        [.. slicing.Discriminators.SelectMany(discriminator => SliceTests.For(_book, _profile, slice, known, discriminator))];

    // A slice that is known by the profile of what it refers to asks nothing else of it when only its target is narrower.
    private static bool AsksNothing(ElementRule rule, ElementSlicing slicing)
    {
        if (IsTrivial(rule)) return true;
        bool isByTarget = slicing.Discriminators.All(discriminator => discriminator is { Type: "profile", Path: "resolve()" });
        return isByTarget && rule is { Pattern: null, Binding: null, MaxBinding: null, MaxLength: null, NarrativeLanguages: null, Slicing: null, Children: null, Invariants.Length: 0 }
            && Array.TrueForAll(rule.Types, type => !type.IsForbidden && type.Profiles.Length == 0);
    }
}

using Registry.Fhir.Definitions;

namespace Registry.Fhir.Profiles;

/// <summary>Turns the StructureDefinition of a base type into closed rules: every property is named, everything else is unknown.</summary>
internal static class TypeCompiler
{
    public static ElementRule Compile(RuleBook book, StructureDefinition structure)
    {
        SnapshotNode root = SnapshotNode.Build(structure);
        Dictionary<string, Shape> parts = new(StringComparer.Ordinal);
        AddParts(book, structure, root, parts);
        return Root(book, structure, root, parts);
    }

    public static bool IsChoice(string name) => name.EndsWith("[x]", StringComparison.Ordinal);

    /// <summary>The JSON property of a type of an element: <c>valueQuantity</c> for <c>value[x]</c> and Quantity.</summary>
    public static string JsonName(string name, string type) => IsChoice(name) ? string.Concat(name.AsSpan(0, name.Length - 3), char.ToUpperInvariant(type[0]).ToString(), type.AsSpan(1)) : name;

    /// <summary>What the target profiles, the aggregation and the versioning of a type ask of a reference; null when they ask nothing.</summary>
    public static TargetRule? Target(RuleBook book, string profile, string elementId, ElementType type)
    {
        ProfileChoice[] choices = Choices(book, profile, elementId, type.TargetProfiles);
        bool isAny = Array.Exists(choices, choice => choice.Type is "Resource" or "DomainResource");
        bool isByProfile = choices.Length > 0 && Array.TrueForAll(choices, choice => !choice.IsAny) && Array.Exists(choices, choice => choice.Profile is not null);
        if ((isAny || choices.Length == 0) && !isByProfile && type is { Aggregation: ReferenceAggregation.None, Versioning: ReferenceVersioning.Either }) return null;
        string[] types = isAny ? [] : [.. choices.Select(choice => choice.Type).Distinct(StringComparer.Ordinal)];
        return new TargetRule(types, isByProfile ? choices : [], type.Aggregation, type.Versioning);
    }

    /// <summary>What canonicals of profiles on resources stand for; none when one of them is not held, as then nothing can be said.</summary>
    public static ProfileChoice[] Choices(RuleBook book, string profile, string elementId, IReadOnlyList<string> canonicals)
    {
        List<ProfileChoice> choices = [];
        foreach (string canonical in canonicals)
        {
            if (book.Definitions.Find(canonical) is not { } target)
            {
                book.NoteUnchecked(profile, elementId, $"The target profile {canonical} is not held, so any target is accepted.");
                return [];
            }

            choices.Add(new ProfileChoice(target.Type, target.IsConstraint ? book.Profile(canonical) : null));
        }

        return [.. choices];
    }

    private static ElementRule Root(RuleBook book, StructureDefinition structure, SnapshotNode node, Dictionary<string, Shape> parts) => new()
    {
        Name = node.Name,
        Id = node.Definition.Id,
        Types = [],
        Children = Children(book, structure, node, parts),
        Invariants = book.Invariants(structure, node.Definition, []),
        Constraints = node.Definition.Constraints,
    };

    // Elements with children of their own, so that a contentReference can share them.
    private static void AddParts(RuleBook book, StructureDefinition structure, SnapshotNode node, Dictionary<string, Shape> parts)
    {
        foreach (SnapshotNode child in node.Children)
        {
            if (child.Children.Count == 0) continue;
            parts.Add(child.Definition.Id, new Shape(structure.Url, child.Definition.Id, isProfile: false, () => Root(book, structure, child, parts)));
            AddParts(book, structure, child, parts);
        }
    }

    private static ObjectRules Children(RuleBook book, StructureDefinition structure, SnapshotNode node, Dictionary<string, Shape> parts)
    {
        bool isResource = structure.Kind == StructureKind.Resource && !node.Definition.Id.Contains('.', StringComparison.Ordinal);
        ElementRule[] elements = [.. node.Children.Select(child => Element(book, structure, child, parts, isResource))];
        List<KeyValuePair<int, PropertyRule>> properties = [];
        if (isResource) properties.Add(new(book.Names.Find("resourceType"), PropertyRule.ResourceType));
        for (short element = 0; element < elements.Length; element++)
        {
            for (short type = 0; type < elements[element].Types.Length; type++)
            {
                TypeRule rule = elements[element].Types[type];
                properties.Add(new(book.Names.Find(rule.JsonName), new PropertyRule(element, type, false)));
                if (rule.Format != PrimitiveFormat.None) properties.Add(new(book.Names.Find("_" + rule.JsonName), new PropertyRule(element, type, true)));
            }
        }

        return new ObjectRules(node.Definition.Path, isClosed: true, elements, properties);
    }

    private static ElementRule Element(RuleBook book, StructureDefinition structure, SnapshotNode node, Dictionary<string, Shape> parts, bool isResource)
    {
        ElementDefinition definition = node.Definition;
        TypeRule[] types = Types(book, structure, node, parts, isResource);
        ElementConstraint[] ofTypes = [.. types.Select(type => OfType(book, type)).Aggregate((left, right) => left.Intersect(right))];
        return new ElementRule
        {
            Name = node.Name,
            Id = definition.Id,
            Invariants = book.Invariants(structure, definition, ofTypes),
            Constraints = [.. definition.Constraints, .. ofTypes],
            Min = definition.Min,
            Max = definition.Max,
            Shape = definition.BaseMax > 1 ? ArrayShape.Array : ArrayShape.Single,
            Types = types,
            Binding = Binding(book, definition),
            MaxBinding = MaxBinding(book, definition),
            MaxLength = definition.MaxLength,
            Short = definition.Short,
        };
    }

    // What the type asks of every value of its own.
    private static IEnumerable<ElementConstraint> OfType(RuleBook book, TypeRule type)
    {
        if (type.Context is { } context && context.Contains('.', StringComparison.Ordinal))
        {
            string owner = context[..context.IndexOf('.', StringComparison.Ordinal)];
            return book.Definitions.FindType(owner)?.Snapshot.FirstOrDefault(element => element.Path == context)?.Constraints ?? [];
        }

        return book.Definitions.FindType(type.Code)?.Snapshot[0].Constraints ?? [];
    }

    /// <summary>The compiled binding; null when it is too weak to be checked.</summary>
    public static BindingRule? Binding(RuleBook book, ElementDefinition definition) =>
        definition.Binding is { Strength: BindingStrength.Required or BindingStrength.Extensible, ValueSet: { } valueSet } binding
            ? new BindingRule(binding.Strength, valueSet, book.Definitions.FindValueSet(valueSet))
            : null;

    /// <summary>What no code of an element may go beyond; null for none.</summary>
    public static BindingRule? MaxBinding(RuleBook book, ElementDefinition definition) =>
        definition.Binding is { Strength: not BindingStrength.Required, MaxValueSet: { } most }
            ? new BindingRule(BindingStrength.Required, most, book.Definitions.FindValueSet(most)) { IsMax = true }
            : null;

    private static TypeRule[] Types(RuleBook book, StructureDefinition structure, SnapshotNode node, Dictionary<string, Shape> parts, bool isResource)
    {
        ElementDefinition definition = node.Definition;
        if (definition.ContentReference is { } reference)
        {
            string id = reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..];
            if (!parts.TryGetValue(id, out Shape? shape)) throw new ProfileException(structure.Url, definition.Id, $"Its content reference {reference} leads nowhere.");
            return [new TypeRule { Code = "BackboneElement", JsonName = node.Name, Shape = shape, Context = id }];
        }

        if (definition.Types.Count == 0) throw new ProfileException(structure.Url, definition.Id, "It has neither a type nor a content reference.");
        return [.. definition.Types.Select(type => Type(book, structure, node, parts, type, isResource))];
    }

    // R4 gives some primitives a System type.
    private static string SpelledAs(string code, PrimitiveFormat format) =>
        code.Contains(':', StringComparison.Ordinal) ? char.ToLowerInvariant(format.ToString()[0]) + format.ToString()[1..] : code;

    private static TypeRule Type(RuleBook book, StructureDefinition structure, SnapshotNode node, Dictionary<string, Shape> parts, ElementType type, bool isResource)
    {
        PrimitiveFormat format = PrimitiveFormats.Of(type.Code);
        // R4 gives these two a System.String; the prose and the fhir-type extension say what they are.
        if (isResource && node.Name == "id") format = PrimitiveFormat.Id;
        if (structure.Type == "Extension" && node.Name == "url") format = PrimitiveFormat.Uri;
        bool isAnyResource = type.Code is "Resource" or "DomainResource";
        bool hasShape = format == PrimitiveFormat.None && !isAnyResource;
        return new TypeRule
        {
            Code = type.Code,
            JsonName = JsonName(node.Name, type.Code),
            Format = format,
            IsResource = isAnyResource,
            Context = isAnyResource ? null : parts.ContainsKey(node.Definition.Id) ? node.Definition.Id : format != PrimitiveFormat.None ? SpelledAs(type.Code, format) : type.Code,
            Shape = !hasShape ? null : parts.GetValueOrDefault(node.Definition.Id) ?? book.TypeShape(type.Code),
            Target = Target(book, structure.Url, node.Definition.Id, type),
        };
    }
}

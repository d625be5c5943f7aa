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

    /// <summary>Resource type names that target profiles stand for; null for any.</summary>
    public static TargetRule? Targets(RuleBook book, string profile, string elementId, IEnumerable<string> canonicals)
    {
        List<string> types = [];
        foreach (string canonical in canonicals)
        {
            if (book.Definitions.Find(canonical) is not { } target)
            {
                book.NoteUnchecked(profile, elementId, $"The target profile {canonical} is not held, so any target is accepted.");
                return null;
            }

            if (target.Type is "Resource" or "DomainResource") return null;
            if (!types.Contains(target.Type)) types.Add(target.Type);
        }

        return types.Count == 0 ? null : new TargetRule([.. types]);
    }

    private static ElementRule Root(RuleBook book, StructureDefinition structure, SnapshotNode node, Dictionary<string, Shape> parts) => new()
    {
        Name = node.Name,
        Id = node.Definition.Id,
        Types = [],
        Children = Children(book, structure, node, parts),
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
        return new ElementRule
        {
            Name = node.Name,
            Id = definition.Id,
            Min = definition.Min,
            Max = definition.Max,
            Shape = definition.BaseMax > 1 ? ArrayShape.Array : ArrayShape.Single,
            Types = Types(book, structure, node, parts, isResource),
            Binding = Binding(book, definition),
            MaxLength = definition.MaxLength,
            Short = definition.Short,
        };
    }

    /// <summary>The compiled binding; null when it is too weak to be checked.</summary>
    public static BindingRule? Binding(RuleBook book, ElementDefinition definition) =>
        definition.Binding is { Strength: BindingStrength.Required or BindingStrength.Extensible, ValueSet: { } valueSet } binding
            ? new BindingRule(binding.Strength, valueSet, book.Definitions.FindValueSet(valueSet))
            : null;

    private static TypeRule[] Types(RuleBook book, StructureDefinition structure, SnapshotNode node, Dictionary<string, Shape> parts, bool isResource)
    {
        ElementDefinition definition = node.Definition;
        if (definition.ContentReference is { } reference)
        {
            string id = reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..];
            if (!parts.TryGetValue(id, out Shape? shape)) throw new ProfileException(structure.Url, definition.Id, $"Its content reference {reference} leads nowhere.");
            return [new TypeRule { Code = "BackboneElement", JsonName = node.Name, Shape = shape }];
        }

        if (definition.Types.Count == 0) throw new ProfileException(structure.Url, definition.Id, "It has neither a type nor a content reference.");
        return [.. definition.Types.Select(type => Type(book, structure, node, parts, type, isResource))];
    }

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
            Shape = !hasShape ? null : parts.GetValueOrDefault(node.Definition.Id) ?? book.TypeShape(type.Code),
            Target = Targets(book, structure.Url, node.Definition.Id, type.TargetProfiles),
        };
    }
}

using Registry.Fhir.Definitions;

namespace Registry.Fhir.Profiles;

/// <summary>What tells that a value is of a slice: something at the end of a path.</summary>
/// <param name="Path">JSON names to follow, one step a row; several names where the step is a choice.</param>
/// <param name="Pattern">What must be found there; null to ask for something else.</param>
/// <param name="Binding">The value set of which a code must be found there; null to ask for something else.</param>
/// <param name="Types">Type names of which the value must be; null to ask for something else.</param>
/// <param name="IsPresent">Whether anything must be there, or nothing; null to ask for something else.</param>
internal sealed record SliceTest(string[][] Path, ValuePattern? Pattern, BindingRule? Binding, string[]? Types, bool? IsPresent);

/// <summary>Derives a slice's tests from its discriminators. https://hl7.org/fhir/R4/profiling.html#discriminator</summary>
internal static class SliceTests
{
    /// <returns>None when the slice fixes nothing where this discriminator looks.</returns>
    public static IEnumerable<SliceTest> For(RuleBook book, StructureDefinition profile, SnapshotNode slice, ElementRule known, SliceDiscriminator discriminator)
    {
        string[] steps = discriminator.Path == "$this" ? [] : discriminator.Path.Split('.');
        if (Array.Exists(steps, step => step.Contains('(', StringComparison.Ordinal)))
        {
            throw new ProfileException(profile.Url, slice.Definition.Id, $"The discriminator {discriminator.Type}:{discriminator.Path} is not supported yet.");
        }

        string[][] path = Array.ConvertAll(steps, step => new[] { step });
        ObjectRules? inside = InsideOf(slice, known, book);
        for (int i = 0; i < steps.Length; i++)
        {
            ElementRule? element = inside is null ? null : Array.Find(inside.Elements, candidate => candidate.Name == steps[i] || candidate.Name == steps[i] + "[x]");
            if (element is null) break;
            path[i] = Array.ConvertAll(element.Types, type => type.JsonName);
            inside = element.Types.Length == 1 ? element.Types[0].Shape?.Root.Children : null;
        }

        switch (discriminator.Type)
        {
            case "value" or "pattern":
                List<SliceTest> tests = [];
                Collect(book, slice, steps, path, tests);
                return tests;
            case "type":
                return At(slice, steps).Take(1).Select(node => new SliceTest(path, null, null, [.. node.Definition.Types.Select(type => type.Code)], null));
            case "exists":
                return At(slice, steps).Take(1).Select(node => new SliceTest(path, null, null, null, node.Definition.Max > 0));
            default:
                throw new ProfileException(profile.Url, slice.Definition.Id, $"The discriminator {discriminator.Type}:{discriminator.Path} is not supported yet.");
        }
    }

    private static ObjectRules? InsideOf(SnapshotNode slice, ElementRule known, RuleBook book)
    {
        TypeRule? type = known.Types.Length == 1 ? known.Types[0] : Array.Find(known.Types, candidate => slice.Definition.Types.Any(own => own.Code == candidate.Code));
        return type?.Shape?.Root.Children ?? (type is { IsResource: true } ? book.TypeShape("Resource").Root.Children : null);
    }

    private static IEnumerable<SnapshotNode> At(SnapshotNode node, ReadOnlyMemory<string> steps)
    {
        if (steps.IsEmpty) return [node];
        string step = steps.Span[0];
        return node.Children.Where(child => child.Name == step || child.Name == step + "[x]").SelectMany(child => At(child, steps[1..]));
    }

    // Whatever the slice fixes at, above or (through required inner slices) beside the end of the path.
    private static void Collect(RuleBook book, SnapshotNode node, ReadOnlyMemory<string> steps, string[][] path, List<SliceTest> tests)
    {
        ElementDefinition definition = node.Definition;
        if ((definition.Fixed ?? definition.Pattern) is { } json)
        {
            ValuePattern? pattern = new(json, definition.Fixed is not null, definition.FixedType ?? "", book.Names);
            foreach (string step in steps.Span) pattern = pattern?.Below(step);
            if (pattern is not null)
            {
                tests.Add(new SliceTest(path, pattern, null, null, null));
                return;
            }
        }

        if (steps.IsEmpty)
        {
            if (TypeCompiler.Binding(book, definition) is { Strength: BindingStrength.Required } binding) tests.Add(new SliceTest(path, null, binding, null, null));
            return;
        }

        int before = tests.Count;
        foreach (SnapshotNode child in node.Children.Where(child => child.Name == steps.Span[0] || child.Name == steps.Span[0] + "[x]"))
        {
            Collect(book, child, steps[1..], path, tests);
            foreach (SnapshotNode inner in child.Slices.Where(inner => inner.Definition.Min > 0)) Collect(book, inner, steps[1..], path, tests);
        }

        if (tests.Count == before) CollectFromProfile(book, definition, steps, path, tests);
    }

    // An extension is known by its definition's URL; anything else by what its type profile fixes.
    private static void CollectFromProfile(RuleBook book, ElementDefinition definition, ReadOnlyMemory<string> steps, string[][] path, List<SliceTest> tests)
    {
        foreach (string canonical in definition.Types.SelectMany(type => type.Profiles))
        {
            if (definition.Types[0].Code == "Extension" && steps.Length == 1 && steps.Span[0] == "url")
            {
                byte[] url = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(canonical.Split('|')[0]);
                tests.Add(new SliceTest(path, new ValuePattern(url, isFixed: true, "uri", book.Names), null, null, null));
            }
            else if (book.Definitions.Find(canonical) is { Snapshot.Count: > 0 } held)
            {
                Collect(book, SnapshotNode.Build(held), steps, path, tests);
            }
        }
    }
}

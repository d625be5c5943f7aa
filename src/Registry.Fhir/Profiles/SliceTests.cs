using System.Text.Json;
using Registry.Fhir.Definitions;

namespace Registry.Fhir.Profiles;

/// <summary>What tells that a value is of a slice: something at the end of a path. Exactly one of the questions is set.</summary>
/// <param name="Path">Where to look, from the value.</param>
internal sealed record SliceTest(PathStep[] Path)
{
    /// <summary>What must be found there.</summary>
    public ValuePattern? Pattern { get; init; }

    /// <summary>The value set of which a code must be found there.</summary>
    public BindingRule? Binding { get; init; }

    /// <summary>Type names of which the value there must be.</summary>
    public string[]? Types { get; init; }

    /// <summary>Profiles of which the value there must meet one.</summary>
    public ProfileChoice[]? Profiles { get; init; }

    /// <summary>Whether anything must be there, or nothing.</summary>
    public bool? IsPresent { get; init; }

    /// <summary>Lists of tests, of which one must pass as a whole: what several profiles fix, when any of them will do.</summary>
    public SliceTest[][]? Alternatives { get; init; }
}

/// <summary>Derives a slice's tests from its discriminators. https://hl7.org/fhir/R4/profiling.html#discriminator</summary>
internal sealed class SliceTests
{
    // A type profile that holds an element of its own kind would otherwise be followed for ever.
    private const int MostProfiles = 8;

    private readonly RuleBook _book;
    private readonly StructureDefinition _profile;
    private readonly SnapshotNode _slice;
    private PathStep[] _path = [];
    private int _profiles;

    private SliceTests(RuleBook book, StructureDefinition profile, SnapshotNode slice) => (_book, _profile, _slice) = (book, profile, slice);

    /// <returns>None when the slice fixes nothing where this discriminator looks.</returns>
    /// <exception cref="ProfileException">The discriminator has a type or a path that FHIR does not know.</exception>
    public static IEnumerable<SliceTest> For(RuleBook book, StructureDefinition profile, SnapshotNode slice, ElementRule known, SliceDiscriminator discriminator)
    {
        PathStep[] steps = SlicePath.Parse(discriminator.Path)
            ?? throw new ProfileException(profile.Url, slice.Definition.Id, $"The path of the discriminator {discriminator.Type}:{discriminator.Path} is none that FHIR allows.");
        SliceTests tests = new(book, profile, slice) { _path = SlicePath.Resolve(book, steps, InsideOf(slice, known, book)) };
        return discriminator.Type switch
        {
            "value" or "pattern" => tests.Values(steps),
            "type" => tests.At(slice, steps).Take(1).Select(node => new SliceTest(tests._path) { Types = TypesOf(node) }),
            "exists" => tests.At(slice, steps).Take(1).Select(node => new SliceTest(tests._path) { IsPresent = node.Definition.Max > 0 }),
            "profile" => tests.Profiles(steps),
            _ => throw new ProfileException(profile.Url, slice.Definition.Id, $"FHIR has no discriminator of type {discriminator.Type}."),
        };
    }

    private static ObjectRules? InsideOf(SnapshotNode slice, ElementRule known, RuleBook book)
    {
        TypeRule? type = known.Types.Length == 1 ? known.Types[0] : Array.Find(known.Types, candidate => slice.Definition.Types.Any(own => own.Code == candidate.Code));
        return type?.Shape?.Root.Children ?? (type is { IsResource: true } ? book.TypeShape(ResourceOf(slice)).Root.Children : null);
    }

    private static string ResourceOf(SnapshotNode slice) => slice.Definition.Types is [{ Code: var code }] && code != "DomainResource" ? code : "Resource";

    private List<SliceTest> Values(PathStep[] steps)
    {
        List<SliceTest> tests = [];
        Collect(_slice, steps, tests);
        return tests;
    }

    // What the value itself, or the target of the reference, must conform to.
    private IEnumerable<SliceTest> Profiles(PathStep[] steps)
    {
        bool isByTarget = steps.Length > 0 && steps[^1].Kind == StepKind.Resolve;
        foreach (SnapshotNode node in At(_slice, isByTarget ? steps.AsMemory(..^1) : steps).Take(1))
        {
            string[] canonicals = [.. node.Definition.Types.SelectMany(type => isByTarget ? type.TargetProfiles : type.Profiles)];
            ProfileChoice[] choices = TypeCompiler.Choices(_book, _profile.Url, _slice.Definition.Id, canonicals);
            // A resource that is named by its type alone: entry.resource of type Patient.
            if (choices.Length == 0 && !isByTarget) choices = [.. node.Definition.Types.Where(type => IsResource(type.Code)).Select(type => new ProfileChoice(type.Code, null))];
            if (choices.Length > 0) yield return new SliceTest(_path) { Profiles = choices };
        }
    }

    private bool IsResource(string type) => _book.Definitions.FindType(type) is { Kind: StructureKind.Resource };

    private static string[] TypesOf(SnapshotNode node) =>
        node.Definition.Types.Count > 0 ? [.. node.Definition.Types.Select(type => type.Code)] : [node.Definition.Path];

    // The elements of the slice at the end of a path, its own first, then those of the profiles of its types.
    private IEnumerable<SnapshotNode> At(SnapshotNode node, ReadOnlyMemory<PathStep> steps)
    {
        if (steps.IsEmpty) return [node];
        PathStep step = steps.Span[0];
        switch (step.Kind)
        {
            case StepKind.Resolve:
                // Of several targets the types are taken together; one node can say it only when it is the reference itself.
                return node.Definition.Types.SelectMany(type => type.TargetProfiles) is var targets && steps.Length == 1 && targets.Skip(1).Any()
                    ? [Together(node, targets)]
                    : Roots(targets).SelectMany(root => At(root, steps[1..]));
            case StepKind.OfType:
                return Typed(node, step.Text).SelectMany(typed => At(typed, steps[1..]));
            case StepKind.Extension:
                return ExtensionsOf(node, step.Text).SelectMany(extension => At(extension, steps[1..]));
            default:
                IEnumerable<SnapshotNode> children = node.Children.Where(child => Is(child, step)).SelectMany(child => At(child, steps[1..]));
                return children.Any() ? children : Roots(node.Definition.Types.SelectMany(type => type.Profiles)).SelectMany(root => At(root, steps));
        }
    }

    private SnapshotNode Together(SnapshotNode node, IEnumerable<string> targets) =>
        new(node.Definition with { Types = [.. Roots(targets).Select(root => new ElementType { Code = root.Definition.Path }).Distinct()] }, node.Name);

    private static bool Is(SnapshotNode child, PathStep step) => child.Name == step.Text || child.Name == step.Text + "[x]";

    private static SnapshotNode[] Typed(SnapshotNode node, string type)
    {
        SnapshotNode[] slices = [.. node.Slices.Where(slice => slice.Definition.Types.Any(own => own.Code == type))];
        return slices.Length > 0 ? slices : [node];
    }

    // Slices of extensions by their definition, and the definition itself where the profile names none.
    private IEnumerable<SnapshotNode> ExtensionsOf(SnapshotNode node, string url)
    {
        SnapshotNode[] named = [.. node.Children.Where(child => child.Name == "extension").SelectMany(child => child.Slices)
            .Where(slice => slice.Definition.Types.Any(type => type.Profiles.Any(profile => CursorReading.WithoutVersion(profile) == url)))];
        return named.Length > 0 ? named : Roots([url]);
    }

    private IEnumerable<SnapshotNode> Roots(IEnumerable<string> canonicals)
    {
        foreach (string canonical in canonicals)
        {
            if (_profiles >= MostProfiles || _book.Definitions.Find(canonical) is not { Snapshot.Count: > 0 } held) continue;
            _profiles++;
            yield return SnapshotNode.Build(held);
        }
    }

    // Whatever the slice fixes at, above or (through required inner slices) beside the end of the path.
    private void Collect(SnapshotNode node, ReadOnlyMemory<PathStep> steps, List<SliceTest> tests)
    {
        ElementDefinition definition = node.Definition;
        if (FixedBelow(definition, steps) is { } pattern)
        {
            tests.Add(new SliceTest(_path) { Pattern = pattern });
            return;
        }

        int before = tests.Count;
        if (steps.IsEmpty)
        {
            if (TypeCompiler.Binding(_book, definition) is { Strength: BindingStrength.Required } binding) tests.Add(new SliceTest(_path) { Binding = binding });
            else CollectChildren(node, tests);
        }
        else
        {
            PathStep step = steps.Span[0];
            switch (step.Kind)
            {
                case StepKind.Resolve:
                    CollectAny(definition.Types.SelectMany(type => type.TargetProfiles), steps[1..], tests);
                    return;
                case StepKind.OfType:
                    foreach (SnapshotNode typed in Typed(node, step.Text)) Collect(typed, steps[1..], tests);
                    return;
                case StepKind.Extension:
                    foreach (SnapshotNode extension in ExtensionsOf(node, step.Text)) Collect(extension, steps[1..], tests);
                    return;
                default:
                    foreach (SnapshotNode child in node.Children.Where(child => Is(child, step)))
                    {
                        Collect(child, steps[1..], tests);
                        foreach (SnapshotNode inner in child.Slices.Where(inner => inner.Definition.Min > 0)) Collect(inner, steps[1..], tests);
                    }

                    break;
            }
        }

        if (tests.Count == before) CollectFromTypes(definition, steps, tests);
    }

    // The whole value is looked at, and the slice fixes parts of it: each part is a test of its own.
    private void CollectChildren(SnapshotNode node, List<SliceTest> tests)
    {
        foreach (SnapshotNode child in node.Children.Where(child => child.Definition.Min > 0 && child.Definition.Fixed is not null | child.Definition.Pattern is not null))
        {
            PathStep[] outer = _path;
            PathStep step = new(StepKind.Child, child.Name) { Names = [_book.Names.Find(child.Name)] };
            _path = [.. outer, step];
            if (step.Names[0] >= 0) tests.Add(new SliceTest(_path) { Pattern = FixedBelow(child.Definition, default) });
            _path = outer;
        }
    }

    private ValuePattern? FixedBelow(ElementDefinition definition, ReadOnlyMemory<PathStep> steps)
    {
        if ((definition.Fixed ?? definition.Pattern) is not { } json) return null;
        ValuePattern? pattern = new(json, definition.Fixed is not null, definition.FixedType ?? "", _book.Names);
        foreach (PathStep step in steps.Span) pattern = step.Kind == StepKind.Child ? pattern?.Below(step.Text) : null;
        return pattern;
    }

    // An extension is known by its definition's URL; anything else by what its type profile fixes.
    private void CollectFromTypes(ElementDefinition definition, ReadOnlyMemory<PathStep> steps, List<SliceTest> tests)
    {
        bool isExtensionUrl = definition.Types is [{ Code: "Extension" }] && steps.Length == 1 && steps.Span[0] is { Kind: StepKind.Child, Text: "url" };
        if (!isExtensionUrl)
        {
            CollectAny(definition.Types.SelectMany(type => type.Profiles), steps, tests);
            return;
        }

        foreach (string canonical in definition.Types[0].Profiles)
        {
            byte[] url = JsonSerializer.SerializeToUtf8Bytes(CursorReading.WithoutVersion(canonical));
            tests.Add(new SliceTest(_path) { Pattern = new ValuePattern(url, isFixed: true, "uri", _book.Names) });
        }
    }

    private void CollectAny(IEnumerable<string> canonicals, ReadOnlyMemory<PathStep> steps, List<SliceTest> tests)
    {
        List<SliceTest[]> groups = [];
        foreach (SnapshotNode root in Roots(canonicals))
        {
            List<SliceTest> group = [];
            Collect(root, steps, group);
            if (group.Count == 0) return;       // This profile fixes nothing there, so anything may be meant.
            groups.Add([.. group]);
        }

        if (groups.Count == 1) tests.AddRange(groups[0]);
        else if (groups.Count > 1) tests.Add(new SliceTest(_path) { Alternatives = [.. groups] });
    }
}

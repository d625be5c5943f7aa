using System.Globalization;

namespace Registry.Fhir.Definitions;

/// <summary>A pack as built, and what could not be found for it.</summary>
/// <param name="FileName">Where it lies in the definitions folder.</param>
/// <param name="Bytes">The pack.</param>
/// <param name="Summary">What it holds, in counts, for people.</param>
/// <param name="Gaps">What is referred to and not held, one line each, sorted. Never silent: the caller prints them.</param>
/// <param name="RequiredGaps">Those of <paramref name="Gaps"/> under a required binding.</param>
public sealed record DefinitionPack(string FileName, ReadOnlyMemory<byte> Bytes, string Summary, IReadOnlyList<string> Gaps, IReadOnlyList<string> RequiredGaps);

/// <summary>Makes the packs that ship with the engine out of the published FHIR packages. Pure: the same packages give the same packs.</summary>
/// <remarks>It reads none of the packs, so that it also runs when they are missing or of an older format.</remarks>
public sealed class DefinitionPackBuilder
{
    // Codes of SNOMED CT may be passed on by licence only, but for those in its Global Patient Set.
    private const string Snomed = "http://snomed.info/sct";
    private const string GlobalPatientSet = "http://terminology.hl7.org/ValueSet/snomed-intl-gps";

    // What this product writes into its own OperationOutcomes, so that they are valid by its own definitions.
    private static readonly string[] Written =
    [
        "http://hl7.org/fhir/StructureDefinition/operationoutcome-file",
        "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col",
        "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line",
    ];

    private readonly DefinitionPackage _core;
    private readonly DefinitionPackage _expansions;
    private readonly DefinitionPackage _terminology;
    private readonly DefinitionPackage _extensions;
    private readonly DefinitionPackage[] _guides;
    private readonly DefinitionPackage[] _own;
    private readonly HashSet<string> _globalPatientSet;

    /// <param name="core">R4 core: <c>hl7.fhir.r4.examples</c>, which holds all of its definitions.</param>
    /// <param name="expansions"><c>hl7.fhir.r4.expansions</c>.</param>
    /// <param name="terminology"><c>hl7.terminology.r4</c>, for what core refers to and does not hold.</param>
    /// <param name="extensions"><c>hl7.fhir.uv.extensions.r4</c>, for what the guides refer to.</param>
    /// <param name="guides">Guides to hold whole, such as <c>hl7.fhir.uv.genomics-reporting</c>.</param>
    /// <param name="own">Packages that will be loaded at run time: what they refer to is held, they are not.</param>
    public DefinitionPackBuilder(
        DefinitionPackage core,
        DefinitionPackage expansions,
        DefinitionPackage terminology,
        DefinitionPackage extensions,
        IEnumerable<DefinitionPackage> guides,
        IEnumerable<DefinitionPackage> own)
    {
        _core = core;
        _expansions = expansions;
        _terminology = terminology;
        _extensions = extensions;
        _guides = [.. guides];
        _own = [.. own];
        _globalPatientSet = terminology.ValueSets.GetValueOrDefault(GlobalPatientSet)?.Include.SelectMany(part => part.Codes ?? []).ToHashSet(StringComparer.Ordinal) ?? [];
    }

    /// <summary>Both packs, core first.</summary>
    /// <exception cref="DefinitionException">The packages contradict themselves.</exception>
    public IReadOnlyList<DefinitionPack> Build()
    {
        PackContent core = Core(out SortedSet<string> coreGaps, out SortedSet<string> coreRequired);
        PackContent guides = Guides(core, out SortedSet<string> guideGaps, out SortedSet<string> guideRequired);
        return
        [
            Pack(CoreDefinitions.CorePack, core, coreGaps, coreRequired),
            Pack(CoreDefinitions.GuidesPack, guides, guideGaps, guideRequired),
        ];
    }

    /// <summary>What differs between a committed pack and what the packages give, one line each; empty when they agree.</summary>
    /// <param name="built">As built now.</param>
    /// <param name="committed">The file's bytes; empty when there is none.</param>
    public static IReadOnlyList<string> Differences(DefinitionPack built, ReadOnlyMemory<byte> committed)
    {
        ArgumentNullException.ThrowIfNull(built);
        if (committed.IsEmpty) return [$"{built.FileName}: the file is not there."];

        // The bodies are compared, not the files: another version of the compressor may write the same body in other bytes.
        byte[] body = PackFormat.Open(built.FileName, built.Bytes.Span);
        try
        {
            if (PackFormat.Open(built.FileName, committed.Span).AsSpan().SequenceEqual(body)) return [];
        }
        catch (DefinitionException fault)
        {
            return [fault.Message];
        }

        var differences = new List<string>();
        DefinitionLayer now = PackReader.Read(built.FileName, built.Bytes.Span);
        DefinitionLayer then = PackReader.Read(built.FileName, committed.Span);
        Compare("structure", now.Structures.Select(entry => (entry.Url, Text: Render(entry.Value.Value))), then.Structures.Select(entry => (entry.Url, Text: Render(entry.Value.Value))));
        Compare("value set", now.ValueSets.Select(entry => (entry.Key, Text: Render(entry.Value.Value))), then.ValueSets.Select(entry => (entry.Key, Text: Render(entry.Value.Value))));
        Compare("code system", now.CodeSystems.Select(entry => (entry.Key, Text: Render(entry.Value.Value))), then.CodeSystems.Select(entry => (entry.Key, Text: Render(entry.Value.Value))));
        Compare("search parameter", now.SearchParameters.Select(entry => (entry.Url, Text: Render(entry))), then.SearchParameters.Select(entry => (entry.Url, Text: Render(entry))));
        return differences.Count > 0 ? differences : [$"{built.FileName}: the order or the sources differ, the definitions do not."];

        void Compare(string what, IEnumerable<(string Url, string Text)> builtNow, IEnumerable<(string Url, string Text)> held)
        {
            Dictionary<string, string> before = held.ToDictionary(entry => entry.Url, entry => entry.Text, StringComparer.Ordinal);
            foreach ((string url, string text) in builtNow)
            {
                if (!before.Remove(url, out string? old)) differences.Add($"{built.FileName}: {what} {url} is missing.");
                else if (old != text) differences.Add($"{built.FileName}: {what} {url} differs.");
            }

            differences.AddRange(before.Keys.Select(url => $"{built.FileName}: {what} {url} should not be there."));
        }
    }

    private static string Render(StructureDefinition structure) => Convert.ToHexString(PackWriter.WriteBody(new PackContent([], [structure], [], [], [])));

    private static string Render(CodeSet set) => Convert.ToHexString(PackWriter.WriteBody(new PackContent([], [], [set], [], [])));

    private static string Render(CodeSystem system) => Convert.ToHexString(PackWriter.WriteBody(new PackContent([], [], [], [system], [])));

    private static string Render(SearchParameter parameter) => Convert.ToHexString(PackWriter.WriteBody(new PackContent([], [], [], [], [parameter])));

    private PackContent Core(out SortedSet<string> gaps, out SortedSet<string> requiredGaps)
    {
        gaps = new SortedSet<string>(StringComparer.Ordinal);
        requiredGaps = new SortedSet<string>(StringComparer.Ordinal);
        foreach (StructureDefinition bare in _core.Structures.Where(structure => structure.Snapshot.Count == 0))
        {
            gaps.Add($"{bare.Url}: published without a snapshot, so it is left out");
        }

        StructureDefinition[] structures = InOrder(_core.Structures.Where(structure => structure.Snapshot.Count > 0));
        var expander = new ValueSetExpander(FindCoreValueSet, url => Find(url, package => package.CodeSystems, _core, _terminology), _ => null, isBounded: false);
        Expand(structures, expander, gaps, requiredGaps);

        SortedSet<string> heldGaps = gaps;

        // Packages loaded later may draw on any system of core: one that were left out would count as not held, and so with every code.
        IEnumerable<CodeSystem> systems = _core.CodeSystems.Values.Where(system => system.IsComplete).Concat(expander.Used.Values).DistinctBy(system => system.Url, StringComparer.Ordinal);
        return new PackContent(
            Sources(_core, _expansions, _terminology),
            structures,
            [.. expander.Done.Values.Select(set => Listable(set, heldGaps)).OrderBy(set => set.Url, StringComparer.Ordinal)],
            [.. systems.OrderBy(system => system.Url, StringComparer.Ordinal)],
            [.. _core.SearchParameters.OrderBy(parameter => parameter.Url, StringComparer.Ordinal)]);
    }

    private PackContent Guides(PackContent core, out SortedSet<string> gaps, out SortedSet<string> requiredGaps)
    {
        gaps = new SortedSet<string>(StringComparer.Ordinal);
        requiredGaps = new SortedSet<string>(StringComparer.Ordinal);
        Dictionary<string, StructureDefinition> inCore = core.Structures.ToDictionary(structure => structure.Url, StringComparer.Ordinal);
        Dictionary<string, CodeSet> setsInCore = core.ValueSets.ToDictionary(set => set.Url, StringComparer.Ordinal);
        HashSet<string> systemsInCore = core.CodeSystems.Select(system => system.Url).ToHashSet(StringComparer.Ordinal);
        HashSet<string> own = _own.SelectMany(package => package.Structures.Select(structure => structure.Url)
            .Concat(package.ValueSets.Keys).Concat(package.CodeSystems.Keys)).ToHashSet(StringComparer.Ordinal);

        StructureDefinition[] reached = Closure(inCore, gaps);
        DefinitionPackage[] places = [.. _own, .. _guides, _extensions, _terminology, _core];
        var expander = new ValueSetExpander(
            url => setsInCore.ContainsKey(CursorReading.WithoutVersion(url)) && !own.Contains(CursorReading.WithoutVersion(url)) ? null : Find(url, package => package.ValueSets, places),
            url => Find(url, package => package.CodeSystems, places),
            url => setsInCore.GetValueOrDefault(CursorReading.WithoutVersion(url)),
            isBounded: false);
        Expand(reached, expander, gaps, requiredGaps);
        foreach (string url in _own.Concat(_guides).SelectMany(package => package.ValueSets.Keys)) expander.Expand(url);
        gaps.UnionWith(expander.Gaps);
        SortedSet<string> heldGaps = gaps;
        return new PackContent(
            Sources([.. _guides, _extensions, _terminology]),
            InOrder(reached.Where(structure => !own.Contains(structure.Url))),
            [.. expander.Done.Values.Where(set => !own.Contains(set.Url)).Select(set => Listable(set, heldGaps)).OrderBy(set => set.Url, StringComparer.Ordinal)],
            [.. expander.Used.Values.Where(system => !own.Contains(system.Url) && !systemsInCore.Contains(system.Url)).OrderBy(system => system.Url, StringComparer.Ordinal)],
            [.. _guides.SelectMany(package => package.SearchParameters).OrderBy(parameter => parameter.Url, StringComparer.Ordinal)]);
    }

    /// <summary>The guides' and own structures, and all that their snapshots refer to and core does not hold.</summary>
    private StructureDefinition[] Closure(Dictionary<string, StructureDefinition> inCore, SortedSet<string> gaps)
    {
        var held = new Dictionary<string, StructureDefinition>(StringComparer.Ordinal);
        foreach (StructureDefinition structure in new[] { _terminology, _extensions }.Concat(_guides).Concat(_own).SelectMany(package => package.Structures)) held[structure.Url] = structure;

        var reached = new Dictionary<string, StructureDefinition>(StringComparer.Ordinal);
        var open = new Queue<StructureDefinition>(_own.Concat(_guides).SelectMany(package => package.Structures));
        foreach (string url in Written)
        {
            if (held.TryGetValue(url, out StructureDefinition? extension)) open.Enqueue(extension);
            else gaps.Add($"structure {url} is not held");
        }

        while (open.TryDequeue(out StructureDefinition? structure))
        {
            if (!reached.TryAdd(structure.Url, structure)) continue;
            if (structure.Snapshot.Count == 0) throw new DefinitionException("definitions build", file: null, structure.Url, "It is needed and has no snapshot.");
            foreach (string url in References(structure))
            {
                if (inCore.ContainsKey(url) || reached.ContainsKey(url)) continue;
                if (held.TryGetValue(url, out StructureDefinition? next)) open.Enqueue(next);
                else gaps.Add($"{structure.Url}: structure {url} is not held");
            }
        }

        return [.. reached.Values];
    }

    private static IEnumerable<string> References(StructureDefinition structure)
    {
        IEnumerable<string> references = structure.Snapshot.SelectMany(element => element.Types).SelectMany(type => type.Profiles.Concat(type.TargetProfiles));
        if (structure.BaseDefinition is not null) references = references.Append(structure.BaseDefinition);

        // A profile on one element inside a structure is written with a fragment.
        return references.Select(CursorReading.WithoutVersion).Select(url => url.Split('#')[0]).Distinct(StringComparer.Ordinal);
    }

    /// <summary>Works out every value set under a required or extensible binding, and every greatest one.</summary>
    private static void Expand(IEnumerable<StructureDefinition> structures, ValueSetExpander expander, SortedSet<string> gaps, SortedSet<string> requiredGaps)
    {
        foreach (StructureDefinition structure in structures)
        {
            foreach (ElementDefinition element in structure.Snapshot)
            {
                if (element.Binding?.MaxValueSet is { } most && expander.Expand(CursorReading.WithoutVersion(most)) is null) gaps.Add($"{structure.Url}, {element.Id}: greatest value set {most} is not held");
                if (element.Binding is not { Strength: >= BindingStrength.Extensible, ValueSet: { } canonical } binding) continue;
                string url = CursorReading.WithoutVersion(canonical);
                CodeSet? set = expander.Expand(url);
                bool isRequired = binding.Strength == BindingStrength.Required;
                if (set is null) gaps.Add($"{structure.Url}, {element.Id}: {(isRequired ? "required" : "extensible")} value set {url} is not held");
                if (isRequired && set is not { IsComplete: true }) requiredGaps.Add($"{structure.Url}, {element.Id}: required value set {url} is {(set is null ? "not held" : "held in part")}");
            }
        }

        gaps.UnionWith(expander.Gaps);
    }

    /// <summary>The set without the SNOMED CT codes that may not be passed on: in place of them it answers Unknown.</summary>
    private CodeSet Listable(CodeSet set, SortedSet<string> gaps)
    {
        if (!set.Map.Systems.TryGetValue(Snomed, out CodeMap.SystemPart? part)) return set;
        string[] hidden = [.. part.Codes.Keys.Where(code => !_globalPatientSet.Contains(code))];
        if (hidden.Length == 0) return set;
        gaps.Add($"{set.Url}: {hidden.Length.ToString(CultureInfo.InvariantCulture)} codes of {Snomed} outside its Global Patient Set");
        var listable = new CodeMap.SystemPart(Membership.Unknown, part.IgnoreCase);
        foreach ((string code, Membership membership) in part.Codes.Where(pair => _globalPatientSet.Contains(pair.Key))) listable.Set(code, membership);
        return new CodeSet(set.Url, set.Map.With(Snomed, listable));
    }

    private ValueSet? FindCoreValueSet(string url)
    {
        ValueSet? set = Find(url, package => package.ValueSets, _core, _terminology);
        return set is { Expansion: null } && _expansions.ValueSets.GetValueOrDefault(CursorReading.WithoutVersion(url)) is { Expansion: { } expansion } ? set with { Expansion = expansion } : set;
    }

    private static T? Find<T>(string url, Func<DefinitionPackage, IReadOnlyDictionary<string, T>> from, params DefinitionPackage[] packages)
        where T : class
        => packages.Select(package => from(package).GetValueOrDefault(CursorReading.WithoutVersion(url))).FirstOrDefault(found => found is not null);

    /// <summary>Types before logical models before profiles; within each by kind, then by URL.</summary>
    private static StructureDefinition[] InOrder(IEnumerable<StructureDefinition> structures) =>
    [
        .. structures.OrderBy(structure => structure.IsConstraint).ThenBy(structure => structure.Kind == StructureKind.Logical)
            .ThenBy(structure => structure.Kind).ThenBy(structure => structure.Url, StringComparer.Ordinal),
    ];

    private static string[] Sources(params DefinitionPackage[] packages) => [.. packages.Select(package => $"{package.Name} {package.Version}")];

    private static DefinitionPack Pack(string fileName, PackContent content, SortedSet<string> gaps, SortedSet<string> requiredGaps)
    {
        byte[] bytes = PackWriter.Write(content);
        string summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{content.Structures.Count} structures, {content.ValueSets.Count} value sets, {content.CodeSystems.Count} code systems, {content.SearchParameters.Count} search parameters, {bytes.Length} bytes");
        return new DefinitionPack(fileName, bytes, summary, [.. gaps], [.. requiredGaps]);
    }
}

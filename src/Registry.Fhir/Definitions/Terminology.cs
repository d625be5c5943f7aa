using System.Text;
using Registry.Fhir.Json;

namespace Registry.Fhir.Definitions;

/// <summary>A further word for a concept. https://hl7.org/fhir/R4/codesystem-definitions.html#CodeSystem.concept.designation</summary>
/// <param name="Language">Its language; null when none is named.</param>
/// <param name="UseJson">What it is for, a Coding as JSON; null when that is not said.</param>
/// <param name="Value">The word.</param>
public sealed record ConceptDesignation(string? Language, string? UseJson, string Value);

/// <summary>A value that a code system gives a concept. https://hl7.org/fhir/R4/codesystem-definitions.html#CodeSystem.concept.property</summary>
/// <param name="Code">Which property.</param>
/// <param name="Member">The JSON name of the value with its type, such as <c>valueCode</c>.</param>
/// <param name="Json">The value as JSON.</param>
public sealed record ConceptValue(string Code, string Member, string Json);

/// <summary>A concept with its words, as its code system has it.</summary>
/// <param name="Code">The code.</param>
/// <param name="Display">What people call it; null when the system does not say.</param>
/// <param name="Definition">What it means; null when the system does not say.</param>
/// <param name="Parent">The concept in which it is nested; null for an outermost one.</param>
/// <param name="Children">The concepts nested in it.</param>
/// <param name="Designations">Further words.</param>
/// <param name="Properties">Its properties.</param>
public sealed record ConceptText(
    string Code, string? Display, string? Definition, string? Parent, IReadOnlyList<string> Children, IReadOnlyList<ConceptDesignation> Designations, IReadOnlyList<ConceptValue> Properties);

/// <summary>A code system of a loaded package, with the words of its concepts.</summary>
public sealed class CodeSystemText
{
    private readonly Dictionary<string, ConceptText> _concepts;

    internal CodeSystemText(PackageResource resource)
    {
        using ResourceDocument document = ResourceDocument.Parse(resource.Content);
        NodeCursor root = document.Root;
        Url = resource.Url ?? "";
        Version = resource.Version;
        Name = root["name"].AsString() ?? root["title"].AsString() ?? Url;
        _concepts = new(root["caseSensitive"].AsBoolean() == false ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        Add(root["concept"], parent: null);
    }

    /// <summary>Canonical URL without a version.</summary>
    public string Url { get; }

    /// <summary>Business version; null when it has none.</summary>
    public string? Version { get; }

    /// <summary>Its name for people, or else its URL.</summary>
    public string Name { get; }

    /// <summary>The concept; null when the system does not list it.</summary>
    public ConceptText? Find(string code) => _concepts.GetValueOrDefault(code);

    private void Add(NodeCursor list, string? parent)
    {
        foreach (NodeCursor concept in list)
        {
            if (concept["code"].AsString() is not { } code) continue;
            List<string> children = [];
            foreach (NodeCursor child in concept["concept"]) children.Add(child["code"].AsString() ?? "");
            _concepts.TryAdd(code, new ConceptText(
                code, concept["display"].AsString(), concept["definition"].AsString(), parent, children, [.. Designations(concept)], [.. Properties(concept)]));
            Add(concept["concept"], code);
        }
    }

    private static IEnumerable<ConceptDesignation> Designations(NodeCursor concept)
    {
        foreach (NodeCursor designation in concept["designation"])
        {
            if (designation["value"].AsString() is { } value) yield return new ConceptDesignation(designation["language"].AsString(), Json(designation["use"]), value);
        }
    }

    private static IEnumerable<ConceptValue> Properties(NodeCursor concept)
    {
        foreach (NodeCursor property in concept["property"])
        {
            foreach (NodeCursor child in property)
            {
                if (child.Name.StartsWith("value", StringComparison.Ordinal)) yield return new ConceptValue(property["code"].AsString() ?? "", child.Name, Json(child)!);
            }
        }
    }

    private static string? Json(NodeCursor node) => node.Exists ? Encoding.UTF8.GetString(node.RawBytes) : null;
}

/// <summary>The words that loaded packages have for codes: their code systems, and the displays that their value sets give codes of others. Immutable, thread-safe.</summary>
/// <remarks>The engine's packs keep codes and hierarchy without words; which codes there are, <see cref="DefinitionSet"/> says.</remarks>
public sealed class Terminology
{
    private readonly Dictionary<string, Lazy<CodeSystemText>> _systems = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<(string System, string Code), string>> _displays;

    /// <param name="definitions">Whose packages.</param>
    public Terminology(DefinitionSet definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        foreach (PackageResource resource in definitions.PackageResources)
        {
            if (resource is not { Type: "CodeSystem", Url: { } url }) continue;
            Lazy<CodeSystemText> text = new(() => new CodeSystemText(resource));
            // As in the definition set: the later package's counts, and a version picks one.
            _systems[url] = text;
            if (resource.Version is { } version) _systems[$"{url}|{version}"] = text;
        }

        _displays = new(() => OfValueSets(definitions));
    }

    /// <summary>A package's code system; null when none has it, or none in this version.</summary>
    /// <param name="url">Canonical URL without a version.</param>
    /// <param name="version">Business version; null for the one that counts.</param>
    public CodeSystemText? FindSystem(string url, string? version) => _systems.GetValueOrDefault(version is null ? url : $"{url}|{version}")?.Value;

    /// <summary>What a code is called: by its own system, or else by a value set that lists it; null when no package says.</summary>
    public string? DisplayOf(string system, string code) => FindSystem(system, version: null)?.Find(code)?.Display ?? _displays.Value.GetValueOrDefault((system, code));

    private static Dictionary<(string System, string Code), string> OfValueSets(DefinitionSet definitions)
    {
        Dictionary<(string System, string Code), string> displays = [];
        foreach (PackageResource resource in definitions.PackageResources.Where(resource => resource.Type == "ValueSet"))
        {
            using ResourceDocument document = ResourceDocument.Parse(resource.Content);
            foreach (NodeCursor include in document.Root["compose"]["include"])
            {
                if (include["system"].AsString() is not { } system) continue;
                foreach (NodeCursor concept in include["concept"])
                {
                    if (concept["code"].AsString() is { } code && concept["display"].AsString() is { } display) displays.TryAdd((system, code), display);
                }
            }
        }

        return displays;
    }
}

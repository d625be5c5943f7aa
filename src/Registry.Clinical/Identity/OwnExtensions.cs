using Registry.Fhir.Definitions;
using Registry.Fhir.Json;

namespace Registry.Clinical.Identity;

/// <summary>The extensions that the registry's packages define. Only these may carry free text: their author decided what it is for.</summary>
internal sealed class OwnExtensions
{
    private readonly DefinitionSet _definitions;
    private readonly ElementNames _urls;
    private readonly ElementNames[] _parts;

    public OwnExtensions(DefinitionSet definitions)
    {
        _definitions = definitions;
        StructureDefinition[] own = [.. definitions.Structures.Where(structure => structure is { Type: "Extension", IsConstraint: true } && !definitions.IsShipped(structure.Url))];
        _urls = new ElementNames(own.Select(structure => structure.Url));
        _parts = Array.ConvertAll(own, structure => new ElementNames(structure.Snapshot.Where(element => element.Path.EndsWith(".extension.url", StringComparison.Ordinal)).Select(FixedText).OfType<string>()));
    }

    /// <summary>The number of an extension of a package, from 0; -1 when no package of the registry's defines it.</summary>
    public int Find(NodeCursor extension) => _urls.Find(UrlOf(extension));

    /// <summary>Whether an extension inside that one is a part that its definition names.</summary>
    public bool HasPart(int number, NodeCursor extension) => _parts[number].Find(UrlOf(extension)) >= 0;

    /// <summary>Whether anybody has defined it: HL7, in what ships with the engine.</summary>
    public bool IsDefined(NodeCursor extension) => extension["url"].AsString() is { } url && _definitions.Find(url) is { Type: "Extension" };

    // A URL that is written with escapes is nobody's.
    private static ReadOnlySpan<byte> UrlOf(NodeCursor extension) => extension["url"] is { Kind: NodeKind.String } url ? url.RawBytes[1..^1] : default;

    private static string? FixedText(ElementDefinition element)
    {
        if ((element.Fixed ?? element.Pattern) is not { } json) return null;
        using ResourceDocument value = ResourceDocument.Parse(json);
        return value.Root.AsString();
    }
}

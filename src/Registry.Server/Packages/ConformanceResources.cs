using System.Text.Json;
using Registry.Fhir.Definitions;
using Registry.Fhir.Search;

namespace Registry.Server.Packages;

/// <summary>The conformance resources of the loaded packages: read-only, and the only ones of their types that this server has. decisions/0033</summary>
/// <remarks>Of two with one canonical URL the later package's is told, as it is the one that counts. Of two with one id the earlier package's keeps it: the other is found by search, under its canonical URL. Thread-safe.</remarks>
internal sealed class ConformanceResources
{
    /// <summary>What they are found by beside <c>_id</c>: the parameter's code, the element, and the types that have it; null for all that R4 says.</summary>
    private static readonly (string Code, string Element, string? Type)[] Rows =
    [
        ("url", "url", null), ("version", "version", null), ("name", "name", null), ("title", "title", null), ("status", "status", null),
        ("type", "type", "StructureDefinition"), ("kind", "kind", "StructureDefinition"), ("derivation", "derivation", "StructureDefinition"), ("abstract", "abstract", "StructureDefinition"),
        ("code", "code", "SearchParameter"), ("base", "base", "SearchParameter"), ("type", "type", "SearchParameter"),
        ("code", "code", "OperationDefinition"), ("kind", "kind", "OperationDefinition"), ("system", "system", "OperationDefinition"), ("type", "type", "OperationDefinition"), ("instance", "instance", "OperationDefinition"),
        ("content-mode", "content", "CodeSystem"), ("reference", "compose.include.system", "ValueSet"), ("fhirversion", "fhirVersion", "CapabilityStatement"),
    ];

    private readonly SearchIndexer _indexer;
    private readonly HashSet<string> _held;
    private readonly Dictionary<string, Lazy<IReadOnlyList<ConformanceResource>>> _byType;

    /// <param name="definitions">The loaded packages.</param>
    /// <param name="indexer">Whose parameters these are.</param>
    public ConformanceResources(DefinitionSet definitions, SearchIndexer indexer)
    {
        _indexer = indexer;
        _held = [.. definitions.PackageResources.Select(resource => resource.Type)];
        _byType = PackageResource.Types.ToDictionary(
            type => type, type => new Lazy<IReadOnlyList<ConformanceResource>>(() => [.. Read(definitions, type)]), StringComparer.Ordinal);
    }

    /// <summary>Whether a type belongs to the packages alone.</summary>
    public static bool IsType(string? type) => type is not null && PackageResource.Types.Contains(type, StringComparer.Ordinal);

    /// <summary>The types of which a package holds a resource, in the order of <see cref="PackageResource.Types"/>.</summary>
    public IEnumerable<string> HeldTypes => PackageResource.Types.Where(_held.Contains);

    /// <summary>All of a type, in the order of their packages.</summary>
    public IReadOnlyList<ConformanceResource> OfType(string type) => _byType[type].Value;

    /// <summary>The one with this id; null when no package has it.</summary>
    public ConformanceResource? Find(string type, string id) => OfType(type).FirstOrDefault(resource => resource.Id == id);

    /// <summary>The one with this canonical URL; null when no package has it, or none in this version.</summary>
    public ConformanceResource? FindUrl(string type, string url, string? version) =>
        OfType(type).FirstOrDefault(resource => resource.Source.Url == url && (version is null || resource.Source.Version == version));

    /// <summary>What a type is found by, as R4 defines it.</summary>
    public IEnumerable<IndexedParameter> Parameters(string type)
    {
        string[] codes = ["_id", .. Rows.Where(row => row.Type is null || row.Type == type).Select(row => row.Code)];
        return codes.Select(code => _indexer.Parameters(type).FirstOrDefault(parameter => parameter.Code == code)).OfType<IndexedParameter>();
    }

    private static IEnumerable<ConformanceResource> Read(DefinitionSet definitions, string type)
    {
        PackageResource[] all = [.. definitions.PackageResources.Where(resource => resource.Type == type)];
        HashSet<string> ids = new(StringComparer.Ordinal);
        foreach (PackageResource resource in all)
        {
            if (resource.Url is { } url && !ReferenceEquals(all.Last(other => other.Url == url), resource)) continue;
            string? id = resource.Id is { } own && ids.Add(own) ? own : null;
            if (id is null && resource.Url is null) continue;
            yield return new ConformanceResource(resource, id, ValuesOf(resource));
        }
    }

    private static Dictionary<string, string[]> ValuesOf(PackageResource resource)
    {
        using JsonDocument document = JsonDocument.Parse(resource.Content, new JsonDocumentOptions { MaxDepth = Fhir.Limits.JsonDepth });
        Dictionary<string, string[]> values = new(StringComparer.Ordinal) { ["_id"] = resource.Id is { } id ? [id] : [] };
        foreach ((string code, string element, _) in Rows.Where(row => row.Type is null || row.Type == resource.Type))
        {
            IEnumerable<JsonElement> found = [document.RootElement];
            foreach (string step in element.Split('.')) found = found.SelectMany(owner => Items(owner, step));
            values[code] = [.. found.Where(value => value.ValueKind is JsonValueKind.String or JsonValueKind.True or JsonValueKind.False)
                .Select(value => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()).Distinct(StringComparer.Ordinal)];
        }

        return values;
    }

    private static IEnumerable<JsonElement> Items(JsonElement owner, string name)
    {
        if (owner.ValueKind != JsonValueKind.Object || !owner.TryGetProperty(name, out JsonElement value)) yield break;
        if (value.ValueKind != JsonValueKind.Array)
        {
            yield return value;
            yield break;
        }

        foreach (JsonElement item in value.EnumerateArray()) yield return item;
    }
}

/// <summary>One of them.</summary>
/// <param name="Source">As its package has it.</param>
/// <param name="Id">Under which it is read; null when an earlier package took its id.</param>
/// <param name="Values">What it is found by, by the code of the search parameter.</param>
internal sealed record ConformanceResource(PackageResource Source, string? Id, IReadOnlyDictionary<string, string[]> Values)
{
    /// <summary>UTF-8 JSON without white space between values.</summary>
    public ReadOnlyMemory<byte> Json()
    {
        System.Buffers.ArrayBufferWriter<byte> buffer = new(Source.Content.Length);
        using JsonDocument document = JsonDocument.Parse(Source.Content, new JsonDocumentOptions { MaxDepth = Fhir.Limits.JsonDepth });
        using Utf8JsonWriter writer = new(buffer, Fhir.Outcomes.OperationOutcome.WriterOptions);
        document.WriteTo(writer);
        writer.Flush();
        return buffer.WrittenMemory;
    }
}

using System.Text.Json;
using Registry.Clinical.Events;
using Registry.Contracts.Events;
using Registry.Fhir.Json;

namespace Registry.Clinical.Dispatch;

/// <summary>What the registry takes, read from the package's <c>registry.json</c>. Immutable, thread-safe.</summary>
public sealed class DispatchTable
{
    /// <summary>Where the file lies inside the package.</summary>
    public const string PackagePath = "other/registry.json";

    /// <summary>Version of the mapping from resources to events; it rises when <see cref="FactReader"/> reads something differently.</summary>
    public const int MappingVersion = 2;

    private DispatchTable(string package, string version, string canonical, IReadOnlyList<DispatchRow> rows)
    {
        Package = package;
        Version = version;
        Canonical = canonical;
        Rows = rows;
        Derivation = $"{package}#{version}/{MappingVersion}";
        Codes = new RegistryCodes(canonical);
    }

    /// <summary>The package's id.</summary>
    public string Package { get; }

    /// <summary>The package's version.</summary>
    public string Version { get; }

    /// <summary>Canonical base of the package, without a trailing slash.</summary>
    public string Canonical { get; }

    /// <summary>The rows, in the order in which they are tried.</summary>
    public IReadOnlyList<DispatchRow> Rows { get; }

    /// <summary>What <see cref="EventHeader.Derivation"/> says: package, version and mapping version.</summary>
    public string Derivation { get; }

    /// <summary>The package's own extensions and code systems.</summary>
    internal RegistryCodes Codes { get; }

    /// <summary>Reads the file of a loaded package.</summary>
    /// <param name="packageFiles"><c>DefinitionSet.PackageFiles</c>.</param>
    /// <exception cref="InvalidDataException">The file is missing, or something in it is not known to this version; the message names it.</exception>
    public static DispatchTable Read(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> packageFiles)
    {
        ArgumentNullException.ThrowIfNull(packageFiles);
        return packageFiles.TryGetValue(PackagePath, out ReadOnlyMemory<byte> json)
            ? Read(json)
            : throw new InvalidDataException($"No loaded package holds {PackagePath}, so nothing says which profile applies.");
    }

    /// <summary>Reads the file's text. Strict: what cannot be honoured fails here, never at a patient's data.</summary>
    /// <exception cref="InvalidDataException">Something in it is not known to this version; the message names it.</exception>
    public static DispatchTable Read(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = Parse(json);
        JsonElement root = document.RootElement;
        StrictJson.Check(root, PackagePath, ["package", "version", "canonical", "dispatch"], ["canonicalAliases"]);
        List<DispatchRow> rows = [];
        int index = 0;
        foreach (JsonElement row in StrictJson.Array(root, "dispatch", PackagePath)) rows.Add(ReadRow(row, $"dispatch[{index++}]"));
        if (rows.Count == 0) throw new InvalidDataException($"{PackagePath}: 'dispatch' is empty, so the registry would take nothing.");
        if (root.TryGetProperty("canonicalAliases", out _) && StrictJson.Array(root, "canonicalAliases", PackagePath).Any())
        {
            // Read as if they were not there, they would make extensions under an older base, consent among them, invisible.
            throw new InvalidDataException($"{PackagePath}: 'canonicalAliases' names other bases, which this version cannot read yet.");
        }

        return new DispatchTable(
            StrictJson.Text(root, "package", PackagePath),
            StrictJson.Text(root, "version", PackagePath),
            StrictJson.Text(root, "canonical", PackagePath).TrimEnd('/'),
            rows);
    }

    /// <summary>The first row that takes a resource; null when it is outside the dataset.</summary>
    public DispatchRow? Find(NodeCursor resource)
    {
        foreach (DispatchRow row in Rows)
        {
            if (row.Matches(resource)) return row;
        }

        return null;
    }

    /// <summary>Chooses the profile of a resource: a <see cref="Registry.Fhir.Validation.ProfileSelector"/>.</summary>
    public void Select(NodeCursor resource, ICollection<string> canonicals)
    {
        ArgumentNullException.ThrowIfNull(canonicals);
        if (Find(resource) is { } row) canonicals.Add(row.Profile);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{PackagePath} is not JSON: {fault.Message}", fault);
        }
    }

    private static DispatchRow ReadRow(JsonElement row, string place)
    {
        StrictJson.Check(row, place, ["title", "resourceType", "profile", "event"], ["code", "category", "component", "eventOnUpdate", "disease", "gene"]);
        DispatchRow read = new()
        {
            Title = StrictJson.Text(row, "title", place),
            ResourceType = StrictJson.Text(row, "resourceType", place),
            Code = StrictJson.Matches(row, "code", place),
            Category = StrictJson.Matches(row, "category", place),
            Component = row.TryGetProperty("component", out JsonElement component) ? ReadComponent(component, $"{place}.component") : null,
            Profile = StrictJson.Text(row, "profile", place),
            Event = row.GetProperty("event").ValueKind == JsonValueKind.Null ? null : StrictJson.Text(row, "event", place),
            EventOnUpdate = StrictJson.OptionalText(row, "eventOnUpdate", place),
            Disease = StrictJson.OptionalText(row, "disease", place),
            Gene = StrictJson.OptionalText(row, "gene", place),
        };
        FactReader.CheckRow(read, place);
        return read;
    }

    private static ComponentMatch ReadComponent(JsonElement component, string place)
    {
        StrictJson.Check(component, place, ["code"], ["value"]);
        return new ComponentMatch(
            StrictJson.Code(component.GetProperty("code"), $"{place}.code"),
            component.TryGetProperty("value", out JsonElement value) ? StrictJson.Code(value, $"{place}.value") : null);
    }
}

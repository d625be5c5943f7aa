using System.Text.Json;
using Registry.Clinical.Events;

namespace Registry.Clinical.Dispatch;

/// <summary>What one package's <c>other/registry.json</c> says. Strict: what cannot be honoured fails here, never at a patient's data.</summary>
internal sealed record RegistryFile
{
    /// <summary>Where the file lies inside the package.</summary>
    public const string PackagePath = "other/registry.json";

    private static readonly string[] ParentalAlleles = ["maternal", "paternal"];

    /// <summary>The package's id.</summary>
    public required string Package { get; init; }

    /// <summary>The package's version.</summary>
    public required string Version { get; init; }

    /// <summary>Canonical base of the package, without a trailing slash.</summary>
    public required string Canonical { get; init; }

    /// <summary>Bases under which resources may name its artefacts still, without a trailing slash.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>The diseases that it brings.</summary>
    public required IReadOnlyList<Disease> Diseases { get; init; }

    /// <summary>Its rows, in the order in which they are tried.</summary>
    public required IReadOnlyList<DispatchRow> Rows { get; init; }

    /// <summary>Its rules.</summary>
    public required IReadOnlyList<RuleRow> Rules { get; init; }

    /// <exception cref="InvalidDataException">Something in it is not known to this version; the message names it.</exception>
    public static RegistryFile Read(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = Parse(json);
        JsonElement root = document.RootElement;
        StrictJson.Check(root, PackagePath, ["package", "version", "canonical", "dispatch"], ["canonicalAliases", "diseases", "rules"]);
        string package = StrictJson.Text(root, "package", PackagePath);
        string file = $"{PackagePath} of {package}";
        string version = StrictJson.Text(root, "version", file);
        RegistryFile read = new()
        {
            Package = package,
            Version = version,
            Canonical = StrictJson.Text(root, "canonical", file).TrimEnd('/'),
            Aliases = root.TryGetProperty("canonicalAliases", out _)
                ? [.. StrictJson.Array(root, "canonicalAliases", file).Select((alias, index) => StrictJson.Text(alias, $"{file}: canonicalAliases[{index}]").TrimEnd('/'))]
                : [],
            Diseases = root.TryGetProperty("diseases", out _) ? [.. StrictJson.Array(root, "diseases", file).Select((disease, index) => ReadDisease(disease, $"{file}: diseases[{index}]"))] : [],
            Rows = [.. StrictJson.Array(root, "dispatch", file).Select((row, index) => ReadRow(row, $"{file}: dispatch[{index}]", $"{package}#{version}/{DispatchTable.MappingVersion}"))],
            Rules = root.TryGetProperty("rules", out _) ? [.. StrictJson.Array(root, "rules", file).Select((rule, index) => RuleRow.Read(rule, $"{file}: rules[{index}]"))] : [],
        };
        return read.Rows.Count > 0 ? read : throw new InvalidDataException($"{file}: 'dispatch' is empty, so the registry would take nothing for it.");
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

    private static Disease ReadDisease(JsonElement disease, string place)
    {
        StrictJson.Check(disease, place, ["key", "title", "reports"], ["gene", "parentalAllele", "otherAllele"]);
        Disease read = new()
        {
            Key = StrictJson.Text(disease, "key", place),
            Title = StrictJson.Text(disease, "title", place),
            Gene = StrictJson.OptionalText(disease, "gene", place),
            ParentalAllele = StrictJson.OptionalText(disease, "parentalAllele", place),
            OtherAllele = StrictJson.OptionalText(disease, "otherAllele", place),
            Reports = [.. StrictJson.Array(disease, "reports", place).Select((report, index) => StrictJson.Text(report, $"{place}.reports[{index}]"))],
        };
        if (read.ParentalAllele is not null && (read.Gene is null || !ParentalAlleles.Contains(read.ParentalAllele, StringComparer.Ordinal)))
        {
            throw new InvalidDataException($"{place}: 'parentalAllele' is maternal or paternal, and stands beside 'gene'.");
        }

        if (read.OtherAllele is not null && read.ParentalAllele is null) throw new InvalidDataException($"{place}: 'otherAllele' stands beside 'parentalAllele'.");
        if (read.OtherAllele is not null && Gene.Find(read.Gene!) is null) throw new InvalidDataException($"{place}: 'otherAllele' asks for a gene whose symbol the registry knows.");
        return read;
    }

    private static DispatchRow ReadRow(JsonElement row, string place, string derivation)
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
            Derivation = derivation,
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

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Registry.Service.Tests.Dictionary;

/// <summary>An element of the dataset: <c>profiles/registry/dictionary.json</c>.</summary>
/// <param name="Id">F1 to F31, P1 to P20.</param>
/// <param name="Seed">The seed texts that imply it.</param>
/// <param name="Element">Its name.</param>
/// <param name="Wording">What it is, in our words; empty when the name says all.</param>
/// <param name="Derived">Of an element that is computed: from what; null when it is captured.</param>
/// <param name="Captures">Where it is said.</param>
internal sealed record DictionaryElement(string Id, string Seed, string Element, string Wording, string? Derived, IReadOnlyList<Capture> Captures);

/// <summary>One place at which an element, or a part of it, is said.</summary>
internal sealed record Capture
{
    /// <summary>Id of the profile.</summary>
    public required string Profile { get; init; }

    /// <summary>Name of the element; <c>component:CODE</c> or <c>extension:ID</c> for one of these.</summary>
    public required string Element { get; init; }

    /// <summary>Codes or type, for people.</summary>
    public required string Codes { get; init; }

    /// <summary>The package's example without <c>.json</c>; <c>Patient</c> for the subject itself.</summary>
    public required string Example { get; init; }

    /// <summary>Members put in the place of the example's; null takes one away.</summary>
    public JsonObject? Set { get; init; }

    /// <summary>The event.</summary>
    public required string Event { get; init; }

    /// <summary>Its field as JSON names it.</summary>
    public required string Field { get; init; }

    /// <summary>Report, table and column, and a word of the row where these do not tell, with slashes; null while no report shows it.</summary>
    public string? Report { get; init; }

    /// <summary>Diagnosis that the subject has already; empty for none.</summary>
    public string Disease { get; init; } = "FOP";

    /// <summary>Date on which the subject was known to be alive already; empty for none.</summary>
    public string FollowUp { get; init; } = "2024-06-01";

    /// <summary>Date of death that the subject has already; empty for none.</summary>
    public string Deceased { get; init; } = "";

    /// <summary>Example of a variant that the subject has already and that this one points at; null for none.</summary>
    public string? Variant { get; init; }

    /// <summary>Example that the subject has already, dated 1995; null for none.</summary>
    public string? Given { get; init; }

    /// <summary>The subject is new with this example.</summary>
    public bool New { get; init; }

    /// <summary>Where the element stands, as FHIRPath from the resource.</summary>
    public string Path
    {
        get
        {
            string type = Example == "Patient" ? "Patient" : Example.Split('-')[0];
            string[] parts = Element.Split(':');
            return parts switch
            {
                ["component", string code] => $"{type}.component.where(code.coding.code = '{code}').value",
                ["extension", string id] => $"{type}.extension.where(url.endsWith('/{id}'))",
                _ => $"{type}.{Element}",
            };
        }
    }

    /// <summary>The resource without the element.</summary>
    public JsonObject Without(JsonObject resource)
    {
        JsonObject rest = resource.DeepClone().AsObject();
        string[] parts = Element.Split(':');
        if (parts.Length == 2)
        {
            bool isComponent = parts[0] == "component";
            JsonArray kept = [.. rest[parts[0]]!.AsArray().Where(part => !(isComponent
                ? part!["code"]!["coding"]!.AsArray().Any(coding => coding!["code"]!.GetValue<string>() == parts[1])
                : part!["url"]!.GetValue<string>().EndsWith("/" + parts[1], StringComparison.Ordinal))).Select(part => part!.DeepClone())];
            if (kept.Count == 0) rest.Remove(parts[0]);
            else rest[parts[0]] = kept;
            return rest;
        }

        // A choice such as value[x] stands under its type's name.
        foreach (string name in rest.Select(member => member.Key).Where(name => name == Element || (name.StartsWith(Element, StringComparison.Ordinal) && char.IsUpper(name[Element.Length]))).ToArray()) rest.Remove(name);
        return rest;
    }
}

/// <summary>Reads the table.</summary>
internal static class DictionaryTable
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private sealed record Source(string About, IReadOnlyList<DictionaryElement> Elements);

    public static IReadOnlyList<DictionaryElement> Read() => JsonSerializer.Deserialize<Source>(File.ReadAllBytes(Repository.Path("profiles", "registry", "dictionary.json")), Strict)!.Elements;
}

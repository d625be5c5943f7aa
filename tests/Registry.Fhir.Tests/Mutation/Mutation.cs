using System.Text.Json.Nodes;
using Registry.Fhir.Definitions;

namespace Registry.Fhir.Tests.Mutation;

/// <summary>A way to break exactly one rule at a place.</summary>
/// <param name="Name">What it does.</param>
/// <param name="TryBreak">Changes the resource and tells the rule and the place that must be named; null where it does not apply, and then changes nothing.</param>
internal sealed record Mutation(string Name, Func<ElementPlace, DefinitionSet, (string Rule, string Expression)?> TryBreak)
{
    /// <summary>Written instead of a second property of the same name, which a <see cref="JsonObject"/> cannot hold.</summary>
    public const string Duplicate = "duplicate-of-";

    /// <summary>All of them.</summary>
    public static readonly Mutation[] All =
    [
        new("a mandatory element is left out", LeaveOut),
        new("an element that R4 does not know is added", AddUnknown),
        new("a primitive has another JSON type", ChangeJsonType),
        new("a primitive is not written as its type asks", BreakFormat),
        new("a repeating element is no array", Unwrap),
        new("an element that cannot repeat is an array", Wrap),
        new("a property stands twice", Repeat),
        new("a code is outside its required value set", ReplaceCode),
        new("a choice stands in two types", AddSecondChoice),
        new("a reference names a type that is not among its targets", Retarget),
        new("a property is null", AddNull),
        new("a string, an object or an array is empty", Empty),
    ];

    private static readonly Dictionary<string, string[]> BadTexts = new(StringComparer.Ordinal)
    {
        ["date"] = ["2024-13-01", "2023-02-29", "24-01-01", "2024-1-1", "2024-01-01T00:00:00Z"],
        ["dateTime"] = ["2024-01-01T00:00:00", "2024-01-01T24:00:00Z", "2024-00", "2024-01-01 00:00:00Z"],
        ["instant"] = ["2024-01-01", "2024-01-01T10:00Z", "2024-01-01T10:00:00"],
        ["time"] = ["25:00:00", "10:00", "10:60:00"],
        ["code"] = [" a", "a ", "a  b", "\t"],
        ["id"] = ["a_b", "a b", "ä"],
        ["uri"] = ["a b", " http://a"],
        ["url"] = ["a b"],
        ["canonical"] = ["http://a b"],
        ["oid"] = ["urn:oid:3.1", "1.2.3", "urn:oid:1.02"],
        ["uuid"] = ["urn:uuid:1", "c757873d-ec9a-4326-a141-556f43239520"],
        ["base64Binary"] = ["*", "abc", "ab=c"],
        ["string"] = ["a\u0001b"],
        ["markdown"] = ["a\u0000b"],
    };

    private static readonly Dictionary<string, string[]> BadNumbers = new(StringComparer.Ordinal)
    {
        ["integer"] = ["1.5", "2147483648", "1e3"],
        ["positiveInt"] = ["0", "-1", "1.0"],
        ["unsignedInt"] = ["-1", "0.5", "99999999999"],
    };

    private static readonly string[] SomeTypes = ["Binary", "Patient", "Observation", "Slot", "Medication", "ValueSet", "Location", "Group"];

    public override string ToString() => Name;

    private static (string, string)? LeaveOut(ElementPlace place, DefinitionSet definitions)
    {
        if (place.Definition.Min == 0) return null;
        place.Holder.Remove(place.Name);
        place.Holder.Remove("_" + place.Name);
        return ("fhir-cardinality-min", place.HolderExpression);
    }

    private static (string, string)? AddUnknown(ElementPlace place, DefinitionSet definitions)
    {
        place.Holder["unknownElement"] = "x";
        return ("fhir-unknown-element", place.HolderExpression + ".unknownElement");
    }

    private static (string, string)? ChangeJsonType(ElementPlace place, DefinitionSet definitions)
    {
        if (Primitive(place) is not { } type || place.Value is not JsonValue value) return null;
        place.Holder[place.Name] = value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => JsonNode.Parse("17"),
            System.Text.Json.JsonValueKind.Number => "17",
            _ => "true",
        };
        return ("fhir-primitive-" + type, place.Expression);
    }

    private static (string, string)? BreakFormat(ElementPlace place, DefinitionSet definitions)
    {
        if (Primitive(place) is not { } type || place.Value is not JsonValue value) return null;
        int pick = place.Expression.Length;
        if (BadTexts.TryGetValue(type, out string[]? texts)) place.Holder[place.Name] = texts[pick % texts.Length];
        else if (BadNumbers.TryGetValue(type, out string[]? numbers)) place.Holder[place.Name] = JsonNode.Parse(numbers[pick % numbers.Length]);
        else return null;
        return ("fhir-primitive-" + type, place.Expression);
    }

    private static (string, string)? Unwrap(ElementPlace place, DefinitionSet definitions)
    {
        if (place.Value is not JsonArray { Count: > 0 } items || items[0] is not { } first) return null;
        place.Holder[place.Name] = first.DeepClone();
        return ("fhir-array", place.Expression);
    }

    private static (string, string)? Wrap(ElementPlace place, DefinitionSet definitions)
    {
        if (place.Value is null or JsonArray) return null;
        place.Holder[place.Name] = new JsonArray(place.Value.DeepClone());
        return ("fhir-single", place.Expression);
    }

    private static (string, string)? Repeat(ElementPlace place, DefinitionSet definitions)
    {
        place.Holder[Duplicate + place.Name] = place.Value?.DeepClone();
        return ("json-duplicate-name", place.Expression);
    }

    private static (string, string)? ReplaceCode(ElementPlace place, DefinitionSet definitions)
    {
        if (place is not { Type.Code: "code", Value: JsonValue, Definition.Binding: { Strength: BindingStrength.Required, ValueSet: { } url } }) return null;
        if (definitions.FindValueSet(url) is not { IsComplete: true } codes || codes.Contains("not-a-code") != Membership.Outside) return null;
        place.Holder[place.Name] = "not-a-code";
        return ("fhir-binding-required", place.Expression);
    }

    private static (string, string)? AddSecondChoice(ElementPlace place, DefinitionSet definitions)
    {
        if (!place.Definition.Path.EndsWith("[x]", StringComparison.Ordinal)) return null;
        string other = place.Type!.Code == "boolean" ? "string" : "boolean";
        if (!place.Definition.Types.Any(type => type.Code == other)) return null;
        string name = place.Definition.Path[(place.Definition.Path.LastIndexOf('.') + 1)..^3] + char.ToUpperInvariant(other[0]) + other[1..];
        place.Holder[name] = other == "boolean" ? JsonValue.Create(true) : JsonValue.Create("x");
        return ("fhir-choice", place.Expression);
    }

    private static (string, string)? Retarget(ElementPlace place, DefinitionSet definitions)
    {
        if (place.Type is not { Code: "Reference", TargetProfiles.Count: > 0 } type || place.Value is not JsonObject reference) return null;
        string[] allowed = [.. type.TargetProfiles.Select(profile => definitions.Find(profile)!.Type)];
        if (allowed.Contains("Resource") || SomeTypes.FirstOrDefault(candidate => !allowed.Contains(candidate)) is not { } wrong) return null;
        reference["reference"] = wrong + "/1";
        return ("fhir-reference-target", place.Expression + ".reference");
    }

    private static (string, string)? AddNull(ElementPlace place, DefinitionSet definitions)
    {
        if (place.Value is JsonArray) return null;
        place.Holder[place.Name] = null;
        return ("json-null", place.Expression);
    }

    private static (string, string)? Empty(ElementPlace place, DefinitionSet definitions)
    {
        switch (place.Value)
        {
            case JsonArray:
                place.Holder[place.Name] = new JsonArray();
                return ("json-empty-array", place.Expression);
            case JsonObject:
                place.Holder[place.Name] = new JsonObject();
                return ("json-empty-object", place.Expression);
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String:
                place.Holder[place.Name] = "";
                return ("json-empty-string", place.Expression);
            default:
                return null;
        }
    }

    // Ids of elements and values of extensions' URLs are System types in the snapshots, and have their own names.
    private static string? Primitive(ElementPlace place)
    {
        if (place.Type is not { } type) return null;
        if (place.IsResourceId) return "id";
        if (place.Definition.Path == "Extension.url") return "uri";
        if (type.Code == "http://hl7.org/fhirpath/System.String") return "string";
        return type.Code is "boolean" or "decimal" || BadTexts.ContainsKey(type.Code) || BadNumbers.ContainsKey(type.Code) ? type.Code : null;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;

namespace Registry.Fhir.Patching;

/// <summary>A value as the resource is to have it.</summary>
/// <param name="Name">JSON name of the element: <c>birthDate</c>, <c>valueQuantity</c>.</param>
/// <param name="Json">The value; null for a primitive that has only extensions.</param>
/// <param name="Shadow">Id and extensions of a primitive; null without them.</param>
internal readonly record struct NewValue(string Name, JsonNode? Json, JsonNode? Shadow);

/// <summary>Reads what an operation of a FHIRPath Patch puts somewhere, and holds it against the type that stands there. https://hl7.org/fhir/R4/fhirpatch.html</summary>
internal sealed class PatchValue(FhirPathModel model, FhirPathPatch.Operation operation)
{
    /// <summary>An element by its name in FHIRPath, without a choice's type.</summary>
    public FhirElement Element(FhirType type, string name) => type.Elements.All.FirstOrDefault(element => element.Name == name)
        ?? throw operation.Fault(
            "patch-path", "not-found", $"the type {type.Path} has no element of this name.",
            "Name an element as FHIRPath does: 'value' for valueQuantity.");

    /// <summary>An element by its JSON name.</summary>
    public FhirElement? ElementOf(FhirType type, string jsonName) =>
        type.Elements.FindProperty(model.Names.Find(jsonName)) is { } child ? type.Elements.Find(child.Key) : null;

    /// <summary>Each way that JSON spells an element.</summary>
    public IEnumerable<string> NamesOf(FhirElement element) => element.Children.Select(child => model.Names[child.JsonName]);

    /// <summary>Whether it may stand more than once.</summary>
    public bool Repeats(FhirType type, FhirElement element)
    {
        string path = $"{type.Path}.{element.Name}";
        ElementDefinition? definition = model.Definitions.FindType(type.Path.Split('.')[0])?.Snapshot.FirstOrDefault(one => one.Path == path || one.Path == path + "[x]");
        return definition is { Max: > 1 };
    }

    /// <summary>The value of a part, as this element has it.</summary>
    public NewValue Of(FhirElement element, JsonObject part)
    {
        string[] given = [.. part.Select(property => property.Key).Where(name => name is not ("id" or "extension" or "name" or "_name"))];
        string? value = given.FirstOrDefault(name => name.StartsWith("value", StringComparison.Ordinal)) ?? given.FirstOrDefault(name => name.StartsWith("_value", StringComparison.Ordinal))?[1..];
        if (value is not null) return Typed(element, value["value".Length..], part[value], part["_" + value]);
        if (part["resource"] is { } resource)
        {
            return element.Children is [{ Type.IsResource: true } holder]
                ? new NewValue(model.Names[holder.JsonName], resource.DeepClone(), null)
                : throw WrongType("a resource");
        }

        if (part["part"] is not JsonArray parts) throw operation.Fault("patch-value", "required", "its value is empty.", "Send value[x], or parts that are the elements of the value.");
        if (element.Children is not [{ Type.IsPrimitive: false } child]) throw WrongType("an element with parts");
        return new NewValue(model.Names[child.JsonName], Anonymous(child.Type, parts), null);
    }

    private NewValue Typed(FhirElement element, string type, JsonNode? json, JsonNode? shadow)
    {
        FhirChild? child = element.Children.Length == 1 && model.Names[element.Children[0].JsonName] == element.Name
            ? element.Children[0]
            : Array.Find(element.Children, one => one.JsonName == model.Names.Find(element.Name + type));
        if (child is null || !Fits(child.Type, type, json)) throw WrongType(type);
        return new NewValue(model.Names[child.JsonName], json?.DeepClone(), shadow?.DeepClone());
    }

    // A string of characters may stand for any primitive that is written as one: what it has to look like is asked of the patched resource.
    private static bool Fits(FhirType expected, string type, JsonNode? json)
    {
        if (!expected.IsPrimitive) return expected.Name == type;
        return json is null || (expected.Kind switch
        {
            SystemKind.Boolean => json.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            SystemKind.Integer or SystemKind.Decimal => json.GetValueKind() == JsonValueKind.Number,
            _ => json.GetValueKind() == JsonValueKind.String,
        });
    }

    // "In order to add or insert other kinds of types, including anonymous elements": parts named after the elements.
    private JsonObject Anonymous(FhirType type, JsonArray parts)
    {
        JsonObject made = [];
        foreach (JsonObject part in parts.OfType<JsonObject>())
        {
            FhirElement element = Element(type, part["name"]?.GetValue<string>() ?? "");
            NewValue value = Of(element, part);
            if (Repeats(type, element)) JsonList.Insert(made, value, JsonList.Count(made, value.Name));
            else if (NamesOf(element).Any(made.ContainsKey)) throw operation.Fault("patch-exists", "duplicate", $"its value has {element.Name} twice, which does not repeat.", "Send it once.");
            else JsonList.Set(made, value);
        }

        return made;
    }

    private PatchFault WrongType(string given) => operation.Fault(
        "patch-value", "value", $"its value is of the type {Quoted(given)}, which cannot stand there.", "Send a value of the type that the element has in R4.");

    // What the sender named; R4's own types are short.
    private static string Quoted(string type) => type.Length <= Limits.QuotedChars ? type : type[..Limits.QuotedChars];
}

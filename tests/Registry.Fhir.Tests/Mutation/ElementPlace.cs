using System.Text.Json.Nodes;
using Registry.Fhir.Definitions;

namespace Registry.Fhir.Tests.Mutation;

/// <summary>One property of a resource, with the definition that asks for it: found by walking the snapshots, not by the engine's own rules.</summary>
/// <param name="Holder">The object in which it stands.</param>
/// <param name="Name">Its JSON name, such as <c>valueQuantity</c>.</param>
/// <param name="Definition">The element.</param>
/// <param name="Type">Which of its types it has here.</param>
/// <param name="HolderExpression">FHIRPath of the holder.</param>
/// <param name="IsResourceId">Whether it is the id of a resource and not of an element.</param>
internal sealed record ElementPlace(JsonObject Holder, string Name, ElementDefinition Definition, ElementType? Type, string HolderExpression, bool IsResourceId)
{
    public JsonNode? Value => Holder[Name];

    /// <summary>FHIRPath of the property: <c>Observation.value</c> for valueQuantity.</summary>
    public string Expression => $"{HolderExpression}.{Definition.Path[(Definition.Path.LastIndexOf('.') + 1)..].Replace("[x]", "", StringComparison.Ordinal)}";

    /// <summary>Every property of a resource and of what it holds, in document order.</summary>
    public static List<ElementPlace> Of(JsonObject resource, DefinitionSet definitions)
    {
        List<ElementPlace> places = [];
        AddResource(resource, resource["resourceType"]!.GetValue<string>(), definitions, places);
        return places;
    }

    private static void AddResource(JsonObject resource, string expression, DefinitionSet definitions, List<ElementPlace> places)
    {
        if (definitions.FindType(resource["resourceType"]!.GetValue<string>()) is { } structure) AddChildren(resource, expression, structure, structure.Type, definitions, places);
    }

    private static void AddChildren(JsonObject holder, string expression, StructureDefinition structure, string path, DefinitionSet definitions, List<ElementPlace> places)
    {
        foreach ((string name, JsonNode? value) in holder)
        {
            if (Find(structure, path, name) is not { } found) continue;
            bool isResourceId = structure.Kind == StructureKind.Resource && path == structure.Type && name == "id";
            ElementPlace place = new(holder, name, found.Element, found.Type, expression, isResourceId);
            places.Add(place);
            if (value is JsonArray items)
            {
                for (int index = 0; index < items.Count; index++) AddValue(items[index], $"{place.Expression}[{index}]", structure, found.Element, found.Type, definitions, places);
            }
            else
            {
                AddValue(value, place.Expression, structure, found.Element, found.Type, definitions, places);
            }
        }
    }

    private static void AddValue(JsonNode? value, string expression, StructureDefinition structure, ElementDefinition element, ElementType? type, DefinitionSet definitions, List<ElementPlace> places)
    {
        if (value is not JsonObject inner) return;
        if (type?.Code is "Resource" or "DomainResource") AddResource(inner, expression, definitions, places);
        else if (element.ContentReference is { } reference) AddChildren(inner, expression, structure, reference, definitions, places);
        else if (structure.Snapshot.Any(child => child.Path.StartsWith(element.Path + ".", StringComparison.Ordinal))) AddChildren(inner, expression, structure, element.Path, definitions, places);
        else if (type is not null && definitions.FindType(type.Code) is { } other) AddChildren(inner, expression, other, other.Type, definitions, places);
    }

    private static (ElementDefinition Element, ElementType? Type)? Find(StructureDefinition structure, string path, string name)
    {
        foreach (ElementDefinition element in structure.Snapshot)
        {
            if (!element.Path.StartsWith(path + ".", StringComparison.Ordinal) || element.Path.IndexOf('.', path.Length + 1) >= 0) continue;
            string own = element.Path[(path.Length + 1)..];
            if (own == name) return (element, element.Types.Count == 0 ? null : element.Types[0]);
            if (!own.EndsWith("[x]", StringComparison.Ordinal) || !name.StartsWith(own[..^3], StringComparison.Ordinal)) continue;
            ElementType? type = element.Types.FirstOrDefault(candidate => string.Equals(own[..^3] + char.ToUpperInvariant(candidate.Code[0]) + candidate.Code[1..], name, StringComparison.Ordinal));
            if (type is not null) return (element, type);
        }

        return null;
    }
}

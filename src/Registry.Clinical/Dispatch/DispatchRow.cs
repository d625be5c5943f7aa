using Registry.Contracts.Events;
using Registry.Fhir.Json;

namespace Registry.Clinical.Dispatch;

/// <summary>One kind of resource that the registry takes: how it is recognised, the profile that it must fit, the event that it becomes.</summary>
public sealed record DispatchRow
{
    /// <summary>What a person calls it, such as <c>Flare-up</c>.</summary>
    public required string Title { get; init; }

    /// <summary><c>Patient</c>, <c>Condition</c> or <c>Observation</c>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>One of these is among <c>code.coding</c>; empty when the code does not matter.</summary>
    public IReadOnlyList<CodeMatch> Code { get; init; } = [];

    /// <summary>One of these is among <c>category.coding</c>; empty when the category does not matter.</summary>
    public IReadOnlyList<CodeMatch> Category { get; init; } = [];

    /// <summary>A component with this code has this value; null when components do not matter.</summary>
    public ComponentMatch? Component { get; init; }

    /// <summary>Canonical URL of the profile.</summary>
    public required string Profile { get; init; }

    /// <summary>Name of the event that a new fact becomes; null when the resource is checked and stored, and no event is derived from it.</summary>
    public required string? Event { get; init; }

    /// <summary>Name of the event that a changed fact becomes; null when it is the same.</summary>
    public string? EventOnUpdate { get; init; }

    /// <summary>The registry's name of the disease, such as <c>FOP</c>; null where the row names none.</summary>
    public string? Disease { get; init; }

    /// <summary>The gene's symbol, such as <c>ACVR1</c>; null where the row names none.</summary>
    public string? Gene { get; init; }

    /// <summary>What <see cref="EventHeader.Derivation"/> says of its events: the row's package, its version and the mapping version.</summary>
    public required string Derivation { get; init; }

    /// <summary>Whether a resource is of this kind. Only codings decide: a text or display may name either disease (domain.md, 1.3).</summary>
    public bool Matches(NodeCursor resource) =>
        resource["resourceType"].ValueEquals(ResourceType)
        && (Code.Count == 0 || HasAny(resource["code"], Code))
        && (Category.Count == 0 || AnyHas(resource["category"], Category))
        && (Component is null || HasComponent(resource["component"], Component));

    /// <summary>The first coding of a CodeableConcept that is one of these; null when there is none.</summary>
    internal static CodedValue? FindAny(NodeCursor concept, IReadOnlyList<CodeMatch> codes)
    {
        foreach (NodeCursor coding in concept["coding"])
        {
            foreach (CodeMatch match in codes)
            {
                if (!coding["system"].ValueEquals(match.System)) continue;
                if (match.Code is null && coding["code"].AsString() is { } any) return new CodedValue(match.System, any);
                if (match.Code is { } code && coding["code"].ValueEquals(code)) return new CodedValue(match.System, code);
            }
        }

        return null;
    }

    private static bool HasAny(NodeCursor concept, IReadOnlyList<CodeMatch> codes) => FindAny(concept, codes) is not null;

    private static bool Has(NodeCursor concept, CodedValue code)
    {
        foreach (NodeCursor coding in concept["coding"])
        {
            if (coding["system"].ValueEquals(code.System) && coding["code"].ValueEquals(code.Code)) return true;
        }

        return false;
    }

    private static bool AnyHas(NodeCursor concepts, IReadOnlyList<CodeMatch> codes)
    {
        foreach (NodeCursor concept in concepts)
        {
            if (HasAny(concept, codes)) return true;
        }

        return false;
    }

    private static bool HasComponent(NodeCursor components, ComponentMatch match)
    {
        foreach (NodeCursor component in components)
        {
            if (Has(component["code"], match.Code) && (match.Value is null || Has(component["valueCodeableConcept"], match.Value))) return true;
        }

        return false;
    }
}

/// <summary>A component's code, and the coded value that it must have.</summary>
/// <param name="Code">Among the codings of <c>component.code</c>.</param>
/// <param name="Value">Among the codings of the same component's <c>valueCodeableConcept</c>; null when any value will do.</param>
public sealed record ComponentMatch(CodedValue Code, CodedValue? Value);

/// <summary>A coding that a row looks for.</summary>
/// <param name="System">Code system URI.</param>
/// <param name="Code">The code; null when any code of the system will do, as with an ontology whose every term is a feature.</param>
public sealed record CodeMatch(string System, string? Code);

using System.Collections.Concurrent;
using Registry.Fhir.Definitions;
using Registry.Fhir.Search;

namespace Registry.Server.Routes.Search;

/// <summary>Which element a search parameter reads, where its expression is a plain path: what a bare code implies, and whether identifiers are found. Thread-safe.</summary>
internal sealed class SearchElements(DefinitionSet definitions)
{
    private readonly ConcurrentDictionary<string, ElementDefinition?> _bySource = new(StringComparer.Ordinal);

    /// <summary>Whether the values of a source are identifiers.</summary>
    public bool IsIdentifier(ParameterSource source) => TypeOf(source) == "Identifier";

    /// <summary>Whether they are codes whose system is only implied. https://hl7.org/fhir/R4/search.html#token</summary>
    public bool IsBareCode(ParameterSource source) => TypeOf(source) == "code";

    /// <summary>Whether a bare code of this source is the one of that system: its binding has it.</summary>
    public bool Implies(ParameterSource source, string system, string code) =>
        Element(source)?.Binding?.ValueSet is { } bound && definitions.FindValueSet(bound)?.Contains(system, code) == Membership.Member;

    private string? TypeOf(ParameterSource source) => Element(source)?.Types is [var only] ? only.Code : null;

    private ElementDefinition? Element(ParameterSource source) => _bySource.GetOrAdd(source.Source, key => Find(key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('.')));

    // Observation.component.code is an element of Observation; Patient.telecom.use begins anew at ContactPoint.
    private ElementDefinition? Find(string[] path)
    {
        string type = path[0];
        string at = type;
        ElementDefinition? element = null;
        foreach (string name in path.Skip(1))
        {
            if (ElementAt(type, $"{at}.{name}") is { } inner)
            {
                (element, at) = (inner, $"{at}.{name}");
                continue;
            }

            if (element?.Types is not [var only]) return null;
            type = only.Code;
            at = $"{type}.{name}";
            element = ElementAt(type, at);
            if (element is null) return null;
        }

        return element;
    }

    private ElementDefinition? ElementAt(string type, string path) => definitions.FindType(type)?.Snapshot?.FirstOrDefault(element => element.Path == path);
}

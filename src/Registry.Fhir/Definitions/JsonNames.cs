using Registry.Fhir.Json;

namespace Registry.Fhir.Definitions;

/// <summary>The property names that JSON of the given types may hold.</summary>
internal static class JsonNames
{
    /// <summary>All names, and which of them are choices spelled with their type: <c>valueQuantity</c> for <c>value[x]</c>.</summary>
    public static (SortedSet<string> Names, SortedDictionary<string, ChoiceName> Choices) Of(IEnumerable<StructureDefinition> structures)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal) { "resourceType" };
        var choices = new SortedDictionary<string, ChoiceName>(StringComparer.Ordinal);
        foreach (StructureDefinition structure in structures.Where(StructureEntry.DefinesType))
        {
            foreach (ElementDefinition element in structure.Snapshot)
            {
                int dot = element.Path.LastIndexOf('.');
                if (dot < 0) continue;
                string name = element.Path[(dot + 1)..];
                if (!name.EndsWith("[x]", StringComparison.Ordinal))
                {
                    names.Add(name);
                    continue;
                }

                foreach (ElementType type in element.Types)
                {
                    string spelled = name[..^3] + char.ToUpperInvariant(type.Code[0]) + type.Code[1..];
                    names.Add(spelled);
                    choices[spelled] = new ChoiceName(name[..^3], type.Code);
                }
            }
        }

        return (names, choices);
    }
}

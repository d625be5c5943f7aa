using Registry.Fhir.Json;

namespace Registry.Fhir.Definitions;

/// <summary>A ValueSet as its author wrote it, before it is worked out.</summary>
internal sealed record ValueSet
{
    public required string Url { get; init; }

    /// <summary>Business version; null when it has none.</summary>
    public string? Version { get; init; }

    /// <summary>Where it came from, for messages.</summary>
    public required string File { get; init; }

    public required IReadOnlyList<ValueSetPart> Include { get; init; }

    public required IReadOnlyList<ValueSetPart> Exclude { get; init; }

    /// <summary>An expansion that came with it; null when there is none.</summary>
    public ValueSetExpansion? Expansion { get; init; }
}

/// <summary>ValueSet.compose.include or exclude: the codes of one system that meet the rest, and all of the value sets named.</summary>
/// <param name="System">Code system, with <c>|version</c> where one is asked for; null when only value sets are named.</param>
/// <param name="Codes">The listed codes; null when none are listed.</param>
/// <param name="Filters">All must hold.</param>
/// <param name="ValueSets">Canonical URLs: the code must be in each.</param>
internal sealed record ValueSetPart(string? System, IReadOnlyList<string>? Codes, IReadOnlyList<ValueSetFilter> Filters, IReadOnlyList<string> ValueSets);

/// <summary>ValueSet.compose.include.filter.</summary>
internal readonly record struct ValueSetFilter(string Property, string Operation, string Value);

/// <summary>ValueSet.expansion.</summary>
/// <param name="IsWhole">False when its maker says that it is cut short.</param>
/// <param name="Codes">System and code, nested entries included.</param>
internal sealed record ValueSetExpansion(bool IsWhole, IReadOnlyList<(string System, string Code)> Codes);

/// <summary>CodeSystem, ValueSet and SearchParameter in FHIR JSON to their models.</summary>
internal static class TerminologyReader
{
    private const string TooCostly = "http://hl7.org/fhir/StructureDefinition/valueset-toocostly";
    private const string Unclosed = "http://hl7.org/fhir/StructureDefinition/valueset-unclosed";

    /// <summary>The system; null for a supplement, which defines no codes.</summary>
    public static CodeSystem? CodeSystem(NodeCursor root, CursorReading reading)
    {
        string content = reading.Text(root, "content");
        if (content == "supplement") return null;
        var links = new ConceptLinks(root["property"]);
        var concepts = new List<PendingConcept>();
        AddConcepts(root["concept"], parent: -1, concepts, reading);
        bool isCaseSensitive = root["caseSensitive"].AsBoolean() ?? true;
        return new CodeSystem(
            reading.Text(root, "url"),
            root["version"].AsString(),
            isCaseSensitive,
            isComplete: content == "complete",
            links.Resolve(concepts, isCaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase));
    }

    public static ValueSet ValueSet(NodeCursor root, CursorReading reading)
    {
        NodeCursor compose = root["compose"];
        return new ValueSet
        {
            Url = reading.Text(root, "url"),
            Version = root["version"].AsString(),
            File = reading.File,
            Include = Parts(compose["include"], reading),
            Exclude = Parts(compose["exclude"], reading),
            Expansion = Expansion(root["expansion"], reading),
        };
    }

    /// <summary>The parameter; null when it applies to no resource of R4 by having no base.</summary>
    public static SearchParameter SearchParameter(NodeCursor root, CursorReading reading)
    {
        List<SearchComponent> components = [];
        foreach (NodeCursor component in root["component"])
        {
            components.Add(new SearchComponent(reading.Text(component, "definition"), reading.Text(component, "expression")));
        }

        return new SearchParameter
        {
            Url = reading.Text(root, "url"),
            Code = reading.Text(root, "code"),
            Bases = reading.Texts(root["base"]),
            Type = reading.Text(root, "type"),
            Expression = root["expression"].AsString(),
            Targets = reading.Texts(root["target"]),
            Components = [.. components],
        };
    }

    private static ValueSetPart[] Parts(NodeCursor parts, CursorReading reading)
    {
        var result = new List<ValueSetPart>(parts.Count);
        foreach (NodeCursor part in parts)
        {
            List<string>? codes = null;
            foreach (NodeCursor concept in part["concept"]) (codes ??= []).Add(reading.Text(concept, "code"));
            List<ValueSetFilter> filters = [];
            foreach (NodeCursor filter in part["filter"])
            {
                filters.Add(new ValueSetFilter(reading.Text(filter, "property"), reading.Text(filter, "op"), reading.Text(filter, "value")));
            }

            string? system = part["system"].AsString();
            IReadOnlyList<string> valueSets = reading.Texts(part["valueSet"]);
            string? version = part["version"].AsString();
            if (system is null && valueSets.Count == 0) throw reading.Fault(part.Expression, "It names neither a code system nor a value set.");
            result.Add(new ValueSetPart(system is null || version is null || system.Contains('|', StringComparison.Ordinal) ? system : system + "|" + version, codes, filters, valueSets));
        }

        return [.. result];
    }

    private static ValueSetExpansion? Expansion(NodeCursor expansion, CursorReading reading)
    {
        if (!expansion.Exists) return null;
        bool isWhole = true;
        foreach (NodeCursor extension in expansion["extension"])
        {
            if (extension["url"].ValueEquals(TooCostly) || extension["url"].ValueEquals(Unclosed)) isWhole = false;
        }

        List<(string System, string Code)> codes = [];
        int count = AddContains(expansion["contains"], codes, reading);
        if (expansion["total"].AsInteger() is long total && total != count) isWhole = false;
        return new ValueSetExpansion(isWhole, codes);
    }

    /// <summary>Adds the selectable entries; gives the number of all.</summary>
    private static int AddContains(NodeCursor contains, List<(string System, string Code)> codes, CursorReading reading)
    {
        int count = 0;
        foreach (NodeCursor entry in contains)
        {
            if (entry["code"].Exists && entry["abstract"].AsBoolean() != true) codes.Add((reading.Text(entry, "system"), reading.Text(entry, "code")));
            count += 1 + AddContains(entry["contains"], codes, reading);
        }

        return count;
    }

    private static void AddConcepts(NodeCursor list, int parent, List<PendingConcept> concepts, CursorReading reading)
    {
        foreach (NodeCursor concept in list)
        {
            List<ConceptProperty> properties = [];
            foreach (NodeCursor property in concept["property"])
            {
                foreach (NodeCursor child in property)
                {
                    if (!child.Name.StartsWith("value", StringComparison.Ordinal)) continue;
                    string? value = child.Kind == NodeKind.Object ? child["code"].AsString() : child.AsString();
                    if (value is not null) properties.Add(new ConceptProperty(reading.Text(property, "code"), value));
                }
            }

            int index = concepts.Count;
            concepts.Add(new PendingConcept(reading.Text(concept, "code"), parent, properties));
            AddConcepts(concept["concept"], index, concepts, reading);
        }
    }

    private sealed record PendingConcept(string Code, int Parent, IReadOnlyList<ConceptProperty> Properties);

    /// <summary>Which properties of a system link a concept to its parents or children, beside the nesting, and which say that it is abstract.</summary>
    /// <remarks>https://hl7.org/fhir/R4/codesystem-concept-properties.html : parent, child; HL7's version 3 systems say subsumedBy.</remarks>
    private sealed class ConceptLinks
    {
        private readonly HashSet<string> _toParent = new(["parent", "subsumedBy"], StringComparer.Ordinal);
        private readonly HashSet<string> _toChild = new(["child"], StringComparer.Ordinal);
        private readonly HashSet<string> _abstract = new(["notSelectable", "abstract"], StringComparer.Ordinal);

        public ConceptLinks(NodeCursor declarations)
        {
            foreach (NodeCursor declaration in declarations)
            {
                if (declaration["code"].AsString() is not string code) continue;
                if (declaration["uri"].ValueEquals("http://hl7.org/fhir/concept-properties#parent")) _toParent.Add(code);
                if (declaration["uri"].ValueEquals("http://hl7.org/fhir/concept-properties#child")) _toChild.Add(code);
                if (declaration["uri"].ValueEquals("http://hl7.org/fhir/concept-properties#notSelectable")) _abstract.Add(code);
            }
        }

        public Concept[] Resolve(List<PendingConcept> pending, StringComparer comparer)
        {
            var indexByCode = new Dictionary<string, int>(pending.Count, comparer);
            var parents = new SortedSet<int>[pending.Count];
            for (int index = 0; index < pending.Count; index++)
            {
                indexByCode.TryAdd(pending[index].Code, index);
                parents[index] = pending[index].Parent < 0 ? [] : [pending[index].Parent];
            }

            for (int index = 0; index < pending.Count; index++)
            {
                foreach (ConceptProperty property in pending[index].Properties)
                {
                    if (!indexByCode.TryGetValue(property.Value, out int other)) continue;
                    if (_toParent.Contains(property.Code)) parents[index].Add(other);
                    if (_toChild.Contains(property.Code)) parents[other].Add(index);
                }
            }

            return [.. pending.Select((concept, index) => new Concept(
                concept.Code,
                [.. parents[index]],
                concept.Properties.Any(property => _abstract.Contains(property.Code) && property.Value == "true"),
                concept.Properties))];
        }
    }
}

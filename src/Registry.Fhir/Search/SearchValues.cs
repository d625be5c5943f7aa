using Registry.Fhir.Json;

namespace Registry.Fhir.Search;

/// <summary>Takes from a resource the values that the store indexes. Pure; the table below is all it knows.</summary>
/// <remarks>
/// The searches of the main job. Extraction by the expressions of SearchParameter resources replaces the table when FHIRPath is there (issue 3).
/// https://hl7.org/fhir/R4/searchparameter-registry.html
/// </remarks>
public static class SearchValues
{
    private static readonly SearchRow[] Table =
    [
        new("Patient", "_id", "id", ElementKind.Id),
        new("Patient", "identifier", "identifier", ElementKind.Identifier),
        new("Observation", "_id", "id", ElementKind.Id),
        new("Observation", "identifier", "identifier", ElementKind.Identifier),
        new("Observation", "code", "code", ElementKind.CodeableConcept),
        new("Observation", "subject", "subject", ElementKind.Reference),
        new("Observation", "patient", "subject", ElementKind.PatientReference),
        new("Condition", "_id", "id", ElementKind.Id),
        new("Condition", "identifier", "identifier", ElementKind.Identifier),
        new("Condition", "code", "code", ElementKind.CodeableConcept),
        new("Condition", "subject", "subject", ElementKind.Reference),
        new("Condition", "patient", "subject", ElementKind.PatientReference),
    ];

    /// <summary>Parameters of a resource type, in the table's order; empty for a type that has none.</summary>
    public static IEnumerable<KeyValuePair<string, SearchType>> Parameters(string resourceType) =>
        Table.Where(row => row.ResourceType == resourceType).Select(row => KeyValuePair.Create(row.Parameter, row.Type));

    /// <summary>Adds every value of a resource, in the table's order and then the document's. The same value may come twice.</summary>
    /// <param name="resource">A validated resource.</param>
    /// <param name="resourceType">Its type.</param>
    /// <param name="into">Where to add; what is in it stays.</param>
    public static void Extract(NodeCursor resource, string resourceType, List<SearchValue> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        foreach (SearchRow row in Table)
        {
            if (row.ResourceType != resourceType) continue;
            NodeCursor element = resource[row.Element];
            if (element.Kind != NodeKind.Array)
            {
                Add(row, element, into);
                continue;
            }

            foreach (NodeCursor item in element) Add(row, item, into);
        }
    }

    private static void Add(SearchRow row, NodeCursor element, List<SearchValue> into)
    {
        switch (row.Kind)
        {
            case ElementKind.Id:
                AddToken(row, default, element, into);
                break;
            case ElementKind.Identifier:
                AddToken(row, element["system"], element["value"], into);
                break;
            case ElementKind.CodeableConcept:
                foreach (NodeCursor coding in element["coding"]) AddToken(row, coding["system"], coding["code"], into);
                break;
            case ElementKind.Reference or ElementKind.PatientReference:
                AddReference(row, element, into);
                break;
        }
    }

    private static void AddToken(SearchRow row, NodeCursor system, NodeCursor value, List<SearchValue> into)
    {
        if (value.AsString() is { } text) into.Add(new SearchValue(row.Parameter, SearchType.Token, system.AsString(), text));
    }

    private static void AddReference(SearchRow row, NodeCursor reference, List<SearchValue> into)
    {
        if (reference["reference"].AsString() is not { Length: > 0 } text || text[0] == '#') return;
        string target = WithoutVersion(text);
        bool isPatient = target.StartsWith("Patient/", StringComparison.Ordinal) || target.Contains("/Patient/", StringComparison.Ordinal)
            || target.StartsWith("urn:", StringComparison.Ordinal) || reference["type"].ValueEquals("Patient");
        if (row.Kind == ElementKind.PatientReference && !isPatient) return;
        into.Add(new SearchValue(row.Parameter, SearchType.Reference, null, target));
    }

    // A search by reference finds every version of its target.
    private static string WithoutVersion(string reference)
    {
        int history = reference.IndexOf("/_history/", StringComparison.Ordinal);
        return history < 0 ? reference : reference[..history];
    }

    private enum ElementKind
    {
        Id,
        Identifier,
        CodeableConcept,
        Reference,

        /// <summary>A reference that counts only when it names a Patient: the expression is <c>subject.where(resolve() is Patient)</c>.</summary>
        PatientReference,
    }

    private sealed record SearchRow(string ResourceType, string Parameter, string Element, ElementKind Kind)
    {
        public SearchType Type => Kind is ElementKind.Reference or ElementKind.PatientReference ? SearchType.Reference : SearchType.Token;
    }
}

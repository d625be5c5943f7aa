using Registry.Fhir.Json;

namespace Registry.Fhir.FhirPath.Operators;

/// <summary><c>slice(structure, name)</c>: those of its items that belong to a slice of a profile. https://hl7.org/fhir/R4/fhirpath.html#functions</summary>
internal sealed class SliceOperator(FhirPathOperator source, FhirPathOperator structure, FhirPathOperator slice) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (!Texts.Single(this, structure, e, out FhirPathItem url) || !Texts.Single(this, slice, e, out FhirPathItem name)) return;
        ItemValue.TryText(url, out string canonical);
        ItemValue.TryText(name, out string wanted);
        int start = e.Count;
        source.Run(e);
        int kept = start;
        for (int i = start; i < e.Count; i++)
        {
            e.Step();
            FhirPathItem item = e[i];
            bool? belongs = item.HasNode ? e.Environment.Slices?.Invoke(item.Cursor, canonical, wanted) : false;
            if (belongs ?? throw Fault(FhirPathFault.Execution, $"The slice {JsonText.Quote(wanted)} of the profile {JsonText.Quote(canonical)} is not held here, so slice() cannot be answered.")) e[kept++] = item;
        }

        e.Truncate(kept);
    }
}

/// <summary><c>elementDefinition()</c>: what R4 defines of each item, as an ElementDefinition; nothing for what is no element of a document.</summary>
internal sealed class ElementDefinitionOperator(FhirPathOperator source) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        FhirType? type = e.Model.Find("ElementDefinition");
        int start = e.Count;
        source.Run(e);
        int kept = start;
        for (int i = start; i < e.Count; i++)
        {
            e.Step();
            FhirPathItem item = e[i];
            NodeCursor place = item.HasNode ? item.Cursor : item.ShadowCursor;
            if (place.Exists && e.Model.DefinitionOf(place) is { } definition) e[kept++] = FhirPathItem.OfNode(definition, 0, -1, type);
        }

        e.Truncate(kept);
    }
}

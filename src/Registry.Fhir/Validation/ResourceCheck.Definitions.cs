using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Registry.Fhir.FhirPath.Syntax;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Fhir.Validation;

/// <summary>Definitions that are sent as instances: what stops a package from loading is said of them too.</summary>
internal ref partial struct ResourceCheck
{
    // https://hl7.org/fhir/R4/profiling.html#limitations : a profile may only narrow what its base allows.
    private readonly void CheckStructure(NodeCursor structure)
    {
        foreach (NodeCursor element in structure.Find("differential"u8).Find("element"u8))
        {
            foreach (NodeCursor constraint in element.Find("constraint"u8)) CheckExpression(constraint.Find("expression"u8));
        }

        foreach (NodeCursor invariant in structure.Find("contextInvariant"u8)) CheckExpression(invariant);
        if (_book.Definitions.ContradictionOf(structure, out StructureDefinition? whole) is { } fault) ReportContradiction(structure, fault.Element, fault.Reason, fault.IsOfUnheld);
        else if (whole is not null && _book.FaultOf(whole) is { } other) ReportContradiction(structure, other.Element, other.Reason, other.IsOfUnheld);
    }

    /// <summary>Whether a text that is to be FHIRPath is some. What it says is not looked at.</summary>
    private readonly void CheckExpression(NodeCursor expression)
    {
        if (expression.Kind != NodeKind.String) return;
        try
        {
            _ = Parser.Parse(expression.AsString()!);
        }
        catch (FhirPathException fault)
        {
            Error(expression, "value", "fhir-expression", $"This is no FHIRPath: {Sentence(fault.Reason)}", "Whoever uses the definition has to evaluate it.", "Correct the expression.");
        }
    }

    private readonly void ReportContradiction(NodeCursor structure, string? element, string reason, bool isOfUnheld)
    {
        NodeCursor place = PlaceOf(structure, element);
        if (isOfUnheld)
        {
            Report(place, Severity.Warning, OwnAuthority, "not-found", "fhir-definition-unchecked", $"The definition could not be held against its base: {Sentence(reason)}", "A profile may only narrow what its base allows.", "Make sure that it does, or have the package that holds the missing definition loaded.");
            return;
        }

        // What R4 itself publishes is not refused: three of its own definitions contradict themselves.
        bool isOfR4 = structure.Find(_book.Known.Url).AsString() is { } url && _book.Definitions.IsShipped(url);
        Report(place, isOfR4 ? Severity.Warning : Severity.Error, OwnAuthority, "business-rule", "fhir-definition", $"The definition contradicts itself or its base: {Sentence(reason)}", "A profile may only narrow what its base allows, and says of each element and slice which it means.", "Correct the differential; as it is no snapshot follows from it.");
    }

    // The element of the differential that the fault names by its id; the structure where it names none.
    private static NodeCursor PlaceOf(NodeCursor structure, string? element)
    {
        if (element is null) return structure;
        int comma = element.LastIndexOf(", ", StringComparison.Ordinal);
        string id = comma < 0 ? element : element[(comma + 2)..];
        foreach (NodeCursor one in structure.Find("differential"u8).Find("element"u8))
        {
            if (one["id"].AsString() == id || (!one["id"].Exists && one["path"].AsString() == id)) return one;
        }

        return structure;
    }
}

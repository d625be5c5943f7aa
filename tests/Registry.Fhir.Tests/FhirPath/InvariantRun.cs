using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Registry.Fhir.FhirPath.Operators;
using Registry.Fhir.Json;

namespace Registry.Fhir.Tests.FhirPath;

/// <summary>Every invariant of the base definitions, on every place of a document.</summary>
internal sealed class InvariantRun
{
    private readonly Dictionary<string, Invariant[]> _byPath = new(StringComparer.Ordinal);
    private readonly FhirPathModel _model;

    public InvariantRun(FhirPathModel model)
    {
        _model = model;
        foreach (StructureDefinition structure in CoreDefinitions.Load().Structures.Where(structure => structure is { IsConstraint: false, Kind: not StructureKind.Logical }))
        {
            foreach (ElementDefinition element in structure.Snapshot)
            {
                FhirPathOptions options = new() { ContextType = FhirPathModel.ContextOf(element), AsPicks = true };
                _byPath[element.Path] =
                [
                    .. element.Constraints.Where(constraint => constraint.Expression is not null && !constraint.IsBestPractice).Select(constraint => new Invariant(
                        constraint.Key, constraint.IsError, FhirPathExpression.Compile(FhirPathErrata.Corrected(structure.Url, constraint.Key, constraint.Expression!), model, options))),
                ];
            }
        }
    }

    public delegate void Visitor(FhirPathEvaluator evaluator, Invariant invariant, FhirPathItem place, int resource, int rootResource);

    public void Visit(ResourceDocument document, Visitor visit)
    {
        using FhirPathEvaluator evaluator = new(_model, Evaluated.Environment);
        using FhirPathEvaluator walker = new(_model, Evaluated.Environment);
        FhirPathItem root = FhirPathItem.OfNode(document, 0, -1, Navigation.ResourceType(walker, document, 0));
        Walk(evaluator, walker, visit, root, root.Type?.Path, 0, 0);
    }

    private void Walk(FhirPathEvaluator evaluator, FhirPathEvaluator walker, Visitor visit, FhirPathItem place, string? path, int resource, int rootResource)
    {
        foreach (Invariant invariant in At(path).Concat(place.Type?.Path != path ? At(place.Type?.Path) : [])) visit(evaluator, invariant, place, resource, rootResource);
        walker.Truncate(0);
        Navigation.PushChildren(walker, place);
        foreach (FhirPathItem child in walker.From(0).ToArray())
        {
            int node = child.Node >= 0 ? child.Node : child.Shadow;
            NodeCursor property = new NodeCursor(document(place), node) is var cursor && cursor.HasName ? cursor : cursor.Parent;
            FhirChild found = place.Type!.Elements.FindProperty(property.Node.Name)!;
            string name = place.Type.Elements.All.First(element => element.Key == found.Key).Name;
            string childPath = $"{place.Type.Path}.{name}";
            if (!_byPath.ContainsKey(childPath)) childPath += "[x]";
            bool isResource = child.Type is { IsResource: true };
            bool isContained = isResource && name == "contained";
            Walk(evaluator, walker, visit, child, childPath, isResource ? child.Node : resource, isResource && !isContained ? child.Node : rootResource);
        }

        static ResourceDocument document(FhirPathItem item) => item.Document;
    }

    private Invariant[] At(string? path) => path is null ? [] : _byPath.GetValueOrDefault(path, []);

    public sealed record Invariant(string Key, bool IsError, FhirPathExpression Expression);
}

using Registry.Clinical.Dispatch;
using Registry.Clinical.Events;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Clinical.Rules;

/// <summary>The rules that packages bring as FHIRPath, compiled: docs/adding-a-disease.md.</summary>
internal static class PackageRules
{
    private static readonly FhirPathOptions OverPerson = new() { ContextType = "Bundle" };

    /// <summary>Compiles a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="package">Whose it is, for messages.</param>
    /// <param name="model">The types.</param>
    /// <exception cref="InvalidDataException">The expression is no FHIRPath, names what is not there, or selects no elements; the message names the rule.</exception>
    public static Rule Compile(RuleRow row, string package, FhirPathModel model)
    {
        FhirPathExpression expression;
        try
        {
            expression = FhirPathExpression.Compile(row.Expression, model, OverPerson);
            using PersonRecords nobody = new([]);
            if (expression.Evaluate(nobody.Bundle).Any(item => !item.Node.Exists))
            {
                throw new InvalidDataException($"The rule {row.Id} of {package} selects no elements but makes a value; select what is wrong, for example with where().");
            }
        }
        catch (FhirPathException fault)
        {
            throw new InvalidDataException($"The rule {row.Id} of {package} cannot be compiled: {fault.Message}", fault);
        }

        return new Rule(row.Id, row.Version, row.Title, row.Category, row.AcrossSites, (person, basis) => person.Records is { } records ? Find(row, expression, records, basis) : []);
    }

    private static IEnumerable<Violation> Find(RuleRow row, FhirPathExpression expression, PersonRecords records, RuleBasis basis)
    {
        List<Evidence> evidence = [];
        try
        {
            FhirPathEnvironment day = new() { Now = new DateTimeOffset(basis.Today, TimeOnly.MinValue, TimeSpan.Zero) };
            foreach (FhirPathValue item in expression.Evaluate(records.Bundle, day))
            {
                if (records.Locate(item.Node) is not { } place) return [Failed(row, records, "It selected something that lies in no resource.")];
                if (evidence.Count == Limits.RuleElements) return [Failed(row, records, $"It selected more than {Limits.RuleElements} elements.")];
                evidence.Add(new Evidence(new LiveFact(place.Record), ElementAt(item.Node, place.Resource, place.Steps)));
            }
        }
        catch (FhirPathException fault)
        {
            // The reason may quote the data; the kind does not.
            return [Failed(row, records, fault.Fault == FhirPathFault.Limit ? "It met a limit of evaluation." : "It does not fit the data.")];
        }

        if (evidence.Count == 0) return [];
        return row.IsTogether ? [Broken(evidence)] : evidence.Select(one => Broken([one]));

        Violation Broken(IReadOnlyList<Evidence> on) => new(row.Severity, row.Message, row.Reason, row.Remedy, on);
    }

    // What cannot be asked is never taken for a yes. It refuses nothing either: the sender can mend nothing, so it rests on the Patient as it stands.
    private static Violation Failed(RuleRow row, PersonRecords records, string why) => new(
        Severity.Error,
        $"The rule {row.Id} could not be asked about this person. {why}",
        "What a rule of a package cannot decide is told, and never taken for kept.",
        "Nothing needs to be sent. Whoever keeps the package corrects the rule's expression and raises its version.",
        [new Evidence(new LiveFact(records.Records[0] with { Submitted = default }), new FactElement("id", static (resource, _) => resource["id"]))]);

    private static FactElement ElementAt(NodeCursor element, NodeCursor resource, IReadOnlyList<PathStep> steps)
    {
        string path = element.Expression[resource.Expression.Length..].TrimStart('.');
        return new FactElement(path.Length == 0 ? "id" : path, (submitted, _) => Follow(submitted, steps));
    }

    private static NodeCursor Follow(NodeCursor resource, IReadOnlyList<PathStep> steps)
    {
        NodeCursor at = resource;
        foreach (PathStep step in steps) at = step.Name is { } name ? at[name] : at[step.Index];
        return at;
    }
}

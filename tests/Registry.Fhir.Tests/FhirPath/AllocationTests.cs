using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Xunit;

namespace Registry.Fhir.Tests.FhirPath;

/// <summary>An invariant that makes no text allocates nothing: house style, section 8.</summary>
public sealed class AllocationTests
{
    // What makes a text allocates it, and so does .NET inside a match that cannot backtrack.
    private static readonly string[] Makers = ["toString()", "substring(", "replaceMatches(", "&", "'#'+id", "toInteger()", "resolve()", "matches("];

    private static readonly string[] Examples =
    [
        "Patient-example.json", "Observation-blood-pressure.json", "Questionnaire-3141.json", "Bundle-bundle-transaction.json", "ValueSet-example-extensional.json",
        "RiskAssessment-breastcancer-risk.json", "MedicationRequest-medrx0301.json", "StructureDefinition-Patient.json", "Condition-example.json", "Timing-example.json",
    ];

    [Fact]
    public void Invariants_of_R4_allocate_nothing_but_those_that_make_a_text()
    {
        Assert.SkipWhen(Repository.Examples is null, "The official examples are not installed.");
        InvariantRun run = new(Evaluated.Model);
        SortedSet<string> allocating = new(StringComparer.Ordinal);
        int count = 0;
        foreach (string file in Examples.Select(name => Path.Combine(Repository.Examples!, name)).Where(File.Exists))
        {
            using ResourceDocument document = ResourceDocument.Parse(File.ReadAllBytes(file), Evaluated.Model.Names);
            run.Visit(document, (evaluator, invariant, place, resource, root) =>
            {
                for (int i = 0; i < 2; i++) Test(evaluator, invariant, place, resource, root);
                long before = GC.GetAllocatedBytesForCurrentThread();
                Test(evaluator, invariant, place, resource, root);
                count++;
                if (GC.GetAllocatedBytesForCurrentThread() > before) allocating.Add(invariant.Expression.Text);
            });
        }

        Assert.True(count > 5_000);
        Assert.Equal("", string.Join('\n', allocating.Where(text => !Makers.Any(maker => text.Contains(maker, StringComparison.Ordinal)))));
    }

    private static void Test(FhirPathEvaluator evaluator, InvariantRun.Invariant invariant, FhirPathItem place, int resource, int root) =>
        evaluator.Test(invariant.Expression, place.Document, place.Node, place.Shadow, place.Type, resource, root);
}

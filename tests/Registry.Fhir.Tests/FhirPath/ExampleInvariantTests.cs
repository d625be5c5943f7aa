using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Xunit;

namespace Registry.Fhir.Tests.FhirPath;

/// <summary>All invariants of R4 over the official examples: both ways of evaluating agree, and what fails is known.</summary>
public sealed class ExampleInvariantTests(ITestOutputHelper output)
{
    [Fact]
    public void A_condition_and_the_collection_it_comes_from_say_the_same_of_every_place()
    {
        Assert.SkipWhen(Repository.Examples is null, "The official examples are not installed.");
        InvariantRun run = new(Evaluated.Model);
        SortedDictionary<string, SortedSet<string>> broken = new(StringComparer.Ordinal);
        int count = 0;
        int disagreements = 0;
        foreach (string file in Directory.EnumerateFiles(Repository.Examples!, "*.json").Order(StringComparer.Ordinal))
        {
            if (new FileInfo(file).Length > 2_000_000 || Path.GetFileName(file) is "package.json" || Path.GetFileName(file).StartsWith('.')) continue;
            using ResourceDocument document = ResourceDocument.Parse(File.ReadAllBytes(file), Evaluated.Model.Names);
            if (!document.Root["resourceType"].Exists) continue;
            run.Visit(document, (evaluator, invariant, place, resource, root) =>
            {
                count++;
                FhirPathResult tested = evaluator.Test(invariant.Expression, place.Document, place.Node, place.Shadow, place.Type, resource, root);
                FhirPathResult collected = Collected(evaluator, invariant.Expression, place, resource, root);
                if (tested != collected) disagreements++;
                if (tested is FhirPathResult.True || !invariant.IsError) return;
                string key = $"{invariant.Key} {tested} {evaluator.Fault?.Message} {invariant.Expression.Text}";
                if (!broken.TryGetValue(key, out SortedSet<string>? files)) broken.Add(key, files = new SortedSet<string>(StringComparer.Ordinal));
                files.Add(Path.GetFileName(file));
            });
        }

        output.WriteLine($"{count} evaluations");
        foreach ((string key, SortedSet<string> files) in broken) output.WriteLine($"{key}: {files.Count}: {string.Join(", ", files.Take(12))}");
        Assert.True(count > 100_000);
        Assert.Equal(0, disagreements);
    }

    private static FhirPathResult Collected(FhirPathEvaluator evaluator, FhirPathExpression expression, FhirPathItem place, int resource, int root)
    {
        try
        {
            evaluator.Run(expression, place, resource, root);
        }
        catch (FhirPathException)
        {
            return FhirPathResult.Failed;
        }

        if (evaluator.Count == 0) return FhirPathResult.Empty;
        if (evaluator.Count > 1) return FhirPathResult.Failed;
        return !ItemValue.TryBoolean(evaluator[0], out bool value) || value ? FhirPathResult.True : FhirPathResult.False;
    }
}

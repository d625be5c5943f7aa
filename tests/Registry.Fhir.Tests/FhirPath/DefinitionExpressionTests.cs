using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Xunit;

namespace Registry.Fhir.Tests.FhirPath;

/// <summary>What the engine is for: every expression of the definitions that ship with it compiles, checked against what it is evaluated on.</summary>
public sealed class DefinitionExpressionTests(ITestOutputHelper output)
{
    private static readonly Lazy<DefinitionSet> Registry = new(() =>
    {
        using FileStream archive = File.OpenRead(Path.Combine(Repository.Root, "profiles", "package.tgz"));
        return CoreDefinitions.Load().With(DefinitionPackage.Read("package.tgz", archive));
    });

    [Fact]
    public void Every_invariant_of_core_the_guides_and_our_profiles_compiles_against_its_context()
    {
        FhirPathModel model = new(Registry.Value);
        List<string> failures = [];
        HashSet<(string, string)> seen = [];
        foreach (StructureDefinition structure in Registry.Value.Structures.Where(structure => structure.Kind != StructureKind.Logical))
        {
            foreach (ElementDefinition element in structure.Snapshot)
            {
                foreach (ElementConstraint constraint in element.Constraints.Where(constraint => constraint.Expression is not null))
                {
                    if (!seen.Add((element.Path, constraint.Expression!))) continue;
                    FhirPathOptions options = new() { ContextType = FhirPathModel.ContextOf(element), AsPicks = true };
                    if (FaultOf(FhirPathErrata.Corrected(structure.Url, constraint.Key, constraint.Expression!), model, options) is { } fault) failures.Add($"{structure.Url} {element.Path} {constraint.Key}: {fault}");
                }
            }
        }

        output.WriteLine($"{seen.Count} expressions on places");
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    [Fact]
    public void Every_search_parameter_compiles()
    {
        FhirPathModel model = new(Registry.Value);
        List<string> failures = [];
        int count = 0;
        foreach (SearchParameter parameter in Registry.Value.SearchParameters.Where(parameter => parameter.Expression is not null))
        {
            count++;
            FhirPathOptions options = new() { AsPicks = true };
            if (FaultOf(parameter.Expression!, model, options) is { } fault) failures.Add($"{parameter.Url}: {parameter.Expression}: {fault}");
        }

        output.WriteLine($"{count} search parameters");
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    private static string? FaultOf(string expression, FhirPathModel model, FhirPathOptions options)
    {
        try
        {
            FhirPathExpression.Compile(expression, model, options);
            return null;
        }
        catch (FhirPathException fault)
        {
            return fault.Message;
        }
    }
}

using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>The examples that genomics-reporting publishes, against the profiles that they claim: what the guide calls valid is valid here.</summary>
public sealed class GuideExamplesTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_example_of_genomics_reporting_meets_the_profiles_that_it_claims()
    {
        string? folder = Repository.Examples is null ? null : Path.Combine(Repository.Examples, "..", "hl7.fhir.uv.genomics-reporting", "example");
        Assert.SkipWhen(folder is null || !Directory.Exists(folder), "profiles/node_modules/hl7.fhir.uv.genomics-reporting is absent: run npm ci in profiles/.");
        List<string> wrong = [];
        int count = 0;
        foreach (string file in Directory.EnumerateFiles(folder!, "*.json").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(file);
            if (name == ".index.json") continue;
            count++;
            if (Held.Registry.Validate(File.ReadAllBytes(file)) is not Verdict.Refused verdict) continue;
            wrong.AddRange(verdict.Findings.Where(finding => finding.IsError).Select(finding => $"{name}|{finding.Rule}|{finding.Expression}|{finding.Message}|{finding.Profile}"));
        }

        output.WriteLine($"{count} examples");
        Assert.Equal("", string.Join('\n', wrong));
        Assert.True(count > 100);
    }
}

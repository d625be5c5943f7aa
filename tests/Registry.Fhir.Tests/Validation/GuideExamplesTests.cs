using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>The examples that genomics-reporting publishes, against the profiles that they claim: what the guide calls valid is valid here, but for what breaks its own rules.</summary>
public sealed class GuideExamplesTests(ITestOutputHelper output)
{
    // Name, the rule that it breaks, and why the guide's own text says so.
    private static readonly Dictionary<string, (string Rule, string Why)> Invalid = new(StringComparer.Ordinal);

    [Fact]
    public void Every_example_of_genomics_reporting_meets_what_it_claims_but_those_that_break_the_guide()
    {
        string? folder = Repository.Examples is null ? null : Path.Combine(Repository.Examples, "..", "hl7.fhir.uv.genomics-reporting", "example");
        Assert.SkipWhen(folder is null || !Directory.Exists(folder), "profiles/node_modules/hl7.fhir.uv.genomics-reporting is absent: run npm ci in profiles/.");
        List<string> wrong = [];
        HashSet<string> refused = new(StringComparer.Ordinal);
        int count = 0;
        foreach (string file in Directory.EnumerateFiles(folder!, "*.json").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(file);
            if (name == ".index.json") continue;
            count++;
            if (Held.Registry.Validate(File.ReadAllBytes(file)) is not Verdict.Refused verdict) continue;
            refused.Add(name);
            wrong.AddRange(verdict.Findings.Where(finding => finding.IsError && finding.Rule != Invalid.GetValueOrDefault(name).Rule).Select(finding => $"{name}|{finding.Rule}|{finding.Expression}|{finding.Message}|{finding.Profile}"));
        }

        output.WriteLine($"{count} examples, {count - refused.Count} accepted, {refused.Count} refused for a known reason");
        Assert.Equal("", string.Join('\n', wrong));
        Assert.Equal(Invalid.Keys.Order(StringComparer.Ordinal), refused.Order(StringComparer.Ordinal));
        Assert.True(count > 100);
    }
}

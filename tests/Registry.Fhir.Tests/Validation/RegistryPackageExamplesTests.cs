using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>The examples that the profiles' authors wrote: those that pass, in the package; those that fail, each with what it breaks.</summary>
public sealed class RegistryPackageExamplesTests(ITestOutputHelper output)
{
    private const string Canonical = "https://registry.example.org/fhir/ho/StructureDefinition/";

    [Fact]
    public void Every_example_of_the_package_meets_its_profile_without_an_error()
    {
        int count = 0;
        List<string> wrong = [];
        foreach ((string name, byte[] content) in PackageExample.All())
        {
            count++;
            Verdict verdict = Held.Registry.Validate(content, ProfileOf(name));
            if (verdict is Verdict.Refused refused) wrong.AddRange(refused.Findings.Where(finding => finding.IsError).Select(finding => $"{name}: {finding.Rule} {finding.Expression} {finding.Message}"));
        }

        output.WriteLine($"{count} examples");
        Assert.Empty(wrong);
        Assert.True(count >= 20);
    }

    [Fact]
    public void Every_broken_example_is_refused_for_its_reason_at_its_place()
    {
        string folder = Path.Combine(Repository.Root, "profiles", "examples", "invalid");
        using ResourceDocument index = ResourceDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        List<string> wrong = [];
        int count = 0;
        int invariants = 0;
        foreach (NodeCursor line in index.Root)
        {
            string file = line["file"].AsString()!;
            string reason = line["reason"].AsString()!;
            Verdict verdict = Held.Registry.Validate(File.ReadAllBytes(Path.Combine(folder, file)), Canonical + line["profile"].AsString());
            if (reason == "invariant")
            {
                invariants++;
                string key = line["key"].AsString()!;
                bool isError = line["severity"].ValueEquals("error");
                Findings findings = verdict is Verdict.Refused broken ? broken.Findings : ((Verdict.Accepted)verdict).Findings;
                if (!findings.Any(finding => finding.Rule == key && finding.IsError == isError && finding.Expression == line["expression"].AsString())) wrong.Add($"{file}: {key} at {line["expression"].AsString()} expected, found {string.Join("; ", findings.Select(finding => $"{finding.Rule} {finding.Expression}"))}");
                if (!isError && verdict is Verdict.Refused) wrong.Add($"{file}: a warning refuses");
                continue;
            }

            count++;
            string place = line["expression"].AsString()!;
            if (verdict is not Verdict.Refused refused) wrong.Add($"{file}: accepted");
            else if (!refused.Findings.Any(finding => finding.IsError && IsReason(finding, reason) && IsAt(finding, reason, place))) wrong.Add($"{file}: {reason} at {place} expected, found {string.Join("; ", refused.Findings.Select(finding => $"{finding.Rule} {finding.Expression}"))}");
            else if (refused.IsNotFhir != refused.Findings.Any(finding => finding is { IsError: true, Authority: Authority.Base or Authority.Json })) wrong.Add($"{file}: 400 and 422 are mixed up");
        }

        output.WriteLine($"{count} refused for their reason, {invariants} told by their invariant");
        Assert.Empty(wrong);
    }

    // What is missing is reported where it should stand.
    private static bool IsAt(Finding finding, string reason, string place) =>
        finding.Expression is { } found
        && (found == place || found.StartsWith(place + ".", StringComparison.Ordinal) || found.StartsWith(place + "[", StringComparison.Ordinal)
            || (reason == "min" && place.StartsWith(found, StringComparison.Ordinal) && finding.Message.Contains(place[(place.LastIndexOf('.') + 1)..].Split('[')[0], StringComparison.Ordinal)));

    private static bool IsReason(Finding finding, string reason) => reason switch
    {
        "min" => finding.Rule is "fhir-cardinality-min" or "fhir-slice-min",
        "max" => finding.Rule is "fhir-cardinality-max" or "fhir-slice-max",
        "binding" => finding.Rule == "fhir-binding-required",
        "pattern" => finding.Rule is "fhir-pattern" or "fhir-fixed",
        "type" => finding.Rule is "fhir-type" or "fhir-json-type" || finding.Rule.StartsWith("fhir-primitive", StringComparison.Ordinal),
        _ => false,
    };

    // Observation-gnas-variant-rich.json
    internal static string ProfileOf(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        string topic = name[(name.IndexOf('-', StringComparison.Ordinal) + 1)..name.LastIndexOf('-')];
        return Canonical + (topic == "patient" ? "ho-registry-patient" : topic);
    }
}

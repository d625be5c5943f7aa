using System.Text.Json;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Profiles;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>HL7's validator cases. A ratchet: what is missed is listed with its reason and may only shrink; refusing a valid resource is never listed.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private static readonly string MissesFile = Path.Combine(Repository.Root, "tests", "data", "conformance", "validator-known-misses.json");

    // An id of 65 characters, valid only because the case switches the checking of contained resources off; we have no such switch.
    private const string NotOurSetting = "contained-resource-bad-id-ignore";

    // Bounds relative to the present are a hundred years away from it in these cases.
    private static readonly DateTimeOffset Today = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_case_gets_the_verdict_of_the_reference_validators_but_the_known_misses()
    {
        Assert.SkipWhen(Repository.Conformance is null, "../shared/conformance is absent, and REGISTRY_CONFORMANCE names no other place.");
        SortedDictionary<string, string> misses = [];
        List<string> falseAlarms = [];
        int valid = 0;
        int invalid = 0;
        int undecided = 0;
        List<string> notExamined = [];
        foreach (string line in File.ReadLines(Path.Combine(Repository.Conformance!, "validator", "cases.jsonl")))
        {
            using ResourceDocument document = ResourceDocument.Parse(System.Text.Encoding.UTF8.GetBytes(line));
            NodeCursor @case = document.Root;
            foreach (bool isProfileCheck in new[] { false, true })
            {
                string? expected = @case[isProfileCheck ? "consensus_profile" : "consensus_base"].AsString();
                if (expected is null) continue;
                string name = @case["name"].AsString() + (isProfileCheck ? " (profile)" : "");
                Verdict? verdict = Check(@case, isProfileCheck, out string? obstacle);
                switch (expected)
                {
                    case "valid" or "java-only:valid" when name != NotOurSetting:
                        valid++;
                        if (verdict is null) notExamined.Add($"{name}: {obstacle}");
                        if (verdict is Verdict.Refused refused) falseAlarms.Add($"{name}: {string.Join("; ", refused.Findings.Where(finding => finding.IsError).Select(finding => $"{finding.Rule} {finding.Expression} {finding.Message}"))}");
                        break;
                    case "invalid" or "java-only:invalid":
                        invalid++;
                        if (verdict is not Verdict.Refused) misses.Add(name, obstacle ?? Reason(@case, isProfileCheck));
                        break;
                    default:
                        undecided++;
                        break;
                }
            }
        }

        SortedDictionary<string, string> known = JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(MissesFile))!;
        output.WriteLine($"valid {valid}, false alarms {falseAlarms.Count}; invalid {invalid}, found {invalid - misses.Count}, missed {misses.Count}; undecided {undecided}");
        Assert.Equal("", string.Join('\n', falseAlarms));
        Assert.Equal("", string.Join("\n", notExamined));
        Assert.Equal("", string.Join('\n', misses.Where(miss => !known.ContainsKey(miss.Key)).Select(miss => $"not found, and not a known miss: {miss.Key}: {miss.Value}")));
        Assert.Equal("", string.Join('\n', known.Keys.Where(name => !misses.ContainsKey(name)).Select(name => $"found now: take it off the list: {name}")));
        Assert.DoesNotContain(known.Values, string.IsNullOrWhiteSpace);
    }

    // Null, with the obstacle, when the case's own definitions cannot be loaded.
    private static Verdict? Check(NodeCursor @case, bool isProfileCheck, out string? obstacle)
    {
        string folder = Path.Combine(Repository.Conformance!, "validator", "files");
        List<KeyValuePair<string, ReadOnlyMemory<byte>>> files = [];
        foreach (NodeCursor file in @case["supporting"])
        {
            string path = file["file_json"].AsString()!;
            files.Add(new(Path.GetFileName(path), File.ReadAllBytes(Path.Combine(folder, path))));
        }

        obstacle = null;
        Validator validator = Held.Core;
        if (files.Count > 0)
        {
            try
            {
                validator = new Validator(CoreDefinitions.Load().With(DefinitionPackage.Read(@case["name"].AsString()!, files)));
            }
            catch (Exception e) when (e is DefinitionException or ProfileException)
            {
                obstacle = e.Message;
                if (isProfileCheck) return null;
            }
        }

        List<string> profiles = [];
        if (isProfileCheck)
        {
            foreach (NodeCursor profile in @case["profiles"]) profiles.Add(profile.AsString()!);
        }

        try
        {
            return validator.ValidateAt(Today, File.ReadAllBytes(Path.Combine(folder, @case["file_json"].AsString()!)), [.. profiles]);
        }
        catch (InvalidOperationException e)
        {
            obstacle = e.Message;
            return null;
        }
    }

    private static string Reason(NodeCursor @case, bool isProfileCheck)
    {
        List<string> texts = [];
        foreach (NodeCursor issue in @case[isProfileCheck ? "expected_profile" : "expected"]["java"]["issues"])
        {
            if (issue["severity"].AsString() is "error" or "fatal") texts.Add(issue["text"].AsString() + " @ " + issue["expression"].AsString());
        }

        return string.Join(" | ", texts);
    }
}

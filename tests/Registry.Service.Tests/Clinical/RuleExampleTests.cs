using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Clinical.Decisions;
using Registry.Fhir.Outcomes;
using Xunit;
using static Registry.Service.Tests.Clinical.Told;

namespace Registry.Service.Tests.Clinical;

/// <summary>
/// docs/examples/rules: one bundle for each rule that breaks it, through the validator and the rules, with the finding to expect in index.json.
/// REGISTRY_APPROVE=1 writes them from the first failing case of each rule.
/// </summary>
public class RuleExampleTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Rules => [.. RuleCase.Failing.Select(failing => failing.Rule).Distinct()];

    private static string Folder => Repository.Path("docs", "examples", "rules");

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_bundle_gets_the_finding_that_its_index_names(string rule)
    {
        RuleCase failing = RuleCase.Failing.First(failing => failing.Rule == rule);
        string path = Path.Combine(Folder, FileOf(failing));
        byte[] bundle = Encoding.UTF8.GetBytes(Some.Bundle([Put(failing.Patient(hasFirst: true)), .. failing.First.Concat(failing.Second).Select(Put)]).ToJsonString(Indented) + "\n");
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") File.WriteAllBytes(path, bundle);
        Assert.Equal(Encoding.UTF8.GetString(bundle), File.ReadAllText(path));

        JsonObject expected = Index().Single(row => row["rule"]!.GetValue<string>() == rule);
        Assert.Equal(FileOf(failing), expected["file"]!.GetValue<string>());
        Decision decision = new HeldRegistry().Post(bundle);

        bool isRefused = expected["severity"]!.GetValue<string>() is "error";
        Findings findings = decision switch
        {
            Decision.Refused refused when isRefused => refused.Refusal.Findings,
            Decision.Decided decided when !isRefused => decided.Findings,
            _ => throw new InvalidOperationException($"{rule} was {(isRefused ? "taken" : "refused: " + HeldRegistry.Describe(((Decision.Refused)decision).Refusal))}."),
        };
        // Where a profile refuses first, the index names its invariant.
        string foundBy = expected["foundBy"]?.GetValue<string>() ?? rule;
        Finding found = Assert.Single(findings, finding => finding.Rule == foundBy);
        Assert.Equal(expected["severity"]!.GetValue<string>(), found.Severity.ToString().ToLowerInvariant());
        Assert.Equal(expected["expression"]!.GetValue<string>(), found.Expression);
    }

    [Fact]
    public void The_index_names_every_file_and_every_rule()
    {
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") WriteIndex();
        JsonObject[] index = Index();
        Assert.Equal(RuleCase.Failing.Select(failing => failing.Rule).Distinct(), index.Select(row => row["rule"]!.GetValue<string>()));
        Assert.Equal(
            Directory.GetFiles(Folder, "*.json").Select(Path.GetFileName).Where(file => file is not "index.json").Order(StringComparer.Ordinal),
            index.Select(row => row["file"]!.GetValue<string>()).Order(StringComparer.Ordinal));
    }

    private static void WriteIndex()
    {
        JsonArray index = [];
        foreach (RuleCase failing in RuleCase.Failing.DistinctBy(failing => failing.Rule))
        {
            byte[] bundle = File.ReadAllBytes(Path.Combine(Folder, FileOf(failing)));
            Findings findings = new HeldRegistry().Post(bundle) switch
            {
                Decision.Refused refused => refused.Refusal.Findings,
                Decision.Decided decided => decided.Findings,
                Decision other => throw new InvalidOperationException(other.ToString()),
            };
            Finding found = findings.FirstOrDefault(finding => finding.Rule == failing.Rule) ?? findings.FirstOrDefault(finding => finding.Severity == failing.Severity)
                ?? throw new InvalidOperationException($"{failing.Name} gives {string.Join("; ", findings.Select(other => $"{other.Rule} at {other.Expression}: {other.Message}"))}.");
            JsonObject row = new()
            {
                ["file"] = FileOf(failing),
                ["title"] = failing.Name[(failing.Rule.Length + 1)..],
                ["rule"] = failing.Rule,
                ["severity"] = found.Severity.ToString().ToLowerInvariant(),
                ["expression"] = found.Expression,
            };
            if (found.Rule != failing.Rule) row["foundBy"] = found.Rule;
            index.Add(row);
        }

        File.WriteAllText(Path.Combine(Folder, "index.json"), index.ToJsonString(Indented) + "\n");
    }

    private static string FileOf(RuleCase failing) => failing.Name.ToLowerInvariant().Replace(' ', '-').Replace(",", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal) + ".json";

    private static JsonObject[] Index() => [.. JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "index.json")))!.AsArray().Select(row => row!.AsObject())];
}

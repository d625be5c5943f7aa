using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Profiles;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Fhir.Tests.Validation;

/// <summary>What a sender reads. An approved file is rewritten only with REGISTRY_APPROVE=1.</summary>
public sealed partial class FindingGoldenTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Folder => Path.Combine(Repository.Root, "tests", "data", "findings");

    public static TheoryData<string> Names => [.. FindingCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bad_document_is_told_what_is_wrong_why_and_what_to_send_instead(string name)
    {
        Findings findings = FindingsOf(FindingCases.All[name].Run());
        Assert.Contains(findings, finding => name.StartsWith(finding.Rule, StringComparison.Ordinal));
        foreach (Finding finding in findings.Where(finding => finding.Severity > Severity.Information))
        {
            Assert.All([finding.Message, finding.Reason, finding.Remedy], part => Assert.Matches(Sentences(), part));
        }

        string path = Path.Combine(Folder, name + ".approved.json");
        string actual = JsonNode.Parse(OperationOutcome.Write(findings))!.ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") File.WriteAllText(path, actual);
        Assert.True(File.Exists(path), $"{path} is missing: look at what REGISTRY_APPROVE=1 writes.");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    [Fact]
    public void Every_rule_that_the_engine_names_is_in_a_golden_file()
    {
        SortedSet<string> rules = new(StringComparer.Ordinal);
        foreach (string folder in new[] { "Json", "Validation" })
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Registry.Fhir", folder), "*.cs"))
            {
                foreach (Match match in RuleLiterals().Matches(File.ReadAllText(file))) rules.Add(match.Groups["rule"].Value);
            }
        }

        // Of the formats, which share their words, one stands for all: fhir-primitive-date.
        Assert.True(rules.Remove("fhir-primitive-"));
        string[] held = [.. Directory.EnumerateFiles(Folder).Select(file => File.ReadAllText(file))];
        Assert.DoesNotContain(rules, rule => !held.Any(text => text.Contains($"\"code\": \"{rule}\"", StringComparison.Ordinal)));
        Assert.Equal(FindingCases.All.Keys.Order(StringComparer.Ordinal), Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file).Replace(".approved.json", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_primitive_format_has_its_words()
    {
        foreach (PrimitiveFormat format in Enum.GetValues<PrimitiveFormat>().Where(format => format != PrimitiveFormat.None))
        {
            Assert.NotEqual("a value of its type", PrimitiveFormats.Describe(format));
        }
    }

    private static Findings FindingsOf(Verdict verdict) => verdict switch
    {
        Verdict.Refused refused => refused.Findings,
        Verdict.Accepted accepted => accepted.Findings,
        _ => throw new InvalidOperationException("No such verdict."),
    };

    [GeneratedRegex("\"(?<rule>(fhir|json|limit|bdl|ref|ele|dom|txt|ext)-[a-z0-9-]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RuleLiterals();

    // A sentence begins with a capital, a name, a quoted word or a number, and ends with a stop (or a link).
    [GeneratedRegex("^[\\p{L}\\d\"#].*([.?]|#[A-Za-z]+)$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sentences();
}

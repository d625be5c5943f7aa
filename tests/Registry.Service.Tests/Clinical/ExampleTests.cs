using System.Text.Json;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Fhir.Outcomes;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>The README's bundles, through the real validator and the committed package.</summary>
public class ExampleTests
{
    public static TheoryData<string> Invalid
    {
        get
        {
            TheoryData<string> files = [];
            foreach (JsonElement row in Index().EnumerateArray()) files.Add(row.GetProperty("file").GetString()!);
            return files;
        }
    }

    [Theory]
    [InlineData("fop-transaction.json", "SubjectEnrolled ConsentChanged ConsentChanged ConsentChanged DiagnosisRecorded VariantReported FlareUpReported OssificationReported VitalStatusConfirmed")]
    [InlineData("poh-transaction.json", "SubjectEnrolled ConsentChanged DiagnosisRecorded VariantReported OssificationReported OssificationReported VitalStatusConfirmed")]
    public void An_example_is_taken_and_taken_again_without_change(string file, string events)
    {
        byte[] body = File.ReadAllBytes(Repository.Path("docs", "examples", file));
        HeldRegistry registry = new();

        Decision first = registry.Post(body);
        Assert.True(first is Decision.Decided, first is Decision.Refused refused ? HeldRegistry.Describe(refused.Refusal) : "");
        Assert.Equal(events.Split(' ').Distinct(), registry.Log.Select(draft => draft.EventType).Distinct());
        Assert.Equal(SubjectStatus.Enrolled, registry.Subjects.Values.Single().Status);
        Assert.Empty(((Decision.Decided)first).Findings);

        Assert.True(Assert.IsType<Decision.Decided>(registry.Post(body)).Changeset.IsEmpty);
    }

    [Fact]
    public void The_parental_allele_of_the_POH_example_reaches_its_event()
    {
        HeldRegistry registry = new();
        registry.Post(File.ReadAllBytes(Repository.Path("docs", "examples", "poh-transaction.json")));

        using JsonDocument variant = JsonDocument.Parse(registry.Log.Single(draft => draft.EventType is "VariantReported").Body);
        Assert.Equal("paternal", variant.RootElement.GetProperty("parentalAllele").GetString());
        Assert.Equal("LA26807-0", variant.RootElement.GetProperty("transmission").GetProperty("code").GetString());
        Assert.Equal("HGNC:4392", variant.RootElement.GetProperty("gene").GetString());
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Bad_input_is_refused_as_the_index_says(string file)
    {
        JsonElement expected = Index().EnumerateArray().Single(row => row.GetProperty("file").ValueEquals(file));
        HeldRegistry registry = new();

        Refusal refusal = Assert.IsType<Decision.Refused>(registry.Post(File.ReadAllBytes(Repository.Path("docs", "examples", "invalid", file)))).Refusal;

        Finding first = refusal.Findings.First(finding => finding.IsError);
        Assert.Equal(expected.GetProperty("status").GetInt32(), refusal.Kind == RefusalKind.BadRequest ? 400 : 422);
        if (expected.GetProperty("expression").GetString() is { } expression)
        {
            Assert.True(
                first.Expression == expression || first.Expression!.StartsWith(expression + ".", StringComparison.Ordinal) || first.Expression.StartsWith(expression + "[", StringComparison.Ordinal),
                $"{first.Expression}: {first.Message}");
        }

        if (expected.TryGetProperty("line", out JsonElement line)) Assert.Equal(line.GetInt32(), first.Line);
        if (expected.TryGetProperty("rule", out JsonElement rule)) Assert.Equal(rule.GetString(), first.Rule);
        Assert.False(string.IsNullOrEmpty(first.Remedy));
        Assert.Empty(registry.Log);
    }

    [Theory]
    [InlineData("2014-06", "2023-02-30")]
    [InlineData("2014-06", "0000")]
    [InlineData("2014-06", "2014-13")]
    [InlineData("2014-06", "2014-6")]
    public void A_date_that_is_none_is_refused_before_it_is_read(string sent, string date)
    {
        string body = File.ReadAllText(Repository.Path("docs", "examples", "fop-transaction.json"));
        Assert.Contains($"\"{sent}\"", body, StringComparison.Ordinal);

        Decision decision = new HeldRegistry().Post(System.Text.Encoding.UTF8.GetBytes(body.Replace($"\"{sent}\"", $"\"{date}\"", StringComparison.Ordinal)));

        Assert.Equal(RefusalKind.BadRequest, Assert.IsType<Decision.Refused>(decision).Refusal.Kind);
    }

    private static JsonElement Index()
    {
        using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(Repository.Path("docs", "examples", "invalid", "index.json")));
        return index.RootElement.Clone();
    }
}

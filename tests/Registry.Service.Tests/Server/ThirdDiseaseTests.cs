using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Service.Tests.Clinical;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>Adding a disease is adding a package: the real server with the folder tests/data/packages/php1a, and no code. docs/adding-a-disease.md</summary>
public sealed class ThirdDiseaseTests
{
    private static readonly Dictionary<string, string> WithPackage = new(StringComparer.Ordinal) { ["Registry__Packages__0"] = FurtherPackage.Folder };

    [Fact]
    public async Task A_third_disease_has_its_events_its_finding_its_refusal_and_its_count()
    {
        using TemporaryFolder folder = new();
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, WithPackage);

        (int status, JsonElement answer) = await server.PostAsync("/fhir", Bundle(Some.Variant("GNAS", allele: "maternal")));
        Assert.True(status == 200, answer.ToString());
        List<JsonElement> events = await server.EventsAsync();
        JsonElement diagnosis = events.Single(one => Type(one) is "DiagnosisRecorded.v1");
        Assert.Equal("PHP1A", diagnosis.GetProperty("data").GetProperty("disease").GetString());
        Assert.StartsWith("org.example.registry.php1a#1.0.0/", diagnosis.GetProperty("data").GetProperty("header").GetProperty("derivation").GetString(), StringComparison.Ordinal);
        Assert.Equal("thyrotropin", events.Single(one => Type(one) is "FeatureReported.v1").GetProperty("data").GetProperty("feature").GetProperty("code").GetString());
        Assert.Equal("maternal", events.Single(one => Type(one) is "VariantReported.v1").GetProperty("data").GetProperty("parentalAllele").GetString());
        Assert.Equal("PHP1A-2", events.Single(one => Type(one) is "FindingOpened.v1").GetProperty("data").GetProperty("rule").GetString());

        (status, answer) = await server.PostAsync("/fhir", Bundle(Some.Variant("GNAS", allele: "paternal")));
        Assert.Equal(422, status);
        Assert.Contains("paternal allele", answer.ToString(), StringComparison.Ordinal);
        Assert.Equal(events.Count, (await server.EventsAsync()).Count);

        Assert.Equal(("PHP1A", 1), await CountAsync(server, events.Count));
    }

    [Fact]
    public async Task Without_the_package_the_same_bundle_is_outside_the_dataset()
    {
        using TemporaryFolder folder = new();
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path);
        (int status, JsonElement answer) = await server.PostAsync("/fhir", Bundle(Some.Variant("GNAS", allele: "maternal")));
        Assert.Equal(422, status);
        Assert.Contains("dataset", answer.ToString(), StringComparison.Ordinal);
        Assert.Empty(await server.EventsAsync());
    }

    [Theory]
    [InlineData("no-such-folder", "Registry:Packages:0 is 'no-such-folder', which cannot be read")]
    [InlineData("twice", "do not go together: each has the id 'org.example.registry.php1a'")]
    [InlineData("rule", "The rule PHP1A-2 of org.example.registry.php1a cannot be compiled")]
    [InlineData("report", "The disease PHP1A is to stand in the report 'deaths', which there is not")]
    [InlineData("base", "no-such-base")]
    public async Task A_package_that_cannot_be_honoured_stops_the_start_by_name(string what, string named)
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> settings = new(WithPackage, StringComparer.Ordinal);
        switch (what)
        {
            case "no-such-folder":
                settings["Registry__Packages__0"] = what;
                break;
            case "twice":
                settings["Registry__Packages__1"] = FurtherPackage.Folder;
                break;
            case "rule":
                settings["Registry__Packages__0"] = Changed(folder, Path.Combine("other", "registry.json"), ".empty()).code", ".empty()).cod");
                break;
            case "report":
                settings["Registry__Packages__0"] = Changed(folder, Path.Combine("other", "registry.json"), "\"survival\"", "\"deaths\"");
                break;
            default:
                settings["Registry__Packages__0"] = Changed(folder, "StructureDefinition-php1a-condition.json", "http://hl7.org/fhir/StructureDefinition/Condition", "http://hl7.org/fhir/StructureDefinition/no-such-base");
                break;
        }

        await using RegistryProcess server = RegistryProcess.Launch(folder.Path, settings);
        Assert.Equal(2, await server.ExitCodeAsync());
        Assert.Contains(named, server.Output, StringComparison.Ordinal);
    }

    private static string? Type(JsonElement one) => one.GetProperty("type").GetString();

    // A full URL is a UUID where the real validator reads it.
    private static byte[] Bundle(JsonObject variant) => Encoding.UTF8.GetBytes(Some.Bundle(
        Some.Put(Some.Patient()), Some.Put(FurtherPackage.Diagnosis()), Some.Put(Completed(variant)), Some.Put(FurtherPackage.HormoneResistance()))
        .ToJsonString().Replace("urn:uuid:patient", "urn:uuid:5f8d0c1e-7a1b-4c7e-9b57-2f4e6f0f1a22", StringComparison.Ordinal));

    // The profile gnas-variant asks for more than the rules do.
    private static JsonObject Completed(JsonObject variant)
    {
        variant["category"] = new JsonArray(
            Some.Concept("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory"), Some.Concept("http://terminology.hl7.org/CodeSystem/v2-0074", "GE"));
        return variant;
    }

    private static async Task<(string Disease, int Subjects)> CountAsync(RegistryProcess server, int events)
    {
        for (int attempt = 0; ; attempt++)
        {
            (_, JsonElement report) = await server.GetAsync("/reports/enrolment");
            JsonElement table = report.GetProperty("tables").EnumerateArray().Single(one => one.GetProperty("name").GetString() is "by-disease");
            if (report.GetProperty("cut").GetProperty("sequence").GetInt64() >= events)
            {
                JsonElement row = Assert.Single(table.GetProperty("rows").EnumerateArray());
                return (row.GetProperty("disease").GetString()!, row.GetProperty("subjects").GetInt32());
            }

            Assert.True(attempt < 100, report.ToString());
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static string Changed(TemporaryFolder folder, string file, string part, string other)
    {
        string copy = Path.Combine(folder.Path, "php1a");
        foreach ((string path, ReadOnlyMemory<byte> content) in FurtherPackage.Files())
        {
            string target = Path.Combine(copy, path.Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, content.ToArray());
        }

        string changed = Path.Combine(copy, file);
        string text = File.ReadAllText(changed);
        Assert.Contains(part, text, StringComparison.Ordinal);
        File.WriteAllText(changed, text.Replace(part, other, StringComparison.Ordinal));
        return copy;
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Fhir.Json;
using Registry.Fhir.Search;
using Registry.Server.Packages;
using Registry.Service.Tests.Clinical;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>What the package requires of a server, and what this one says of itself.</summary>
public sealed class CapabilityTests
{
    private const string File = "CapabilityStatement-ho-registry-server.json";

    [Fact]
    public async Task The_servers_own_statement_names_what_it_instantiates_and_is_valid()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        (_, JsonElement own) = await registry.GetAsync("/fhir/metadata");
        registry.AssertValid(own);
        Assert.Equal("instance", own.GetProperty("kind").GetString());
        Assert.Equal([$"{Some.Base}/CapabilityStatement/ho-registry-server"], own.GetProperty("instantiates").EnumerateArray().Select(one => one.GetString()));
        using ResourceDocument required = ResourceDocument.Parse(PackageFiles.Read(File));
        using ResourceDocument offered = ResourceDocument.Parse(Encoding.UTF8.GetBytes(own.GetRawText()));
        Assert.Empty(Requirements.Missing(required.Root, offered.Root));
        // Not because nothing is asked: the requirement is the greater part of what is offered.
        Assert.Equal(3, Count(required.Root["rest"][0]["resource"]));
        Assert.Equal(Some.Table.Rows.Select(row => row.Profile).Distinct().Count(), Profiles(required.Root));
    }

    [Theory]
    [InlineData("fhirVersion", "\"5.0.0\"", "fhirVersion 5.0.0")]
    [InlineData("format", "[\"application/fhir+json\",\"application/fhir+turtle\"]", "format application/fhir+turtle")]
    [InlineData("rest.interaction", "[{\"code\":\"subscribe-system\"}]", "interaction subscribe-system")]
    [InlineData("rest.mode", "\"client\"", "rest of mode client")]
    [InlineData("resource.type", "\"Specimen\"", "Specimen: the resource")]
    [InlineData("resource.interaction", "[{\"code\":\"history-system\"}]", "Patient: interaction history-system")]
    [InlineData("resource.supportedProfile", "[\"http://example.org/other\"]", "Patient: profile http://example.org/other")]
    [InlineData("resource.versioning", "\"no-version\"", "Patient: versioning no-version")]
    [InlineData("resource.conditionalRead", "\"modified-since\"", "Patient: conditionalRead modified-since")]
    [InlineData("resource.searchParam", "[{\"name\":\"shoe-size\",\"type\":\"token\"}]", "Patient: search parameter shoe-size of type token")]
    [InlineData("resource.searchParam", "[{\"name\":\"identifier\",\"type\":\"string\"}]", "Patient: search parameter identifier of type string")]
    [InlineData("resource.operation", "[{\"name\":\"match\"}]", "Patient: operation $match")]
    public async Task A_requirement_that_is_not_met_is_named(string member, string json, string named)
    {
        JsonNode required = JsonNode.Parse(PackageFiles.Read(File))!;
        string[] path = member.Split('.');
        JsonNode owner = path[0] switch { "rest" => required["rest"]![0]!, "resource" => required["rest"]![0]!["resource"]![0]!, _ => required };
        owner[path[^1]] = JsonNode.Parse(json);

        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        (_, JsonElement own) = await registry.GetAsync("/fhir/metadata");
        using ResourceDocument asked = ResourceDocument.Parse(Encoding.UTF8.GetBytes(required.ToJsonString()));
        using ResourceDocument offered = ResourceDocument.Parse(Encoding.UTF8.GetBytes(own.GetRawText()));
        Assert.Contains(named, Requirements.Missing(asked.Root, offered.Root));
    }

    [Fact]
    public async Task A_server_that_cannot_meet_a_requirement_does_not_start_and_says_which()
    {
        using TemporaryFolder folder = new();
        string package = Path.Combine(folder.Path, "demanding");
        foreach ((string path, ReadOnlyMemory<byte> content) in FurtherPackage.Files())
        {
            string file = Path.Combine(package, path.Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await System.IO.File.WriteAllBytesAsync(file, content.ToArray(), TestContext.Current.CancellationToken);
        }

        await System.IO.File.WriteAllTextAsync(
            Path.Combine(package, "CapabilityStatement-demanding.json"),
            """{"resourceType":"CapabilityStatement","url":"https://registry.example.org/fhir/php1a/CapabilityStatement/demanding","status":"active","date":"2026","kind":"requirements","fhirVersion":"4.0.1","format":["json"],"rest":[{"mode":"server","resource":[{"type":"Patient","operation":[{"name":"match","definition":"http://hl7.org/fhir/OperationDefinition/Patient-match"}]}]}]}""",
            TestContext.Current.CancellationToken);
        await using RegistryProcess server = RegistryProcess.Launch(folder.Path, new Dictionary<string, string>(StringComparer.Ordinal) { ["Registry__Packages__0"] = package });
        Assert.Equal(2, await server.ExitCodeAsync());
        Assert.Contains("CapabilityStatement/demanding", server.Output, StringComparison.Ordinal);
        Assert.Contains("Patient: operation $match", server.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Observation-gnas-variant-rich", "gene", "http://www.genenames.org|HGNC:4392")]
    [InlineData("Observation-gnas-variant-rich", "parental-allele", "BASE/CodeSystem/parental-allele|paternal")]
    [InlineData("Observation-acvr1-variant-rich", "hgvs", "http://varnomen.hgvs.org|NM_001111067.4:c.983G>A")]
    [InlineData("Observation-ho-lesion-skin", "depth", "BASE/CodeSystem/depth|dermis")]
    [InlineData("Observation-ho-lesion-skin", "body-region", "BASE/CodeSystem/body-region|thigh")]
    [InlineData("Observation-ho-lesion-skin", "laterality", "http://snomed.info/sct|24028007")]
    public void The_packages_own_parameters_find_what_they_are_for(string example, string parameter, string token)
    {
        SearchIndexer indexer = new(Some.Definitions);
        byte[] content = PackageFiles.Examples().Single(file => file.Key == example + ".json").Value;
        using ResourceDocument document = ResourceDocument.Parse(content, indexer.Names);
        List<SearchEntry> found = [];
        List<SearchFault> faults = [];
        indexer.Extract(document.Root, found, faults);
        Assert.Empty(faults);
        Assert.Contains(
            token.Replace("BASE", Some.Base, StringComparison.Ordinal),
            found.Where(entry => entry.Parameter.Code == parameter).Select(entry => entry.Content).OfType<SearchContent.Token>().Select(content => $"{content.System}|{content.Code}"));
    }

    [Fact]
    public void A_flare_ups_trigger_is_found()
    {
        SearchIndexer indexer = new(Some.Definitions);
        using ResourceDocument document = ResourceDocument.Parse(Some.Utf8(Some.FlareUp()), indexer.Names);
        List<SearchEntry> found = [];
        indexer.Extract(document.Root, found);
        Assert.Equal("fall", Assert.Single(found.Where(entry => entry.Parameter.Code == "trigger").Select(entry => entry.Content).OfType<SearchContent.Token>()).Code);
    }

    private static int Count(NodeCursor list)
    {
        int count = 0;
        foreach (NodeCursor _ in list) count++;
        return count;
    }

    private static int Profiles(NodeCursor required)
    {
        int count = 0;
        foreach (NodeCursor resource in required["rest"][0]["resource"]) count += Count(resource["supportedProfile"]);
        return count;
    }
}

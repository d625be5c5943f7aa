using System.CommandLine;
using System.Text;
using System.Text.Json;
using Registry.Cli.Commands;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Validation;
using Xunit;

namespace Registry.Service.Tests.Cli;

public sealed class CliTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("registry-cli-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_valid_resource_gives_exit_code_0_and_says_so()
    {
        string file = Write("patient.json", """{"resourceType":"Patient","birthDate":"1990-01"}""");
        (int code, string output, string error) = await RunAsync("validate", file);
        Assert.Equal((0, ""), (code, error));
        Assert.EndsWith($"{file}: valid{Environment.NewLine}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_resource_gives_exit_code_1_and_names_place_rule_and_remedy()
    {
        string file = Write("patient.json", "{\"resourceType\":\"Patient\",\n \"dateOfBirth\":\"1990\"}");
        (int code, string output, _) = await RunAsync("validate", file);
        Assert.Equal(1, code);
        Assert.Contains($"{file}:2:2: error: Patient.dateOfBirth: ", output, StringComparison.Ordinal);
        Assert.Contains("(fhir-unknown-element)", output, StringComparison.Ordinal);
        Assert.Contains("    instead: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_output_is_one_valid_OperationOutcome_a_file()
    {
        string bad = Write("bad.json", """{"resourceType":"Patient","gender":"m"}""");
        string good = Write("good.json", """{"resourceType":"Patient","gender":"male"}""");
        (int code, string output, _) = await RunAsync("validate", "--format", "json", bad, good);
        Assert.Equal(1, code);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(2, lines.Length);
        var validator = new Validator(CoreDefinitions.Load().With());
        Assert.All(lines, line =>
        {
            using ResourceDocument document = ResourceDocument.Parse(Encoding.UTF8.GetBytes(line));
            Assert.Empty(Assert.IsType<Verdict.Accepted>(validator.Validate(document)).Findings);
        });
        using JsonDocument outcome = JsonDocument.Parse(lines[0]);
        Assert.Equal("Patient.gender", outcome.RootElement.GetProperty("issue")[0].GetProperty("expression")[0].GetString());
    }

    [Fact]
    public async Task A_missing_file_or_package_gives_exit_code_2_and_the_other_files_are_still_checked()
    {
        string good = Write("good.json", """{"resourceType":"Patient"}""");
        (int code, string output, string error) = await RunAsync("validate", Path.Combine(_folder.FullName, "none.json"), good);
        Assert.Equal(2, code);
        Assert.Contains("none.json", error, StringComparison.Ordinal);
        Assert.Contains("good.json: valid", output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("validate", "--package", Path.Combine(_folder.FullName, "none.tgz"), good)).Code);
    }

    [Fact]
    public async Task A_claimed_profile_of_a_package_folder_is_checked()
    {
        DirectoryInfo package = _folder.CreateSubdirectory("profiles");
        File.WriteAllText(Path.Combine(package.FullName, "StructureDefinition-p.json"), """
            {"resourceType":"StructureDefinition","url":"urn:p","name":"P","kind":"resource","abstract":false,"type":"Patient","derivation":"constraint",
             "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient",
             "snapshot":{"element":[{"id":"Patient","path":"Patient","min":0,"max":"*"},
               {"id":"Patient.birthDate","path":"Patient.birthDate","min":1,"max":"1","base":{"path":"Patient.birthDate","min":0,"max":"1"},"type":[{"code":"date"}]}]}}
            """);
        string file = Write("patient.json", """{"resourceType":"Patient","meta":{"profile":["urn:p"]}}""");
        (int code, string output, _) = await RunAsync("validate", "--package", package.FullName, file);
        Assert.Equal(1, code);
        Assert.Contains("birthDate", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Definitions_check_names_the_package_that_is_not_there()
    {
        (int code, _, string error) = await RunAsync("definitions", "check", "--packages", _folder.FullName, "--out", _folder.FullName);
        Assert.Equal(2, code);
        Assert.Contains("hl7.fhir.r4.examples", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Committed_packs_are_what_the_packages_give()
    {
        string root = RepositoryRoot();
        string packages = Environment.GetEnvironmentVariable("REGISTRY_FHIR_PACKAGES") ?? Path.Combine(root, "profiles", "node_modules");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(packages, "hl7.fhir.r4.examples")),
            "hl7.fhir.r4.examples is not installed: run 'npm ci' in profiles/, or set REGISTRY_FHIR_PACKAGES to a folder that holds it.");
        string package = Path.Combine(root, "profiles", "package.tgz");
        string committed = Path.Combine(root, "src", "Registry.Fhir", "Definitions");
        (int code, string output, _) = await RunAsync("definitions", "check", "--packages", packages, "--package", package, "--out", committed);
        Assert.Equal((0, ""), (code, output));

        File.WriteAllBytes(Path.Combine(_folder.FullName, "guides.pack"), File.ReadAllBytes(Path.Combine(committed, "r4-core.pack")));
        (code, output, string error) = await RunAsync("definitions", "check", "--packages", packages, "--package", package, "--out", _folder.FullName, "--strict");
        Assert.Equal(2, code);
        Assert.Contains("r4-core.pack: the file is not there.", output, StringComparison.Ordinal);
        Assert.Contains("guides.pack: structure http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/variant is missing.", output, StringComparison.Ordinal);
        Assert.Contains("guides.pack: structure http://hl7.org/fhir/StructureDefinition/Patient should not be there.", output, StringComparison.Ordinal);
        Assert.Contains("required value set http://loinc.org/vs/LL379-9 is not held", error, StringComparison.Ordinal);
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await RegistryCommands.RunAsync(
            arguments, new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Registry.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}

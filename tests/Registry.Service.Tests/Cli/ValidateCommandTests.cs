using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Registry.Service.Tests.Cli;

/// <summary>The executable itself, on real files and pipes.</summary>
public sealed class ValidateCommandTests : IDisposable
{
    private const string Canonical = "https://registry.example.org/fhir/ho/StructureDefinition/";
    private const string ValidPatient = """{"resourceType":"Patient","birthDate":"1990-01"}""";
    private const string InvalidPatient = """{"resourceType":"Patient","birthDate":"soon"}""";

    private static readonly string Package = Repository.Path("profiles", "package.tgz");
    private static readonly string Examples = Repository.Path("docs", "examples");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("registry-validate-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_folder_is_searched_to_its_end_in_the_order_of_names()
    {
        Write("b.json", ValidPatient);
        Write("a/deep/c.JSON", InvalidPatient);
        Write("a/notes.txt", "not a resource");
        Write(".hidden/d.json", InvalidPatient);
        Answer answer = await RunAsync(null, "validate", _folder.FullName);
        Assert.Equal(1, answer.Code);
        Assert.Equal("", answer.Error);
        Assert.Equal(
            [Place("a/deep/c.JSON") + ": invalid", Place("b.json") + ": valid", "1 valid, 1 invalid, 0 not examined"],
            answer.Lines.Where(line => line.EndsWith("valid", StringComparison.Ordinal) || line.EndsWith("examined", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Best_practice_is_looked_at_when_asked_for()
    {
        Write("a.json", ValidPatient);
        Answer silent = await RunAsync(null, "validate", _folder.FullName);
        Answer asked = await RunAsync(null, "validate", _folder.FullName, "--best-practice");
        Assert.Equal((0, 0), (silent.Code, asked.Code));
        Assert.DoesNotContain(silent.Lines, line => line.Contains("dom-6", StringComparison.Ordinal));
        Assert.Contains(asked.Lines, line => line.Contains("dom-6", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_to_a_folder_above_does_not_go_round_in_circles()
    {
        Write("a.json", ValidPatient);
        Directory.CreateSymbolicLink(Place("loop"), _folder.FullName);
        Answer answer = await RunAsync(null, "validate", _folder.FullName);
        Assert.Equal((0, 1), (answer.Code, answer.Lines.Length));
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_and_counted_and_the_rest_is_checked()
    {
        Write("good.json", ValidPatient);
        File.CreateSymbolicLink(Place("dangling.json"), Place("nowhere.json"));
        Answer answer = await RunAsync(null, "validate", _folder.FullName);
        Assert.Equal(2, answer.Code);
        Assert.StartsWith(Place("dangling.json") + ": ", answer.Error, StringComparison.Ordinal);
        Assert.Contains(Place("good.json") + ": valid", answer.Lines);
        Assert.Contains("1 valid, 0 invalid, 1 not examined", answer.Lines);
    }

    [Fact]
    public async Task A_folder_without_resources_is_no_success()
    {
        Answer answer = await RunAsync(null, "validate", _folder.FullName);
        Assert.Equal(2, answer.Code);
        Assert.Contains("no .json file", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ValidPatient, 0, "stdin: valid")]
    [InlineData(InvalidPatient, 1, "stdin: invalid")]
    [InlineData("", 1, "stdin: invalid")]
    [InlineData("{", 1, "stdin: invalid")]
    public async Task Standard_input_is_a_file_too(string input, int code, string last)
    {
        Answer answer = await RunAsync(input, "validate", "-");
        Assert.Equal((code, last), (answer.Code, answer.Lines[^1]));
    }

    [Fact]
    public async Task An_empty_file_is_invalid_and_one_beyond_the_limit_is_not_read_to_its_end()
    {
        string empty = Write("empty.json", "");
        string large = Place("large.json");
        using (FileStream file = File.Create(large)) file.SetLength(3L * 1024 * 1024 * 1024);
        Answer answer = await RunAsync(null, "validate", empty, large);
        Assert.Equal(1, answer.Code);
        Assert.Contains("0 valid, 2 invalid, 0 not examined", answer.Lines);
        Assert.Contains(answer.Lines, line => line.Contains("(limit-document-bytes)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_has_one_outcome_a_line_for_every_file_even_an_unread_one_and_nothing_else()
    {
        string good = Write("good.json", ValidPatient);
        string missing = Place("missing.json");
        Answer answer = await RunAsync(InvalidPatient, "validate", "--format", "json", good, missing, "-");
        Assert.Equal(2, answer.Code);
        JsonElement[] outcomes = [.. answer.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal([good, missing, "stdin"], outcomes.Select(outcome => outcome.GetProperty("extension")[0].GetProperty("valueString").GetString()));
        Assert.Equal(["information", "fatal", "error"], outcomes.Select(outcome => outcome.GetProperty("issue")[0].GetProperty("severity").GetString()));
    }

    [Fact]
    public async Task The_packages_choice_by_content_is_made_as_the_server_makes_it()
    {
        string bad = Path.Combine(Examples, "invalid", "gnas-variant-without-parental-allele.json");
        Answer without = await RunAsync(null, "validate", bad);
        Answer with = await RunAsync(null, "validate", "--package", Package, bad, Path.Combine(Examples, "fop-transaction.json"));
        Assert.Equal(0, without.Code);
        Assert.Equal(1, with.Code);
        Assert.Contains(with.Lines, line => line.Contains($"of {Canonical}gnas-variant)", StringComparison.Ordinal));
        Assert.Contains("1 valid, 1 invalid, 0 not examined", with.Lines);
    }

    [Fact]
    public async Task What_tells_who_a_person_is_is_told_as_the_server_tells_it()
    {
        string note = Path.Combine(Examples, "invalid", "note.json");
        Answer refused = await RunAsync(null, "validate", "--package", Package, note);
        Answer stripped = await RunAsync(null, "validate", "--package", Package, "--identifying", "Strip", note);
        Answer kept = await RunAsync(null, "validate", "--package", Package, "--identifying", "Keep", note);
        Assert.Equal((1, 0, 0), (refused.Code, stripped.Code, kept.Code));
        Assert.Contains(refused.Lines, line => line.Contains("error: Bundle.entry[1].resource.note[0]: ", StringComparison.Ordinal) && line.Contains("(identifying)", StringComparison.Ordinal));
        Assert.Contains(stripped.Lines, line => line.Contains("information: Bundle.entry[1].resource.note[0]: ", StringComparison.Ordinal));
        Assert.DoesNotContain(kept.Lines, line => line.Contains("note[0]", StringComparison.Ordinal));

        string fop = Path.Combine(Examples, "fop-transaction.json");
        Answer other = await RunAsync(null, "validate", "--package", Package, "--pseudonym-system", "https://clinic.example.org/number", fop);
        Answer own = await RunAsync(null, "validate", "--package", Package, "--pseudonym-system", "https://hospital.example.org/registry-pseudonym", fop);
        Assert.Equal((1, 0), (other.Code, own.Code));
        Assert.Contains(other.Lines, line => line.Contains("(pseudonym-system)", StringComparison.Ordinal));
        Assert.Equal(2, (await RunAsync(null, "validate", "--package", Package, "--pseudonym-system", "number", fop)).Code);
    }

    [Fact]
    public async Task A_named_profile_is_asked_of_the_resource_and_not_of_what_a_bundle_holds()
    {
        string patient = Write("patient.json", """{"resourceType":"Patient","name":[{"text":"Somebody"}]}""");
        string other = Write("observation.json", """{"resourceType":"Observation","status":"final","code":{"text":"x"}}""");
        Answer answer = await RunAsync(null, "validate", "--package", Package, "--profile", Canonical + "ho-registry-patient", patient, other);
        Assert.Equal(1, answer.Code);
        Assert.Contains(answer.Lines, line => line.Contains("error: Patient.name: ", StringComparison.Ordinal));
        Assert.Contains(answer.Lines, line => line.Contains("(fhir-profile-type of ", StringComparison.Ordinal));

        Answer bundle = await RunAsync(null, "validate", "--package", Package, "--profile", Canonical + "ho-registry-patient", Path.Combine(Examples, "fop-transaction.json"));
        string error = Assert.Single(bundle.Lines, line => line.Contains(": error: ", StringComparison.Ordinal));
        Assert.Contains(": Bundle: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("urn:unknown", "no loaded package holds it")]
    [InlineData("http://hl7.org/fhir/StructureDefinition/Patient", "it is no profile")]
    public async Task A_profile_that_cannot_be_asked_for_ends_the_command_before_any_file(string profile, string reason)
    {
        string file = Write("patient.json", ValidPatient);
        Answer answer = await RunAsync(null, "validate", "--profile", profile, file);
        Assert.Equal(2, answer.Code);
        Assert.Empty(answer.Lines);
        Assert.StartsWith($"--profile {profile}: {reason}", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_is_none_ends_the_command_and_is_named()
    {
        string file = Write("patient.json", ValidPatient);
        string package = Write("package.tgz", "this is no archive");
        Answer answer = await RunAsync(null, "validate", "--package", package, file);
        Assert.Equal((2, 0), (answer.Code, answer.Lines.Length));
        Assert.Contains("package.tgz", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("validate", "--format", "xml", "x.json")]
    [InlineData("validate", "--unknown", "x.json")]
    [InlineData("validate", "-", "-")]
    [InlineData("nonsense")]
    public async Task A_wrong_command_is_exit_code_2(params string[] arguments)
    {
        Answer answer = await RunAsync("", arguments);
        Assert.Equal(2, answer.Code);
        Assert.NotEqual("", answer.Error);
    }

    [Fact]
    public async Task Nothing_but_text_reaches_a_file_or_pipe()
    {
        for (int i = 0; i < 30; i++) Write($"{i}.json", i % 2 == 0 ? ValidPatient : InvalidPatient);
        Answer answer = await RunAsync(null, "validate", _folder.FullName);
        Assert.Equal("", answer.Error);
        Assert.DoesNotContain(answer.Lines, line => line.Contains('\u001b'));
    }

    private string Place(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Place(name))!);
        File.WriteAllText(Place(name), content);
        return Place(name);
    }

    private static async Task<Answer> RunAsync(string? input, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "registry.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Answer(process.ExitCode, (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), await error);
    }

    private sealed record Answer(int Code, string[] Lines, string Error);
}

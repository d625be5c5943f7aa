using System.Diagnostics;
using System.Text.Json;
using Registry.Cohort.Truth;
using Registry.Service.Tests.Cohort;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Cli;

/// <summary><c>registry cohort</c>: the executable itself, into folders, files and a real server.</summary>
public sealed class CohortCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_gets_a_file_a_bundle_and_all_of_them_are_valid()
    {
        Answer made = await RunAsync("cohort", "generate", "--subjects", "40", "--seed", "2", "--format", "folder", "--out", Place("out"), "--truth-out", Place("truth.ndjson"));
        Assert.Equal((0, ""), (made.Code, made.Error));
        Assert.Equal(40, Directory.GetFiles(Place("out"), "subject-??????.json", SearchOption.AllDirectories).Length);
        Assert.Equal(["hospital-a", "hospital-b", "hospital-c"], Directory.GetDirectories(Place("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(40, File.ReadAllLines(Place("truth.ndjson")).Length);
        Answer checkedAll = await RunAsync("validate", "--package", Repository.Path("profiles", "package.tgz"), Place("out"));
        Assert.Equal(0, checkedAll.Code);
    }

    [Fact]
    public async Task Lines_go_to_a_file_or_standard_output_and_are_the_same()
    {
        Assert.Equal(0, (await RunAsync("cohort", "generate", "--subjects", "70", "--threads", "1", "--format", "ndjson", "--out", Place("one.ndjson"))).Code);
        Answer piped = await RunAsync("cohort", "generate", "--subjects", "70", "--threads", "3", "--format", "ndjson", "--out", "-");
        Assert.Equal(File.ReadAllText(Place("one.ndjson")), piped.Output);
        Assert.All(piped.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal("Bundle", JsonDocument.Parse(line).RootElement.GetProperty("resourceType").GetString()));
    }

    [Fact]
    public async Task A_server_takes_the_cohort_and_a_second_run_makes_no_doubles()
    {
        await using RegistryProcess server = await RegistryProcess.StartAsync(_folder.Path);
        string url = new Uri(server.Client.BaseAddress!, "/fhir").ToString();
        Answer first = await RunAsync("cohort", "generate", "--subjects", "60", "--seed", "3", "--server", url, "--connections", "4");
        Assert.True(first.Code == 0, first.Error);
        int events = (await server.EventsAsync()).Count;
        Answer second = await RunAsync("cohort", "generate", "--subjects", "60", "--seed", "3", "--server", url);

        Assert.True(second.Code == 0, second.Error);
        List<JsonElement> log = await server.EventsAsync();
        Assert.Equal(events, log.Count);
        Assert.Equal(60, log.Count(entry => entry.GetProperty("type").GetString()!.StartsWith("SubjectEnrolled.", StringComparison.Ordinal)));
        (_, JsonElement enrolment) = await server.GetAsync("/reports/enrolment?site=hospital-a");
        Assert.Equal("enrolment", enrolment.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Errors_are_listed_and_their_refusals_are_no_failure()
    {
        await using RegistryProcess server = await RegistryProcess.StartAsync(_folder.Path);
        string url = new Uri(server.Client.BaseAddress!, "/fhir").ToString();
        Answer sent = await RunAsync("cohort", "generate", "--subjects", "40", "--seed", "3", "--error-rate", "0.5", "--errors-out", Place("errors.ndjson"), "--server", url);
        Assert.True(sent.Code == 0, sent.Error);
        int refusing = File.ReadAllLines(Place("errors.ndjson")).Select(line => JsonDocument.Parse(line).RootElement).Count(error =>
            error.GetProperty("severity").GetString() is "error" && InjectedErrorTests.IsThere(error.GetProperty("rule").GetString()!));
        Assert.NotEqual(0, refusing);
        Assert.Contains($" {refusing} refused", sent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_truth_that_ships_is_printed_and_read_back()
    {
        Answer printed = await RunAsync("cohort", "truth");
        Assert.Equal(TruthReader.DefaultText(), printed.Output);
        File.WriteAllText(Place("truth.json"), printed.Output);
        Answer own = await RunAsync("cohort", "generate", "--subjects", "3", "--truth", Place("truth.json"), "--format", "ndjson", "--out", "-");
        Answer shipped = await RunAsync("cohort", "generate", "--subjects", "3", "--format", "ndjson", "--out", "-");
        Assert.Equal(shipped.Output, own.Output);
    }

    [Theory]
    [InlineData("", "Name where to")]
    [InlineData("--format folder", "Name where to")]
    [InlineData("--format xml --out x", "xml")]
    [InlineData("--format folder --out x --server http://localhost:1/fhir", "--server takes the place")]
    [InlineData("--server nowhere", "no http or https URL")]
    [InlineData("--server ftp://localhost/fhir", "no http or https URL")]
    [InlineData("--format folder --out x --key k", "--key goes with --server")]
    [InlineData("--server http://localhost:1/fhir --key k", "name that one with --sites")]
    [InlineData("--server http://localhost:1/fhir --connections 0", "--connections must lie between 1 and 64")]
    [InlineData("--format folder --out x --threads 0", "--threads must lie between")]
    [InlineData("--format folder --out x --error-rate 0.1", "--error-rate and --errors-out go together")]
    [InlineData("--format folder --out x --from 2020", "'2020' is no day")]
    [InlineData("--format folder --out x --from 2020-01-01 --to 2019-01-01", "a year after")]
    [InlineData("--format folder --out x --subjects 0", "between 1 and")]
    [InlineData("--format folder --out x --subjects many", "many")]
    [InlineData("--format folder --out x --fop-share 2", "share of FOP")]
    [InlineData("--format folder --out x --sites nowhere", "no site 'nowhere'")]
    [InlineData("--format folder --out x --truth no-such-file.json", "no-such-file.json")]
    public async Task What_cannot_be_is_said_and_nothing_is_made(string options, string message)
    {
        Answer answer = await RunAsync(["cohort", "generate", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(2, answer.Code);
        Assert.Contains(message, answer.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Place("x")));
    }

    [Fact]
    public async Task Nothing_is_written_over()
    {
        Directory.CreateDirectory(Place("full"));
        File.WriteAllText(Place("full/a.txt"), "");
        Assert.Contains("not empty", (await RunAsync("cohort", "generate", "--format", "folder", "--out", Place("full"))).Error, StringComparison.Ordinal);
        Answer file = await RunAsync("cohort", "generate", "--format", "ndjson", "--out", Place("full/a.txt"));
        Assert.Equal(2, file.Code);
        Assert.Contains("a.txt", file.Error, StringComparison.Ordinal);
    }

    private string Place(string name) => Path.Combine(_folder.Path, name);

    private async Task<Answer> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "registry.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Answer(process.ExitCode, await output, await error);
    }

    private sealed record Answer(int Code, string Output, string Error);
}

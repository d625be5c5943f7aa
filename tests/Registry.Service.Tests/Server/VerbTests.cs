using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>Operators' verbs, run as an operator runs them.</summary>
public sealed class VerbTests
{
    [Fact]
    public async Task Linked_subjects_count_once_and_unlinked_ones_twice_again()
    {
        using TemporaryFolder folder = new();
        string first;
        string second;
        await using (RegistryProcess server = await RegistryProcess.StartAsync(folder.Path))
        {
            first = await PatientOfAsync(server, "site-a");
            second = await PatientOfAsync(server, "site-b");
            Assert.Equal(2, await EnrolledAsync(server));
        }

        Assert.Contains("linked:", await RunAsync(folder.Path, 0, "subjects", "link", "--first", first, "--second", second), StringComparison.Ordinal);
        await using (RegistryProcess server = await RegistryProcess.StartAsync(folder.Path))
        {
            Assert.Contains((await server.EventsAsync()).Select(one => one.GetProperty("type").GetString()), type => type == "SubjectsLinked.v1");
            Assert.Equal(1, await EnrolledAsync(server));
        }

        Assert.Contains("unlinked:", await RunAsync(folder.Path, 0, "subjects", "unlink", "--first", first, "--second", second), StringComparison.Ordinal);
        await using RegistryProcess last = await RegistryProcess.StartAsync(folder.Path);
        Assert.Equal(2, await EnrolledAsync(last));
    }

    [Fact]
    public async Task Projections_are_dropped_and_built_again_to_the_same_report()
    {
        using TemporaryFolder folder = new();
        string before;
        await using (RegistryProcess server = await RegistryProcess.StartAsync(folder.Path))
        {
            await server.PostAsync("/fhir", Examples.Fop());
            await EnrolledAsync(server);
            before = (await server.GetAsync("/reports/enrolment")).Body.ToString();
        }

        string output = await RunAsync(folder.Path, 0, "projections", "rebuild");
        await using RegistryProcess again = await RegistryProcess.StartAsync(folder.Path);
        int events = (await again.EventsAsync()).Count;
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"sequence {events} of {events}"), output, StringComparison.Ordinal);
        await EnrolledAsync(again);
        Assert.Equal(before, (await again.GetAsync("/reports/enrolment")).Body.ToString());
    }

    [Theory]
    [InlineData("Sqlite", "\"event_log\"")]
    [InlineData("PostgreSql", "event_log")]
    [InlineData("SqlServer", "[event_log]")]
    public async Task The_schema_prints_as_plain_SQL_for_every_engine(string engine, string table)
    {
        using TemporaryFolder folder = new();
        string script = await RunAsync(folder.Path, 0, "db", "script", "--engine", engine);
        Assert.Contains("CREATE TABLE", script, StringComparison.Ordinal);
        Assert.Contains(table, script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--client has to stand there once", "keys", "add", "--site", "a", "--role", "submitter")]
    [InlineData("is no role", "keys", "add", "--client", "c", "--site", "a", "--role", "king")]
    [InlineData("There is no Patient/x", "subjects", "link", "--first", "x", "--second", "y")]
    public async Task A_wrong_option_is_told_and_changes_nothing(string told, params string[] arguments)
    {
        using TemporaryFolder folder = new();
        string output = await RunAsync(folder.Path, 2, arguments);
        Assert.Contains(told, output, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string folder, int expected, params string[] arguments)
    {
        await using RegistryProcess verb = RegistryProcess.Launch(folder, null, arguments);
        int exitCode = await verb.ExitCodeAsync();
        Assert.True(expected == exitCode, verb.Output);
        return verb.Output;
    }

    private static async Task<string> PatientOfAsync(RegistryProcess server, string site)
    {
        server.Client.DefaultRequestHeaders.Remove("X-Registry-Site");
        server.Client.DefaultRequestHeaders.Add("X-Registry-Site", site);
        (int status, JsonElement response) = await server.PostAsync("/fhir", Examples.Fop());
        Assert.Equal(200, status);
        return response.GetProperty("entry")[0].GetProperty("response").GetProperty("location").GetString()!.Split("/Patient/")[1].Split('/')[0];
    }

    /// <summary>How many subjects the report counts once the projections have caught up with the log.</summary>
    private static async Task<long> EnrolledAsync(RegistryProcess server)
    {
        int head = (await server.EventsAsync()).Count;
        for (int attempt = 0; attempt < 200; attempt++)
        {
            JsonElement report = (await server.GetAsync("/reports/enrolment")).Body;
            if (report.GetProperty("cut").GetProperty("sequence").GetInt32() == head) return CountOf(report);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"The projections did not reach {head}: {server.Output}");
    }

    private static long CountOf(JsonElement report) =>
        report.GetProperty("tables").EnumerateArray().Single(table => table.GetProperty("name").GetString() == "overview")
            .GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("measure").GetString() == "enrolled").GetProperty("subjects").GetInt64();
}

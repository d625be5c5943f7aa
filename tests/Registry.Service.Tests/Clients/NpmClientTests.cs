using System.Globalization;
using System.Text.RegularExpressions;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Clients;

/// <summary>FHIR clients of others, from npm, drive the real server as a process of its own: what they do lies in tests/clients.</summary>
public sealed partial class NpmClientTests
{
    private const string Folder = "tests/clients";

    [Theory]
    [InlineData("fhir-kit-client")]
    [InlineData("fhirclient")]
    public async Task It_does_with_the_server_what_its_script_says(string client)
    {
        string node = Needs.Node(Folder, client);
        string script = Repository.Path([.. Folder.Split('/'), $"{client}.test.mjs"]);
        using TemporaryFolder folder = new();
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path);

        (int exitCode, string output) = await NodeProcess.RunAsync(node, Path.GetDirectoryName(script)!, ("REGISTRY_FHIR_BASE", $"{server.Client.BaseAddress}fhir"), "--test", "--test-reporter=tap", script);

        Assert.True(exitCode == 0, output);
        // That every test of the script ran, and none was left out.
        Assert.Equal(Tests().Count(await File.ReadAllTextAsync(script, TestContext.Current.CancellationToken)), Total(output, "pass"));
        Assert.Equal((0, 0, 0), (Total(output, "skipped"), Total(output, "todo"), Total(output, "cancelled")));
    }

    private static int Total(string output, string kind) =>
        int.Parse(Regex.Match(output, $"^# {kind} (?<count>[0-9]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["count"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^test\(", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tests();
}

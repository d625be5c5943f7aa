using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The README's curl lines, run as they stand against a server, so that they stay true.</summary>
public sealed partial class ReadmeTests
{
    /// <summary>curl's exit code when its time is over: how a live stream ends here.</summary>
    private const int TimeOver = 28;

    [Fact]
    public async Task Every_curl_line_of_the_README_gets_an_answer_that_is_no_error()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "Install curl: the README's lines are run with it.");
        string[] lines = [.. File.ReadLines(Repository.Path("README.md")).Where(line => line.StartsWith("curl ", StringComparison.Ordinal)).Select(line => Remark().Replace(line, ""))];
        Assert.True(lines.Length >= 9, "The README shows fewer lines than its users' first five minutes need.");
        using TemporaryFolder folder = new();
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path);
        foreach (string line in lines)
        {
            bool isStream = line.Contains("text/event-stream", StringComparison.Ordinal);
            string command = line.Replace("http://localhost:8080/", server.Client.BaseAddress!.ToString(), StringComparison.Ordinal)
                .Replace("http://localhost:8080", server.Client.BaseAddress.ToString().TrimEnd('/'), StringComparison.Ordinal);
            (int exitCode, string output) = await RunAsync($"{command} --fail-with-body --max-time {(isStream ? 3 : 30)}");
            Assert.True(exitCode == (isStream ? TimeOver : 0), $"{line}\nended with {exitCode}:\n{output}");
            Assert.NotEmpty(output);
            if (line.Contains("?identifier=", StringComparison.Ordinal)) Assert.Contains("\"total\":1", output, StringComparison.Ordinal);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string command)
    {
        ProcessStartInfo start = new("bash") { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }

    [GeneratedRegex(@"\s+# .*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Remark();
}

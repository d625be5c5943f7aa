using System.Diagnostics;
using Xunit;

namespace Registry.Service.Tests.Clients;

/// <summary>A script of Node's, run to its end.</summary>
internal static class NodeProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs it.</summary>
    /// <param name="node">Node's executable.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="variable">An environment variable that it reads.</param>
    /// <param name="arguments">Script and arguments.</param>
    /// <returns>Exit code, and what it wrote to both outputs.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string node, string folder, (string Name, string Value)? variable, params string[] arguments)
    {
        ProcessStartInfo start = new(node) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        if (variable is { } set) start.Environment[set.Name] = set.Value;
        using Process process = Process.Start(start)!;
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
            string output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, output + await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}

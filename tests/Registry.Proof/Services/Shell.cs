using System.Diagnostics;

namespace Registry.Proof.Services;

/// <summary>Runs a command to its end.</summary>
internal static class Shell
{
    /// <summary>Exit code, and what it printed; where it failed also its errors.</summary>
    /// <remarks>The output goes through a file: what a command leaves running would keep a pipe open.</remarks>
    public static async Task<(int Code, string Output)> TryAsync(string command, params (string Name, string Value)[] environment)
    {
        string file = Path.GetTempFileName();
        try
        {
            ProcessStartInfo start = new("/bin/sh") { UseShellExecute = false };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add($"exec > '{file}' 2> '{file}.errors' < /dev/null; {command}");
            foreach ((string name, string value) in environment) start.Environment[name] = value;
            using Process process = Process.Start(start)!;
            await process.WaitForExitAsync();
            string printed = (await File.ReadAllTextAsync(file)).Trim();
            return (process.ExitCode, process.ExitCode == 0 ? printed : $"{printed}\n{(await File.ReadAllTextAsync($"{file}.errors")).Trim()}");
        }
        finally
        {
            File.Delete(file);
            File.Delete($"{file}.errors");
        }
    }

    /// <summary>What it printed.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public static async Task<string> RunAsync(string command, params (string Name, string Value)[] environment)
    {
        (int code, string output) = await TryAsync(command, environment);
        return code == 0 ? output : throw new InvalidOperationException($"{command} ended with {code}: {output}");
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace Registry.Service.Tests.Cli;

/// <summary>The executable <c>registry</c> as a process, as a person or a script runs it.</summary>
internal sealed class RegistryTool : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private RegistryTool(Process process) => _process = process;

    public string Output => Read(_output);

    public string Error => Read(_error);

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static RegistryTool Start(IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "registry.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        RegistryTool tool = new(new Process { StartInfo = start });
        tool._process.OutputDataReceived += (_, line) => Add(tool._output, line.Data);
        tool._process.ErrorDataReceived += (_, line) => Add(tool._error, line.Data);
        tool._process.Start();
        tool._process.BeginOutputReadLine();
        tool._process.BeginErrorReadLine();
        return tool;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<RegistryTool> RunAsync(int expected, params string[] arguments)
    {
        RegistryTool tool = Start(null, arguments);
        int code = await tool.ExitCodeAsync();
        Assert.True(code == expected, $"Exit code {code} instead of {expected}:\n{tool.Output}\n{tool.Error}");
        return tool;
    }

    public async Task<int> ExitCodeAsync()
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits until what it printed says so.</summary>
    public async Task UntilAsync(Func<RegistryTool, bool> holds)
    {
        long started = Stopwatch.GetTimestamp();
        while (!holds(this))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"It never came so far:\n{Output}\n{Error}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Ends it as Ctrl+C does.</summary>
    public void Interrupt() => Assert.Equal(0, Kill(_process.Id, 2));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Add(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
    }

    private static string Read(StringBuilder text)
    {
        lock (text) return text.ToString();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}

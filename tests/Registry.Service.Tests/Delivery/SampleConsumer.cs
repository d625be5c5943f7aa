using System.Diagnostics;
using System.Text.Json;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Delivery;

/// <summary>What a sample consumer has to say when it has read everything.</summary>
internal sealed record Expected(string Log, long Position, int FlareUps, int Subjects)
{
    /// <summary>Worked out from the feed, independently of the consumers.</summary>
    public static async Task<Expected> OfAsync(RegistryProcess server)
    {
        List<JsonElement> events = await server.EventsAsync();
        Dictionary<string, string> live = new(StringComparer.Ordinal);
        foreach (JsonElement one in events)
        {
            JsonElement data = one.GetProperty("data");
            JsonElement header = data.GetProperty("header");
            if (data.TryGetProperty("withheld", out _)) continue;
            string fact = header.GetProperty("fact").GetString()!;
            if (one.GetProperty("type").GetString() == "FlareUpReported.v1") live[fact] = header.GetProperty("subject").GetString()!;
            else if (one.GetProperty("type").GetString() is "SubjectErased.v1" or "SubjectWithdrawn.v1") foreach (string of in live.Where(pair => pair.Value == header.GetProperty("subject").GetString()).Select(pair => pair.Key).ToArray()) live.Remove(of);
            else if (data.TryGetProperty("retractedType", out JsonElement retracted) && retracted.GetString() == "FlareUpReported") live.Remove(fact);
        }

        return new Expected(events[0].GetProperty("data").GetProperty("header").GetProperty("logId").GetString()!, events.Count, live.Count, live.Values.Distinct().Count());
    }
}

/// <summary>A sample consumer of docs/consumers as a process of its own.</summary>
internal sealed class SampleConsumer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly List<string> _error = [];

    private SampleConsumer(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Add(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it wrote to standard error.</summary>
    public string Error => string.Join('\n', Lines(_error));

    public static SampleConsumer DotNet(string executable, RegistryProcess server, string broker, string queue, string state) => new(new ProcessStartInfo("dotnet")
    {
        ArgumentList = { "exec", executable, $"--Server={server.Client.BaseAddress}", $"--Broker={broker}", $"--Queue={queue}", $"--State={state}" },
    });

    /// <summary>Debian has Python 3; a machine without it skips, and says so.</summary>
    public static SampleConsumer Python(RegistryProcess server, string state, params string[] more)
    {
        string? python = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);
        Assert.SkipUnless(python is not null, "Install python3 to run the sample consumer in Python.");
        ProcessStartInfo start = new(python!);
        foreach (string argument in (string[])["-W", "error", Repository.Path("docs", "consumers", "python", "flare_ups.py"), "--server", server.Client.BaseAddress!.ToString(), "--state", state, .. more]) start.ArgumentList.Add(argument);
        return new SampleConsumer(start);
    }

    /// <summary>Waits until it says that.</summary>
    public async Task UntilAsync(Expected expected)
    {
        long started = Stopwatch.GetTimestamp();
        while (Last() != expected)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60), $"It never said {expected}:\n{string.Join('\n', Lines(_output))}\n{Error}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public async Task<int> ExitCodeAsync()
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private Expected? Last() => Lines(_output).LastOrDefault(line => line.StartsWith('{')) is { } line ? JsonSerializer.Deserialize<Expected>(line, Web) : null;

    private static void Add(List<string> lines, string? line)
    {
        if (line is null) return;
        lock (lines) lines.Add(line);
    }

    private static string[] Lines(List<string> lines)
    {
        lock (lines) return [.. lines];
    }
}

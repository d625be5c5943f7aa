using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Registry.Benchmarks.Load;

/// <summary>The real server as a process of its own, in a folder of its own, on a port that the system chose; gone with its data when disposed.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("registry-load-");
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpClient _http = new();

    private ServerProcess(string folder, IReadOnlyDictionary<string, string> settings)
    {
        ProcessStartInfo start = new("dotnet") { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(folder, "Registry.Server.dll"));
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        foreach ((string name, string value) in settings) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The repository.</summary>
    public static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Registry.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("The benchmark does not run inside the repository.");
    }

    /// <summary>Where the Release build lies.</summary>
    public static string ReleaseFolder()
    {
        string folder = Path.Combine(Root(), "src", "Registry.Server", "bin", "Release", "net10.0");
        return File.Exists(Path.Combine(folder, "Registry.Server.dll")) ? folder : throw new InvalidOperationException($"{folder} holds no server: run dotnet build -c Release src/Registry.Server.");
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string folder, IReadOnlyDictionary<string, string> settings)
    {
        ServerProcess server = new(folder, settings);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        server.Address = await server._listening.Task.WaitAsync(Patience);
        server._http = new HttpClient { BaseAddress = server.Address };
        await server.UntilAsync(async () =>
        {
            using HttpResponseMessage answer = await server._http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        });
        return server;
    }

    /// <summary>User and system time so far.</summary>
    public double CpuMs() => ProcessCpu.Ms(_process.Id);

    /// <summary>Waits until the projections have applied every event: their work is part of a bundle's.</summary>
    public Task UntilProjectedAsync() => UntilAsync(async () =>
    {
        using JsonDocument health = JsonDocument.Parse(await _http.GetByteArrayAsync("/health/ready"));
        return health.RootElement.GetProperty("projection").GetProperty("behind").GetInt64() == 0;
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        long started = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new TimeoutException("The server did not come so far.");
            await Task.Delay(200);
        }
    }

    private void Read(string? line)
    {
        Match listening = Listening().Match(line ?? "");
        if (listening.Success) _listening.TrySetResult(new Uri(listening.Groups["url"].Value));
    }

    [GeneratedRegex(@"Listening on (?<url>http://\S+?)[;,\s]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}

using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Registry.Proof.Processes;

/// <summary>Where a server lives: its binaries, its working folder and its settings. Each start goes on with the data of the one before.</summary>
/// <param name="Binaries">Folder of <c>Registry.Server.dll</c>.</param>
/// <param name="Folder">Working directory; the default database lies below it.</param>
/// <param name="Settings">Settings as environment variables, such as <c>Registry__Bus__Transport</c>.</param>
internal sealed record ServerPlace(string Binaries, string Folder, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>What starts a server, or one of its verbs.</summary>
    public ProcessStartInfo Command(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(Binaries, "Registry.Server.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        foreach ((string name, string value) in Settings) start.Environment[name] = value;
        return start;
    }

    /// <summary>Runs an operators' verb to its end.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public async Task RunVerbAsync(params string[] arguments)
    {
        using Process verb = Process.Start(Command(arguments))!;
        Task<string> output = verb.StandardOutput.ReadToEndAsync();
        Task<string> errors = verb.StandardError.ReadToEndAsync();
        await verb.WaitForExitAsync();
        if (verb.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {verb.ExitCode}:\n{await output}\n{await errors}");
    }
}

/// <summary>The real server as a process of its own, on a port that the system chose. Ended by SIGKILL, as a power cut would.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int KeptLines = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly Process _process;
    private readonly DirectoryInfo? _ownFolder;
    private readonly Queue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDisposed;

    private ServerProcess(ServerPlace place, DirectoryInfo? ownFolder)
    {
        _ownFolder = ownFolder;
        _process = new Process { StartInfo = place.Command(), EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException($"The server ended before it listened:\n{Output}"));
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Talks to it, over as many connections as are asked for at once.</summary>
    public HttpClient Http { get; private set; } = new();

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>The last lines that it printed, but for those about requests and commits.</summary>
    public string Output
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static Task<ServerProcess> StartAsync(ServerPlace place) => StartAsync(place, ownFolder: null);

    /// <summary>Starts it in a folder of its own, which goes with it.</summary>
    public static Task<ServerProcess> StartAsync(string binaries, IReadOnlyDictionary<string, string> settings)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("registry-proof-");
        return StartAsync(new ServerPlace(binaries, folder.FullName, settings), folder);
    }

    /// <summary>User and system time so far.</summary>
    public double CpuMs() => ProcessCpu.Ms(_process.Id);

    /// <summary>Lines that hold a text, in their order.</summary>
    public IReadOnlyList<string> LinesWith(string text)
    {
        lock (_lines) return [.. _lines.Where(line => line.Contains(text, StringComparison.Ordinal))];
    }

    /// <summary>Waits until the projections have applied every event: their work is part of a bundle's.</summary>
    public Task UntilProjectedAsync() => UntilAsync("the projections reach the head of the log", async () =>
    {
        using JsonDocument health = JsonDocument.Parse(await Http.GetByteArrayAsync("/health/ready"));
        JsonElement projection = health.RootElement.GetProperty("projection");
        ProofFailedException.Unless(projection.GetProperty("fault").ValueKind == JsonValueKind.Null, () => $"A projection stopped: {health.RootElement}");
        return projection.GetProperty("behind").GetInt64() == 0;
    });

    /// <summary>Waits until something holds.</summary>
    /// <exception cref="TimeoutException">It did not within three minutes.</exception>
    public async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        long started = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new TimeoutException($"The server did not come so far that {what}:\n{Output}");
            await Task.Delay(50);
        }
    }

    /// <summary>SIGKILL: it is told nothing.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        Http.Dispose();
        await KillAsync();
        _process.Dispose();
        _ownFolder?.Delete(recursive: true);
    }

    private static async Task<ServerProcess> StartAsync(ServerPlace place, DirectoryInfo? ownFolder)
    {
        ServerProcess server = new(place, ownFolder);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            server.Address = await server._listening.Task.WaitAsync(Patience);
            server.Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address, Timeout = Patience };
            await server.UntilAsync("it is ready", async () =>
            {
                using HttpResponseMessage answer = await server.Http.GetAsync("/health/ready");
                return answer.IsSuccessStatusCode;
            });
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private void Read(string? line)
    {
        if (line is null || Frequent().IsMatch(line)) return;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > KeptLines) _lines.Dequeue();
        }

        Match listening = Listening().Match(line);
        if (listening.Success) _listening.TrySetResult(new Uri(listening.Groups["url"].Value));
    }

    [GeneratedRegex(@"Listening on (?<url>http://\S+?)[;,\s]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();

    [GeneratedRegex(@"Registry\.Server\.Routes\.RequestLog\[1\]| bytes in$|Registry\.Server\.Ingest\.CommitQueue\[4\]|Committed \d+ submissions", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Frequent();
}

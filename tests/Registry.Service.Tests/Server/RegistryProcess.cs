using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Registry.Service.Tests.Server;

/// <summary>The real server as a process of its own, on a port that the system chose, in a folder of its own. Killed without warning when asked.</summary>
internal sealed partial class RegistryProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RegistryProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _ended.TrySetResult();
    }

    /// <summary>Everything that it printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Talks to it.</summary>
    public HttpClient Client { get; private set; } = new();

    /// <summary>Starts the server without waiting for it.</summary>
    /// <param name="folder">Its working directory; the default database lies below it.</param>
    /// <param name="settings">Settings as environment variables, such as <c>Registry__Bus__Transport</c>.</param>
    /// <param name="arguments">Verb and options.</param>
    public static RegistryProcess Launch(string folder, IReadOnlyDictionary<string, string>? settings = null, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Registry.Server.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        foreach ((string name, string value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        RegistryProcess server = new(new Process { StartInfo = start });
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Starts the server and waits until it is ready.</summary>
    public static async Task<RegistryProcess> StartAsync(string folder, IReadOnlyDictionary<string, string>? settings = null, params string[] arguments)
    {
        RegistryProcess server = Launch(folder, settings, arguments);
        await server.UntilReadyAsync();
        return server;
    }

    /// <summary>Waits until <c>/health/ready</c> says so.</summary>
    public async Task UntilReadyAsync()
    {
        Task first = await Task.WhenAny(_listening.Task, _ended.Task, Task.Delay(Patience, TimeProvider.System));
        if (first != _listening.Task) throw new InvalidOperationException($"The server did not start:\n{Output}");
        Client.Dispose();
        Client = new HttpClient { BaseAddress = await _listening.Task, Timeout = Patience };
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            using HttpResponseMessage answer = await Client.GetAsync("/health/ready");
            if (answer.IsSuccessStatusCode) return;
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new InvalidOperationException($"The server is not ready: {await answer.Content.ReadAsStringAsync()}\n{Output}");
            await Task.Delay(50);
        }
    }

    /// <summary>Posts a bundle.</summary>
    public async Task<(int Status, JsonElement Body)> PostAsync(string path, byte[] json)
    {
        using ByteArrayContent content = new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } };
        using HttpResponseMessage answer = await Client.PostAsync(path, content);
        return ((int)answer.StatusCode, await ReadJsonAsync(answer));
    }

    /// <summary>Reads JSON.</summary>
    public async Task<(int Status, JsonElement Body)> GetAsync(string path)
    {
        using HttpResponseMessage answer = await Client.GetAsync(path);
        return ((int)answer.StatusCode, await ReadJsonAsync(answer));
    }

    /// <summary>The whole feed, as JSON objects; each meets its schema.</summary>
    public async Task<List<JsonElement>> EventsAsync()
    {
        List<JsonElement> events = [];
        for (string after = "0"; ;)
        {
            using HttpResponseMessage page = await Client.GetAsync($"/events?after={after}");
            page.EnsureSuccessStatusCode();
            string[] lines = (await page.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (string line in lines) events.Add(JsonDocument.Parse(line).RootElement);
            after = page.Headers.GetValues("Registry-Position").Single();
            if (lines.Length > 0) continue;
            Xunit.Assert.All(events, Contracts.SchemaCheck.AssertMeets);
            return events;
        }
    }

    /// <summary>Waits until it printed a text.</summary>
    public async Task UntilPrintedAsync(string text)
    {
        long started = Stopwatch.GetTimestamp();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new InvalidOperationException($"The server never printed '{text}':\n{Output}");
            await Task.Delay(20);
        }
    }

    /// <summary>Ends it as a power cut would: SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until it ends by itself.</summary>
    public async Task<int> ExitCodeAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static async Task<JsonElement> ReadJsonAsync(HttpResponseMessage answer)
    {
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
    }

    private void Read(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        Match listening = Listening().Match(line);
        if (listening.Success) _listening.TrySetResult(new Uri(listening.Groups["url"].Value));
    }

    [GeneratedRegex(@"Listening on (?<url>http://\S+?)[;,\s]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}

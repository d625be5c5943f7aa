using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Registry.Proof.Processes;

namespace Registry.Benchmarks.Load;

/// <summary>Sends bundles of new subjects over a number of connections.</summary>
internal sealed class LoadClient : IDisposable
{
    private const string Suffix = "LOADSUFFIX";
    private const int Entries = 5;
    private static readonly MediaTypeHeaderValue FhirJson = new("application/fhir+json");
    private readonly HttpClient _http;
    private readonly int _connections;
    private readonly string _template = Template();
    private int _subject;

    public LoadClient(Uri address, int connections, int firstSubject = 0)
    {
        _subject = firstSubject;
        _connections = connections;
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>Each connection sends its next bundle when the last one is answered.</summary>
    public Task<LoadResult> ClosedAsync(TimeSpan time, int most)
    {
        long started = Stopwatch.GetTimestamp();
        int taken = 0;
        return RunAsync(started, () => Stopwatch.GetElapsedTime(started) < time && Interlocked.Increment(ref taken) <= most ? Stopwatch.GetTimestamp() : null);
    }

    /// <summary>Bundles are meant to be sent at even distances. A connection that is late sends at once, and its delay counts: who waits in line waits.</summary>
    public Task<LoadResult> OpenAsync(double perSecond, TimeSpan time)
    {
        long started = Stopwatch.GetTimestamp();
        int most = (int)(perSecond * time.TotalSeconds);
        int taken = 0;
        return RunAsync(started, () => Interlocked.Increment(ref taken) is var index && index <= most ? started + (long)((index - 1) / perSecond * Stopwatch.Frequency) : null);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<LoadResult> RunAsync(long started, Func<long?> nextStart)
    {
        ConcurrentBag<double> latencies = [];
        int failures = 0;
        await Task.WhenAll(Enumerable.Range(0, _connections).Select(_ => Task.Run(async () =>
        {
            while (nextStart() is { } meant)
            {
                TimeSpan early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), meant);
                if (early > TimeSpan.Zero) await Task.Delay(early);
                if (!await SendAsync()) Interlocked.Increment(ref failures);
                latencies.Add(Stopwatch.GetElapsedTime(meant).TotalMilliseconds);
            }
        })));
        double[] sorted = [.. latencies.Order()];
        return new LoadResult(sorted.Length, Stopwatch.GetElapsedTime(started).TotalSeconds, failures, sorted);
    }

    private async Task<bool> SendAsync()
    {
        string body = _template.Replace(Suffix, Interlocked.Increment(ref _subject).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        using StringContent content = new(body, FhirJson);
        using HttpResponseMessage answer = await _http.PostAsync("/fhir", content);
        await answer.Content.ReadAsByteArrayAsync();
        return answer.IsSuccessStatusCode;
    }

    /// <summary>The README's FOP bundle, its first five entries, for somebody else each time.</summary>
    private static string Template()
    {
        JsonNode root = JsonNode.Parse(File.ReadAllBytes(ProofPaths.File("docs", "examples", "fop-transaction.json")))!;
        JsonArray entries = root["entry"]!.AsArray();
        while (entries.Count > Entries) entries.RemoveAt(entries.Count - 1);
        foreach (JsonNode? entry in entries)
        {
            foreach (JsonNode? identifier in entry!["resource"]!["identifier"]!.AsArray()) identifier!["value"] = $"{identifier["value"]!.GetValue<string>()}-{Suffix}";
            entry["request"]!["url"] = $"{entry["request"]!["url"]!.GetValue<string>()}-{Suffix}";
        }

        return root.ToJsonString();
    }
}

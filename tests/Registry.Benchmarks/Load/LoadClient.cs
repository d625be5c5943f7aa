using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace Registry.Benchmarks.Load;

/// <summary>Sends bundles of new subjects over a number of connections.</summary>
internal sealed class LoadClient : IDisposable
{
    private static readonly MediaTypeHeaderValue FhirJson = new("application/fhir+json");
    private readonly HttpClient _http;
    private readonly int _connections;
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
        using StringContent content = new(LoadBundle.Write(Interlocked.Increment(ref _subject)), FhirJson);
        using HttpResponseMessage answer = await _http.PostAsync("/fhir", content);
        await answer.Content.ReadAsByteArrayAsync();
        return answer.IsSuccessStatusCode;
    }
}

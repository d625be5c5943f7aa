using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Registry.Cohort.Delivery;

/// <summary>A bundle that a server did not take.</summary>
/// <param name="Subject">Number of the subject.</param>
/// <param name="Site">Its site.</param>
/// <param name="IsExpected">An error had been put into it.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Why">The first error of its OperationOutcome, or what else it said.</param>
public sealed record RefusedBundle(int Subject, string Site, bool IsExpected, HttpStatusCode Status, string Why);

/// <summary>Sends bundles to a registry over several connections, one subject's one after another.</summary>
/// <remarks>
/// The key of a request is the digest of its bundle, so a run that was broken off and begun again makes no doubles. A server that is busy
/// (503, 429, or 409 with Retry-After) is given the time it asks for; one that is away is tried again, ever later.
/// </remarks>
public sealed class BundleSender : IBundleSink
{
    private readonly HttpClient _client;
    private readonly Uri _base;
    private readonly int _connections;
    private readonly string? _key;
    private readonly TimeProvider _clock;
    private readonly List<RefusedBundle> _refused = [];
    private int _taken;
    private int _waits;

    /// <param name="server">The FHIR base.</param>
    /// <param name="key">Bearer key; null for a server on loopback, which is told the site of each bundle.</param>
    /// <param name="connections">How many subjects are sent at once.</param>
    /// <param name="clock">For waits.</param>
    public BundleSender(Uri server, string? key, int connections, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(connections, 1);
        _base = server;
        _key = key;
        _connections = connections;
        _clock = clock;
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, AllowAutoRedirect = false }) { Timeout = Limits.RequestTime };
    }

    /// <summary>Bundles that the server took.</summary>
    public int Taken => _taken;

    /// <summary>How often a bundle had to be sent again.</summary>
    public int Waits => _waits;

    /// <summary>Bundles that it did not take, in the order of their subjects.</summary>
    public IReadOnlyList<RefusedBundle> Refused
    {
        get
        {
            lock (_refused) return [.. _refused.OrderBy(refused => refused.Subject)];
        }
    }

    /// <inheritdoc/>
    public async Task TakeAsync(CohortBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        ParallelOptions options = new() { MaxDegreeOfParallelism = _connections, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(block.Bundles.GroupBy(bundle => bundle.Subject), options, SendSubjectAsync);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask SendSubjectAsync(IGrouping<int, CohortBundle> bundles, CancellationToken cancellationToken)
    {
        foreach (CohortBundle bundle in bundles)
        {
            // What follows a bundle that was refused has nothing to rest on.
            if (!await SendAsync(bundle, cancellationToken)) return;
        }
    }

    /// <returns>False when the server refused it.</returns>
    private async Task<bool> SendAsync(CohortBundle bundle, CancellationToken cancellationToken)
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(bundle.Json.Span));
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan wait;
            try
            {
                using HttpRequestMessage request = Request(bundle, digest);
                using HttpResponseMessage answer = await _client.SendAsync(request, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    Interlocked.Increment(ref _taken);
                    return true;
                }

                if (WaitAskedFor(answer) is not { } asked)
                {
                    await RefuseAsync(bundle, answer, cancellationToken);
                    return false;
                }

                if (attempt == Limits.SendAttempts) throw new DeliveryException(FormattableString.Invariant($"The server was busy at each of {attempt} attempts to send subject {bundle.Subject}. Start again later: what was taken is not taken twice."));
                wait = asked;
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                if (attempt == Limits.SendAttempts) throw new DeliveryException(FormattableString.Invariant($"{_base} could not be reached at {attempt} attempts: {fault.Message} Start again when it is there: what was taken is not taken twice."), fault);
                // 0.1, 0.2, 0.4 … up to 10 seconds, each spread over half its length so that connections do not come back together.
                double seconds = Math.Min(0.1 * Math.Pow(2, attempt - 1), 10);
                wait = TimeSpan.FromSeconds(seconds * (0.75 + (RandomNumberGenerator.GetInt32(500) / 1000.0)));
            }

            Interlocked.Increment(ref _waits);
            await Task.Delay(wait, _clock, cancellationToken);
        }
    }

    private HttpRequestMessage Request(CohortBundle bundle, string digest)
    {
        HttpRequestMessage request = new(HttpMethod.Post, _base) { Content = new ReadOnlyMemoryContent(bundle.Json) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } } };
        request.Headers.Add("Idempotency-Key", digest);
        if (_key is null) request.Headers.Add("X-Registry-Site", bundle.Site);
        else request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        return request;
    }

    private TimeSpan? WaitAskedFor(HttpResponseMessage answer)
    {
        bool isBusy = answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;
        if (!isBusy && !(answer.StatusCode is HttpStatusCode.Conflict && answer.Headers.RetryAfter is not null)) return null;
        TimeSpan asked = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _clock.GetUtcNow(),
            _ => TimeSpan.FromSeconds(1),
        };
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked > Limits.LongestWait ? Limits.LongestWait : asked;
    }

    private async Task RefuseAsync(CohortBundle bundle, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        string why = await WhyAsync(answer, cancellationToken);
        switch (answer.StatusCode)
        {
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                throw new DeliveryException(string.Create(CultureInfo.InvariantCulture, $"{_base} answered {(int)answer.StatusCode}: {why} Send a key of the role submitter with --key."));
            case HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.PermanentRedirect or HttpStatusCode.TemporaryRedirect:
                throw new DeliveryException(string.Create(CultureInfo.InvariantCulture, $"{_base} answered {(int)answer.StatusCode}: {why} --server is the FHIR base, such as http://localhost:8080/fhir."));
        }

        lock (_refused) _refused.Add(new RefusedBundle(bundle.Subject, bundle.Site, bundle.MayBeRefused, answer.StatusCode, why));
    }

    private static async Task<string> WhyAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        string body = await answer.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using JsonDocument outcome = JsonDocument.Parse(body);
            foreach (JsonElement issue in outcome.RootElement.GetProperty("issue").EnumerateArray())
            {
                if (issue.GetProperty("severity").GetString() is not ("error" or "fatal")) continue;
                string place = issue.TryGetProperty("expression", out JsonElement expression) ? $"{expression[0].GetString()}: " : "";
                return place + issue.GetProperty("details").GetProperty("text").GetString();
            }
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return answer.ReasonPhrase ?? "no reason given";
        }

        return answer.ReasonPhrase ?? "no reason given";
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Registry.Cli.Commands;

/// <summary>Where a replay posts events: CloudEvents over HTTP in structured mode. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md</summary>
internal sealed class EventTarget(Uri address, TimeProvider clock) : IDisposable
{
    private const int Attempts = 5;
    private readonly HttpClient _http = new();

    /// <summary>Posts one event; a target that is away or overloaded is asked again a few times.</summary>
    /// <exception cref="FeedBrokenException">The target does not take it.</exception>
    public async Task PostAsync(FeedEvent one, CancellationToken cancellationToken)
    {
        string told = "";
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (attempt > 0) await Task.Delay(TimeSpan.FromMilliseconds(200 * Math.Pow(2, attempt)), clock, cancellationToken);
            try
            {
                using ByteArrayContent content = new(Encoding.UTF8.GetBytes(one.Json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/cloudevents+json") } };
                using HttpResponseMessage answer = await _http.PostAsync(address, content, cancellationToken);
                if (answer.IsSuccessStatusCode) return;
                told = $"it answered {(int)answer.StatusCode}";
                if ((int)answer.StatusCode is >= 400 and < 500 and not 408 and not 429) break;
            }
            catch (HttpRequestException fault)
            {
                told = fault.Message;
            }
        }

        throw new FeedBrokenException(string.Create(
            CultureInfo.InvariantCulture, $"{address} does not take event {one.Sequence}: {told}. The events before it were taken; go on with --after {one.Sequence - 1}."));
    }

    public void Dispose() => _http.Dispose();
}

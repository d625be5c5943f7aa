using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Registry.Proof.Contention;

/// <summary>What an answer said.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Text; empty for none.</param>
/// <param name="Location">Path of the version that was written or found; null when it names none.</param>
/// <param name="ETag">As sent.</param>
internal sealed record Answer(HttpStatusCode Status, string Body, string? Location, string? ETag);

/// <summary>Many senders at once, on one node or on several in turn.</summary>
internal sealed class ContendingClient(IReadOnlyList<HttpClient> nodes)
{
    /// <summary>Sends to the node of a sender.</summary>
    public async Task<Answer> SendAsync(int sender, HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path);
        if (json is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } };
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage answer = await nodes[sender % nodes.Count].SendAsync(request);
        return new Answer(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.AbsolutePath, answer.Headers.ETag?.ToString());
    }

    /// <summary>Reads, from the first node.</summary>
    public async Task<JsonNode> ReadAsync(string path)
    {
        Answer answer = await SendAsync(0, HttpMethod.Get, path, json: null);
        ProofFailedException.Unless(answer.Status == HttpStatusCode.OK, () => $"{path} reads as {answer.Status}: {answer.Body}");
        return JsonNode.Parse(answer.Body)!;
    }
}

using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Registry.Server;
using Registry.Server.Routes;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>Requests as bytes on a socket: what breaks HTTP before any route sees it is an OperationOutcome too, and does not end the server.</summary>
public sealed class RawRequestTests
{
    private const string Host = "Host: localhost\r\n";

    private static (string What, string Request, int Status, string? Code)[] Requests { get; } =
    [
        ("a request line of one word", "HELLO\r\n\r\n", 400, "http-malformed"),
        ("no version", $"GET /fhir/metadata\r\n{Host}\r\n", 400, "http-malformed"),
        ("a version that is not known", $"GET /fhir/metadata HTTP/3.7\r\n{Host}\r\n", 505, "http-version"),
        ("a method with a control character", $"G\u0001T /fhir/metadata HTTP/1.1\r\n{Host}\r\n", 400, "http-malformed"),
        ("a method that there is not", $"BREW /fhir/metadata HTTP/1.1\r\n{Host}Connection: close\r\n\r\n", 405, "method-not-allowed"),
        ("a blank in the address", $"GET /fhir/Patient/a b HTTP/1.1\r\n{Host}\r\n", 400, "http-malformed"),
        ("no Host", "GET /fhir/metadata HTTP/1.1\r\n\r\n", 400, "http-malformed"),
        ("two Hosts", $"GET /fhir/metadata HTTP/1.1\r\n{Host}{Host}\r\n", 400, "http-malformed"),
        ("a Host that is none", "GET /fhir/metadata HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "http-malformed"),
        ("another Host", "GET /fhir/metadata HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n", 403, "loopback-only"),
        ("a condition sent twice", $"POST /fhir/Patient HTTP/1.1\r\n{Host}Content-Type: application/fhir+json\r\nIf-None-Exist: identifier=a\r\nIf-None-Exist: identifier=b\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}", 400, "header-repeated"),
        ("a header without a colon", $"GET /fhir/metadata HTTP/1.1\r\n{Host}nonsense\r\n\r\n", 400, "http-malformed"),
        ("a header with a control character", $"GET /fhir/metadata HTTP/1.1\r\n{Host}X: a\0b\r\n\r\n", 400, "http-malformed"),
        ("a length that is no number", $"POST /fhir HTTP/1.1\r\n{Host}Content-Type: application/fhir+json\r\nContent-Length: many\r\n\r\n", 400, "http-malformed"),
        ("a negative length", $"POST /fhir HTTP/1.1\r\n{Host}Content-Type: application/fhir+json\r\nContent-Length: -1\r\n\r\n", 400, "http-malformed"),
        ("two lengths", $"POST /fhir HTTP/1.1\r\n{Host}Content-Type: application/fhir+json\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}", 400, "http-malformed"),
        ("chunks that are none", $"POST /fhir HTTP/1.1\r\n{Host}Content-Type: application/fhir+json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n", 400, "http-malformed"),
        ("a transfer coding that is not known", $"POST /fhir HTTP/1.1\r\n{Host}Content-Type: application/fhir+json\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "http-malformed"),
        ("a length of more than a body may have", $"POST /fhir HTTP/1.1\r\n{Host}Content-Type: application/fhir+json\r\nContent-Length: {Limits.BodyBytes + 1}\r\nConnection: close\r\n\r\n", 413, "body-too-large"),
        ("a NUL in the address", $"GET /fhir/Patient/%00 HTTP/1.1\r\n{Host}\r\n", 400, "http-malformed"),
        ("an escaped slash", $"GET /fhir/Patient%2F1 HTTP/1.1\r\n{Host}Connection: close\r\n\r\n", 404, "route-unknown"),
        ("an escaped slash in an id", $"GET /fhir/Patient/a%2Fb HTTP/1.1\r\n{Host}Connection: close\r\n\r\n", 404, null),
        ("two dots", $"GET /fhir/Patient/../../fhir/metadata HTTP/1.1\r\n{Host}Connection: close\r\n\r\n", 200, null),
        ("two escaped dots", $"GET /fhir/Patient/%2e%2e/%2e%2e/nothing/here HTTP/1.1\r\n{Host}Connection: close\r\n\r\n", 404, "route-unknown"),
        ("two slashes", $"GET //fhir//metadata HTTP/1.1\r\n{Host}Connection: close\r\n\r\n", 404, "route-unknown"),
        ("a long address that fits", $"GET /fhir/Patient/{new string('a', 20_000)} HTTP/1.1\r\n{Host}Connection: close\r\n\r\n", 404, "resource-unknown"),
        ("an address that is too long", $"GET /fhir/Patient/{new string('a', Limits.RequestLineBytes)} HTTP/1.1\r\n{Host}\r\n", 414, "http-uri-too-long"),
        ("too many headers", $"GET /fhir/metadata HTTP/1.1\r\n{Host}{string.Concat(Enumerable.Range(0, Limits.HeaderCount).Select(index => $"X-{index}: 1\r\n"))}\r\n", 431, "http-headers-too-large"),
        ("a header that is too large", $"GET /fhir/metadata HTTP/1.1\r\n{Host}X: {new string('a', Limits.HeaderBytes)}\r\n\r\n", 431, "http-headers-too-large"),
        ("a whole address", "GET http://localhost/fhir/metadata HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 200, null),
        ("a whole address that is not of its Host", "GET http://localhost/fhir/metadata HTTP/1.1\r\nHost: example.org\r\n\r\n", 400, "http-malformed"),
        ("HTTP/1.0", $"GET /fhir/metadata HTTP/1.0\r\n{Host}\r\n", 200, null),
        ("HTTP/1.0 without a Host, which could be anybody's", "GET /fhir/metadata HTTP/1.0\r\n\r\n", 403, "loopback-only"),
        ("an asterisk", $"OPTIONS * HTTP/1.1\r\n{Host}Connection: close\r\n\r\n", 204, null),
        ("CONNECT", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\nConnection: close\r\n\r\n", 405, "method-not-allowed"),
    ];

    [Fact]
    public async Task Each_is_answered_as_an_OperationOutcome_and_the_next_caller_is_served()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        List<string> wrong = [];
        foreach ((string what, string request, int status, string? code) in Requests)
        {
            (int Status, string Head, string Body) answer = await SendAsync(registry, request);
            string told = $"{what}: {answer.Status} {answer.Body[..Math.Min(300, answer.Body.Length)]}";
            if (answer.Status != status) wrong.Add(told);
            else if (status >= 400 && (!answer.Head.Contains("application/fhir+json", StringComparison.Ordinal) || !IsOutcome(answer.Body, code))) wrong.Add(told);
        }

        Assert.Empty(wrong);
        Assert.Equal(200, (int)(await registry.GetAsync("/fhir/metadata")).Status);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_408()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        (int status, _, string body) = await SendAsync(registry, $"POST /fhir HTTP/1.1\r\n{Host}Content-Type: application/fhir+json\r\nContent-Length: 10\r\n\r\n{{");
        Assert.Equal(408, status);
        Assert.True(IsOutcome(body, "http-timeout"), body);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nX-Content-Type-Options: nosniff\r\n\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 7\r\n\r\n{\"a\":1}")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n")]
    [InlineData("{\"HTTP/1.1 400\":1}")]
    [InlineData("")]
    public void What_is_no_bare_answer_of_Kestrels_is_left_alone(string written) => Assert.Null(RejectedRequests.Replace(Encoding.ASCII.GetBytes(written)));

    [Fact]
    public async Task A_fault_is_500_with_an_id_under_which_the_log_has_it_and_no_detail()
    {
        using TemporaryFolder folder = new();
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path);
        Assert.Equal(200, (await server.PostAsync("/fhir", Examples.Fop())).Status);
        // A real one: the database is there, and lacks a table.
        await using (Microsoft.Data.Sqlite.SqliteConnection connection = new($"Data Source={Path.Combine(folder.Path, "data", "registry.db")};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA foreign_keys=OFF; DROP TABLE resource_version";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        using HttpResponseMessage answer = await server.Client.GetAsync("/fhir/Patient/x", TestContext.Current.CancellationToken);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(500, (int)answer.StatusCode);
        Assert.True(IsOutcome(body, "server-fault"), body);
        string id = JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!;
        Assert.Equal(id, answer.Headers.GetValues("X-Request-Id").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.DoesNotContain("resource_version", body, StringComparison.Ordinal);
        await server.UntilPrintedAsync($"Request {id} on /fhir/{{type}}/{{id}} failed");
        await server.UntilPrintedAsync("no such table: resource_version");
    }

    [Fact]
    public async Task An_error_has_the_id_of_the_line_that_the_log_has_of_it()
    {
        using TemporaryFolder folder = new();
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path);
        foreach (string path in (string[])["/fhir/Patient/nobody", "/nowhere", "/events?limit=0", "/reports/nothing"])
        {
            (int status, JsonElement outcome) = await server.GetAsync(path);
            Assert.True(status is 400 or 404, path);
            await server.UntilPrintedAsync($"request {outcome.GetProperty("id").GetString()}");
        }
    }

    private static bool IsOutcome(string body, string? code)
    {
        if (body.Length == 0 || body[0] != '{') return false;
        JsonElement outcome = JsonDocument.Parse(body).RootElement;
        return outcome.GetProperty("resourceType").GetString() == "OperationOutcome"
            && (code is null || outcome.GetProperty("issue")[0].GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString() == code);
    }

    private static async Task<(int Status, string Head, string Body)> SendAsync(RunningRegistry registry, string request)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(120));
        using TcpClient client = new();
        await client.ConnectAsync(registry.Client.BaseAddress!.Host, registry.Client.BaseAddress.Port, patience.Token);
        NetworkStream stream = client.GetStream();
        using MemoryStream answer = new();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (IOException)
        {
            // The server closed while there was still something to be sent: what it answered before counts.
        }

        string text = Encoding.UTF8.GetString(answer.ToArray());
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return (0, "", text);
        string head = text[..end];
        string body = text[(end + 4)..];
        if (head.Contains("Transfer-Encoding: chunked", StringComparison.Ordinal)) body = body[(body.IndexOf("\r\n", StringComparison.Ordinal) + 2)..];
        return (int.Parse(head.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), head, body);
    }
}

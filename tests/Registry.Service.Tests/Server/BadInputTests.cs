using System.Net;
using System.Text;
using System.Text.Json;
using Registry.Server;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>Bad input gets an OperationOutcome that names the place, the rule, why, and what to send instead; and nothing of it is stored.</summary>
public sealed class BadInputTests
{
    private static readonly string Folder = Repository.Path("docs", "examples", "invalid");

    [Fact]
    public async Task Every_example_of_bad_input_is_refused_at_its_place_and_leaves_nothing_behind()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        JsonElement[] cases = [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "index.json"))).RootElement.EnumerateArray()];
        Assert.True(cases.Length >= 8, "The issue names eight kinds of bad input.");
        foreach (JsonElement bad in cases)
        {
            string file = bad.GetProperty("file").GetString()!;
            (HttpStatusCode status, JsonElement outcome) = await registry.PostAsync("/fhir", File.ReadAllBytes(Path.Combine(Folder, file)));

            Assert.True(bad.GetProperty("status").GetInt32() == (int)status, $"{file}: {(int)status} {outcome}");
            JsonElement[] errors = [.. outcome.GetProperty("issue").EnumerateArray().Where(issue => issue.GetProperty("severity").GetString() is "error" or "fatal")];
            JsonElement first = errors[0];
            AssertPlace(file, bad, first);
            Assert.False(string.IsNullOrWhiteSpace(first.GetProperty("details").GetProperty("text").GetString()), $"{file}: no reason.");
            Assert.False(string.IsNullOrWhiteSpace(first.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString()), $"{file}: no rule.");
            Assert.Contains("Line ", first.GetProperty("diagnostics").GetString(), StringComparison.Ordinal);
            if (bad.TryGetProperty("rule", out JsonElement rule)) Assert.Equal(rule.GetString(), first.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString());
        }

        await registry.AssertNothingStoredAsync();
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413_and_leaves_nothing_behind()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        byte[] large = new byte[Limits.BodyBytes + 1];
        Array.Fill(large, (byte)' ');

        (HttpStatusCode status, JsonElement outcome) = await registry.PostAsync("/fhir", large);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("OperationOutcome", outcome.GetProperty("resourceType").GetString());
        await registry.AssertNothingStoredAsync();
    }

    [Fact]
    public async Task A_chunked_body_over_the_limit_is_413_too()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        using HttpRequestMessage request = new(HttpMethod.Post, "/fhir") { Content = new StreamContent(new EndlessSpaces(Limits.BodyBytes + (1024 * 1024))) };
        request.Content.Headers.ContentType = new("application/fhir+json");
        request.Headers.TransferEncodingChunked = true;

        using HttpResponseMessage answer = await registry.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/fhir+turtle")]
    [InlineData("application/fhir+json; charset=iso-8859-1")]
    public async Task A_wrong_content_type_is_415(string contentType)
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        using ByteArrayContent content = new(Examples.Fop());
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using HttpResponseMessage answer = await registry.Client.PostAsync("/fhir", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task One_bad_entry_keeps_the_whole_bundle_out()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        string bundle = Encoding.UTF8.GetString(Examples.Fop()).Replace("\"flare-up\"", "\"no-such-observation\"", StringComparison.Ordinal);

        (HttpStatusCode status, _) = await registry.PostAsync("/fhir", Encoding.UTF8.GetBytes(bundle));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        await registry.AssertNothingStoredAsync();
    }

    private static void AssertPlace(string file, JsonElement expected, JsonElement issue)
    {
        if (expected.GetProperty("expression").GetString() is { } expression)
        {
            string found = issue.TryGetProperty("expression", out JsonElement places) ? places[0].GetString()! : "(none)";
            Assert.True(
                found == expression || found.StartsWith(expression + ".", StringComparison.Ordinal) || found.StartsWith(expression + "[", StringComparison.Ordinal),
                $"{file}: {found} instead of {expression}");
        }

        if (expected.TryGetProperty("line", out JsonElement line))
        {
            Assert.Equal(line.GetInt32(), issue.GetProperty("extension")[0].GetProperty("valueInteger").GetInt32());
        }
    }

    private sealed class EndlessSpaces(int bytes) : Stream
    {
        private int _left = bytes;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = Math.Min(count, _left);
            Array.Fill(buffer, (byte)' ', offset, read);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The stable codes of the server's own refusals: each stands in a request that is answered with it, or in the list of those that need more than a request.</summary>
public sealed partial class RefusalCodeTests
{
    private const string Json = "application/fhir+json";
    private const string Batch = """{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Patient"}}]}""";

    /// <summary>Codes that one request does not provoke, and where they are.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["body-too-large"] = nameof(RawRequestTests),
        ["bundle-entries"] = nameof(BatchTests),
        ["caller-role"] = nameof(OpenApiTests) + ": every route with each role",
        ["caller-unknown"] = nameof(OpenApiTests) + ": every route without a key",
        ["database-away"] = nameof(DatabaseAwayTests),
        ["database-full"] = "Proof.Crashes: a disk that fills",
        ["entry-request"] = nameof(An_entry_without_a_request_is_named),
        ["feed-streams"] = nameof(FeedTests) + ": as many streams as there may be",
        ["header-repeated"] = nameof(RawRequestTests),
        ["http-headers-too-large"] = nameof(RawRequestTests),
        ["http-malformed"] = nameof(RawRequestTests),
        ["http-timeout"] = nameof(RawRequestTests),
        ["http-uri-too-long"] = nameof(RawRequestTests),
        ["http-version"] = nameof(RawRequestTests),
        ["idempotency-key-reused"] = nameof(IdempotencyTests),
        ["include-cut"] = "A warning in a page, not a refusal: more included resources than a page may bring",
        ["index-not-ready"] = "Only while the index is made anew after a change of the definitions",
        ["loopback-only"] = nameof(RawRequestTests),
        ["code-undecided"] = "An operation on terminology: TerminologyOperationTests",
        ["code-without-words"] = "An operation on terminology: TerminologyOperationTests",
        ["conformance-history"] = "A note on conformance resources: ConformanceResourceTests",
        ["expansion-incomplete"] = "A note in an expansion: TerminologyOperationTests",
        ["meta-too-costly"] = "Only over more resources than $meta looks at",
        ["metadata-mode"] = "ConformanceResourceTests",
        ["operation-body"] = "ResourceOperationTests",
        ["operation-parameters"] = "ResourceOperationTests",
        ["operation-unknown"] = "ResourceOperationTests",
        ["search-type-conformance"] = "ConformanceResourceTests",
        ["validate-mode"] = "ResourceOperationTests",
        ["queue-full"] = nameof(BackPressureTests),
        ["report-building"] = "Only while projections are built anew",
        ["resource-deleted"] = nameof(CapabilityWalkTests),
        ["server-fault"] = nameof(RawRequestTests),
        ["subject-in-motion"] = "Only when eight decisions in a row are overtaken; the proof of contention meets it",
        ["subject-withdrawn"] = "Erasure: reads of other sites after a withdrawal",
    };

    private static readonly (string Code, int Status, string Method, string Path, string? Body, (string Name, string Value)[] Headers)[] Provoked =
    [
        ("accept-charset", 406, "GET", "/fhir/metadata", null, [("Accept-Charset", "iso-8859-1")]),
        ("accept-malformed", 400, "GET", "/fhir/metadata", null, [("Accept", "///")]),
        ("accept-unknown", 406, "GET", "/fhir/metadata", null, [("Accept", "image/png")]),
        ("content-encoding", 415, "POST", "/fhir", "{}", [("Content-Encoding", "zstd")]),
        ("content-type", 415, "POST", "/fhir", "{}", [("Content-Type", "text/plain")]),
        ("event-type-unknown", 404, "GET", "/events/schemas/Nothing.v1.json", null, []),
        ("feed-parameter", 400, "GET", "/events?limit=0", null, []),
        ("feed-position-beyond-log", 409, "GET", "/events?after=999999", null, []),
        ("format-contradictory", 400, "GET", "/fhir/metadata?_format=json&_format=xml", null, []),
        ("format-unknown", 406, "GET", "/fhir/metadata?_format=ttl", null, []),
        ("headers-contradictory", 400, "PUT", "/fhir/Patient/1", "{}", [("If-Match", "W/\"1\""), ("If-None-Match", "*")]),
        ("history-parameter", 400, "GET", "/fhir/_history?_since=yesterday", null, []),
        ("idempotency-key-malformed", 400, "POST", "/fhir", """{"resourceType":"Bundle","type":"transaction"}""", [("Idempotency-Key", "not a key")]),
        ("method-not-allowed", 405, "DELETE", "/events", null, []),
        ("pretty-value", 400, "GET", "/fhir/metadata?_pretty=perhaps", null, []),
        ("report-not-permitted", 403, "GET", "/reports/survival?audience=site", null, []),
        ("report-parameter", 400, "GET", "/reports/survival?shoeSize=43", null, []),
        ("report-unknown", 404, "GET", "/reports/nothing", null, []),
        ("resource-unknown", 404, "GET", "/fhir/Patient/nobody", null, []),
        ("route-unknown", 404, "GET", "/nowhere", null, []),
        ("search-parameter", 400, "GET", "/fhir/Patient?shoe-size=43", null, []),
        ("search-type-missing", 400, "GET", "/fhir?_lastUpdated=ge2020", null, []),
        ("search-type-twice", 400, "GET", "/fhir/Patient?_type=Observation", null, []),
        ("type-unknown", 404, "GET", "/fhir/Account", null, []),
    ];

    [Fact]
    public async Task Each_code_that_a_request_provokes_is_answered_with_its_status_a_message_and_a_remedy()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        List<string> wrong = [];
        foreach ((string code, int status, string method, string path, string? body, (string Name, string Value)[] headers) in Provoked)
        {
            using HttpRequestMessage request = new(new HttpMethod(method), path);
            if (body is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(Json) } };
            foreach ((string name, string value) in headers)
            {
                if (name == "Content-Type") request.Content!.Headers.ContentType = new MediaTypeHeaderValue(value);
                else if (name == "Content-Encoding") request.Content!.Headers.ContentEncoding.Add(value);
                else request.Headers.TryAddWithoutValidation(name, value);
            }

            using HttpResponseMessage answer = await registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
            string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            JsonElement issue = JsonDocument.Parse(text).RootElement.GetProperty("issue")[0];
            string told = issue.GetProperty("details").GetProperty("text").GetString()!;
            // diagnostics says the message, and then what to send instead.
            bool hasRemedy = issue.GetProperty("diagnostics").GetString() is { } whole && whole.StartsWith(told, StringComparison.Ordinal) && whole.Length > told.Length + 10;
            if ((int)answer.StatusCode != status || issue.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString() != code || !hasRemedy) wrong.Add($"{code}: {(int)answer.StatusCode} {text}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task An_entry_without_a_request_is_named()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        (System.Net.HttpStatusCode status, JsonElement outcome) = await registry.PostAsync("/fhir", Encoding.UTF8.GetBytes(Batch));
        // A batch is answered entry by entry.
        Assert.Equal(System.Net.HttpStatusCode.OK, status);
        Assert.Contains("\"entry-request\"", outcome.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_code_in_the_source_is_provoked_here_or_named_in_a_test_or_listed_with_the_reason()
    {
        HashSet<string> known = [.. Provoked.Select(one => one.Code), .. Elsewhere.Keys];
        string tests = string.Join('\n', Directory.GetFiles(Repository.Path("tests", "Registry.Service.Tests"), "*.cs", SearchOption.AllDirectories).Where(file => !IsBuilt(file)).Select(File.ReadAllText));
        string[] sources = [.. Directory.GetFiles(Repository.Path("src", "Registry.Server"), "*.cs", SearchOption.AllDirectories).Where(file => !IsBuilt(file)).Select(File.ReadAllText)];
        string[] codes = [.. sources.SelectMany(source => Code().Matches(source)).Select(match => match.Groups["code"].Value).Distinct(StringComparer.Ordinal)];
        Assert.True(codes.Length > 40, $"{codes.Length}");
        string[] unknown = [.. codes.Where(code => !known.Contains(code) && !tests.Contains($"\"{code}\"", StringComparison.Ordinal))];
        Assert.True(unknown.Length == 0, $"Provoke in RefusalCodeTests.Provoked, or say in Elsewhere where it is and why not here: {string.Join(", ", unknown)}");
        // What is listed is still there.
        string all = string.Join('\n', sources);
        string[] gone = [.. known.Where(code => !all.Contains($"\"{code}\"", StringComparison.Ordinal))];
        Assert.True(gone.Length == 0, $"No source says any more: {string.Join(", ", gone)}");
    }

    private static bool IsBuilt(string file) => file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) || file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    [GeneratedRegex(@"(?:Refusal|Objection)\(\s*(?:StatusCodes\.\w+,\s*)?""[a-z-]+"",\s*""(?<code>[a-z0-9-]+)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}

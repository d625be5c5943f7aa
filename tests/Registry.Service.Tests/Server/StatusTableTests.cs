using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Service.Tests.Clinical;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>What each interaction answers: one table of request, status and issue code, run from top to bottom over HTTP. https://hl7.org/fhir/R4/http.html#Status-Codes</summary>
/// <remarks>
/// Deviation: load is told with 503 and Retry-After, never with 429, as it is the server that is full and not one caller who asks too much
/// (<see cref="BackPressureTests"/>). 503 of a database that is away is in <see cref="DatabaseAwayTests"/>.
/// </remarks>
public sealed class StatusTableTests
{
    private const string Json = "application/fhir+json";
    private const string JsonPatch = "application/json-patch+json";
    private const string Unchanged = """[{"op":"test","path":"/gender","value":"female"}]""";

    private static readonly string Many = string.Join(',', Enumerable.Range(0, 10_000));

    private static readonly Row[] Rows =
    [
        // create
        new("POST Patient", 201, "", Body: Patient("A-1", null)),
        new("POST Patient", 409, "duplicate", Body: Patient("A-1", null)),
        new("POST Patient", 400, "", Body: "{"),
        new("POST Patient", 400, "", Body: """<Patient xmlns="http://hl7.org/fhir"/>"""),
        new("POST Patient", 400, "", Body: Patient("A-2", null), Type: "application/fhir+xml"),
        new("POST Patient", 400, "", Body: """{"resourceType":"Condition"}"""),
        new("POST Patient", 422, "", Body: """{"resourceType":"Patient","gender":"female"}"""),
        new("POST Patient", 415, "not-supported", Body: "gender=female", Type: "application/x-www-form-urlencoded"),
        new("POST Patient", 406, "not-supported", Body: Patient("A-2", null), Headers: "Accept: text/turtle"),
        new("POST Patient", 413, "too-long", Body: "large"),
        new("POST Patient", 400, "value", Body: Patient("A-2", null), Headers: "Idempotency-Key: two words"),
        new("POST Patient/a", 405, "not-supported", Body: Patient("A-2", "a")),
        new("POST Patient", 201, "", Body: Patient("A-2", null), Headers: "Idempotency-Key: k"),
        new("POST Patient", 201, "", Body: Patient("A-2", null), Headers: "Idempotency-Key: k"),
        new("POST Patient", 422, "business-rule", Body: Patient("A-3", null), Headers: "Idempotency-Key: k"),

        // conditional create
        new("POST Patient", 200, "", Body: Patient("A-1", null), Headers: $"If-None-Exist: identifier={Some.Pseudonyms}|A-1"),
        new("POST Patient", 201, "", Body: Patient("A-5", null, "1930"), Headers: "If-None-Exist: birthdate=1930"),
        new("POST Patient", 412, "multiple-matches", Body: Patient("A-4", null), Headers: "If-None-Exist: gender=female"),
        new("POST Patient", 422, "not-supported", Body: Patient("A-4", null), Headers: "If-None-Exist: colour=red"),

        // update
        new("PUT Patient/p1", 201, "", Body: Patient("P-1", "p1")),
        new("PUT Patient/p1", 200, "", Body: Patient("P-1", "p1")),
        new("PUT Patient/p1", 200, "", Body: Patient("P-1", "p1"), Headers: "If-Match: W/\"1\""),
        new("PUT Patient/p1", 412, "conflict", Body: Patient("P-1", "p1"), Headers: "If-Match: W/\"7\""),
        new("PUT Patient/p1", 412, "conflict", Body: Patient("P-1", "p1"), Headers: "If-Match: \"x\""),
        new("PUT Patient/p1", 400, "invalid", Body: Patient("P-1", "p1"), Headers: "If-Match: 1"),
        new("PUT Patient/p1", 412, "conflict", Body: Patient("P-1", "p1"), Headers: "If-None-Match: *"),
        new("PUT Patient/p1", 400, "conflict", Body: Patient("P-1", "p1"), Headers: "If-None-Match: *\nIf-Match: *"),
        new("PUT Patient/nobody", 412, "conflict", Body: Patient("P-9", "nobody"), Headers: "If-Match: *"),
        new("PUT Patient/p1", 400, "invalid", Body: Patient("P-1", "p2")),
        new("PUT Patient/p1", 400, "invalid", Body: Patient("P-1", null)),
        new("PUT Patient/p1", 400, "", Body: """{"resourceType":"Condition","id":"p1"}"""),
        new("PUT Patient/p_1", 400, "", Body: Patient("P-2", "p_1")),
        new("PUT Patient/" + new string('a', 65), 400, "", Body: Patient("P-2", new string('a', 65))),
        new("PUT Medication/m", 422, "not-supported", Body: """{"resourceType":"Medication","id":"m"}"""),

        // conditional update
        new("PUT Patient?_id=p1", 200, "", Body: Patient("P-1", null)),
        new("PUT Patient?birthdate=1931", 201, "", Body: Patient("P-2", "p2", "1931")),
        new("PUT Patient?gender=female", 412, "multiple-matches", Body: Patient("P-1", null)),
        new("PUT Patient?birthdate=1932", 409, "duplicate", Body: Patient("P-3", "p1", "1932")),
        new("PUT Patient", 422, "not-supported", Body: Patient("P-3", null)),

        // read and vread
        new("GET Patient/p1", 200, ""),
        new("HEAD Patient/p1", 200, ""),
        new("GET Patient/p1", 304, "", Headers: "If-None-Match: W/\"1\""),
        new("GET Patient/p1", 304, "", Headers: "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT"),
        new("GET Patient/p1", 406, "not-supported", Headers: "Accept: image/png"),
        new("GET Patient/p1?_format=turtle", 406, "not-supported"),
        new("GET Patient/nobody", 404, "not-found"),
        new("GET Patient/p_1", 404, "not-found"),
        new("GET Patient/p%2F1", 404, "not-found"),
        new("GET Patient/..%2Fp1", 404, "not-found"),
        new("GET Patient/p1/_history/1", 200, ""),
        new("GET Patient/p1/_history/99", 404, "not-found"),
        new("GET Patient/p1/_history/one", 404, "not-found"),
        new("GET Patient/p1/_history/99999999999999999999", 404, "not-found"),
        new("GET Nowhere/p1/x/y/z", 404, "not-found"),

        // search
        new("GET Patient?gender=female", 200, ""),
        new("GET Patient?colour=red", 400, "not-supported"),
        new("GET Patient?colour=red", 200, "", Headers: "Prefer: handling=lenient"),
        new("GET Patient?birthdate=soon", 400, "value"),
        new("GET Patient?_id=" + string.Join(',', Enumerable.Range(0, 1_500)), 400, "value"),
        new("GET Medication?code=x", 404, "not-supported"),
        new("POST Patient/_search", 200, "", Body: "gender=female", Type: "application/x-www-form-urlencoded"),
        new("POST Patient/_search", 400, "value", Body: $"_id={Many}", Type: "application/x-www-form-urlencoded"),
        new("POST Patient/_search", 415, "not-supported", Body: "{}", Type: Json),

        // history
        new("GET Patient/p1/_history", 200, ""),
        new("GET Patient/_history?_count=1", 200, ""),
        new("GET _history", 200, ""),
        new("GET Patient/nobody/_history", 404, "not-found"),
        new("GET Patient/_history?_count=many", 400, ""),

        // patch
        new("PATCH Patient/p1", 200, "", Body: Unchanged, Type: JsonPatch),
        new("PATCH Patient?_id=p1", 200, "", Body: Unchanged, Type: JsonPatch),
        new("PATCH Patient/p1", 200, "", Body: """{"resourceType":"Parameters"}"""),
        new("PATCH Patient/p1", 400, "structure", Body: "{}", Type: JsonPatch),
        new("PATCH Patient/p1", 400, "structure", Body: "[", Type: JsonPatch),
        new("PATCH Patient/p1", 400, "", Body: Unchanged),
        new("PATCH Patient/p1", 415, "not-supported", Body: Unchanged, Type: "application/xml-patch+xml"),
        new("PATCH Patient/p1", 412, "conflict", Body: Unchanged, Type: JsonPatch, Headers: "If-Match: W/\"7\""),
        new("PATCH Patient/p1", 400, "invalid", Body: Unchanged, Type: JsonPatch, Headers: "If-Match: x"),
        new("PATCH Patient/p1", 422, "conflict", Body: """[{"op":"test","path":"/gender","value":"male"}]""", Type: JsonPatch),
        new("PATCH Patient/p1", 422, "not-found", Body: """[{"op":"remove","path":"/photo"}]""", Type: JsonPatch),
        new("PATCH Patient/p1", 422, "business-rule", Body: """[{"op":"replace","path":"/id","value":"p2"}]""", Type: JsonPatch),
        new("PATCH Patient/nobody", 404, "not-found", Body: Unchanged, Type: JsonPatch),
        new("PATCH Patient?gender=other", 404, "not-found", Body: Unchanged, Type: JsonPatch),
        new("PATCH Patient?gender=female", 412, "multiple-matches", Body: Unchanged, Type: JsonPatch),
        new("PATCH Patient?colour=red", 422, "not-supported", Body: Unchanged, Type: JsonPatch),
        new("PATCH Patient/p1", 413, "too-long", Body: "large", Type: JsonPatch),

        // delete
        new("DELETE Patient/p2", 412, "conflict", Headers: "If-Match: W/\"7\""),
        new("DELETE Patient/p2", 204, ""),
        new("DELETE Patient/p2", 204, ""),
        new("GET Patient/p2", 410, "deleted"),
        new("HEAD Patient/p2", 410, ""),
        new("GET Patient/p2/_history/2", 410, "deleted"),
        new("GET Patient/p2/_history/1", 200, ""),
        new("PATCH Patient/p2", 410, "deleted", Body: Unchanged, Type: JsonPatch),
        new("DELETE Patient/nobody", 204, ""),
        new("DELETE Patient?gender=other", 204, ""),
        new("DELETE Patient?birthdate=1930", 204, ""),
        new("DELETE Patient?colour=red", 422, "not-supported"),
        new("DELETE Patient", 422, "not-supported"),
        new("PUT Patient/p2", 201, "", Body: Patient("P-2", "p2")),

        // batch, transaction and the base
        new("POST ", 200, "", Body: """{"resourceType":"Bundle","type":"batch"}"""),
        new("POST ", 200, "", Body: """{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Patient/nobody"}}]}"""),
        new("POST ", 422, "not-supported", Body: Some.Bundle(Some.Entry("POST", "Patient", Some.Patient("A-9"), ifNoneExist: $"_id={Many}")).ToJsonString()),
        new("POST ", 422, "not-supported", Body: """{"resourceType":"Bundle","type":"collection"}"""),
        new("POST ", 400, "", Body: """{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"FETCH","url":"Patient/1"}}]}"""),
        new("POST ", 400, "invalid", Body: Patient("A-9", null)),
        new("GET metadata", 200, ""),
        new("OPTIONS Patient/p1", 204, ""),
        new("PUT metadata/x/y", 404, "not-found", Body: "{}"),
        new("DELETE metadata", 405, "not-supported"),
        new("PATCH ", 405, "not-supported", Body: Unchanged, Type: JsonPatch),
    ];

    [Fact]
    public async Task Every_row_is_answered_with_its_status_and_code()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        List<string> wrong = [];
        foreach (Row row in Rows)
        {
            using HttpRequestMessage request = row.ToMessage();
            using HttpResponseMessage answer = await registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
            string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (row.Fault((int)answer.StatusCode, body) is { } fault) wrong.Add($"{row.Request} ({row.Headers}): {fault}");
        }

        Assert.Empty(wrong);
    }

    private static string Patient(string pseudonym, string? id, string birthDate = "1950")
    {
        JsonObject patient = Some.Patient(pseudonym, birthDate);
        if (id is not null) patient["id"] = id;
        return patient.ToJsonString();
    }

    /// <param name="Request">Method, and path below the base.</param>
    /// <param name="Status">HTTP status.</param>
    /// <param name="Code">issue.code of the first error; empty where it is not of interest, or where there is none.</param>
    /// <param name="Body">Null for none; <c>large</c> for one that is too large.</param>
    /// <param name="Type">Content-Type.</param>
    /// <param name="Headers">One a line.</param>
    private sealed record Row(string Request, int Status, string Code, string? Body = null, string Type = Json, string Headers = "")
    {
        public HttpRequestMessage ToMessage()
        {
            string[] parts = Request.Split(' ', 2);
            HttpRequestMessage message = new(new HttpMethod(parts[0]), "/fhir" + (parts[1].Length == 0 ? "" : "/" + parts[1]));
            if (Body is not null)
            {
                byte[] bytes = Body is "large" ? new byte[Registry.Server.Limits.BodyBytes + 1] : Encoding.UTF8.GetBytes(Body);
                message.Content = new ByteArrayContent(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(Type) } };
            }

            foreach (string header in Headers.Split('\n', StringSplitOptions.RemoveEmptyEntries)) message.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ", 2)[1]);
            return message;
        }

        public string? Fault(int status, string body)
        {
            if (status != Status) return $"{status} instead of {Status}: {body}";
            if (status is < 400 || Request.StartsWith("HEAD", StringComparison.Ordinal)) return status is 204 or 304 && body.Length > 0 ? "a body where there is none" : null;
            using JsonDocument outcome = JsonDocument.Parse(body);
            if (outcome.RootElement.GetProperty("resourceType").GetString() is not "OperationOutcome") return $"no OperationOutcome: {body}";
            string code = outcome.RootElement.GetProperty("issue")[0].GetProperty("code").GetString()!;
            return Code.Length > 0 && code != Code ? $"{code} instead of {Code}: {body}" : null;
        }
    }
}

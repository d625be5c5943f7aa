using Registry.Fhir.Outcomes;

namespace Registry.Server.Routes;

/// <summary>The one place where refusals and resources become HTTP answers in FHIR's form. https://hl7.org/fhir/R4/http.html</summary>
internal static class FhirResults
{
    public const string ContentType = "application/fhir+json; charset=utf-8";

    /// <summary>An OperationOutcome with every finding.</summary>
    public static IResult Outcome(int status, IReadOnlyCollection<Finding> findings) => new JsonResult(status, OperationOutcome.Write(findings));

    /// <summary>An OperationOutcome with one error that concerns the request, not a place in a resource.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="issueType">A code of https://hl7.org/fhir/R4/valueset-issue-type.html.</param>
    /// <param name="rule">Stable key.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="remedy">What to send instead.</param>
    public static IResult Refusal(int status, string issueType, string rule, string message, string remedy) => Outcome(status, [Objection(issueType, rule, message, remedy)]);

    /// <summary>An error that concerns the request, not a place in a resource.</summary>
    /// <inheritdoc cref="Refusal"/>
    public static Finding Objection(string issueType, string rule, string message, string remedy) =>
        new() { Severity = Severity.Error, Authority = Authority.Rule, IssueType = issueType, Rule = rule, Message = message, Remedy = remedy };

    /// <summary>UTF-8 JSON as it stands.</summary>
    public static IResult Json(int status, ReadOnlyMemory<byte> json) => new JsonResult(status, json);

    private sealed class JsonResult(int status, ReadOnlyMemory<byte> json) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            HttpResponse response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = ContentType;
            response.ContentLength = json.Length;
            return HttpMethods.IsHead(httpContext.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(json, httpContext.RequestAborted).AsTask();
        }
    }
}

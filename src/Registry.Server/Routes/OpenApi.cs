using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;

namespace Registry.Server.Routes;

/// <summary><c>/openapi.json</c>: what is served beside FHIR's base, as OpenAPI 3.1, written from the routes that are mapped. https://spec.openapis.org/oas/v3.1.1</summary>
/// <remarks>FHIR's base describes itself: <c>/fhir/metadata</c>. A route without a <see cref="RouteDescription"/> stops the start.</remarks>
internal sealed class OpenApi(Settings settings, IServiceProvider services)
{
    private const string MediaType = "application/json";
    private const string Bearer = "bearer";
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private byte[] _document = [];

    /// <summary>Writes the document from what is mapped.</summary>
    /// <exception cref="InvalidOperationException">A route has no description: a bug.</exception>
    public void Describe(IEnumerable<Endpoint> routes)
    {
        JsonObject schemas = new() { ["OperationOutcome"] = OperationOutcomeSchema() };
        JsonObject paths = [];
        foreach (RouteEndpoint route in routes.OfType<RouteEndpoint>().Where(IsDescribed))
        {
            RouteDescription description = route.Metadata.GetMetadata<RouteDescription>() ?? throw new InvalidOperationException($"The route {route.RoutePattern.RawText} has no description.");
            string path = "/" + route.RoutePattern.RawText!.Trim('/');
            if (description.PerValue is null)
            {
                Add(paths, path, route, description, schemas);
                continue;
            }

            string parameter = $"{{{route.RoutePattern.Parameters[0].Name}}}";
            foreach ((string value, RouteDescription one) in description.PerValue(services)) Add(paths, path.Replace(parameter, value, StringComparison.Ordinal), route, one, schemas);
        }

        _document = [.. JsonSerializer.SerializeToUtf8Bytes(Root(paths, schemas), Options), (byte)'\n'];
    }

    /// <summary>Whether a route stands in the document: FHIR's does not, nor does what answers for addresses that there are not.</summary>
    public static bool IsDescribed(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IHttpMethodMetadata>() is not null && !$"/{route.RoutePattern.RawText!.TrimStart('/')}/".StartsWith("/fhir/", StringComparison.Ordinal);

    /// <summary>Maps the document itself.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/openapi.json", (OpenApi document) => Results.Bytes(document._document, MediaType))
        .WithMetadata(new RouteDescription("This document") { Answers = [new RouteAnswer(StatusCodes.Status200OK, "OpenAPI 3.1.") { MediaTypes = [MediaType], Schema = new JsonObject { ["type"] = "object" } }] });

    private JsonObject Root(JsonObject paths, JsonObject schemas)
    {
        JsonObject components = new() { ["schemas"] = schemas };
        if (settings.Authentication.Mode == AuthenticationMode.Keys)
            components["securitySchemes"] = new JsonObject { [Bearer] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "A key that an operator made with the verb 'keys add'. The names beside it are roles: one of them is enough." } };
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "FOP and POH Registry: events, reports, health",
                ["version"] = RegistryHost.SoftwareVersion,
                ["summary"] = "What the registry serves beside FHIR",
                ["description"] = "FHIR R4 lies under /fhir and describes itself in /fhir/metadata; the events are described in /events/asyncapi.json too. Every refusal is a FHIR OperationOutcome.",
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = new JsonObject(paths.OrderBy(path => path.Key, StringComparer.Ordinal).ToArray().Select(path => KeyValuePair.Create(path.Key, path.Value?.DeepClone()))),
            ["components"] = components,
        };
    }

    private void Add(JsonObject paths, string path, RouteEndpoint route, RouteDescription description, JsonObject schemas)
    {
        if (paths[path] is not JsonObject item) paths[path] = item = [];
        foreach (string method in route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods) item[method.ToLowerInvariant()] = Operation(method, path, route, description, schemas);
    }

    private JsonObject Operation(string method, string path, RouteEndpoint route, RouteDescription description, JsonObject schemas)
    {
        string[]? roles = RolesOf(route);
        string name = string.Join('-', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Trim('{', '}').Replace('.', '-')).DefaultIfEmpty("index"));
        JsonObject operation = new() { ["operationId"] = $"{method.ToLowerInvariant()}-{name}", ["summary"] = description.Summary, ["tags"] = new JsonArray(path.Split('/') is [_, { Length: > 0 } first, ..] && !first.Contains('.', StringComparison.Ordinal) ? first : "pages") };
        if (description.Parameters.Count > 0) operation["parameters"] = new JsonArray([.. description.Parameters.Select(Parameter)]);
        JsonObject answers = [];
        foreach (RouteAnswer answer in description.Answers.Concat(Common(roles is not null)).OrderBy(answer => answer.Status)) answers[answer.Key] = Answer(answer, name, HttpMethods.IsHead(method), schemas);
        answers["default"] = Answer(RouteDescription.Refusal(0, "Any other refusal: 404 and 405 for what is not here, 500 for a fault, 503 with Retry-After while the database is away."), name, HttpMethods.IsHead(method), schemas);
        operation["responses"] = answers;
        operation["security"] = settings.Authentication.Mode == AuthenticationMode.Keys && roles is not null
            ? new JsonArray([.. roles.Select(role => (JsonNode)new JsonObject { [Bearer] = new JsonArray(role.ToLowerInvariant()) })])
            : [];
        return operation;
    }

    private IEnumerable<RouteAnswer> Common(bool asksWhoCalls)
    {
        if (settings.Authentication.Mode == AuthenticationMode.Off || !asksWhoCalls) yield break;
        yield return RouteDescription.Refusal(StatusCodes.Status401Unauthorized, "No key, or one that is unknown or revoked.");
        yield return RouteDescription.Refusal(StatusCodes.Status403Forbidden, "The key has none of the roles, or the caller may not see this.");
    }

    private static JsonNode Parameter(RouteParameter parameter)
    {
        JsonObject written = new() { ["name"] = parameter.Name, ["in"] = parameter.In, ["description"] = parameter.Meaning };
        if (parameter.In == "path") written["required"] = true;
        if (parameter.IsList) (written["style"], written["explode"]) = ("form", false);
        written["schema"] = parameter.Schema.DeepClone();
        return written;
    }

    private static JsonObject Answer(RouteAnswer answer, string name, bool isHead, JsonObject schemas)
    {
        JsonObject written = new() { ["description"] = answer.Meaning };
        if (answer.Headers.Count > 0)
            written["headers"] = new JsonObject(answer.Headers.Select(header => KeyValuePair.Create<string, JsonNode?>(header.Name, new JsonObject { ["description"] = header.Meaning, ["schema"] = new JsonObject { ["type"] = "string" } })));
        if (answer.MediaTypes.Count > 0 && !isHead) written["content"] = new JsonObject(answer.MediaTypes.Select(type => KeyValuePair.Create<string, JsonNode?>(type, new JsonObject { ["schema"] = Schema(answer, type, name, schemas) })));
        return written;
    }

    // A report's schema is long, and stands once, under a name.
    private static JsonObject Schema(RouteAnswer answer, string mediaType, string name, JsonObject schemas)
    {
        if (answer.Schema is null || (mediaType is not MediaType && !mediaType.EndsWith("+json", StringComparison.Ordinal))) return new JsonObject { ["type"] = "string" };
        if (answer.Schema.ContainsKey("$ref") || !answer.Schema.ContainsKey("properties")) return (JsonObject)answer.Schema.DeepClone();
        string key = answer.Status == StatusCodes.Status200OK ? name : $"{name}-{answer.Key}";
        schemas[key] = answer.Schema.DeepClone();
        return new JsonObject { ["$ref"] = $"#/components/schemas/{key}" };
    }

    private static string[]? RolesOf(RouteEndpoint route) => route.Metadata.OfType<AuthorizationPolicy>().SelectMany(policy => policy.Requirements).OfType<RolesAuthorizationRequirement>().FirstOrDefault()?.AllowedRoles.ToArray();

    private static JsonObject OperationOutcomeSchema() => (JsonObject)JsonNode.Parse("""
        {
          "description": "https://hl7.org/fhir/R4/operationoutcome.html; details.coding holds the registry's stable code, diagnostics what is wrong, why, and what to send instead.",
          "type": "object",
          "required": ["resourceType", "issue"],
          "properties": {
            "resourceType": { "const": "OperationOutcome" },
            "issue": {
              "type": "array",
              "minItems": 1,
              "items": {
                "type": "object",
                "required": ["severity", "code", "details", "diagnostics"],
                "properties": {
                  "severity": { "enum": ["fatal", "error", "warning", "information"] },
                  "code": { "type": "string" },
                  "details": {
                    "type": "object",
                    "properties": {
                      "coding": { "type": "array", "items": { "type": "object", "properties": { "system": { "type": "string" }, "code": { "type": "string" } } } },
                      "text": { "type": "string" }
                    }
                  },
                  "diagnostics": { "type": "string" },
                  "expression": { "type": "array", "items": { "type": "string" } }
                }
              }
            }
          }
        }
        """)!;
}

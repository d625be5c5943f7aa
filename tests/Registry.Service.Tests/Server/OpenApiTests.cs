using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Registry.Contracts.Callers;
using Registry.Service.Tests.Clients;
using Registry.Store.Callers;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The OpenAPI document: nothing that is routed is missing in it, and each thing that it says is asked of the server.</summary>
public sealed class OpenApiTests
{
    [Theory]
    [InlineData("Off")]
    [InlineData("Keys")]
    public async Task A_parser_of_others_finds_nothing_wrong_in_it(string authentication)
    {
        string node = Needs.Node("tests/openapi", "@redocly/openapi-core");
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path, $"--Registry:Authentication:Mode={authentication}");
        string file = System.IO.Path.Combine(folder.Path, "openapi.json");
        await File.WriteAllBytesAsync(file, await registry.Client.GetByteArrayAsync("/openapi.json", TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        (int exitCode, string output) = await NodeProcess.RunAsync(node, Repository.Path("tests", "openapi"), null, "check.mjs", file);

        Assert.True(exitCode == 0, output);
        Assert.Contains("OpenAPI 3.1.0, ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_route_beside_FHIR_is_described_and_nothing_else()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        HashSet<string> described = [.. (await DocumentAsync(registry)).Select(operation => $"{operation.Method} {operation.Path}")];
        List<string> missing = [];
        foreach (RouteEndpoint route in registry.Routes.Where(route => !$"{route.RoutePattern.RawText!.Trim('/')}/".StartsWith("fhir/", StringComparison.Ordinal)))
        {
            string[] methods = [.. route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []];
            string path = "/" + route.RoutePattern.RawText!.Trim('/');
            Assert.True(methods.Length > 0 || path == "/{**rest}", $"{path} takes any method: only the fallback may.");
            string pattern = "^(GET|HEAD|POST|PUT|PATCH|DELETE) " + Regex.Replace(Regex.Escape(path), @"\\\{[^}]*\}", "[^/]+", RegexOptions.None, TimeSpan.FromSeconds(1)) + "$";
            foreach (string method in methods)
            {
                if (described.RemoveWhere(one => one.StartsWith(method + " ", StringComparison.Ordinal) && Regex.IsMatch(one, pattern, RegexOptions.None, TimeSpan.FromSeconds(1))) == 0) missing.Add($"{method} {path}");
            }
        }

        // /reports/refusals is a route of its own and falls under /reports/{name} too, so whichever comes first takes it.
        Assert.Equal([], missing.Where(one => one is not ("GET /reports/refusals" or "GET /reports/refusals/schema")));
        Assert.Empty(described);
    }

    [Fact]
    public async Task Every_described_operation_answers_as_described()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        foreach (byte[] bundle in (byte[][])[Examples.Fop(), Examples.Poh()]) await registry.PostAsync("/fhir", bundle);
        await registry.UntilProjectedAsync();
        List<string> reports = [];
        foreach (Operation operation in await DocumentAsync(registry))
        {
            JsonObject? content = (JsonObject?)operation.Json["responses"]!["200"]!["content"];
            foreach (string? mediaType in content?.Select(type => type.Key).ToArray() ?? [null])
            {
                foreach (string address in operation.Addresses()) await AssertDescribedAsync(registry, operation, address, mediaType, 200);
            }

            if (operation.Path is ['/', 'r', 'e', 'p', 'o', 'r', 't', 's', '/', .. string name] && !name.Contains('/', StringComparison.Ordinal)) reports.Add(name);
        }

        Assert.Equal([.. Registry.Analytics.Reports.ReportCatalogue.Names, "refusals"], reports.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_parameter_does_not_take_is_refused_as_described()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop());
        await registry.UntilProjectedAsync();
        int asked = 0;
        foreach (Operation operation in await DocumentAsync(registry))
        {
            foreach (JsonNode? parameter in operation.Parameters)
            {
                string name = parameter!["name"]!.GetValue<string>();
                // What schema a text without one breaks nobody can say.
                JsonObject schema = (JsonObject)parameter["schema"]!;
                if (!schema.ContainsKey("enum") && !schema.ContainsKey("items") && !schema.ContainsKey("pattern") && schema["type"]!.GetValue<string>() != "integer") continue;
                string[] values = schema["type"]!.GetValue<string>() == "integer"
                    ? ["no-number", (schema["minimum"]!.GetValue<long>() - 1).ToString(CultureInfo.InvariantCulture), .. schema["maximum"] is { } max ? (string[])[(max.GetValue<long>() + 1).ToString(CultureInfo.InvariantCulture)] : []]
                    : ["no-such-value"];
                foreach (string value in values)
                {
                    asked++;
                    switch (parameter["in"]!.GetValue<string>())
                    {
                        case "path":
                            await AssertDescribedAsync(registry, operation, operation.Path.Replace($"{{{name}}}", value, StringComparison.Ordinal), null, 404);
                            break;
                        case "header":
                            await AssertDescribedAsync(registry, operation, operation.Path, "text/event-stream", 400, (name, value));
                            break;
                        default:
                            await AssertDescribedAsync(registry, operation, $"{operation.Path}?{(name == "table" ? "format=csv&" : "")}{name}={value}", null, 400);
                            break;
                    }
                }
            }

            if (operation.Path.StartsWith("/reports/", StringComparison.Ordinal) && !operation.Path.EndsWith("/schema", StringComparison.Ordinal))
                await AssertDescribedAsync(registry, operation, $"{operation.Path}?shoeSize=43", null, 400);
        }

        Assert.True(asked > 100, $"{asked}");
        Operation feed = (await DocumentAsync(registry)).Single(operation => operation.Path == "/events");
        await AssertDescribedAsync(registry, feed, "/events?after=999999", null, 409);
    }

    [Fact]
    public async Task With_keys_the_document_says_who_may_and_the_server_holds_to_it()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path, "--Registry:Authentication:Mode=Keys");
        Dictionary<string, string> keys = [];
        foreach (CallerRoles role in (CallerRoles[])[CallerRoles.Submitter, CallerRoles.Subscriber, CallerRoles.Coordinator, CallerRoles.Operator])
        {
            keys[role.ToString().ToLowerInvariant()] = await registry.Services.GetRequiredService<ClientKeys>().AddAsync(new Caller(role.ToString(), new SiteId("site-a"), role), 1, TestContext.Current.CancellationToken);
        }

        int guarded = 0;
        foreach (Operation operation in await DocumentAsync(registry))
        {
            string address = operation.Addresses().First();
            string[] roles = [.. operation.Json["security"]!.AsArray().Select(one => one!["bearer"]![0]!.GetValue<string>())];
            await AssertDescribedAsync(registry, operation, address, null, roles.Length > 0 ? 401 : 200);
            foreach ((string role, string key) in keys.Where(_ => roles.Length > 0))
            {
                guarded++;
                await AssertDescribedAsync(registry, operation, address, null, roles.Contains(role) ? 200 : 403, ("Authorization", $"Bearer {key}"));
            }
        }

        Assert.True(guarded > 100, $"{guarded}");
    }

    private static async Task AssertDescribedAsync(RunningRegistry registry, Operation operation, string address, string? accept, int status, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(new HttpMethod(operation.Method), address);
        if (accept is not null) request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        // A stream has no end.
        using HttpResponseMessage answer = await registry.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode == status, $"{operation.Method} {address}: {(int)answer.StatusCode} instead of {status}");
        JsonObject responses = (JsonObject)operation.Json["responses"]!;
        JsonObject? described = (JsonObject?)responses[status.ToString(CultureInfo.InvariantCulture)];
        Assert.True(described is not null, $"{operation.Method} {address}: {status} is not described.");
        foreach ((string header, _) in described!["headers"] as JsonObject ?? [])
            Assert.True(answer.Headers.Contains(header) || (header == "Registry-Position" && accept == "text/event-stream"), $"{address}: the header {header} is missing.");
        string? mediaType = answer.Content.Headers.ContentType?.MediaType;
        JsonObject content = described["content"] as JsonObject ?? [];
        if (operation.Method == "HEAD")
        {
            Assert.Empty(content);
            return;
        }

        Assert.True(mediaType is not null && content.ContainsKey(mediaType), $"{operation.Method} {address}: {status} as {mediaType} is not described.");
        if (accept is not null && status == 200) Assert.Equal(accept, mediaType);
        if (mediaType is not "application/json" && !mediaType!.EndsWith("+json", StringComparison.Ordinal)) return;
        JsonObject schema = (JsonObject)content[mediaType!]!["schema"]!;
        if (schema["$ref"] is { } reference) schema = (JsonObject)operation.Schemas[reference.GetValue<string>()["#/components/schemas/".Length..]]!;
        EvaluationResults results = JsonSchema.FromText(schema.ToJsonString()).Evaluate(
            System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(results.IsValid, $"{address}: {string.Join("; ", results.Details.Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Value}")).Take(5))}");
    }

    private static async Task<List<Operation>> DocumentAsync(RunningRegistry registry)
    {
        JsonObject document = (JsonObject)JsonNode.Parse(await registry.Client.GetStringAsync("/openapi.json", TestContext.Current.CancellationToken))!;
        JsonObject schemas = (JsonObject)document["components"]!["schemas"]!;
        return [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => new Operation(method.Key.ToUpperInvariant(), path.Key, (JsonObject)method.Value!, schemas)))];
    }

    private sealed record Operation(string Method, string Path, JsonObject Json, JsonObject Schemas)
    {
        public JsonArray Parameters => Json["parameters"] as JsonArray ?? [];

        /// <summary>The path with each value that its parameter takes.</summary>
        public IEnumerable<string> Addresses()
        {
            if (Parameters.FirstOrDefault(parameter => parameter!["in"]!.GetValue<string>() == "path") is not { } inPath) return [Path];
            return inPath["schema"]!["enum"]!.AsArray().Select(value => Path.Replace($"{{{inPath["name"]!.GetValue<string>()}}}", value!.GetValue<string>(), StringComparison.Ordinal));
        }
    }
}

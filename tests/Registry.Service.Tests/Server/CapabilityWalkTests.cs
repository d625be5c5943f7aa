using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Registry.Server.Routes;
using Registry.Server.Routes.Operations;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The CapabilityStatement cannot lie: each thing that it claims is called, and what it does not claim is refused.</summary>
public sealed class CapabilityWalkTests
{
    // What the walk reads; a statement that claims something elsewhere is not walked to its end.
    private static readonly string[] KnownOfRest = ["mode", "documentation", "security", "resource", "interaction", "searchParam", "operation"];

    private static readonly string[] KnownOfResource =
    [
        "type", "profile", "supportedProfile", "documentation", "interaction", "searchInclude", "searchRevInclude", "searchParam", "operation",
        "versioning", "readHistory", "updateCreate", "conditionalCreate", "conditionalRead", "conditionalUpdate", "conditionalDelete",
    ];

    private static readonly string[] Properties = ["versioning", "readHistory", "updateCreate", "conditionalCreate", "conditionalRead", "conditionalUpdate", "conditionalDelete"];

    // https://hl7.org/fhir/R4/operationslist.html, and those of guides that are often asked for.
    private static readonly string[] R4Operations =
    [
        "$apply", "$care-gaps", "$closure", "$collect-data", "$compose", "$conforms", "$convert", "$data-requirements", "$diff", "$document", "$everything", "$evaluate-measure", "$expand", "$export", "$find",
        "$find-matches", "$graph", "$graphql", "$implements", "$lastn", "$lookup", "$match", "$merge", "$meta", "$meta-add", "$meta-delete", "$populate", "$process-message", "$questionnaire", "$reindex",
        "$snapshot", "$stats", "$submit", "$subset", "$substitute", "$subsumes", "$transform", "$translate", "$validate", "$validate-code", "$versions",
    ];

    [Fact]
    public async Task Each_interaction_and_property_that_is_claimed_does_what_it_says()
    {
        await using WalkedRegistry registry = await WalkedRegistry.StartAsync();
        List<string> uncalled = [.. Unknown(registry.Rest, KnownOfRest)];
        int called = 0;
        foreach (JsonElement resource in registry.Resources)
        {
            string type = resource.GetProperty("type").GetString()!;
            uncalled.AddRange(Unknown(resource, KnownOfResource).Select(member => $"{type}.{member}"));
            foreach (string code in Codes(resource))
            {
                if (!CapabilityCalls.OfType.TryGetValue(code, out Func<WalkedRegistry, string, Task>? call)) uncalled.Add($"interaction {code} of {type}: say in CapabilityCalls.OfType how it is called");
                else await Called(call(registry, type));
            }

            foreach (string claim in Properties.Where(name => resource.TryGetProperty(name, out _)).Select(name => $"{name} {resource.GetProperty(name).ToString().Replace("True", "true", StringComparison.Ordinal)}"))
            {
                if (claim.EndsWith(" False", StringComparison.Ordinal) || claim.EndsWith(" not-supported", StringComparison.Ordinal) || claim.EndsWith(" no-version", StringComparison.Ordinal)) continue;
                if (!CapabilityCalls.OfProperty.TryGetValue(claim, out Func<WalkedRegistry, string, Task>? call)) uncalled.Add($"{claim} of {type}: say in CapabilityCalls.OfProperty how it is called");
                else await Called(call(registry, type));
            }
        }

        foreach (string code in Codes(registry.Rest))
        {
            if (!CapabilityCalls.OfSystem.TryGetValue(code, out Func<WalkedRegistry, Task>? call)) uncalled.Add($"interaction {code}: say in CapabilityCalls.OfSystem how it is called");
            else await Called(call(registry));
        }

        Assert.Empty(uncalled);
        Assert.True(called > 40, $"{called}");

        Task Called(Task call)
        {
            called++;
            return call;
        }
    }

    [Fact]
    public async Task Each_search_parameter_and_include_that_is_claimed_is_taken_and_no_other()
    {
        await using WalkedRegistry registry = await WalkedRegistry.StartAsync();
        (string, string) strict = ("Prefer", "handling=strict");
        Dictionary<string, Dictionary<string, string>> claimed = registry.Resources.Where(resource => resource.TryGetProperty("searchParam", out _)).ToDictionary(
            resource => resource.GetProperty("type").GetString()!,
            resource => resource.GetProperty("searchParam").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("type").GetString()!, StringComparer.Ordinal),
            StringComparer.Ordinal);
        string[] every = [.. claimed.Values.SelectMany(parameters => parameters.Keys).Concat(["shoe-size", "_list", "_text", "_content", "_query", "_filter", "_has", "Identifier"]).Distinct(StringComparer.Ordinal)];
        foreach ((string type, Dictionary<string, string> parameters) in claimed)
        {
            foreach ((string name, string kind) in parameters)
            {
                Answered? found = null;
                foreach (string value in CapabilityCalls.ValuesOf(kind))
                {
                    found = await registry.SendAsync("GET", $"{type}?{name}={Uri.EscapeDataString(value)}&_count=1", null, strict);
                    if (found.Status == 200) break;
                }

                CapabilityCalls.AssertBundle("searchset", found!);
                // That it was looked at: what is left out does not stand in self.
                Assert.Contains($"{name}=", found!.Json.GetProperty("link").EnumerateArray().Single(link => link.GetProperty("relation").GetString() == "self").GetProperty("url").GetString(), StringComparison.Ordinal);
            }

            foreach (string name in every.Where(name => !parameters.ContainsKey(name))) (await registry.SendAsync("GET", $"{type}?{name}=x", null, strict)).AssertRefused(400);
        }

        foreach (JsonElement resource in registry.Resources)
        {
            string type = resource.GetProperty("type").GetString()!;
            foreach ((string member, string parameter) in new[] { ("searchInclude", "_include"), ("searchRevInclude", "_revinclude") })
            {
                foreach (string include in Texts(resource, member)) CapabilityCalls.AssertBundle("searchset", await registry.SendAsync("GET", $"{type}?{parameter}={include}", null, strict));
                (await registry.SendAsync("GET", $"{type}?{parameter}={type}:shoe-size", null, strict)).AssertRefused(400);
            }
        }
    }

    [Fact]
    public async Task Each_operation_that_is_claimed_is_called_and_every_other_one_of_R4_is_refused()
    {
        await using WalkedRegistry registry = await WalkedRegistry.StartAsync();
        List<string> uncalled = [];
        HashSet<(string? Type, string Name)> claimed = [];
        foreach ((string? type, JsonElement owner) in registry.Resources.Select(resource => (resource.GetProperty("type").GetString(), resource)).Prepend((null, registry.Rest)))
        {
            if (!owner.TryGetProperty("operation", out JsonElement operations)) continue;
            foreach (string name in operations.EnumerateArray().Select(operation => operation.GetProperty("name").GetString()!.TrimStart('$')))
            {
                claimed.Add((type, name));
                if (!CapabilityCalls.Operations.TryGetValue(name, out Func<WalkedRegistry, string?, Task>? call)) uncalled.Add($"operation {name} of {type ?? "the system"}: say in CapabilityCalls.Operations how it is called");
                else await call(registry, type);
            }
        }

        Assert.Empty(uncalled);
        foreach (string? type in registry.Resources.Select(resource => resource.GetProperty("type").GetString()).Prepend(null))
        {
            string below = type is null ? "" : type + "/";
            // An operation of the system may be meant for all types.
            foreach (string name in R4Operations.Where(name => !claimed.Contains((type, name[1..])) && !claimed.Contains((null, name[1..]))))
            {
                (await registry.SendAsync("GET", below + name)).AssertRefused(404, 405);
                (await registry.SendAsync("POST", below + name, JsonNode.Parse("""{"resourceType":"Parameters"}"""))).AssertRefused(404, 405);
                if (type is not null) (await registry.SendAsync("GET", $"{below}x/{name}")).AssertRefused(404, 405);
            }
        }
    }

    [Fact]
    public async Task Each_format_that_is_claimed_is_written_and_read_and_no_other()
    {
        await using WalkedRegistry registry = await WalkedRegistry.StartAsync();
        string[] formats = [.. Texts(registry.Statement, "format")];
        JsonElement any = await registry.AnyAsync("Patient");
        string path = $"Patient/{any.GetProperty("id").GetString()}";
        foreach (string format in formats)
        {
            string mediaType = CapabilityCalls.MediaTypeOf(format);
            Answered named = await registry.SendAsync("GET", $"{path}?_format={Uri.EscapeDataString(format)}");
            named.AssertStatus(200);
            Assert.Equal(mediaType, named.MediaType);
            Answered accepted = await registry.SendAsync("GET", path, null, ("Accept", mediaType));
            Assert.Equal((200, mediaType), (accepted.Status, accepted.MediaType));
            // What is written is read: unchanged, as it is the same.
            using HttpRequestMessage update = new(HttpMethod.Put, $"/fhir/{path}") { Content = new ByteArrayContent(accepted.Bytes) { Headers = { ContentType = new(mediaType) } } };
            using HttpResponseMessage taken = await registry.Registry.Client.SendAsync(update, TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)taken.StatusCode);
        }

        foreach (string other in ((string[])["application/fhir+xml", "application/fhir+turtle", "text/html", "application/x-ndjson"]).Where(other => !formats.Contains(other)))
        {
            Answered refused = await registry.SendAsync("GET", path, null, ("Accept", other));
            refused.AssertRefused(406);
            (await registry.SendAsync("PUT", path, JsonNode.Parse(any.GetRawText()), ("Content-Type", other))).AssertRefused(415);
        }
    }

    [Fact]
    public async Task Each_form_of_patch_that_is_claimed_is_taken_and_no_other()
    {
        await using WalkedRegistry registry = await WalkedRegistry.StartAsync();
        string[] claimed = [.. Texts(registry.Statement, "patchFormat")];
        Assert.Empty(claimed.Where(format => !CapabilityCalls.PatchFormats.ContainsKey(format)).Select(format => $"patchFormat {format}: say in CapabilityCalls.PatchFormats how it is sent"));
        foreach (string type in registry.Resources.Where(resource => Codes(resource).Contains("create")).Select(resource => resource.GetProperty("type").GetString()!))
        {
            bool isPatched = registry.Resources.Any(resource => resource.GetProperty("type").GetString() == type && Codes(resource).Contains("patch"));
            Assert.Equal(isPatched, claimed.Length > 0);
            foreach (string format in claimed) await CapabilityCalls.PatchFormats[format](registry, type);
            string id = (await registry.AnyAsync(type)).GetProperty("id").GetString()!;
            foreach (string other in ((string[])["application/json-patch+json", "application/fhir+json", "application/xml-patch+xml", "application/merge-patch+json"]).Where(other => !claimed.Contains(other)))
                (await registry.SendAsync("PATCH", $"{type}/{id}", JsonNode.Parse("{}"), ("Content-Type", other))).AssertRefused(isPatched ? 415 : 405);
        }
    }

    [Fact]
    public async Task What_is_not_claimed_is_refused()
    {
        await using WalkedRegistry registry = await WalkedRegistry.StartAsync();
        foreach (JsonElement resource in registry.Resources)
        {
            string type = resource.GetProperty("type").GetString()!;
            string id = (await registry.AnyAsync(type)).GetProperty("id").GetString()!;
            string[] claimed = [.. Codes(resource)];
            foreach ((string code, string method, string path) in OfType(type, id).Where(one => !claimed.Contains(one.Code))) await RefusedAsync(type, code, method, path);
        }

        // Types that the registry is not for, and what is no type.
        foreach (string type in (string[])["Account", "Encounter", "Medication", "Patients", "patient", "$nothing", "metadata", "_history", "_search", "Bundle", "Parameters", "DomainResource"])
        {
            if (registry.Resources.Any(resource => resource.GetProperty("type").GetString() == type)) continue;
            foreach ((string code, string method, string path) in OfType(type, "x"))
            {
                // These are addresses of the system.
                if ((method, path) is ("GET", "metadata" or "_history") or ("POST", "_search")) continue;
                await RefusedAsync(type, code, method, path);
            }
        }

        async Task RefusedAsync(string type, string code, string method, string path)
        {
            JsonNode? body = code switch
            {
                "create" or "update" => new JsonObject { ["resourceType"] = type, ["id"] = "x", ["status"] = "active" },
                "patch" => new JsonArray(),
                _ => null,
            };
            Answered answered = await registry.SendAsync(method, path, body, code == "patch" ? [("Content-Type", "application/json-patch+json")] : []);
            // What is written is judged as any submission: that its type is outside the dataset is one finding among others.
            answered.AssertRefused(code is "create" or "update" or "delete" && char.IsUpper(type[0]) ? [400, 404, 405, 422] : [404, 405]);
        }
    }

    [Fact]
    public async Task Each_route_below_the_base_claims_what_it_does_and_the_statement_tells_it()
    {
        await using WalkedRegistry registry = await WalkedRegistry.StartAsync();
        // The last four take what nothing else does, and only refuse it.
        string[] silent = ["fhir/metadata", "fhir/{**rest}", "fhir/${operation}", "fhir/{type}/${operation}", "fhir/{type}/{id}/${operation}"];
        RouteEndpoint[] routes = [.. registry.Registry.Routes.Where(route => $"{route.RoutePattern.RawText!.Trim('/')}/".StartsWith("fhir/", StringComparison.Ordinal))];
        Assert.Empty(routes.Where(route => route.Metadata.GetMetadata<FhirCapability>() is null && route.Metadata.GetMetadata<FhirOperation>() is null && !silent.Contains(route.RoutePattern.RawText!.Trim('/'))).Select(route => route.RoutePattern.RawText));
        string told = registry.Statement.GetRawText();
        Dictionary<string, string> properties = new(StringComparer.Ordinal)
        {
            ["conditional-create"] = "\"conditionalCreate\":true",
            ["conditional-update"] = "\"conditionalUpdate\":true",
            ["conditional-read"] = "\"conditionalRead\":\"full-support\"",
            ["conditional-delete"] = "\"conditionalDelete\":\"",
            ["conditional-patch"] = "\"code\":\"patch\"",
        };
        foreach (string code in routes.SelectMany(route => route.Metadata.GetOrderedMetadata<FhirCapability>()).SelectMany(capability => capability.Codes).Distinct(StringComparer.Ordinal))
            Assert.Contains(properties.GetValueOrDefault(code) ?? $"\"code\":\"{code}\"", told, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Code, string Method, string Path)> OfType(string type, string id) =>
    [
        ("read", "GET", $"{type}/{id}"), ("vread", "GET", $"{type}/{id}/_history/1"), ("update", "PUT", $"{type}/{id}"), ("patch", "PATCH", $"{type}/{id}"), ("delete", "DELETE", $"{type}/{id}"),
        ("history-instance", "GET", $"{type}/{id}/_history"), ("history-type", "GET", $"{type}/_history"), ("create", "POST", type), ("search-type", "GET", type), ("search-type", "POST", $"{type}/_search"),
    ];

    private static IEnumerable<string> Unknown(JsonElement owner, string[] known) => owner.EnumerateObject().Select(member => member.Name).Except(known, StringComparer.Ordinal).Select(name => $"{name}: the walk does not know it");

    private static IEnumerable<string> Codes(JsonElement owner) => owner.TryGetProperty("interaction", out JsonElement interactions) ? interactions.EnumerateArray().Select(one => one.GetProperty("code").GetString()!) : [];

    private static IEnumerable<string> Texts(JsonElement owner, string member) => owner.TryGetProperty(member, out JsonElement texts) ? texts.EnumerateArray().Select(text => text.GetString()!) : [];
}

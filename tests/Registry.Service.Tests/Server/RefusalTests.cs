using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.Contracts.Callers;
using Registry.Fhir.Definitions;
using Registry.Server;
using Registry.Server.Ingest;
using Registry.Service.Tests.Clinical;
using Registry.Store.Refusals;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>What was refused is known afterwards, and nothing of what was in it.</summary>
public sealed class RefusalTests
{
    private const string Secret = "Zebedee";
    private static readonly Caller Coordinator = new("test", new SiteId("registry"), CallerRoles.Coordinator);
    private static readonly RefusalFilter All = new(null, null, null, null);

    [Fact]
    public async Task Every_kind_of_refusal_is_kept_with_its_rule_place_and_type()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir/Patient", Some.Utf8(Some.Patient()));
        await registry.PostAsync("/fhir", Invalid("maternal-allele-in-confirmed-poh"));
        await registry.PostAsync("/fhir/Patient", "{"u8.ToArray());
        await registry.PostAsync("/fhir/Patient", Some.Utf8(Some.Patient("P-2").With("birthDate", 7)));
        await registry.PostAsync("/fhir", Named());
        await registry.PostAsync("/fhir/Patient", Some.Utf8(Some.Patient()));
        await registry.SendAsync(HttpMethod.Put, "/fhir/Patient?identifier=" + Uri.EscapeDataString($"{Some.Pseudonyms}|P-1"), Some.Utf8(Some.Patient()), ("If-Match", "W/\"9\""));
        await registry.PostAsync("/fhir", Some.Utf8(Some.Bundle(Some.Put(Some.Patient()))), ("Idempotency-Key", "not a key"));
        await registry.SendAsync(HttpMethod.Delete, "/fhir/Patient?colour=x", null);

        IReadOnlyList<RefusalEntry> kept = await UntilAsync(registry, 8);

        string[] told = [.. kept.Select(entry => $"{entry.Route} {entry.Status} {entry.ResourceType}: {string.Join(", ", entry.Findings.Select(finding => $"{finding.Rule} {finding.ResourceType} {finding.Path}"))}").Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "DELETE /fhir/{type} 422 Patient: criteria Patient ",
                "POST /fhir/ 400 Bundle: idempotency-key-malformed Bundle ",
                "POST /fhir/ 422 Bundle: R06 Observation Bundle.entry[2].resource.component[7]",
                "POST /fhir/ 422 Bundle: identifying Condition Bundle.entry[1].resource.subject.display",
                "POST /fhir/{type} 400 Patient: fhir-primitive-date Patient Patient.birthDate",
                "POST /fhir/{type} 400 Patient: json-syntax Patient ",
                "POST /fhir/{type} 409 Patient: identifier-taken Patient Patient.identifier",
                "PUT /fhir/{type} 412 Patient: if-match Patient Patient",
            ],
            told);
        Assert.All(kept, entry => Assert.Equal(("local", entry.Findings.Count), (entry.Site.Value, Math.Min(entry.FindingCount, 20))));
    }

    [Fact]
    public async Task What_is_stored_is_no_refusal()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop());
        await registry.PostAsync("/fhir", Examples.Fop());
        await registry.PostAsync("/fhir/Patient", "{"u8.ToArray());

        Assert.Equal(400, Assert.Single(await UntilAsync(registry, 1)).Status);
    }

    [Fact]
    public async Task Nothing_of_what_was_refused_is_in_the_database_file()
    {
        using TemporaryFolder folder = new();
        await using (RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path))
        {
            int sent = 0;
            foreach ((HttpMethod method, string path, string body) in Secrets())
            {
                (HttpStatusCode status, JsonElement outcome) = await registry.SendAsync(method, path, body.Length == 0 ? null : Encoding.UTF8.GetBytes(body), ("If-Match", $"W/\"{Secret}\""));
                Assert.True((int)status is >= 400 and < 500, $"{method} {path} {body}: {(int)status} {outcome}");
                sent++;
            }

            IReadOnlyList<RefusalEntry> kept = await UntilAsync(registry, sent);
            Assert.Contains(kept, entry => entry.Findings.Any(finding => finding.Path.Contains('?', StringComparison.Ordinal)));
            AssertClean(folder.Path);
        }

        AssertClean(folder.Path);
    }

    [Fact]
    public async Task The_report_counts_and_lists_them_for_coordinators_alone()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Named(), ("X-Registry-Site", "site-a"));
        await registry.PostAsync("/fhir", Named(), ("X-Registry-Site", "site-b"));
        await UntilAsync(registry, 2);

        (HttpStatusCode status, JsonElement report) = await registry.GetAsync("/reports/refusals?site=site-a&rule=identifying");
        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement[] tables = [.. report.GetProperty("tables").EnumerateArray()];
        Assert.Equal(["by-rule", "refusals", "findings"], tables.Select(table => table.GetProperty("name").GetString()));
        JsonElement count = Assert.Single(tables[0].GetProperty("rows").EnumerateArray());
        Assert.Equal(("identifying", "site-a", 1), (count.GetProperty("rule").GetString(), count.GetProperty("site").GetString(), count.GetProperty("refusals").GetInt32()));
        Assert.Equal("Bundle.entry[1].resource.subject.display", Assert.Single(tables[2].GetProperty("rows").EnumerateArray()).GetProperty("path").GetString());

        string csv = await registry.Client.GetStringAsync("/reports/refusals?format=csv&table=by-rule", TestContext.Current.CancellationToken);
        Assert.Contains("identifying,site-b,", csv, StringComparison.Ordinal);
        Assert.Equal(0, Rows((await registry.GetAsync("/reports/refusals?to=2020-01-01")).Body));
        Assert.Equal(2, Rows((await registry.GetAsync("/reports/refusals?from=2020-01-01")).Body));
        foreach (string query in (string[])["from=yesterday", "site=a%20b", "rule=", "colour=red", "from=2020-01-01&from=2020-01-02", "format=xml"])
            Assert.Equal(HttpStatusCode.BadRequest, (await registry.GetAsync($"/reports/refusals?{query}")).Status);

        static int Rows(JsonElement report) => report.GetProperty("tables")[1].GetProperty("rows").GetArrayLength();
    }

    [Fact]
    public async Task What_comes_faster_than_it_is_written_is_counted_and_answered_all_the_same()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        // Not started: nothing is taken from it.
        using RefusalQueue queue = new(
            registry.Services.GetRequiredService<RefusalBook>(), registry.Services.GetRequiredService<DefinitionSet>(), TimeProvider.System, NullLogger<RefusalQueue>.Instance);
        for (int index = 0; index < Limits.RefusalQueueLength + 3; index++) queue.Add(Coordinator, "POST /fhir/", "Bundle", 422, [], []);

        Assert.Equal(3, queue.Dropped);
        Assert.Equal(0, (await registry.GetAsync("/health/ready")).Body.GetProperty("refusals").GetProperty("dropped").GetInt32());
    }

    [Theory]
    [InlineData("Bundle.entry[2].resource.component[0].value", "Bundle.entry[2].resource.component[0].value")]
    [InlineData("Patient.deceased", "Patient.deceased")]
    [InlineData("Patient.Zebedee[1].value", "Patient.?[1].value")]
    [InlineData("Patient.`Zebedee.Smith[3]`[1]", "Patient.?[1]")]
    [InlineData("Patient.`a\\`.name`.name", "Patient.?.name")]
    [InlineData("Zebedee.name[Zebedee]", "?.name")]
    [InlineData("", "?")]
    [InlineData(null, "")]
    public void A_path_says_only_what_FHIR_says(string? expression, string expected) => Assert.Equal(expected, new RefusedPlace(Some.Definitions).Path(expression));

    private static byte[] Invalid(string name) => File.ReadAllBytes(Repository.Path("docs", "examples", "invalid", $"{name}.json"));

    /// <summary>A bundle that the profiles take and the intake policy does not.</summary>
    private static byte[] Named()
    {
        JsonNode bundle = JsonNode.Parse(Examples.Poh())!;
        bundle["entry"]![1]!["resource"]!["subject"]!["display"] = Secret;
        return Encoding.UTF8.GetBytes(bundle.ToJsonString());
    }

    /// <summary>The secret everywhere that a sender can put a text.</summary>
    private static IEnumerable<(HttpMethod Method, string Path, string Body)> Secrets()
    {
        yield return (HttpMethod.Post, "/fhir/Patient", $"{{\"{Secret}");
        yield return (HttpMethod.Post, "/fhir/Patient", $"{{\"resourceType\":\"{Secret}\"}}");
        yield return (HttpMethod.Post, $"/fhir/{Secret}", Some.Patient(Secret).ToJsonString());
        yield return (HttpMethod.Put, $"/fhir/Patient/{Secret}", Some.Patient(Secret).WithId("other").ToJsonString());
        yield return (HttpMethod.Delete, $"/fhir/Patient/{Secret}", "");
        yield return (HttpMethod.Delete, $"/fhir/Patient?{Secret}={Secret}", "");
        yield return (HttpMethod.Post, "/fhir/Patient", Some.Patient(Secret).With(Secret, Secret).ToJsonString());
        yield return (HttpMethod.Post, "/fhir/Patient", Some.Patient(Secret).With($"{Secret} Smith.x[1]", new JsonArray(new JsonObject { [Secret] = 1 })).ToJsonString());
        yield return (HttpMethod.Post, "/fhir/Patient", Some.Patient(Secret).With("gender", Secret).ToJsonString());
        yield return (HttpMethod.Post, "/fhir/Patient", Some.Patient(Secret).With("birthDate", Secret).ToJsonString());
        yield return (HttpMethod.Post, "/fhir/Patient", Some.Patient(Secret).With("name", new JsonArray(new JsonObject { ["family"] = Secret })).ToJsonString());
        yield return (HttpMethod.Post, "/fhir/Patient", Some.Patient(Secret).With("name", Secret).With("meta", new JsonObject { ["profile"] = new JsonArray($"https://{Secret}.example.org/{Secret}") }).ToJsonString());
        yield return (HttpMethod.Post, "/fhir/Patient", Some.Patient(Secret).With("modifierExtension", new JsonArray(new JsonObject { ["url"] = $"https://example.org/{Secret}", ["valueString"] = Secret })).ToJsonString());
        yield return (HttpMethod.Post, "/fhir/Patient", Some.Patient(Secret).With("text", new JsonObject { ["status"] = Secret, ["div"] = $"<div>{Secret}</div>" }).ToJsonString());
        yield return (HttpMethod.Post, "/fhir/Patient", Some.Patient(Secret, deceased: Secret).ToJsonString());
        yield return (HttpMethod.Post, "/fhir", Encoding.UTF8.GetString(Named()));
        yield return (HttpMethod.Post, "/fhir", Some.Bundle(Some.Put(Some.Patient(Secret)), Some.Put(Some.Diagnosis("POH", Secret)), Some.Put(Some.Variant("GNAS", Secret, allele: "maternal"))).ToJsonString());
        yield return (HttpMethod.Post, "/fhir", Encoding.UTF8.GetString(Invalid("maternal-allele-in-confirmed-poh")).Replace("HO-P8W6-35", Secret, StringComparison.Ordinal));
        yield return (HttpMethod.Post, "/fhir", Some.Bundle(Some.Put(Some.Patient(Secret)), Some.Put(Some.FlareUp(Secret, region: Secret))).ToJsonString());
        yield return (HttpMethod.Post, "/fhir", Some.Bundle(Some.Put(Some.Patient(Secret)), Some.Put(Some.Lesion(Secret, derivedFrom: $"urn:uuid:{Secret}"))).ToJsonString());
        yield return (HttpMethod.Post, "/fhir", Some.Bundle(Some.Entry("PUT", $"Patient?{Secret}={Secret}", Some.Patient(Secret), $"urn:uuid:{Secret}", $"{Secret}={Secret}")).ToJsonString());
    }

    private static void AssertClean(string folder)
    {
        byte[][] searched = [.. new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode }.Select(encoding => encoding.GetBytes(Secret)), Encoding.UTF8.GetBytes(Secret.ToUpperInvariant()), Encoding.UTF8.GetBytes(Secret.ToLowerInvariant())];
        StringBuilder seen = new();
        foreach (string file in Directory.GetFiles(folder, "registry.db*"))
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            byte[] bytes = copy.ToArray();
            foreach (byte[] secret in searched) Assert.True(bytes.AsSpan().IndexOf(secret) < 0, $"{Path.GetFileName(file)} holds what was refused.");
            seen.Append(Encoding.Latin1.GetString(bytes));
        }

        // That the search finds what is there.
        Assert.Contains("fhir-cardinality", seen.ToString(), StringComparison.Ordinal);
        Assert.Contains("Bundle.entry[2].resource", seen.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Refusals are written behind the answer: reads until so many are there, and no more come.</summary>
    private static async Task<IReadOnlyList<RefusalEntry>> UntilAsync(RunningRegistry registry, int count)
    {
        RefusalBook book = registry.Services.GetRequiredService<RefusalBook>();
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            IReadOnlyList<RefusalEntry> kept = await book.ReadAsync(All, 100, Coordinator, patience.Token);
            if (kept.Count >= count)
            {
                Assert.Equal(count, kept.Count);
                return kept;
            }

            await Task.Delay(20, patience.Token);
        }
    }
}

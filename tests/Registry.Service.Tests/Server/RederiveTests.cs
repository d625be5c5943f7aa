using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Registry.Contracts.Callers;
using Registry.Service.Tests.Clinical;
using Registry.Store.Resources;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The verb <c>events rederive</c>, after a package changed its mapping: facts are read anew from what is stored.</summary>
public sealed class RederiveTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_mapping_supersedes_and_retracts_what_is_told_beside_a_running_server_and_twice_is_once()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        for (int person = 1; person <= 3; person++) Assert.Equal(HttpStatusCode.OK, (await registry.PostAsync("/fhir", Examples.Fop($"{person}"))).Status);
        int before = (await registry.EventsAsync()).Count;
        string package = await ChangedAsync(folder.Path);

        string dry = await RunAsync(folder.Path, package, 0, "--type", "DiagnosisRecorded", "--dry-run");
        Assert.Contains("would append DiagnosisRecorded of Condition/", dry, StringComparison.Ordinal);
        Assert.Contains("3 subjects; 3 facts superseded, 0 added, 0 retracted; nothing was written", dry, StringComparison.Ordinal);
        Assert.Equal(before, (await registry.EventsAsync()).Count);

        // Same mapping: nothing.
        Assert.Contains("0 facts superseded, 0 added, 0 retracted", await RunAsync(folder.Path, null, 0, "--type", "DiagnosisRecorded"), StringComparison.Ordinal);

        // Broken off after the first subject, it goes on where it was told to.
        SubjectPage page = await registry.Services.GetRequiredService<ResourceStore>().ReadSubjectsAsync(null, 1, false, new Caller("operator", new SiteId("local"), CallerRoles.Operator), Cancel);
        Assert.Contains("2 subjects; 2 facts superseded", await RunAsync(folder.Path, package, 0, "--type", "DiagnosisRecorded", "--after", $"{page.Next}"), StringComparison.Ordinal);
        Assert.Contains("3 subjects; 1 facts superseded", await RunAsync(folder.Path, package, 0, "--type", "DiagnosisRecorded"), StringComparison.Ordinal);
        List<JsonElement> events = await registry.EventsAsync();
        JsonElement[] diagnoses = [.. events.Skip(before).Select(one => one.GetProperty("data"))];
        Assert.Equal(3, diagnoses.Length);
        Assert.All(diagnoses, diagnosis =>
        {
            JsonElement header = diagnosis.GetProperty("header");
            JsonElement replaced = events[(int)header.GetProperty("supersedes").GetInt64() - 1].GetProperty("data");
            Assert.Equal(replaced.GetProperty("header").GetProperty("fact").GetString(), header.GetProperty("fact").GetString());
            Assert.Equal(replaced.GetProperty("header").GetProperty("source").GetString(), header.GetProperty("source").GetString());
            Assert.Equal(("337", "MONDO:0007606"), (replaced.GetProperty("code").GetProperty("code").GetString(), diagnosis.GetProperty("code").GetProperty("code").GetString()));
        });
        Assert.Contains("0 facts superseded, 0 added, 0 retracted", await RunAsync(folder.Path, package, 0, "--type", "DiagnosisRecorded"), StringComparison.Ordinal);

        // A type that the mapping derives no more is retracted, and told again when it is derived again. Other types are left alone.
        Assert.Contains("0 facts superseded, 0 added, 3 retracted", await RunAsync(folder.Path, package, 0, "--type", "VitalStatusConfirmed"), StringComparison.Ordinal);
        Assert.All((await registry.EventsAsync($"after={before + 3}")).Select(one => one.GetProperty("data")), retracted => Assert.Equal(("VitalStatusConfirmed", "no-longer-stated"), (retracted.GetProperty("retractedType").GetString(), retracted.GetProperty("reason").GetString())));
        Assert.Contains("0 facts superseded, 0 added, 0 retracted", await RunAsync(folder.Path, package, 0, "--type", "VitalStatusConfirmed"), StringComparison.Ordinal);
        Assert.Contains("0 facts superseded, 3 added, 0 retracted", await RunAsync(folder.Path, null, 0, "--type", "VitalStatusConfirmed"), StringComparison.Ordinal);

        await registry.UntilProjectedAsync();
        (_, JsonElement health) = await registry.GetAsync("/health/ready");
        Assert.Equal(("ready", 0), (health.GetProperty("status").GetString(), health.GetProperty("projection").GetProperty("behind").GetInt32()));
        // A submission after it is decided on the facts as they are now.
        Assert.Equal(HttpStatusCode.OK, (await registry.PostAsync("/fhir", Examples.Fop("1"))).Status);
    }

    [Fact]
    public async Task A_type_that_there_is_not_is_refused_by_name()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("use one of SubjectEnrolled", await RunAsync(folder.Path, null, 2, "--type", "Diagnosis"), StringComparison.Ordinal);
        Assert.Contains("--after has to be", await RunAsync(folder.Path, null, 2, "--type", "DiagnosisRecorded", "--after", "x"), StringComparison.Ordinal);
    }

    /// <summary>The own package as a folder whose diagnosis of FOP knows MONDO's code alone, and whose vital status is no event.</summary>
    private static async Task<string> ChangedAsync(string folder)
    {
        string package = Path.Combine(folder, "changed");
        foreach ((string path, byte[] content) in PackageFiles.All())
        {
            string file = Path.Combine(package, path.Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, path == "other/registry.json" ? Changed(content) : content, Cancel);
        }

        return package;
    }

    private static byte[] Changed(byte[] registry)
    {
        JsonNode file = JsonNode.Parse(registry)!;
        foreach (JsonNode? row in file["dispatch"]!.AsArray())
        {
            if (row!["event"]?.GetValue<string>() is "VitalStatusConfirmed") row["event"] = null;
            if (row["disease"]?.GetValue<string>() is not "FOP" || row["event"]?.GetValue<string>() is not "DiagnosisRecorded") continue;
            row["code"] = new JsonArray(new JsonObject { ["system"] = "http://purl.obolibrary.org/obo/mondo.owl", ["code"] = "MONDO:0007606" });
        }

        return Encoding.UTF8.GetBytes(file.ToJsonString());
    }

    private static async Task<string> RunAsync(string folder, string? package, int expected, params string[] arguments)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal) { ["Registry__Database__ConnectionString"] = $"Data Source={Path.Combine(folder, "registry.db")}" };
        if (package is not null) settings["Registry__OwnPackage"] = package;
        await using RegistryProcess verb = RegistryProcess.Launch(folder, settings, ["events", "rederive", .. arguments]);
        int exitCode = await verb.ExitCodeAsync();
        Assert.True(expected == exitCode, verb.Output);
        return verb.Output;
    }
}

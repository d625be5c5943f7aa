using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The intake policy on real servers with real files: what goes is nowhere, not in an answer, a log line, a resource, an event or a byte of the database.</summary>
public sealed class IntakeTests
{
    private const string Marker = "Qxvzmarker";

    [Theory]
    [InlineData("Refuse")]
    [InlineData("Strip")]
    [InlineData("Keep")]
    public async Task Whatever_tells_who_a_person_is_wherever_it_stands(string policy)
    {
        using TemporaryFolder folder = new();
        int seed = Environment.GetEnvironmentVariable("REGISTRY_SEED") is { } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 20_261_126;
        List<string> answers = [];
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, Settings(("Identifying", policy), ("PseudonymSystems", "https://hospital.example.org/registry-pseudonym")));
        for (int run = 0; run < 60; run++)
        {
            Random random = new(seed + run);
            JsonNode bundle = JsonNode.Parse(Examples.Fop($"run{run}"))!;
            string where = $"seed {seed + run}: {IdentifyingMarker.Insert(bundle, Marker, random)}";

            (int status, JsonElement answer) = await server.PostAsync("/fhir", Encoding.UTF8.GetBytes(bundle.ToJsonString()));

            Assert.True(status == (policy is "Refuse" ? 422 : 200), $"{where}: {status} {answer}");
            answers.Add(answer.ToString());
            string told = answer.ToString();
            if (policy is not "Keep") Assert.True(told.Contains("\"identifying\"", StringComparison.Ordinal) || told.Contains("\"narrative\"", StringComparison.Ordinal) || told.Contains("\"pseudonym-system\"", StringComparison.Ordinal), where);
            if (policy is not "Refuse") Assert.True(policy is "Keep" == (await StoredAsync(server, answer)).Contains(Marker, StringComparison.Ordinal), where);
        }

        Assert.All(answers, answer => Assert.DoesNotContain(Marker, answer, StringComparison.OrdinalIgnoreCase));
        Assert.All(await server.EventsAsync(), item => Assert.DoesNotContain(Marker, item.ToString(), StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(Marker, server.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(policy is "Keep", server.Output.Contains("Registry:Intake:Identifying is Keep", StringComparison.Ordinal));
        if (policy is not "Keep") AssertNoByte(folder.Path);
    }

    [Fact]
    public async Task The_examples_of_bad_input_are_taken_without_it_under_Strip_and_the_answer_lists_it()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path, "--Registry:Intake:Identifying=Strip");
        string examples = Repository.Path("docs", "examples", "invalid");
        int seen = 0;
        foreach (JsonElement bad in JsonDocument.Parse(File.ReadAllBytes(Path.Combine(examples, "index.json"))).RootElement.EnumerateArray())
        {
            string file = bad.GetProperty("file").GetString()!;
            if (!bad.TryGetProperty("rule", out JsonElement rule) || rule.GetString() is not ("identifying" or "pseudonym-system" or "narrative")) continue;
            seen++;
            (System.Net.HttpStatusCode status, JsonElement answer) = await registry.PostAsync("/fhir", File.ReadAllBytes(Path.Combine(examples, file)));
            Assert.True((int)status == (file is "contained-practitioner.json" ? 422 : 200), $"{file}: {answer}");
            string place = bad.GetProperty("expression").GetString()!;
            Assert.Contains(Issues(answer), issue => issue.GetProperty("severity").GetString() == "information"
                && issue.GetProperty("expression")[0].GetString()!.StartsWith(place, StringComparison.Ordinal)
                && issue.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString() == rule.GetString());
        }

        Assert.Equal(12, seen);
    }

    [Fact]
    public async Task Kept_from_outside_the_dataset_it_is_stored_read_and_searched_without_an_event()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(
            folder.Path, "--Registry:Intake:OutsideDataset=Keep", "--Registry:Intake:PseudonymSystems=https://hospital.example.org/registry-pseudonym");
        byte[] observation = Encoding.UTF8.GetBytes("""
            {"resourceType":"Bundle","type":"transaction","entry":[
              {"fullUrl":"urn:uuid:5f0b1a34-93b6-4c61-8d14-3d6a5e0f0001","resource":{"resourceType":"Patient","gender":"female"},"request":{"method":"POST","url":"Patient"}},
              {"resource":{"resourceType":"Observation","status":"final","identifier":[{"system":"https://hospital.example.org/record","value":"w-1"}],
                "code":{"coding":[{"system":"http://loinc.org","code":"29463-7"}]},"subject":{"reference":"urn:uuid:5f0b1a34-93b6-4c61-8d14-3d6a5e0f0001"},
                "valueQuantity":{"value":41,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}},"request":{"method":"POST","url":"Observation"}},
              {"resource":{"resourceType":"Organization","name":"Clinic"},"request":{"method":"POST","url":"Organization"}}]}
            """);

        (System.Net.HttpStatusCode status, JsonElement answer) = await registry.PostAsync("/fhir", observation);

        Assert.True((int)status == 200, answer.ToString());
        Assert.Empty(await registry.EventsAsync());
        Assert.Equal(1, (await registry.GetAsync("/fhir/Observation?identifier=https://hospital.example.org/record|w-1")).Body.GetProperty("total").GetInt32());
        string organization = answer.GetProperty("entry")[2].GetProperty("response").GetProperty("location").GetString()!;
        Assert.Equal("Organization", (await registry.GetAsync(organization)).Body.GetProperty("resourceType").GetString());
        Assert.Equal(1, (await registry.GetAsync("/fhir/Organization?name=clin")).Body.GetProperty("total").GetInt32());
        Assert.Equal(0, (await registry.GetAsync("/fhir/Organization?name=ward")).Body.GetProperty("total").GetInt32());
        (System.Net.HttpStatusCode refused, _) = await registry.PostAsync("/fhir", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(observation).Replace("kg", "sacks", StringComparison.Ordinal).Replace("\"final\"", "\"perhaps\"", StringComparison.Ordinal)));
        Assert.Equal(400, (int)refused);
    }

    [Fact]
    public async Task A_kept_resource_of_another_type_holds_its_Patient()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(
            folder.Path, "--Registry:Intake:OutsideDataset=Keep", "--Registry:Intake:PseudonymSystems=https://hospital.example.org/registry-pseudonym");
        (System.Net.HttpStatusCode status, JsonElement answer) = await registry.PostAsync("/fhir", Encoding.UTF8.GetBytes("""
            {"resourceType":"Bundle","type":"transaction","entry":[
              {"fullUrl":"urn:uuid:5f0b1a34-93b6-4c61-8d14-3d6a5e0f0001","resource":{"resourceType":"Patient","gender":"female"},"request":{"method":"POST","url":"Patient"}},
              {"resource":{"resourceType":"Encounter","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},
                "subject":{"reference":"urn:uuid:5f0b1a34-93b6-4c61-8d14-3d6a5e0f0001"}},"request":{"method":"POST","url":"Encounter"}}]}
            """));
        Assert.True((int)status == 200, answer.ToString());
        string[] places = [.. answer.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("location").GetString()!.Split("/_history")[0])];

        (status, answer) = await registry.SendAsync(HttpMethod.Delete, places[0], null);

        Assert.Equal((409, "patient-in-use"), ((int)status, Issues(answer).First().GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString()));
        Assert.Equal(204, (int)(await registry.SendAsync(HttpMethod.Delete, places[1], null)).Status);
        Assert.Equal(204, (int)(await registry.SendAsync(HttpMethod.Delete, places[0], null)).Status);
    }

    [Fact]
    public async Task On_a_trial_server_a_system_that_nobody_registered_is_taken_with_a_warning()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        string other = Encoding.UTF8.GetString(Examples.Fop()).Replace("hospital.example.org/registry-pseudonym", "clinic.example.org/fop-number", StringComparison.Ordinal);

        (System.Net.HttpStatusCode status, JsonElement answer) = await registry.PostAsync("/fhir", Encoding.UTF8.GetBytes(other));

        Assert.Equal(200, (int)status);
        JsonElement warning = Assert.Single(Issues(answer));
        Assert.Equal(("warning", "pseudonym-system"), (warning.GetProperty("severity").GetString(), warning.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString()));
        Assert.Contains("Registry:Intake:PseudonymSystems", warning.GetProperty("diagnostics").GetString(), StringComparison.Ordinal);
        Assert.Empty(Issues((await registry.PostAsync("/fhir", Examples.Fop())).Body));
    }

    [Fact]
    public async Task Once_systems_are_registered_no_other_is_taken()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(
            folder.Path, "--Registry:Intake:PseudonymSystems:0=https://clinic.example.org/fop-number", "--Registry:Intake:PseudonymSystems:1=https://other.example.org/number");

        (System.Net.HttpStatusCode status, JsonElement answer) = await registry.PostAsync("/fhir", Examples.Fop());

        Assert.Equal(422, (int)status);
        Assert.Equal("pseudonym-system", answer.GetProperty("issue")[0].GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString());
        await registry.AssertNothingStoredAsync();
        string other = Encoding.UTF8.GetString(Examples.Fop()).Replace("hospital.example.org/registry-pseudonym", "other.example.org/number", StringComparison.Ordinal);
        Assert.Equal(200, (int)(await registry.PostAsync("/fhir", Encoding.UTF8.GetBytes(other))).Status);
    }

    [Theory]
    [InlineData("Keys", null, "Registry:Intake:PseudonymSystems is missing")]
    [InlineData("Off", "registry-pseudonym", "no absolute URI")]
    [InlineData("Off", "http://hl7.org/fhir/sid/us-ssn", "national number")]
    public async Task Without_systems_in_production_or_with_wrong_ones_the_server_does_not_start(string mode, string? systems, string message)
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> settings = new(StringComparer.Ordinal) { ["Registry__Authentication__Mode"] = mode };
        if (systems is not null) settings["Registry__Intake__PseudonymSystems"] = systems;
        await using RegistryProcess server = RegistryProcess.Launch(folder.Path, settings);

        Assert.Equal(2, await server.ExitCodeAsync());
        Assert.Contains(message, server.Output, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Settings(params (string Name, string Value)[] intake) =>
        intake.ToDictionary(setting => "Registry__Intake__" + setting.Name, setting => setting.Value, StringComparer.Ordinal);

    private static IEnumerable<JsonElement> Issues(JsonElement answer) => answer.TryGetProperty("issue", out JsonElement issues)
        ? issues.EnumerateArray()
        : answer.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response")).Where(response => response.TryGetProperty("outcome", out _))
            .SelectMany(response => response.GetProperty("outcome").GetProperty("issue").EnumerateArray());

    /// <summary>Every resource of the answer as it is read back.</summary>
    private static async Task<string> StoredAsync(RegistryProcess server, JsonElement answer)
    {
        StringBuilder stored = new();
        foreach (JsonElement entry in answer.GetProperty("entry").EnumerateArray())
        {
            stored.Append((await server.GetAsync(entry.GetProperty("response").GetProperty("location").GetString()!)).Body);
        }

        return stored.ToString();
    }

    // Content is stored compressed, so it is read back above; all else in the files is searched as it lies there, the write-ahead log included.
    private static void AssertNoByte(string folder)
    {
        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith("-wal", StringComparison.Ordinal));
        foreach (string file in files)
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            foreach (byte[] wanted in new[] { Encoding.UTF8.GetBytes(Marker), Encoding.Unicode.GetBytes(Marker) }) Assert.True(bytes.AsSpan().IndexOf(wanted) < 0, file);
        }
    }
}

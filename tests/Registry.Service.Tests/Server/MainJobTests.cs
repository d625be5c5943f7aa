using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The main job over real HTTP: a hospital posts a bundle, and everyone downstream gets what they need.</summary>
public sealed class MainJobTests
{
    [Fact]
    public async Task A_FOP_bundle_is_stored_whole_and_read_back_as_sent()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);

        (HttpStatusCode status, JsonElement response) = await registry.PostAsync("/fhir", Examples.Fop());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("transaction-response", response.GetProperty("type").GetString());
        JsonElement[] sent = [.. JsonDocument.Parse(Examples.Fop()).RootElement.GetProperty("entry").EnumerateArray()];
        JsonElement[] answered = [.. response.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response"))];
        Assert.Equal(sent.Length, answered.Length);
        Assert.All(answered, entry => Assert.Equal("201 Created", entry.GetProperty("status").GetString()));
        string patient = ReferenceOf(answered[0]);
        for (int index = 0; index < sent.Length; index++)
        {
            (HttpStatusCode found, JsonElement stored) = await registry.GetAsync($"/fhir/{ReferenceOf(answered[index])}");
            Assert.Equal(HttpStatusCode.OK, found);
            Assert.Equal("1", stored.GetProperty("meta").GetProperty("versionId").GetString());
            AssertSame(sent[index].GetProperty("resource"), stored);
            if (index > 0) Assert.Equal(patient, stored.GetProperty("subject").GetProperty("reference").GetString());
        }

        Assert.DoesNotContain("urn:uuid", (await registry.GetAsync("/fhir/Observation")).Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_POH_bundle_gives_a_variant_event_with_transmission_and_parental_allele_as_two_facts()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);

        (HttpStatusCode status, _) = await registry.PostAsync("/fhir", Examples.Poh());

        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement variant = (await registry.EventsAsync("after=0&type=VariantReported")).Single().GetProperty("data");
        Assert.Equal("HGNC:4392", variant.GetProperty("gene").GetString());
        Assert.Equal("paternal", variant.GetProperty("parentalAllele").GetString());
        Assert.Equal("LA26807-0", variant.GetProperty("transmission").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Every_fact_of_a_bundle_is_one_event_in_order_and_sending_it_again_adds_none()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop());
        List<JsonElement> events = await registry.EventsAsync();

        (HttpStatusCode status, JsonElement again) = await registry.PostAsync("/fhir", Examples.Fop());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.All(again.GetProperty("entry").EnumerateArray(), entry => Assert.Equal("200 OK", entry.GetProperty("response").GetProperty("status").GetString()));
        Assert.Equal(events.Count, (await registry.EventsAsync()).Count);
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(one => int.Parse(one.GetProperty("id").GetString()!, CultureInfo.InvariantCulture)));
        string[] types = [.. events.Select(one => one.GetProperty("type").GetString()!)];
        Assert.All(
            new[] { "SubjectEnrolled.v1", "ConsentChanged.v1", "DiagnosisRecorded.v1", "VariantReported.v1", "FlareUpReported.v1", "OssificationReported.v1", "VitalStatusConfirmed.v1" },
            type => Assert.Contains(type, types));
    }

    [Fact]
    public async Task A_changed_fact_supersedes_and_a_deleted_one_is_retracted()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop());
        JsonElement before = (await registry.EventsAsync("after=0&type=FlareUpReported")).Single();

        string changed = Encoding.UTF8.GetString(Examples.Fop()).Replace("\"preliminary\"", "\"final\"", StringComparison.Ordinal);
        JsonElement flareUpResource = JsonDocument.Parse(changed).RootElement.GetProperty("entry").EnumerateArray()
            .Select(entry => entry.GetProperty("resource")).Single(resource => IsFlareUp(resource));
        string end = flareUpResource.GetProperty("effectivePeriod").GetProperty("end").GetString()!;
        changed = changed.Replace($"\"end\": \"{end}\"", "\"end\": \"2024-12-24\"", StringComparison.Ordinal);
        await registry.PostAsync("/fhir", Encoding.UTF8.GetBytes(changed));

        List<JsonElement> flareUps = await registry.EventsAsync("after=0&type=FlareUpReported");
        Assert.Equal(2, flareUps.Count);
        JsonElement header = flareUps[1].GetProperty("data").GetProperty("header");
        Assert.Equal(before.GetProperty("id").GetString(), header.GetProperty("supersedes").GetInt64().ToString(CultureInfo.InvariantCulture));
        Assert.Equal(before.GetProperty("id").GetString(), header.GetProperty("previousOfType").GetInt64().ToString(CultureInfo.InvariantCulture));

        // The lesion refers to the flare-up, so the lesion goes first.
        string lesion = (await registry.EventsAsync("after=0&type=OssificationReported"))[0].GetProperty("data").GetProperty("header").GetProperty("source").GetString()!.Split("/_history")[0];
        (HttpStatusCode deleted, _) = await registry.SendAsync(HttpMethod.Delete, $"/fhir/{lesion}", null);
        Assert.Equal(HttpStatusCode.NoContent, deleted);
        Assert.Equal(HttpStatusCode.Gone, (await registry.GetAsync($"/fhir/{lesion}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await registry.GetAsync($"/fhir/{lesion}/_history/1")).Status);
        JsonElement retraction = (await registry.EventsAsync("after=0&type=FactRetracted")).Single().GetProperty("data");
        Assert.Equal("OssificationReported", retraction.GetProperty("retractedType").GetString());
    }

    [Fact]
    public async Task Searches_find_by_identifier_patient_and_code_and_nothing_else()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop());
        await registry.PostAsync("/fhir", Examples.Poh());
        JsonElement identifier = JsonDocument.Parse(Examples.Fop()).RootElement.GetProperty("entry")[0].GetProperty("resource").GetProperty("identifier")[0];
        string token = Uri.EscapeDataString($"{identifier.GetProperty("system").GetString()}|{identifier.GetProperty("value").GetString()}");

        JsonElement patients = (await registry.GetAsync($"/fhir/Patient?identifier={token}")).Body;
        Assert.Equal(1, patients.GetProperty("total").GetInt32());
        string patient = patients.GetProperty("entry")[0].GetProperty("resource").GetProperty("id").GetString()!;
        Assert.Equal("match", patients.GetProperty("entry")[0].GetProperty("search").GetProperty("mode").GetString());

        foreach (string asked in new[] { patient, $"Patient/{patient}" })
        {
            JsonElement variants = (await registry.GetAsync($"/fhir/Observation?patient={asked}&code={Uri.EscapeDataString("http://loinc.org|69548-6")}")).Body;
            Assert.Equal(1, variants.GetProperty("total").GetInt32());
        }

        Assert.Equal(2, (await registry.GetAsync("/fhir/Observation?code=69548-6")).Body.GetProperty("total").GetInt32());
        Assert.Equal(0, (await registry.GetAsync($"/fhir/Observation?patient=somebody-else&code=69548-6")).Body.GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, (await registry.GetAsync("/fhir/Observation?patiant=x")).Status);
    }

    [Fact]
    public async Task Search_pages_hold_every_match_once()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        for (int subject = 0; subject < 5; subject++) await registry.PostAsync("/fhir", Examples.Fop($"s{subject}"));
        int all = (await registry.GetAsync("/fhir/Observation?_count=500")).Body.GetProperty("total").GetInt32();

        List<string> seen = [];
        for (string? next = "/fhir/Observation?_count=3"; next is not null;)
        {
            JsonElement page = (await registry.GetAsync(next)).Body;
            if (page.TryGetProperty("entry", out JsonElement entries)) seen.AddRange(entries.EnumerateArray().Select(entry => entry.GetProperty("fullUrl").GetString()!));
            next = page.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() == "next").Select(link => link.GetProperty("url").GetString()).SingleOrDefault();
        }

        Assert.Equal(all, seen.Count);
        Assert.Equal(seen.Count, seen.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_capability_statement_says_what_the_server_does_and_conforms_itself()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);

        (HttpStatusCode status, JsonElement statement) = await registry.GetAsync("/fhir/metadata");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("4.0.1", statement.GetProperty("fhirVersion").GetString());
        // Those that are stored, and those of the packages.
        Assert.Equal(["Patient", "Condition", "Observation", "CapabilityStatement", "CodeSystem", "SearchParameter", "StructureDefinition", "ValueSet"], statement.GetProperty("rest")[0].GetProperty("resource").EnumerateArray().Select(resource => resource.GetProperty("type").GetString()));
        registry.AssertValid(statement);
    }

    [Fact]
    public async Task Answers_of_the_server_are_themselves_valid_FHIR()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);

        registry.AssertValid((await registry.PostAsync("/fhir", Examples.Fop())).Body);
        registry.AssertValid((await registry.GetAsync("/fhir/Observation")).Body);
        registry.AssertValid((await registry.GetAsync("/fhir/Patient/nobody")).Body);
        registry.AssertValid((await registry.PostAsync("/fhir", "{"u8.ToArray())).Body);
    }

    [Fact]
    public async Task Reports_follow_the_log_and_answer_as_JSON_and_CSV()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        await registry.PostAsync("/fhir", Examples.Fop());
        await registry.PostAsync("/fhir", Examples.Poh());
        await registry.UntilProjectedAsync();

        foreach (string report in new[] { "enrolment", "survival", "flare-ups" })
        {
            (HttpStatusCode status, JsonElement json) = await registry.GetAsync($"/reports/{report}");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(report, json.GetProperty("name").GetString());
            Assert.Equal((await registry.EventsAsync()).Count, json.GetProperty("cut").GetProperty("sequence").GetInt32());
            string csv = await registry.Client.GetStringAsync($"/reports/{report}?format=csv", TestContext.Current.CancellationToken);
            Assert.StartsWith($"# report: {report}", csv, StringComparison.Ordinal);
        }
    }

    private static bool IsFlareUp(JsonElement resource) =>
        resource.TryGetProperty("code", out JsonElement code) && code.GetProperty("coding")[0].GetProperty("code").GetString() == "flare-up";

    private static string ReferenceOf(JsonElement response) => string.Join('/', response.GetProperty("location").GetString()!.Split("/fhir/")[1].Split('/')[..2]);

    /// <summary>Every property that was sent stands there, but for references, which are resolved.</summary>
    private static void AssertSame(JsonElement sent, JsonElement stored)
    {
        foreach (JsonProperty property in sent.EnumerateObject())
        {
            if (property.Name is "subject" or "derivedFrom" or "meta") continue;
            Assert.True(JsonElement.DeepEquals(property.Value, stored.GetProperty(property.Name)), $"{property.Name} differs.");
        }
    }
}

using System.Text.Json.Nodes;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Clinical.Submissions;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Xunit;

namespace Registry.Service.Tests.Clinical;

public class SubmissionTests
{
    [Theory]
    [InlineData("batch")]
    [InlineData("collection")]
    [InlineData(null)]
    public void Only_a_transaction_is_taken(string? type)
    {
        JsonObject bundle = Some.Bundle(Some.Put(Some.Patient())).With("type", type);
        if (type is null) bundle.Remove("type");

        Refusal refusal = Refused(bundle);

        Assert.Equal((RefusalKind.Unprocessable, "bundle-type", "not-supported"), (refusal.Kind, refusal.Findings.Single().Rule, refusal.Findings[0].IssueType));
    }

    [Theory]
    [InlineData("GET", "https://elsewhere.example/fhir/Patient/1", "request-url", RefusalKind.BadRequest)]
    [InlineData("PATCH", "Patient/1", "request-unsupported", RefusalKind.Unprocessable)]
    [InlineData("POST", "Patient/1", "request-url", RefusalKind.BadRequest)]
    [InlineData("POST", "Observation", "url-mismatch", RefusalKind.BadRequest)]
    [InlineData("PUT", "Patient/other", "url-mismatch", RefusalKind.BadRequest)]
    [InlineData("PUT", "Patient", "criteria", RefusalKind.BadRequest)]
    [InlineData("PUT", "Patient/p1/_history/1", "request-url", RefusalKind.BadRequest)]
    [InlineData("PUT", "https://elsewhere.example/fhir/Patient/p1", "request-url", RefusalKind.BadRequest)]
    [InlineData("PUT", "Patient?identifier=s|another", "criteria-identifier", RefusalKind.Unprocessable)]
    [InlineData("DELETE", "Medication/1", "outside-dataset", RefusalKind.Unprocessable)]
    public void What_an_entry_asks_must_agree_with_itself(string method, string url, string rule, RefusalKind kind)
    {
        Refusal refusal = new HeldRegistry().Refuse(Some.Entry(method, url, method is "DELETE" ? null : Some.Patient().WithId("p1")));

        Assert.Equal((rule, kind), (refusal.Findings.Single().Rule, refusal.Kind));
        Assert.StartsWith("Bundle.entry[0]", refusal.Findings[0].Expression, StringComparison.Ordinal);
        Assert.True(refusal.Findings[0].Line > 0);
    }

    [Theory]
    [InlineData("PUT", "Patient?birthdate=2014", 1)]
    [InlineData("PUT", "Patient?identifier=P-1", 1)]
    [InlineData("PUT", "Patient?identifier=s|a,s|b", 1)]
    [InlineData("PUT", "Patient?identifier=s|a&gender=female", 1)]
    [InlineData("DELETE", "Patient?gender=female", Limits.ConditionalDeletes)]
    public void Criteria_other_than_one_identifier_are_a_search_to_be_run(string method, string url, int most)
    {
        using ResourceDocument document = ResourceDocument.Parse(Some.Utf8(Some.Bundle(Some.Entry(method, url, method is "DELETE" ? null : Some.Patient()))));
        SubmissionResult.Ready ready = Assert.IsType<SubmissionResult.Ready>(Submission.Read(document.Root, Some.At(Some.Here), Some.Table, IntakePolicy.Default, new Interaction.Transaction()));
        Assert.Equal(new SubmittedCondition(new Condition("Patient", url["Patient?".Length..]), most, "Bundle.entry[0].request.url"), Assert.Single(ready.Submission.Conditions));
    }

    [Fact]
    public void Every_objection_is_told_at_once()
    {
        Refusal refusal = new HeldRegistry().Refuse(Some.Entry("PATCH", "Patient/1"), Some.Entry("PUT", "Patient/2", Some.Patient().WithId("3")), Some.Put(Some.FlareUp()));

        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        Assert.Equal(["request-unsupported", "url-mismatch", "reference-unresolved"], refusal.Findings.Select(finding => finding.Rule));
    }

    [Theory]
    [InlineData("urn:uuid:nobody")]
    [InlineData("Patient/nobody")]
    [InlineData("https://elsewhere.example/fhir/Patient/1")]
    [InlineData("Patient?identifier=s|nobody")]
    public void A_reference_that_names_nothing_is_refused_with_its_place(string reference)
    {
        Refusal refusal = new HeldRegistry().Refuse(Some.Put(Some.Patient()), Some.Put(Some.FlareUp(subject: reference)));

        Finding finding = Assert.Single(refusal.Findings);
        Assert.Equal(("reference-unresolved", "Bundle.entry[1].resource.subject.reference"), (finding.Rule, finding.Expression));
    }

    [Fact]
    public void A_reference_inside_an_extension_must_resolve_too()
    {
        JsonObject flareUp = Some.FlareUp().With("extension", JsonNode.Parse("""[{"url":"https://x.example/e","valueReference":{"reference":"urn:uuid:nobody"}}]"""));

        Assert.Equal("Bundle.entry[1].resource.extension[0].valueReference.reference", new HeldRegistry().Refuse(Some.Put(Some.Patient()), Some.Put(flareUp)).Findings.Single().Expression);
    }

    [Fact]
    public void What_another_site_holds_or_what_was_deleted_is_not_referred_to()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Entry("PUT", "Patient/p1", Some.Patient().WithId("p1")));
        Assert.Equal("reference-unresolved", registry.RefuseFrom(Some.Elsewhere, Some.Put(Some.FlareUp(subject: "Patient/p1"))).Findings.Single().Rule);
        registry.Take(Some.Entry("DELETE", "Patient/p1"));
        Assert.Equal("reference-unresolved", registry.Refuse(Some.Put(Some.FlareUp(subject: "Patient/p1"))).Findings.Single().Rule);
    }

    [Fact]
    public void References_reach_the_bundle_by_full_url_id_and_identifier()
    {
        HeldRegistry registry = new();

        registry.Take(
            Some.Entry("PUT", "Patient/p1", Some.Patient().WithId("p1"), "https://hospital.example.org/fhir/Patient/77"),
            Some.Entry("POST", "Observation", Some.FlareUp("F-1", subject: "Patient/p1")),
            Some.Entry("POST", "Observation", Some.FlareUp("F-2", subject: "https://hospital.example.org/fhir/Patient/77")),
            Some.Entry("POST", "Observation", Some.FlareUp("F-3", subject: "Patient/77"), "https://hospital.example.org/fhir/Observation/8"),
            Some.Entry("POST", "Observation", Some.FlareUp("F-4", subject: $"Patient?identifier={Some.Pseudonyms}|P-1")));

        Assert.Equal(5, registry.Resources.Count);
        Assert.Single(registry.Subjects);
        foreach (StoredResource resource in registry.Resources.Values.Where(resource => resource.Key.Type is "Observation"))
        {
            Assert.Contains("\"subject\":{\"reference\":\"Patient/p1\"}", System.Text.Encoding.UTF8.GetString(resource.Content.Span), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_absolute_reference_below_the_servers_own_base_is_stored_relative()
    {
        HeldRegistry registry = new() { Policy = IntakePolicy.Default with { BaseUrl = "https://registry.example/fhir" } };

        registry.Take(Some.Entry("PUT", "https://registry.example/fhir/Patient/p1", Some.Patient().WithId("p1")), Some.Put(Some.FlareUp(subject: "https://registry.example/fhir/Patient/p1")));

        string stored = System.Text.Encoding.UTF8.GetString(registry.Resources[registry.Find("Observation", Some.Records, "F-1")].Content.Span);
        Assert.Contains("\"subject\":{\"reference\":\"Patient/p1\"}", stored, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_does_not_build_on_another_persons_record()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.Patient("P-2"), "urn:uuid:other"), Some.Put(Some.FlareUp()));
        string flareUp = registry.Find("Observation", Some.Records, "F-1").ToString();

        Refusal refusal = registry.Refuse(Some.Put(Some.Patient("P-2"), "urn:uuid:other"), Some.Put(Some.Lesion(derivedFrom: flareUp, subject: "urn:uuid:other")));

        Assert.Equal(("reference-subject", "Bundle.entry[1].resource.derivedFrom[0].reference"), (refusal.Findings.Single().Rule, refusal.Findings[0].Expression));
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.Lesion(derivedFrom: flareUp)));
    }

    [Fact]
    public void Nothing_is_taken_under_an_erased_subject()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.FlareUp()));
        registry.Erase(registry.Subjects.Keys.Single());

        Refusal refusal = registry.Refuse(Some.Put(Some.Patient()), Some.Put(Some.FlareUp(end: "2025")));

        Assert.Equal((RefusalKind.Gone, "subject-erased"), (refusal.Kind, refusal.Findings[0].Rule));
    }

    [Fact]
    public void What_a_resource_contains_lies_outside_the_dataset()
    {
        JsonNode contained = JsonNode.Parse("""[{"resourceType":"Specimen","id":"s"}]""")!;
        Finding finding = Assert.Single(new HeldRegistry().Refuse(Some.Put(Some.Patient()), Some.Put(Some.FlareUp().With("contained", contained))).Findings);
        Assert.Equal(("outside-dataset", "Bundle.entry[1].resource.contained"), (finding.Rule, finding.Expression));
    }

    [Fact]
    public void Very_many_objections_are_told_up_to_a_limit()
    {
        JsonObject[] entries = [.. Enumerable.Range(0, Limits.Findings + 1).Select(_ => Some.Entry("PATCH", "Patient/1"))];
        Assert.Equal(Limits.Findings, new HeldRegistry().Refuse(entries).Findings.Count);
    }

    [Fact]
    public void Full_urls_resources_and_identifiers_stand_once_in_a_bundle()
    {
        HeldRegistry registry = new();
        Assert.Equal("fullurl-duplicate", registry.Refuse(Some.Put(Some.Patient()), Some.Put(Some.Patient("P-2"))).Findings.Single().Rule);
        Assert.Equal("identifier-duplicate", registry.Refuse(Some.Entry("POST", "Patient", Some.Patient()), Some.Entry("POST", "Patient", Some.Patient())).Findings.Single().Rule);
        Assert.Equal("entry-duplicate", registry.Refuse(Some.Entry("PUT", "Patient/p1", Some.Patient().WithId("p1")), Some.Entry("DELETE", "Patient/p1")).Findings[0].Rule);
    }

    [Theory]
    [InlineData("Condition", "Bundle.entry[0].resource.code", "Diagnosis of FOP")]
    [InlineData("Medication", "Bundle.entry[0].resource", "Patient, Condition, Observation")]
    public void What_lies_outside_the_dataset_is_refused_with_what_it_takes(string type, string place, string takes)
    {
        // The text names the disease; only a coding counts.
        JsonObject resource = type is "Condition"
            ? Some.Diagnosis("FOP").With("code", JsonNode.Parse("""{"text":"Fibrodysplasia ossificans progressiva"}""")).With("subject", null)
            : new JsonObject { ["resourceType"] = type };
        resource.Remove("subject");

        Refusal refusal = new HeldRegistry().Refuse(Some.Entry("POST", type, resource));

        Finding finding = refusal.Findings.Single();
        Assert.Equal(("outside-dataset", place, RefusalKind.Unprocessable), (finding.Rule, finding.Expression, refusal.Kind));
        Assert.Contains(takes, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_subject_that_is_no_patient_is_refused()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()), Some.Entry("PUT", "Observation/f", Some.FlareUp().WithId("f")));
        Assert.Equal("subject-required", registry.Refuse(Some.Put(Some.FlareUp("F-2", subject: "Observation/f"))).Findings.Single().Rule);
    }

    [Fact]
    public void Settings_that_cannot_be_are_named()
    {
        Assert.Empty(IntakePolicy.Default.Complaints());
        Assert.Contains("OutsideDataset", (IntakePolicy.Default with { OutsideDataset = IntakeChoice.Strip }).Complaints().Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_of_another_type_than_its_url_is_refused()
    {
        Refusal refusal = Refused(Some.Patient(), new Interaction.Create("Observation"));
        Assert.Equal((RefusalKind.BadRequest, "url-mismatch"), (refusal.Kind, refusal.Findings.Single().Rule));
        Assert.Equal("bundle-expected", Refused(Some.Patient()).Findings.Single().Rule);
    }

    private static Refusal Refused(JsonObject body, Interaction? interaction = null) =>
        Assert.IsType<Decision.Refused>(new HeldRegistry().Send(Some.Here, body, interaction ?? new Interaction.Transaction())).Refusal;
}

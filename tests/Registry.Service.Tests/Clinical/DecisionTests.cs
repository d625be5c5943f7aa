using System.Text;
using System.Text.Json.Nodes;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Clinical.Submissions;
using Registry.Fhir.Search;
using Xunit;

namespace Registry.Service.Tests.Clinical;

public class DecisionTests
{
    private static JsonObject[] LifeCourse() =>
    [
        Some.Put(Some.Patient()),
        Some.Put(Some.Diagnosis("FOP")),
        Some.Put(Some.Variant("ACVR1")),
        Some.Put(Some.FlareUp(end: "2024-11"), "urn:uuid:flare-up"),
        Some.Put(Some.Lesion(derivedFrom: "urn:uuid:flare-up")),
        Some.Put(Some.VitalStatus()),
    ];

    [Fact]
    public void A_life_course_becomes_one_event_per_fact_in_the_order_of_a_life()
    {
        HeldRegistry registry = new();

        Decision.Decided decided = registry.Take(LifeCourse());

        Assert.Equal(
            ["SubjectEnrolled", "ConsentChanged", "DiagnosisRecorded", "VariantReported", "FlareUpReported", "OssificationReported", "VitalStatusConfirmed"],
            registry.Log.Select(draft => draft.EventType));
        Assert.All(decided.Outcomes, outcome => Assert.Equal((EntryResult.Created, 1L), (outcome.Result, outcome.Version!.Value)));
        Assert.Equal(Enumerable.Range(0, 6), decided.Outcomes.Select(outcome => outcome.Index));
        Assert.Equal(SubjectStatus.Enrolled, Assert.Single(registry.Subjects.Values).Status);
        Assert.All(registry.Log, draft => Assert.Equal("org.example.registry.ho#0.1.0/3", draft.Derivation));
    }

    [Fact]
    public void Facts_are_read_as_the_source_wrote_them()
    {
        HeldRegistry registry = new();
        registry.Take(LifeCourse());

        Assert.Equal(
            """{"disease":"FOP","code":{"system":"https://www.orpha.net","code":"337"},"verification":"confirmed","onset":{"earliest":"2016-01-01","latest":"2016-12-31","precision":"year"},"class":null,"severity":null}""",
            Body(registry, "DiagnosisRecorded"));
        Assert.Equal("""{"end":{"earliest":"2024-11-01","latest":"2024-11-30","precision":"month"},"region":"shoulder","laterality":null,"trigger":"fall","symptoms":[],"outcome":null}""", Body(registry, "FlareUpReported"));
        string flareUp = registry.Find("Observation", Some.Records, "F-1").ToString();
        Assert.Equal("""{"region":"shoulder","laterality":"right","depth":null,"tissue":null,"flareUp":"KEY","morphology":[],"pathway":null,"extent":null,"pain":null,"ulcer":null,"millimetres":null,"method":null}""".Replace("KEY", flareUp, StringComparison.Ordinal), Body(registry, "OssificationReported"));
        // 23:30 in New York is another day in Greenwich: the day stays the one that was written.
        Assert.Equal(new DateOnly(2024, 12, 10), registry.Log.Single(draft => draft.EventType is "OssificationReported").Occurred!.Earliest);
    }

    [Fact]
    public void The_same_bundle_again_changes_nothing()
    {
        HeldRegistry registry = new();
        registry.Take(LifeCourse());

        Decision.Decided again = registry.Take(LifeCourse());

        Assert.True(again.Changeset.IsEmpty);
        Assert.All(again.Outcomes, outcome => Assert.Equal((EntryResult.Unchanged, 1L), (outcome.Result, outcome.Version!.Value)));
    }

    [Fact]
    public void Stored_content_has_its_id_and_meta_first_references_resolved_and_all_else_as_sent()
    {
        HeldRegistry registry = new();
        JsonObject flareUp = Some.FlareUp().With("meta", JsonNode.Parse("""{"versionId":"9","lastUpdated":"2020-01-01T00:00:00Z","profile":["p"],"tag":[{"code":"t"}]}"""));
        flareUp["extension"] = JsonNode.Parse("""[{"url":"https://x.example/e","valueReference":{"reference":"Patient?identifier=https://hospital.example.org/registry-pseudonym|P-1"}},{"url":"https://x.example/d","valueDecimal":1.50}]""");
        registry.Take(Some.Put(Some.Patient()), Some.Put(flareUp));

        ResourceKey key = registry.Find("Observation", Some.Records, "F-1");
        string patient = registry.Find("Patient", Some.Pseudonyms, "P-1").ToString();
        string content = Encoding.UTF8.GetString(registry.Resources[key].Content.Span);

        Assert.StartsWith($$"""{"resourceType":"Observation","id":"{{key.Id}}","meta":{"profile":["p"],"tag":[{"code":"t"}]},"identifier":[""", content, StringComparison.Ordinal);
        Assert.Contains($"\"subject\":{{\"reference\":\"{patient}\"}}", content, StringComparison.Ordinal);
        Assert.Contains($"\"valueReference\":{{\"reference\":\"{patient}\"}}}},{{\"url\":\"https://x.example/d\",\"valueDecimal\":1.50}}", content, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resource_is_found_by_its_resolved_references_and_its_own_values()
    {
        HeldRegistry registry = new();

        Changeset changeset = registry.Take(Some.Put(Some.Patient()), Some.Put(Some.FlareUp())).Changeset;

        IReadOnlyList<SearchValue> values = changeset.Resources[1].SearchValues;
        Assert.Contains(new SearchValue("Reference:Observation.subject", 0, new SearchContent.Reference(changeset.Resources[0].Key.ToString(), "Patient", changeset.Resources[0].Key.Id, null, null)), values);
        Assert.Contains(new SearchValue("Token:Observation.identifier", 0, new SearchContent.Token(Some.Records, "F-1", null)), values);
        Assert.Contains(values, value => value is { Source: "Token:Observation.code", Content: SearchContent.Token { Code: "flare-up" } token } && token.System == $"{Some.Base}/CodeSystem/ho-observation");
    }

    [Fact]
    public void A_corrected_fact_supersedes_without_a_retraction()
    {
        HeldRegistry registry = new();
        registry.Take(LifeCourse());
        int before = registry.Log.Count;

        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.FlareUp(end: "2024-12")));

        EventDraft corrected = Assert.Single(registry.Log.Skip(before));
        Assert.Equal(("FlareUpReported", 5L), (corrected.EventType, corrected.Supersedes));
        Assert.EndsWith("/_history/2", corrected.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_version_that_states_the_same_fact_is_stored_without_an_event()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.FlareUp()));
        int before = registry.Log.Count;

        Decision.Decided decided = registry.Take(Some.Put(Some.Patient()), Some.Put(Some.FlareUp().With("note", JsonNode.Parse("""[{"text":"x"}]"""))));

        Assert.Equal(EntryResult.Updated, decided.Outcomes[1].Result);
        Assert.Equal(before, registry.Log.Count);
    }

    [Theory]
    [InlineData("Observation")]
    [InlineData("Condition")]
    public void What_was_entered_in_error_is_retracted(string type)
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.FlareUp()), Some.Put(Some.Diagnosis("FOP")));
        JsonObject error = type is "Observation" ? Some.FlareUp().With("status", "entered-in-error") : Some.Diagnosis("FOP", verification: "entered-in-error");

        registry.Take(Some.Put(Some.Patient()), Some.Put(error));

        EventDraft retraction = registry.FactLog[^1];
        Assert.Equal("FactRetracted", retraction.EventType);
        Assert.Contains("\"reason\":\"entered-in-error\"", Encoding.UTF8.GetString(retraction.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_deleted_resource_retracts_its_fact_and_comes_back_as_the_next_version()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.FlareUp()));

        Decision.Decided deleted = registry.Take(Some.Entry("DELETE", $"Observation?identifier={Some.Records}|F-1"));
        Assert.Equal((EntryResult.Deleted, 2L), (deleted.Outcomes[0].Result, deleted.Outcomes[0].Version!.Value));
        Assert.Equal("FactRetracted", registry.Log[^1].EventType);
        Assert.True(registry.Take(Some.Entry("DELETE", $"Observation?identifier={Some.Records}|F-1")).Changeset.IsEmpty);

        Decision.Decided back = registry.Take(Some.Put(Some.Patient()), Some.Put(Some.FlareUp()));
        Assert.Equal((EntryResult.Created, 3L), (back.Outcomes[1].Result, back.Outcomes[1].Version!.Value));
        Assert.Null(registry.Log[^1].Supersedes);
    }

    [Fact]
    public void An_observation_that_moves_to_another_subject_is_retracted_there_and_told_here()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.Patient("P-2"), "urn:uuid:other"), Some.Put(Some.FlareUp()));
        int before = registry.Log.Count;

        registry.Take(Some.Put(Some.Patient("P-2"), "urn:uuid:other"), Some.Put(Some.FlareUp(subject: "urn:uuid:other")));

        Assert.Equal(["FactRetracted", "FlareUpReported"], registry.Log.Skip(before).Select(draft => draft.EventType));
        Assert.NotEqual(registry.Log[before].Subject, registry.Log[before + 1].Subject);
        Assert.Contains("\"moved\"", Encoding.UTF8.GetString(registry.Log[before].Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_death_is_told_corrected_and_taken_back()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient(deceased: "2025")));
        Assert.Equal("DeathReported", registry.FactLog[^1].EventType);
        registry.Take(Some.Put(Some.Patient(deceased: "2025-03")));
        Assert.Equal(("DeathReported", 3L), (registry.FactLog[^1].EventType, registry.FactLog[^1].Supersedes));
        registry.Take(Some.Put(Some.Patient()));
        Assert.Equal(("FactRetracted", 5L), (registry.FactLog[^1].EventType, registry.FactLog[^1].Supersedes));
    }

    [Fact]
    public void An_age_at_onset_becomes_the_days_on_which_the_subject_had_it()
    {
        HeldRegistry registry = new();
        JsonObject diagnosis = Some.Diagnosis("FOP");
        diagnosis.Remove("onsetDateTime");
        diagnosis["onsetAge"] = JsonNode.Parse("""{"value":3,"system":"http://unitsofmeasure.org","code":"a"}""");

        registry.Take(Some.Put(diagnosis), Some.Put(Some.Patient(birthDate: "2014-06")));

        Assert.Contains("\"onset\":{\"earliest\":\"2017-06-01\",\"latest\":\"2018-06-29\",\"precision\":\"year\"}", Body(registry, "DiagnosisRecorded"), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_sites_resource_is_forbidden_and_a_chosen_id_that_it_took_is_a_conflict()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()), Some.Entry("PUT", "Patient/p1", Some.Patient("P-2").WithId("p1")));
        ResourceKey made = registry.Find("Patient", Some.Pseudonyms, "P-1");

        Assert.Equal(RefusalKind.Forbidden, registry.RefuseFrom(Some.Elsewhere, Some.Entry("PUT", made.ToString(), Some.Patient().WithId(made.Id))).Kind);
        Assert.Equal(RefusalKind.Forbidden, registry.RefuseFrom(Some.Elsewhere, Some.Entry("DELETE", "Patient/p1")).Kind);
        Assert.Equal(RefusalKind.Forbidden, registry.RefuseFrom(Some.Elsewhere, Some.Entry("PUT", "Patient/p1", Some.Patient().WithId("p1"), ifMatch: "W/\"1\"")).Kind);
        Assert.Equal(RefusalKind.Conflict, registry.RefuseFrom(Some.Elsewhere, Some.Entry("PUT", "Patient/p1", Some.Patient().WithId("p1"))).Kind);
        // The same pseudonym at another site is another subject.
        registry.TakeFrom(Some.Elsewhere, Some.Put(Some.Patient()));
        Assert.Equal(3, registry.Subjects.Count);
    }

    [Fact]
    public void A_second_patient_with_a_pseudonym_of_the_site_is_a_conflict_that_names_the_remedy()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()));

        Refusal refusal = registry.Refuse(Some.Entry("POST", "Patient", Some.Patient()));

        Assert.Equal(RefusalKind.Conflict, refusal.Kind);
        Assert.Equal("identifier-taken", refusal.Findings[0].Rule);
        Assert.Contains("PUT Patient?identifier=", refusal.Findings[0].Remedy, StringComparison.Ordinal);
        Assert.Equal("Bundle.entry[0].resource.identifier", refusal.Findings[0].Expression);
    }

    [Fact]
    public void A_conditional_create_that_finds_its_match_writes_nothing_and_is_referred_to()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()));
        string criteria = $"identifier={Some.Pseudonyms}|P-1";

        Decision.Decided decided = registry.Take(Some.Entry("POST", "Patient", Some.Patient(birthDate: "1999"), "urn:uuid:patient", criteria), Some.Put(Some.FlareUp()));

        Assert.Equal(EntryResult.Unchanged, decided.Outcomes[0].Result);
        Assert.Single(registry.Subjects);
        Assert.Equal("FlareUpReported", registry.Log[^1].EventType);
    }

    [Fact]
    public void A_conditional_update_never_lands_on_another_record_of_the_site()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Entry("PUT", "Patient/p1", Some.Patient().WithId("p1")));

        Refusal refusal = registry.Refuse(Some.Put(Some.Patient("P-2").WithId("p1")));
        Assert.Equal((RefusalKind.Conflict, "id-taken"), (refusal.Kind, refusal.Findings.Single().Rule));
        Assert.Equal(RefusalKind.BadRequest, registry.Refuse(Some.Put(Some.Patient().WithId("p2"))).Kind);
        Assert.Equal("p2", registry.Take(Some.Put(Some.Patient("P-2").WithId("p2"))).Outcomes[0].Resource!.Value.Id);
    }

    [Fact]
    public void An_identifier_moves_from_one_resource_to_another_in_one_bundle()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Entry("PUT", "Patient/p1", Some.Patient().WithId("p1")));

        Changeset changeset = registry.Take(Some.Entry("PUT", "Patient/p2", Some.Patient().WithId("p2")), Some.Entry("PUT", "Patient/p1", Some.Patient("P-9").WithId("p1"))).Changeset;

        Assert.Single(changeset.Releases);
        Assert.Equal(new ResourceKey("Patient", "p2"), registry.Find("Patient", Some.Pseudonyms, "P-1"));
    }

    [Fact]
    public void A_birth_date_that_is_only_said_to_be_absent_is_refused()
    {
        JsonObject patient = Some.Patient();
        patient.Remove("birthDate");
        patient["_birthDate"] = JsonNode.Parse("""{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}""");

        Assert.Equal(("birth-date-required", "Bundle.entry[0].resource.birthDate"), (new HeldRegistry().Refuse(Some.Put(patient)).Findings.Single().Rule, new HeldRegistry().Refuse(Some.Put(patient)).Findings[0].Expression));
    }

    [Fact]
    public void If_match_guards_an_update()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Entry("PUT", "Patient/p1", Some.Patient().WithId("p1")));

        Assert.Equal(RefusalKind.PreconditionFailed, registry.Refuse(Some.Entry("PUT", "Patient/p1", Some.Patient(birthDate: "2013").WithId("p1"), ifMatch: "W/\"2\"")).Kind);
        Assert.Equal(RefusalKind.PreconditionFailed, registry.Refuse(Some.Entry("PUT", "Patient/p2", Some.Patient("P-2").WithId("p2"), ifMatch: "W/\"1\"")).Kind);
        Assert.Equal(2, registry.Take(Some.Entry("PUT", "Patient/p1", Some.Patient(birthDate: "2013").WithId("p1"), ifMatch: "W/\"1\"")).Outcomes[0].Version);
    }

    [Fact]
    public void A_patient_is_not_deleted_from_under_what_refers_to_it()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.FlareUp()));
        JsonObject patient = Some.Entry("DELETE", $"Patient?identifier={Some.Pseudonyms}|P-1");

        Refusal refusal = registry.Refuse(patient);
        Assert.Equal((RefusalKind.Conflict, "patient-in-use"), (refusal.Kind, refusal.Findings[0].Rule));

        registry.Take(patient, Some.Entry("DELETE", $"Observation?identifier={Some.Records}|F-1"));
        Assert.Empty(registry.Facts());
        Assert.Equal(SubjectStatus.Pending, registry.Subjects.Values.Single().Status);
    }

    [Fact]
    public void Single_interactions_act_as_an_entry_does()
    {
        HeldRegistry registry = new();
        Assert.IsType<Decision.Decided>(registry.Send(Some.Here, Some.Patient(), new Interaction.Create("Patient")));
        ResourceKey patient = registry.Find("Patient", Some.Pseudonyms, "P-1");
        Assert.IsType<Decision.Decided>(registry.Send(Some.Here, Some.FlareUp(subject: patient.ToString()).WithId("f"), new Interaction.Update("Observation", "f")));
        Assert.IsType<Decision.Decided>(registry.Send(Some.Here, Some.FlareUp(end: "2025", subject: patient.ToString()), new Interaction.ConditionalUpdate("Observation", $"identifier={Some.Records}%7CF-1")));
        Assert.Equal(2, registry.Resources[new ResourceKey("Observation", "f")].Version);
        Assert.IsType<Decision.Decided>(registry.Decide(Submission.Delete(Some.At(Some.Here), Some.Table, IntakePolicy.Default, "Observation", "f")));
        Assert.IsType<Decision.Decided>(registry.Decide(Submission.ConditionalDelete(Some.At(Some.Here), Some.Table, IntakePolicy.Default, "Patient", $"identifier={Some.Pseudonyms}|P-1")));
        Assert.All(registry.Resources.Values, resource => Assert.True(resource.IsDeleted));
    }

    private static string Body(HeldRegistry registry, string type) => Encoding.UTF8.GetString(registry.Log.Single(draft => draft.EventType == type).Body.Span);
}

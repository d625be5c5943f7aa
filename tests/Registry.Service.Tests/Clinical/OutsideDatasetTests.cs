using System.Text.Json.Nodes;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Clinical.Identity;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>What is kept although the dataset does not take it: valid R4, stored, no event, and never whom a record of the dataset is about.</summary>
public sealed class OutsideDatasetTests
{
    private const string Mrn = "https://hospital.example.org/mrn";

    private static readonly IntakePolicy Keeping = new()
    {
        OutsideDataset = IntakeChoice.Keep,
        Identifying = IntakeChoice.Keep,
        Pseudonyms = PseudonymSystems.Registered([Some.Pseudonyms]),
    };

    [Fact]
    public void What_is_about_a_subject_goes_with_it_and_is_no_fact()
    {
        HeldRegistry registry = new() { Policy = Keeping };
        registry.Take(Some.Put(Some.Patient()));
        int before = registry.Log.Count;

        registry.Take(Some.Put(Some.Patient()), Some.Entry("PUT", "Procedure/x", Procedure("urn:uuid:patient").WithId("x")), Some.Entry("PUT", "Task/t", Task("urn:uuid:patient").WithId("t")));

        Assert.Equal(before, registry.Log.Count);
        Assert.All(registry.Resources.Values, resource => Assert.Equal(registry.Subjects.Keys.Single(), resource.Subject));
        Assert.Equal(3, registry.Resources.Count);
    }

    [Fact]
    public void What_is_about_nobody_stands_by_itself()
    {
        HeldRegistry registry = new() { Policy = Keeping };

        registry.Take(Some.Entry("PUT", "Organization/o", Organization().WithId("o")));
        registry.Take(Some.Entry("PUT", "Organization/o", Organization().With("active", false).WithId("o")));

        Assert.Empty(registry.Log);
        Assert.Equal((2, SubjectStatus.Pending), (registry.Resources[new ResourceKey("Organization", "o")].Version, registry.Subjects.Values.Single().Status));
    }

    [Fact]
    public void A_Patient_without_a_pseudonym_is_stored_without_consent_and_event_and_so_is_what_is_about_it()
    {
        HeldRegistry registry = new() { Policy = Keeping };

        registry.Take(Some.Entry("PUT", "Patient/m", Foreign().WithId("m")), Some.Entry("PUT", "Procedure/x", Procedure("Patient/m").WithId("x")));
        registry.Take(Some.Entry("PUT", "Procedure/y", Procedure("Patient/m").WithId("y")));
        registry.Take(Some.Entry("DELETE", "Procedure/y"), Some.Entry("DELETE", "Procedure/x"), Some.Entry("DELETE", "Patient/m"));

        Assert.Empty(registry.Log);
        Assert.All(registry.Resources.Values, resource => Assert.True(resource.IsDeleted));
        Assert.Equal(SubjectStatus.Pending, registry.Subjects.Values.Single().Status);
    }

    [Fact]
    public void It_is_never_the_subject_of_a_record_of_the_dataset_in_the_same_bundle_or_later()
    {
        HeldRegistry registry = new() { Policy = Keeping };
        Finding together = registry.Refuse(Some.Entry("PUT", "Patient/m", Foreign().WithId("m")), Some.Put(Some.FlareUp(subject: "Patient/m"))).Findings.Single();
        Assert.Equal(("subject-outside-dataset", "Bundle.entry[1].resource.subject.reference"), (together.Rule, together.Expression));

        registry.Take(Some.Entry("PUT", "Patient/m", Foreign().WithId("m")));
        Assert.Equal("subject-outside-dataset", registry.Refuse(Some.Put(Some.FlareUp(subject: "Patient/m"))).Findings.Single().Rule);

        // With a pseudonym, and a decision on consent, it is one of the dataset.
        registry.Take(Some.Entry("PUT", "Patient/m", Some.Patient().WithId("m")), Some.Put(Some.FlareUp(subject: "Patient/m")));
        Assert.Equal([nameof(SubjectEnrolled), nameof(ConsentChanged), nameof(FlareUpReported)], registry.Log.Select(draft => draft.EventType));
    }

    [Fact]
    public void A_subject_does_not_leave_the_dataset_by_losing_its_pseudonym()
    {
        HeldRegistry registry = new() { Policy = Keeping };
        registry.Take(Some.Entry("PUT", "Patient/m", Some.Patient().WithId("m")));
        Finding finding = registry.Refuse(Some.Entry("PUT", "Patient/m", Foreign().WithId("m"))).Findings.Single();
        Assert.Equal(("outside-dataset", "Bundle.entry[0].resource"), (finding.Rule, finding.Expression));
    }

    [Fact]
    public void Of_a_subject_that_has_not_consented_nothing_is_kept_either()
    {
        HeldRegistry registry = new() { Policy = Keeping };
        registry.Take(Some.Put(Some.Patient(consents: "registry:deny:2019-03-12")));
        Refusal refusal = registry.Refuse(Some.Put(Some.Patient(consents: "registry:deny:2019-03-12")), Some.Entry("POST", "Procedure", Procedure("urn:uuid:patient")));
        Assert.Equal("consent-required", refusal.Findings.Single().Rule);
    }

    [Fact]
    public void A_record_of_the_dataset_is_not_about_a_Patient_that_it_contains()
    {
        HeldRegistry registry = new() { Policy = Keeping };
        JsonObject flareUp = Some.FlareUp(subject: "#p").With("contained", JsonNode.Parse("""[{"resourceType":"Patient","id":"p"}]"""));
        Assert.Equal("subject-required", registry.Refuse(Some.Put(flareUp)).Findings.Single().Rule);
    }

    [Fact]
    public void Whatever_is_kept_points_at_what_stands()
    {
        HeldRegistry registry = new() { Policy = Keeping };
        Assert.Equal("reference-unresolved", registry.Refuse(Some.Entry("POST", "Procedure", Procedure("Patient/nobody"))).Findings.Single().Rule);
    }

    [Theory]
    [InlineData(IntakeChoice.Refuse, "identifying")]
    [InlineData(IntakeChoice.Strip, null)]
    [InlineData(IntakeChoice.Keep, null)]
    public void It_is_no_way_around_what_tells_who_a_person_is(IntakeChoice identifying, string? rule)
    {
        HeldRegistry registry = new() { Policy = Keeping with { Identifying = identifying } };
        JsonObject practitioner = new() { ["resourceType"] = "Practitioner", ["active"] = true, ["name"] = JsonNode.Parse("""[{"family":"Mustermann"}]""") };

        Decision decision = registry.Post(Some.Utf8(Some.Bundle(Some.Entry("POST", "Practitioner", practitioner))));

        if (rule is not null)
        {
            Assert.Equal(rule, Assert.IsType<Decision.Refused>(decision).Refusal.Findings.Single().Rule);
            return;
        }

        Assert.IsType<Decision.Decided>(decision);
        string stored = System.Text.Encoding.UTF8.GetString(registry.Resources.Values.Single().Content.Span);
        Assert.Equal(identifying == IntakeChoice.Keep, stored.Contains("Mustermann", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_valid_R4_and_held_to_no_profile()
    {
        HeldRegistry registry = new() { Policy = Keeping };
        Assert.IsType<Decision.Decided>(registry.Post(Some.Utf8(Some.Bundle(Some.Entry("PUT", "Patient/m", Foreign().WithId("m"))))));
        Decision decision = registry.Post(Some.Utf8(Some.Bundle(Some.Entry("POST", "Procedure", Procedure("Patient/m").With("status", "perhaps")))));
        Assert.Equal(RefusalKind.BadRequest, Assert.IsType<Decision.Refused>(decision).Refusal.Kind);
    }

    [Fact]
    public void Refused_a_Patient_without_a_pseudonym_is_told_what_it_lacks()
    {
        HeldRegistry registry = new() { Policy = Keeping with { OutsideDataset = IntakeChoice.Refuse } };
        Finding finding = registry.Refuse(Some.Entry("POST", "Patient", Foreign())).Findings.Single();
        Assert.Equal(("outside-dataset", "Bundle.entry[0].resource.identifier"), (finding.Rule, finding.Expression));
    }

    private static JsonObject Foreign() => new()
    {
        ["resourceType"] = "Patient",
        ["identifier"] = new JsonArray(new JsonObject { ["system"] = Mrn, ["value"] = "4711" }),
        ["name"] = JsonNode.Parse("""[{"family":"Mustermann"}]"""),
    };

    private static JsonObject Procedure(string subject) => new() { ["resourceType"] = "Procedure", ["status"] = "completed", ["subject"] = Some.Reference(subject) };

    private static JsonObject Task(string subject) => new() { ["resourceType"] = "Task", ["status"] = "requested", ["intent"] = "order", ["for"] = Some.Reference(subject) };

    private static JsonObject Organization() => new() { ["resourceType"] = "Organization", ["active"] = true };
}

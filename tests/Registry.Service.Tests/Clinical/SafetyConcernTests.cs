using System.Text;
using System.Text.Json.Nodes;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Contracts.Events;
using Xunit;
using static Registry.Service.Tests.Clinical.Told;

namespace Registry.Service.Tests.Clinical;

/// <summary>What endangers somebody with FOP is told for as long as it rests on something.</summary>
public class SafetyConcernTests
{
    [Fact]
    public void A_biopsy_in_FOP_is_told_once_and_taken_back_with_its_record()
    {
        HeldRegistry registry = new();
        registry.Take(Put(Patient()), Put(Diagnosis("FOP")), Put(Surgery("biopsy", date: "2019-03-12")));

        EventDraft raised = Assert.Single(Concerns(registry));
        Assert.Equal(("Observation/s#safety", null), (raised.Fact, raised.Supersedes));
        Assert.Equal(new DateOnly(2019, 3, 12), raised.Occurred!.Earliest);
        Assert.Equal("""{"kind":"biopsy","restsOn":"Observation/s"}""", Encoding.UTF8.GetString(raised.Body.Span));

        registry.Take(Put(Patient()), Put(Diagnosis("FOP")), Put(Surgery("biopsy", date: "2019-03-12")), Put(Feature("HP:0001844", "toe")));
        Assert.Single(Concerns(registry));

        registry.Take(Put(Patient()), Put(Surgery("biopsy", date: "2019-03-12").With("status", "entered-in-error")));
        Assert.Contains(registry.Log, draft => draft.EventType is nameof(FactRetracted) && draft.Fact == raised.Fact && draft.Supersedes == registry.Log.IndexOf(raised) + 1);
        Assert.DoesNotContain(raised.Fact, registry.Facts().Keys);
    }

    [Fact]
    public void A_corrected_record_supersedes_the_concern()
    {
        HeldRegistry registry = new();
        registry.Take(Put(Patient()), Put(Diagnosis("FOP")), Put(Surgery("biopsy")));
        registry.Take(Put(Patient()), Put(Surgery("excision")));

        EventDraft[] concerns = Concerns(registry);
        Assert.Equal(2, concerns.Length);
        Assert.Equal(registry.Log.IndexOf(concerns[0]) + 1, concerns[1].Supersedes);
        Assert.Contains("excision", registry.Facts()["Observation/s#safety"], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_FOP_there_is_no_concern_and_a_diagnosis_that_is_ruled_out_takes_it_back()
    {
        HeldRegistry registry = new();
        registry.Take(Put(Patient()), Put(Surgery("biopsy")));
        Assert.Empty(Concerns(registry));

        registry.Take(Put(Patient()), Put(Diagnosis("FOP", verification: "provisional")));
        Assert.Single(Concerns(registry));

        registry.Take(Put(Patient()), Put(Diagnosis("FOP", verification: "refuted")));
        Assert.DoesNotContain("Observation/s#safety", registry.Facts().Keys);
    }

    [Fact]
    public void A_biopsy_and_the_flare_up_that_it_set_off_are_one_concern_and_a_later_flare_up_another()
    {
        HeldRegistry registry = new();
        registry.Take(
            Put(Patient()), Put(Diagnosis("FOP")), Put(Surgery("biopsy", date: "2019-03-12")),
            Put(FlareUp("f1", "2019-04", trigger: "biopsy")), Put(FlareUp("f2", "2021", trigger: "biopsy")), Put(FlareUp("f3", "2022", trigger: "fall")));

        Assert.Equal(["Observation/f2#safety", "Observation/s#safety"], Concerns(registry).Select(draft => draft.Fact).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Linking_raises_what_the_two_together_give_ground_for_and_parting_takes_it_back()
    {
        HeldRegistry registry = new();
        registry.Take(Put(Patient()), Put(Diagnosis("FOP")));
        registry.TakeFrom(Some.Elsewhere, Put(Patient().WithId("q")), Put(Surgery("biopsy")));
        SubjectState[] subjects = [.. registry.Subjects.Values];

        registry.Apply(Decision.Link(subjects[0], subjects[1], [], Some.At(Some.Here), Some.Table, Some.Basis, Guid.Empty));
        EventDraft raised = Assert.Single(Concerns(registry));
        Assert.Equal(registry.SubjectOf(new ResourceKey("Patient", "q")).Id, raised.Subject);

        subjects = [.. registry.Subjects.Values];
        registry.Apply(Decision.Unlink(subjects[0], subjects[1], [], Some.At(Some.Here), Some.Table, Some.Basis, Guid.Empty));
        Assert.DoesNotContain("Observation/s#safety", registry.Facts().Keys);
    }

    [Fact]
    public void Of_a_withdrawn_subject_a_concern_stays_until_its_record_is_taken_back()
    {
        HeldRegistry registry = new();
        registry.Take(Put(Patient()), Put(Diagnosis("FOP")), Put(Surgery("biopsy")));
        JsonObject withdrawn = Patient().With("extension", new JsonArray(Some.Consent("registry:permit:2019-03-12"), Some.Consent("registry:deny:2024-02-01")));

        registry.Take(Put(withdrawn));
        Assert.Contains("Observation/s#safety", registry.Facts().Keys);

        registry.Take(Put(withdrawn), Put(Surgery("biopsy").With("status", "entered-in-error")));
        Assert.DoesNotContain("Observation/s#safety", registry.Facts().Keys);
    }

    private static EventDraft[] Concerns(HeldRegistry registry) => [.. registry.Log.Where(draft => draft.EventType is nameof(SafetyConcernRaised))];
}

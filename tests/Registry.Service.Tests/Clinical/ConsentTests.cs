using System.Text;
using Registry.Clinical;
using Registry.Contracts.Events;
using Xunit;

namespace Registry.Service.Tests.Clinical;

public class ConsentTests
{
    private const string Permit = "registry:permit:2019-03-12";

    [Fact]
    public void A_subject_is_enrolled_with_the_first_version_that_permits()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient(consents: "registry:deny:2019-01-01")));
        Assert.Empty(registry.Log);
        Assert.Equal(SubjectStatus.Pending, registry.Subjects.Values.Single().Status);

        registry.Take(Some.Put(Some.Patient(consents: ["registry:deny:2019-01-01", Permit, "reuse:deny:2019-03-12"])));

        Assert.Equal([nameof(SubjectEnrolled), nameof(ConsentChanged), nameof(ConsentChanged)], registry.Log.Select(draft => draft.EventType));
        Assert.Equal(SubjectStatus.Enrolled, registry.Subjects.Values.Single().Status);
    }

    [Fact]
    public void Absence_of_a_scope_that_was_there_is_refused_and_never_read_as_withdrawal()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient(consents: [Permit, "reuse:permit:2019-03-12"])));

        Refusal refusal = registry.Refuse(Some.Put(Some.Patient(consents: Permit)));

        Assert.Equal((RefusalKind.Unprocessable, "consent-missing"), (refusal.Kind, refusal.Findings.Single().Rule));
        Assert.Contains("'reuse'", refusal.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal("consent-missing", registry.Refuse(Some.Put(Some.Patient("P-2", consents: "reuse:permit:2019-03-12"), "urn:uuid:2")).Findings.Single().Rule);
    }

    [Fact]
    public void Withdrawal_stops_intake_and_a_later_permit_lets_it_go_on()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient(deceased: "2025", consents: Permit)), Some.Put(Some.FlareUp()));
        int before = registry.Log.Count;

        registry.Take(Some.Put(Some.Patient(deceased: "2025", consents: [Permit, "registry:deny:2024-02-01"])));
        // What rules had found is closed: nobody looks at a withdrawn subject.
        Assert.Equal([nameof(ConsentChanged), nameof(SubjectWithdrawn), nameof(FindingClosed)], registry.Log.Skip(before).Select(draft => draft.EventType));
        Assert.Equal(1, registry.Log[^2].Supersedes);
        Assert.Equal(SubjectStatus.Withdrawn, registry.Subjects.Values.Single().Status);

        // Nothing clinical is taken, nothing of who the subject is gets out; what is wrong can still be taken back.
        Assert.Equal("consent-required", registry.Refuse(Some.Put(Some.Patient(deceased: "2025", consents: [Permit, "registry:deny:2024-02-01"])), Some.Put(Some.FlareUp(end: "2025"))).Findings.Single().Rule);
        before = registry.Log.Count;
        registry.Take(Some.Put(Some.Patient(deceased: "2025-05", birthDate: "2013", consents: [Permit, "registry:deny:2024-02-01"])));
        Assert.Equal(before, registry.Log.Count);
        registry.Take(Some.Put(Some.Patient(deceased: "2025-05", birthDate: "2013", consents: [Permit, "registry:deny:2024-02-01"])), Some.Put(Some.FlareUp().With("status", "entered-in-error")));
        Assert.Equal(nameof(FactRetracted), registry.Log[^1].EventType);

        before = registry.Log.Count;
        registry.Take(Some.Put(Some.Patient(deceased: "2025-05", birthDate: "2013", consents: [Permit, "registry:deny:2024-02-01", "registry:permit:2025-01-01"])), Some.Put(Some.VitalStatus(date: "2025-04-14")));
        Assert.Equal([nameof(SubjectEnrolled), nameof(ConsentChanged), nameof(VitalStatusConfirmed), nameof(DeathReported), nameof(FindingOpened)], registry.Log.Skip(before).Select(draft => draft.EventType));
        Assert.Contains("2013", Encoding.UTF8.GetString(registry.Log[before].Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_clinical_is_taken_of_a_subject_who_never_permitted()
    {
        Refusal refusal = new HeldRegistry().Refuse(Some.Put(Some.Patient(consents: "registry:deny:2019-01-01")), Some.Put(Some.FlareUp()));

        Assert.Equal(("consent-required", "Bundle.entry[1].resource.subject"), (refusal.Findings.Single().Rule, refusal.Findings[0].Expression));
    }

    [Theory]
    [InlineData("registry:permit:2019-03-12", "registry:deny:2024-02-01", false)]
    [InlineData("registry:deny:2024-02-01", "registry:permit:2019-03-12", false)]      // The date decides, not the place.
    [InlineData("registry:permit:2024", "registry:deny:2024-02-01", false)]            // Open by date: the one further down.
    [InlineData("registry:deny:2024-02-01", "registry:permit:2024", true)]
    public void The_later_decision_stands(string first, string second, bool isPermitted)
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient(consents: [first, second])));
        Assert.Equal(isPermitted ? SubjectStatus.Enrolled : SubjectStatus.Pending, registry.Subjects.Values.Single().Status);
    }

    [Fact]
    public void A_deleted_patient_stays_withdrawn_until_a_permit_is_sent()
    {
        string[] withdrawn = [Permit, "registry:deny:2024-02-01"];
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient(consents: Permit)));
        registry.Take(Some.Put(Some.Patient(consents: withdrawn)));
        int before = registry.Log.Count;

        registry.Take(Some.Entry("DELETE", $"Patient?identifier={Some.Pseudonyms}|P-1"));
        registry.Take(Some.Put(Some.Patient(consents: withdrawn)));
        Assert.Equal(before, registry.Log.Count);
        Assert.Equal(SubjectStatus.Withdrawn, registry.Subjects.Values.Single().Status);

        registry.Take(Some.Put(Some.Patient(consents: [.. withdrawn, "registry:permit:2025-01-01"])));
        Assert.Equal([nameof(SubjectEnrolled), nameof(ConsentChanged)], registry.Log.Skip(before).Select(draft => draft.EventType));
    }

    [Fact]
    public void A_deleted_patient_is_enrolled_anew_when_it_comes_back()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()));
        registry.Take(Some.Entry("DELETE", $"Patient?identifier={Some.Pseudonyms}|P-1"));
        Assert.Empty(registry.Facts());

        registry.Take(Some.Put(Some.Patient()));

        Assert.Equal((nameof(SubjectEnrolled), null), (registry.Log[^2].EventType, registry.Log[^2].Supersedes));
        Assert.Single(registry.Subjects);
    }

    [Fact]
    public void A_change_of_who_the_subject_is_becomes_an_update()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()));
        registry.Take(Some.Put(Some.Patient(birthDate: "2014-06-03")));
        Assert.Equal((nameof(SubjectUpdated), 1L), (registry.Log[^1].EventType, registry.Log[^1].Supersedes));
        int before = registry.Log.Count;
        registry.Take(Some.Put(Some.Patient(birthDate: "2014-06-03").With("active", true)));
        Assert.Equal(before, registry.Log.Count);
    }
}

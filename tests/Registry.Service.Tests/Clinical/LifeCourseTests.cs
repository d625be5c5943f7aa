using System.Text.Json;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>Two invented lives, whole, as a hospital would send them: through the validator, the rules and the derivation of events.</summary>
public class LifeCourseTests
{
    private static readonly string[] Common =
    [
        "ConsentChanged", "DiagnosisRecorded", "FeatureReported", "FunctionAssessed", "OssificationReported", "PatientOutcomeReported", "StudyReported",
        "SubjectEnrolled", "SurgeryReported", "TreatmentReported", "VariantInterpreted", "VariantReported", "VitalStatusConfirmed",
    ];

    [Theory]
    [InlineData("fop-birth-to-death.json", 2, "DeathReported", "FlareUpReported", "OssificationMeasured", "SafetyConcernRaised", "FindingOpened")]
    [InlineData("poh-from-infancy.json", 0, "LaboratoryMeasured")]
    public void A_life_is_taken_whole_without_a_finding_but_of_safety_and_taken_again_without_change(string file, int concerns, params string[] more)
    {
        byte[] body = Read(file);
        HeldRegistry registry = new();

        Decision decision = registry.Post(body);

        Assert.True(decision is Decision.Decided, decision is Decision.Refused refused ? HeldRegistry.Describe(refused.Refusal) : "");
        // The girl with FOP had a biopsy before she was diagnosed, and an injection that set off a flare-up.
        Assert.Equal(Enumerable.Repeat("R19", concerns), ((Decision.Decided)decision).Findings.Select(finding => finding.Rule));
        Assert.Equal(Common.Concat(more).Order(StringComparer.Ordinal), registry.Log.Select(draft => draft.EventType).Distinct().Order(StringComparer.Ordinal));
        Assert.True(Assert.IsType<Decision.Decided>(registry.Post(body)).Changeset.IsEmpty);
    }

    [Theory]
    [InlineData("fop-birth-to-death.json", 3)]
    [InlineData("poh-from-infancy.json", 0)]
    public void Every_resource_of_a_life_becomes_a_fact(string file, int deaths)
    {
        HeldRegistry registry = new();
        registry.Post(Read(file));

        using JsonDocument bundle = JsonDocument.Parse(Read(file));
        int resources = bundle.RootElement.GetProperty("entry").GetArrayLength();
        // The Patient is a fact and states more: each consent, and the death.
        Assert.Equal(resources, registry.Log.Count(draft => (draft.EventType is not "FindingOpened" && !draft.Fact.Contains('#', StringComparison.Ordinal)) || draft.EventType is "SubjectEnrolled"));
        Assert.Equal(deaths, registry.Log.Count(draft => draft.EventType is "DeathReported"));
    }

    [Fact]
    public void The_order_in_which_bone_came_can_be_read_from_the_events()
    {
        HeldRegistry registry = new();
        registry.Post(Read("fop-birth-to-death.json"));

        string[] regions = [.. registry.Log.Where(draft => draft.EventType is "OssificationReported").OrderBy(draft => draft.Occurred!.Earliest).Select(Region)];
        Assert.Equal(["upper-back", "neck", "shoulder", "elbow", "hip", "jaw"], regions);
    }

    private static string Region(EventDraft draft)
    {
        using JsonDocument body = JsonDocument.Parse(draft.Body);
        return body.RootElement.GetProperty("region").GetString()!;
    }

    private static byte[] Read(string file) => File.ReadAllBytes(Repository.Path("profiles", "examples", "courses", file));
}

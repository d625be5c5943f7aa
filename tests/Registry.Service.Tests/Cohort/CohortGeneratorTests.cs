using System.Collections.Concurrent;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Cohort;
using Registry.Service.Tests.Clinical;
using Xunit;

namespace Registry.Service.Tests.Cohort;

/// <summary>The generator against the real validator, the rules and the derivation of events.</summary>
public sealed class CohortGeneratorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20260101)]
    public async Task Every_bundle_is_taken_and_no_error_is_found(long seed)
    {
        List<SomeCohort.Subject> subjects = await SomeCohort.OfAsync(SomeCohort.Options(300, seed));
        ConcurrentDictionary<string, int> events = new(StringComparer.Ordinal);
        Parallel.ForEach(subjects, subject =>
        {
            // A registry a subject: subjects have nothing to do with each other, and so all processors can work.
            HeldRegistry registry = new();
            foreach (byte[] bundle in subject.Bundles)
            {
                Decision decision = registry.Post(bundle);
                Assert.True(decision is Decision.Decided, decision is Decision.Refused refused ? $"subject {subject.Truth.GetProperty("subject")}: {HeldRegistry.Describe(refused.Refusal)}" : "");
                Assert.DoesNotContain(((Decision.Decided)decision).Changeset.FindingsOpened, finding => finding.Severity is "error");
            }

            foreach (EventDraft draft in registry.Log) events.AddOrUpdate(draft.EventType, 1, (_, count) => count + 1);
        });

        Assert.Equal(300, subjects.Count);
        string[] kinds =
        [
            "ConsentChanged", "DeathReported", "DiagnosisRecorded", "FeatureReported", "FlareUpReported", "FunctionAssessed", "LaboratoryMeasured", "OssificationMeasured",
            "OssificationReported", "PatientOutcomeReported", "StudyReported", "SubjectEnrolled", "SubjectWithdrawn", "SurgeryReported", "TreatmentReported",
            "VariantInterpreted", "VariantReported", "VitalStatusConfirmed",
        ];
        Assert.Empty(kinds.Except(events.Keys, StringComparer.Ordinal));
        Assert.Equal(300, events["SubjectEnrolled"]);
    }

    [Fact]
    public async Task Every_resource_becomes_an_event_and_comes_again_without_change()
    {
        foreach (SomeCohort.Subject subject in await SomeCohort.OfAsync(SomeCohort.Options(20, 3) with { HasWithdrawals = false }))
        {
            HeldRegistry registry = new();
            registry.Post(subject.Bundles.Single());
            using System.Text.Json.JsonDocument bundle = System.Text.Json.JsonDocument.Parse(subject.Bundles[0]);
            Assert.Equal(
                bundle.RootElement.GetProperty("entry").GetArrayLength(),
                registry.Log.Count(draft => !draft.Fact.Contains('#', StringComparison.Ordinal) && draft.EventType is not ("FindingOpened" or "SafetyConcernRaised") || draft.EventType is "SubjectEnrolled"));
            Assert.True(Assert.IsType<Decision.Decided>(registry.Post(subject.Bundles[0])).Changeset.IsEmpty);
        }
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_on_any_number_of_threads()
    {
        CohortOptions options = SomeCohort.Options(200, 7) with { ErrorRate = 0.3 };
        List<SomeCohort.Subject> one = await SomeCohort.OfAsync(options, threads: 1);
        List<SomeCohort.Subject> many = await SomeCohort.OfAsync(options, threads: 5);
        Assert.Equal(Bytes(one), Bytes(many));
        Assert.Equal(one.Select(subject => subject.Truth.GetRawText()), many.Select(subject => subject.Truth.GetRawText()));
        Assert.Equal(one.Select(subject => subject.Error?.GetRawText()), many.Select(subject => subject.Error?.GetRawText()));
    }

    [Fact]
    public async Task Another_seed_gives_other_people()
    {
        Assert.NotEqual(Bytes(await SomeCohort.OfAsync(SomeCohort.Options(5, 1))), Bytes(await SomeCohort.OfAsync(SomeCohort.Options(5, 2))));
    }

    [Fact]
    public async Task A_subject_does_not_depend_on_how_many_there_are()
    {
        List<SomeCohort.Subject> few = await SomeCohort.OfAsync(SomeCohort.Options(10, 11));
        List<SomeCohort.Subject> more = await SomeCohort.OfAsync(SomeCohort.Options(100, 11));
        Assert.Equal(Bytes(few), Bytes(more.Take(10)));
    }

    [Fact]
    public async Task Another_canonical_base_stands_wherever_ours_would()
    {
        List<SomeCohort.Subject> cohort = await SomeCohort.OfAsync(SomeCohort.Options(10, 1) with { Canonical = "https://elsewhere.example.org/ho" });
        Assert.All(Bytes(cohort), bundle =>
        {
            Assert.DoesNotContain("https://registry.example.org", bundle, StringComparison.Ordinal);
            Assert.Contains("https://elsewhere.example.org/ho/StructureDefinition/registry-consent", bundle, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("subjects", 0, 0, 0, "2006-01-01", "2026-01-01", "", "between 1 and")]
    [InlineData("share", 1, 1.5, 0, "2006-01-01", "2026-01-01", "", "share of FOP")]
    [InlineData("share", 1, double.NaN, 0, "2006-01-01", "2026-01-01", "", "share of FOP")]
    [InlineData("errors", 1, 0.5, -0.1, "2006-01-01", "2026-01-01", "", "error rate")]
    [InlineData("dates", 1, 0.5, 0, "2026-01-01", "2006-01-01", "", "a year after")]
    [InlineData("early", 1, 0.5, 0, "1500-01-01", "2006-01-01", "", "before 1900-01-01")]
    [InlineData("late", 1, 0.5, 0, "2006-01-01", "2500-01-01", "", "after 2200-01-01")]
    [InlineData("site", 1, 0.5, 0, "2006-01-01", "2026-01-01", "hospital-x", "no site 'hospital-x'; it has hospital-a")]
    public void What_cannot_be_is_refused_by_name(string what, int subjects, double share, double errorRate, string from, string to, string site, string message)
    {
        CohortOptions options = new()
        {
            Subjects = subjects,
            Seed = 1,
            FopShare = share,
            ErrorRate = errorRate,
            From = DateOnly.ParseExact(from, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            To = DateOnly.ParseExact(to, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            Sites = site.Length == 0 ? [] : [site],
        };
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => new CohortGenerator(options, Registry.Cohort.Truth.TruthReader.Default())).Message, StringComparison.Ordinal);
        Assert.NotEmpty(what);
    }

    private static List<string> Bytes(IEnumerable<SomeCohort.Subject> subjects) => [.. subjects.SelectMany(subject => subject.Bundles).Select(System.Text.Encoding.UTF8.GetString)];
}

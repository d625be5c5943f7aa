using System.Text;
using Registry.Analytics.Reports;
using Registry.Contracts.Events;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>What must make no difference to any report: in which order subjects told their facts, and a fact that was taken back.</summary>
public sealed class ReportInvarianceTests
{
    /// <summary>One fact of each kind, told of a subject that has it not yet.</summary>
    private static readonly IReadOnlyList<(string Kind, Func<SomeLog, long> Tell)> Facts =
    [
        ("consent", log => log.Consent("s1", "biosample", isPermitted: true)),
        ("diagnosis", log => log.DiagnoseAs("s1", "PHP", "79443", "refuted")),
        ("variant", log => log.Add(header => Deletion(header), "s1", "second-variant", null, null)),
        ("interpretation", log => log.Interpretation("s1", "variant", "LA6668-3")),
        ("feature", log => log.Feature("s1", "HP:0000365", "present")),
        ("flare-up", log => log.FlareUp("s1", "extra", "2013-05-05")),
        ("lesion", log => log.Lesion("s1", "extra", "2013-05-05", "elbow", depth: "deep", tissue: "fascia")),
        ("volume", log => log.Volume("s1", "2013-05-05", 300_000)),
        ("cajis", log => log.Cajis("s1", "2025-05-05", 30)),
        ("joint", log => log.Joint("s1", "2025-05-05", "elbow", "ankylosed")),
        ("mobility", log => log.Mobility("s1", "2025-05-05", "wheelchair-full", caregiver: "complete")),
        ("laboratory", log => log.Laboratory("s1", "2025-05-05", "2731-8", 300, "pg/mL", 15, 65)),
        ("treatment", log => log.Treatment("s1", "extra", "2013-05-05", "2014-05-05", treatment: "imatinib")),
        ("surgery", log => log.Surgery("s1", "2014-05-05", "biopsy", "diffuse", ["complication"])),
        ("study", log => log.Study("s1", "natural-history-study", "enrolled")),
        ("questionnaire", log => log.Questionnaire("s1", "2025-05-05", "pain-intensity", 7)),
        ("vital status", log => log.Status("s1", "alive", "2025-11-11", "extra")),
        ("death", log => log.DeathOf("s1", "2025-12-12", "pneumonia", fact: "extra-death")),
        ("safety concern", log => log.Concern("s1", "fall", "2014-05-05", "extra")),
        ("finding", log => log.Open("s1", "R20a")),
    ];

    public static TheoryData<string> Kinds => [.. Facts.Select(fact => fact.Kind)];

    [Fact]
    public async Task The_order_in_which_subjects_tell_their_facts_changes_no_byte_of_any_report()
    {
        for (int seed = 20261127; seed < 20261130; seed++)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"Seed {seed}."));
            SomeLog log = SuppressionTests.Crowd(new Random(seed));
            await using AnalyticsDatabase one = await ReportTests.OfAsync(log);
            await using AnalyticsDatabase other = await ReportTests.OfAsync(Interleaved(log, new Random(seed + 1)));
            foreach (string name in ReportCatalogue.Names)
                Assert.Equal(Text(await one.ReportAsync(name)), Text(await other.ReportAsync(name)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_fact_that_is_taken_back_leaves_every_report_as_if_it_had_never_been_told(string kind)
    {
        SomeLog log = SuppressionTests.Crowd(new Random(3));
        long before = log.Head;
        long told = Facts.Single(fact => fact.Kind == kind).Tell(log);
        if (kind is "finding") log.Close("s1", "R20a", supersedes: told);
        else log.Retract(told);
        await using AnalyticsDatabase database = await ReportTests.OfAsync(log);
        int changed = 0;
        foreach (string name in ReportCatalogue.Names)
        {
            Report without = await AtAsync(database, name, before);
            Report with = await AtAsync(database, name, told);
            Report after = await AtAsync(database, name, log.Head);
            Assert.Equal(Text(without), Text(after with { Cut = without.Cut, Filters = without.Filters }));
            if (Text(without) != Text(with with { Cut = without.Cut, Filters = without.Filters })) changed++;
        }

        Assert.True(changed > 0, $"No report showed the {kind} while it held, so its retraction shows nothing.");
    }

    private static Task<Report> AtAsync(AnalyticsDatabase database, string name, long sequence) => database.ReportAsync(name, ("asOf", sequence.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static string Text(Report report) => Encoding.UTF8.GetString(ReportJson.Write(report));

    private static VariantReported Deletion(EventHeader header) => new()
    {
        Header = header,
        Gene = "HGNC:4392",
        CodingHgvs = null,
        ProteinHgvs = null,
        GenomicHgvs = null,
        Presence = new CodedValue("http://loinc.org", "LA9633-4"),
        AllelicState = null,
        SourceClass = null,
        Transmission = null,
        ParentalAllele = "paternal",
        ConsequenceClass = "gene-deletion",
    };

    /// <summary>The same log with the facts of each subject in their order, and subjects in any.</summary>
    private static SomeLog Interleaved(SomeLog log, Random random)
    {
        List<Queue<IRegistryEvent>> waiting = [.. log.Events.GroupBy(item => item.Header.Subject).Select(subject => new Queue<IRegistryEvent>(subject))];
        SomeLog other = new();
        while (waiting.Count > 0)
        {
            int index = random.Next(waiting.Count);
            IRegistryEvent item = waiting[index].Dequeue();
            if (waiting[index].Count == 0) waiting.RemoveAt(index);
            other.Add(header => EventJson.ReadBody(item.GetType().Name, EventJson.WriteBody(item), item.Header with { Sequence = header.Sequence }), "", "", null, null);
        }

        return other;
    }
}

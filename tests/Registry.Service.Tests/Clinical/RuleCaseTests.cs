using System.Text.Json.Nodes;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Clinical.Rules;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;
using Xunit;
using static Registry.Service.Tests.Clinical.Told;

namespace Registry.Service.Tests.Clinical;

/// <summary>Every rule failing, with its evidence together, in either order, and across sites; passing; and with nothing to judge.</summary>
public class RuleCaseTests
{
    public static TheoryData<string> All => [.. RuleCase.Failing.Select(failing => failing.Name)];

    public static TheoryData<string> Halved => [.. RuleCase.Failing.Where(failing => failing.HasHalves).Select(failing => failing.Name)];

    /// <summary>Rule, and facts that do not break it: most of them by a hair.</summary>
    public static TheoryData<string, string> Passing => [.. Passes.Select(passing => (passing.Rule, passing.Name))];

    private static readonly (string Rule, string Name, JsonObject Patient, JsonObject[] Facts)[] Passes =
    [
        ("R01", "death in the year of birth", Patient(birth: "2016-05", deceased: "2016"), []),
        ("R02", "on the day of death", Patient(deceased: "2024-09-03"), [FlareUp(start: "2024-09-03")]),
        ("R02", "in the year of death", Patient(deceased: "2024"), [FlareUp(start: "2024-12-31")]),
        ("R02", "genetics after death", Patient(deceased: "2018"), [Variant("ACVR1", effective: "2019-02"), Implication("g", "LA6668-3")]),
        ("R02", "the oldest onset counts", Patient(deceased: "2018"), [Diagnosis("POH", "d1", onset: "2016"), Diagnosis("POH", "d2", onset: "2019", recorded: "2019")]),
        ("R02", "ruled out", Patient(deceased: "2018"), [Diagnosis("POH", verification: "refuted", onset: "2019", recorded: "2019")]),
        ("R02", "written down after death", Patient(deceased: "2018"), [Diagnosis("POH", onset: "2016", recorded: "2019-01-02")]),
        ("R03", "onset in the month of birth", Patient(birth: "2014-06-15"), [Diagnosis("POH", onset: "2014-06")]),
        ("R03", "congenital toe seen before birth", Patient(), [Feature("HP:0001844", "toe", date: "2014-03")]),
        ("R03", "coded as congenital", Patient(), [Feature("HP:0001482", "nodule", date: "2014-03", onsetClass: "HP:0003577")]),
        ("R03", "variant of the fetus", Patient(), [Variant("GNAS", effective: "2014-03")]),
        ("R04a", "on the day of birth", Patient(birth: "2014-06-15"), [Diagnosis("POH", recorded: "2014-06-15")]),
        ("R04a", "ruled out before birth", Patient(), [Diagnosis("POH", verification: "refuted", recorded: "2014-01")]),
        ("R04b", "in the same year", Patient(), [Diagnosis("POH", onset: "2018-12", recorded: "2018")]),
        ("R04b", "another Condition has the older onset", Patient(), [Diagnosis("POH", "d1", onset: "2016", recorded: "2015"), Diagnosis("POH", "d2", onset: "2015-02", recorded: null)]),
        ("R05a", "own gene", Patient(), [Diagnosis("FOP"), Variant("ACVR1")]),
        ("R05a", "benign", Patient(), [Diagnosis("POH"), Variant("ACVR1"), Implication("g", "LA6675-8")]),
        ("R05a", "ruled out", Patient(), [Diagnosis("FOP", verification: "refuted"), Variant("GNAS", allele: "paternal")]),
        ("R05b", "one of them only differential", Patient(), [Diagnosis("FOP"), Diagnosis("POH", verification: "differential")]),
        ("R05b", "one of them provisional", Patient(), [Diagnosis("FOP"), Diagnosis("POH", verification: "provisional")]),
        ("R06", "paternal", Patient(), [Diagnosis("POH"), Variant("GNAS", allele: "paternal")]),
        ("R06", "undetermined", Patient(), [Diagnosis("POH"), Variant("GNAS", allele: "undetermined")]),
        ("R06", "maternal without POH", Patient(), [Variant("GNAS", allele: "maternal")]),
        ("R07", "de novo on the maternal allele", Patient(), [Variant("GNAS", allele: "maternal", transmission: "LA26807-0")]),
        ("R08", "undetermined needs no basis", Patient(), [Variant("GNAS")]),
        ("R08", "basis told", Patient(), [Variant("GNAS", allele: "paternal")]),
        ("R09a", "an older symbol", Patient(), [Variant("ACVR1", symbol: "ALK2")]),
        ("R09a", "words", Patient(), [Variant("ACVR1", symbol: "Activin A receptor type 1")]),
        ("R09a", "symbol and words", Patient(), [Variant("GNAS", symbol: "GNAS complex locus")]),
        ("R09a", "the id again", Patient(), [Variant("ACVR1", symbol: "HGNC:171")]),
        ("R09b", "the older transcript", Patient(), [Variant("ACVR1", coding: "NM_001105.4:c.617G>A")]),
        ("R09b", "any version", Patient(), [Variant("ACVR1", coding: "NM_001111067.3:c.617G>A")]),
        ("R09b", "Ensembl's beside the gene's own", Patient(), [Variant("ACVR1", coding: "ENST00000263640.7:c.617G>A|NM_001111067.4:c.617G>A")]),
        ("R09c", "one change on both transcripts", Patient(), [Variant("ACVR1", coding: "NM_001111067.4:c.617G>A|NM_001105.5:c.617G>A", transcript: "NM_001105.5")]),
        ("R09c", "other numbering on another sequence", Patient(), [Variant("ACVR1", coding: "NM_001111067.4:c.617G>A|ENST00000409283.6:c.600G>A")]),
        ("R09c", "three letters and one letter", Patient(), [Variant("ACVR1", coding: "NM_001111067.4:c.617G>A", protein: "NP_001104537.1:p.(Arg206His)|p.R206H")]),
        ("R09d", "predicted", Patient(), [Variant("ACVR1", coding: "NM_001111067.4:c.617G>A", protein: "p.(Arg206His)")]),
        ("R09d", "a stop as Ter", Patient(), [Variant("GNAS", coding: "NM_000516.7:c.103C>T", protein: "p.(Gln35Ter)")]),
        ("R09d", "a stop as an asterisk", Patient(), [Variant("GNAS", coding: "NM_000516.7:c.103C>T", protein: "p.Q35*")]),
        ("R09d", "silent", Patient(), [Variant("ACVR1", coding: "NM_001111067.4:c.618C>T", protein: "p.(Arg206=)")]),
        ("R09d", "a frameshift may be named otherwise", Patient(), [Variant("GNAS", coding: "NM_000516.7:c.565_568del", protein: "p.(Asp190MetfsTer14)")]),
        ("R09d", "an intronic change", Patient(), [Variant("GNAS", coding: "NM_000516.7:c.432+1G>A", protein: "p.(Val100Met)")]),
        ("R09d", "an unknown effect", Patient(), [Variant("GNAS", coding: "NM_000516.7:c.1A>G", protein: "p.?")]),
        ("R10a", "known", Patient(), [Variant("ACVR1", coding: "NM_001105.5:c.1124G>C")]),
        ("R10a", "another transcript is not compared", Patient(), [Variant("ACVR1", coding: "ENST00000263640.7:c.1G>A")]),
        ("R10a", "GNAS", Patient(), [Variant("GNAS")]),
        ("R10b", "de novo in the germline", Patient(), [Variant("ACVR1", source: "LA26807-0")]),
        ("R11a", "toe malformed", Patient(), [Variant("ACVR1"), Feature("HP:0001844", "toe")]),
        ("R11a", "no hallux valgus is no normal toe", Patient(), [Variant("ACVR1"), Feature("HP:0001822", "toe", isPresent: false)]),
        ("R11a", "another variant", Patient(), [Variant("ACVR1", coding: "NM_001111067.4:c.587T>C"), Feature("HP:0001844", "toe", isPresent: false)]),
        ("R11b", "published with the classic form", Patient(), [Diagnosis("FOP", fopClass: "classic"), Variant("ACVR1", coding: "NM_001111067.4:c.1067G>A")]),
        ("R11b", "no variant", Patient(), [Diagnosis("FOP", fopClass: "classic")]),
        ("R11c", "FOP plus", Patient(), [Diagnosis("FOP", fopClass: "plus"), Variant("ACVR1")]),
        ("R12", "provisional", Patient(), [Diagnosis("FOP", verification: "provisional")]),
        ("R12", "with ACVR1", Patient(), [Diagnosis("FOP"), Variant("ACVR1")]),
        ("R12", "POH needs no variant", Patient(), [Diagnosis("POH")]),
        ("R13", "at the upper bound", Patient(), [Diagnosis("POH"), Laboratory("2731-8", 65, "pg/mL", 15, 65, "H")]),
        ("R13", "low parathyroid hormone", Patient(), [Diagnosis("POH"), Laboratory("2731-8", 9, "pg/mL", 15, 65)]),
        ("R13", "low phosphate", Patient(), [Diagnosis("POH"), Laboratory("2777-1", 1, "mg/dL", 2.5m, 5.5m)]),
        ("R13", "no range", Patient(), [Diagnosis("POH"), Laboratory("2731-8", 900, "pg/mL")]),
        ("R13", "alkaline phosphatase", Patient(), [Diagnosis("POH"), Laboratory("6768-6", 900, "U/L", 40, 300)]),
        ("R13", "FOP", Patient(), [Diagnosis("FOP"), Laboratory("2731-8", 90, "pg/mL", 15, 65)]),
        ("R14a", "two features, one of them twice", Patient(), [Diagnosis("POH"), Feature("HP:0004322", "short"), Feature("HP:0004322", "short2"), Feature("HP:0001513", "obese")]),
        ("R14a", "looked for and absent", Patient(), [Diagnosis("POH"), Feature("HP:0004322", "short"), Feature("HP:0001513", "obese"), Feature("HP:0001156", "fingers", isPresent: false)]),
        ("R14b", "normal toe", Patient(), [Diagnosis("POH"), Feature("HP:0001844", "toe", isPresent: false)]),
        ("R14b", "hallux valgus, not congenital", Patient(), [Diagnosis("POH"), Feature("HP:0001822", "toe")]),
        ("R15", "nobody looked deeper", Patient(), [Diagnosis("POH"), Lesion(depth: "dermis", method: "examination", region: "thigh")]),
        ("R15", "deep", Patient(), [Diagnosis("POH"), Lesion(depth: "dermis", method: "ct", region: "thigh"), Lesion("l2", depth: "deep", region: "thigh")]),
        ("R15", "deep by its term", Patient(), [Diagnosis("POH"), Lesion(depth: "dermis", method: "ct", region: "thigh"), Feature("HP:0011987", "deep")]),
        ("R15", "no lesion", Patient(), [Diagnosis("POH"), Volume("o", 0, "2019-01-01")]),
        ("R16", "in one year", Patient(), [Diagnosis("POH"), Lesion("l1", date: "2018-05", depth: "deep", region: "thigh"), Lesion("l2", date: "2018", depth: "dermis", region: "thigh")]),
        ("R16", "no superficial lesion on record", Patient(), [Diagnosis("POH"), Lesion("l1", date: "2018-05", depth: "deep", region: "thigh")]),
        ("R16", "FOP", Patient(), [Diagnosis("FOP"), Lesion("l1", date: "2018", depth: "deep", region: "thigh"), Lesion("l2", date: "2019", depth: "subcutis", region: "thigh")]),
        ("R17a", "one rank", Patient(), [Joint("j1", "ankylosed", "2018-05"), Joint("j2", "functionally-ankylosed", "2019-05")]),
        ("R17a", "the other side", Patient(), [Joint("j1", "ankylosed", "2018-05", side: "right"), Joint("j2", "free", "2019-05")]),
        ("R17a", "another joint", Patient(), [Joint("j1", "ankylosed", "2018-05", region: "knee"), Joint("j2", "free", "2019-05")]),
        ("R17a", "order not known", Patient(), [Joint("j1", "ankylosed", "2018"), Joint("j2", "free", "2018-05")]),
        ("R17a", "freed by surgery", Patient(), [Joint("j1", "ankylosed", "2018-05"), Surgery("joint-release", date: "2018"), Joint("j2", "free", "2019-05")]),
        ("R17a", "worse", Patient(), [Joint("j1", "free", "2018-05"), Joint("j2", "ankylosed", "2019-05")]),
        ("R17b", "wheelchair part of the time", Patient(), [Mobility("m1", "wheelchair-part", "2018"), Mobility("m2", "independent", "2020")]),
        ("R17b", "not yet walking has no rank", Patient(), [Mobility("m1", "not-yet-walking", "2015"), Mobility("m2", "independent", "2016")]),
        ("R17c", "by the error of measurement", Patient(), [Volume("o1", 100_000, "2018-05-01"), Volume("o2", 90_000, "2020-05-01")]),
        ("R17c", "another region", Patient(), [Volume("o1", 100_000, "2018-05-01"), Volume("o2", 10_000, "2020-05-01", region: "hip")]),
        ("R17c", "another method", Patient(), [Volume("o1", 100_000, "2018-05-01"), Volume("o2", 10_000, "2020-05-01", "mri")]),
        ("R17c", "excised", Patient(), [Volume("o1", 100_000, "2018-05-01"), Surgery("excision"), Volume("o2", 10_000, "2020-05-01")]),
        ("R17d", "by two", Patient(), [Cajis("k1", 12, "2018-05-01"), Cajis("k2", 10, "2020-05-01")]),
        ("R18", "a lesion at the place", Patient(), [FlareUp(outcome: "ho-formed"), Lesion()]),
        ("R18", "a lesion beside it on the last day", Patient(), [FlareUp(start: "2023-09-03", end: "2023-10-01", outcome: "ho-formed"), Lesion(date: "2024-10-01", region: "upper-arm")]),
        ("R18", "an undated lesion", Patient(), [FlareUp(outcome: "ho-formed"), Lesion(date: null)]),
        ("R18", "the months are not over", Patient(), [FlareUp(start: "2025-03-01", outcome: "ho-formed")]),
        ("R18", "no bone", Patient(), [FlareUp(outcome: "regressed")]),
        ("R18", "bone without a flare-up", Patient(), [Lesion()]),
        ("R19", "POH", Patient(), [Diagnosis("POH"), Surgery("excision")]),
        ("R19", "FOP ruled out", Patient(), [Diagnosis("FOP", verification: "refuted"), Surgery("biopsy")]),
        ("R19", "another operation", Patient(), [Diagnosis("FOP"), Surgery("spinal-surgery")]),
        ("R20a", "on the eighth birthday", Patient(birth: "2016-05-01"), [Treatment("palovarotene", "2024-05-01")]),
        ("R20a", "perhaps eight", Patient(birth: "2016"), [Treatment("palovarotene", "2024-05-01")]),
        ("R20a", "unknown sex", Patient(birth: "2020", sex: "unknown"), [Treatment("palovarotene", "2024-05-01")]),
        ("R20a", "in a trial", Patient(birth: "2020"), [Treatment("palovarotene", "2024-05-01", inTrial: "yes")]),
        ("R20a", "another drug", Patient(birth: "2020"), [Treatment("glucocorticoid", "2024-05-01")]),
        ("R20b", "not yet 78", Patient(birth: "1948-04"), [Diagnosis("FOP")]),
        ("R20b", "died at 70", Patient(birth: "1930", deceased: "2000"), [Diagnosis("FOP", recorded: "1990"), Cause("2000")]),
        ("R20b", "lost to follow-up at 70", Patient(birth: "1930"), [Diagnosis("FOP", recorded: "1990"), Status("lost-to-follow-up", "2000")]),
        ("R20b", "POH", Patient(birth: "1930"), [Diagnosis("POH")]),
        ("R20c", "the Patient has the date", Patient(deceased: "2025"), [Cause(null)]),
        ("R20d", "unknown is a cause", Patient(deceased: "2025"), [Cause("2025", cause: "unknown")]),
        ("R20e", "fourteen months", Patient(), [Status("alive", "2025-01-01")]),
        ("R20e", "lost", Patient(), [Status("alive", "2015-01-01"), Status("lost-to-follow-up", "2018", "v2")]),
        ("R20e", "dead since", Patient(deceased: "2020"), [Status("alive", "2015-01-01"), Cause("2020")]),
        ("R21a", "alive on the day of death", Patient(deceased: "2025-03-04"), [Status("alive", "2025-03-04"), Cause("2025-03-04")]),
        ("R21b", "as precise as each source knew", Patient(deceased: "2025"), [Cause("2025-03-04")]),
        ("R21c", "found out later", Patient(deceased: "2020"), [Status("dead", "2025"), Cause("2020")]),
        ("R21d", "only that it happened", Patient().With("deceasedBoolean", true), [Cause("2025-03")]),
        ("R21e", "one underlying, one immediate", Patient(deceased: "2025-03"), [Cause("2025-03", role: "underlying"), Cause("2025-03", "c2", "fall", "immediate")]),
    ];

    [Fact]
    public void Every_rule_has_a_failing_and_a_passing_case()
    {
        string[] rules = [.. RuleTable.All.Select(rule => rule.Id)];
        Assert.Equal(rules, RuleCase.Failing.Select(failing => failing.Rule).Distinct());
        Assert.Equal(rules, Passes.Select(passing => passing.Rule).Distinct());
        Assert.Equal(rules.Order(StringComparer.Ordinal), rules);
        Assert.All(RuleTable.All, rule => Assert.True(rule.Version >= 1 && rule.Title.Length is > 5 and < 80));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Evidence_sent_together_breaks_the_rule_whatever_its_order(string name)
    {
        RuleCase failing = Case(name);
        JsonObject[] entries = [Put(failing.Patient(hasFirst: true)), .. failing.First.Concat(failing.Second).Select(Put)];

        string[] keys = [.. Permutations(entries).Select(order => Key(failing, new HeldRegistry(), order)).Distinct()];

        Assert.Single(keys);
    }

    [Theory]
    [MemberData(nameof(Halved))]
    public void Evidence_of_one_site_breaks_the_rule_whichever_half_comes_first(string name)
    {
        RuleCase failing = Case(name);
        JsonObject whole = Put(failing.Patient(hasFirst: true));
        JsonObject[] first = [.. failing.First.Select(Put)];
        JsonObject[] second = [.. failing.Second.Select(Put)];
        HeldRegistry forwards = new();
        HeldRegistry backwards = new();
        forwards.Take([whole, .. first]);
        backwards.Take([Put(failing.Patient(hasFirst: false)), .. second]);
        // What one half breaks of other rules is there already, and says nothing of this one.
        Assert.All([forwards, backwards], registry => Assert.DoesNotContain(failing.Rule, Open(registry)));

        Assert.Equal(Key(failing, forwards, [whole, .. second]), Key(failing, backwards, [whole, .. first]));
    }

    [Theory]
    [MemberData(nameof(Halved))]
    public void Evidence_of_two_sites_is_stored_and_told_without_what_the_other_said(string name)
    {
        RuleCase failing = Case(name);
        Rule rule = RuleTable.All.Single(rule => rule.Id == failing.Rule);
        foreach (bool isFirstHere in (bool[])[true, false])
        {
            HeldRegistry registry = new();
            registry.Take([Put(failing.Patient(isFirstHere)), .. (isFirstHere ? failing.First : failing.Second).Select(Put)]);
            registry.TakeFrom(Some.Elsewhere, Put(Told.Patient().WithId("q")));
            SubjectState[] subjects = [.. registry.Subjects.Values];
            registry.Apply(Decision.Link(subjects[0], subjects[1], [], Some.At(Some.Here), Some.Table, Some.Basis, Guid.Empty));

            JsonObject[] sent = [Put(failing.Patient(!isFirstHere).WithId("q")), .. (isFirstHere ? failing.Second : failing.First).Select(Put)];
            Decision.Decided decided = registry.TakeFrom(Some.Elsewhere, sent);

            FindingWrite opened = Assert.Single(decided.Changeset.FindingsOpened, finding => finding.Rule == failing.Rule);
            Assert.Equal(NameOf(failing.Severity), opened.Severity);
            Finding told = Assert.Single(decided.Findings, finding => finding.Rule == failing.Rule);
            Assert.Equal(failing.Severity == Severity.Information ? Severity.Information : Severity.Warning, told.Severity);
            Assert.Equal(rule.AcrossSites, told.Message);
            Assert.Contains("another source", told.Reason, StringComparison.Ordinal);
            Assert.StartsWith("Bundle.entry[", told.Expression, StringComparison.Ordinal);

            // Taken back, it closes.
            registry.TakeFrom(Some.Elsewhere, [Put(Told.Patient().WithId("q")), .. sent.Skip(1).Select(InError)]);
            Assert.DoesNotContain(failing.Rule, Open(registry));
        }
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public void What_does_not_break_a_rule_is_not_asked_about(string rule, string name)
    {
        (_, _, JsonObject patient, JsonObject[] facts) = Passes.Single(passing => passing.Rule == rule && passing.Name == name);
        HeldRegistry registry = new();

        Decision.Decided decided = registry.Take([Put(patient), .. facts.Select(Put)]);

        Assert.DoesNotContain(rule, decided.Findings.Select(finding => finding.Rule));
        Assert.DoesNotContain(rule, Open(registry));
    }

    [Fact]
    public void With_nothing_to_judge_no_rule_speaks()
    {
        Assert.Empty(new HeldRegistry().Take(Put(Patient())).Findings);
        foreach (Rule rule in RuleTable.All) Assert.Empty(rule.Find(new PersonFacts([], Some.Table.Diseases), Some.Basis));
    }

    private static RuleCase Case(string name) => RuleCase.Failing.Single(failing => failing.Name == name);

    /// <summary>Sends what breaks the rule, asserts that it does as the case says, and gives what identifies the finding.</summary>
    private static string Key(RuleCase failing, HeldRegistry registry, JsonObject[] entries)
    {
        if (failing.Severity == Severity.Error)
        {
            Refusal refusal = registry.Refuse(entries);
            Assert.Equal(RefusalKind.Unprocessable, refusal.Kind);
            Finding against = Assert.Single(refusal.Findings, finding => finding.Rule == failing.Rule);
            Assert.Equal((Severity.Error, Authority.Rule, "business-rule"), (against.Severity, against.Authority, against.IssueType));
            AssertThreeParts(against);
            return failing.Rule;
        }

        Decision.Decided decided = registry.Take(entries);
        Finding told = Assert.Single(decided.Findings, finding => finding.Rule == failing.Rule);
        Assert.Equal(failing.Severity, told.Severity);
        AssertThreeParts(told);
        FindingWrite opened = Assert.Single(decided.Changeset.FindingsOpened, finding => finding.Rule == failing.Rule);
        Assert.Equal(NameOf(failing.Severity), opened.Severity);
        Assert.NotEmpty(opened.Evidence);
        Assert.Contains(decided.Changeset.Events, draft => draft.EventType is nameof(FindingOpened) && draft.Fact == opened.Key);
        return opened.Key;
    }

    private static void AssertThreeParts(Finding finding)
    {
        Assert.All([finding.Message, finding.Reason, finding.Remedy], part => Assert.False(string.IsNullOrWhiteSpace(part)));
        Assert.StartsWith("Bundle.entry[", finding.Expression, StringComparison.Ordinal);
        Assert.True(finding.Line > 0 && finding.Column > 0);
    }

    private static IEnumerable<string> Open(HeldRegistry registry) => registry.Subjects.Values.SelectMany(subject => subject.Findings).Select(finding => finding.Rule);

    private static string NameOf(Severity severity) => severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "information" };

    private static JsonObject InError(JsonObject entry)
    {
        JsonObject resource = entry["resource"]!.DeepClone().AsObject();
        if (resource["resourceType"]!.GetValue<string>() is "Observation") resource["status"] = "entered-in-error";
        else resource["verificationStatus"] = Some.Concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "entered-in-error");
        return Put(resource);
    }

    private static IEnumerable<JsonObject[]> Permutations(JsonObject[] entries)
    {
        if (entries.Length <= 1) return [entries];
        return entries.SelectMany((entry, index) => Permutations([.. entries[..index], .. entries[(index + 1)..]]).Select(rest => (JsonObject[])[entry, .. rest]));
    }
}

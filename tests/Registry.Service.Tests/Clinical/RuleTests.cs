using System.Text.Json.Nodes;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Clinical.Rules;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>How findings open, close and are told, and the tables of single rules. Each rule failing and passing: <see cref="RuleCaseTests"/>.</summary>
public class RuleTests
{
    private const string Paternal = "LA26321-2";
    private const string Maternal = "LA26320-4";
    private const string Unknown = "LA4489-6";
    private const string DeNovo = "LA26807-0";

    [Fact]
    public void A_finding_closes_when_its_evidence_is_gone_and_stays_while_it_holds()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("POH")));
        registry.TakeFrom(Some.Elsewhere, Some.Put(Some.Patient()));
        Link(registry);
        registry.TakeFrom(Some.Elsewhere, Some.Put(Some.Patient()), Some.Put(Some.Variant("GNAS", allele: "maternal")));
        Assert.Single(registry.Subjects.Values.SelectMany(subject => subject.Findings));

        Decision.Decided unrelated = registry.Take(Some.Put(Some.Patient()), Some.Put(Some.VitalStatus()));
        Assert.Empty(unrelated.Findings);
        Assert.Empty(unrelated.Changeset.FindingsOpened);
        Assert.Empty(unrelated.Changeset.FindingsClosed);

        registry.TakeFrom(Some.Elsewhere, Some.Put(Some.Patient()), Some.Put(Some.Variant("GNAS", allele: "paternal")));
        Assert.Empty(registry.Subjects.Values.SelectMany(subject => subject.Findings));
        Assert.Equal(nameof(FindingClosed), registry.Log[^1].EventType);
        Assert.NotNull(registry.Log[^1].Supersedes);
    }

    [Fact]
    public void Linking_opens_what_the_two_together_break_and_parting_closes_it()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("POH")));
        registry.TakeFrom(Some.Elsewhere, Some.Put(Some.Patient()), Some.Put(Some.Variant("GNAS", allele: "maternal")));

        Changeset linked = Link(registry);
        Assert.Equal([nameof(SubjectsLinked), nameof(FindingOpened)], linked.Events.Select(draft => draft.EventType));
        Assert.Equal("R06", Assert.Single(linked.FindingsOpened).Rule);
        Assert.Equal(2, linked.Subjects.Count);

        SubjectState[] subjects = [.. registry.Subjects.Values];
        Assert.True(Decision.Link(subjects[1], subjects[0], [], Some.At(Some.Here), Some.Table, Some.Basis, Guid.Empty).IsEmpty);
        Changeset parted = Decision.Unlink(subjects[1], subjects[0], [], Some.At(Some.Here), Some.Table, Some.Basis, Guid.Empty);
        registry.Apply(parted);
        Assert.Equal([nameof(SubjectsUnlinked), nameof(FindingClosed)], parted.Events.Select(draft => draft.EventType));
        Assert.Equal(linked.Events[0].Fact, parted.Events[0].Fact);
        Assert.All(registry.Subjects.Values, subject => Assert.Empty(subject.Findings));
        Assert.All(registry.Subjects.Values, subject => Assert.Empty(subject.Linked));
    }

    [Fact]
    public void What_is_open_already_does_not_hold_up_a_correction_of_something_else()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("POH")), Some.Put(Some.Patient("P-2"), "urn:uuid:2"), Some.Put(Some.Variant("GNAS", allele: "maternal", subject: "urn:uuid:2")));
        Link(registry);
        Assert.Single(registry.Subjects.Values.SelectMany(subject => subject.Findings));

        Decision.Decided corrected = registry.Take(Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("POH").With("onsetDateTime", "2017")));

        Assert.Equal("R06", Assert.Single(corrected.Findings).Rule);
        Assert.Single(registry.Subjects.Values.SelectMany(subject => subject.Findings));
    }

    [Theory]
    [InlineData("1990", "1990-05", true)]            // The death may have been in December.
    [InlineData("1990-04", "1990-05", false)]
    [InlineData("1990-05-01", "1990-05", true)]
    [InlineData("1990-05-01T00:10:00+12:00", "1990-05-01", true)]
    [InlineData("1989-12-31", "1990", false)]
    public void Partial_dates_of_birth_and_death_compare_as_intervals(string deceased, string birthDate, bool isPossible)
    {
        HeldRegistry registry = new();
        JsonObject patient = Some.Put(Some.Patient(birthDate: birthDate, deceased: deceased));
        if (isPossible) registry.Take(patient);
        else AssertRefusedBy("R01", registry.Refuse(patient));
    }

    [Theory]
    [InlineData("R05b", "confirmed", "refuted", false)]
    [InlineData("R05b", "confirmed", "provisional", false)]
    [InlineData("R05b", "confirmed", "confirmed", true)]
    public void Two_diseases_conflict_only_when_both_are_confirmed(string rule, string fop, string poh, bool isRefused)
    {
        HeldRegistry registry = new();
        JsonObject[] entries = [Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("FOP", "D-1", fop)), Some.Put(Some.Diagnosis("POH", "D-2", poh))];
        if (isRefused) AssertRefusedBy(rule, registry.Refuse(entries));
        else Assert.DoesNotContain(rule, registry.Take(entries).Findings.Select(finding => finding.Rule));
    }

    [Theory]
    [InlineData("GNAS", "POH", "paternal", null)]
    [InlineData("GNAS", "POH", "undetermined", null)]
    [InlineData("ACVR1", "FOP", null, null)]
    [InlineData("GNAS", "POH", "maternal", "refuted")]
    public void A_disease_goes_with_its_own_gene_and_allele(string gene, string disease, string? allele, string? verification)
    {
        Decision.Decided decided = new HeldRegistry().Take(
            Some.Put(Some.Patient()), Some.Put(Some.Diagnosis(disease, verification: verification ?? "confirmed")), Some.Put(Some.Variant(gene, allele: allele)));

        Assert.Empty(decided.Findings);
        Assert.Empty(decided.Changeset.FindingsOpened);
    }

    [Fact]
    public void A_provisional_POH_with_a_maternal_allele_is_stored_with_a_warning_that_names_the_place()
    {
        HeldRegistry registry = new();

        Decision.Decided decided = registry.Take(
            Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("POH", verification: "provisional")), Some.Put(Some.Variant("GNAS", allele: "maternal")));

        Finding told = Assert.Single(decided.Findings);
        Assert.Equal(("R06", Severity.Warning, "Bundle.entry[2].resource.component[2]"), (told.Rule, told.Severity, told.Expression));
        FindingWrite opened = Assert.Single(decided.Changeset.FindingsOpened);
        Assert.Equal(("warning", 2), (opened.Severity, opened.RuleVersion));
        Assert.Equal(["Observation.component.where(code.coding.code='parental-allele')", "Condition.verificationStatus"], opened.Evidence.Select(evidence => evidence.Expression));

        // Confirmed after all: now it is an error, and of this site alone.
        AssertRefusedBy("R06", registry.Refuse(Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("POH"))));
    }

    [Theory]
    [InlineData(Paternal, "paternal", true, true)]
    [InlineData(Paternal, "maternal", true, false)]
    [InlineData(Paternal, "undetermined", true, false)]
    [InlineData(Maternal, "maternal", true, true)]
    [InlineData(Maternal, "paternal", true, false)]
    [InlineData(DeNovo, "paternal", true, true)]
    [InlineData(DeNovo, "maternal", true, true)]
    [InlineData(DeNovo, "undetermined", true, true)]
    [InlineData(Unknown, "undetermined", false, true)]
    [InlineData(Unknown, "paternal", true, true)]
    [InlineData(Unknown, "paternal", false, false)]
    [InlineData(null, "paternal", false, true)]
    [InlineData(Paternal, null, false, true)]
    public void Transmission_and_parental_allele_agree_as_the_table_says(string? transmission, string? allele, bool hasBasis, bool isTaken)
    {
        HeldRegistry registry = new();
        JsonObject[] entries = [Some.Put(Some.Patient()), Some.Put(Some.Variant("GNAS", allele: allele, transmission: transmission, hasBasis: hasBasis))];
        if (isTaken) Assert.DoesNotContain("R07", registry.Take(entries).Findings.Select(finding => finding.Rule));
        else AssertRefusedBy("R07", registry.Refuse(entries));
    }

    [Fact]
    public void What_was_entered_in_error_is_no_evidence()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("POH")), Some.Put(Some.Variant("GNAS", allele: "paternal")));

        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("POH", verification: "entered-in-error")), Some.Put(Some.Variant("GNAS", allele: "maternal")));
    }

    [Fact]
    public void Time_alone_opens_a_finding_at_the_next_change()
    {
        HeldRegistry registry = new() { Today = new DateOnly(2026, 12, 14) };
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.VitalStatus(date: "2025-10-14")));
        Assert.Empty(registry.Subjects.Values.Single().Findings);

        registry.Today = new DateOnly(2026, 12, 15);
        Decision.Decided decided = registry.Take(Some.Put(Some.Patient()), Some.Put(Some.FlareUp()));

        // Nobody told it now, so nobody is answered; the coordinator is.
        Assert.DoesNotContain("R20e", decided.Findings.Select(finding => finding.Rule));
        Assert.Equal("R20e", Assert.Single(decided.Changeset.FindingsOpened).Rule);
    }

    [Theory]
    [InlineData(nameof(RuleThresholds.AhoFeatures), "R14a")]
    [InlineData(nameof(RuleThresholds.VolumeErrorPercent), "R17c")]
    [InlineData(nameof(RuleThresholds.CajisFall), "R17d")]
    [InlineData(nameof(RuleThresholds.FlareUpMonths), "R18")]
    [InlineData(nameof(RuleThresholds.PalovaroteneGirlYears), "R20a", "a girl of seven")]
    [InlineData(nameof(RuleThresholds.PalovaroteneBoyYears), "R20a", "a boy of nine")]
    [InlineData(nameof(RuleThresholds.OldestFopYears), "R20b")]
    [InlineData(nameof(RuleThresholds.FollowUpMonths), "R20e")]
    public void A_threshold_that_is_set_otherwise_is_heeded(string threshold, string rule, string? name = null)
    {
        RuleThresholds lenient = threshold switch
        {
            nameof(RuleThresholds.AhoFeatures) => new() { AhoFeatures = 3 },
            nameof(RuleThresholds.VolumeErrorPercent) => new() { VolumeErrorPercent = 11 },
            nameof(RuleThresholds.CajisFall) => new() { CajisFall = 3 },
            nameof(RuleThresholds.FlareUpMonths) => new() { FlareUpMonths = 24 },
            nameof(RuleThresholds.PalovaroteneGirlYears) => new() { PalovaroteneGirlYears = 7 },
            nameof(RuleThresholds.PalovaroteneBoyYears) => new() { PalovaroteneBoyYears = 9 },
            nameof(RuleThresholds.OldestFopYears) => new() { OldestFopYears = 90 },
            _ => new() { FollowUpMonths = 24 },
        };
        RuleCase failing = RuleCase.Failing.First(failing => failing.Rule == rule && (name is null || failing.Name.EndsWith(name, StringComparison.Ordinal)));
        JsonObject[] entries = [Told.Put(failing.Patient(hasFirst: true)), .. failing.First.Concat(failing.Second).Select(Told.Put)];

        Assert.Contains(rule, new HeldRegistry().Take(entries).Findings.Select(finding => finding.Rule));
        Assert.DoesNotContain(rule, new HeldRegistry { Thresholds = lenient }.Take(entries).Findings.Select(finding => finding.Rule));
    }

    [Fact]
    public void A_threshold_that_cannot_be_is_named()
    {
        Assert.Empty(RuleThresholds.Default.Complaints());
        Assert.Contains("Registry:Rules:CajisFall is -1", new RuleThresholds { CajisFall = -1 }.Complaints().Single(), StringComparison.Ordinal);
        Assert.Contains("Registry:Rules:OldestFopYears is 151", new RuleThresholds { OldestFopYears = 151 }.Complaints().Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Very_many_facts_have_a_key_that_fits_its_column()
    {
        HeldRegistry registry = new() { Thresholds = new() { AhoFeatures = 0 } };
        string[] terms = ["HP:0001156", "HP:0010049", "HP:0004322", "HP:0001513", "HP:0000311", "HP:0001249"];
        JsonObject[] features = [.. terms.Select((term, index) => Told.Put(Told.Feature(term, new string((char)('a' + index), 64))))];

        Decision.Decided decided = registry.Take([Told.Put(Told.Patient()), Told.Put(Told.Diagnosis("POH")), .. features]);

        FindingWrite opened = Assert.Single(decided.Changeset.FindingsOpened);
        Assert.True(opened.Key.Length <= Registry.Store.Limits.FindingKeyChars);
        Assert.Equal(7, opened.Evidence.Count);
        Assert.Empty(registry.Take([Told.Put(Told.Patient()), .. features]).Changeset.Events);
    }

    [Fact]
    public void The_regions_that_touch_and_the_known_variants_are_those_of_the_package()
    {
        string regions = System.Text.Encoding.UTF8.GetString(PackageFiles.Read("CodeSystem-body-region.json"));
        string[] codes = [.. JsonNode.Parse(regions)!["concept"]!.AsArray().Select(concept => concept!["code"]!.GetValue<string>())];
        Assert.Equal(codes.Order(StringComparer.Ordinal), BodyRegions.All.Order(StringComparer.Ordinal));
        Assert.All(codes, code => Assert.True(BodyRegions.IsNear(code, code)));

        JsonNode known = JsonNode.Parse(PackageFiles.Read("ValueSet-acvr1-known-fop-variant.json"))!["compose"]!["include"]!;
        string[] changes = [.. known.AsArray().SelectMany(include => include!["concept"]!.AsArray()).Select(concept => concept!["code"]!.GetValue<string>().Split(":c.")[1])];
        Assert.Equal(changes.Order(StringComparer.Ordinal), KnownVariants.Acvr1.Order(StringComparer.Ordinal));
    }

    private static Changeset Link(HeldRegistry registry)
    {
        SubjectState[] subjects = [.. registry.Subjects.Values];
        Changeset changeset = Decision.Link(subjects[0], subjects[1], [], Some.At(Some.Here), Some.Table, Some.Basis, Guid.Empty);
        registry.Apply(changeset);
        return changeset;
    }

    private static void AssertRefusedBy(string rule, Refusal refusal)
    {
        Assert.Equal(RefusalKind.Unprocessable, refusal.Kind);
        Finding finding = Assert.Single(refusal.Findings);
        Assert.Equal((rule, Severity.Error, Authority.Rule, "business-rule"), (finding.Rule, finding.Severity, finding.Authority, finding.IssueType));
        Assert.StartsWith("Bundle.entry[", finding.Expression, StringComparison.Ordinal);
        Assert.True(finding.Line > 0 && finding.Column > 0);
    }
}

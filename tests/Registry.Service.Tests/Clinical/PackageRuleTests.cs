using System.Text.Json.Nodes;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Clinical.Dispatch;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>Rules that a package brings as FHIRPath over a person's current resources, in the same check as the registry's own.</summary>
public class PackageRuleTests
{
    private static readonly DispatchTable Table = DispatchTable.Read(FurtherPackage.With(text => text));

    private static readonly JsonObject Patient = Some.Put(Some.Patient());
    private static readonly JsonObject Diagnosis = Some.Put(FurtherPackage.Diagnosis());
    private static readonly JsonObject Hormone = Some.Put(FurtherPackage.ParathyroidHormone());

    [Fact]
    public void What_breaks_no_rule_is_taken_without_a_word()
    {
        HeldRegistry registry = new() { Table = Table };
        Decision.Decided decided = registry.Take(Patient, Diagnosis, Hormone, Some.Put(Some.Variant("GNAS", allele: "maternal")));
        Assert.Empty(decided.Findings);
        Assert.Empty(decided.Changeset.FindingsOpened);
    }

    [Theory]
    [InlineData("together")]
    [InlineData("diagnosis first")]
    [InlineData("variant first")]
    public void An_error_is_refused_whatever_came_first_and_points_at_what_was_sent(string order)
    {
        HeldRegistry registry = new() { Table = Table };
        JsonObject variant = Some.Put(Some.Variant("GNAS", allele: "paternal"));
        JsonObject[][] parts = order switch
        {
            "together" => [[Patient, Diagnosis, Hormone, variant]],
            "diagnosis first" => [[Patient, Diagnosis, Hormone], [Patient, variant]],
            _ => [[Patient, variant], [Patient, Hormone, Diagnosis]],
        };
        foreach (JsonObject[] part in parts[..^1]) Assert.Empty(registry.Take(part).Findings);

        Finding finding = Assert.Single(registry.Refuse(parts[^1]).Findings);
        Assert.Equal("PHP1A-1", finding.Rule);
        Assert.Equal(
            order switch { "together" => "Bundle.entry[3].resource.component[2].value", "diagnosis first" => "Bundle.entry[1].resource.component[2].value", _ => "Bundle.entry[2].resource.verificationStatus" }, finding.Expression?.Replace("valueCodeableConcept", "value", StringComparison.Ordinal));
        Assert.Contains("paternal allele", finding.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(finding.Reason));
        Assert.False(string.IsNullOrEmpty(finding.Remedy));
    }

    [Fact]
    public void A_warning_is_stored_told_and_closed_when_its_ground_is_gone()
    {
        HeldRegistry registry = new() { Table = Table };
        Decision.Decided first = registry.Take(Patient, Diagnosis);
        Finding told = Assert.Single(first.Findings);
        Assert.Equal(("PHP1A-2", Severity.Warning, "Bundle.entry[1].resource.code"), (told.Rule, told.Severity, told.Expression));
        FindingWrite opened = Assert.Single(first.Changeset.FindingsOpened);
        Assert.Equal(("PHP1A-2", 1, "warning", "completeness"), (opened.Rule, opened.RuleVersion, opened.Severity, opened.Category));
        Assert.Equal("Condition.code", Assert.Single(opened.Evidence).Expression);
        Assert.Contains(registry.Log, draft => draft.EventType is nameof(FindingOpened));

        JsonObject inError = FurtherPackage.ParathyroidHormone().With("status", "entered-in-error");
        Assert.Empty(registry.Take(Patient, Some.Put(inError)).Changeset.FindingsClosed);

        Assert.Equal("corrected", Assert.Single(registry.Take(Patient, Hormone).Changeset.FindingsClosed).Reason);
        Assert.Empty(registry.Subjects.Values.Single().Findings);
    }

    [Fact]
    public void Each_element_selected_is_a_finding_of_its_own_and_together_they_are_one()
    {
        JsonObject[] two = [Patient, Diagnosis, Some.Put(FurtherPackage.Diagnosis(record: "D-2"))];
        Assert.Equal(2, new HeldRegistry { Table = Table }.Take(two).Changeset.FindingsOpened.Count);
        DispatchTable together = DispatchTable.Read(FurtherPackage.With(text => text.Replace("\"category\": \"completeness\"", "\"category\": \"completeness\", \"together\": true", StringComparison.Ordinal)));
        Assert.Equal(2, Assert.Single(new HeldRegistry { Table = together }.Take(two).Changeset.FindingsOpened).Evidence.Count);
    }

    [Theory]
    [InlineData("entry.resource.ofType(Condition).code.single()", "does not fit the data")]
    [InlineData("entry.resource.ofType(Condition).code.coding.code.select(length())", "lies in no resource")]
    [InlineData("entry.resource.where(%context.descendants().select(%context.descendants().select(%context.descendants().select(%context.descendants().count()))).count() = 0)", "limit")]
    public void A_rule_that_cannot_be_asked_is_an_error_finding_and_refuses_nothing(string expression, string why)
    {
        DispatchTable table = DispatchTable.Read(FurtherPackage.With(text =>
        {
            JsonNode file = JsonNode.Parse(text)!;
            file["rules"] = new JsonArray(file["rules"]![1]!.DeepClone());
            file["rules"]![0]!["expression"] = expression;
            return file.ToJsonString();
        }));
        Decision.Decided decided = new HeldRegistry { Table = table }.Take(Patient, Diagnosis, Some.Put(FurtherPackage.Diagnosis(record: "D-2")));
        FindingWrite opened = Assert.Single(decided.Changeset.FindingsOpened);
        Assert.Equal(("PHP1A-2", "error"), (opened.Rule, opened.Severity));
        Assert.Contains(why, opened.Text.Message, StringComparison.Ordinal);
        Assert.StartsWith("Patient/", Assert.Single(opened.Evidence).Resource, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_asks_them_about_both_and_parting_asks_again()
    {
        HeldRegistry registry = new() { Table = Table };
        registry.Take(Patient, Diagnosis);
        registry.TakeFrom(Some.Elsewhere, Patient, Hormone);
        Assert.Equal("PHP1A-2", Assert.Single(registry.Subjects.Values.SelectMany(subject => subject.Findings)).Rule);

        Changeset linked = Decide(registry, Decision.Link);
        Assert.Equal("corrected", Assert.Single(linked.FindingsClosed).Reason);
        Assert.Empty(linked.FindingsOpened);

        Changeset parted = Decide(registry, Decision.Unlink);
        Assert.Equal(("PHP1A-2", Some.Here), (Assert.Single(parted.FindingsOpened).Rule, parted.FindingsOpened[0].Site));
        Assert.Empty(parted.FindingsClosed);
    }

    [Fact]
    public void An_error_that_only_a_link_brings_together_opens_as_a_finding()
    {
        HeldRegistry registry = new() { Table = Table };
        registry.Take(Patient, Diagnosis, Hormone);
        registry.TakeFrom(Some.Elsewhere, Patient, Some.Put(Some.Variant("GNAS", allele: "paternal")));

        FindingWrite opened = Assert.Single(Decide(registry, Decision.Link).FindingsOpened);
        Assert.Equal(("PHP1A-1", "error"), (opened.Rule, opened.Severity));
        Assert.Equal("unlinked", Assert.Single(Decide(registry, Decision.Unlink).FindingsClosed).Reason);
    }

    [Fact]
    public void A_disease_of_a_package_is_held_against_the_genes_of_the_others()
    {
        Finding foreign = Assert.Single(new HeldRegistry { Table = Table }.Refuse(Patient, Diagnosis, Hormone, Some.Put(Some.Variant("ACVR1"))).Findings);
        Assert.Equal(("R05a", "PHP1A is diagnosed, and a variant of ACVR1 is reported as present."), (foreign.Rule, foreign.Message));

        Finding two = Assert.Single(new HeldRegistry { Table = Table }.Refuse(Patient, Diagnosis, Hormone, Some.Put(Some.Diagnosis("FOP", "D-9"))).Findings);
        Assert.Equal(("R05b", "FOP and PHP1A are both confirmed in one person."), (two.Rule, two.Message));

        // One gene, two alleles: neither of the rules speaks.
        HeldRegistry registry = new() { Table = Table };
        registry.Take(Patient, Diagnosis, Hormone, Some.Put(Some.Diagnosis("POH", "D-9")), Some.Put(Some.Variant("GNAS")));
        Assert.DoesNotContain(registry.Subjects.Values.Single().Findings, finding => finding.Rule is "R05a" or "R05b" or "R06");
    }

    [Fact]
    public void The_other_allele_is_asked_about_where_the_package_says_what_it_suggests()
    {
        JsonObject variant = Some.Put(Some.Variant("GNAS", allele: "paternal"));
        DispatchTable table = DispatchTable.Read(FurtherPackage.With(text =>
        {
            JsonNode file = JsonNode.Parse(text)!;
            file.AsObject().Remove("rules");
            file["diseases"]![0]!["otherAllele"] = "progressive osseous heteroplasia";
            return file.ToJsonString();
        }));

        Finding finding = Assert.Single(new HeldRegistry { Table = table }.Refuse(Patient, Diagnosis, Hormone, variant).Findings);
        Assert.Equal(
            ("R06", "PHP1A is diagnosed, and a GNAS variant is reported on the paternal allele.", "On the paternal allele such a variant does not give PHP1A; it suggests progressive osseous heteroplasia."),
            (finding.Rule, finding.Message, finding.Reason));
        Assert.Equal("PHP1A-1", Assert.Single(new HeldRegistry { Table = Table }.Refuse(Patient, Diagnosis, Hormone, variant).Findings).Rule);
    }

    private static Changeset Decide(
        HeldRegistry registry, Func<SubjectState, SubjectState, IReadOnlyCollection<SubjectState>, Registry.Contracts.Callers.Caller, DispatchTable, Registry.Clinical.Rules.RuleBasis, Guid, Changeset> decide)
    {
        SubjectState[] read = [.. registry.Subjects.Values.Select(state => state with { Records = [.. registry.Resources.Values.Where(resource => resource.Subject == state.Id && !resource.IsDeleted)] })];
        Changeset changeset = decide(read[0], read[1], [], Some.At(Some.Here), registry.Table, Some.Basis, Guid.Empty);
        registry.Apply(changeset);
        return changeset;
    }

    [Fact]
    public void Without_the_package_the_diagnosis_is_outside_the_dataset() =>
        Assert.Contains("outside-dataset", new HeldRegistry().Refuse(Patient, Diagnosis).Findings.Select(finding => finding.Rule));
}

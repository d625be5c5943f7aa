using System.Text;
using System.Text.Json.Nodes;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Clinical.Dispatch;
using Registry.Clinical.Rules;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;
using Xunit;

namespace Registry.Service.Tests.Clinical;

/// <summary>What a finding carries when it opens, and why it closes.</summary>
public class FindingTests
{
    [Fact]
    public void A_finding_names_the_versions_that_state_it_and_no_value()
    {
        HeldRegistry registry = TwoSites();
        EventDraft draft = Link(registry).Events.Single(draft => draft.EventType is nameof(FindingOpened));
        FindingOpened opened = Read<FindingOpened>(draft);

        Assert.Equal(
            registry.Resources.Values.Where(resource => resource.Key.Type is not "Patient").Select(resource => $"{resource.Key}/_history/1").Order(StringComparer.Ordinal),
            opened.Evidence.Select(evidence => evidence.Resource).Order(StringComparer.Ordinal));
        Assert.All(opened.Evidence, evidence => Assert.StartsWith(evidence.Resource[..evidence.Resource.IndexOf('/', StringComparison.Ordinal)], evidence.Expression, StringComparison.Ordinal));
        Assert.False(string.IsNullOrEmpty(opened.Title));
        Assert.False(string.IsNullOrEmpty(opened.Message));
        string told = Encoding.UTF8.GetString(draft.Body.Span);
        foreach (string value in (string[])["maternal\"", "paternal", "P-1", "HGNC", "2762", "2016", "2018"]) Assert.DoesNotContain(value, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("corrected")]
    [InlineData("deleted")]
    [InlineData("withdrawn")]
    [InlineData("unlinked")]
    public void A_finding_that_closes_says_why(string reason)
    {
        HeldRegistry registry = TwoSites();
        Link(registry);
        Assert.Single(registry.Subjects.Values.SelectMany(subject => subject.Findings));

        Changeset closing = reason switch
        {
            "corrected" => registry.TakeFrom(Some.Elsewhere, Some.Put(Some.Patient()), Some.Put(Some.Variant("GNAS", allele: "paternal"))).Changeset,
            "deleted" => registry.TakeFrom(Some.Elsewhere, Some.Entry("DELETE", registry.Resources.Keys.Single(key => key.Type is "Observation").ToString())).Changeset,
            "withdrawn" => registry.Take(Some.Put(Some.Patient(consents: "registry:deny:2024-01-01"))).Changeset,
            _ => Part(registry),
        };

        Assert.Equal(reason, Assert.Single(closing.FindingsClosed).Reason);
        Assert.Equal(reason, Read<FindingClosed>(closing.Events.Single(draft => draft.EventType is nameof(FindingClosed))).Reason);
        Assert.All(registry.Subjects.Values, subject => Assert.Empty(subject.Findings));
    }

    [Fact]
    public void A_review_opens_what_the_rules_say_and_then_has_nothing_to_do()
    {
        HeldRegistry registry = TwoSites();
        Link(registry);
        // As an earlier version of the rules would have left it.
        registry.Forget();
        int facts = registry.Facts().Count;

        Changeset review = Review(registry);
        FindingWrite opened = Assert.Single(review.FindingsOpened);
        Assert.Equal(("R06", "error"), (opened.Rule, opened.Severity));
        Assert.Empty(review.Resources);
        Assert.Equal([nameof(FindingOpened)], review.Events.Select(draft => draft.EventType));
        Assert.Equal(registry.Subjects.Values.SelectMany(subject => subject.Facts).Single(fact => fact.Source.ToString() == opened.Evidence[0].Resource.Split("/_history")[0]).Site, opened.Site);
        registry.Apply(review);

        Assert.Equal(facts, registry.Facts().Count);
        Assert.True(Review(registry).IsEmpty);
    }

    [Fact]
    public void A_review_opens_what_time_alone_has_brought()
    {
        HeldRegistry registry = new() { Today = new DateOnly(2026, 12, 14) };
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.VitalStatus(date: "2025-10-14")));
        IReadOnlyList<SubjectState> person = Decision.Persons(registry.Subjects).Single();
        Changeset On(int day) => Decision.Review(person, Some.At(Some.Here), Some.Table, new RuleBasis(new DateOnly(2026, 12, day), RuleThresholds.Default), Guid.Empty);

        Assert.True(On(14).IsEmpty);
        Assert.Equal("R20e", Assert.Single(On(15).FindingsOpened).Rule);
    }

    [Fact]
    public void A_review_closes_findings_of_rules_that_there_are_no_more_and_a_submission_leaves_them()
    {
        HeldRegistry registry = TwoSites();
        Link(registry);
        registry.Forget(finding => finding with { Key = "R99|E|x", Rule = "R99" });

        Assert.Empty(registry.Take(Some.Put(Some.Patient()), Some.Put(Some.VitalStatus())).Changeset.FindingsClosed);
        FindingClosing closed = Assert.Single(Review(registry).FindingsClosed);
        Assert.Equal(("R99|E|x", "rule-changed"), (closed.Key, closed.Reason));
    }

    [Fact]
    public void Persons_are_whoever_is_linked_together()
    {
        HeldRegistry registry = TwoSites();
        registry.Take(Some.Put(Some.Patient("P-3")));
        Assert.Equal([1, 1, 1], Decision.Persons(registry.Subjects).Select(person => person.Count));
        Link(registry);
        Assert.Equal([1, 2], Decision.Persons(registry.Subjects).Select(person => person.Count).Order());
    }

    [Fact]
    public void The_same_content_sent_again_still_tells_of_what_is_open()
    {
        HeldRegistry registry = new();
        JsonObject[] bundle = [Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("POH", verification: "provisional")), Some.Put(Some.Variant("GNAS", allele: "maternal"))];
        Finding first = Assert.Single(registry.Take(bundle).Findings, finding => finding.Rule is "R06");

        Decision.Decided again = registry.Take(bundle);
        Assert.True(again.Changeset.IsEmpty);
        Assert.Equal(first, Assert.Single(again.Findings, finding => finding.Rule is "R06"));

        Decision.Decided half = registry.Take(Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("POH", verification: "provisional")));
        Assert.Equal("Bundle.entry[1].resource.verificationStatus", Assert.Single(half.Findings, finding => finding.Rule is "R06").Expression);
        Assert.DoesNotContain(registry.Take(Some.Put(Some.Patient())).Findings, finding => finding.Rule is "R06");

        // A new version that states the same fact is told, too.
        Decision.Decided noted = registry.Take(Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("POH", verification: "provisional").With("language", "en")));
        Assert.False(noted.Changeset.IsEmpty);
        Assert.Single(noted.Findings, finding => finding.Rule is "R06");
    }

    [Fact]
    public void The_same_content_sent_again_tells_nothing_of_what_another_site_said()
    {
        HeldRegistry registry = TwoSites();
        Link(registry);

        Finding told = Assert.Single(registry.Take(Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("POH"))).Findings, finding => finding.Rule is "R06");

        Assert.Equal(Severity.Warning, told.Severity);
        Assert.Contains("another source", told.Reason, StringComparison.Ordinal);
        foreach (string secret in (string[])["maternal", "elsewhere", "2018", "GNAS"]) Assert.DoesNotContain(secret, $"{told.Message} {told.Remedy}", StringComparison.Ordinal);
    }

    /// <summary>One person as two sites know it: the one a POH, the other a maternal allele.</summary>
    private static HeldRegistry TwoSites()
    {
        HeldRegistry registry = new();
        registry.Take(Some.Put(Some.Patient()), Some.Put(Some.Diagnosis("POH")));
        registry.TakeFrom(Some.Elsewhere, Some.Put(Some.Patient()), Some.Put(Some.Variant("GNAS", allele: "maternal")));
        return registry;
    }

    private static Changeset Link(HeldRegistry registry) => Decide(registry, Decision.Link);

    private static Changeset Part(HeldRegistry registry) => Decide(registry, Decision.Unlink);

    private static Changeset Decide(HeldRegistry registry, Func<SubjectState, SubjectState, IReadOnlyCollection<SubjectState>, Registry.Contracts.Callers.Caller, DispatchTable, RuleBasis, Guid, Changeset> decide)
    {
        SubjectState[] subjects = [.. registry.Subjects.Values];
        Changeset changeset = decide(subjects[0], subjects[1], [], Some.At(Some.Here), Some.Table, Some.Basis, Guid.Empty);
        registry.Apply(changeset);
        return changeset;
    }

    private static Changeset Review(HeldRegistry registry) =>
        Decision.Review(Decision.Persons(registry.Subjects).Single(person => person.Count == 2), Some.At(Some.Here), Some.Table, Some.Basis, Guid.Empty);

    private static T Read<T>(EventDraft draft)
        where T : class, IRegistryEvent
    {
        EventHeader header = new()
        {
            LogId = Guid.Empty,
            Sequence = 1,
            PreviousOfType = null,
            SchemaVersion = 1,
            Subject = draft.Subject,
            Site = draft.Site,
            Fact = draft.Fact,
            Source = draft.Source,
            Occurred = draft.Occurred,
            Recorded = default,
            Supersedes = draft.Supersedes,
            Derivation = draft.Derivation,
        };
        return (T)EventJson.Read(draft.EventType, EventJson.Write(header, draft.Body.Span));
    }
}

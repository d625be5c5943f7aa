using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Registry.Clinical;
using Registry.Contracts.Events;
using Registry.Fhir.Search;
using Registry.Server.Schema;
using Registry.Store;
using Registry.Store.Callers;
using Registry.Store.EventLog;
using Registry.Store.Index;
using Registry.Store.Resources;
using Xunit;
using Limits = Registry.Store.Limits;

namespace Registry.Service.Tests.Store;

/// <summary>What the store promises, on every engine alike.</summary>
public abstract class StoreContract(DatabaseProvider provider) : IAsyncLifetime
{
    private StoreFixture? _fixture;
    private ResourceStore? _store;
    private LogReader? _log;
    private SearchIndex? _search;

    private protected StoreFixture Fixture => _fixture!;

    private protected ResourceStore Store => _store!;

    private protected SearchIndex Search => _search ??= new SearchIndex(Fixture.Database, Clinical.Some.Table.Search);

    private protected LogReader Log => _log!;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fixture = await StoreFixture.OpenAsync(provider);
        _store = new ResourceStore(_fixture.Database);
        _log = new LogReader(_fixture.Database);
        await _log.LogIdAsync(1, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_fixture is not null) await _fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_committed_is_read_back_with_version_time_and_content()
    {
        SubjectId subject = SubjectId.New();
        Changeset changeset = Given.Patient(Given.Site1, "p1", subject, "A");
        CommitOutcome.Committed committed = Given.Committed(await Store.CommitAsync(changeset, 5_000));
        ReadResult.Stored stored = Assert.IsType<ReadResult.Stored>(await Store.ReadAsync(new ResourceKey("Patient", "p1"), Given.Site1, Cancel));
        Assert.Equal((1L, 5_000L, subject, Given.Site1.Site), (stored.Version, stored.RecordedMs, stored.Subject, stored.Site));
        Assert.Equal(changeset.Resources[0].Content.ToArray(), stored.Content.ToArray());
        Assert.Equal((1L, 1L, 5_000L), (committed.FirstSequence, committed.LastSequence, committed.RecordedMs));
    }

    [Fact]
    public async Task The_log_tells_derivation_and_source_in_full_though_its_rows_hold_them_short()
    {
        const string Id = "01a21e59-07e9-754b-9954-927ca1f9f08e";
        SubjectId subject = SubjectId.New();
        Given.Committed(await Store.CommitAsync(Given.Patient(Given.Site1, Id, subject, "A")));
        Assert.Equal("Patient~AaIeWQfpdUuZVJJ8ofnwjg1", await Fixture.ScalarAsync<string>("SELECT source FROM event_log"));
        Assert.StartsWith("#", await Fixture.ScalarAsync<string>("SELECT derivation FROM event_log"), StringComparison.Ordinal);
        LogEntry? last = await Log.ReadLastEventAsync(0, Given.Relay, Cancel);
        // The first read of a process learns the names, the second has them.
        foreach (int _ in Enumerable.Range(0, 2))
        {
            LogEntry entry = Assert.Single((await Log.ReadEventsAsync(0, 10, LogFilter.None, Given.Relay, Cancel)).Entries);
            Assert.Equal(("org.example#1/1", $"Patient/{Id}/_history/1"), (entry.Header.Derivation, entry.Header.Source));
            Assert.Equal(entry.Header, last!.Header);
        }
    }

    [Fact]
    public async Task Rows_of_the_log_from_before_they_were_short_are_told_as_they_are()
    {
        const string Id = "01a21e59-07e9-754b-9954-927ca1f9f08e";
        SubjectId subject = SubjectId.New();
        Given.Committed(await Store.CommitAsync(Given.Patient(Given.Site1, Id, subject, "A")));
        await Fixture.Database.WriteAsync(session => session.ExecuteAsync("UPDATE event_log SET source = @p0, derivation = @p1", [$"Patient/{Id}/_history/1", "org.example#0/1"], Cancel), Cancel);
        await using (StoreContext context = StoreContexts.For(Fixture.Options)())
        {
            IMigrator migrator = context.GetService<IMigrator>();
            await migrator.MigrateAsync("TermIndex", Cancel);
            await Fixture.Database.WriteAsync(session => session.InsertIfAbsentAsync("relay_lease", "name, owner, fence, expires_ms", keyColumns: 1, ["condition-7", "", 3L, 0L], Cancel), Cancel);
            await Fixture.Database.WriteAsync(session => session.InsertIfAbsentAsync("relay_lease", "name, owner, fence, expires_ms", keyColumns: 1, ["relay", "node-1", 5L, 9L], Cancel), Cancel);
            await migrator.MigrateAsync(targetMigration: null, Cancel);
        }

        Given.Committed(await Store.CommitAsync(Given.FlareUp(Given.Site1, "o1", subject, rowVersion: 1)));
        LogEntry[] entries = [.. (await Log.ReadEventsAsync(0, 10, LogFilter.None, Given.Relay, Cancel)).Entries];
        Assert.Equal([("org.example#0/1", $"Patient/{Id}/_history/1"), ("org.example#1/1", "Observation/o1/_history/1")], entries.Select(entry => (entry.Header.Derivation, entry.Header.Source)));
        Assert.Equal("relay", await Fixture.ScalarAsync<string>("SELECT name FROM relay_lease"));
    }

    [Fact]
    public async Task Another_site_sees_nothing_and_a_coordinator_sees_all()
    {
        await Store.CommitAsync(Given.Patient(Given.Site1, "p1", SubjectId.New(), "A"));
        ResourceKey key = new("Patient", "p1");
        Assert.IsType<ReadResult.NotFound>(await Store.ReadAsync(key, Given.Site2, Cancel));
        Assert.IsType<ReadResult.Stored>(await Store.ReadAsync(key, Given.Coordinator, Cancel));
        SearchQuery all = new() { Types = ["Patient"], Count = 10 };
        Assert.Empty((await Search.SearchAsync(all, Given.Site2, Cancel)).Matches);
        Assert.Single((await Search.SearchAsync(all, Given.Coordinator, Cancel)).Matches);
    }

    [Fact]
    public async Task An_id_differs_by_case()
    {
        await Store.CommitAsync(Given.Patient(Given.Site1, "abc", SubjectId.New(), "x"));
        Given.Committed(await Store.CommitAsync(Given.Patient(Given.Site1, "ABC", SubjectId.New(), "X")));
        Assert.IsType<ReadResult.NotFound>(await Store.ReadAsync(new ResourceKey("Patient", "Abc"), Given.Site1, Cancel));
    }

    [Fact]
    public async Task A_deletion_is_a_version_that_is_gone_and_the_one_before_stays()
    {
        SubjectId subject = SubjectId.New();
        ResourceKey key = new("Patient", "p1");
        await Store.CommitAsync(Given.Patient(Given.Site1, "p1", subject, "A"));
        ResourceWrite deletion = Given.Resource(Given.Site1, key, subject, 2) with { IsDeleted = true, Content = ReadOnlyMemory<byte>.Empty };
        Given.Committed(await Store.CommitAsync(Given.Changes(Given.Site1, [deletion], [new SubjectWrite(subject, 1, SubjectStatus.Enrolled)])));
        Assert.Equal(2, Assert.IsType<ReadResult.Gone>(await Store.ReadAsync(key, Given.Site1, Cancel)).Version);
        Assert.IsType<ReadResult.Stored>(await Store.ReadVersionAsync(key, 1, Given.Site1, Cancel));
        Assert.Empty((await Search.SearchAsync(new SearchQuery { Types = ["Patient"], Count = 10 }, Given.Site1, Cancel)).Matches);
    }

    [Fact]
    public async Task A_token_is_found_with_its_system_without_one_and_by_code_alone()
    {
        SubjectId subject = SubjectId.New();
        await Store.CommitAsync(Given.Changes(
            Given.Site1,
            [
                Given.Resource(Given.Site1, new ResourceKey("Observation", "a"), subject, 1, Given.Code("code", "urn:s", "x")),
                Given.Resource(Given.Site1, new ResourceKey("Observation", "b"), subject, 1, Given.Code("code", null, "x")),
                Given.Resource(Given.Site1, new ResourceKey("Observation", "c"), subject, 1, Given.Code("code", "urn:s", "X")),
            ],
            [new SubjectWrite(subject, 0, SubjectStatus.Enrolled)]));
        Assert.Equal(["a", "b"], await FindAsync(new CodeValue("x", IsAnySystem: true)));
        Assert.Equal(["a"], await FindAsync(new CodeValue("x", "urn:s")));
        Assert.Equal(["b"], await FindAsync(new CodeValue("x")));
        Assert.Equal(["a", "c"], await FindAsync(new CodeValue("x", "urn:s"), new CodeValue("X", "urn:s")));
        Assert.Empty(await FindAsync());

        async Task<string[]> FindAsync(params CodeValue[] terms)
        {
            SearchQuery query = new() { Types = ["Observation"], Filters = [new SearchFilter.Codes(["code"], terms)], Count = 10 };
            return [.. (await Search.SearchAsync(query, Given.Site1, Cancel)).Matches.Select(match => match.Id).Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public async Task A_new_version_is_found_by_its_own_values_only()
    {
        SubjectId subject = SubjectId.New();
        ResourceKey key = new("Observation", "a");
        SearchValue before = Given.Reference("subject", "Patient/1");
        SearchValue after = Given.Reference("subject", "Patient/2");
        await Store.CommitAsync(Given.Changes(Given.Site1, [Given.Resource(Given.Site1, key, subject, 1, before)], [new SubjectWrite(subject, 0, SubjectStatus.Enrolled)]));
        await Store.CommitAsync(Given.Changes(Given.Site1, [Given.Resource(Given.Site1, key, subject, 2, after, after)], [new SubjectWrite(subject, 1, SubjectStatus.Enrolled)]));
        Assert.Empty((await Search.SearchAsync(Query("Patient/1"), Given.Site1, Cancel)).Matches);
        Assert.Single((await Search.SearchAsync(Query("Patient/2"), Given.Site1, Cancel)).Matches);

        static SearchQuery Query(string reference) => new()
        {
            Types = ["Observation"],
            Filters = [Given.Refers("subject", reference)],
            Count = 10,
        };
    }

    [Fact]
    public async Task Pages_of_a_search_hold_every_match_once()
    {
        for (int index = 0; index < 5; index++) await Store.CommitAsync(Given.Patient(Given.Site1, $"p{index}", SubjectId.New(), $"{index}"));
        List<string> seen = [];
        SearchPosition? after = null;
        do
        {
            SearchPage page = await Search.SearchAsync(new SearchQuery { Types = ["Patient"], Count = 2, After = after }, Given.Site1, Cancel);
            seen.AddRange(page.Matches.Select(match => match.Id));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(["p0", "p1", "p2", "p3", "p4"], seen.Order(StringComparer.Ordinal));
    }

    /// <summary>What was there when the reading began is seen once, whatever is written between two pages.</summary>
    [Fact]
    public async Task Pages_hold_every_earlier_match_once_while_others_write()
    {
        await using StoreDatabase other = Fixture.AnotherNode();
        ResourceStore elsewhere = new(other);
        for (int index = 0; index < 7; index++) await (index % 2 == 0 ? Store : elsewhere).CommitAsync(Given.Patient(Given.Site1, $"p{index}", SubjectId.New(), $"{index}"));
        List<string> seen = [];
        int written = 0;
        SearchPosition? after = null;
        do
        {
            SearchPage page = await Search.SearchAsync(new SearchQuery { Types = ["Patient"], Count = 2, After = after }, Given.Site1, Cancel);
            seen.AddRange(page.Matches.Select(match => match.Id));
            after = page.Next;
            if (written < 4) Given.Committed(await (written % 2 == 0 ? elsewhere : Store).CommitAsync(Given.Patient(Given.Site1, $"new{written}", SubjectId.New(), $"n{written++}")));
        }
        while (after is not null);

        Assert.Equal(seen.Count, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(["p0", "p1", "p2", "p3", "p4", "p5", "p6"], seen.Where(id => id.StartsWith('p')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task All_criteria_must_hold()
    {
        SubjectId subject = SubjectId.New();
        SearchValue code = Given.Code("code", "urn:s", "x");
        SearchValue patient = Given.Reference("patient", "Patient/1");
        await Store.CommitAsync(Given.Changes(
            Given.Site1,
            [
                Given.Resource(Given.Site1, new ResourceKey("Observation", "both"), subject, 1, code, patient),
                Given.Resource(Given.Site1, new ResourceKey("Observation", "code"), subject, 1, code),
                Given.Resource(Given.Site1, new ResourceKey("Observation", "patient"), subject, 1, patient),
            ],
            [new SubjectWrite(subject, 0, SubjectStatus.Enrolled)]));
        SearchQuery query = new()
        {
            Types = ["Observation"],
            Filters = [new SearchFilter.Codes(["code"], [new CodeValue("x", "urn:s")]), Given.Refers("patient", "Patient/1")],
            Count = 10,
        };
        Assert.Equal("both", Assert.Single((await Search.SearchAsync(query, Given.Site1, Cancel)).Matches).Id);
    }

    /// <summary>An engine's own bound on a statement would answer a long list of values with a fault.</summary>
    [Fact]
    public async Task A_search_takes_as_many_values_and_criteria_as_its_limits_and_refuses_more()
    {
        await Store.CommitAsync(Given.FlareUp(Given.Site1, "o1", SubjectId.New(), 0));
        CodeValue[] terms = [.. Enumerable.Range(1, Limits.SearchTerms - 1).Select(index => new CodeValue($"{index}", "urn:codes")), new CodeValue("flare-up", "urn:codes")];
        Assert.Single((await Search.SearchAsync(Query([new SearchFilter.Codes(["code"], terms)]), Given.Site1, Cancel)).Matches);

        SearchFilter[] same = [.. Enumerable.Repeat(new SearchFilter.Codes(["code"], [terms[^1]]), Limits.SearchCriteria)];
        Assert.Single((await Search.SearchAsync(Query(same), Given.Site1, Cancel)).Matches);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Search.SearchAsync(Query([.. same, same[0]]), Given.Site1, Cancel));

        static SearchQuery Query(SearchFilter[] filters) => new() { Types = ["Observation"], Filters = filters, Count = 10 };
    }

    [Fact]
    public async Task A_fact_that_is_stated_again_is_held_once_by_its_last_word()
    {
        SubjectId subject = SubjectId.New();
        await Store.CommitAsync(Given.FlareUp(Given.Site1, "o1", subject, 0));
        Given.Committed(await Store.CommitAsync(Given.Changes(
            Given.Site1, [Given.Resource(Given.Site1, new ResourceKey("Observation", "o1"), subject, 2)], [new SubjectWrite(subject, 1, SubjectStatus.Enrolled)],
            [Given.Event("FlareUpReported", Given.Site1, subject, "flare-up/o1", "Observation/o1/_history/2", supersedes: 1)])));
        HeldFact held = Assert.Single((await Store.ReadStateAsync(new StateRequest([new ResourceKey("Observation", "o1")], []), Given.Site1, Cancel)).Subjects[subject].Facts);
        Assert.Equal(2, held.Sequence);
        Assert.Equal(1, (await Log.ReadEventsAsync(1, 1, LogFilter.None, Given.Relay, Cancel)).Entries[0].Header.Supersedes);
    }

    [Fact]
    public async Task The_state_holds_resources_identifiers_subjects_facts_and_findings()
    {
        SubjectId subject = SubjectId.New();
        await Store.CommitAsync(Given.Patient(Given.Site1, "p1", subject, "A"));
        Changeset flareUp = Given.FlareUp(Given.Site1, "o1", subject, 1) with
        {
            FindingsOpened = [Given.Finding("rule-1:o1", subject)],
        };
        flareUp = flareUp with { Events = [.. flareUp.Events, Given.Event("FindingOpened", Given.Site1, subject, "rule-1:o1", "Observation/o1/_history/1")] };
        await Store.CommitAsync(flareUp);

        IdentifierKey identifier = new("Patient", "urn:pseudonym", "A");
        RegistryState state = await Store.ReadStateAsync(new StateRequest([new ResourceKey("Observation", "o1")], [identifier]), Given.Site1, Cancel);
        Assert.Equal(new ResourceKey("Patient", "p1"), state.ByIdentifier[identifier]);
        Assert.Equal([identifier], state.Resources[new ResourceKey("Patient", "p1")].Identifiers);
        Assert.Equal(flareUp.Resources[0].Content.ToArray(), state.Resources[new ResourceKey("Observation", "o1")].Content.ToArray());
        SubjectState held = state.Subjects[subject];
        Assert.Equal((2L, SubjectStatus.Enrolled, Given.Site1.Site), (held.RowVersion, held.Status, held.Site));
        Assert.Equal([("enrolment", 1L), ("flare-up/o1", 2L)], held.Facts.Select(fact => (fact.Fact, fact.Sequence)));
        Assert.Equal(new ResourceKey("Observation", "o1"), held.Facts[1].Source);
        Assert.Equal(DatePrecision.Month, held.Facts[1].Occurred!.Precision);
        OpenFinding finding = Assert.Single(held.Findings);
        FindingWrite written = Given.Finding("rule-1:o1", subject);
        Assert.Equal((written.Key, written.Rule, written.RuleVersion, written.Severity, written.Text, 3L), (finding.Key, finding.Rule, finding.RuleVersion, finding.Severity, finding.Text, finding.Sequence));
        Assert.Equal(written.Evidence, finding.Evidence);
        Assert.Equal(1, held.Facts[1].SourceVersion);
        Assert.Empty((await Store.ReadStateAsync(new StateRequest([], [identifier]), Given.Site2, Cancel)).ByIdentifier);
    }

    [Fact]
    public async Task The_records_of_a_subject_are_read_where_they_are_asked_for_without_deleted_and_foreign_ones()
    {
        SubjectId subject = SubjectId.New();
        SubjectId other = SubjectId.New();
        await Store.CommitAsync(Given.Patient(Given.Site1, "p1", subject, "A"));
        await Store.CommitAsync(Given.Patient(Given.Site1, "p2", other, "B"));
        SearchValue about = Given.Reference("subject", "Patient/p1");
        ResourceKey[] keys = [new("Observation", "o1"), new("Observation", "o2"), new("Condition", "c1")];
        Given.Committed(await Store.CommitAsync(Given.Changes(
            Given.Site1, [.. keys.Select(key => Given.Resource(Given.Site1, key, subject, 1, about))], [new SubjectWrite(subject, 1, SubjectStatus.Enrolled)])));
        Given.Committed(await Store.CommitAsync(Given.Changes(
            Given.Site1,
            [Given.Resource(Given.Site1, keys[1], subject, 2) with { IsDeleted = true, Content = ReadOnlyMemory<byte>.Empty }, Given.Resource(Given.Site1, keys[2], subject, 2, about)],
            [new SubjectWrite(subject, 2, SubjectStatus.Enrolled)])));

        StateRequest request = new([new ResourceKey("Patient", "p1"), new ResourceKey("Patient", "p2")], []);
        Assert.All((await Store.ReadStateAsync(request, Given.Site1, Cancel)).Subjects.Values, state => Assert.Empty(state.Records));
        RegistryState read = await Store.ReadStateAsync(request with { WithRecords = true }, Given.Site1, Cancel);
        Assert.Equal(
            ["Condition/c1 2", "Observation/o1 1", "Patient/p1 1"],
            read.Subjects[subject].Records.Select(record => $"{record.Key} {record.Version}").Order(StringComparer.Ordinal));
        Assert.Equal(Given.Resource(Given.Site1, keys[2], subject, 2).Content.ToArray(), read.Subjects[subject].Records.Single(record => record.Key == keys[2]).Content.ToArray());
        Assert.Equal(["Patient/p2"], read.Subjects[other].Records.Select(record => record.Key.ToString()));
    }

    [Fact]
    public async Task A_retracted_fact_and_a_closed_finding_are_held_no_more()
    {
        SubjectId subject = SubjectId.New();
        EventDraft opened = Given.Event("FindingOpened", Given.Site1, subject, "rule-1:x", "Observation/o1/_history/1");
        Changeset first = Given.FlareUp(Given.Site1, "o1", subject, 0) with { FindingsOpened = [Given.Finding("rule-1:x", subject)] };
        Given.Committed(await Store.CommitAsync(first with { Events = [.. first.Events, opened] }));
        Given.Committed(await Store.CommitAsync(Given.Changes(
            Given.Site1, [], [new SubjectWrite(subject, 1, SubjectStatus.Enrolled)],
            [Given.Event("FactRetracted", Given.Site1, subject, "flare-up/o1", "Observation/o1/_history/2", supersedes: 1), Given.Event("FindingClosed", Given.Site1, subject, "rule-1:x", "Observation/o1/_history/2", supersedes: 2)],
            closed: [new FindingClosing(subject, "rule-1:x", "corrected")])));
        SubjectState held = (await Store.ReadStateAsync(new StateRequest([new ResourceKey("Observation", "o1")], []), Given.Site1, Cancel)).Subjects[subject];
        Assert.Empty(held.Facts);
        Assert.Empty(held.Findings);
    }

    [Fact]
    public async Task A_finding_that_opens_again_keeps_its_earlier_times()
    {
        SubjectId subject = SubjectId.New();
        await Store.CommitAsync(Given.Patient(Given.Site1, "p1", subject, "A"));
        for (int turn = 0; turn < 2; turn++)
        {
            Given.Committed(await Store.CommitAsync(Given.Changes(
                Given.Site1, [], [new SubjectWrite(subject, 1 + (2 * turn), SubjectStatus.Enrolled)],
                [Given.Event("FindingOpened", Given.Site1, subject, "rule-1:x", "Observation/o1/_history/1")], opened: [Given.Finding("rule-1:x", subject)])));
            Given.Committed(await Store.CommitAsync(Given.Changes(
                Given.Site1, [], [new SubjectWrite(subject, 2 + (2 * turn), SubjectStatus.Enrolled)],
                [Given.Event("FindingClosed", Given.Site1, subject, "rule-1:x", "Observation/o1/_history/2", supersedes: 2 + (2 * turn))],
                closed: [new FindingClosing(subject, "rule-1:x", turn == 0 ? "deleted" : "corrected")])));
        }

        Assert.Equal("corrected", await Fixture.ScalarAsync<string>("SELECT close_reason FROM finding WHERE finding_key = 'rule-1:x' AND closed_commit IS NOT NULL"));
        Assert.Equal("deleted", await Fixture.ScalarAsync<string>("SELECT close_reason FROM finding_history WHERE finding_key = 'rule-1:x' AND rule_version = 3 AND closed_commit IS NOT NULL"));
        Assert.Equal(1, await Fixture.ScalarAsync<int>("SELECT COUNT(*) FROM finding_history"));
        Assert.Empty((await Store.ReadStateAsync(new StateRequest([new ResourceKey("Patient", "p1")], []), Given.Site1, Cancel)).Subjects[subject].Findings);
    }

    [Fact]
    public async Task Linked_subjects_are_read_through_others_and_each_names_its_own_links()
    {
        SubjectId[] subjects = [SubjectId.New(), SubjectId.New(), SubjectId.New()];
        for (int index = 0; index < 3; index++) await Store.CommitAsync(Given.Patient(Given.Site1, $"p{index}", subjects[index], $"{index}"));
        Given.Committed(await Store.CommitAsync(Link(0, 1, isLinked: true, 1, 1)));
        Given.Committed(await Store.CommitAsync(Link(1, 2, isLinked: true, 2, 1)));
        StateRequest request = new([new ResourceKey("Patient", "p0")], []);
        RegistryState state = await Store.ReadStateAsync(request, Given.Site1, Cancel);
        Assert.Equal(3, state.Subjects.Count);
        Assert.Equal([subjects[1]], state.Subjects[subjects[0]].Linked);
        Assert.Equal(2, state.Subjects[subjects[1]].Linked.Count);
        Assert.Single(state.Subjects[subjects[2]].Facts, fact => fact.Fact == "enrolment");

        Given.Committed(await Store.CommitAsync(Link(0, 1, isLinked: false, 2, 3)));
        Assert.Single((await Store.ReadStateAsync(request, Given.Site1, Cancel)).Subjects);

        Changeset Link(int first, int second, bool isLinked, long firstVersion, long secondVersion) => Given.Changes(
            Given.Coordinator, [],
            [new SubjectWrite(subjects[first], firstVersion, SubjectStatus.Enrolled), new SubjectWrite(subjects[second], secondVersion, SubjectStatus.Enrolled)],
            [Given.Event(isLinked ? "SubjectsLinked" : "SubjectsUnlinked", Given.Coordinator, subjects[first], $"link/{subjects[second]}", "Patient/p0/_history/1")],
            links: [new SubjectLinkWrite(subjects[first], subjects[second], isLinked)]);
    }

    [Fact]
    public async Task Pages_of_subjects_hold_everybody_once_and_whoever_is_linked_to_them()
    {
        SubjectId[] subjects = [.. Enumerable.Range(0, 5).Select(_ => SubjectId.New()).OrderBy(subject => subject.ToString(), StringComparer.Ordinal)];
        for (int index = 0; index < 5; index++) await Store.CommitAsync(Given.Patient(Given.Site1, $"p{index}", subjects[index], $"{index}"));
        Given.Committed(await Store.CommitAsync(Given.Changes(
            Given.Coordinator, [], [new SubjectWrite(subjects[0], 1, SubjectStatus.Enrolled), new SubjectWrite(subjects[4], 1, SubjectStatus.Enrolled)],
            [Given.Event("SubjectsLinked", Given.Coordinator, subjects[0], $"link/{subjects[4]}", "Patient/p0/_history/1")], links: [new SubjectLinkWrite(subjects[0], subjects[4], true)])));

        SubjectPage first = await Store.ReadSubjectsAsync(null, 2, false, Given.Coordinator, Cancel);
        Assert.Equal([subjects[0], subjects[1], subjects[4]], first.Subjects.Keys.OrderBy(subject => subject.ToString(), StringComparer.Ordinal));
        Assert.Equal((subjects[1], 2L, "enrolment"), (first.Next!.Value, first.Subjects[subjects[4]].RowVersion, first.Subjects[subjects[1]].Facts.Single().Fact));
        SubjectPage second = await Store.ReadSubjectsAsync(first.Next, 3, false, Given.Coordinator, Cancel);
        Assert.Equal([subjects[0], subjects[2], subjects[3], subjects[4]], second.Subjects.Keys.OrderBy(subject => subject.ToString(), StringComparer.Ordinal));
        SubjectPage last = await Store.ReadSubjectsAsync(second.Next, 3, false, Given.Coordinator, Cancel);
        Assert.Empty(last.Subjects);
        Assert.Null(last.Next);

        Assert.Equal(2, (await Store.ReadPersonAsync(subjects[4], false, Given.Coordinator, Cancel)).Count);
        Assert.Empty(await Store.ReadPersonAsync(SubjectId.New(), false, Given.Coordinator, Cancel));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Store.ReadSubjectsAsync(null, 1, false, Given.Site1, Cancel));
    }

    [Fact]
    public async Task A_subject_that_moved_makes_the_changeset_stale_and_nothing_of_it_is_written()
    {
        SubjectId subject = SubjectId.New();
        await Store.CommitAsync(Given.FlareUp(Given.Site1, "o1", subject, 0));
        await Store.CommitAsync(Given.FlareUp(Given.Site1, "o2", subject, 1));
        Assert.IsType<CommitOutcome.Stale>(await Store.CommitAsync(Given.FlareUp(Given.Site1, "o3", subject, 1)));
        Assert.IsType<ReadResult.NotFound>(await Store.ReadAsync(new ResourceKey("Observation", "o3"), Given.Site1, Cancel));
        Assert.Equal(2, await Log.LastSequenceAsync(Cancel));
    }

    [Fact]
    public async Task A_version_that_is_not_the_next_one_is_stale()
    {
        SubjectId subject = SubjectId.New();
        ResourceKey key = new("Observation", "o1");
        await Store.CommitAsync(Given.FlareUp(Given.Site1, "o1", subject, 0));
        Changeset Update(long version, long rowVersion) =>
            Given.Changes(Given.Site1, [Given.Resource(Given.Site1, key, subject, version)], [new SubjectWrite(subject, rowVersion, SubjectStatus.Enrolled)]);
        Assert.IsType<CommitOutcome.Stale>(await Store.CommitAsync(Update(3, 1)));
        Given.Committed(await Store.CommitAsync(Update(2, 1)));
        Assert.IsType<CommitOutcome.Stale>(await Store.CommitAsync(Update(2, 2)));
        Assert.IsType<CommitOutcome.Stale>(await Store.CommitAsync(Given.FlareUp(Given.Site2, "o1", SubjectId.New(), 0)));
    }

    [Fact]
    public async Task A_taken_identifier_names_itself_and_a_released_one_is_free_again()
    {
        SubjectId first = SubjectId.New();
        SubjectId second = SubjectId.New();
        await Store.CommitAsync(Given.Patient(Given.Site1, "p1", first, "A"));
        IdentifierKey identifier = new("Patient", "urn:pseudonym", "A");
        Assert.Equal(new CommitOutcome.IdentifierTaken(identifier), await Store.CommitAsync(Given.Patient(Given.Site1, "p2", second, "A")));
        Given.Committed(await Store.CommitAsync(Given.Patient(Given.Site2, "p3", SubjectId.New(), "A")));
        Given.Committed(await Store.CommitAsync(Given.Changes(
            Given.Site1, [Given.Resource(Given.Site1, new ResourceKey("Patient", "p1"), first, 2)], [new SubjectWrite(first, 1, SubjectStatus.Enrolled)],
            releases: [new IdentifierClaim(identifier, new ResourceKey("Patient", "p1"), first)])));
        Given.Committed(await Store.CommitAsync(Given.Patient(Given.Site1, "p2", second, "A")));
    }

    [Fact]
    public async Task A_conflict_inside_a_group_leaves_the_others()
    {
        SubjectId known = SubjectId.New();
        await Store.CommitAsync(Given.Patient(Given.Site1, "p0", known, "taken"));
        SubjectId shared = SubjectId.New();
        IReadOnlyList<CommitOutcome> outcomes = await Store.CommitAsync(
            [
                Given.Patient(Given.Site1, "p1", SubjectId.New(), "free"),
                Given.Patient(Given.Site1, "p2", SubjectId.New(), "taken"),       // loses against the database
                Given.Patient(Given.Site1, "p3", SubjectId.New(), "free"),        // loses against the first of the group
                Given.FlareUp(Given.Site1, "o1", known, 7),                       // was decided on another state
                Given.FlareUp(Given.Site1, "o2", known, 1),                       // excludes the one before, which lost
                Given.FlareUp(Given.Site1, "o3", shared, 0),
                Given.FlareUp(Given.Site1, "o4", shared, 0),                      // the same subject again
                Given.Patient(Given.Site2, "p4", SubjectId.New(), "free"),
            ],
            1_000, Cancel);
        Assert.Equal(
            ["Committed", "IdentifierTaken", "IdentifierTaken", "Stale", "Committed", "Committed", "Stale", "Committed"],
            outcomes.Select(outcome => outcome.GetType().Name));
        Assert.Equal(5, await Log.LastSequenceAsync(Cancel));
        Assert.IsType<ReadResult.NotFound>(await Store.ReadAsync(new ResourceKey("Patient", "p3"), Given.Site1, Cancel));
    }

    [Fact]
    public async Task What_the_database_will_not_have_fails_alone()
    {
        Changeset bad = Given.FlareUp(Given.Site1, "bad", SubjectId.New(), 0);
        bad = bad with { CommitId = (await GivenCommittedAsync()).CommitId };   // Its commit id is taken: a unique key that no decision foresees.
        IReadOnlyList<CommitOutcome> outcomes = await Store.CommitAsync(
            [Given.FlareUp(Given.Site1, "o1", SubjectId.New(), 0), bad, Given.FlareUp(Given.Site1, "o2", SubjectId.New(), 0)], 1_000, Cancel);
        Assert.Equal(["Committed", "Failed", "Committed"], outcomes.Select(outcome => outcome.GetType().Name));
        Assert.IsType<ReadResult.NotFound>(await Store.ReadAsync(new ResourceKey("Observation", "bad"), Given.Site1, Cancel));

        async Task<CommitOutcome.Committed> GivenCommittedAsync() => Given.Committed(await Store.CommitAsync(Given.FlareUp(Given.Site1, "o0", SubjectId.New(), 0)));
    }

    [Fact]
    public async Task Of_many_who_want_one_identifier_on_two_nodes_exactly_one_gets_it()
    {
        await using StoreDatabase other = Fixture.AnotherNode();
        ResourceStore[] nodes = [Store, new ResourceStore(other)];
        CommitOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(index =>
            nodes[index % 2].CommitAsync(Given.Patient(Given.Site1, $"p{index}", SubjectId.New(), "wanted"))));
        Assert.Single(outcomes.OfType<CommitOutcome.Committed>());
        Assert.Equal(39, outcomes.OfType<CommitOutcome.IdentifierTaken>().Count());
    }

    [Fact]
    public async Task Of_many_who_move_one_subject_on_two_nodes_each_step_has_one_winner()
    {
        await using StoreDatabase other = Fixture.AnotherNode();
        ResourceStore[] nodes = [Store, new ResourceStore(other)];
        SubjectId subject = SubjectId.New();
        for (long rowVersion = 0; rowVersion < 5; rowVersion++)
        {
            CommitOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => nodes[index % 2].CommitAsync(Given.FlareUp(Given.Site1, $"o{rowVersion}-{index}", subject, rowVersion))));
            Assert.Single(outcomes.OfType<CommitOutcome.Committed>());
            Assert.Equal(7, outcomes.OfType<CommitOutcome.Stale>().Count());
        }
    }

    /// <summary>The reason for the counter row: an identity column fills holes behind a reader's checkpoint.</summary>
    [Fact]
    public async Task A_reader_beside_eight_writers_on_two_nodes_misses_no_event_and_sees_no_gap()
    {
        const int Writers = 8;
        const int Commits = 40;
        await using StoreDatabase other = Fixture.AnotherNode();
        ResourceStore[] nodes = [Store, new ResourceStore(other)];
        Task writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                for (int index = 0; index < Commits; index++)
                {
                    Changeset[] group = [.. Enumerable.Range(0, 1 + ((writer + index) % 3)).Select(_ => Given.FlareUp(Given.Site1, Given.NewId(), SubjectId.New(), 0))];
                    foreach (CommitOutcome outcome in await nodes[writer % 2].CommitAsync(group, index, Cancel)) Given.Committed(outcome);
                }
            },
            Cancel)));

        List<LogEntry> seen = [];
        long position = 0;
        bool isLast;
        do
        {
            isLast = writing.IsCompleted;
            LogPage page = await Log.ReadEventsAsync(position, 50, LogFilter.None, Given.Relay, Cancel);
            seen.AddRange(page.Entries);
            position = page.Position;
        }
        while (!isLast || position < await Log.LastSequenceAsync(Cancel));

        await writing;
        Assert.Equal(Enumerable.Range(1, seen.Count).Select(sequence => (long)sequence), seen.Select(entry => entry.Header.Sequence));
        Assert.Equal(await Fixture.ScalarAsync<long>("SELECT COUNT(*) FROM event_log"), seen.Count);
        Assert.True(seen.Count >= Writers * Commits);
        Assert.Equal(seen.Select((entry, index) => index == 0 ? null : (long?)seen[index - 1].Header.Sequence), seen.Select(entry => entry.Header.PreviousOfType));
        Assert.Equal(seen.Select(entry => entry.Header.Recorded).Order(), seen.Select(entry => entry.Header.Recorded));
    }

    [Fact]
    public async Task Recorded_time_never_goes_back_when_the_clock_does()
    {
        Assert.Equal(9_000, Given.Committed(await Store.CommitAsync(Given.FlareUp(Given.Site1, "o1", SubjectId.New(), 0), 9_000)).RecordedMs);
        Assert.Equal(9_000, Given.Committed(await Store.CommitAsync(Given.FlareUp(Given.Site1, "o2", SubjectId.New(), 0), 2_000)).RecordedMs);
        Assert.Equal(9_001, Given.Committed(await Store.CommitAsync(Given.FlareUp(Given.Site1, "o3", SubjectId.New(), 0), 9_001)).RecordedMs);
    }

    [Fact]
    public async Task The_previous_event_of_a_type_is_named_across_commits_and_types()
    {
        SubjectId subject = SubjectId.New();
        await Store.CommitAsync(Given.Patient(Given.Site1, "p1", subject, "A"));
        await Store.CommitAsync(Given.FlareUp(Given.Site1, "o1", subject, 1));
        await Store.CommitAsync(Given.Patient(Given.Site1, "p2", SubjectId.New(), "B"));
        await Store.CommitAsync(Given.FlareUp(Given.Site1, "o2", subject, 2));
        LogPage page = await Log.ReadEventsAsync(0, 10, LogFilter.None, Given.Relay, Cancel);
        Assert.Equal([null, null, 1L, 2L], page.Entries.Select(entry => entry.Header.PreviousOfType));
    }

    [Fact]
    public async Task A_filtered_page_without_a_match_still_moves_the_position()
    {
        SubjectId subject = SubjectId.New();
        await Store.CommitAsync(Given.Patient(Given.Site1, "p1", subject, "A"));
        await Store.CommitAsync(Given.FlareUp(Given.Site1, "o1", subject, 1));
        LogPage none = await Log.ReadEventsAsync(0, 10, new LogFilter(["DeathReported"]), Given.Relay, Cancel);
        Assert.Empty(none.Entries);
        Assert.Equal(2, none.Position);
        LogPage one = await Log.ReadEventsAsync(0, 10, new LogFilter(["FlareUpReported", "DeathReported"], subject), Given.Relay, Cancel);
        LogEntry entry = Assert.Single(one.Entries);
        Assert.Equal(("FlareUpReported", subject, "flare-up/o1", "Observation/o1/_history/1"), (entry.Type, entry.Header.Subject, entry.Header.Fact, entry.Header.Source));
        Assert.Equal("""{"fact":"flare-up/o1"}"""u8.ToArray(), entry.Body.ToArray());
        Assert.Empty((await Log.ReadEventsAsync(0, 10, new LogFilter(Subject: SubjectId.New()), Given.Relay, Cancel)).Entries);
        Assert.Empty((await Log.ReadEventsAsync(0, 10, LogFilter.None, Given.Site2, Cancel)).Entries);
    }

    [Fact]
    public async Task A_commit_is_found_by_its_id_and_one_that_never_was_is_not()
    {
        Changeset changeset = Given.FlareUp(Given.Site1, "o1", SubjectId.New(), 0);
        CommitOutcome.Committed committed = Given.Committed(await Store.CommitAsync(changeset));
        Assert.Equal(committed, await Store.FindCommitAsync(changeset.CommitId, Cancel));
        Assert.Null(await Store.FindCommitAsync(SubjectId.New().Value, Cancel));
    }

    [Fact]
    public async Task A_log_keeps_its_id_on_every_node()
    {
        await using StoreDatabase other = Fixture.AnotherNode();
        Assert.Equal(await Log.LogIdAsync(1, Cancel), await new LogReader(other).LogIdAsync(2, Cancel));
        Assert.NotEqual(Guid.Empty, await Log.LogIdAsync(1, Cancel));
    }

    [Fact]
    public async Task A_lease_has_one_holder_and_a_stale_fence_moves_nothing()
    {
        RelayCheckpoint relay = new(Fixture.Database);
        long? first = await relay.TryTakeLeaseAsync("broker", "node-1", 100, 1_000, Cancel);
        Assert.NotNull(first);
        Assert.Null(await relay.TryTakeLeaseAsync("broker", "node-2", 100, 1_050, Cancel));
        Assert.Equal(first, await relay.TryTakeLeaseAsync("broker", "node-1", 100, 1_090, Cancel));
        Assert.True(await relay.AdvanceAsync("broker", first.Value, 5, Cancel));
        long? second = await relay.TryTakeLeaseAsync("broker", "node-2", 100, 1_190, Cancel);
        Assert.True(second > first);
        Assert.False(await relay.AdvanceAsync("broker", first.Value, 6, Cancel));
        Assert.False(await relay.AdvanceAsync("broker", second.Value, 4, Cancel));
        Assert.True(await relay.AdvanceAsync("broker", second.Value, 7, Cancel));
        Assert.Equal(7, await relay.ReadAsync("broker", Cancel));
        await relay.ReleaseAsync("broker", "node-2", Cancel);
        Assert.True(await relay.TryTakeLeaseAsync("broker", "node-1", 100, 1_191, Cancel) > second);
    }

    [Fact]
    public async Task A_lease_that_was_seen_to_stand_still_is_free_whatever_the_clock_says()
    {
        RelayCheckpoint relay = new(Fixture.Database);
        long? first = await relay.TryTakeLeaseAsync("broker", "node-1", 100, 3_600_000, Cancel);
        long? end = await relay.LeaseEndAsync("broker", Cancel);
        Assert.Equal(3_600_100, end);

        // Its holder died, and then the clock was set back by an hour.
        Assert.Null(await relay.TryTakeLeaseAsync("broker", "node-2", 100, 1_000, Cancel));
        Assert.Null(await relay.TryTakeLeaseAsync("broker", "node-2", 100, 1_000, standsAtMs: 3_600_000, Cancel));
        Assert.Equal(first + 1, await relay.TryTakeLeaseAsync("broker", "node-2", 100, 1_000, end, Cancel));
        Assert.False(await relay.AdvanceAsync("broker", first!.Value, 1, Cancel));
    }

    [Fact]
    public async Task Of_many_nodes_that_want_a_free_lease_one_gets_it()
    {
        RelayCheckpoint relay = new(Fixture.Database);
        long?[] fences = await Task.WhenAll(Enumerable.Range(0, 12).Select(index => relay.TryTakeLeaseAsync("broker", $"node-{index}", 60_000, 1_000, Cancel)));
        Assert.Single(fences, fence => fence is not null);
    }

    [Fact]
    public async Task A_key_names_its_caller_until_it_is_revoked()
    {
        ClientKeys keys = new(Fixture.Database);
        string key = await keys.AddAsync(Given.Site1, 1, Cancel);
        Assert.Equal(Given.Site1, await keys.FindAsync(ClientKeys.Hash(key), Cancel));
        Assert.Null(await keys.FindAsync(ClientKeys.Hash(key.ToUpperInvariant()), Cancel));
        Assert.True(await keys.RevokeAsync(ClientKeys.Hash(key), 2, Cancel));
        Assert.False(await keys.RevokeAsync(ClientKeys.Hash(key), 3, Cancel));
        Assert.Null(await keys.FindAsync(ClientKeys.Hash(key), Cancel));
        Assert.Equal(2, Assert.Single(await keys.ListAsync(Cancel)).RevokedMs);
    }

    [Fact]
    public async Task A_changeset_that_writes_about_a_subject_without_moving_it_is_a_bug()
    {
        Changeset changeset = Given.FlareUp(Given.Site1, "o1", SubjectId.New(), 0) with { Subjects = [new SubjectWrite(SubjectId.New(), 0, SubjectStatus.Enrolled)] };
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(changeset));
    }
}

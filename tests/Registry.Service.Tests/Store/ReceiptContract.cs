using System.Text;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Server.Schema;
using Registry.Store;
using Registry.Store.EventLog;
using Registry.Store.Receipts;
using Registry.Store.Resources;
using Xunit;
using Limits = Registry.Store.Limits;

namespace Registry.Service.Tests.Store;

public sealed class SqliteReceiptTests() : ReceiptContract(DatabaseProvider.Sqlite);

public sealed class PostgreSqlReceiptTests() : ReceiptContract(DatabaseProvider.PostgreSql);

public sealed class SqlServerReceiptTests() : ReceiptContract(DatabaseProvider.SqlServer);

/// <summary>What the store promises of receipts, on every engine alike.</summary>
public abstract class ReceiptContract(DatabaseProvider provider) : IAsyncLifetime
{
    private StoreFixture? _fixture;
    private ResourceStore? _store;
    private ReceiptBook? _receipts;

    private StoreFixture Fixture => _fixture!;

    private ResourceStore Store => _store!;

    private ReceiptBook Receipts => _receipts!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fixture = await StoreFixture.OpenAsync(provider);
        _store = new ResourceStore(_fixture.Database);
        _receipts = new ReceiptBook(_fixture.Database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_fixture is not null) await _fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_request_finds_the_answer_that_was_committed_with_it()
    {
        Receipt request = Request();
        Assert.Null(await Receipts.FindAsync(request, 1_000, Cancel));
        Given.Committed(await CommitAsync(Item("o1", request, "answer, ümlaut"), 1_000));
        ReceiptFound.Same found = Assert.IsType<ReceiptFound.Same>(await Receipts.FindAsync(Request(), 2_000, Cancel));
        Assert.Equal(("answer, ümlaut", 1_000L), (Encoding.UTF8.GetString(found.Answer.Span), found.RecordedMs));
    }

    [Fact]
    public async Task Another_body_or_condition_under_the_key_is_another_request()
    {
        await CommitAsync(Item("o1", Request()), 1_000);
        Assert.IsType<ReceiptFound.Other>(await Receipts.FindAsync(Request(body: "{ }"), 1_000, Cancel));
        Assert.IsType<ReceiptFound.Other>(await Receipts.FindAsync(Request(condition: "W/\"1\""), 1_000, Cancel));
    }

    [Fact]
    public async Task A_key_means_nothing_to_another_client_site_or_route()
    {
        await CommitAsync(Item("o1", Request()), 1_000);
        Assert.Null(await Receipts.FindAsync(Request(key: "K"), 1_000, Cancel));
        Assert.Null(await Receipts.FindAsync(Request(caller: Given.Site1 with { ClientId = "client-2" }), 1_000, Cancel));
        Assert.Null(await Receipts.FindAsync(Request(caller: Given.Site2 with { ClientId = "client-1" }), 1_000, Cancel));
        Assert.Null(await Receipts.FindAsync(Request(route: "POST /Patient"), 1_000, Cancel));
    }

    [Fact]
    public async Task What_was_not_committed_has_no_receipt()
    {
        SubjectId subject = SubjectId.New();
        CommitItem stale = new(Given.FlareUp(Given.Site1, "o1", subject, 7), Keep(Request(), subject));
        Assert.IsType<CommitOutcome.Stale>(await CommitAsync(stale, 1_000));
        Assert.Null(await Receipts.FindAsync(Request(), 1_000, Cancel));
    }

    [Fact]
    public async Task That_nothing_changed_is_an_answer_too()
    {
        await Store.CommitAsync(Given.FlareUp(Given.Site1, "o1", SubjectId.New(), 0));
        CommitOutcome.Committed nothing = Given.Committed(await CommitAsync(new CommitItem(Given.Changes(Given.Site1, [], []), Keep(Request(), SubjectId.New())), 2_000));
        Assert.Equal((2L, 1L), (nothing.FirstSequence, nothing.LastSequence));
        Assert.IsType<ReceiptFound.Same>(await Receipts.FindAsync(Request(), 2_000, Cancel));
        Assert.Equal(1, await new LogReader(Fixture.Database).LastSequenceAsync(Cancel));
    }

    [Fact]
    public async Task A_receipt_is_kept_for_thirty_days_and_then_its_key_is_free()
    {
        const long Month = 30L * 24 * 60 * 60 * 1000;
        await CommitAsync(Item("o1", Request()), 1_000);
        Assert.IsType<ReceiptFound.Same>(await Receipts.FindAsync(Request(), 999 + Month, Cancel));
        Assert.Null(await Receipts.FindAsync(Request(), 1_000 + Month, Cancel));
        Assert.Equal(0, await Receipts.SweepAsync(999 + Month, Cancel));
        Given.Committed(await CommitAsync(Item("o2", Request(body: "later")), 1_000 + Month));
        Assert.Equal(0, await Receipts.SweepAsync(1_000 + Month, Cancel));
        Assert.IsType<ReceiptFound.Same>(await Receipts.FindAsync(Request(body: "later"), 1_000 + Month, Cancel));
    }

    [Fact]
    public async Task A_sweep_is_bounded_and_leaves_what_is_still_kept()
    {
        int old = Limits.ReceiptSweep + 3;
        await Store.CommitAsync([.. Enumerable.Range(0, old).Select(index => Item($"o{index}", Request(key: $"k{index}")))], 1_000, Cancel);
        await CommitAsync(Item("new", Request(key: "new")), 2_000);
        long now = 1_000 + Limits.ReceiptMs;
        Assert.Equal(Limits.ReceiptSweep, await Receipts.SweepAsync(now, Cancel));
        Assert.Equal(3, await Receipts.SweepAsync(now, Cancel));
        Assert.Equal(0, await Receipts.SweepAsync(now, Cancel));
        Assert.IsType<ReceiptFound.Same>(await Receipts.FindAsync(Request(key: "new"), now, Cancel));
    }

    /// <summary>Each of them was decided before any was committed, so each would write a resource of its own.</summary>
    [Fact]
    public async Task Of_one_request_that_arrives_many_times_at_once_on_two_nodes_one_is_committed()
    {
        await using StoreDatabase other = Fixture.AnotherNode();
        ResourceStore[] nodes = [Store, new ResourceStore(other)];
        IReadOnlyList<CommitOutcome>[] groups = await Task.WhenAll(Enumerable.Range(0, 12).Select(index => nodes[index % 2].CommitAsync(
            [Item($"a{index}", Request(key: "a")), Item($"b{index}", Request(key: "b")), Item($"c{index}", Request(key: "a"))], 1_000, Cancel)));
        CommitOutcome[] outcomes = [.. groups.SelectMany(group => group)];
        Assert.Equal(2, outcomes.OfType<CommitOutcome.Committed>().Count());
        Assert.Equal(outcomes.Length - 2, outcomes.OfType<CommitOutcome.Answered>().Count());
        Assert.Equal(2, await Fixture.ScalarAsync<long>("SELECT COUNT(*) FROM resource_version"));
    }

    /// <summary>The one that was committed also moved the subject and took the identifier: its receipt is what the other is told of.</summary>
    [Fact]
    public async Task A_request_that_was_committed_meanwhile_is_answered_rather_than_in_conflict()
    {
        SubjectId subject = SubjectId.New();
        Given.Committed(await CommitAsync(new CommitItem(Given.Patient(Given.Site1, "p1", subject, "A"), Keep(Request(), subject)), 1_000));
        Assert.IsType<CommitOutcome.Answered>(await CommitAsync(new CommitItem(Given.Patient(Given.Site1, "p2", SubjectId.New(), "A"), Keep(Request(), subject)), 1_000));
        Assert.IsType<CommitOutcome.Answered>(await CommitAsync(new CommitItem(Given.FlareUp(Given.Site1, "o1", subject, 0), Keep(Request(), subject)), 1_000));
    }

    private static Receipt Request(string key = "k", string body = "{}", string? condition = null, Caller? caller = null, string route = "POST /") =>
        Receipt.For(caller ?? Given.Site1, route, key, [condition], Encoding.UTF8.GetBytes(body));

    private static ReceiptWrite Keep(Receipt receipt, SubjectId subject, string answer = "{}") => new(receipt, Encoding.UTF8.GetBytes(answer), [subject]);

    private static CommitItem Item(string id, Receipt receipt, string answer = "{}")
    {
        SubjectId subject = SubjectId.New();
        return new CommitItem(Given.FlareUp(Given.Site1, id, subject, 0), Keep(receipt, subject, answer));
    }

    private async Task<CommitOutcome> CommitAsync(CommitItem item, long nowMs) => (await Store.CommitAsync([item], nowMs, Cancel))[0];
}

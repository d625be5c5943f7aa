using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Server.Schema;
using Registry.Store;
using Registry.Store.History;
using Registry.Store.Resources;
using Xunit;
using Limits = Registry.Store.Limits;

namespace Registry.Service.Tests.Store;

public sealed class SqliteHistoryTests() : HistoryContract(DatabaseProvider.Sqlite);

public sealed class PostgreSqlHistoryTests() : HistoryContract(DatabaseProvider.PostgreSql);

public sealed class SqlServerHistoryTests() : HistoryContract(DatabaseProvider.SqlServer);

/// <summary>What the store promises of histories, on every engine alike.</summary>
public abstract class HistoryContract(DatabaseProvider provider) : IAsyncLifetime
{
    private StoreFixture? _fixture;
    private ResourceStore? _store;
    private ResourceHistory? _history;

    private StoreFixture Fixture => _fixture!;

    private ResourceStore Store => _store!;

    private ResourceHistory History => _history!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fixture = await StoreFixture.OpenAsync(provider);
        _store = new ResourceStore(_fixture.Database);
        _history = new ResourceHistory(_fixture.Database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_fixture is not null) await _fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_resource_tells_its_versions_newest_first_its_deletion_and_its_return()
    {
        SubjectId subject = SubjectId.New();
        for (int version = 1; version <= 4; version++) await WriteAsync(Given.Site1, "Observation", "o1", subject, version, nowMs: version * 1_000, isDeleted: version == 3);
        HistoryPage page = await ReadAsync(Given.Site1, "Observation", "o1");
        Assert.Equal(
            [(4L, 4_000L, false, true), (3, 3_000, true, false), (2, 2_000, false, false), (1, 1_000, false, false)],
            page.Entries.Select(entry => (entry.Version, entry.RecordedMs, entry.IsDeleted, entry.FollowsDeletion)));
        IReadOnlyList<ReadOnlyMemory<byte>> contents = await History.ReadContentsAsync(page.Entries, Cancel);
        Assert.True(contents[1].IsEmpty);
        Assert.Contains("version 4", Encoding.UTF8.GetString(contents[0].Span), StringComparison.Ordinal);
        Assert.Contains("version 1", Encoding.UTF8.GetString(contents[3].Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_resource_has_a_history_and_one_that_never_was_has_none()
    {
        SubjectId subject = SubjectId.New();
        await WriteAsync(Given.Site1, "Observation", "o1", subject, 1);
        await WriteAsync(Given.Site1, "Observation", "o1", subject, 2, isDeleted: true);
        Assert.True((await ReadAsync(Given.Site1, "Observation", "o1")).IsKnown);
        Assert.False((await ReadAsync(Given.Site1, "Observation", "o2")).IsKnown);
        Assert.False((await ReadAsync(Given.Site1, "Condition", "o1")).IsKnown);
    }

    [Fact]
    public async Task No_history_holds_another_sites_content_and_a_coordinators_holds_all()
    {
        await WriteAsync(Given.Site1, "Observation", "o1", SubjectId.New(), 1);
        await WriteAsync(Given.Site2, "Observation", "o2", SubjectId.New(), 1);
        await WriteAsync(Given.Site1, "Condition", "c1", SubjectId.New(), 1);
        Assert.Equal(["o1"], Ids(await ReadAsync(Given.Site1, "Observation")));
        Assert.Equal(["c1", "o1"], Ids(await ReadAsync(Given.Site1)));
        Assert.Equal(["o2"], Ids(await ReadAsync(Given.Site2)));
        Assert.False((await ReadAsync(Given.Site2, "Observation", "o1")).IsKnown);
        Assert.Equal(["o2", "o1"], Ids(await ReadAsync(Given.Coordinator, "Observation")));
        Assert.Equal(["c1", "o2", "o1"], Ids(await ReadAsync(Given.Coordinator)));
        Assert.True((await ReadAsync(Given.Coordinator, "Observation", "o2")).IsKnown);
    }

    [Fact]
    public async Task The_history_of_somebody_who_has_withdrawn_is_its_own_sites_alone()
    {
        SubjectId subject = SubjectId.New();
        await WriteAsync(Given.Site1, "Observation", "o1", subject, 1);
        Given.Committed(await Store.CommitAsync(Given.Changes(
            Given.Site1, [Given.Resource(Given.Site1, new ResourceKey("Observation", "o1"), subject, 2)], [new SubjectWrite(subject, 1, SubjectStatus.Withdrawn)])));
        foreach ((string? type, string? id) in new[] { (null, null), ("Observation", null), ((string?)"Observation", (string?)"o1") })
        {
            Assert.Equal(2, (await ReadAsync(Given.Site1, type, id)).Entries.Count);
            Assert.Empty((await ReadAsync(Given.Coordinator, type, id)).Entries);
        }
    }

    [Fact]
    public async Task What_commits_in_one_group_in_one_millisecond_keeps_its_order()
    {
        Changeset[] group = [.. Enumerable.Range(0, 5).Select(index => Change(Given.Site1, "Observation", $"o{index}", SubjectId.New(), 1, isDeleted: false))];
        foreach (CommitOutcome outcome in await Store.CommitAsync(group, 1_000, Cancel)) Given.Committed(outcome);
        await WriteAsync(Given.Site1, "Observation", "last", SubjectId.New(), 1);
        Assert.Equal(["last", "o4", "o3", "o2", "o1", "o0"], Ids(await ReadAsync(Given.Site1)));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Observation", null)]
    [InlineData("Observation", "o1")]
    public async Task Pages_hold_every_version_once_while_others_write(string? type, string? id)
    {
        SubjectId subject = SubjectId.New();
        // One commit of several resources spans a page's end.
        Given.Committed(await Store.CommitAsync(Given.Changes(
            Given.Site1, [.. Enumerable.Range(2, 5).Select(index => Given.Resource(Given.Site1, new ResourceKey("Observation", $"o{index}"), subject, 1))], [new SubjectWrite(subject, 0, SubjectStatus.Enrolled)])));
        SubjectId other = SubjectId.New();
        for (int version = 1; version <= 5; version++) await WriteAsync(Given.Site1, "Observation", "o1", other, version);
        HistoryEntry[] whole = [.. (await ReadAsync(Given.Site1, type, id)).Entries];

        List<HistoryEntry> seen = [];
        HistoryPage page = await PageAsync(null);
        for (int turn = 6; ; turn++)
        {
            seen.AddRange(page.Entries);
            await WriteAsync(Given.Site1, "Observation", "o1", other, turn);
            if (!page.HasMore) break;
            Assert.Equal(2, page.Entries.Count);
            page = await PageAsync(page.Entries[^1].Place);
        }

        Assert.Equal(whole, seen);
        Assert.Equal(id is null ? 10 : 5, whole.Length);

        Task<HistoryPage> PageAsync(HistoryPlace? after) => History.ReadAsync(new HistoryQuery { Type = type, Id = id, Count = 2, After = after }, Given.Site1, Cancel);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Observation", null)]
    [InlineData("Observation", "o1")]
    public async Task Since_a_moment_are_the_versions_recorded_at_it_and_later(string? type, string? id)
    {
        SubjectId subject = SubjectId.New();
        for (int version = 1; version <= 3; version++) await WriteAsync(Given.Site1, "Observation", "o1", subject, version, nowMs: version * 1_000);
        Assert.Equal("3 2", await SinceAsync(2_000));
        Assert.Equal("3", await SinceAsync(2_001));
        Assert.Empty(await SinceAsync(3_001));
        Assert.Equal("3 2 1", await SinceAsync(0));

        async Task<string> SinceAsync(long ms) =>
            string.Join(' ', (await History.ReadAsync(new HistoryQuery { Type = type, Id = id, Count = 10, SinceMs = ms }, Given.Site1, Cancel)).Entries.Select(entry => entry.Version));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Observation", null)]
    [InlineData("Observation", "o1")]
    public async Task At_a_time_are_the_versions_that_were_current_at_some_moment_of_it(string? type, string? id)
    {
        SubjectId subject = SubjectId.New();
        for (int version = 1; version <= 3; version++) await WriteAsync(Given.Site1, "Observation", "o1", subject, version, nowMs: version * 1_000);
        Assert.Empty(await AtAsync(0, 999));
        Assert.Equal("1", await AtAsync(1_000, 1_999));
        Assert.Equal("2 1", await AtAsync(1_999, 2_000));
        Assert.Equal("2", await AtAsync(2_000, 2_000));
        Assert.Equal("3 2 1", await AtAsync(0, 9_000));
        Assert.Equal("3", await AtAsync(8_000, 9_000));

        async Task<string> AtAsync(long first, long last) =>
            string.Join(' ', (await History.ReadAsync(new HistoryQuery { Type = type, Id = id, Count = 10, At = new HistoryTime(first, last) }, Given.Site1, Cancel)).Entries.Select(entry => entry.Version));
    }

    [Fact]
    public async Task A_page_and_its_contents_have_a_limit()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => History.ReadAsync(new HistoryQuery { Count = 0 }, Given.Site1, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => History.ReadAsync(new HistoryQuery { Count = Limits.HistoryPage + 1 }, Given.Site1, Cancel));
        HistoryEntry entry = new(new HistoryPlace(1, 1), new ResourceKey("Patient", "p1"), 1, 1, false, false);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => History.ReadContentsAsync([.. Enumerable.Repeat(entry, Limits.HistoryContents + 1)], Cancel));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Observation", null)]
    [InlineData("Observation", "o1")]
    public async Task No_history_scans_the_versions_or_the_commits(string? type, string? id)
    {
        Assert.SkipWhen(provider == DatabaseProvider.SqlServer, "The plan is read on SQLite and PostgreSQL.");
        await WriteAsync(Given.Site1, "Observation", "o1", SubjectId.New(), 1);
        foreach (Caller caller in new[] { Given.Site1, Given.Coordinator })
        {
            HistoryQuery query = new() { Type = type, Id = id, Count = 10, After = new HistoryPlace(5, 5) };
            string[] plan = await Fixture.Database.UseAsync(
                async session =>
                {
                    (string sql, object?[] values) = HistorySql.For(query, 1, long.MaxValue, caller, session.Dialect);
                    if (provider == DatabaseProvider.Sqlite) return (await session.ListAsync("EXPLAIN QUERY PLAN " + sql, values, row => row.GetString(3), Cancel)).ToArray();
                    // A table of one row is always scanned: asked is what the planner would do with many.
                    await session.ExecuteAsync("SET enable_seqscan = off", [], Cancel);
                    string[] lines = [.. await session.ListAsync("EXPLAIN " + sql, values, row => row.GetString(0), Cancel)];
                    await session.ExecuteAsync("RESET enable_seqscan", [], Cancel);
                    return lines;
                },
                Cancel);
            Assert.DoesNotContain(plan, line => line.Contains("SCAN ", StringComparison.Ordinal) || line.Contains("Seq Scan", StringComparison.Ordinal));
            // SQLite: the outermost loop is the one in the history's order.
            if (provider == DatabaseProvider.Sqlite) Assert.StartsWith(id is not null ? "SEARCH TABLE resource AS r" : type is not null ? "SEARCH TABLE commit_type" : "SEARCH TABLE commit_record", plan[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Commits_from_before_histories_get_their_order_and_types()
    {
        SubjectId subject = SubjectId.New();
        await WriteAsync(Given.Site1, "Observation", "o1", subject, 1, nowMs: 1_000);
        await WriteAsync(Given.Site1, "Condition", "c1", SubjectId.New(), 1, nowMs: 1_500);
        await WriteAsync(Given.Site2, "Observation", "o2", SubjectId.New(), 1, nowMs: 2_000);
        string[] before = [.. Ids(await ReadAsync(Given.Coordinator))];
        await using (StoreContext context = StoreContexts.For(Fixture.Options)())
        {
            IMigrator migrator = context.GetService<IMigrator>();
            await migrator.MigrateAsync("Refusals", Cancel);
            await migrator.MigrateAsync(targetMigration: null, Cancel);
        }

        Assert.Equal(before, Ids(await ReadAsync(Given.Coordinator)));
        Assert.Equal(["o1"], Ids(await ReadAsync(Given.Site1, "Observation")));
        await WriteAsync(Given.Site1, "Observation", "o1", subject, 2, nowMs: 3_000);
        Assert.Equal(4, (await ReadAsync(Given.Coordinator)).Entries[0].Place.Ordinal);
    }

    private static IEnumerable<string> Ids(HistoryPage page) => page.Entries.Select(entry => entry.Key.Id);

    private Task<HistoryPage> ReadAsync(Caller caller, string? type = null, string? id = null) => History.ReadAsync(new HistoryQuery { Type = type, Id = id, Count = 100 }, caller, Cancel);

    private async Task WriteAsync(Caller caller, string type, string id, SubjectId subject, long version, long nowMs = 1_000, bool isDeleted = false) =>
        Given.Committed(await Store.CommitAsync(Change(caller, type, id, subject, version, isDeleted), nowMs));

    // Without an event: the order of commits is not that of the log.
    private static Changeset Change(Caller caller, string type, string id, SubjectId subject, long version, bool isDeleted)
    {
        ResourceWrite write = Given.Resource(caller, new ResourceKey(type, id), subject, version);
        return Given.Changes(
            caller, [isDeleted ? write with { IsDeleted = true, Content = ReadOnlyMemory<byte>.Empty } : write], [new SubjectWrite(subject, version - 1, SubjectStatus.Enrolled)]);
    }
}

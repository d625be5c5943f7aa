using Microsoft.EntityFrameworkCore;
using Registry.Analytics.Projections;
using Registry.Contracts.Events;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>What the projections promise on every engine.</summary>
public abstract class ProjectionContract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<AnalyticsDatabase> MakeAsync();

    [Fact]
    public async Task A_corrected_fact_closes_its_row_and_opens_another()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = new();
        log.Enrol("a", "2000", "2020-01-01");
        long first = log.FlareUp("a", "f", "2021-01-01", trigger: "trauma");
        long second = log.FlareUp("a", "f", "2021-01-02", trigger: "spontaneous", supersedes: first);
        using ProjectionRunner runner = database.Runner(log);

        await runner.RunUpToAsync(log.Head, Token);

        FlareUpRow[] rows = await RowsAsync<FlareUpRow>(database);
        Assert.Equal([(first, (long?)second, "trauma"), (second, null, "spontaneous")], rows.Select(row => (row.FromSequence, row.ToSequence, row.Trigger!)));
    }

    [Fact]
    public async Task A_retracted_fact_closes_its_row()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = new();
        log.Enrol("a", "2000", "2020-01-01");
        long stated = log.Death("a", "2021-01-01");
        long retracted = log.Retract(stated);
        using ProjectionRunner runner = database.Runner(log);

        await runner.RunUpToAsync(log.Head, Token);

        DeathRow row = Assert.Single(await RowsAsync<DeathRow>(database));
        Assert.Equal(retracted, row.ToSequence);
    }

    [Fact]
    public async Task A_row_keeps_every_field_of_its_event()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = new();
        log.Enrol("a", "2000-05", "2020");
        log.Variant("a", "HGNC:171");
        log.FlareUp("a", "f", null, region: null, trigger: null);
        using ProjectionRunner runner = database.Runner(log);

        await runner.RunUpToAsync(log.Head, Token);

        SubjectRow subject = Assert.Single(await RowsAsync<SubjectRow>(database));
        Assert.Equal(SomeLog.Date("2000-05"), subject.Birth);
        Assert.Equal(SomeLog.Date("2020"), subject.Occurred);
        Assert.Equal(SomeLog.Subject("a"), subject.Subject);
        VariantRow variant = Assert.Single(await RowsAsync<VariantRow>(database));
        Assert.Equal(new CodedValue("http://loinc.org", "LA26807-0"), variant.Transmission);
        Assert.Null(variant.AllelicState);
        FlareUpRow flareUp = Assert.Single(await RowsAsync<FlareUpRow>(database));
        Assert.Null(flareUp.Occurred);
        Assert.Null(flareUp.Region);
        Assert.Equal(["swelling", "pain"], flareUp.Symptoms);
    }

    [Fact]
    public async Task A_withdrawal_marks_the_subject_and_a_new_permission_readmits_it()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = new();
        log.Enrol("a", "2000", "2020-01-01");
        long permitted = log.Consent("a", "registry", isPermitted: true);
        long denied = log.Consent("a", "registry", isPermitted: false, supersedes: permitted);
        log.Withdraw("a");
        long again = log.Consent("a", "registry", isPermitted: true, supersedes: denied);
        using ProjectionRunner runner = database.Runner(log);

        await runner.RunUpToAsync(log.Head, Token);

        SubjectRow[] rows = await RowsAsync<SubjectRow>(database);
        Assert.Equal([(1L, (long?)denied, false), (denied, again, true), (again, null, false)], rows.Select(row => (row.FromSequence, row.ToSequence, row.IsWithdrawn)));
    }

    [Fact]
    public async Task An_update_keeps_the_entry_date_of_the_enrolment()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = new();
        long enrolled = log.Enrol("a", "2000", "2020-01-01");
        log.Update("a", "2000-05", sex: "male", supersedes: enrolled);
        using ProjectionRunner runner = database.Runner(log);

        await runner.RunUpToAsync(log.Head, Token);

        SubjectRow row = Assert.Single(await RowsAsync<SubjectRow>(database), row => row.ToSequence is null);
        Assert.Equal((SomeLog.Date("2020-01-01"), "male"), (row.Occurred, row.Sex));
    }

    [Fact]
    public async Task An_update_that_corrects_the_entry_date_corrects_it()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = new();
        long enrolled = log.Enrol("a", "2000", "2020-01-01");
        log.Update("a", "2000", supersedes: enrolled, entry: "2019-01-01");
        using ProjectionRunner runner = database.Runner(log);

        await runner.RunUpToAsync(log.Head, Token);

        Assert.Equal(SomeLog.Date("2019-01-01"), Assert.Single(await RowsAsync<SubjectRow>(database), row => row.ToSequence is null).Occurred);
    }

    [Fact]
    public async Task A_finding_is_open_until_it_is_closed()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = new();
        long opened = log.Open("a", "R1");
        log.Open("b", "R1");
        long closed = log.Close("a", "R1", supersedes: opened);
        using ProjectionRunner runner = database.Runner(log);

        await runner.RunUpToAsync(log.Head, Token);

        Assert.Equal([(long?)closed, null], (await RowsAsync<FindingRow>(database)).Select(row => row.ToSequence));
    }

    [Fact]
    public async Task Running_again_over_the_same_events_changes_nothing()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = SomeHistory.OfRegistry();
        using ProjectionRunner runner = database.Runner(log);
        await runner.RunUpToAsync(log.Head, Token);
        string before = await database.RowsAsync();

        await runner.RunUpToAsync(log.Head, Token);
        await runner.RunUpToAsync(1, Token);

        Assert.Equal(before, await database.RowsAsync());
    }

    [Fact]
    public async Task A_rebuild_gives_identical_rows()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = SomeHistory.OfRegistry();
        using ProjectionRunner runner = database.Runner(log);
        for (long sequence = 1; sequence <= log.Head; sequence += 7) await runner.RunUpToAsync(sequence, Token);
        await runner.RunUpToAsync(log.Head, Token);
        string before = await database.RowsAsync();

        ProjectionHealth health = await runner.RebuildAsync(Token);

        Assert.Equal((log.Head, (long?)null), (health.Sequence, health.RebuildingTo));
        Assert.Equal(before, await database.RowsAsync());
    }

    [Fact]
    public async Task Rows_of_an_older_version_of_the_projection_are_dropped_and_built_anew_at_start()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = SomeHistory.OfRegistry();
        using (ProjectionRunner runner = database.Runner(log)) await runner.RunUpToAsync(log.Head, Token);
        string meant = await database.RowsAsync();
        await using (AnalyticsContext older = database.Open())
        {
            await older.Set<FlareUpRow>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Outcome, "as an older version understood it"), Token);
            await older.Set<SubjectRow>().ExecuteDeleteAsync(Token);
            await older.Checkpoints.ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, FactProjection.Version - 1), Token);
        }

        Assert.NotEqual(meant, await database.RowsAsync());

        // The next process is woken at the head that was applied already: there is no new event to bring it about.
        using ProjectionRunner next = database.Runner(log);
        ProjectionHealth health = await next.RunUpToAsync(log.Head, Token);

        Assert.Equal((log.Head, (long?)null, (ProjectionFault?)null), (health.Sequence, health.RebuildingTo, health.Fault));
        Assert.Equal(meant, await database.RowsAsync());
    }

    [Fact]
    public async Task A_fact_is_corrected_and_retracted_alike_whether_its_row_is_remembered_or_looked_up()
    {
        await using AnalyticsDatabase remembered = await MakeAsync();
        await using AnalyticsDatabase lookedUp = await MakeAsync();
        SomeLog log = SomeHistory.OfRegistry();
        using ProjectionRunner one = remembered.Runner(log);

        for (long sequence = 1; sequence <= log.Head; sequence += 5)
        {
            await one.RunUpToAsync(sequence, Token);
            using ProjectionRunner another = lookedUp.Runner(log);
            await another.RunUpToAsync(sequence, Token);
        }

        Assert.Equal(await remembered.RowsAsync(), await lookedUp.RowsAsync());
    }

    [Fact]
    public async Task Another_process_carries_on_where_the_first_one_stopped()
    {
        await using AnalyticsDatabase whole = await MakeAsync();
        await using AnalyticsDatabase halves = await MakeAsync();
        SomeLog log = SomeHistory.OfRegistry();
        using (ProjectionRunner runner = whole.Runner(log)) await runner.RunUpToAsync(log.Head, Token);

        using (ProjectionRunner first = halves.Runner(log)) await first.RunUpToAsync(log.Head / 2, Token);
        using (ProjectionRunner second = halves.Runner(log)) await second.RunUpToAsync(log.Head, Token);

        Assert.Equal(await whole.RowsAsync(), await halves.RowsAsync());
    }

    [Fact]
    public async Task Two_nodes_at_once_apply_each_event_once()
    {
        await using AnalyticsDatabase alone = await MakeAsync();
        await using AnalyticsDatabase shared = await MakeAsync();
        SomeLog log = SomeHistory.OfRegistry();
        using (ProjectionRunner runner = alone.Runner(log)) await runner.RunUpToAsync(log.Head, Token);
        using ProjectionRunner one = shared.Runner(log);
        using ProjectionRunner other = shared.Runner(log);

        for (long sequence = 1; sequence <= log.Head; sequence++)
            await Task.WhenAll(Task.Run(() => one.RunUpToAsync(sequence, Token), Token), Task.Run(() => other.RunUpToAsync(sequence, Token), Token));

        Assert.Equal(await alone.RowsAsync(), await shared.RowsAsync());
        Assert.Equal(log.Head, (await one.ReadHealthAsync(Token)).Sequence);
    }

    [Fact]
    public async Task A_gap_in_the_log_stops_the_projection_before_it()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = new();
        log.Enrol("a", "2000", "2020-01-01");
        log.Enrol("b", "2000", "2020-01-01");
        log.Enrol("c", "2000", "2020-01-01");
        using ProjectionRunner runner = new(database.Open, async (after, limit, token) => [.. (await log.Read(after, limit, token)).Where(item => item.Header.Sequence != 2)]);

        ProjectionHealth health = await runner.RunUpToAsync(log.Head, Token);

        Assert.Equal(0, health.Sequence);
        Assert.Equal(new ProjectionFault(1, typeof(SequenceGapException).FullName!), health.Fault);
    }

    [Fact]
    public async Task A_poisonous_event_stops_the_projection_at_it_and_shows()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = new();
        log.Enrol("a", "2000", "2020-01-01");
        log.Update("nobody", "2000");
        log.Enrol("b", "2000", "2020-01-01");
        using ProjectionRunner runner = database.Runner(log);

        await runner.RunUpToAsync(log.Head, Token);
        await runner.RunUpToAsync(log.Head, Token);

        ProjectionHealth health = await runner.ReadHealthAsync(Token);
        Assert.Equal(1, health.Sequence);
        Assert.Equal(new ProjectionFault(2, typeof(LogContradictionException).FullName!), health.Fault);
        Assert.Single(await RowsAsync<SubjectRow>(database));
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_stops_the_projection_at_its_place()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = SomeHistory.OfRegistry();
        const long Unreadable = 12;
        using ProjectionRunner runner = new(
            database.Open, (after, limit, token) => after < Unreadable && after + limit >= Unreadable ? throw new KeyNotFoundException("A later version's event.") : log.Read(after, limit, token));

        ProjectionHealth health = await runner.RunUpToAsync(log.Head, Token);

        Assert.Equal(Unreadable - 1, health.Sequence);
        Assert.Equal(new ProjectionFault(Unreadable, typeof(KeyNotFoundException).FullName!), health.Fault);
    }

    [Fact]
    public async Task An_event_of_an_unknown_type_is_not_skipped()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = new();
        log.Add(header => new UnheardOf(header), "a", "x", null, null);
        using ProjectionRunner runner = database.Runner(log);

        Assert.Equal(typeof(UnknownEventException).FullName, (await runner.RunUpToAsync(log.Head, Token)).Fault?.Type);
    }

    [Fact]
    public async Task The_next_process_tries_again_at_the_fault()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = new();
        log.Enrol("a", "2000", "2020-01-01");
        log.Enrol("b", "2000", "2020-01-01");
        using (ProjectionRunner old = new(database.Open, (after, limit, token) => after + limit >= 2 ? throw new KeyNotFoundException() : log.Read(after, limit, token)))
            Assert.NotNull((await old.RunUpToAsync(log.Head, Token)).Fault);

        using ProjectionRunner mended = database.Runner(log);
        ProjectionHealth health = await mended.RunUpToAsync(log.Head, Token);

        Assert.Null(health.Fault);
        Assert.Equal(2, health.Sequence);
    }

    [Fact]
    public async Task A_second_live_event_for_one_fact_is_a_contradiction()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = new();
        log.FlareUp("a", "f", "2021-01-01");
        log.FlareUp("a", "f", "2021-01-02");
        using ProjectionRunner runner = database.Runner(log);

        Assert.Equal(2, (await runner.RunUpToAsync(log.Head, Token)).Fault?.Sequence);
    }

    [Fact]
    public async Task A_fault_of_the_log_or_database_is_thrown_and_is_no_poison()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = SomeHistory.OfRegistry();
        bool isAway = true;
        using ProjectionRunner runner = new(database.Open, (after, limit, token) => isAway ? throw new TimeoutException() : log.Read(after, limit, token));

        await Assert.ThrowsAsync<TimeoutException>(() => runner.RunUpToAsync(log.Head, Token));
        isAway = false;

        Assert.Equal(log.Head, (await runner.RunUpToAsync(log.Head, Token)).Sequence);
    }

    [Fact]
    public async Task A_log_with_another_id_is_applied_from_its_start()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        await using AnalyticsDatabase fresh = await MakeAsync();
        SomeLog old = SomeHistory.OfRegistry();
        SomeLog restored = new(Guid.Parse("6f1c9f5e-0000-4000-8000-000000000002"));
        restored.Enrol("z", "1990", "2020-01-01");
        using (ProjectionRunner runner = database.Runner(old)) await runner.RunUpToAsync(old.Head, Token);
        using (ProjectionRunner runner = fresh.Runner(restored)) await runner.RunUpToAsync(restored.Head, Token);

        // The restored log is shorter than what was applied; what comes later makes it known.
        using ProjectionRunner after = database.Runner(restored);
        while (restored.Head <= old.Head) restored.FlareUp("z", $"f{restored.Head}", "2021");
        ProjectionHealth health = await after.RunUpToAsync(restored.Head, Token);
        using (ProjectionRunner runner = fresh.Runner(restored)) await runner.RunUpToAsync(restored.Head, Token);

        Assert.Equal(restored.Id, health.LogId);
        Assert.Equal(await fresh.RowsAsync(), await database.RowsAsync());
    }

    [Fact]
    public async Task A_log_that_lost_its_end_stops_the_projection()
    {
        await using AnalyticsDatabase database = await MakeAsync();
        SomeLog log = SomeHistory.OfRegistry();
        SomeLog shorter = new();
        shorter.Enrol("a", "2000", "2020-01-01");
        using (ProjectionRunner runner = database.Runner(log)) await runner.RunUpToAsync(log.Head, Token);

        using ProjectionRunner after = database.Runner(shorter);

        Assert.Equal(typeof(LogBehindException).FullName, (await after.RunUpToAsync(log.Head + 1, Token)).Fault?.Type);
    }

    private static async Task<TRow[]> RowsAsync<TRow>(AnalyticsDatabase database)
        where TRow : FactRow
    {
        await using AnalyticsContext context = database.Open();
        return await context.Set<TRow>().AsNoTracking().OrderBy(row => row.FromSequence).ToArrayAsync(Token);
    }

    private sealed record UnheardOf(EventHeader Header) : IRegistryEvent;
}

/// <summary>The projections on SQLite, in a file of a temporary folder.</summary>
public sealed class ProjectionOnSqliteTests : ProjectionContract
{
    private protected override Task<AnalyticsDatabase> MakeAsync() => AnalyticsDatabase.SqliteAsync();
}

/// <summary>The projections on PostgreSQL, where there is one.</summary>
public sealed class ProjectionOnPostgreSqlTests : ProjectionContract
{
    private protected override Task<AnalyticsDatabase> MakeAsync()
    {
        string? connection = Environment.GetEnvironmentVariable("REGISTRY_TEST_POSTGRES");
        Assert.SkipWhen(string.IsNullOrEmpty(connection), "Needs PostgreSQL: set REGISTRY_TEST_POSTGRES to a connection string.");
        return AnalyticsDatabase.PostgreSqlAsync(connection!);
    }
}

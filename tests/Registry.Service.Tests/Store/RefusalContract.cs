using Registry.Contracts.Callers;
using Registry.Server.Schema;
using Registry.Store;
using Registry.Store.Refusals;
using Xunit;

namespace Registry.Service.Tests.Store;

public sealed class SqliteRefusalTests() : RefusalContract(DatabaseProvider.Sqlite);

public sealed class PostgreSqlRefusalTests() : RefusalContract(DatabaseProvider.PostgreSql);

public sealed class SqlServerRefusalTests() : RefusalContract(DatabaseProvider.SqlServer);

/// <summary>What the store promises of refusals, on every engine alike.</summary>
public abstract class RefusalContract(DatabaseProvider provider) : IAsyncLifetime
{
    private static readonly RefusalFilter All = new(null, null, null, null);
    private static readonly long January = At(2026, 1, 31);
    private static readonly long February = At(2026, 2, 1);
    private StoreFixture? _fixture;
    private RefusalBook? _refusals;
    private int _ids;

    private RefusalBook Refusals => _refusals!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fixture = await StoreFixture.OpenAsync(provider);
        _refusals = new RefusalBook(_fixture.Database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_fixture is not null) await _fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_refusal_reads_back_as_it_was_written_the_newest_first()
    {
        RefusalEntry first = Entry(Given.Site1, January, "R06", "R05");
        RefusalEntry second = Entry(Given.Site2, February);
        await Refusals.AddAsync([first, second], Cancel);

        IReadOnlyList<RefusalEntry> read = await Refusals.ReadAsync(All, 10, Given.Coordinator, Cancel);

        Assert.Equal([second.Id, first.Id], read.Select(entry => entry.Id));
        Assert.Equal(first.Findings, read[1].Findings);
        Assert.Equal(first, read[1] with { Findings = first.Findings });
        Assert.Equal([second.Id], (await Refusals.ReadAsync(All, 1, Given.Coordinator, Cancel)).Select(entry => entry.Id));
    }

    [Fact]
    public async Task They_are_counted_by_rule_site_and_month()
    {
        await Refusals.AddAsync([Entry(Given.Site1, January, "R06", "R06", "R05"), Entry(Given.Site1, January, "R06"), Entry(Given.Site2, January, "R06"), Entry(Given.Site1, February, "R06")], Cancel);

        Assert.Equal(
            [("R05", "site-1", 202601, 1L, 1L), ("R06", "site-1", 202601, 2L, 3L), ("R06", "site-1", 202602, 1L, 1L), ("R06", "site-2", 202601, 1L, 1L)],
            (await Refusals.CountAsync(All, Given.Coordinator, Cancel)).Select(count => (count.Rule, count.Site.Value, count.Month, count.Refusals, count.Findings)));
    }

    [Fact]
    public async Task Rule_site_and_time_restrict_them()
    {
        await Refusals.AddAsync([Entry(Given.Site1, January, "R06"), Entry(Given.Site2, January, "R05", "R06"), Entry(Given.Site1, February, "R05")], Cancel);

        Assert.Equal(2, await CountedAsync(All with { Rule = "R06" }));
        Assert.Equal(1, await CountedAsync(All with { Rule = "R06", Site = Given.Site2.Site }));
        Assert.Equal(0, await CountedAsync(All with { Rule = "R07" }));
        Assert.Equal(1, await CountedAsync(All with { FromMs = February }));
        Assert.Equal(2, await CountedAsync(All with { BeforeMs = February }));
        Assert.Equal("R06", Assert.Single(await Refusals.CountAsync(All with { Rule = "R06", Site = Given.Site2.Site }, Given.Coordinator, Cancel)).Rule);

        async Task<int> CountedAsync(RefusalFilter filter) => (await Refusals.ReadAsync(filter, 10, Given.Coordinator, Cancel)).Count;
    }

    [Fact]
    public async Task A_site_is_told_its_own_alone()
    {
        await Refusals.AddAsync([Entry(Given.Site1, January, "R06"), Entry(Given.Site2, January, "R06")], Cancel);

        Assert.Equal(Given.Site1.Site, Assert.Single(await Refusals.ReadAsync(All, 10, Given.Site1, Cancel)).Site);
        Assert.Equal(Given.Site2.Site, Assert.Single(await Refusals.CountAsync(All, Given.Site2, Cancel)).Site);
        Assert.Empty(await Refusals.ReadAsync(All with { Site = Given.Site2.Site }, 10, Given.Site1, Cancel));
    }

    [Fact]
    public async Task What_is_too_long_is_cut_and_what_is_too_much_is_counted()
    {
        string[] rules = [.. Enumerable.Range(0, Limits.RefusalFindings + 5).Select(index => $"rule-{index}")];
        RefusalEntry entry = Entry(Given.Site1, January, rules);
        await Refusals.AddAsync([entry with { Client = new string('c', 500), Findings = [.. entry.Findings.Select(finding => finding with { Path = new string('p', 5_000), Rule = finding.Rule + new string('r', 500) })] }], Cancel);

        RefusalEntry read = Assert.Single(await Refusals.ReadAsync(All, 10, Given.Coordinator, Cancel));
        Assert.Equal((rules.Length, Limits.RefusalFindings, Limits.ClientIdChars), (read.FindingCount, read.Findings.Count, read.Client.Length));
        Assert.All(read.Findings, finding => Assert.Equal((Limits.RefusalPathChars, Limits.LabelChars), (finding.Path.Length, finding.Rule.Length)));
    }

    [Fact]
    public async Task They_are_dropped_when_their_time_is_over_and_when_they_are_too_many()
    {
        await Refusals.AddAsync([Entry(Given.Site1, January, "R06"), Entry(Given.Site1, January + 1, "R06"), Entry(Given.Site1, February, "R06"), Entry(Given.Site1, February + 1, "R06")], Cancel);

        Assert.Equal(0, await Refusals.SweepAsync(January + Limits.RefusalMs - 1, Cancel));
        Assert.Equal(1, await Refusals.SweepAsync(January + Limits.RefusalMs, Cancel));
        Assert.Equal(2, await Refusals.SweepAsync(January + Limits.RefusalMs, most: 1, Cancel));
        Assert.Equal(0, await Refusals.SweepAsync(January + Limits.RefusalMs, most: 1, Cancel));

        Assert.Equal(February + 1, Assert.Single(await Refusals.ReadAsync(All, 10, Given.Coordinator, Cancel)).RefusedMs);
        Assert.Equal(1, await _fixture!.ScalarAsync<int>("SELECT COUNT(*) FROM refusal_finding"));
    }

    private RefusalEntry Entry(Caller caller, long atMs, params string[] rules) => new()
    {
        Id = new Guid(++_ids, 0, 0, new byte[8]),
        RefusedMs = atMs,
        Site = caller.Site,
        Client = caller.ClientId,
        Route = "POST /fhir/",
        Status = 422,
        ResourceType = "Bundle",
        FindingCount = rules.Length,
        Findings = [.. rules.Select((rule, index) => new RefusalFinding(rule, "Observation", $"Bundle.entry[{index}].resource"))],
    };

    private static long At(int year, int month, int day) => new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
}

using Registry.Clinical;
using Registry.Contracts.Events;
using Registry.Fhir.Search;
using Registry.Server.Schema;
using Registry.Store;
using Registry.Store.Index;
using Registry.Store.Resources;
using Xunit;

namespace Registry.Service.Tests.Store;

public sealed class SqliteSearchPlanTests() : SearchPlanContract(DatabaseProvider.Sqlite)
{
    // A registry's file has no statistics, as nobody asks for them, and is planned without.
    private protected override bool HasStatistics => false;

    /// <summary>
    /// SQLite says SCAN of a table that it reads from end to end, also where it does so by an index; and what is asked once for each resource must seek by the resource or by a code,
    /// as all of a source is nearly as much. https://www.sqlite.org/eqp.html
    /// </summary>
    private protected override async Task<string[]> FullScansAsync(string sql, object?[] values)
    {
        List<(int Id, int Parent, string Step)> plan = await Fixture.Database.UseAsync(session => session.ListAsync($"EXPLAIN QUERY PLAN {sql}", values, row => (row.GetInt32(0), row.GetInt32(1), row.GetString(3)), Cancel), Cancel);
        Assert.NotEmpty(plan);
        Dictionary<int, (int Id, int Parent, string Step)> byId = plan.ToDictionary(step => step.Id);
        return
        [
            .. plan.Where(step => step.Step.StartsWith("SCAN TABLE ", StringComparison.Ordinal) && Large.Contains(step.Step.Split(' ')[2], StringComparer.Ordinal)).Select(step => step.Step),
            .. plan.Where(step => SoughtBySource(step.Step) && IsAskedForEach(step.Parent)).Select(step => $"for each resource {step.Step}"),
        ];

        bool IsAskedForEach(int parent) => byId.TryGetValue(parent, out (int Id, int Parent, string Step) above) && (above.Step.StartsWith("CORRELATED", StringComparison.Ordinal) || IsAskedForEach(above.Parent));
    }

    private static bool SoughtBySource(string step) => step.Contains(" INDEX IX_search_", StringComparison.Ordinal) && step.Contains("(source=?", StringComparison.Ordinal) && !step.Contains("code=?", StringComparison.Ordinal);
}

public sealed class PostgreSqlSearchPlanTests() : SearchPlanContract(DatabaseProvider.PostgreSql)
{
    /// <summary>With sequential scans switched off the planner takes one only where no index would serve. On so few rows it may read a whole index where it would seek on many.</summary>
    private protected override async Task<string[]> FullScansAsync(string sql, object?[] values)
    {
        List<string> plan = await Fixture.Database.UseAsync(
            async session =>
            {
                await session.BeginAsync(session.Dialect.WriteIsolation, Cancel);
                await session.ExecuteAsync("SET LOCAL enable_seqscan = off", [], Cancel);
                return await session.ListAsync($"EXPLAIN {sql}", values, row => row.GetString(0), Cancel);
            },
            Cancel);
        Assert.NotEmpty(plan);
        return [.. plan.Where(step => Large.Any(table => step.Contains($"Seq Scan on {table} ", StringComparison.Ordinal)))];
    }
}

/// <summary>How the engines go about searches: never through a table of versions, resources or index rows from end to end.</summary>
public abstract class SearchPlanContract(DatabaseProvider provider) : IAsyncLifetime
{
    private const string Code = "Token:Observation.code";
    private const string Value = "Token:Observation.component.value";
    private const string Part = "Token:Observation.component.code";
    private const string Identifier = "Token:Observation.identifier";
    private const string Subject = "Reference:Observation.subject";
    private const string Date = "Date:Observation.effective";
    private const string Amount = "Quantity:Observation.value";
    private const string Words = "String:Observation.words";
    private const string Profile = "Uri:Observation.meta.profile";

    private protected static readonly string[] Large =
        ["resource", "resource_version", "commit_record", "search_posting", "search_terms", "search_code", "search_text", "search_range", "event_log"];

    private StoreFixture? _fixture;

    private protected StoreFixture Fixture => _fixture!;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Dictionary<string, SearchQuery> Queries { get; } = new(StringComparer.Ordinal)
    {
        ["token"] = Of(Codes(Code, "c1")),
        ["token of any system"] = Of(new SearchFilter.Codes([Code], [new CodeValue("c1", IsAnySystem: true)])),
        ["system alone"] = Of(new SearchFilter.Codes([Code], [new CodeValue(null, "urn:codes")])),
        ["identifier"] = Of(Codes(Identifier, "i7")),
        [":not"] = Of(new SearchFilter.Not(Codes(Code, "c1"))),
        [":text"] = Of(new SearchFilter.Texts([SearchSources.TextOf(Code)], [new TextValue("text 1")])),
        [":missing"] = Of(new SearchFilter.Not(new SearchFilter.Present(RowTable.Codes, ["Token:Observation.method"]))),
        [":missing=false"] = Of(new SearchFilter.Present(RowTable.Ranges, [Date])),
        ["string"] = Of(new SearchFilter.Texts([Words], [new TextValue("word")])),
        [":exact"] = Of(new SearchFilter.Texts([Words], [new TextValue("Word 7", TextMatch.Exact)])),
        [":contains"] = Of(new SearchFilter.Texts([Words], [new TextValue("ord 7", TextMatch.Contains)])),
        ["uri"] = Of(new SearchFilter.Codes([Profile], [new CodeValue("urn:profile", IsAnySystem: true)])),
        ["reference"] = Of(Given.Refers(Subject, "Patient/p1")),
        ["date"] = Of(Range(Date, RangePrefix.Eq, isTime: true)),
        ["date ge"] = Of(Range(Date, RangePrefix.Ge, isTime: true)),
        ["date lt"] = Of(Range(Date, RangePrefix.Lt, isTime: true)),
        ["quantity"] = Of(Range(Amount, RangePrefix.Gt, isTime: false)),
        ["composite"] = Of(new SearchFilter.Same([Codes(Part, "k1"), Codes(Value, "v1")])),
        ["composite with a quantity"] = Of(new SearchFilter.Same([Codes(Code, "c1"), Range(Amount, RangePrefix.Gt, isTime: false)])),
        ["chain"] = Of(new SearchFilter.Chain([Subject], "Patient", new SearchFilter.Codes(["Token:Patient.identifier"], [new CodeValue("i1", IsAnySystem: true)]))),
        ["chain to a code"] = Of(new SearchFilter.Chain([Subject], "Patient", new SearchFilter.Codes(["Token:Patient.gender"], [new CodeValue("female", IsAnySystem: true)]))),
        ["_has"] = Of(new SearchFilter.Has("Observation", [Subject], "Patient", Codes(Code, "c1"))) with { Types = ["Patient"] },
        ["or"] = Of(new SearchFilter.OneOf([Codes(Code, "c1"), Codes(Identifier, "i7")])),
        ["and"] = Of(Codes(Code, "c1"), Range(Date, RangePrefix.Ge, isTime: true), Given.Refers(Subject, "Patient/p1")),
        ["_id"] = Of(new SearchFilter.Ids(["o1", "o2"])),
        ["_lastUpdated"] = Of(new SearchFilter.Recorded([new RangeValue(RangePrefix.Gt, 5_000, 5_000, IsTime: true)])),
        ["all of a type"] = Of(),
        ["_type"] = Of(Codes(Code, "c1")) with { Types = ["Observation", "Patient"] },
        ["_sort by date"] = Of() with { Sort = [new SearchSort(SortKind.Ranges, [Date], false)] },
        ["_sort by date, down, after a place"] = Of() with { Sort = [new SearchSort(SortKind.Ranges, [Date], true)], After = new SearchPosition([2_000d], 7) },
        ["_sort by words"] = Of() with { Sort = [new SearchSort(SortKind.Texts, [Words], false)] },
        ["_sort by identifier"] = Of() with { Sort = [new SearchSort(SortKind.Codes, [Identifier], false)] },
        ["_sort by code"] = Of(Codes(Code, "c1")) with { Sort = [new SearchSort(SortKind.Codes, [Code], false)] },
        ["_sort by two"] = Of(Codes(Code, "c1")) with { Sort = [new SearchSort(SortKind.Recorded, [], true), new SearchSort(SortKind.Id, [], false)] },
        ["_total"] = Of(Codes(Code, "c1")) with { WithTotal = true },
    };

    public async ValueTask InitializeAsync()
    {
        _fixture = await StoreFixture.OpenAsync(provider);
        ResourceStore store = new(_fixture.Database);
        SubjectId[] subjects = [.. Enumerable.Range(0, 10).Select(_ => SubjectId.New())];
        await CommitAsync(store, [.. subjects.Select((subject, index) => Given.Changes(
            Given.Site1,
            [Given.Resource(Given.Site1, new ResourceKey("Patient", $"p{index}"), subject, 1, Token("Token:Patient.identifier", $"i{index}", null), Token("Token:Patient.gender", "female", null))],
            [new SubjectWrite(subject, 0, SubjectStatus.Enrolled)]))]);
        for (int round = 0; round < 20; round++)
        {
            int turn = round;
            await CommitAsync(store, [.. subjects.Select((subject, index) => Given.Changes(
                Given.Site1,
                [
                    .. Enumerable.Range(0, 5).Select(place => (turn * 50) + (index * 5) + place).Select(number => Given.Resource(
                        Given.Site1, new ResourceKey("Observation", $"o{number}"), subject, 1,
                        Token(Code, $"c{number % 7}", $"Text {number % 7}"), Token(Identifier, $"i{number}", null), Token(Part, $"k{number % 5}", null), Token(Value, $"v{number % 3}", null),
                        Given.Reference(Subject, $"Patient/p{index}"), new(Words, 0, new SearchContent.Words($"Word {number}")), new(Profile, 0, new SearchContent.Uri("urn:profile")),
                        new(Date, 0, new SearchContent.Date(number, number + 1)), new(Amount, 0, new SearchContent.Quantity(number, number, null, "mg", null, null)))),
                ],
                [new SubjectWrite(subject, turn + 1, SubjectStatus.Enrolled)]))]);
        }

        if (HasStatistics) await _fixture.Database.WriteAsync(session => session.ExecuteAsync("ANALYZE", [], Cancel), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_fixture is not null) await _fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task No_kind_of_search_reads_a_table_from_end_to_end()
    {
        List<string> faults = [];
        foreach ((string kind, SearchQuery query) in Queries)
        {
            List<(string Sql, object?[] Values)> asked = [];
            SearchPage page = await ListenAsync(asked, () => new SearchStatement(Fixture.Database, new IndexNames(Fixture.Database), query, Given.Site1).RunAsync(Cancel));
            if (page.Matches.Count == 0) faults.Add($"{kind}: it finds nothing, so its plan says nothing.");
            await ExplainAsync(kind, asked, faults);
        }

        SearchMatch[] observations = [.. (await new SearchStatement(Fixture.Database, new IndexNames(Fixture.Database), Of(), Given.Site1).RunAsync(Cancel)).Matches];
        foreach ((string kind, SearchInclude include, string type) in new[]
        {
            ("_include", new SearchInclude([Subject], null, "Patient", IsReverse: false), "Observation"),
            ("_revinclude", new SearchInclude([Subject], "Observation", "Patient", IsReverse: true), "Patient"),
        })
        {
            List<(string Sql, object?[] Values)> asked = [];
            SearchMatch[] from = type == "Observation" ? observations : [.. (await new SearchStatement(Fixture.Database, new IndexNames(Fixture.Database), Of() with { Types = ["Patient"] }, Given.Site1).RunAsync(Cancel)).Matches];
            IReadOnlyList<SearchMatch> found = await ListenAsync(asked, () => new IncludeStatement(Fixture.Database, new IndexNames(Fixture.Database), Given.Site1).RunAsync(include, from, 100, Cancel));
            Assert.NotEmpty(found);
            await ExplainAsync(kind, asked, faults);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Given_ids_are_neither_counted_nor_looked_for_along_an_order()
    {
        List<(string Sql, object?[] Values)> asked = [];
        SearchQuery query = Of(new SearchFilter.Ids(["o1", "o2"]), Range(Date, RangePrefix.Lt, isTime: true)) with { Sort = [new SearchSort(SortKind.Ranges, [Date], false)] };
        SearchPage page = await ListenAsync(asked, () => new SearchStatement(Fixture.Database, new IndexNames(Fixture.Database), query, Given.Site1).RunAsync(Cancel));
        Assert.Equal(["o1", "o2"], page.Matches.Select(match => match.Id));
        string only = Assert.Single(asked, statement => statement.Sql.Contains("resource", StringComparison.Ordinal)).Sql;
        Assert.DoesNotContain("FROM search_range x JOIN", only, StringComparison.Ordinal);
    }

    /// <summary>Whether the engine gathers statistics by itself.</summary>
    private protected virtual bool HasStatistics => true;

    private protected abstract Task<string[]> FullScansAsync(string sql, object?[] values);

    private async Task ExplainAsync(string kind, List<(string Sql, object?[] Values)> asked, List<string> faults)
    {
        foreach ((string sql, object?[] values) in asked.Where(statement => statement.Sql.Contains("resource", StringComparison.Ordinal)))
        {
            foreach (string scan in await FullScansAsync(sql, values)) faults.Add($"{kind}: {scan.Trim()} in {sql}");
        }
    }

    private static async Task<T> ListenAsync<T>(List<(string Sql, object?[] Values)> asked, Func<Task<T>> search)
    {
        StoreSession.Listener.Value = (sql, values) => asked.Add((sql, values));
        try
        {
            return await search();
        }
        finally
        {
            StoreSession.Listener.Value = null;
        }
    }

    private static async Task CommitAsync(ResourceStore store, Changeset[] group)
    {
        foreach (CommitOutcome outcome in await store.CommitAsync(group, 10_000, Cancel)) Given.Committed(outcome);
    }

    private static SearchValue Token(string source, string code, string? text) => new(source, 0, new SearchContent.Token("urn:codes", code, text));

    private static SearchFilter.Codes Codes(string source, string code) => new([source], [new CodeValue(code, "urn:codes")]);

    private static SearchFilter.Ranges Range(string source, RangePrefix prefix, bool isTime) => new([source], [new RangeValue(prefix, 500, isTime ? 501 : 500, isTime)]);

    private static SearchQuery Of(params SearchFilter[] filters) => new() { Types = ["Observation"], Filters = filters, Count = 10 };
}

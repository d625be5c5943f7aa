using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Registry.Clinical;
using Registry.Contracts.Events;
using Registry.Fhir.Search;
using Registry.Server.Schema;
using Registry.Store;
using Registry.Store.Erasure;
using Registry.Store.Index;
using Registry.Store.Resources;
using Xunit;

namespace Registry.Service.Tests.Store;

public sealed class SqliteSearchIndexTests() : SearchIndexContract(DatabaseProvider.Sqlite);

public sealed class PostgreSqlSearchIndexTests() : SearchIndexContract(DatabaseProvider.PostgreSql);

public sealed class SqlServerSearchIndexTests() : SearchIndexContract(DatabaseProvider.SqlServer);

/// <summary>What the store promises of terms, which resources share, on every engine alike.</summary>
public abstract class SearchIndexContract(DatabaseProvider provider) : IAsyncLifetime
{
    private const string Source = "Token:Observation.code";
    private const string Value = "Token:Observation.value";

    private StoreFixture? _fixture;
    private ResourceStore? _store;

    private StoreFixture Fixture => _fixture!;

    private ResourceStore Store => _store!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fixture = await StoreFixture.OpenAsync(provider);
        _store = new ResourceStore(_fixture.Database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_fixture is not null) await _fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_term_stands_once_for_all_resources_and_each_is_found_by_code_by_text_and_by_what_it_has_not()
    {
        for (int number = 1; number <= 5; number++) await WriteAsync(Store, SubjectId.New(), $"o{number}", 0, 1, Token("flare-up", "Flare-up of FOP"), Token("fop", null, Value));
        await WriteAsync(Store, SubjectId.New(), "o6", 0, 1, Token(null, "Only words"));
        Assert.Equal(3, await Fixture.ScalarAsync<int>("SELECT COUNT(*) FROM search_term"));
        string[] five = ["o1", "o2", "o3", "o4", "o5"];
        Assert.Equal(five, await FindAsync(Code("flare-up")));
        Assert.Equal(five, await FindAsync(new SearchFilter.Texts([SearchSources.TextOf(Source)], [new TextValue("flare up")])));
        Assert.Equal(["o6"], await FindAsync(new SearchFilter.Texts([SearchSources.TextOf(Source)], [new TextValue("ONLY")])));
        Assert.Equal(["o6"], await FindAsync(new SearchFilter.Not(Code("flare-up"))));
        Assert.Equal(["o6"], await FindAsync(new SearchFilter.Not(new SearchFilter.Present(RowTable.Codes, [Source]))));
        Assert.Equal(five, await FindAsync(new SearchFilter.Same([Code("flare-up"), Code("fop", Value)])));
        Assert.Empty(await FindAsync(Code("nothing")));
    }

    [Fact]
    public async Task A_new_version_takes_the_place_of_the_terms_before_and_parts_of_different_items_are_no_composite()
    {
        SubjectId subject = SubjectId.New();
        await WriteAsync(Store, subject, "o1", 0, 1, Token("first", null), Token("fop", null, Value));
        await WriteAsync(Store, subject, "o1", 1, 2, Token("second", null), Token("fop", null, Value, item: 1));
        Assert.Empty(await FindAsync(Code("first")));
        Assert.Equal(["o1"], await FindAsync(Code("second")));
        Assert.Empty(await FindAsync(new SearchFilter.Same([Code("second"), Code("fop", Value)])));
    }

    [Fact]
    public async Task Nodes_that_give_one_term_two_numbers_find_what_either_wrote()
    {
        await WriteAsync(Store, SubjectId.New(), "o1", 0, 1, Token("flare-up", null));
        int number = await Fixture.ScalarAsync<int>("SELECT MAX(number) FROM search_term");
        await Fixture.Database.WriteAsync(
            session => session.ExecuteAsync(
                "INSERT INTO search_term (number, source, item, system, code, folded, exact) SELECT number + 100000, source, item, system, code, folded, exact FROM search_term WHERE number = @p0", [number], Cancel), Cancel);
        await Fixture.Database.WriteAsync(
            session => session.ExecuteAsync("UPDATE search_term SET code = @p0 WHERE number = @p1", ["moved", number], Cancel), Cancel);
        // A node that starts now knows the second number alone; then the first is as it was.
        await WriteAsync(new ResourceStore(Fixture.Database), SubjectId.New(), "o2", 0, 1, Token("flare-up", null));
        await Fixture.Database.WriteAsync(
            session => session.ExecuteAsync("UPDATE search_term SET code = @p0 WHERE number = @p1", ["flare-up", number], Cancel), Cancel);
        Assert.Equal(["o1", "o2"], await FindAsync(Code("flare-up")));
    }

    [Fact]
    public async Task Writers_that_meet_the_same_new_terms_at_once_all_commit_and_all_is_found()
    {
        await using StoreDatabase other = Fixture.AnotherNode();
        ResourceStore[] nodes = [Store, new ResourceStore(other)];
        await Task.WhenAll(Enumerable.Range(0, 40).Select(index => Task.Run(
            () => WriteAsync(nodes[index % 2], SubjectId.New(), $"o{index}", 0, 1, Token($"code-{index / 4}", $"Text {index / 4}")), Cancel)));
        for (int code = 0; code < 10; code++) Assert.Equal(4, (await FindAsync(Code($"code-{code}"))).Count);
    }

    [Fact]
    public async Task An_erasure_takes_the_terms_that_nobody_else_has_and_who_knew_their_numbers_writes_them_anew()
    {
        SubjectId erased = SubjectId.New();
        await using StoreDatabase other = Fixture.AnotherNode();
        ResourceStore node = new(other);
        await WriteAsync(Store, erased, "o1", 0, 1, Token("shared", "Shared words"), Token(null, "Words of one alone"));
        await WriteAsync(node, SubjectId.New(), "o2", 0, 1, Token("shared", "Shared words"));
        // Both nodes know the number of the words now.
        await WriteAsync(node, erased, "o1b", 1, 1, Token(null, "Words of one alone"));
        ErasureResult result = await new SubjectEraser(Fixture.Database).EraseAsync(erased, 2_000, Cancel);
        Assert.IsType<ErasureResult.Erased>(result);
        Assert.Equal(0, await Fixture.ScalarAsync<int>("SELECT COUNT(*) FROM search_term WHERE folded LIKE 'words of%'"));
        Assert.Equal(["o2"], await FindAsync(Code("shared")));

        await WriteAsync(Store, SubjectId.New(), "o3", 0, 1, Token(null, "Words of one alone"));
        await WriteAsync(node, SubjectId.New(), "o4", 0, 1, Token(null, "Words of one alone"));
        Assert.Equal(["o3", "o4"], await FindAsync(new SearchFilter.Texts([SearchSources.TextOf(Source)], [new TextValue("words of one")])));
    }

    [Fact]
    public async Task A_database_of_before_is_migrated_and_asks_for_its_index_to_be_made_anew()
    {
        await WriteAsync(Store, SubjectId.New(), "o1", 0, 1, Token("flare-up", null));
        await Fixture.Database.WriteAsync(
            session => session.ExecuteAsync(
                "INSERT INTO search_state (id, fingerprint, target, next_number, link_key) VALUES (@p0, @p1, @p1, @p2, @p1)", [(short)1, new byte[16], 7L, new byte[32]], Cancel), Cancel);
        await using (StoreContext context = StoreContexts.For(Fixture.Options)())
        {
            IMigrator migrator = context.GetService<IMigrator>();
            await migrator.MigrateAsync("SearchIndex", Cancel);
            await context.Database.ExecuteSqlRawAsync("INSERT INTO search_code (source, code, resource, system, item) VALUES (1, 'old', 1, 0, 0)", Cancel);
            await migrator.MigrateAsync(targetMigration: null, Cancel);
        }

        Assert.Equal(0, await Fixture.ScalarAsync<int>("SELECT COUNT(*) FROM search_code"));
        Assert.Equal(1, await Fixture.ScalarAsync<int>("SELECT COUNT(*) FROM search_state WHERE fingerprint <> target OR next_number = 0"));
        Assert.Equal(1, await Fixture.ScalarAsync<int>("SELECT COUNT(*) FROM resource_version"));
        // Another node: this one's memory is of the schema before.
        await using StoreDatabase after = Fixture.AnotherNode();
        await WriteAsync(new ResourceStore(after), SubjectId.New(), "o2", 0, 1, Token("flare-up", null));
        Assert.Equal(["o2"], await FindAsync(Code("flare-up")));
    }

    private static SearchValue Token(string? code, string? text, string source = Source, int item = 0) => new(source, item, new SearchContent.Token(code is null ? null : "urn:codes", code, text));

    private static SearchFilter.Codes Code(string code, string source = Source) => new([source], [new CodeValue(code, "urn:codes")]);

    private static async Task WriteAsync(ResourceStore store, SubjectId subject, string id, long rowVersion, long version, params SearchValue[] values) => Given.Committed(await store.CommitAsync(Given.Changes(
        Given.Site1, [Given.Resource(Given.Site1, new ResourceKey("Observation", id), subject, version, values)], [new SubjectWrite(subject, rowVersion, SubjectStatus.Enrolled)])));

    private async Task<List<string>> FindAsync(SearchFilter filter)
    {
        SearchQuery query = new() { Types = ["Observation"], Filters = [filter], Count = 100 };
        SearchPage page = await new SearchStatement(Fixture.Database, new IndexNames(Fixture.Database), query, Given.Site1).RunAsync(Cancel);
        return [.. page.Matches.Select(match => match.Id).Order(StringComparer.Ordinal)];
    }
}

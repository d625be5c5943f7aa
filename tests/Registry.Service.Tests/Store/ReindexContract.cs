using System.Text;
using Registry.Clinical;
using Registry.Contracts.Events;
using Registry.Fhir.Json;
using Registry.Fhir.Search;
using Registry.Server.Schema;
using Registry.Store;
using Registry.Store.Index;
using Registry.Store.Resources;
using Xunit;

namespace Registry.Service.Tests.Store;

public sealed class SqliteReindexTests() : ReindexContract(DatabaseProvider.Sqlite);

public sealed class PostgreSqlReindexTests() : ReindexContract(DatabaseProvider.PostgreSql);

public sealed class SqlServerReindexTests() : ReindexContract(DatabaseProvider.SqlServer);

/// <summary>Making the index anew: it goes on where it was cut off, and misses nothing that is written meanwhile.</summary>
public abstract class ReindexContract(DatabaseProvider provider) : IAsyncLifetime
{
    private const int Subjects = 45;
    private const int EachHas = 10;

    private readonly SubjectId[] _subjects = [.. Enumerable.Range(0, Subjects).Select(_ => SubjectId.New())];
    private StoreFixture? _fixture;

    private StoreFixture Fixture => _fixture!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>450 Observations of an older registry: none has a row in the index.</summary>
    public async ValueTask InitializeAsync()
    {
        _fixture = await StoreFixture.OpenAsync(provider);
        foreach (SubjectId[] block in _subjects.Chunk(15))
        {
            Changeset[] group = [.. block.Select(subject => Write(subject, rowVersion: 0, version: 1, "first"))];
            foreach (CommitOutcome outcome in await new ResourceStore(_fixture.Database).CommitAsync(group, 1_000, Cancel)) Given.Committed(outcome);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_fixture is not null) await _fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_run_that_was_cut_off_goes_on_where_it_stopped_and_until_it_is_whole_the_index_is_not_ready()
    {
        using CancellationTokenSource cut = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        long first = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NewIndex(Fixture.Database).RebuildAsync(
            isForced: false,
            (done, _) =>
            {
                first = done;
                cut.Cancel();
            },
            cut.Token));
        Assert.InRange(first, 1, (Subjects * EachHas) - 1);

        // As after a kill: another process, which remembers nothing.
        await using StoreDatabase another = Fixture.AnotherNode();
        SearchIndex index = NewIndex(another);
        Assert.False(await index.IsReadyAsync(Cancel));
        Assert.Equal((Subjects * EachHas) - first, await index.RebuildAsync(isForced: false, null, Cancel));
        Assert.True(await index.IsReadyAsync(Cancel));
        Assert.Equal(Subjects * EachHas, await CountAsync(index, "first"));
        Assert.Equal(0, await index.RebuildAsync(isForced: false, null, Cancel));
    }

    [Fact]
    public async Task What_is_written_during_a_run_is_found_by_its_last_version_alone()
    {
        await using StoreDatabase another = Fixture.AnotherNode();
        ResourceStore writer = new(another);
        SearchIndex index = NewIndex(Fixture.Database);
        Task<long> running = Task.Run(() => index.RebuildAsync(isForced: false, null, Cancel), Cancel);
        foreach (SubjectId[] block in _subjects.Chunk(5))
        {
            foreach (CommitOutcome outcome in await writer.CommitAsync([.. block.Select(subject => Write(subject, rowVersion: 1, version: 2, "second"))], 2_000, Cancel)) Given.Committed(outcome);
        }

        await running;
        Assert.True(await index.IsReadyAsync(Cancel));
        Assert.Equal(Subjects * EachHas, await CountAsync(index, "second"));
        Assert.Equal(0, await CountAsync(index, "first"));
    }

    private static SearchIndex NewIndex(StoreDatabase database) => new(database, Clinical.Some.Table.Search);

    private static async Task<long> CountAsync(SearchIndex index, string code)
    {
        string[] sources = [.. index.Indexer.SourcesOf("Observation", "code")!.Plain.Select(source => source.Source)];
        SearchQuery query = new() { Types = ["Observation"], Filters = [new SearchFilter.Codes(sources, [new CodeValue(code, "urn:codes")])], Count = 0, WithTotal = true };
        return (await index.SearchAsync(query, Given.Site1, Cancel)).Total!.Value;
    }

    private Changeset Write(SubjectId subject, long rowVersion, long version, string code)
    {
        int first = Array.IndexOf(_subjects, subject) * EachHas;
        return Given.Changes(
            Given.Site1,
            [.. Enumerable.Range(first, EachHas).Select(number => Observation(number, subject, version, code))],
            [new SubjectWrite(subject, rowVersion, SubjectStatus.Enrolled)]);
    }

    // The first version is of a registry that made no rows; the second brings its own, as any writer's.
    private static ResourceWrite Observation(int number, SubjectId subject, long version, string code)
    {
        byte[] content = Encoding.UTF8.GetBytes($$$"""{"resourceType":"Observation","id":"o{{{number}}}","status":"final","code":{"coding":[{"system":"urn:codes","code":"{{{code}}}"}]}}""");
        List<SearchValue> values = [];
        if (version > 1)
        {
            using ResourceDocument document = ResourceDocument.Parse(content, Clinical.Some.Table.Search.Names);
            Clinical.Some.Table.Search.Extract(document.Root, values);
        }

        return Given.Resource(Given.Site1, new ResourceKey("Observation", $"o{number}"), subject, version, [.. values]) with { Content = content };
    }
}

using Registry.Proof.Contention;
using Registry.Server.Schema;
using Registry.Service.Tests.Server;
using Registry.Service.Tests.Store;
using Xunit;

namespace Registry.Service.Tests.Proof;

/// <summary>Many who want the same at once, over HTTP, on every engine that is given; on a server engine on two nodes at once.</summary>
public abstract class ConcurrencyContract(DatabaseProvider provider) : IAsyncLifetime
{
    private readonly List<RunningRegistry> _nodes = [];
    private readonly TemporaryFolder _folder = new();
    private StoreFixture? _database;

    private IReadOnlyList<HttpClient> Nodes => [.. _nodes.Select(node => node.Client)];

    public async ValueTask InitializeAsync()
    {
        _database = await StoreFixture.OpenAsync(provider);
        int count = provider == DatabaseProvider.Sqlite ? 1 : 2;
        for (int node = 0; node < count; node++)
        {
            _nodes.Add(await RunningRegistry.StartAsync(
                _folder.Path, $"--Registry:Database:Provider={provider}", $"--Registry:Database:ConnectionString={_database.Options.ConnectionString}", "--Registry:Database:MigrateAtStart=true"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunningRegistry node in _nodes) await node.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Of_150_conditional_creates_of_one_identifier_one_is_201_and_149_are_200()
    {
        await ConditionalCreates.SingleAsync(Nodes, "single", 150);
        await ConditionalCreates.InTransactionsAsync(Nodes, "bundled", 150);
    }

    [Fact]
    public Task Of_150_conditional_creates_by_a_search_one_is_201_and_149_are_200() => ConditionalCreates.ByCriteriaAsync(Nodes, "1931-05", 150);

    [Fact]
    public async Task No_addition_of_16_writers_with_If_Match_is_lost() => Assert.True(await LostUpdates.RunAsync(Nodes, "counted", writers: 16, each: 8) > 0, "Nobody met anybody.");

    [Fact]
    public Task Of_16_writers_with_100_transactions_each_nobody_sees_a_deadlock_or_a_serialization_error() => Transactions.RunAsync(Nodes, writers: 16, each: 100, people: 200, seed: 20261126);
}

public sealed class SqliteConcurrencyTests() : ConcurrencyContract(DatabaseProvider.Sqlite);

public sealed class PostgreSqlConcurrencyTests() : ConcurrencyContract(DatabaseProvider.PostgreSql);

public sealed class SqlServerConcurrencyTests() : ConcurrencyContract(DatabaseProvider.SqlServer);

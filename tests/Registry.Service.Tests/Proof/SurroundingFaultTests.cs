using Registry.Proof.Crashes;
using Registry.Proof.Processes;
using Registry.Server.Schema;
using Registry.Service.Tests.Delivery;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Proof;

/// <summary>Faults of what the server stands on: its database's processes, its broker, its disk. It is never started again, and nothing that it acknowledged is missing.</summary>
public sealed class SurroundingFaultTests
{
    [Fact]
    public async Task PostgreSQL_killed_twice_under_load_loses_nothing_and_the_server_goes_on()
    {
        _ = Needs.PostgreSql();
        await DatabaseKillRun.RunAsync(Short.Options(2, 20261128));
    }

    [Fact]
    public async Task RabbitMQ_stopped_under_load_stops_no_bundle_and_loses_no_event()
    {
        _ = Needs.RabbitMq();
        await BrokerRun.RunAsync(Short.Options(1, 20261129));
    }

    [Fact]
    public Task A_full_disk_under_SQLite_is_told_with_507_and_borne() => FullDiskAsync(DatabaseProvider.Sqlite);

    [Fact]
    public async Task A_full_disk_under_PostgreSQL_is_told_with_507_and_borne()
    {
        _ = Needs.PostgreSql();
        await FullDiskAsync(DatabaseProvider.PostgreSql);
    }

    private static async Task FullDiskAsync(DatabaseProvider provider)
    {
        (FaultResult? result, string reason) = await DiskRun.RunAsync(provider, Short.Options(1, 20261130));
        Assert.SkipWhen(result is null, reason);
    }
}

[Collection(Broker.Name)]
public sealed class TwoNodeTests
{
    [Fact]
    public async Task The_other_node_relays_within_seconds_of_a_kill_and_no_event_is_lost_or_applied_twice()
    {
        string broker = Needs.RabbitMq();
        await using ProofDatabase database = await ProofDatabase.PostgreSqlAsync(Needs.PostgreSql());
        await TwoNodeRun.RunAsync(database, broker, Short.Options(1, 20261201));
    }
}

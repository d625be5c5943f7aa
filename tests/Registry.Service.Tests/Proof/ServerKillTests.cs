using Registry.Proof.Crashes;
using Registry.Proof.Processes;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Proof;

/// <summary>
/// The short form of <c>dotnet run -c Release --project tests/Registry.Benchmarks -- faults</c>: the real process, killed without warning at moments that a seed chose, under many writers.
/// Every acknowledged bundle is there whole, none in part, the log has no gap, a bundle sent again is answered as it was, and the projections are those built from zero.
/// </summary>
public sealed class ServerKillTests
{
    [Fact]
    public async Task Five_kills_lose_nothing_and_tear_nothing_on_SQLite()
    {
        await using ProofDatabase database = ProofDatabase.Sqlite();
        await CrashRun.RunAsync(database, Short.Options(5, 20261126));
    }

    [Fact]
    public async Task Five_kills_lose_nothing_and_tear_nothing_on_PostgreSQL()
    {
        await using ProofDatabase database = await ProofDatabase.PostgreSqlAsync(Needs.PostgreSql());
        await CrashRun.RunAsync(database, Short.Options(5, 20261127));
    }
}

/// <summary>Faults in their short form.</summary>
internal static class Short
{
    /// <summary>Few writers, and what is going on in the test's output, seed first.</summary>
    public static FaultOptions Options(int times, int seed) =>
        new(ProofPaths.OwnBinaries, times, LongestMs: 1_500, Writers: 8, seed, line => TestContext.Current.TestOutputHelper?.WriteLine(line));
}

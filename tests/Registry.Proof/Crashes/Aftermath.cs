using Registry.Proof.Processes;
using Registry.Server.Schema;

namespace Registry.Proof.Crashes;

/// <summary>After the last fault: every bundle is answered, and everything that was promised is read.</summary>
internal static class Aftermath
{
    /// <summary>Proves it on a server that runs, and ends it.</summary>
    /// <returns>How many people were reported.</returns>
    /// <exception cref="ProofFailedException">What was promised did not hold.</exception>
    public static async Task<int> ProveAsync(ServerPlace place, ServerProcess server, DatabaseOptions database, IReadOnlyList<CrashWriter> writers, LogTrail trail)
    {
        ServerProcess last = server;
        try
        {
            await Task.WhenAll(writers.Select(writer => writer.ResendAsync(server.Http)));
            Person[] people = [.. writers.SelectMany(writer => writer.People)];
            ProofFailedException.Unless(people.Length > 0, () => "Nothing was acknowledged, so nothing was proved.");
            await Evidence.AssertAllStoredAsync(server.Http, people);
            await Evidence.AssertLogAsync(server.Http, trail, people);
            last = await Evidence.AssertRebuiltEqualAsync(place, server, database);
            return people.Length;
        }
        finally
        {
            await last.DisposeAsync();
        }
    }
}

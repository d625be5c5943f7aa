using Registry.Store.Index;

namespace Registry.Store.Resources;

/// <summary>Rows that whoever commits on a search holds while it is searched again: of two who search for the same, on whatever node, the second sees what the first wrote. Thread-safe.</summary>
/// <remarks>
/// A fixed number of rows, taken by UPDATE and in their order before any other row; which one follows from the criteria. Two searches that
/// share a row only wait for each other. decisions/0034
/// </remarks>
internal sealed class GuardLocks(StoreDatabase database, IndexNames names)
{
    private readonly bool[] _isThere = new bool[Limits.GuardLocks];

    /// <summary>The row of a search.</summary>
    internal static int SlotOf(byte[] key) => key[0] % Limits.GuardLocks;

    /// <summary>Makes sure that rows are there; outside a transaction.</summary>
    internal async Task EnsureAsync(IEnumerable<int> slots, CancellationToken cancellationToken)
    {
        foreach (int slot in slots.Distinct().Where(slot => !_isThere[slot]))
        {
            await database.WriteAsync(session => session.InsertIfAbsentAsync("condition_lock", "slot, turn", keyColumns: 1, [slot, 0L], cancellationToken), cancellationToken);
            _isThere[slot] = true;
        }
    }

    /// <summary>Takes rows in a transaction that has taken none yet.</summary>
    internal static async Task TakeAsync(StoreSession session, IEnumerable<int> slots, CancellationToken cancellationToken)
    {
        StatementBatch batch = new(session);
        foreach (int slot in slots.Distinct().Order()) batch.Add("UPDATE condition_lock SET turn = turn + 1 WHERE slot = @p0", slot);
        await batch.ExecuteAsync(cancellationToken);
    }

    /// <summary>Whether a search finds what it found before. On a connection of its own: it sees everything that was committed before the rows were taken.</summary>
    internal async Task<bool> HoldsAsync(CommitGuard guard, CancellationToken cancellationToken)
    {
        SearchPage page = await new SearchStatement(database, names, guard.Query, guard.Caller).RunAsync(cancellationToken);
        return page.Matches.Count == guard.Found.Count && page.Matches.All(match => guard.Found.Contains(new Clinical.ResourceKey(match.Type, match.Id)));
    }
}

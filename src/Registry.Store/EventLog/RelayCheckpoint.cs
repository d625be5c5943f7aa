namespace Registry.Store.EventLog;

/// <summary>Who relays, and how far. Thread-safe.</summary>
/// <remarks>A lease ends by the clocks of its takers, or when it stands still, so two may overlap for as long as their clocks differ; the fence keeps the later one's word:
/// delivery is at least once, and a checkpoint never goes back.</remarks>
public sealed class RelayCheckpoint
{
    private const string TakeSql = """
        UPDATE relay_lease SET fence = CASE WHEN owner = @p1 AND expires_ms > @p3 THEN fence ELSE fence + 1 END, owner = @p1, expires_ms = @p2
        WHERE name = @p0 AND (expires_ms <= @p3 OR owner = @p1 OR expires_ms = @p4)
        """;

    private readonly StoreDatabase _database;

    /// <param name="database">Its database.</param>
    public RelayCheckpoint(StoreDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
    }

    /// <inheritdoc cref="TryTakeLeaseAsync(string, string, long, long, long?, CancellationToken)"/>
    public Task<long?> TryTakeLeaseAsync(string name, string owner, long timeToLiveMs, long nowMs, CancellationToken cancellationToken) =>
        TryTakeLeaseAsync(name, owner, timeToLiveMs, nowMs, standsAtMs: null, cancellationToken);

    /// <summary>Takes the lease when it is free or has run out, and renews it for its holder.</summary>
    /// <param name="name">Which relay.</param>
    /// <param name="owner">Who asks: unique for each process start, so that a restarted process does not pass for the one before it.</param>
    /// <param name="timeToLiveMs">For how long, in milliseconds.</param>
    /// <param name="nowMs">The clock, milliseconds since 1970-01-01 UTC.</param>
    /// <param name="standsAtMs">An end of the lease that the asker has seen stand still for as long as a lease lasts, by a clock that nobody sets: such a lease is free, too. Null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The fence to advance with: higher for every new holder, the same on renewal. Null while another holds the lease.</returns>
    public Task<long?> TryTakeLeaseAsync(string name, string owner, long timeToLiveMs, long nowMs, long? standsAtMs, CancellationToken cancellationToken) => _database.WriteAsync<long?>(
        async session =>
        {
            // A time of -1 is no lease's.
            object?[] values = [name, owner, nowMs + timeToLiveMs, nowMs, standsAtMs ?? -1];
            if (await session.ExecuteAsync(TakeSql, values, cancellationToken) == 0)
            {
                await session.InsertIfAbsentAsync("relay_checkpoint", "name, sequence, fence", keyColumns: 1, [name, 0L, 0L], cancellationToken);
                if (!await session.InsertIfAbsentAsync("relay_lease", "name, owner, fence, expires_ms", keyColumns: 1, [name, "", 0L, 0L], cancellationToken)) return null;
                if (await session.ExecuteAsync(TakeSql, values, cancellationToken) == 0) return null;
            }

            // Another may have taken it over since, if the time to live is shorter than this round trip: then it is not ours.
            return await session.FirstAsync<long?>("SELECT fence FROM relay_lease WHERE name = @p0 AND owner = @p1", [name, owner], row => row.GetInt64(0), cancellationToken);
        },
        cancellationToken);

    /// <summary>When the lease ends by its holder's clock; null before anybody had it.</summary>
    public Task<long?> LeaseEndAsync(string name, CancellationToken cancellationToken) => _database.UseAsync(
        session => session.FirstAsync<long?>("SELECT expires_ms FROM relay_lease WHERE name = @p0", [name], row => row.GetInt64(0), cancellationToken),
        cancellationToken);

    /// <summary>Gives the lease up, so that another need not wait until it runs out. Nothing when another holds it.</summary>
    public Task ReleaseAsync(string name, string owner, CancellationToken cancellationToken) => _database.WriteAsync(
        session => session.ExecuteAsync("UPDATE relay_lease SET expires_ms = 0 WHERE name = @p0 AND owner = @p1", [name, owner], cancellationToken),
        cancellationToken);

    /// <summary>Moves the checkpoint forward.</summary>
    /// <returns>False when the fence is not the lease's any more, or the checkpoint is past the sequence: the caller has lost its lease and stops.</returns>
    public Task<bool> AdvanceAsync(string name, long fence, long sequence, CancellationToken cancellationToken) => _database.WriteAsync(
        async session => await session.ExecuteAsync(
            "UPDATE relay_checkpoint SET sequence = @p1, fence = @p2 WHERE name = @p0 AND sequence <= @p1 AND EXISTS (SELECT 1 FROM relay_lease WHERE name = @p0 AND fence = @p2)",
            [name, sequence, fence], cancellationToken) == 1,
        cancellationToken);

    /// <summary>Sequence up to which the relay has delivered; 0 at the start.</summary>
    public Task<long> ReadAsync(string name, CancellationToken cancellationToken) => _database.UseAsync(
        session => session.FirstAsync("SELECT sequence FROM relay_checkpoint WHERE name = @p0", [name], row => row.GetInt64(0), cancellationToken),
        cancellationToken);
}

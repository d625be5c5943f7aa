using System.Data.Common;
using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Store.Resources;

namespace Registry.Store.Erasure;

/// <summary>Erases subjects, keeps the ledger of erasures, and applies it again to a database that was restored. Thread-safe.</summary>
/// <remarks>
/// docs/decisions/0028-withdrawal-and-erasure.md. Rows of versions and events stay, emptied; everything else goes. What a file held before is overwritten only
/// when the engine has rewritten it, which is the operator's verb to ask for.
/// </remarks>
public sealed class SubjectEraser
{
    private readonly StoreDatabase _database;

    /// <param name="database">Its database.</param>
    public SubjectEraser(StoreDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
    }

    /// <summary>The subject whom a site names so; null when it names nobody.</summary>
    /// <param name="site">The site.</param>
    /// <param name="system">System of the pseudonym.</param>
    /// <param name="value">The pseudonym.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<SubjectId?> FindAsync(SiteId site, string system, string value, CancellationToken cancellationToken) => _database.UseAsync(
        session => session.FirstAsync<SubjectId?>(
            "SELECT subject_id FROM subject_link WHERE claim_key = @p0 AND system = @p1 AND value = @p2",
            [PreparedChangeset.ClaimKey(site.Value, new IdentifierKey("Patient", system, value)), system, value],
            row => EventLog.EventRows.ReadSubject(row, 0),
            cancellationToken),
        cancellationToken);

    /// <summary>What an erasure would take. Reads the log once from end to end.</summary>
    public Task<ErasureResult> PlanAsync(SubjectId subject, CancellationToken cancellationToken) => _database.ReadAsync<ErasureResult>(
        async session =>
        {
            if (await ErasurePlan.ReadAsync(session, subject, cancellationToken) is not { } plan) return new ErasureResult.Unknown();
            if (plan.Status == SubjectStatus.Erased) return new ErasureResult.AlreadyErased(await EntryAsync(session, plan.Subject, cancellationToken));
            ErasureTransaction transaction = new(session, plan);
            return new ErasureResult.Planned(transaction.Count(await transaction.ReadOtherEventsAsync(cancellationToken), await transaction.ReadReceiptsAsync(cancellationToken)));
        },
        cancellationToken);

    /// <summary>Erases a subject, in one transaction. Needs no server to stop: a submission that is decided meanwhile finds the subject moved, and is decided anew.</summary>
    /// <param name="subject">Who.</param>
    /// <param name="nowMs">The clock, milliseconds since 1970-01-01 UTC.</param>
    /// <param name="cancellationToken">Gives up before the transaction is committed.</param>
    public async Task<ErasureResult> EraseAsync(SubjectId subject, long nowMs, CancellationToken cancellationToken)
    {
        for (int attempt = 1; attempt <= Limits.ErasureAttempts; attempt++)
        {
            if (attempt > 1) await Task.Delay(CommitGroup.PauseMs(attempt, Random.Shared.NextDouble()), cancellationToken);
            (ErasurePlan? plan, ErasureResult? known) = await ReadPlanAsync(subject, cancellationToken);
            if (plan is null) return known!;
            try
            {
                ErasureResult.Erased? erased = await _database.WriteAsync(
                    async session =>
                    {
                        await session.BeginAsync(session.Dialect.WriteIsolation, cancellationToken);
                        ErasureResult.Erased? written = await new ErasureTransaction(session, plan).WriteAsync(nowMs, cancellationToken);
                        if (written is not null) await session.CommitAsync(CancellationToken.None);
                        return written;
                    },
                    cancellationToken);
                if (erased is not null) return erased;
            }
            catch (DbException exception) when (_database.Dialect.IsWorthRetrying(exception))
            {
                // A commit held what this needed, or the connection broke: the plan is read anew, and says whether it is done.
            }
        }

        return new ErasureResult.Unsettled();
    }

    /// <summary>Everybody who was ever erased, in the order of ids.</summary>
    public Task<IReadOnlyList<ErasedSubject>> ReadLedgerAsync(CancellationToken cancellationToken) => _database.UseAsync<IReadOnlyList<ErasedSubject>>(
        async session => await session.ListAsync(
            $"SELECT subject_id, erased_ms FROM {ErasedSubjectRow.Table} ORDER BY subject_id", [],
            row => new ErasedSubject(EventLog.EventRows.ReadSubject(row, 0), row.GetInt64(1)), cancellationToken),
        cancellationToken);

    /// <summary>Makes a restored database good: another log's id, and nobody in it who was erased since the backup. One transaction; the servers are stopped.</summary>
    /// <param name="ledger">Everybody who was ever erased, from outside the database.</param>
    /// <param name="logId">The new log's id, random.</param>
    /// <param name="nowMs">The clock, milliseconds since 1970-01-01 UTC.</param>
    /// <param name="standsAtMs">An end of the relay's lease that was seen to stand still for longer than a lease lasts: nobody's, whatever the clock says. Null for none.</param>
    /// <param name="cancellationToken">Gives up before the transaction is committed.</param>
    /// <returns>Who was erased again, or null when a relay is at work: a server runs.</returns>
    public async Task<IReadOnlyList<SubjectId>?> RestoreAsync(IReadOnlyCollection<ErasedSubject> ledger, Guid logId, long nowMs, long? standsAtMs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        List<(ErasedSubject Entry, ErasurePlan? Plan)> plans = [];
        foreach (ErasedSubject entry in ledger)
            plans.Add((entry, await _database.ReadAsync(session => ErasurePlan.ReadAsync(session, entry.Subject, cancellationToken), cancellationToken)));
        return await _database.WriteAsync<IReadOnlyList<SubjectId>?>(
            async session =>
            {
                await session.BeginAsync(session.Dialect.WriteIsolation, cancellationToken);
                // Also the lock: a relay that starts now waits for it.
                await session.ExecuteAsync("UPDATE relay_lease SET fence = fence", [], cancellationToken);
                if (await session.FirstAsync("SELECT COUNT(*) FROM relay_lease WHERE expires_ms > @p0 AND expires_ms <> @p1", [nowMs, standsAtMs ?? nowMs], row => Convert.ToInt64(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture), cancellationToken) > 0) return null;
                byte[] minted = logId.ToByteArray(bigEndian: true);
                if (await session.ExecuteAsync("UPDATE registry_log SET log_id = @p0, created_ms = @p1 WHERE id = 1", [minted, nowMs], cancellationToken) == 0)
                    await session.InsertIfAbsentAsync("registry_log", "id, log_id, created_ms", keyColumns: 1, [(short)1, minted, nowMs], cancellationToken);
                List<SubjectId> erased = [];
                foreach ((ErasedSubject entry, ErasurePlan? plan) in plans)
                {
                    // Who came after the backup is not here; the ledger keeps the line for the next restore.
                    if (plan is null) await session.InsertIfAbsentAsync(ErasedSubjectRow.Table, "subject_id, erased_ms", keyColumns: 1, [PreparedChangeset.Bytes(entry.Subject), entry.ErasedMs], cancellationToken);
                    if (plan is null || plan.Status == SubjectStatus.Erased) continue;
                    if (await new ErasureTransaction(session, plan).WriteAsync(nowMs, cancellationToken) is null) return null;
                    erased.Add(entry.Subject);
                }

                await session.CommitAsync(CancellationToken.None);
                return erased;
            },
            cancellationToken);
    }

    private Task<(ErasurePlan? Plan, ErasureResult? Known)> ReadPlanAsync(SubjectId subject, CancellationToken cancellationToken) => _database.ReadAsync<(ErasurePlan?, ErasureResult?)>(
        async session =>
        {
            ErasurePlan? plan = await ErasurePlan.ReadAsync(session, subject, cancellationToken);
            if (plan is null) return (null, new ErasureResult.Unknown());
            return plan.Status == SubjectStatus.Erased ? (null, new ErasureResult.AlreadyErased(await EntryAsync(session, plan.Subject, cancellationToken))) : (plan, null);
        },
        cancellationToken);

    private static async Task<ErasedSubject> EntryAsync(StoreSession session, byte[] subject, CancellationToken cancellationToken) =>
        await session.FirstAsync(
            $"SELECT subject_id, erased_ms FROM {ErasedSubjectRow.Table} WHERE subject_id = @p0", [subject],
            row => new ErasedSubject(EventLog.EventRows.ReadSubject(row, 0), row.GetInt64(1)), cancellationToken)
        ?? throw new InvalidDataException("A subject was erased and is not in the ledger.");
}

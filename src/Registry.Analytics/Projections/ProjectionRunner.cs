using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>Reads the event log in order.</summary>
/// <param name="after">Sequence after which to read.</param>
/// <param name="limit">Most events to return; 1 or more.</param>
/// <param name="cancellationToken">Ends the read.</param>
/// <returns>The events after it, ascending and without gaps; none at the end of the log.</returns>
/// <exception cref="KeyNotFoundException">A type of event is not known to this version.</exception>
/// <exception cref="JsonException">An event cannot be read.</exception>
public delegate Task<IReadOnlyList<IRegistryEvent>> ReadEvents(long after, int limit, CancellationToken cancellationToken);

/// <summary>Waits for the turn to write where the engine has one writer at a time.</summary>
/// <returns>Ends the turn when it is disposed.</returns>
public delegate Task<IDisposable> TakeWriter(CancellationToken cancellationToken);

/// <summary>Applies the log to the projections' tables: in order, without gaps, each event once, checkpoint and rows in one transaction.</summary>
/// <remarks>
/// The bus wakes it; the log is the truth. Thread-safe: one run at a time in a process, and between nodes the checkpoint is taken by
/// UPDATE … WHERE it is what was read, so the second one finds nothing to take. Faults outside (database, log) are thrown to whoever woke it;
/// an event that cannot be applied stops the projection, is recorded, and is tried again by the next process or by a rebuild, never skipped.
/// </remarks>
public sealed class ProjectionRunner : IDisposable
{
    private readonly Func<AnalyticsContext> _open;
    private readonly ReadEvents _read;
    private readonly TakeWriter? _takeWriter;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private ProjectionSession? _session;
    private FactProjection? _projection;
    private Checkpoint? _committed;
    private bool _isStopped;
    private bool _isSameLog;

    /// <param name="open">Makes a context of the engine in use; the runner disposes it.</param>
    /// <param name="read">Reads the log.</param>
    /// <param name="takeWriter">Queues behind the other writers of the same database; null where none is in this process.</param>
    public ProjectionRunner(Func<AnalyticsContext> open, ReadEvents read, TakeWriter? takeWriter = null)
    {
        _takeWriter = takeWriter;
        _open = open;
        _read = read;
    }

    /// <summary>Applies the log up to a sequence; returns at once when it was applied already, or when the projection is stopped.</summary>
    /// <param name="sequence">The position that a message carried, or the head of the log at start.</param>
    /// <param name="cancellationToken">Ends the run between two batches or within one; what was committed stays.</param>
    /// <returns>How the projection stands now. It is short of <paramref name="sequence"/> when it is stopped or the log ends before.</returns>
    public async Task<ProjectionHealth> RunUpToAsync(long sequence, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await RunAsync(sequence, cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Drops all rows and applies the log again from sequence 1, as far as it was applied before.</summary>
    /// <remarks>Until it is as far again, reports answer that they are being built. Also the way out of a fault whose cause is mended.</remarks>
    public async Task<ProjectionHealth> RebuildAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            _isStopped = false;
            Checkpoint checkpoint = await ReadCheckpointAsync(cancellationToken);
            long target = Math.Max(checkpoint.Sequence, checkpoint.RebuildingTo ?? 0);
            await DropAsync(checkpoint, target, cancellationToken);
            return await RunAsync(target, cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>How the projection stands.</summary>
    public async Task<ProjectionHealth> ReadHealthAsync(CancellationToken cancellationToken) => HealthOf(await ReadCheckpointAsync(cancellationToken));

    /// <inheritdoc/>
    public void Dispose()
    {
        _oneAtATime.Dispose();
        _session?.Dispose();
    }

    private async Task<ProjectionHealth> RunAsync(long target, CancellationToken cancellationToken)
    {
        int limit = Limits.BatchEvents;
        bool hasApplied = false;
        while (true)
        {
            // What this process committed last is where it begins: if another has moved it since, the batch is not taken. With nothing to apply by it, the database is asked.
            Checkpoint checkpoint = _committed is { } committed && (hasApplied || committed.Sequence < target) ? committed : await ReadCheckpointAsync(cancellationToken);
            if (checkpoint.Version != FactProjection.Version)
            {
                target = Math.Max(target, Math.Max(checkpoint.Sequence, checkpoint.RebuildingTo ?? 0));
                await DropAsync(checkpoint, target, cancellationToken);
                continue;
            }

            // Once a process also when there is nothing new: a restored log may be no longer than what was applied.
            if (_isStopped || (checkpoint.Sequence >= target && (_isSameLog || checkpoint.Sequence == 0))) return HealthOf(checkpoint);
            IReadOnlyList<IRegistryEvent> events;
            try
            {
                events = await ReadNextAsync(checkpoint, (int)Math.Clamp(target - checkpoint.Sequence, 0, limit), cancellationToken);
            }
            catch (Exception exception) when (exception is KeyNotFoundException or JsonException or FormatException or ArgumentException)
            {
                // One event of the batch cannot be read. One at a time, all before it are applied and its place is known.
                if (limit == 1) await StopAsync(checkpoint, checkpoint.Sequence + 1, exception, cancellationToken);
                limit = 1;
                continue;
            }

            Continuity continuity = Judge(checkpoint, events);
            _isSameLog |= continuity is Continuity.AtEnd or Continuity.Continues;
            switch (continuity)
            {
                case Continuity.AtEnd: return HealthOf(checkpoint);
                case Continuity.OtherLog: await DropAsync(checkpoint, target, cancellationToken); break;
                case Continuity.Behind: await JudgeShorterLogAsync(checkpoint, target, cancellationToken); break;
                case Continuity.Gap: await StopAsync(checkpoint, checkpoint.Sequence + 1, new SequenceGapException(), cancellationToken); break;
                default:
                    await ApplyAsync(checkpoint, [.. events.Where(item => item.Header.Sequence > checkpoint.Sequence)], target, cancellationToken);
                    hasApplied = true;
                    break;
            }
        }
    }

    private enum Continuity
    {
        Continues,
        AtEnd,
        OtherLog,
        Behind,
        Gap,
    }

    // The last event applied is read again: it proves that this is still the same log, and that it still reaches so far.
    private Task<IReadOnlyList<IRegistryEvent>> ReadNextAsync(Checkpoint checkpoint, int limit, CancellationToken cancellationToken) =>
        checkpoint.Sequence == 0 ? _read(0, limit, cancellationToken) : _read(checkpoint.Sequence - 1, limit + 1, cancellationToken);

    private static Continuity Judge(Checkpoint checkpoint, IReadOnlyList<IRegistryEvent> events)
    {
        if (events.Count == 0) return checkpoint.Sequence == 0 ? Continuity.AtEnd : Continuity.Behind;
        Guid logId = events[0].Header.LogId;
        if (checkpoint.LogId is { } applied && applied != logId) return Continuity.OtherLog;
        long expected = Math.Max(checkpoint.Sequence, 1);
        foreach (IRegistryEvent item in events)
        {
            if (item.Header.Sequence != expected || item.Header.LogId != logId) return Continuity.Gap;
            expected++;
        }

        return events[^1].Header.Sequence == checkpoint.Sequence ? Continuity.AtEnd : Continuity.Continues;
    }

    // A log that was restored from a backup may be shorter, and then it has another id; the same id and fewer events is a loss.
    private async Task JudgeShorterLogAsync(Checkpoint checkpoint, long target, CancellationToken cancellationToken)
    {
        IReadOnlyList<IRegistryEvent> first = await _read(0, 1, cancellationToken);
        if (first.Count > 0 && first[0].Header.LogId != checkpoint.LogId)
            await DropAsync(checkpoint, target, cancellationToken);
        else
            await StopAsync(checkpoint, checkpoint.Sequence + 1, new LogBehindException(), cancellationToken);
    }

    private async Task ApplyAsync(Checkpoint checkpoint, IReadOnlyList<IRegistryEvent> events, long target, CancellationToken cancellationToken)
    {
        (int applied, Exception? fault) = await CommitAsync(checkpoint, events, target, cancellationToken);
        if (fault is null) return;
        // The events before the poisonous one are good, and they are committed before the projection stops at it.
        if (applied > 0) await CommitAsync(checkpoint, [.. events.Take(applied)], target, cancellationToken);
        await StopAsync(await ReadCheckpointAsync(cancellationToken), events[applied].Header.Sequence, fault, cancellationToken);
    }

    /// <summary>Applies all of a batch or nothing.</summary>
    /// <returns>How many could be applied, and what the next one threw; nothing is committed then.</returns>
    private async Task<(int Applied, Exception? Fault)> CommitAsync(
        Checkpoint checkpoint, IReadOnlyList<IRegistryEvent> events, long target, CancellationToken cancellationToken)
    {
        using IDisposable? turn = _takeWriter is null ? null : await _takeWriter(cancellationToken);
        ProjectionSession session = _session ??= await ProjectionSession.OpenAsync(_open, cancellationToken);
        FactProjection? projection = ReferenceEquals(checkpoint, _committed) ? _projection : null;
        // Until this batch is committed, nobody knows what holds.
        _projection = null;
        _committed = null;
        try
        {
            await session.BeginAsync(cancellationToken);
            Checkpoint next = Next(checkpoint, events[^1].Header, target);
            if (!await session.TakeAsync(checkpoint, next, cancellationToken))
            {
                await session.EndAsync();
                return (0, null);
            }

            projection ??= new FactProjection(session, isEmpty: checkpoint.Sequence == 0);
            await projection.LoadAsync(events, cancellationToken);
            for (int index = 0; index < events.Count; index++)
            {
                if (Try(projection, events[index]) is not { } fault) continue;
                await session.EndAsync();
                return (index, fault);
            }

            await projection.SaveAsync(cancellationToken);
            await projection.EraseAsync(cancellationToken);
            await session.CommitAsync(cancellationToken);
            _projection = projection;
            _committed = next;
            return (events.Count, null);
        }
        catch
        {
            // The connection may be what broke: the next attempt opens another.
            await CloseSessionAsync();
            throw;
        }
    }

    private async ValueTask CloseSessionAsync()
    {
        ProjectionSession? session = _session;
        _session = null;
        _projection = null;
        _committed = null;
        if (session is not null) await session.DisposeAsync();
    }

    // Applying is a computation in memory, so whatever it throws is about the event; databases throw later, and to the caller.
    private static Exception? Try(FactProjection projection, IRegistryEvent item)
    {
        try
        {
            projection.Apply(item);
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return exception;
        }
    }

    /// <summary>The checkpoint when a batch is applied.</summary>
    private static Checkpoint Next(Checkpoint read, EventHeader last, long target)
    {
        long? rebuildingTo = read.RebuildingTo ?? (read.Sequence == 0 ? target : null);
        return new Checkpoint
        {
            Projection = read.Projection,
            LogId = last.LogId,
            Sequence = last.Sequence,
            Generation = read.Generation,
            Version = read.Version,
            RebuildingTo = last.Sequence >= rebuildingTo ? null : rebuildingTo,
        };
    }

    private async Task DropAsync(Checkpoint read, long target, CancellationToken cancellationToken)
    {
        _committed = null;
        await using AnalyticsContext outer = _open();
        await outer.Database.CreateExecutionStrategy().ExecuteAsync(
            async token =>
            {
                await using AnalyticsContext context = _open();
                await using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(token);
                int taken = await context.Checkpoints
                    .Where(row => row.Projection == read.Projection && row.Sequence == read.Sequence && row.Generation == read.Generation)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(row => row.Sequence, 0L).SetProperty(row => row.LogId, (Guid?)null)
                            .SetProperty(row => row.Generation, row => row.Generation + 1).SetProperty(row => row.RebuildingTo, (long?)target)
                            .SetProperty(row => row.Version, FactProjection.Version)
                            .SetProperty(row => row.FaultSequence, (long?)null).SetProperty(row => row.FaultType, (string?)null),
                        token);
                if (taken == 0) return;
                await context.DeleteRowsAsync(token);
                await transaction.CommitAsync(token);
            },
            cancellationToken);
    }

    private async Task StopAsync(Checkpoint read, long sequence, Exception fault, CancellationToken cancellationToken)
    {
        _isStopped = true;
        _committed = null;
        string type = fault.GetType().FullName ?? fault.GetType().Name;
        await using AnalyticsContext context = _open();
        await context.Checkpoints
            .Where(row => row.Projection == read.Projection && row.Sequence == read.Sequence && row.Generation == read.Generation)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.FaultSequence, (long?)sequence).SetProperty(row => row.FaultType, type), cancellationToken);
    }

    private async Task<Checkpoint> ReadCheckpointAsync(CancellationToken cancellationToken)
    {
        await using AnalyticsContext context = _open();
        if (await context.FindCheckpointAsync(cancellationToken) is { } found) return found;
        Checkpoint first = new() { Projection = FactProjection.Name, Version = FactProjection.Version };
        context.Add(first);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return first;
        }
        catch (DbUpdateException)
        {
            // Another node made it first, or the database is away: then this throws again.
            await using AnalyticsContext again = _open();
            if (await again.FindCheckpointAsync(cancellationToken) is { } made) return made;
            throw;
        }
    }

    private static ProjectionHealth HealthOf(Checkpoint checkpoint) => new(
        checkpoint.Projection,
        checkpoint.LogId,
        checkpoint.Sequence,
        checkpoint.RebuildingTo,
        checkpoint is { FaultSequence: { } sequence, FaultType: { } type } ? new ProjectionFault(sequence, type) : null);
}

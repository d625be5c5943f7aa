using System.Data.Common;
using Registry.Store.EventLog;
using Registry.Store.Index;

namespace Registry.Store.Resources;

/// <summary>Commits a group: in one transaction, or, where changesets lose against others, in as few as that takes.</summary>
/// <remarks>
/// A wave is the part of the group in which no two changesets exclude each other. Its losers are set aside with their outcome and the rest is begun again;
/// what excluded itself with a committed one has lost, and what excluded itself with a loser comes in the next wave. Each turn decides at least one changeset.
/// </remarks>
internal sealed class CommitGroup
{
    private readonly StoreDatabase _database;
    private readonly NumberBlocks _numbers;
    private readonly IndexNames _names;
    private readonly IndexTerms _terms;
    private readonly LogEnds _ends;
    private readonly GuardLocks _locks;
    private readonly PreparedChangeset[] _group;
    private readonly CommitOutcome?[] _outcomes;
    private readonly long _nowMs;
    private bool _isOneByOne;
    private TermNumbers? _termNumbers;

    internal CommitGroup(StoreDatabase database, NumberBlocks numbers, IndexNames names, IndexTerms terms, LogEnds ends, GuardLocks locks, IReadOnlyList<CommitItem> group, long nowMs)
    {
        _database = database;
        _numbers = numbers;
        _names = names;
        _terms = terms;
        _ends = ends;
        _locks = locks;
        _group = [.. group.Select(item => new PreparedChangeset(item))];
        _outcomes = new CommitOutcome?[_group.Length];
        _nowMs = nowMs;
    }

    internal async Task<IReadOnlyList<CommitOutcome>> RunAsync(CancellationToken cancellationToken)
    {
        int attempts = 0;
        try
        {
            await NumberAsync(cancellationToken);
            await _names.EnsureAsync(_group.SelectMany(changeset => changeset.Resources).SelectMany(resource => resource.Rows.Names), cancellationToken);
            await _names.EnsureAsync(_group.SelectMany(changeset => changeset.Changeset.Events).Select(draft => EventLabels.NameOf(draft.Derivation)), cancellationToken);
            await _locks.EnsureAsync(_group.SelectMany(changeset => changeset.Guards).Select(guard => GuardLocks.SlotOf(guard.Key)), cancellationToken);
            for (List<int> wave = NextWave(); wave.Count > 0; wave = NextWave())
            {
                if (await TryWaveAsync(wave, ++attempts >= Limits.CommitAttempts, cancellationToken)) attempts = 0;
                else await Task.Delay(PauseMs(attempts, Random.Shared.NextDouble()), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is DbException or OperationCanceledException or TimeoutException)
        {
            // What was committed before has its outcome; the fault is the outcome of the rest.
            FailRest(exception);
        }

        return _outcomes!;
    }

    internal static async Task<CommitOutcome.Committed?> FindAsync(StoreSession session, Guid commitId, CancellationToken cancellationToken)
    {
        await session.BeginAsync(session.Dialect.WriteIsolation, cancellationToken);
        // Whoever still holds the counter's row is about to commit or to fail: this waits until it has.
        await session.ExecuteAsync("UPDATE log_counter SET last_sequence = last_sequence WHERE id = 1", [], cancellationToken);
        return await session.FirstAsync(
            "SELECT first_sequence, last_sequence, recorded_ms FROM commit_record WHERE id = @p0",
            [commitId.ToByteArray(bigEndian: true)],
            row => new CommitOutcome.Committed(commitId, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
            cancellationToken);
    }

    /// <summary>Exponential back-off with full jitter.</summary>
    /// <param name="attempts">Attempts that failed, from 1.</param>
    /// <param name="jitter">0 to less than 1.</param>
    internal static int PauseMs(int attempts, double jitter) =>
        (int)(Math.Min(Limits.CommitPauseMostMs, (double)Limits.CommitPauseMs * (1L << Math.Min(attempts - 1, 30))) * jitter);

    private async Task NumberAsync(CancellationToken cancellationToken)
    {
        PreparedResource[] made = [.. _group.SelectMany(changeset => changeset.Resources).Where(resource => resource.IsNew)];
        long[] numbers = await _numbers.TakeAsync(made.Length, cancellationToken);
        for (int index = 0; index < made.Length; index++) made[index].Number = numbers[index];
    }

    private List<int> NextWave()
    {
        List<int> wave = [];
        for (int index = 0; index < _group.Length; index++)
        {
            if (_outcomes[index] is not null) continue;
            if (wave.Count > 0 && _isOneByOne) break;
            if (wave.TrueForAll(earlier => _group[index].OutcomeAfter(_group[earlier]) is null)) wave.Add(index);
        }

        return wave;
    }

    /// <summary>True when at least one outcome was reached.</summary>
    private async Task<bool> TryWaveAsync(List<int> wave, bool isLastAttempt, CancellationToken cancellationToken)
    {
        bool isCommitting = false;
        _termNumbers ??= await _terms.ResolveAsync(_group.SelectMany(changeset => changeset.Resources).SelectMany(resource => resource.Rows.Terms), cancellationToken);
        TermNumbers terms = _termNumbers;
        try
        {
            Dictionary<int, CommitOutcome> reached = await _database.WriteAsync(
                async session =>
                {
                    CommitTransaction transaction = new(session, [.. wave.Select(index => _group[index])], _names, terms, _ends, _locks, _nowMs);
                    CommitOutcome?[] lost = await transaction.TakeRowsAsync(cancellationToken);
                    if (lost.Any(outcome => outcome is not null)) return Outcomes(wave, lost);
                    CommitOutcome[] committed = await transaction.WriteAsync(cancellationToken);
                    isCommitting = true;
                    await session.CommitAsync(CancellationToken.None);
                    terms.Committed(transaction.NewTerms);
                    transaction.Keep();
                    return Outcomes(wave, committed);
                },
                cancellationToken);
            Decide(reached);
            return true;
        }
        catch (StaleTermsException)
        {
            _terms.Forget();
            _termNumbers = null;
            return false;
        }
        catch (DbException exception)
        {
            if (isCommitting && await FindWaveAsync(wave)) return true;
            if (!isLastAttempt && _database.Dialect.IsWorthRetrying(exception)) return false;
            if (wave.Count == 1)
            {
                _outcomes[wave[0]] = new CommitOutcome.Failed(exception);
                return true;
            }

            // One of them is what the database will not have: each alone, so that only that one fails.
            _isOneByOne = true;
            return false;
        }
    }

    /// <summary>The connection broke in COMMIT: the wave is in the database as a whole, or not at all.</summary>
    private async Task<bool> FindWaveAsync(List<int> wave)
    {
        Dictionary<int, CommitOutcome> found = [];
        foreach (int index in wave)
        {
            CommitOutcome.Committed? committed = await _database.WriteAsync(
                session => FindAsync(session, _group[index].Changeset.CommitId, CancellationToken.None), CancellationToken.None);
            if (committed is null) return false;
            found[index] = committed;
        }

        Decide(found);
        return true;
    }

    private void Decide(Dictionary<int, CommitOutcome> reached)
    {
        foreach ((int index, CommitOutcome outcome) in reached) _outcomes[index] = outcome;
        foreach ((int index, CommitOutcome outcome) in reached)
        {
            if (outcome is not CommitOutcome.Committed) continue;
            for (int other = 0; other < _group.Length; other++) _outcomes[other] ??= _group[other].OutcomeAfter(_group[index]);
        }
    }

    private void FailRest(Exception exception)
    {
        for (int index = 0; index < _outcomes.Length; index++) _outcomes[index] ??= new CommitOutcome.Failed(exception);
    }

    private static Dictionary<int, CommitOutcome> Outcomes(List<int> wave, CommitOutcome?[] outcomes)
    {
        Dictionary<int, CommitOutcome> reached = [];
        for (int index = 0; index < wave.Count; index++)
        {
            if (outcomes[index] is { } outcome) reached[wave[index]] = outcome;
        }

        return reached;
    }
}

using Registry.Clinical;
using Registry.Contracts.Events;
using Registry.Store.Dialects;
using Registry.Store.EventLog;
using Registry.Store.Findings;
using Registry.Store.Index;
using Registry.Store.Receipts;

namespace Registry.Store.Resources;

/// <summary>The statements of one commit, in the one order that every writer keeps: rows of searches, receipts by key, claims by key, subjects by id, resources by type and id; then rows that these locks cover;
/// then the counter, the log and the commit rows. Nothing else follows the counter.</summary>
internal sealed class CommitTransaction(StoreSession session, PreparedChangeset[] wave, IndexNames names, TermNumbers terms, LogEnds ends, GuardLocks locks, long nowMs)
{
    private (long Sequence, Dictionary<string, long> OfType) _written;

    private const string LinkColumns = "subject_id, other_id, commit_id";

    private readonly HashSet<IndexTerm> _newTerms = [];
    private static readonly InsertTarget NewSubjects = new("subject", "id, row_version, site_id, status", [typeof(byte[]), typeof(long), typeof(string), typeof(short)]);

    private static readonly InsertTarget NewResources = new(
        "resource", "type, id, number, site_id, subject_id, version, is_deleted",
        [typeof(string), typeof(string), typeof(long), typeof(string), typeof(byte[]), typeof(long), typeof(bool)]);

    private static readonly Dictionary<string, InsertTarget> NewClaims = new[] { "identifier_claim", "subject_link" }.ToDictionary(
        table => table,
        table => new InsertTarget(
            table, "claim_key, site_id, type, system, value, resource, subject_id",
            [typeof(byte[]), typeof(string), typeof(string), typeof(string), typeof(string), typeof(long), typeof(byte[])]),
        StringComparer.Ordinal);

    private static readonly InsertTarget Versions = new(
        "resource_version", "resource, version, commit_id, site_id, subject_id, is_deleted, content",
        [typeof(long), typeof(long), typeof(byte[]), typeof(string), typeof(byte[]), typeof(bool), typeof(byte[])]);

    private static readonly InsertTarget Facts = new(
        "fact", "subject_id, fact_key, commit_id, event_index", [typeof(byte[]), typeof(byte[]), typeof(byte[]), typeof(int)]);

    private static readonly InsertTarget Findings = new(
        "finding", "subject_id, finding_key, site_id, rule_id, rule_version, severity, category, source, opened_commit, opened_index, text_json, evidence_json",
        [
            typeof(byte[]), typeof(string), typeof(string), typeof(string), typeof(int), typeof(string), typeof(string), typeof(string), typeof(byte[]), typeof(int),
            typeof(string), typeof(string),
        ]);

    private static readonly InsertTarget Commits = new(
        "commit_record", "id, site_id, client_id, recorded_ms, first_sequence, last_sequence, ordinal",
        [typeof(byte[]), typeof(string), typeof(string), typeof(long), typeof(long), typeof(long), typeof(long)]);

    private static readonly InsertTarget CommitTypes = new("commit_type", "type, ordinal, site_id", [typeof(string), typeof(long), typeof(string)]);

    /// <summary>Terms that this transaction brought.</summary>
    internal IReadOnlyCollection<IndexTerm> NewTerms => _newTerms;

    /// <summary>Begins, and takes every row that the wave was decided on. A changeset whose rows moved has an outcome; null means that it has all of its rows.</summary>
    internal async Task<CommitOutcome?[]> TakeRowsAsync(CancellationToken cancellationToken)
    {
        CommitOutcome?[] lost = new CommitOutcome?[wave.Length];
        await session.BeginAsync(session.Dialect.WriteIsolation, cancellationToken);
        await HoldGuardsAsync(lost, cancellationToken);
        await FindNumbersAsync(lost, cancellationToken);
        if (await TryTakeAllAsync(cancellationToken)) return lost;

        StatementBatch batch = new(session);
        List<Taker> takers = [];
        AddReceipts(batch, takers);
        AddClaims(batch, takers);
        AddSubjects(batch, takers);
        AddResources(batch, takers);
        int[] affected = await batch.ExecuteAsync(cancellationToken);
        for (int index = 0; index < affected.Length; index++)
        {
            if (affected[index] != 0) continue;
            (int changeset, Taking taking, PreparedClaim? claim) = takers[index];
            if (taking == Taking.Nothing || lost[changeset] is CommitOutcome.Answered) continue;
            if (taking == Taking.Receipt) lost[changeset] = new CommitOutcome.Answered();
            else if (claim is null || claim.IsRelease) lost[changeset] ??= new CommitOutcome.Stale();
            else if (!await IsHeldByAsync(claim, cancellationToken)) lost[changeset] = new CommitOutcome.IdentifierTaken(claim.Claim.Identifier);
        }

        return lost;
    }

    /// <summary>The common case, where the engine has statements for it: everything is free, and one statement a table takes it.</summary>
    /// <returns>False when something could not be taken, or there is no such statement; nothing is taken then, and the transaction has begun anew.</returns>
    private async Task<bool> TryTakeAllAsync(CancellationToken cancellationToken)
    {
        // A wave with guards holds their locks already, which beginning anew would give up.
        if (wave.Any(changeset => changeset.Receipt is not null || changeset.Guards.Length > 0 || changeset.Claims.Any(claim => claim.IsRelease))) return false;
        StatementBatch batch = new(session);
        List<int> wanted = [];
        foreach (IGrouping<string, object?[]> table in Claims().GroupBy(item => TableOf(item.Claim), item => RowOf(item.Changeset, item.Claim), StringComparer.Ordinal))
        {
            if (!session.Dialect.TryAddInsertsIfAbsent(batch, NewClaims[table.Key], [.. table])) return false;
            wanted.Add(table.Count());
        }

        object?[][] subjects = [.. Subjects().Where(subject => subject.Write.RowVersion == 0).Select(subject => RowOf(subject.Changeset, subject.Id, subject.Write))];
        if (!session.Dialect.TryAddInsertsIfAbsent(batch, NewSubjects, subjects)) return false;
        if (subjects.Length > 0) wanted.Add(subjects.Length);
        foreach ((_, byte[] id, SubjectWrite write) in Subjects().Where(subject => subject.Write.RowVersion != 0))
        {
            AddUpdate(batch, id, write);
            wanted.Add(1);
        }

        object?[][] resources = [.. Resources().Where(item => item.Resource.IsNew).Select(item => RowOf(item.Resource))];
        session.Dialect.TryAddInsertsIfAbsent(batch, NewResources, resources);
        if (resources.Length > 0) wanted.Add(resources.Length);
        foreach ((_, PreparedResource resource) in Resources().Where(item => !item.Resource.IsNew))
        {
            AddUpdate(batch, resource);
            wanted.Add(1);
        }

        int[] affected = await batch.ExecuteAsync(cancellationToken);
        if (affected.AsSpan().SequenceEqual(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(wanted))) return true;
        await session.RollbackAsync();
        await session.BeginAsync(session.Dialect.WriteIsolation, cancellationToken);
        return false;
    }

    /// <summary>Writes the wave, up to the COMMIT that is the caller's.</summary>
    internal async Task<CommitOutcome[]> WriteAsync(CancellationToken cancellationToken)
    {
        StatementBatch batch = new(session);
        AddVersions(batch);
        AddIndex(batch);
        AddFacts(batch);
        AddFindings(batch);
        AddLinks(batch);
        return await WriteLogAsync(batch, cancellationToken);
    }

    /// <summary>What was written is committed: this process's next commit need not ask where the log ends.</summary>
    internal void Keep() => ends.Keep(_written.Sequence, _written.OfType);

    /// <summary>First of all: what was decided on a search is written only while nobody else can write for the same one.</summary>
    private async Task HoldGuardsAsync(CommitOutcome?[] lost, CancellationToken cancellationToken)
    {
        int[] slots = [.. wave.SelectMany(changeset => changeset.Guards).Select(guard => GuardLocks.SlotOf(guard.Key))];
        if (slots.Length == 0) return;
        await GuardLocks.TakeAsync(session, slots, cancellationToken);
        for (int index = 0; index < wave.Length; index++)
        {
            foreach ((_, CommitGuard guard) in wave[index].Guards)
            {
                if (lost[index] is null && !await locks.HoldsAsync(guard, cancellationToken)) lost[index] = new CommitOutcome.Stale();
            }
        }
    }

    /// <summary>Numbers of resources that are there already. A number never changes, so it needs no lock.</summary>
    private async Task FindNumbersAsync(CommitOutcome?[] lost, CancellationToken cancellationToken)
    {
        StatementBatch batch = new(session);
        List<(int Changeset, PreparedResource Resource)> asked = [];
        for (int index = 0; index < wave.Length; index++)
        {
            foreach (PreparedResource resource in wave[index].Resources.Where(resource => !resource.IsNew && resource.Number == 0))
            {
                batch.Add("SELECT number FROM resource WHERE type = @p0 AND id = @p1", resource.Key.Type, resource.Key.Id);
                asked.Add((index, resource));
            }
        }

        await batch.QueryAsync((index, row) => asked[index].Resource.Number = row.GetInt64(0), cancellationToken);
        foreach ((int changeset, PreparedResource resource) in asked)
        {
            if (resource.Number == 0) lost[changeset] = new CommitOutcome.Stale();
        }
    }

    /// <summary>Before everything else: whoever sends a request twice at once is to find the first one's answer, not what it did.</summary>
    private void AddReceipts(StatementBatch batch, List<Taker> takers)
    {
        IEnumerable<(int Changeset, PreparedReceipt Receipt)> sorted = wave
            .Select((changeset, index) => (index, changeset.Receipt!))
            .Where(item => item.Item2 is not null)
            .OrderBy(item => item.Item2.Key, BytesComparer.Instance);
        foreach ((int changeset, PreparedReceipt receipt) in sorted)
        {
            // One whose time is over holds no key, whether it was swept or not.
            batch.Add("DELETE FROM receipt WHERE receipt_key = @p0 AND kept_until_ms <= @p1", receipt.Key, nowMs);
            takers.Add(new Taker(changeset, Taking.Nothing));
            batch.Add(
                session.Dialect.InsertIfAbsent(ReceiptRow.Table, ReceiptRow.Columns, keyColumns: 1),
                receipt.Key, receipt.Site, receipt.Request, wave[changeset].CommitId, nowMs + Limits.ReceiptMs, receipt.Subjects, receipt.Answer);
            takers.Add(new Taker(changeset, Taking.Receipt));
        }
    }

    private void AddClaims(StatementBatch batch, List<Taker> takers)
    {
        foreach ((int changeset, PreparedClaim claim) in Claims())
        {
            if (claim.IsRelease) batch.Add($"DELETE FROM {TableOf(claim)} WHERE claim_key = @p0 AND resource = @p1", claim.Key, NumberOf(changeset, claim.Claim.Resource));
            else AddIfAbsent(batch, NewClaims[TableOf(claim)], keyColumns: 1, RowOf(changeset, claim));
            takers.Add(new Taker(changeset, Taking.Row, claim));
        }
    }

    private void AddSubjects(StatementBatch batch, List<Taker> takers)
    {
        foreach ((int changeset, byte[] id, SubjectWrite write) in Subjects())
        {
            if (write.RowVersion == 0) AddIfAbsent(batch, NewSubjects, keyColumns: 1, RowOf(changeset, id, write));
            else AddUpdate(batch, id, write);
            takers.Add(new Taker(changeset, Taking.Row));
        }
    }

    private void AddResources(StatementBatch batch, List<Taker> takers)
    {
        foreach ((int changeset, PreparedResource resource) in Resources())
        {
            if (resource.IsNew) AddIfAbsent(batch, NewResources, keyColumns: 2, RowOf(resource));
            else AddUpdate(batch, resource);
            takers.Add(new Taker(changeset, Taking.Row));
        }
    }

    // The order in which rows are taken, one by one or by one statement a table: every writer's, so that no two wait for each other.
    // An insert waits for inserts of the same key alone, and an update for changes of a row that was there before, so the two need no order between them.
    private IEnumerable<(int Changeset, PreparedClaim Claim)> Claims() => wave
        .SelectMany((changeset, index) => changeset.Claims.Select(claim => (index, claim)))
        .OrderBy(item => TableOf(item.claim), StringComparer.Ordinal)
        .ThenBy(item => item.claim.Key, BytesComparer.Instance)
        .ThenByDescending(item => item.claim.IsRelease);   // One resource of a bundle may give up what another takes.

    private IEnumerable<(int Changeset, byte[] Id, SubjectWrite Write)> Subjects() => wave
        .SelectMany((changeset, index) => changeset.Subjects.Select(subject => (index, subject.Id, subject.Write)))
        .OrderByDescending(item => item.Write.RowVersion == 0)
        .ThenBy(item => item.Id, BytesComparer.Instance);

    private IEnumerable<(int Changeset, PreparedResource Resource)> Resources() => wave
        .SelectMany((changeset, index) => changeset.Resources.Select(resource => (index, resource)))
        .OrderByDescending(item => item.resource.IsNew)
        .ThenBy(item => item.resource.Key.Type, StringComparer.Ordinal)
        .ThenBy(item => item.resource.Key.Id, StringComparer.Ordinal);

    private static string TableOf(PreparedClaim claim) => PreparedChangeset.ClaimTable(claim.Claim.Identifier.Type);

    private object?[] RowOf(int changeset, PreparedClaim claim) =>
    [
        claim.Key, wave[changeset].Site, claim.Claim.Identifier.Type, claim.Claim.Identifier.System, claim.Claim.Identifier.Value,
        NumberOf(changeset, claim.Claim.Resource), PreparedChangeset.Bytes(claim.Claim.Subject),
    ];

    private object?[] RowOf(int changeset, byte[] id, SubjectWrite write) => [id, 1L, wave[changeset].Site, (short)write.Status];

    private static object?[] RowOf(PreparedResource resource) =>
        [resource.Key.Type, resource.Key.Id, resource.Number, resource.Write.Site.Value, resource.Subject, resource.Write.Version, resource.Write.IsDeleted];

    private void AddIfAbsent(StatementBatch batch, InsertTarget target, int keyColumns, object?[] row) => batch.Add(session.Dialect.InsertIfAbsent(target.Table, target.Columns, keyColumns), row);

    private static void AddUpdate(StatementBatch batch, byte[] id, SubjectWrite write) =>
        batch.Add("UPDATE subject SET row_version = row_version + 1, status = @p0 WHERE id = @p1 AND row_version = @p2", (short)write.Status, id, write.RowVersion);

    private static void AddUpdate(StatementBatch batch, PreparedResource resource) => batch.Add(
        "UPDATE resource SET version = @p0, is_deleted = @p1, subject_id = @p2 WHERE number = @p3 AND version = @p4 AND site_id = @p5",
        resource.Write.Version, resource.Write.IsDeleted, resource.Subject, resource.Number, resource.Write.Version - 1, resource.Write.Site.Value);

    private long NumberOf(int changeset, ResourceKey key) =>
        wave[changeset].Resources.First(resource => resource.Key == key).Number;

    /// <summary>An identifier that the resource itself holds already is no conflict.</summary>
    private async Task<bool> IsHeldByAsync(PreparedClaim claim, CancellationToken cancellationToken)
    {
        long holder = await session.FirstAsync(
            $"SELECT resource FROM {PreparedChangeset.ClaimTable(claim.Claim.Identifier.Type)} WHERE claim_key = @p0", [claim.Key], row => row.GetInt64(0), cancellationToken);
        return wave.Any(changeset => changeset.Resources.Any(resource => resource.Number == holder && resource.Key == claim.Claim.Resource));
    }

    private void AddVersions(StatementBatch batch) => session.Dialect.AddInserts(batch, Versions, [.. wave.SelectMany(changeset => changeset.Resources.Select(resource => new object?[]
    {
        resource.Number, resource.Write.Version, changeset.CommitId, resource.Write.Site.Value, resource.Subject, resource.Write.IsDeleted, resource.Content,
    }))]);

    private void AddIndex(StatementBatch batch)
    {
        IndexWrite write = new(names, terms);
        foreach (PreparedResource resource in wave.SelectMany(changeset => changeset.Resources))
        {
            if (!resource.IsNew) IndexWrite.AddDelete(batch, session.Dialect, resource.Number);
            write.Add(resource.Number, resource.Rows);
        }

        write.AddInserts(batch, session.Dialect);
        _newTerms.UnionWith(write.NewTerms);
    }

    private void AddFacts(StatementBatch batch)
    {
        List<object?[]> rows = [];
        foreach (PreparedChangeset changeset in wave)
        {
            // Nothing holds yet of a subject that this changeset brings.
            HashSet<SubjectId> brought = [.. changeset.Changeset.Subjects.Where(write => write.RowVersion == 0).Select(write => write.Id)];
            // The last word of a changeset on a fact stands.
            Dictionary<(SubjectId, string), int> last = [];
            for (int index = 0; index < changeset.Changeset.Events.Count; index++)
            {
                EventDraft draft = changeset.Changeset.Events[index];
                if (draft.EventType is not (nameof(FindingOpened) or nameof(FindingClosed))) last[(draft.Subject, draft.Fact)] = index;
            }

            foreach (((SubjectId subject, string fact), int index) in last)
            {
                byte[] id = PreparedChangeset.Bytes(subject);
                byte[] key = Digest.Of(fact);
                if (!brought.Contains(subject)) batch.Add("DELETE FROM fact WHERE subject_id = @p0 AND fact_key = @p1", id, key);
                if (changeset.Changeset.Events[index].EventType is not nameof(FactRetracted)) rows.Add([id, key, changeset.CommitId, index]);
            }
        }

        session.Dialect.AddInserts(batch, Facts, rows);
    }

    private void AddFindings(StatementBatch batch)
    {
        List<object?[]> rows = [];
        foreach (PreparedChangeset changeset in wave)
        {
            foreach (FindingClosing closing in changeset.Changeset.FindingsClosed)
            {
                batch.Add(
                    "UPDATE finding SET closed_commit = @p0, close_reason = @p1 WHERE subject_id = @p2 AND finding_key = @p3",
                    changeset.CommitId, closing.Reason, PreparedChangeset.Bytes(closing.Subject), closing.Key);
            }

            foreach ((FindingWrite finding, int openedIndex) in changeset.FindingsOpened)
            {
                byte[] subject = PreparedChangeset.Bytes(finding.Subject);
                // What opens again keeps its earlier time.
                batch.Add(
                    $"INSERT INTO finding_history ({FindingColumns.All}) SELECT {FindingColumns.All} FROM finding WHERE subject_id = @p0 AND finding_key = @p1", subject, finding.Key);
                batch.Add("DELETE FROM finding WHERE subject_id = @p0 AND finding_key = @p1", subject, finding.Key);
                rows.Add(
                [
                    subject, finding.Key, finding.Site.Value, finding.Rule, finding.RuleVersion, finding.Severity, finding.Category, finding.Source, changeset.CommitId, openedIndex,
                    FindingJson.Write(finding.Text), FindingJson.Write(finding.Evidence),
                ]);
            }
        }

        session.Dialect.AddInserts(batch, Findings, rows);
    }

    private void AddLinks(StatementBatch batch)
    {
        foreach (PreparedChangeset changeset in wave)
        {
            foreach (SubjectLinkWrite link in changeset.Changeset.Links)
            {
                byte[] first = PreparedChangeset.Bytes(link.First);
                byte[] second = PreparedChangeset.Bytes(link.Second);
                foreach ((byte[] subject, byte[] other) in new[] { (first, second), (second, first) })
                {
                    if (link.IsLinked) batch.Add(session.Dialect.InsertIfAbsent("linked_subject", LinkColumns, keyColumns: 2), subject, other, changeset.CommitId);
                    else batch.Add("DELETE FROM linked_subject WHERE subject_id = @p0 AND other_id = @p1", subject, other);
                }
            }
        }
    }

    /// <param name="before">What is written before the counter is taken: it goes in the same round trip.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task<CommitOutcome[]> WriteLogAsync(StatementBatch before, CancellationToken cancellationToken)
    {
        int events = wave.Sum(changeset => changeset.Changeset.Events.Count);
        string[] types = [.. wave.SelectMany(changeset => changeset.Changeset.Events).Select(draft => draft.EventType).Distinct(StringComparer.Ordinal)];
        (Counter counter, Dictionary<string, long> lastOfType) = await TakeCounterAsync(before, events, types, cancellationToken);

        long recordedMs = counter.RecordedMs;
        long sequence = counter.Sequence - events;
        long ordinal = counter.Ordinal - wave.Length;
        List<object?[]> log = [];
        List<object?[]> commits = [];
        List<object?[]> commitTypes = [];
        CommitOutcome[] outcomes = new CommitOutcome[wave.Length];
        for (int index = 0; index < wave.Length; index++)
        {
            PreparedChangeset changeset = wave[index];
            long first = sequence + 1;
            foreach (EventDraft draft in changeset.Changeset.Events)
            {
                sequence++;
                long previous = lastOfType[draft.EventType];
                log.Add(EventRows.Write(draft, sequence, previous == 0 ? null : previous, recordedMs, changeset.CommitId, EventLabels.Write(names[EventLabels.NameOf(draft.Derivation)])));
                lastOfType[draft.EventType] = sequence;
            }

            ordinal++;
            commits.Add([changeset.CommitId, changeset.Site, changeset.Changeset.Caller.ClientId, recordedMs, first, sequence, ordinal]);
            foreach (string type in changeset.Resources.Select(resource => resource.Key.Type).Distinct(StringComparer.Ordinal)) commitTypes.Add([type, ordinal, changeset.Site]);
            outcomes[index] = new CommitOutcome.Committed(changeset.Changeset.CommitId, first, sequence, recordedMs);
        }

        StatementBatch batch = new(session);
        session.Dialect.AddInserts(batch, EventRows.Target, log);
        session.Dialect.AddInserts(batch, Commits, commits);
        session.Dialect.AddInserts(batch, CommitTypes, commitTypes);
        await batch.ExecuteAsync(cancellationToken);
        _written = (sequence, lastOfType);
        return outcomes;
    }

    /// <summary>From here to COMMIT no other writer has the counter, so sequences, ordinals and recorded times are in the order of commit.</summary>
    private async Task<(Counter Counter, Dictionary<string, long> LastOfType)> TakeCounterAsync(StatementBatch batch, int events, string[] types, CancellationToken cancellationToken)
    {
        batch.Add(
            "UPDATE log_counter SET last_sequence = last_sequence + @p0, last_ordinal = last_ordinal + @p2, last_recorded_ms = CASE WHEN last_recorded_ms > @p1 THEN last_recorded_ms ELSE @p1 END WHERE id = 1",
            (long)events, nowMs, (long)wave.Length);
        batch.Add("SELECT last_sequence, last_recorded_ms, last_ordinal, term_epoch FROM log_counter WHERE id = 1");
        string[] asked = [.. types.Where(type => !ends.MayKnow(type))];
        AddEnds(batch, asked);
        Counter? counter = null;
        Dictionary<string, long> found = new(StringComparer.Ordinal);
        await batch.QueryAsync(
            (_, row) =>
            {
                // Whether a statement that changes rows has an (empty) answer of its own differs between engines, so the rows say what they are.
                if (row.FieldCount == 4) counter = new Counter(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
                else found[row.GetString(0)] = row.GetInt64(1);
            },
            cancellationToken);
        if (counter is null) throw new InvalidOperationException("The log_counter table has no row: the schema was not made by its migrations.");
        if (counter.TermEpoch != terms.Epoch) throw new StaleTermsException();

        IReadOnlyDictionary<string, long>? known = ends.At(counter.Sequence - events);
        string[] left = [.. types.Where(type => known?.ContainsKey(type) != true && !asked.Contains(type, StringComparer.Ordinal))];
        if (left.Length > 0)
        {
            StatementBatch rest = new(session);
            AddEnds(rest, left);
            await rest.QueryAsync((_, row) => found[row.GetString(0)] = row.GetInt64(1), cancellationToken);
        }

        Dictionary<string, long> lastOfType = known is null ? new(StringComparer.Ordinal) : new(known, StringComparer.Ordinal);
        foreach (string type in asked.Concat(left)) lastOfType[type] = found.GetValueOrDefault(type);
        return (counter, lastOfType);
    }

    // READ COMMITTED: a statement sees what was committed before it began, and it begins after the counter was taken.
    private void AddEnds(StatementBatch batch, string[] types)
    {
        foreach (string type in types) batch.Add("SELECT type, sequence FROM event_log WHERE type = @p0 ORDER BY sequence DESC" + session.Dialect.Limit("@p1"), type, 1);
    }

    /// <summary>What the counter's row says after this wave was counted.</summary>
    private sealed record Counter(long Sequence, long RecordedMs, long Ordinal, long TermEpoch);

    /// <summary>What a statement takes for a changeset, if it affects a row.</summary>
    private enum Taking
    {
        Nothing,
        Receipt,
        Row,
    }

    private readonly record struct Taker(int Changeset, Taking Taking, PreparedClaim? Claim = null);
}

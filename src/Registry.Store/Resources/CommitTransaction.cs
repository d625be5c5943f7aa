using Registry.Clinical;
using Registry.Contracts.Events;
using Registry.Store.Dialects;
using Registry.Store.EventLog;
using Registry.Store.Findings;
using Registry.Store.Index;
using Registry.Store.Receipts;

namespace Registry.Store.Resources;

/// <summary>The statements of one commit, in the one order that every writer keeps: receipts by key, claims by key, subjects by id, resources by type and id; then rows that these locks cover;
/// then the counter, the log and the commit rows. Nothing else follows the counter.</summary>
internal sealed class CommitTransaction(StoreSession session, PreparedChangeset[] wave, IndexNames names, TermNumbers terms, long nowMs)
{
    private const string ClaimColumns = "claim_key, site_id, type, system, value, resource, subject_id";
    private const string SubjectColumns = "id, row_version, site_id, status";
    private const string ResourceColumns = "type, id, number, site_id, subject_id, version, is_deleted";
    private const string LinkColumns = "subject_id, other_id, commit_id";

    private readonly HashSet<IndexTerm> _newTerms = [];

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
        await FindNumbersAsync(lost, cancellationToken);

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

    /// <summary>Writes the wave, up to the COMMIT that is the caller's.</summary>
    internal async Task<CommitOutcome[]> WriteAsync(CancellationToken cancellationToken)
    {
        StatementBatch batch = new(session);
        AddVersions(batch);
        AddIndex(batch);
        AddFacts(batch);
        AddFindings(batch);
        AddLinks(batch);
        await batch.ExecuteAsync(cancellationToken);
        return await WriteLogAsync(cancellationToken);
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
        IEnumerable<(int Changeset, PreparedClaim Claim)> sorted = wave
            .SelectMany((changeset, index) => changeset.Claims.Select(claim => (index, claim)))
            .OrderBy(item => item.claim.Key, BytesComparer.Instance)
            .ThenByDescending(item => item.claim.IsRelease);   // One resource of a bundle may give up what another takes.
        foreach ((int changeset, PreparedClaim claim) in sorted)
        {
            string table = PreparedChangeset.ClaimTable(claim.Claim.Identifier.Type);
            long number = NumberOf(changeset, claim.Claim.Resource);
            if (claim.IsRelease)
            {
                batch.Add($"DELETE FROM {table} WHERE claim_key = @p0 AND resource = @p1", claim.Key, number);
            }
            else
            {
                batch.Add(
                    session.Dialect.InsertIfAbsent(table, ClaimColumns, keyColumns: 1),
                    claim.Key, wave[changeset].Site, claim.Claim.Identifier.Type, claim.Claim.Identifier.System, claim.Claim.Identifier.Value, number, PreparedChangeset.Bytes(claim.Claim.Subject));
            }

            takers.Add(new Taker(changeset, Taking.Row, claim));
        }
    }

    private void AddSubjects(StatementBatch batch, List<Taker> takers)
    {
        IEnumerable<(int Changeset, byte[] Id, SubjectWrite Write)> sorted = wave
            .SelectMany((changeset, index) => changeset.Subjects.Select(subject => (index, subject.Id, subject.Write)))
            .OrderBy(item => item.Id, BytesComparer.Instance);
        foreach ((int changeset, byte[] id, SubjectWrite write) in sorted)
        {
            if (write.RowVersion == 0)
                batch.Add(session.Dialect.InsertIfAbsent("subject", SubjectColumns, keyColumns: 1), id, 1L, wave[changeset].Site, (short)write.Status);
            else
                batch.Add("UPDATE subject SET row_version = row_version + 1, status = @p0 WHERE id = @p1 AND row_version = @p2", (short)write.Status, id, write.RowVersion);
            takers.Add(new Taker(changeset, Taking.Row));
        }
    }

    private void AddResources(StatementBatch batch, List<Taker> takers)
    {
        IEnumerable<(int Changeset, PreparedResource Resource)> sorted = wave
            .SelectMany((changeset, index) => changeset.Resources.Select(resource => (index, resource)))
            .OrderBy(item => item.resource.Key.Type, StringComparer.Ordinal)
            .ThenBy(item => item.resource.Key.Id, StringComparer.Ordinal);
        foreach ((int changeset, PreparedResource resource) in sorted)
        {
            ResourceWrite write = resource.Write;
            if (resource.IsNew)
            {
                batch.Add(
                    session.Dialect.InsertIfAbsent("resource", ResourceColumns, keyColumns: 2),
                    write.Key.Type, write.Key.Id, resource.Number, write.Site.Value, resource.Subject, write.Version, write.IsDeleted);
            }
            else
            {
                batch.Add(
                    "UPDATE resource SET version = @p0, is_deleted = @p1, subject_id = @p2 WHERE number = @p3 AND version = @p4 AND site_id = @p5",
                    write.Version, write.IsDeleted, resource.Subject, resource.Number, write.Version - 1, write.Site.Value);
            }

            takers.Add(new Taker(changeset, Taking.Row));
        }
    }

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
                batch.Add("DELETE FROM fact WHERE subject_id = @p0 AND fact_key = @p1", id, key);
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

    private async Task<CommitOutcome[]> WriteLogAsync(CancellationToken cancellationToken)
    {
        int events = wave.Sum(changeset => changeset.Changeset.Events.Count);
        string[] types = [.. wave.SelectMany(changeset => changeset.Changeset.Events).Select(draft => draft.EventType).Distinct(StringComparer.Ordinal)];
        (Counter counter, Dictionary<string, long> lastOfType) = await TakeCounterAsync(events, types, cancellationToken);

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
                log.Add(EventRows.Write(draft, sequence, lastOfType.TryGetValue(draft.EventType, out long previous) ? previous : null, recordedMs, changeset.CommitId));
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
        return outcomes;
    }

    /// <summary>From here to COMMIT no other writer has the counter, so sequences, ordinals and recorded times are in the order of commit.</summary>
    private async Task<(Counter Counter, Dictionary<string, long> LastOfType)> TakeCounterAsync(int events, string[] types, CancellationToken cancellationToken)
    {
        StatementBatch batch = new(session);
        batch.Add(
            "UPDATE log_counter SET last_sequence = last_sequence + @p0, last_ordinal = last_ordinal + @p2, last_recorded_ms = CASE WHEN last_recorded_ms > @p1 THEN last_recorded_ms ELSE @p1 END WHERE id = 1",
            (long)events, nowMs, (long)wave.Length);
        batch.Add("SELECT last_sequence, last_recorded_ms, last_ordinal, term_epoch FROM log_counter WHERE id = 1");
        // READ COMMITTED: a statement sees what was committed before it began, and it begins after the counter was taken.
        foreach (string type in types) batch.Add("SELECT type, sequence FROM event_log WHERE type = @p0 ORDER BY sequence DESC" + session.Dialect.Limit("@p1"), type, 1);
        Counter? counter = null;
        Dictionary<string, long> lastOfType = new(StringComparer.Ordinal);
        await batch.QueryAsync(
            (_, row) =>
            {
                // Whether the UPDATE has an (empty) answer of its own differs between engines, so the rows say what they are.
                if (row.FieldCount == 4) counter = new Counter(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
                else lastOfType[row.GetString(0)] = row.GetInt64(1);
            },
            cancellationToken);
        if (counter is null) throw new InvalidOperationException("The log_counter table has no row: the schema was not made by its migrations.");
        if (counter.TermEpoch != terms.Epoch) throw new StaleTermsException();
        return (counter, lastOfType);
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

using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Store.EventLog;
using Registry.Store.Index;
using Registry.Store.Resources;

namespace Registry.Store.Erasure;

/// <summary>The statements of one erasure, within a transaction of the caller's. As in a commit, nothing follows the counter but the log.</summary>
internal sealed class ErasureTransaction(StoreSession session, ErasurePlan plan)
{
    /// <summary>Tables that hold something of a resource's current version under its number.</summary>
    private readonly string[] _ofResource = [.. IndexWrite.TablesOf(session.Dialect), "identifier_claim", "subject_link"];

    /// <summary>Tables that hold something of a subject.</summary>
    private static readonly string[] OfSubject = ["identifier_claim", "subject_link", "linked_subject", "fact", "finding", "finding_history"];

    // No package derives it.
    private const string Derivation = "registry/erasure/1";

    private const string Client = "operator";

    /// <returns>Null when the subject moved since the plan was read.</returns>
    internal async Task<ErasureResult.Erased?> WriteAsync(long nowMs, CancellationToken cancellationToken)
    {
        int taken = await session.ExecuteAsync(
            "UPDATE subject SET row_version = row_version + 1, status = @p0 WHERE id = @p1 AND row_version = @p2", [(short)SubjectStatus.Erased, plan.Subject, plan.RowVersion], cancellationToken);
        if (taken == 0) return null;
        IReadOnlyList<OtherEvent> others = await ReadOtherEventsAsync(cancellationToken);
        IReadOnlyList<byte[]> receipts = await ReadReceiptsAsync(cancellationToken);
        HashSet<int> terms = await ReadTermsAsync(cancellationToken);
        StatementBatch batch = new(session);
        foreach (byte[] receipt in receipts) batch.Add("DELETE FROM receipt WHERE receipt_key = @p0", receipt);
        AddResources(batch);
        AddSubject(batch);
        AddLog(batch, others);
        await batch.ExecuteAsync(cancellationToken);
        terms = await ReadUnusedAsync(terms, cancellationToken);
        (long sequence, long recordedMs) = await AppendAsync(others, terms, nowMs, cancellationToken);
        return new ErasureResult.Erased(new ErasedSubject(Id(plan.Subject), recordedMs), Count(others, receipts), sequence);
    }

    internal ErasureCounts Count(IReadOnlyCollection<OtherEvent> others, IReadOnlyCollection<byte[]> receipts) => new()
    {
        Resources = plan.Resources.Count,
        Versions = plan.Versions,
        Events = plan.Events,
        OtherEvents = others.Count(other => other.IsOverwritten),
        Findings = plan.Findings,
        Receipts = receipts.Count,
        Linked = [.. plan.Linked.Select(Id)],
    };

    /// <summary>Events about others that name what is erased; and those that say that another is, or was, linked to the subject, which say no more than its random id and stay.</summary>
    internal async Task<IReadOnlyList<OtherEvent>> ReadOtherEventsAsync(CancellationToken cancellationToken)
    {
        List<OtherEvent> found = [];
        foreach ((SubjectId subject, string fact) in plan.OtherFacts)
        {
            found.AddRange((await session.ListAsync(
                "SELECT sequence, fact, source FROM event_log WHERE subject_id = @p0 ORDER BY sequence", [PreparedChangeset.Bytes(subject)],
                row => new OtherEvent(row.GetInt64(0), subject, EventFact.Read(row.GetString(1), EventSource.Read(row.GetString(2))), IsOverwritten: true), cancellationToken)).FindAll(other => other.Fact == fact));
        }

        SubjectId own = Id(plan.Subject);
        foreach (SubjectId other in plan.Linked.Select(Id))
        {
            string fact = string.CompareOrdinal(own.ToString(), other.ToString()) < 0 ? $"Link/{own}.{other}" : $"Link/{other}.{own}";
            found.Add(new OtherEvent(0, other, fact, IsOverwritten: false));
        }

        return found;
    }

    /// <summary>Keys of receipts whose answer is about the subject. A receipt holds the subjects' ids one after another.</summary>
    internal async Task<IReadOnlyList<byte[]>> ReadReceiptsAsync(CancellationToken cancellationToken)
    {
        List<byte[]> keys = await session.ListAsync(
            "SELECT receipt_key, subject_ids FROM receipt ORDER BY receipt_key", [],
            row => Holds(row.GetFieldValue<byte[]>(1)) ? row.GetFieldValue<byte[]>(0) : [], cancellationToken);
        return keys.FindAll(key => key.Length > 0);
    }

    private bool Holds(ReadOnlySpan<byte> subjects)
    {
        for (int at = 0; at + 16 <= subjects.Length; at += 16)
        {
            if (subjects.Slice(at, 16).SequenceEqual(plan.Subject)) return true;
        }

        return false;
    }

    /// <summary>What the subject's resources are found by: codes, displays and texts, which others may have too.</summary>
    private async Task<HashSet<int>> ReadTermsAsync(CancellationToken cancellationToken)
    {
        HashSet<int> terms = [];
        StatementBatch batch = new(session);
        foreach (long number in plan.Resources) batch.Add($"SELECT n.number FROM {session.Dialect.EachTerm("x", "n")} WHERE x.resource = @p0", number);
        await batch.QueryAsync((_, row) => terms.Add(row.GetInt32(0)), cancellationToken);
        return terms;
    }

    /// <summary>Those of the terms that no resource has.</summary>
    private async Task<HashSet<int>> ReadUnusedAsync(HashSet<int> terms, CancellationToken cancellationToken)
    {
        HashSet<int> unused = [];
        StatementBatch batch = new(session);
        foreach (int term in terms) batch.Add($"SELECT n.number FROM search_term n WHERE n.number = @p0 AND {IsUnused}", term);
        await batch.QueryAsync((_, row) => unused.Add(row.GetInt32(0)), cancellationToken);
        return unused;
    }

    private string IsUnused => $"NOT EXISTS (SELECT 1 FROM {session.Dialect.TermTable} x WHERE {session.Dialect.HasTerm("x", "SELECT @p0")})";

    private void AddResources(StatementBatch batch)
    {
        foreach (long number in plan.Versioned)
            batch.Add("UPDATE resource_version SET is_deleted = @p0, content = @p1 WHERE resource = @p2 AND subject_id = @p3", true, Array.Empty<byte>(), number, plan.Subject);
        foreach (long number in plan.Resources)
        {
            foreach (string table in _ofResource) batch.Add($"DELETE FROM {table} WHERE resource = @p0", number);
            // Any id may be a client's own, a hospital's number for instance; none is kept, not even as a digest that could be tried out.
            batch.Add("UPDATE resource SET id = @p0, is_deleted = @p1 WHERE number = @p2", $"erased-{SubjectId.New()}", true, number);
        }
    }

    private void AddSubject(StatementBatch batch)
    {
        foreach (string table in OfSubject) batch.Add($"DELETE FROM {table} WHERE subject_id = @p0", plan.Subject);
        batch.Add("DELETE FROM linked_subject WHERE other_id = @p0", plan.Subject);
    }

    private void AddLog(StatementBatch batch, IReadOnlyList<OtherEvent> others)
    {
        const string Erase = "UPDATE event_log SET fact = @p0, source = @p0, occurred_earliest = NULL, occurred_latest = NULL, occurred_precision = NULL, body = @p1 WHERE ";
        byte[] body = EventWithheld.BodyOf(EventWithheld.Erased);
        batch.Add(Erase + "subject_id = @p2", EventWithheld.Erased, body, plan.Subject);
        foreach (OtherEvent other in others)
        {
            byte[] subject = PreparedChangeset.Bytes(other.Subject);
            batch.Add("DELETE FROM fact WHERE subject_id = @p0 AND fact_key = @p1", subject, Digest.Of(other.Fact));
            if (!other.IsOverwritten) continue;
            foreach (string table in new[] { "finding", "finding_history" }) batch.Add($"DELETE FROM {table} WHERE subject_id = @p0 AND finding_key = @p1", subject, other.Fact);
            batch.Add(Erase + "sequence = @p2", EventWithheld.Erased, body, other.Sequence);
        }
    }

    /// <summary>The event that says so, and the ledger's line, which has its time.</summary>
    private async Task<(long Sequence, long RecordedMs)> AppendAsync(IReadOnlyList<OtherEvent> others, HashSet<int> terms, long nowMs, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            "UPDATE log_counter SET last_sequence = last_sequence + 1, last_ordinal = last_ordinal + 1, term_epoch = term_epoch + @p1, last_recorded_ms = CASE WHEN last_recorded_ms > @p0 THEN last_recorded_ms ELSE @p0 END WHERE id = 1",
            [nowMs, terms.Count == 0 ? 0L : 1L], cancellationToken);
        (long sequence, long recordedMs, long ordinal) = await session.FirstAsync(
            "SELECT last_sequence, last_recorded_ms, last_ordinal FROM log_counter WHERE id = 1", [], row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken);
        long? previous = await session.FirstAsync<long?>(
            "SELECT sequence FROM event_log WHERE type = @p0 ORDER BY sequence DESC" + session.Dialect.Limit("@p1"), [nameof(SubjectErased), 1], row => row.GetInt64(0), cancellationToken);
        byte[] commit = SubjectId.New().Value.ToByteArray(bigEndian: true);
        EventDraft draft = new()
        {
            EventType = nameof(SubjectErased),
            Subject = Id(plan.Subject),
            Site = new SiteId(plan.Site),
            Fact = $"Subject/{Id(plan.Subject)}#erased",
            Source = $"Subject/{Id(plan.Subject)}",
            Occurred = null,
            Supersedes = null,
            Derivation = Derivation,
            Body = EventJson.WriteBody(new SubjectErased { Header = null!, Overwritten = [.. others.Where(other => other.IsOverwritten).Select(other => other.Sequence).Distinct().Order()] }),
        };
        StatementBatch batch = new(session);
        // Under the counter's lock: what committed before is seen, and what comes later sees the epoch, and that its numbers are gone.
        foreach (int term in terms) batch.Add($"DELETE FROM search_term WHERE number = @p0 AND {IsUnused}", term);
        session.Dialect.AddInserts(batch, EventRows.Target, [EventRows.Write(draft, sequence, previous, recordedMs, commit, draft.Derivation)]);
        batch.Add("INSERT INTO commit_record (id, site_id, client_id, recorded_ms, first_sequence, last_sequence, ordinal) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)", commit, plan.Site, Client, recordedMs, sequence, sequence, ordinal);
        batch.Add($"INSERT INTO {ErasedSubjectRow.Table} (subject_id, erased_ms) VALUES (@p0, @p1)", plan.Subject, recordedMs);
        await batch.ExecuteAsync(cancellationToken);
        return (sequence, recordedMs);
    }

    private static SubjectId Id(byte[] subject) => new(new Guid(subject, bigEndian: true));

    /// <summary>An event about another subject, or, where it is not overwritten, a link's fact alone.</summary>
    internal sealed record OtherEvent(long Sequence, SubjectId Subject, string Fact, bool IsOverwritten);
}

using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Store.EventLog;
using Registry.Store.Index;

namespace Registry.Store.Resources;

/// <summary>Reads what a decision needs, commits what was decided, and reads versions back. Thread-safe; one for each process and database.</summary>
public sealed class ResourceStore
{
    private const string VersionColumns = "r.id, v.site_id, v.subject_id, v.version, v.is_deleted, c.recorded_ms, v.content, r.number";

    private const string StatusColumn = "(SELECT s.status FROM subject s WHERE s.id = v.subject_id)";

    private const string CurrentSql = $"""
        SELECT {VersionColumns}, {StatusColumn} FROM resource r
        JOIN resource_version v ON v.resource = r.number AND v.version = r.version
        JOIN commit_record c ON c.id = v.commit_id
        WHERE r.type = @p0 AND r.id = @p1
        """;

    private const string VersionSql = $"""
        SELECT {VersionColumns}, {StatusColumn} FROM resource r
        JOIN resource_version v ON v.resource = r.number
        JOIN commit_record c ON c.id = v.commit_id
        WHERE r.type = @p0 AND r.id = @p1 AND v.version = @p2
        """;

    private static readonly string ManySql = $"""
        SELECT {VersionColumns}, {StatusColumn}, r.type FROM resource r
        JOIN resource_version v ON v.resource = r.number AND v.version = r.version
        JOIN commit_record c ON c.id = v.commit_id
        WHERE r.number IN ({string.Join(", ", Enumerable.Range(0, Limits.ReadBlock).Select(index => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"@p{index}")))})
        """;

    private readonly StoreDatabase _database;
    private readonly NumberBlocks _numbers;
    private readonly IndexNames _names;
    private readonly IndexTerms _terms;
    private readonly LogEnds _ends = new();
    private readonly GuardLocks _locks;

    /// <param name="database">Its database.</param>
    public ResourceStore(StoreDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
        _numbers = new NumberBlocks(database, NumberBlocks.Resources);
        _names = new IndexNames(database);
        _terms = new IndexTerms(database, _names);
        _locks = new GuardLocks(database, _names);
    }

    /// <summary>What the store holds of a submission's neighbourhood, as of one moment where the engine has snapshots.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="caller">Whose identifiers are meant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <remarks>Four round trips, whatever is asked. A subject's row version is read before its facts, so a read that a commit overtakes is found stale at the next commit.</remarks>
    public Task<RegistryState> ReadStateAsync(StateRequest request, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(caller);
        return _database.ReadAsync(session => new StateReader(session).ReadAsync(request, caller, cancellationToken), cancellationToken);
    }

    /// <summary>Subjects in the order of their ids, with all who are linked to one of them: what the rules are asked about when they are run anew.</summary>
    /// <param name="after">The page begins after this id; null for the first.</param>
    /// <param name="count">At most how many, 1 to <see cref="Limits.SubjectPage"/>, those not counted that are only linked.</param>
    /// <param name="withRecords">True when their current resources are asked for as well.</param>
    /// <param name="caller">Who asks: the registry itself, or its operator.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UnauthorizedAccessException">The caller does not see all sites.</exception>
    public Task<SubjectPage> ReadSubjectsAsync(SubjectId? after, int count, bool withRecords, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Limits.SubjectPage);
        RequireAllSites(caller);
        return _database.ReadAsync(session => new StateReader(session).ReadPageAsync(after, count, withRecords, cancellationToken), cancellationToken);
    }

    /// <summary>One subject with all who are linked to it; empty when there is no such subject.</summary>
    /// <inheritdoc cref="ReadSubjectsAsync"/>
    public Task<IReadOnlyDictionary<SubjectId, SubjectState>> ReadPersonAsync(SubjectId subject, bool withRecords, Caller caller, CancellationToken cancellationToken)
    {
        RequireAllSites(caller);
        return _database.ReadAsync(session => new StateReader(session).ReadPersonAsync(subject, withRecords, cancellationToken), cancellationToken);
    }

    /// <summary>Commits many changesets in one transaction: each is written whole or not at all, and one that cannot be written does not hold up the others.</summary>
    /// <param name="group">Changesets of any callers; the earlier wins where two exclude each other.</param>
    /// <param name="nowMs">The clock, milliseconds since 1970-01-01 UTC. What is recorded never runs behind what was recorded before, whatever the clock says.</param>
    /// <param name="cancellationToken">Gives up before the transaction is committed, not in the middle of it.</param>
    /// <returns>One outcome for each changeset, in the order of the group. A fault of the database is an outcome, never thrown.</returns>
    /// <exception cref="ArgumentException">A changeset is empty and has no receipt, or writes about a subject whose row it does not move.</exception>
    public Task<IReadOnlyList<CommitOutcome>> CommitAsync(IReadOnlyList<Changeset> group, long nowMs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        return CommitAsync([.. group.Select(changeset => new CommitItem(changeset))], nowMs, cancellationToken);
    }

    /// <summary>As <see cref="CommitAsync(IReadOnlyList{Changeset}, long, CancellationToken)"/>, each with the receipt that its sender asked for: both are written, or neither.</summary>
    /// <inheritdoc cref="CommitAsync(IReadOnlyList{Changeset}, long, CancellationToken)"/>
    public Task<IReadOnlyList<CommitOutcome>> CommitAsync(IReadOnlyList<CommitItem> group, long nowMs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        return new CommitGroup(_database, _numbers, _names, _terms, _ends, _locks, group, nowMs).RunAsync(cancellationToken);
    }

    /// <summary>The outcome of a commit whose answer was lost; null when it is not in the database.</summary>
    /// <remarks>Waits for a commit that is still under way, as it takes the counter's row: null is final.</remarks>
    public Task<CommitOutcome.Committed?> FindCommitAsync(Guid commitId, CancellationToken cancellationToken) =>
        _database.WriteAsync(session => CommitGroup.FindAsync(session, commitId, cancellationToken), cancellationToken);

    /// <summary>The current version. O(log n).</summary>
    public Task<ReadResult> ReadAsync(ResourceKey key, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ReadOneAsync(CurrentSql, [key.Type, key.Id], key, caller, cancellationToken);
    }

    /// <summary>One version, current or not. O(log n).</summary>
    public Task<ReadResult> ReadVersionAsync(ResourceKey key, long version, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ReadOneAsync(VersionSql, [key.Type, key.Id, version], key, caller, cancellationToken);
    }

    /// <summary>The current versions of resources, in their order; without those that are gone meanwhile, or were never there for this caller.</summary>
    /// <param name="resources">At most <see cref="Limits.ReadBlock"/>.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<ReadResult.Stored>> ReadManyAsync(IReadOnlyList<SearchMatch> resources, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resources);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(resources.Count, Limits.ReadBlock, nameof(resources));
        if (resources.Count == 0) return [];
        // Always as many parameters: one text, that a connection keeps prepared.
        object?[] numbers = [.. Enumerable.Range(0, Limits.ReadBlock).Select(index => (object?)resources[Math.Min(index, resources.Count - 1)].Number)];
        Dictionary<long, ReadResult.Stored> found = [];
        await _database.UseAsync(
            session => session.ListAsync(
                ManySql,
                numbers,
                row =>
                {
                    bool isOwn = new SiteId(row.GetString(1)) == caller.Site;
                    bool isWithdrawn = !row.IsDBNull(8) && (SubjectStatus)row.GetInt16(8) == SubjectStatus.Withdrawn;
                    if (!row.GetBoolean(4) && (isOwn || (caller.SeesAllSites && !isWithdrawn))) found[row.GetInt64(7)] = ReadStored(row, row.GetString(9));
                    return 0;
                },
                cancellationToken),
            cancellationToken);
        return [.. resources.Where(resource => found.ContainsKey(resource.Number)).Select(resource => found[resource.Number])];
    }

    // A person's facts are of all sites that know it.
    private static void RequireAllSites(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.SeesAllSites) throw new UnauthorizedAccessException("Subjects are read across sites, which this caller may not.");
    }

    private static ReadResult.Stored ReadStored(System.Data.Common.DbDataReader row, string type) => new()
    {
        Key = new ResourceKey(type, row.GetString(0)),
        Site = new SiteId(row.GetString(1)),
        Subject = EventRows.ReadSubject(row, 2),
        Version = row.GetInt64(3),
        RecordedMs = row.GetInt64(5),
        Content = ContentCodec.Decode(row.GetFieldValue<byte[]>(6)),
    };

    private async Task<ReadResult> ReadOneAsync(string sql, object?[] values, ResourceKey key, Caller caller, CancellationToken cancellationToken)
    {
        ReadResult? found = await _database.UseAsync<ReadResult?>(
            session => session.FirstAsync<ReadResult?>(
                sql,
                values,
                // Another site's resource is not there for this caller: its very existence is that site's to tell.
                row => !caller.SeesAllSites && new SiteId(row.GetString(1)) != caller.Site ? null
                    : new SiteId(row.GetString(1)) != caller.Site && !row.IsDBNull(8) && (SubjectStatus)row.GetInt16(8) == SubjectStatus.Withdrawn ? new ReadResult.Restricted()
                    : row.GetBoolean(4) ? new ReadResult.Gone(row.GetInt64(3), row.GetInt64(5))
                    : ReadStored(row, key.Type),
                cancellationToken),
            cancellationToken);
        return found ?? new ReadResult.NotFound();
    }
}

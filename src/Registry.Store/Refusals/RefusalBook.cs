using System.Globalization;
using Registry.Contracts.Callers;
using Registry.Store.Dialects;

namespace Registry.Store.Refusals;

/// <summary>Keeps what was refused, without its content, and tells it to coordinators. Not part of the log: what was refused never happened to a subject. Thread-safe.</summary>
public sealed class RefusalBook
{
    private static readonly InsertTarget Refusals = new(
        RefusalRow.Table, RefusalRow.Columns,
        [typeof(byte[]), typeof(long), typeof(int), typeof(string), typeof(string), typeof(string), typeof(short), typeof(string), typeof(int)]);

    private static readonly InsertTarget Findings = new(
        RefusalFindingRow.Table, RefusalFindingRow.Columns, [typeof(byte[]), typeof(short), typeof(string), typeof(string), typeof(string)]);

    private readonly StoreDatabase _database;

    /// <param name="database">Its database.</param>
    public RefusalBook(StoreDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
    }

    /// <summary>Writes all of them in one transaction. Texts that are longer than their column are cut.</summary>
    public Task AddAsync(IReadOnlyList<RefusalEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return _database.WriteAsync(
            async session =>
            {
                await session.BeginAsync(session.Dialect.WriteIsolation, cancellationToken);
                StatementBatch batch = new(session);
                session.Dialect.AddInserts(batch, Refusals, [.. entries.Select(RowOf)]);
                session.Dialect.AddInserts(batch, Findings, [.. entries.SelectMany(FindingRowsOf)]);
                await batch.ExecuteAsync(cancellationToken);
                await session.CommitAsync(cancellationToken);
                return entries.Count;
            },
            cancellationToken);
    }

    /// <summary>Refusals, the newest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="count">At most how many, 1 to <see cref="Limits.RefusalPage"/>.</param>
    /// <param name="caller">Who asks; without the coordinator's or operator's role only its own site's are told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<RefusalEntry>> ReadAsync(RefusalFilter filter, int count, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Limits.RefusalPage);
        (string where, List<object?> values) = Where(filter, caller);
        values.Add(count);
        string sql = $"SELECT {RefusalRow.Columns} FROM {RefusalRow.Table} r WHERE {where} ORDER BY refused_ms DESC, refusal_id DESC"
            + _database.Dialect.Limit(string.Create(CultureInfo.InvariantCulture, $"@p{values.Count - 1}"));
        return _database.ReadAsync<IReadOnlyList<RefusalEntry>>(
            async session =>
            {
                List<RefusalEntry> found = await session.ListAsync(
                    sql, [.. values],
                    row => new RefusalEntry
                    {
                        Id = new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true),
                        RefusedMs = row.GetInt64(1),
                        Site = new SiteId(row.GetString(3)),
                        Client = row.GetString(4),
                        Route = row.GetString(5),
                        Status = row.GetInt16(6),
                        ResourceType = row.GetString(7),
                        FindingCount = row.GetInt32(8),
                        Findings = [],
                    },
                    cancellationToken);
                List<RefusalFinding>[] findings = [.. found.Select(_ => new List<RefusalFinding>())];
                StatementBatch batch = new(session);
                foreach (RefusalEntry entry in found)
                    batch.Add($"SELECT rule_id, resource_type, path FROM {RefusalFindingRow.Table} WHERE refusal_id = @p0 ORDER BY finding_index", entry.Id.ToByteArray(bigEndian: true));
                await batch.QueryAsync((index, row) => findings[index].Add(new RefusalFinding(row.GetString(0), row.GetString(1), row.GetString(2))), cancellationToken);
                return [.. found.Select((entry, index) => entry with { Findings = findings[index] })];
            },
            cancellationToken);
    }

    /// <summary>How many there are, by rule, site and month, in that order.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<IReadOnlyList<RefusalCount>> CountAsync(RefusalFilter filter, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        (string where, List<object?> values) = Where(filter, caller);
        if (filter.Rule is not null)
        {
            where += string.Create(CultureInfo.InvariantCulture, $" AND f.rule_id = @p{values.Count}");
            values.Add(filter.Rule);
        }

        string sql = $"""
            SELECT f.rule_id, r.site_id, r.refused_month, COUNT(DISTINCT r.refusal_id), COUNT(*)
            FROM {RefusalRow.Table} r JOIN {RefusalFindingRow.Table} f ON f.refusal_id = r.refusal_id
            WHERE {where} GROUP BY f.rule_id, r.site_id, r.refused_month ORDER BY f.rule_id, r.site_id, r.refused_month
            """;
        return await _database.UseAsync(
            session => session.ListAsync(
                sql, [.. values],
                row => new RefusalCount(
                    row.GetString(0), new SiteId(row.GetString(1)), row.GetInt32(2), Convert.ToInt64(row.GetValue(3), CultureInfo.InvariantCulture),
                    Convert.ToInt64(row.GetValue(4), CultureInfo.InvariantCulture)),
                cancellationToken),
            cancellationToken);
    }

    /// <summary>Drops what is older than <see cref="Limits.RefusalMs"/>, then what exceeds <see cref="Limits.RefusalRows"/>, the oldest first.</summary>
    /// <returns>How many: <see cref="Limits.RefusalSweep"/> when more may be left.</returns>
    public Task<int> SweepAsync(long nowMs, CancellationToken cancellationToken) => SweepAsync(nowMs, Limits.RefusalRows, cancellationToken);

    internal Task<int> SweepAsync(long nowMs, long most, CancellationToken cancellationToken) => _database.WriteAsync(
        async session =>
        {
            List<byte[]> keys = await OldestAsync(session, nowMs - Limits.RefusalMs, Limits.RefusalSweep, cancellationToken);
            if (keys.Count == 0)
            {
                long count = await session.FirstAsync($"SELECT COUNT(*) FROM {RefusalRow.Table}", [], row => Convert.ToInt64(row.GetValue(0), CultureInfo.InvariantCulture), cancellationToken);
                if (count > most) keys = await OldestAsync(session, long.MaxValue, (int)Math.Min(count - most, Limits.RefusalSweep), cancellationToken);
            }

            if (keys.Count == 0) return 0;
            await session.BeginAsync(session.Dialect.WriteIsolation, cancellationToken);
            StatementBatch batch = new(session);
            // By key, so that two nodes that sweep at once never wait for each other in a circle.
            foreach (byte[] key in keys.Order(BytesComparer.Instance))
            {
                batch.Add($"DELETE FROM {RefusalRow.Table} WHERE refusal_id = @p0", key);
                batch.Add($"DELETE FROM {RefusalFindingRow.Table} WHERE refusal_id = @p0", key);
            }

            await batch.ExecuteAsync(cancellationToken);
            await session.CommitAsync(cancellationToken);
            return keys.Count;
        },
        cancellationToken);

    private static Task<List<byte[]>> OldestAsync(StoreSession session, long untilMs, int count, CancellationToken cancellationToken) => session.ListAsync(
        $"SELECT refusal_id FROM {RefusalRow.Table} WHERE refused_ms <= @p0 ORDER BY refused_ms" + session.Dialect.Limit("@p1"),
        [untilMs, count], row => row.GetFieldValue<byte[]>(0), cancellationToken);

    private static (string Where, List<object?> Values) Where(RefusalFilter filter, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(caller);
        List<object?> values = [];
        string where = $"r.refused_ms >= {Add(filter.FromMs ?? 0)} AND r.refused_ms < {Add(filter.BeforeMs ?? long.MaxValue)}";
        if (filter.Site is { } site) where += $" AND r.site_id = {Add(site.Value)}";
        if (!caller.SeesAllSites) where += $" AND r.site_id = {Add(caller.Site.Value)}";
        if (filter.Rule is { } rule) where += $" AND EXISTS (SELECT 1 FROM {RefusalFindingRow.Table} x WHERE x.refusal_id = r.refusal_id AND x.rule_id = {Add(rule)})";
        return (where, values);

        string Add(object value)
        {
            values.Add(value);
            return string.Create(CultureInfo.InvariantCulture, $"@p{values.Count - 1}");
        }
    }

    private static object?[] RowOf(RefusalEntry entry)
    {
        DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(entry.RefusedMs);
        return
        [
            entry.Id.ToByteArray(bigEndian: true), entry.RefusedMs, (time.Year * 100) + time.Month, entry.Site.Value, Cut(entry.Client, Limits.ClientIdChars), Cut(entry.Route, Limits.RouteChars),
            checked((short)entry.Status), Cut(entry.ResourceType, Limits.TypeChars), entry.FindingCount,
        ];
    }

    private static IEnumerable<object?[]> FindingRowsOf(RefusalEntry entry) => entry.Findings.Take(Limits.RefusalFindings).Select((finding, index) => new object?[]
    {
        entry.Id.ToByteArray(bigEndian: true), (short)index, Cut(finding.Rule, Limits.LabelChars), Cut(finding.ResourceType, Limits.TypeChars), Cut(finding.Path, Limits.RefusalPathChars),
    });

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}

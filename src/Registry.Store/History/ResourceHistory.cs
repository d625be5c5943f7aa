using System.Data.Common;
using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Store.Resources;

namespace Registry.Store.History;

/// <summary>Reads the versions of one resource, of a type, or of all, newest first. Thread-safe; one for each process and database.</summary>
/// <remarks>A page is places first, contents after, in small parts: nobody who reads slowly holds a connection, and a long page is never in memory as a whole.</remarks>
/// <param name="database">Its database.</param>
public sealed class ResourceHistory(StoreDatabase database)
{
    /// <summary>A page of places. O(log n) and the page, by the commits' order; never another site's versions but for a caller who sees all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not 1 to <see cref="Limits.HistoryPage"/>.</exception>
    public Task<HistoryPage> ReadAsync(HistoryQuery query, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(caller);
        if (query.Count is < 1 or > Limits.HistoryPage) throw new ArgumentOutOfRangeException(nameof(query), "A page of a history holds 1 to Limits.HistoryPage versions.");
        return database.UseAsync(session => ReadPageAsync(session, query, caller, cancellationToken), cancellationToken);
    }

    /// <summary>The contents of versions, in their order.</summary>
    /// <param name="entries">Of a page that this caller read; at most <see cref="Limits.HistoryContents"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more.</exception>
    /// <returns>For each the stored JSON, as <see cref="StoredContent.Write"/> takes it; empty for a deletion, and for what was erased meanwhile.</returns>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadContentsAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count > Limits.HistoryContents) throw new ArgumentOutOfRangeException(nameof(entries), "At most Limits.HistoryContents contents are read at once.");
        return database.UseAsync<IReadOnlyList<ReadOnlyMemory<byte>>>(
            async session =>
            {
                StatementBatch batch = new(session);
                foreach (HistoryEntry entry in entries) batch.Add("SELECT content FROM resource_version WHERE resource = @p0 AND version = @p1", entry.Place.Resource, entry.Version);
                ReadOnlyMemory<byte>[] contents = new ReadOnlyMemory<byte>[entries.Count];
                await batch.QueryAsync((index, row) => contents[index] = ContentCodec.Decode(row.GetFieldValue<byte[]>(0)), cancellationToken);
                return contents;
            },
            cancellationToken);
    }

    private static async Task<HistoryPage> ReadPageAsync(StoreSession session, HistoryQuery query, Caller caller, CancellationToken cancellationToken)
    {
        if (query.Id is not null && !await IsKnownAsync(session, query, caller, cancellationToken)) return new HistoryPage([], HasMore: false, IsKnown: false);
        // A time is looked up as an ordinal once, so that the walk through the commits ends there.
        long first = query.SinceMs is { } since ? await OrdinalAsync(session, HistorySql.FirstSince, since, cancellationToken) ?? long.MaxValue : 0;
        long last = query.At is { } at ? await OrdinalAsync(session, HistorySql.LastUntil, at.LastMs, cancellationToken) ?? 0 : long.MaxValue;
        (string sql, object?[] values) = HistorySql.For(query, first, last, caller, session.Dialect);
        List<HistoryEntry> entries = await session.ListAsync(sql, values, Read, cancellationToken);
        bool hasMore = entries.Count > query.Count;
        if (hasMore) entries.RemoveAt(entries.Count - 1);
        return new HistoryPage(entries, hasMore, IsKnown: true);
    }

    // Another site's resource is not there for this caller: its very existence is that site's to tell.
    private static async Task<bool> IsKnownAsync(StoreSession session, HistoryQuery query, Caller caller, CancellationToken cancellationToken)
    {
        string? site = await session.FirstAsync("SELECT site_id FROM resource WHERE type = @p0 AND id = @p1", [query.Type, query.Id], row => row.GetString(0), cancellationToken);
        return site is not null && (caller.SeesAllSites || new SiteId(site) == caller.Site);
    }

    private static async Task<long?> OrdinalAsync(StoreSession session, string sql, long ms, CancellationToken cancellationToken) =>
        await session.FirstAsync<long?>(sql + session.Dialect.Limit("@p1"), [ms, 1], row => row.GetInt64(0), cancellationToken);

    private static HistoryEntry Read(DbDataReader row) => new(
        new HistoryPlace(row.GetInt64(0), row.GetInt64(1)),
        new ResourceKey(row.GetString(2), row.GetString(3)),
        row.GetInt64(4),
        row.GetInt64(5),
        row.GetBoolean(6),
        !row.IsDBNull(7) && row.GetBoolean(7));
}

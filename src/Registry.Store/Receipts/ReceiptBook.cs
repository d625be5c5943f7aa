using System.Security.Cryptography;
using Registry.Store.Resources;

namespace Registry.Store.Receipts;

/// <summary>Finds receipts, and drops those whose time is over. They are written by <see cref="ResourceStore.CommitAsync(IReadOnlyList{CommitItem}, long, CancellationToken)"/>. Thread-safe.</summary>
public sealed class ReceiptBook
{
    private const string FindSql = """
        SELECT t.request_digest, t.answer, c.recorded_ms FROM receipt t
        JOIN commit_record c ON c.id = t.commit_id
        WHERE t.receipt_key = @p0 AND t.kept_until_ms > @p1
        """;

    private readonly StoreDatabase _database;

    /// <param name="database">Its database.</param>
    public ReceiptBook(StoreDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
    }

    /// <summary>What is kept under a request's key; null when nothing is. O(log n).</summary>
    /// <param name="receipt">The request.</param>
    /// <param name="nowMs">The clock, milliseconds since 1970-01-01 UTC.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ReceiptFound?> FindAsync(Receipt receipt, long nowMs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return _database.UseAsync(
            session => session.FirstAsync<ReceiptFound?>(
                FindSql,
                [receipt.Key, nowMs],
                row => CryptographicOperations.FixedTimeEquals(row.GetFieldValue<byte[]>(0), receipt.Request)
                    ? new ReceiptFound.Same(ContentCodec.Decode(row.GetFieldValue<byte[]>(1)), row.GetInt64(2))
                    : new ReceiptFound.Other(),
                cancellationToken),
            cancellationToken);
    }

    /// <summary>Drops receipts whose time is over, the oldest first.</summary>
    /// <returns>How many: <see cref="Limits.ReceiptSweep"/> when more may be left, else all that there were.</returns>
    public Task<int> SweepAsync(long nowMs, CancellationToken cancellationToken) => _database.WriteAsync(
        async session =>
        {
            List<byte[]> keys = await session.ListAsync(
                "SELECT receipt_key FROM receipt WHERE kept_until_ms <= @p0 ORDER BY kept_until_ms" + session.Dialect.Limit("@p1"),
                [nowMs, Limits.ReceiptSweep], row => row.GetFieldValue<byte[]>(0), cancellationToken);
            if (keys.Count == 0) return 0;
            await session.BeginAsync(session.Dialect.WriteIsolation, cancellationToken);
            StatementBatch batch = new(session);
            // By key, as commits take them, so that the two never wait for each other in a circle; the time again, as a commit may have taken the key anew.
            foreach (byte[] key in keys.Order(BytesComparer.Instance)) batch.Add("DELETE FROM receipt WHERE receipt_key = @p0 AND kept_until_ms <= @p1", key, nowMs);
            await batch.ExecuteAsync(cancellationToken);
            await session.CommitAsync(cancellationToken);
            return keys.Count;
        },
        cancellationToken);
}

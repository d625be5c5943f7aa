using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Registry.Contracts.Callers;

namespace Registry.Store.Callers;

/// <summary>What is known of a key.</summary>
/// <param name="Caller">Whose it is and what it may do.</param>
/// <param name="CreatedMs">When it was made, milliseconds since 1970-01-01 UTC.</param>
/// <param name="RevokedMs">When it was revoked; null while it is good.</param>
public sealed record ClientKey(Caller Caller, long CreatedMs, long? RevokedMs);

/// <summary>Bearer keys and what they may do. The database holds SHA-256 of a key, never the key. Thread-safe.</summary>
/// <remarks>A plain hash is enough because a key is random, 256 bits: there is nothing to guess.</remarks>
public sealed class ClientKeys
{
    private readonly StoreDatabase _database;

    /// <param name="database">Its database.</param>
    public ClientKeys(StoreDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
    }

    /// <summary>What is stored of a key.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Makes a key, stores its hash and returns the key: the only time that it can be seen.</summary>
    public async Task<string> AddAsync(Caller caller, long nowMs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        string key = "rk_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await AddAsync(Hash(key), caller, nowMs, cancellationToken);
        return key;
    }

    /// <summary>Stores the hash of a key that was made elsewhere.</summary>
    /// <returns>False when the key is there already, whatever it may do.</returns>
    public Task<bool> AddAsync(byte[] keyHash, Caller caller, long nowMs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keyHash);
        ArgumentNullException.ThrowIfNull(caller);
        if (keyHash.Length != SHA256.HashSizeInBytes) throw new ArgumentException("A key's hash has 32 bytes.", nameof(keyHash));
        return _database.WriteAsync(
            session => session.InsertIfAbsentAsync(
                "client_key", "key_hash, client_id, site_id, roles, created_ms", keyColumns: 1, [keyHash, caller.ClientId, caller.Site.Value, (int)caller.Roles, nowMs], cancellationToken),
            cancellationToken);
    }

    /// <summary>From now on the key is refused. A revoked key stays known.</summary>
    /// <returns>False when there is no such key, or it is revoked already.</returns>
    public Task<bool> RevokeAsync(byte[] keyHash, long nowMs, CancellationToken cancellationToken) => _database.WriteAsync(
        async session => await session.Context.ClientKeys
            .Where(key => key.KeyHash == keyHash && key.RevokedMs == null)
            .ExecuteUpdateAsync(set => set.SetProperty(key => key.RevokedMs, nowMs), cancellationToken) == 1,
        cancellationToken);

    /// <summary>From now on every key of a client is refused.</summary>
    /// <returns>How many keys that were good until now.</returns>
    public Task<int> RevokeAllAsync(string clientId, long nowMs, CancellationToken cancellationToken) => _database.WriteAsync(
        session => session.Context.ClientKeys
            .Where(key => key.ClientId == clientId && key.RevokedMs == null)
            .ExecuteUpdateAsync(set => set.SetProperty(key => key.RevokedMs, nowMs), cancellationToken),
        cancellationToken);

    /// <summary>Every key, revoked ones included, by time of making; never the key or its hash.</summary>
    public Task<IReadOnlyList<ClientKey>> ListAsync(CancellationToken cancellationToken) => _database.UseAsync<IReadOnlyList<ClientKey>>(
        async session => [.. (await session.Context.ClientKeys.AsNoTracking().OrderBy(key => key.CreatedMs).ToListAsync(cancellationToken))
            .Select(row => new ClientKey(new Caller(row.ClientId, new SiteId(row.SiteId), (CallerRoles)row.Roles), row.CreatedMs, row.RevokedMs))],
        cancellationToken);

    /// <summary>Who the key's holder is; null for a key that is unknown or revoked.</summary>
    public Task<Caller?> FindAsync(byte[] keyHash, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keyHash);
        return _database.UseAsync(
            session => session.FirstAsync<Caller?>(
                "SELECT client_id, site_id, roles FROM client_key WHERE key_hash = @p0 AND revoked_ms IS NULL",
                [keyHash],
                row => new Caller(row.GetString(0), new SiteId(row.GetString(1)), (CallerRoles)row.GetInt32(2)),
                cancellationToken),
            cancellationToken);
    }
}

using System.Collections.Concurrent;
using Registry.Contracts.Callers;
using Registry.Store.Callers;

namespace Registry.Server.Callers;

/// <summary>Whose bearer key this is, remembered for a moment so that a busy client is not looked up at each call. Thread-safe.</summary>
internal sealed class ClientKeyRing(ClientKeys keys, TimeProvider clock)
{
    /// <summary>How long a looked-up key is trusted: the longest time for which a revoked one still works.</summary>
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(10);

    private const int RememberedKeys = 10_000;
    private readonly ConcurrentDictionary<string, (Caller? Caller, long LookedUp)> _remembered = new(StringComparer.Ordinal);

    /// <summary>The caller whose key this is; null when it is unknown or revoked.</summary>
    public async Task<Caller?> FindAsync(string key, CancellationToken cancellationToken)
    {
        byte[] hash = ClientKeys.Hash(key);
        string name = Convert.ToHexString(hash);
        if (_remembered.TryGetValue(name, out (Caller? Caller, long LookedUp) known) && clock.GetElapsedTime(known.LookedUp) < Trust) return known.Caller;

        Caller? caller = await keys.FindAsync(hash, cancellationToken);
        // Guessed keys must not fill the memory.
        if (_remembered.Count >= RememberedKeys) _remembered.Clear();
        _remembered[name] = (caller, clock.GetTimestamp());
        return caller;
    }
}

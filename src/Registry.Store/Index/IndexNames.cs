using System.Collections.Concurrent;
using System.Data.Common;

namespace Registry.Store.Index;

/// <summary>The numbers of names: known ones from memory, new ones given by the database before the rows are written that hold them. Thread-safe.</summary>
/// <remarks>A name that nobody writes after all stays, and harms nobody. A number never changes, so nothing in memory grows stale.</remarks>
internal sealed class IndexNames(StoreDatabase database)
{
    /// <summary>Stands for a name that no row holds.</summary>
    internal const int None = -1;

    private readonly ConcurrentDictionary<IndexName, int> _known = [];

    /// <summary>The number of a name that was made sure of.</summary>
    internal int this[IndexName name] => _known[name];

    /// <summary>Whether a name's number is in memory.</summary>
    internal bool Knows(IndexName name) => _known.ContainsKey(name);

    /// <summary>Makes sure that names have numbers.</summary>
    internal async Task EnsureAsync(IEnumerable<IndexName> names, CancellationToken cancellationToken)
    {
        IndexName[] missing = [.. names.Where(name => !_known.ContainsKey(name)).Distinct()];
        if (missing.Length == 0) return;
        await FindAsync(missing, cancellationToken);
        foreach (IndexName name in missing.Where(name => !_known.ContainsKey(name))) await GiveAsync(name, cancellationToken);
    }

    /// <summary>Numbers of names, for a search; <see cref="None"/> for those that have none.</summary>
    internal async Task<Dictionary<IndexName, int>> FindAsync(IReadOnlyCollection<IndexName> names, CancellationToken cancellationToken)
    {
        IndexName[] missing = [.. names.Where(name => !_known.ContainsKey(name)).Distinct()];
        if (missing.Length > 0)
        {
            await database.UseAsync(
                async session =>
                {
                    StatementBatch batch = new(session);
                    foreach (IndexName name in missing) batch.Add("SELECT number FROM search_name WHERE kind = @p0 AND digest = @p1", (short)name.Kind, Digest.Of(name.Text));
                    await batch.QueryAsync((index, row) => _known[missing[index]] = row.GetInt32(0), cancellationToken);
                    return 0;
                },
                cancellationToken);
        }

        return names.Distinct().ToDictionary(name => name, name => _known.GetValueOrDefault(name, None));
    }

    /// <summary>Every unit that quantities were sent in.</summary>
    internal Task<List<(int Number, string Name)>> UnitsAsync(CancellationToken cancellationToken) => database.UseAsync(
        session => session.ListAsync("SELECT number, name FROM search_name WHERE kind = @p0", [(short)NameKind.Unit], row => (row.GetInt32(0), row.GetString(1)), cancellationToken),
        cancellationToken);

    private async Task GiveAsync(IndexName name, CancellationToken cancellationToken)
    {
        byte[] digest = Digest.Of(name.Text);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                _known[name] = await database.WriteAsync(
                    async session =>
                    {
                        await session.ExecuteAsync(
                            """
                            INSERT INTO search_name (number, kind, digest, name)
                            SELECT m.free, @p0, @p1, @p2 FROM (SELECT COALESCE(MAX(n.number), 0) + 1 AS free FROM search_name n) m
                            WHERE NOT EXISTS (SELECT 1 FROM search_name s WHERE s.kind = @p0 AND s.digest = @p1)
                            """,
                            [(short)name.Kind, digest, name.Text], cancellationToken);
                        return await session.FirstAsync("SELECT number FROM search_name WHERE kind = @p0 AND digest = @p1", [(short)name.Kind, digest], row => row.GetInt32(0), cancellationToken);
                    },
                    cancellationToken);
                return;
            }
            catch (DbException fault) when (database.Dialect.IsWorthRetrying(fault) && attempt < Limits.NameAttempts)
            {
                // Another process took the number, or gave the same name one: the next look finds it.
                await Task.Delay(Random.Shared.Next(Limits.CommitPauseMs), cancellationToken);
            }
        }
    }
}

using System.Data.Common;
using System.Security.Cryptography;
using Registry.Fhir.Json;
using Registry.Fhir.Search;
using Registry.Store.Resources;

namespace Registry.Store.Index;

/// <summary>Whether the index is that of the loaded definitions, and the run that makes it so. One for each process and database; thread-safe.</summary>
/// <remarks>
/// Rows are written with each version, so what may be amiss are those of versions that another package, or an older registry, wrote. The database says by
/// which definitions all of its rows were made; until these are the loaded ones a search would miss resources, and is refused instead.
/// </remarks>
public sealed class SearchIndex
{
    private readonly StoreDatabase _database;
    private readonly SearchIndexer _indexer;
    private readonly IndexNames _names;
    private readonly IndexTerms _terms;
    private readonly byte[] _fingerprint;
    private byte[]? _linkKey;
    private volatile bool _isReady;

    /// <param name="database">Its database.</param>
    /// <param name="indexer">Of the loaded definitions.</param>
    public SearchIndex(StoreDatabase database, SearchIndexer indexer)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(indexer);
        _database = database;
        _indexer = indexer;
        _names = new IndexNames(database);
        _terms = new IndexTerms(database, _names);
        _fingerprint = indexer.Fingerprint.ToArray();
    }

    /// <summary>What parameters rest on.</summary>
    public SearchIndexer Indexer => _indexer;

    /// <summary>Signs links of pages; the same on every node of this database.</summary>
    public async Task<ReadOnlyMemory<byte>> LinkKeyAsync(CancellationToken cancellationToken) => _linkKey ??= (await ReadAsync(cancellationToken)).LinkKey;

    /// <summary>True when every current version has its rows by the loaded definitions.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        // Once ready, it stays so: only this process's own definitions count, and every writer keeps the index.
        if (!_isReady) _isReady = (await ReadAsync(cancellationToken)).Fingerprint.AsSpan().SequenceEqual(_fingerprint);
        return _isReady;
    }

    /// <summary>Makes the rows of every current version anew, in the order of their numbers and in small transactions. It goes on where an earlier run towards the same definitions was cut off.</summary>
    /// <param name="isForced">True to begin from the start even when nothing is amiss.</param>
    /// <param name="onProgress">Told after each block: resources done, and the share of all numbers from 0 to 1.</param>
    /// <param name="cancellationToken">Stops after a block; the next run goes on there.</param>
    /// <returns>How many resources were indexed.</returns>
    /// <remarks>A version that is written meanwhile brings its own rows: a block holds its resources' rows while it works, and reads them as they are then.</remarks>
    public async Task<long> RebuildAsync(bool isForced, Action<long, double>? onProgress, CancellationToken cancellationToken)
    {
        if (!isForced && await IsReadyAsync(cancellationToken)) return 0;
        long next = await BeginAsync(isForced, cancellationToken);
        long end = await _database.UseAsync(session => session.FirstAsync("SELECT COALESCE(MAX(number), 0) + 1 FROM resource", [], ReadNumber, cancellationToken), cancellationToken);
        long done = 0;
        while (next < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (next, int count) = await RebuildBlockAsync(next, cancellationToken);
            done += count;
            onProgress?.Invoke(done, Math.Min(1, next / (double)end));
        }

        await _database.WriteAsync(
            session => session.ExecuteAsync("UPDATE search_state SET fingerprint = @p0, target = @p1, next_number = @p2 WHERE id = 1 AND target = @p0", [_fingerprint, Array.Empty<byte>(), 0L], cancellationToken),
            cancellationToken);
        return done;
    }

    /// <summary>A page of resources that a search matches.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not 0 to <see cref="Limits.SearchPageResources"/>.</exception>
    public Task<SearchPage> SearchAsync(SearchQuery query, Contracts.Callers.Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(caller);
        if (query.Count is < 0 or > Limits.SearchPageResources) throw new ArgumentOutOfRangeException(nameof(query), "A page holds 0 to Limits.SearchPageResources resources.");
        if (query.Filters.Count > Limits.SearchCriteria) throw new ArgumentOutOfRangeException(nameof(query), "A search has at most Limits.SearchCriteria filters.");
        return new SearchStatement(_database, _names, query, caller).RunAsync(cancellationToken);
    }

    /// <summary>Resources that are joined to others by a reference.</summary>
    /// <inheritdoc cref="IncludeStatement"/>
    public Task<IReadOnlyList<SearchMatch>> IncludeAsync(SearchInclude include, IReadOnlyList<SearchMatch> matches, int most, Contracts.Callers.Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(include);
        ArgumentNullException.ThrowIfNull(matches);
        ArgumentNullException.ThrowIfNull(caller);
        return new IncludeStatement(_database, _names, caller).RunAsync(include, matches, most, cancellationToken);
    }

    private async Task<IndexStateRow> ReadAsync(CancellationToken cancellationToken)
    {
        const string Sql = "SELECT fingerprint, target, next_number, link_key FROM search_state WHERE id = 1";
        static IndexStateRow Read(DbDataReader row) => new()
        {
            Id = 1,
            Fingerprint = row.GetFieldValue<byte[]>(0),
            Target = row.GetFieldValue<byte[]>(1),
            NextNumber = row.GetInt64(2),
            LinkKey = row.GetFieldValue<byte[]>(3),
        };
        IndexStateRow? found = await _database.UseAsync(session => session.FirstAsync(Sql, [], Read, cancellationToken), cancellationToken);
        if (found is not null) return found;
        return await _database.WriteAsync(
            async session =>
            {
                // Whoever holds no resource misses none.
                bool isEmpty = await session.FirstAsync("SELECT COUNT(*) FROM resource", [], ReadNumber, cancellationToken) == 0;
                await session.InsertIfAbsentAsync(
                    "search_state", "id, fingerprint, target, next_number, link_key", 1,
                    [(short)1, isEmpty ? _fingerprint : [], Array.Empty<byte>(), 0L, RandomNumberGenerator.GetBytes(32)], cancellationToken);
                return (await session.FirstAsync(Sql, [], Read, cancellationToken))!;
            },
            cancellationToken);
    }

    private async Task<long> BeginAsync(bool isForced, CancellationToken cancellationToken)
    {
        IndexStateRow state = await ReadAsync(cancellationToken);
        if (state.Target.AsSpan().SequenceEqual(_fingerprint)) return state.NextNumber;
        // Searches go on during a forced run: the rows that stand are those of the loaded definitions.
        await _database.WriteAsync(
            session => session.ExecuteAsync("UPDATE search_state SET target = @p0, next_number = @p1 WHERE id = 1", [_fingerprint, 0L], cancellationToken), cancellationToken);
        return 0;
    }

    private async Task<(long Next, int Count)> RebuildBlockAsync(long from, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await RebuildOnceAsync(from, cancellationToken);
            }
            catch (StaleTermsException)
            {
                _terms.Forget();
            }
            catch (DbException fault) when (_database.Dialect.IsWorthRetrying(fault) && attempt < Limits.CommitAttempts)
            {
                await Task.Delay(CommitGroup.PauseMs(attempt, Random.Shared.NextDouble()), cancellationToken);
            }
        }
    }

    private async Task<(long Next, int Count)> RebuildOnceAsync(long from, CancellationToken cancellationToken)
    {
        // Names are given in transactions of their own, so they are made sure of before the block takes its rows; one that only a version written in between has, later.
        List<(long Number, IndexRows Rows)> seen = await _database.UseAsync(session => ReadBlockAsync(session, from, cancellationToken), cancellationToken);
        await _names.EnsureAsync(seen.SelectMany(resource => resource.Rows.Names), cancellationToken);
        TermNumbers terms = await _terms.ResolveAsync(seen.SelectMany(resource => resource.Rows.Terms), cancellationToken);
        return await _database.WriteAsync(
            async session =>
            {
                await session.BeginAsync(session.Dialect.WriteIsolation, cancellationToken);
                long to = seen.Count == 0 ? from : seen[^1].Number;
                await session.ExecuteAsync("UPDATE resource SET version = version WHERE number >= @p0 AND number <= @p1", [from, to], cancellationToken);
                List<(long Number, IndexRows Rows)> held = await ReadBlockAsync(session, from, cancellationToken);
                held.RemoveAll(resource => resource.Number > to);
                // What was written since the first look has its rows from its writer; only its names may be new to this process.
                held.RemoveAll(resource => resource.Rows.Names.Any(name => !_names.Knows(name)) || resource.Rows.Terms.Any(term => !terms.Holds(term)));
                IndexWrite write = new(_names, terms);
                StatementBatch batch = new(session);
                foreach ((long number, IndexRows indexed) in held)
                {
                    IndexWrite.AddDelete(batch, session.Dialect, number);
                    write.Add(number, indexed);
                }

                write.AddInserts(batch, session.Dialect);
                long next = seen.Count < Limits.ReindexBlock ? long.MaxValue : to + 1;
                batch.Add("UPDATE search_state SET next_number = @p0 WHERE id = 1 AND target = @p1", next, _fingerprint);
                await batch.ExecuteAsync(cancellationToken);
                // Behind the counter's lock, as a commit: an erasure that took terms away is seen, and one that comes later sees these rows.
                await session.ExecuteAsync("UPDATE log_counter SET last_sequence = last_sequence WHERE id = 1", [], cancellationToken);
                if (await session.FirstAsync("SELECT term_epoch FROM log_counter WHERE id = 1", [], ReadNumber, cancellationToken) != terms.Epoch) throw new StaleTermsException();
                await session.CommitAsync(CancellationToken.None);
                terms.Committed(write.NewTerms);
                return (next, held.Count);
            },
            cancellationToken);
    }

    private Task<List<(long Number, IndexRows Rows)>> ReadBlockAsync(StoreSession session, long from, CancellationToken cancellationToken) => session.ListAsync(
        "SELECT r.number, v.content FROM resource r JOIN resource_version v ON v.resource = r.number AND v.version = r.version WHERE r.number >= @p0 ORDER BY r.number" + session.Dialect.Limit("@p1"),
        [from, Limits.ReindexBlock],
        row => (row.GetInt64(0), RowsOf(ContentCodec.Decode(row.GetFieldValue<byte[]>(1)))),
        cancellationToken);

    private IndexRows RowsOf(ReadOnlyMemory<byte> content)
    {
        List<SearchValue> values = [];
        if (content.Length > 0)
        {
            using ResourceDocument document = ResourceDocument.Parse(content, _indexer.Names);
            _indexer.Extract(document.Root, values);
        }

        return new IndexRows(values);
    }

    private static long ReadNumber(DbDataReader row) => Convert.ToInt64(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture);
}

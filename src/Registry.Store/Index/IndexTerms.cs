using System.Collections.Concurrent;
using Registry.Store.Dialects;
using Registry.Store.Resources;

namespace Registry.Store.Index;

/// <summary>A token or URI as a resource holds it: what one row of <c>search_term</c> says. Compared by every character, so a number never stands for two of them.</summary>
/// <param name="Source">Under which expression.</param>
/// <param name="Item">In which item of the expression.</param>
/// <param name="System">The system; null for none.</param>
/// <param name="Code">The code; null when there is only text.</param>
/// <param name="Text">Its display or text; null for none.</param>
internal readonly record struct IndexTerm(string Source, short Item, string? System, string? Code, string? Text)
{
    private const string Uri = "Uri:";

    internal static readonly InsertTarget Target = new(
        "search_term", "number, source, item, system, code, folded, exact",
        [typeof(int), typeof(int), typeof(short), typeof(int), typeof(string), typeof(string), typeof(string)]);

    internal IndexName SourceName => new(NameKind.Source, Source);

    internal IndexName? SystemName => System is null ? null : new IndexName(NameKind.System, System);

    internal bool IsUri => Source.StartsWith(Uri, StringComparison.Ordinal);

    /// <summary>Long texts are seldom sent twice, and would fill the memory.</summary>
    internal bool IsShort => (Code?.Length ?? 0) + (Text?.Length ?? 0) <= Limits.TermChars;

    private string? StoredCode => Code is null ? null : IndexText.Key(Code);

    // The beginning of a URI is found to the letter.
    private string? Folded => IsUri ? IndexText.Cut(Code!) : Text is null ? null : IndexText.Cut(IndexText.Fold(Text));

    private string? Exact => Text is null ? null : IndexText.Key(Text);

    internal object?[] Row(int number, IndexNames names) =>
        [number, names[SourceName], Item, SystemName is { } system ? names[system] : 0, StoredCode, Folded, Exact];

    /// <summary>A search for the term's number, by one of the table's two indexes. What a digest stands for in it has 128 bits.</summary>
    internal void AddLookup(StatementBatch batch, IndexNames names, Dialect dialect)
    {
        List<object?> values = [names[SourceName], Item, SystemName is { } system ? names[system] : 0];
        string sql = "SELECT number FROM search_term WHERE source = @p0 AND item = @p1 AND system = @p2";
        foreach ((string column, string? value) in new[] { ("code", StoredCode), ("folded", Folded), ("exact", Exact) })
        {
            if (value is null)
            {
                sql += $" AND {column} IS NULL";
                continue;
            }

            sql += string.Create(global::System.Globalization.CultureInfo.InvariantCulture, $" AND {column} = @p{values.Count}");
            values.Add(value);
        }

        values.Add(1);
        batch.Add(sql + " ORDER BY number" + dialect.Limit(string.Create(global::System.Globalization.CultureInfo.InvariantCulture, $"@p{values.Count - 1}")), [.. values]);
    }
}

/// <summary>The numbers of terms: known ones from memory, others from the database, new ones given here. Thread-safe; one for each process and database.</summary>
/// <remarks>
/// A new term is written by the transaction that first uses it, so it costs no transaction of its own and waits for nobody. Two nodes that meet a term in one
/// moment give it two numbers: a search asks for all numbers of what it seeks, so this costs a row and nothing else.
/// Only an erasure takes terms away. It raises the epoch under the counter's lock; whoever wrote numbers that were read in an earlier epoch finds that out under
/// the same lock, before COMMIT, and begins again.
/// </remarks>
internal sealed class IndexTerms(StoreDatabase database, IndexNames names)
{
    private readonly NumberBlocks _numbers = new(database, NumberBlocks.Terms);
    private Epoch? _known;

    /// <summary>Numbers for all of these; what a commit writes goes by them.</summary>
    internal async Task<TermNumbers> ResolveAsync(IEnumerable<IndexTerm> terms, CancellationToken cancellationToken)
    {
        Epoch known = _known ?? await BeginAsync(cancellationToken);
        TermNumbers numbers = new(known);
        HashSet<IndexTerm> missing = [.. terms.Where(term => !numbers.Knows(term))];
        if (missing.Count == 0) return numbers;
        IndexTerm[] asked = [.. missing];
        await names.EnsureAsync(asked.SelectMany(NamesOf), cancellationToken);
        await database.UseAsync(
            async session =>
            {
                foreach (IndexTerm[] block in asked.Chunk(Limits.TermLookups))
                {
                    StatementBatch batch = new(session);
                    foreach (IndexTerm term in block) term.AddLookup(batch, names, session.Dialect);
                    await batch.QueryAsync((index, row) => numbers.Found(block[index], row.GetInt32(0)), cancellationToken);
                }

                return 0;
            },
            cancellationToken);
        asked = [.. asked.Where(term => !numbers.Knows(term))];
        long[] given = await _numbers.TakeAsync(asked.Length, cancellationToken);
        for (int index = 0; index < asked.Length; index++) numbers.Give(asked[index], checked((int)given[index]));
        return numbers;
    }

    /// <summary>Forgets everything: the epoch has changed.</summary>
    internal void Forget() => _known = null;

    private static IEnumerable<IndexName> NamesOf(IndexTerm term) => term.SystemName is { } system ? [term.SourceName, system] : [term.SourceName];

    // Read before any number is.
    private async Task<Epoch> BeginAsync(CancellationToken cancellationToken) => _known = new Epoch(await database.UseAsync(
        session => session.FirstAsync("SELECT term_epoch FROM log_counter WHERE id = 1", [], row => row.GetInt64(0), cancellationToken), cancellationToken));

    internal sealed class Epoch(long number)
    {
        private readonly ConcurrentDictionary<IndexTerm, int> _numbers = [];

        internal long Number => number;

        internal bool TryFind(IndexTerm term, out int found) => _numbers.TryGetValue(term, out found);

        internal void Keep(IndexTerm term, int number)
        {
            if (!term.IsShort) return;
            if (_numbers.Count >= Limits.KnownTerms) _numbers.Clear();
            _numbers[term] = number;
        }
    }
}

/// <summary>Numbers of the terms of one group of commits.</summary>
internal sealed class TermNumbers(IndexTerms.Epoch epoch)
{
    private readonly Dictionary<IndexTerm, int> _found = [];
    private readonly Dictionary<IndexTerm, int> _new = [];

    /// <summary>The epoch in which they hold.</summary>
    internal long Epoch => epoch.Number;

    internal int this[IndexTerm term] => _found.TryGetValue(term, out int number) || _new.TryGetValue(term, out number)
        ? number : throw new InvalidOperationException("A term is written that was not asked for.");

    internal bool Knows(IndexTerm term)
    {
        if (_found.ContainsKey(term)) return true;
        if (!epoch.TryFind(term, out int number)) return false;
        // Kept here: memory may forget it before it is written.
        _found[term] = number;
        return true;
    }

    /// <summary>Whether the term was asked for.</summary>
    internal bool Holds(IndexTerm term) => _found.ContainsKey(term) || _new.ContainsKey(term);

    /// <summary>Whether the term is in no committed row yet.</summary>
    internal bool IsNew(IndexTerm term) => !_found.ContainsKey(term) && _new.ContainsKey(term);

    internal void Found(IndexTerm term, int number)
    {
        _found[term] = number;
        epoch.Keep(term, number);
    }

    internal void Give(IndexTerm term, int number) => _new[term] = number;

    /// <summary>What was new is committed.</summary>
    internal void Committed(IEnumerable<IndexTerm> terms)
    {
        foreach (IndexTerm term in terms) Found(term, _new[term]);
    }
}

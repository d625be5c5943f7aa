using Registry.Store.Dialects;

namespace Registry.Store.Index;

/// <summary>An erasure has taken terms away since their numbers were read: what was to be written with them is begun again.</summary>
internal sealed class StaleTermsException : Exception;

/// <summary>The index rows of many resources, to be written in one transaction.</summary>
internal sealed class IndexWrite(IndexNames names, TermNumbers terms)
{
    private readonly List<object?[]> _codes = [];
    private readonly List<object?[]> _texts = [];
    private readonly List<object?[]> _ranges = [];
    private readonly List<(long Resource, int[] Terms)> _postings = [];
    private readonly HashSet<IndexTerm> _new = [];

    /// <summary>Terms that stand in no row yet.</summary>
    internal IReadOnlyCollection<IndexTerm> NewTerms => _new;

    /// <summary>Tables that hold something of a resource under its number.</summary>
    internal static string[] TablesOf(Dialect dialect) => [dialect.TermTable, IndexRows.Codes.Table, IndexRows.Texts.Table, IndexRows.Ranges.Table];

    internal static void AddDelete(StatementBatch batch, Dialect dialect, long resource)
    {
        foreach (string table in TablesOf(dialect)) batch.Add($"DELETE FROM {table} WHERE resource = @p0", resource);
    }

    internal void Add(long resource, IndexRows rows)
    {
        rows.AddTo(_codes, _texts, _ranges, resource, name => names[name]);
        if (rows.Terms.Count == 0) return;
        int[] numbers = new int[rows.Terms.Count];
        int index = 0;
        foreach (IndexTerm term in rows.Terms)
        {
            numbers[index++] = terms[term];
            if (terms.IsNew(term)) _new.Add(term);
        }

        Array.Sort(numbers);
        _postings.Add((resource, numbers));
    }

    internal void AddInserts(StatementBatch batch, Dialect dialect)
    {
        dialect.AddInserts(batch, IndexTerm.Target, [.. _new.Select(term => term.Row(terms[term], names))]);
        dialect.AddPostings(batch, _postings);
        dialect.AddInserts(batch, IndexRows.Codes, _codes);
        dialect.AddInserts(batch, IndexRows.Texts, _texts);
        dialect.AddInserts(batch, IndexRows.Ranges, _ranges);
    }
}

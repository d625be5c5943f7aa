using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>The open facts of one table, as far as they are known, and what a batch changes of them.</summary>
/// <remarks>Invariant: at most one open row per subject and fact.</remarks>
internal sealed class LiveFacts(Type row)
{
    private readonly Dictionary<(SubjectId Subject, string Fact), long> _byFact = [];
    private readonly Dictionary<long, (SubjectId Subject, string Fact)> _bySequence = [];

    internal RowChanges Changes { get; } = new(row);

    /// <summary>How many open facts are known.</summary>
    internal int Count => _bySequence.Count;

    /// <summary>Forgets what is known; it is looked up again when it is asked for.</summary>
    internal void Forget()
    {
        _byFact.Clear();
        _bySequence.Clear();
    }

    /// <summary>The rows of a subject are deleted, and those that these events made of others: a later event of their facts finds nothing to replace.</summary>
    internal void Forget(SubjectId subject, IReadOnlyCollection<long> overwritten)
    {
        foreach ((long sequence, (SubjectId Subject, string Fact) key) in _bySequence)
        {
            if (key.Subject == subject || overwritten.Contains(sequence)) Remove(sequence);
        }
    }

    /// <summary>Adds queries for the open rows of these events' facts, and for those that they say they replace, unless they are known.</summary>
    /// <remarks>A fact's key is stable, so both name the same row; that they do is checked in <see cref="Open"/>.</remarks>
    internal void AddQueries(ProjectionSession session, IReadOnlyCollection<EventHeader> headers, List<RowStatement> queries)
    {
        (SubjectId, string)[] facts = [.. headers.Select(header => (header.Subject, header.Fact)).Where(key => !_byFact.ContainsKey(key)).Distinct()];
        if (facts.Length > 0) session.Dialect.AddFactQueries(queries, session.Map(row), facts);
        long[] replaced = [.. headers.Where(header => header.Supersedes is { } sequence && !_bySequence.ContainsKey(sequence)).Select(header => header.Supersedes!.Value).Distinct()];
        if (replaced.Length > 0) session.Dialect.AddSequenceQueries(queries, session.Map(row), replaced);
    }

    /// <summary>This row is open.</summary>
    internal void Hold(long fromSequence, SubjectId subject, string fact)
    {
        _byFact[(subject, fact)] = fromSequence;
        _bySequence[fromSequence] = (subject, fact);
    }

    /// <summary>A fact was stated: the row that it replaces is closed, and this one is open from now on.</summary>
    /// <exception cref="LogContradictionException">Another row holds for it than the event says, or one for another fact.</exception>
    internal void Open(EventHeader header, FactRow opened)
    {
        CloseReplaced(header);
        Changes.Open(opened);
        Hold(opened.FromSequence, opened.Subject, opened.Fact);
    }

    /// <summary>A fact is gone.</summary>
    /// <exception cref="LogContradictionException">It was not there.</exception>
    internal void Retract(EventHeader header)
    {
        long sequence = header.Supersedes is { } replaced && _bySequence.ContainsKey(replaced) ? replaced
            : _byFact.TryGetValue((header.Subject, header.Fact), out long ofFact) ? ofFact
            : throw new LogContradictionException($"A {row.Name} is retracted that does not hold.");
        if (_bySequence[sequence].Subject != header.Subject) throw new LogContradictionException($"A {row.Name} is retracted for another subject than its own.");
        Close(sequence, header.Sequence);
    }

    // An event may also name one whose row is closed: a fact that was retracted and is stated again. Then there is nothing to close.
    private void CloseReplaced(EventHeader header)
    {
        long? ofFact = _byFact.TryGetValue((header.Subject, header.Fact), out long held) ? held : null;
        long? ofSequence = header.Supersedes is { } replaced && _bySequence.ContainsKey(replaced) ? replaced : null;
        if (ofFact != ofSequence)
            throw new LogContradictionException($"A {row.Name} holds for a fact, and the new event does not say that it replaces just that one.");
        if (ofFact is { } closed) Close(closed, header.Sequence);
    }

    private void Close(long fromSequence, long sequence)
    {
        Changes.Close(fromSequence, sequence);
        Remove(fromSequence);
    }

    private void Remove(long fromSequence)
    {
        if (_bySequence.Remove(fromSequence, out (SubjectId Subject, string Fact) key)) _byFact.Remove(key);
    }
}

/// <summary>What a batch writes to one table: rows that it opens, and ends of rows.</summary>
internal sealed class RowChanges(Type row)
{
    private readonly List<object> _opened = [];
    private readonly Dictionary<long, FactRow> _openedFacts = [];
    private readonly List<(long From, long To)> _closed = [];

    internal void Open(FactRow opened)
    {
        _opened.Add(opened);
        _openedFacts.Add(opened.FromSequence, opened);
    }

    /// <summary>A row that nothing ends.</summary>
    internal void OpenForever(object opened) => _opened.Add(opened);

    internal void Close(long fromSequence, long sequence)
    {
        if (_openedFacts.TryGetValue(fromSequence, out FactRow? opened)) opened.ToSequence = sequence;
        else _closed.Add((fromSequence, sequence));
    }

    /// <summary>Hands over what there is to write, and begins anew.</summary>
    internal void Take(ProjectionSession session, List<RowStatement> statements)
    {
        if (_closed.Count > 0) session.Dialect.AddCloses(statements, session.Map(row), _closed);
        if (_opened.Count > 0) session.Dialect.AddInserts(statements, session.Map(row), [.. _opened.Select(session.Map(row).Values)]);
        _closed.Clear();
        _opened.Clear();
        _openedFacts.Clear();
    }
}

using Microsoft.EntityFrameworkCore;
using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>The open rows of one table that a batch can touch.</summary>
/// <remarks>Invariant: at most one open row per subject and fact.</remarks>
internal sealed class LiveRows<TRow>(AnalyticsContext context)
    where TRow : FactRow
{
    private readonly Dictionary<(SubjectId Subject, string Fact), TRow> _byFact = [];
    private readonly Dictionary<long, TRow> _bySequence = [];

    /// <summary>Reads the open rows of these events' facts, and those that they say they replace.</summary>
    /// <remarks>A fact's key is stable, so both name the same row; that they do is checked in <see cref="CloseReplaced"/>.</remarks>
    internal async Task LoadAsync(IReadOnlyCollection<EventHeader> headers, CancellationToken cancellationToken)
    {
        DbSet<TRow> table = context.Set<TRow>();
        SubjectId[] subjects = [.. headers.Select(header => header.Subject).Distinct()];
        string[] facts = [.. headers.Select(header => header.Fact).Distinct(StringComparer.Ordinal)];
        foreach (TRow row in await table.Where(row => row.ToSequence == null && subjects.Contains(row.Subject) && facts.Contains(row.Fact)).ToListAsync(cancellationToken))
            Hold(row);

        long[] replaced = [.. headers.Where(header => header.Supersedes is not null).Select(header => header.Supersedes!.Value).Distinct()];
        if (replaced.Length == 0) return;
        foreach (TRow row in await table.Where(row => row.ToSequence == null && replaced.Contains(row.FromSequence)).ToListAsync(cancellationToken)) Hold(row);
    }

    /// <summary>A fact was stated: the row that it replaces is closed, and this one is open from now on.</summary>
    internal void Open(EventHeader header, TRow row)
    {
        CloseReplaced(header);
        context.Set<TRow>().Add(row);
        Hold(row);
    }

    /// <summary>A fact is gone.</summary>
    /// <exception cref="LogContradictionException">It was not there.</exception>
    internal void Retract(EventHeader header)
    {
        TRow row = (header.Supersedes is { } replaced ? _bySequence.GetValueOrDefault(replaced) : null)
            ?? _byFact.GetValueOrDefault((header.Subject, header.Fact))
            ?? throw new LogContradictionException($"A {typeof(TRow).Name} is retracted that does not hold.");
        if (row.Subject != header.Subject) throw new LogContradictionException($"A {typeof(TRow).Name} is retracted for another subject than its own.");
        Close(row, header.Sequence);
    }

    /// <summary>These rows are deleted: a later event of their facts finds nothing to replace.</summary>
    internal void Forget(IReadOnlyCollection<long> sequences)
    {
        foreach (long sequence in sequences)
        {
            if (_bySequence.Remove(sequence, out TRow? row)) _byFact.Remove((row.Subject, row.Fact));
        }
    }

    // An event may also name one whose row is closed: a fact that was retracted and is stated again. Then there is nothing to close.
    private void CloseReplaced(EventHeader header)
    {
        TRow? ofFact = _byFact.GetValueOrDefault((header.Subject, header.Fact));
        TRow? ofSequence = header.Supersedes is { } replaced ? _bySequence.GetValueOrDefault(replaced) : null;
        if (!ReferenceEquals(ofFact, ofSequence))
            throw new LogContradictionException($"A {typeof(TRow).Name} holds for a fact, and the new event does not say that it replaces just that one.");
        if (ofFact is not null) Close(ofFact, header.Sequence);
    }

    private void Hold(TRow row)
    {
        _byFact[(row.Subject, row.Fact)] = row;
        _bySequence[row.FromSequence] = row;
    }

    private void Close(TRow row, long sequence)
    {
        row.ToSequence = sequence;
        _byFact.Remove((row.Subject, row.Fact));
        _bySequence.Remove(row.FromSequence);
    }
}

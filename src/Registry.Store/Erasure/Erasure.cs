using Registry.Contracts.Events;

namespace Registry.Store.Erasure;

/// <summary>A line of the ledger of erasures.</summary>
/// <param name="Subject">Who was erased: a random id, equal to no identifier.</param>
/// <param name="ErasedMs">When, milliseconds since 1970-01-01 UTC.</param>
public sealed record ErasedSubject(SubjectId Subject, long ErasedMs);

/// <summary>What an erasure takes, counted.</summary>
public sealed record ErasureCounts
{
    /// <summary>Resources about the subject.</summary>
    public required int Resources { get; init; }

    /// <summary>Their versions.</summary>
    public required int Versions { get; init; }

    /// <summary>Events about the subject.</summary>
    public required int Events { get; init; }

    /// <summary>Events about others that name what is erased: findings over linked subjects, and what a resource stated before it was moved to another subject.</summary>
    public required int OtherEvents { get; init; }

    /// <summary>Findings, of the subject and of others who are linked to it.</summary>
    public required int Findings { get; init; }

    /// <summary>Receipts whose answer is about the subject.</summary>
    public required int Receipts { get; init; }

    /// <summary>Subjects who were joined with this one as one person. Nothing of theirs goes but the link.</summary>
    public required IReadOnlyList<SubjectId> Linked { get; init; }
}

/// <summary>What became of an erasure.</summary>
public abstract record ErasureResult
{
    private ErasureResult()
    {
    }

    /// <summary>The store holds no such subject.</summary>
    public sealed record Unknown : ErasureResult;

    /// <summary>It was erased before; nothing was to be done.</summary>
    /// <param name="Entry">Its line in the ledger.</param>
    public sealed record AlreadyErased(ErasedSubject Entry) : ErasureResult;

    /// <summary>It would be erased so; nothing was written.</summary>
    /// <param name="Counts">What would go.</param>
    public sealed record Planned(ErasureCounts Counts) : ErasureResult;

    /// <summary>It is erased.</summary>
    /// <param name="Entry">Its line in the ledger.</param>
    /// <param name="Counts">What went.</param>
    /// <param name="Sequence">Sequence of its <see cref="SubjectErased"/>.</param>
    public sealed record Erased(ErasedSubject Entry, ErasureCounts Counts, long Sequence) : ErasureResult;

    /// <summary>Submissions kept changing the subject meanwhile, or the database had no turn for it: nothing was written.</summary>
    public sealed record Unsettled : ErasureResult;
}

using Registry.Clinical;

namespace Registry.Store.Resources;

/// <summary>What became of one changeset of a group. A case never depends on what became of the others, but for what they took first.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>It is durable, whole.</summary>
    /// <param name="CommitId">Id of its commit row.</param>
    /// <param name="FirstSequence">Sequence of its first event.</param>
    /// <param name="LastSequence">Sequence of its last event; less than the first when it had none.</param>
    /// <param name="RecordedMs">meta.lastUpdated of its versions, milliseconds since 1970-01-01 UTC.</param>
    public sealed record Committed(Guid CommitId, long FirstSequence, long LastSequence, long RecordedMs) : CommitOutcome;

    /// <summary>A subject, a resource or a search that it was decided on has moved, and nothing of it was written: read again and decide again.</summary>
    public sealed record Stale : CommitOutcome;

    /// <summary>Another resource of the site holds the identifier, and nothing was written. Reading again shows the holder.</summary>
    /// <param name="Identifier">The identifier.</param>
    public sealed record IdentifierTaken(IdentifierKey Identifier) : CommitOutcome;

    /// <summary>The key of its receipt is another's, committed before or in this very moment, and nothing was written: the receipt says what to answer.</summary>
    public sealed record Answered : CommitOutcome;

    /// <summary>The database failed, and nothing of it is known to be written; <see cref="ResourceStore.FindCommitAsync"/> tells once the database answers again.</summary>
    /// <param name="Fault">The fault, to be thrown or logged once by whoever asked.</param>
    public sealed record Failed(Exception Fault) : CommitOutcome;
}

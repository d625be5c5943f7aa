using Registry.Clinical.Dispatch;
using Registry.Clinical.Rules;
using Registry.Clinical.Submissions;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Fhir.Outcomes;

namespace Registry.Clinical.Decisions;

/// <summary>What a submission means for the registry as it stands: everything that changes, or why nothing does.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>It is taken.</summary>
    /// <param name="Changeset">What to commit; empty when the same was sent before.</param>
    /// <param name="Outcomes">What becomes of each entry, in the order of the entries.</param>
    /// <param name="Findings">What the answer tells besides; warnings, no errors.</param>
    public sealed record Decided(Changeset Changeset, IReadOnlyList<EntryOutcome> Outcomes, Findings Findings) : Decision;

    /// <summary>It is not taken, and nothing of it is stored.</summary>
    public sealed record Refused(Refusal Refusal) : Decision;

    /// <summary>Decides on a submission. Pure but for the ids that it asks for.</summary>
    /// <param name="submission">What is asked.</param>
    /// <param name="state">What the store holds of <see cref="Submission.Needs"/>.</param>
    /// <param name="basis">The day on which the rules are asked, and their thresholds.</param>
    /// <param name="newId">Makes the commit's id and those of new resources: UUIDv7.</param>
    /// <param name="newSubject">Makes the ids of new subjects; null for <see cref="SubjectId.New"/>.</param>
    /// <exception cref="InvalidDataException">The state contradicts itself, such as a resource whose subject was not read.</exception>
    public static Decision Decide(Submission submission, RegistryState state, RuleBasis basis, Func<Guid> newId, Func<SubjectId>? newSubject = null)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(newId);
        return new SubmissionDecision(submission, state, basis, newId, newSubject ?? SubjectId.New).Decide();
    }

    /// <summary>Joins two subjects as one person. The rules are asked again over the facts of both.</summary>
    /// <param name="first">One of the pair; as all that are given, with its records where <see cref="DispatchTable.AsksRecords"/> says so.</param>
    /// <param name="second">The other.</param>
    /// <param name="linked">Every subject that is already linked to either; they are read, and guarded, too.</param>
    /// <param name="caller">Who says so.</param>
    /// <param name="table">The packages, with their rules.</param>
    /// <param name="basis">The day on which the rules are asked, and their thresholds.</param>
    /// <param name="commitId">Id of the commit, UUIDv7.</param>
    /// <exception cref="ArgumentException">Both are the same subject.</exception>
    public static Changeset Link(SubjectState first, SubjectState second, IReadOnlyCollection<SubjectState> linked, Caller caller, DispatchTable table, RuleBasis basis, Guid commitId) =>
        LinkDecision.Decide(first, second, linked, caller, table, basis, commitId, isLinked: true);

    /// <summary>Parts two subjects that were joined. Findings that rested on facts of both close.</summary>
    /// <inheritdoc cref="Link"/>
    public static Changeset Unlink(SubjectState first, SubjectState second, IReadOnlyCollection<SubjectState> linked, Caller caller, DispatchTable table, RuleBasis basis, Guid commitId) =>
        LinkDecision.Decide(first, second, linked, caller, table, basis, commitId, isLinked: false);

    /// <summary>Asks the rules anew about one person of whom nothing is sent: findings open and close, and no fact changes.</summary>
    /// <param name="person">A subject with all that are linked to it; with their records where <see cref="DispatchTable.AsksRecords"/> says so.</param>
    /// <param name="caller">Who asks for it.</param>
    /// <param name="table">The packages, with their rules.</param>
    /// <param name="basis">The day on which the rules are asked, and their thresholds.</param>
    /// <param name="commitId">Id of the commit, UUIDv7.</param>
    /// <returns>What to commit; empty when everything stands as the rules say.</returns>
    public static Changeset Review(IReadOnlyList<SubjectState> person, Caller caller, DispatchTable table, RuleBasis basis, Guid commitId)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(basis);
        return ReviewDecision.Decide(person, caller, table, basis, commitId);
    }

    /// <summary>Reads the facts of one type of event anew from what is stored of a subject: for when the mapping from resources to events has changed.</summary>
    /// <param name="subject">With its records.</param>
    /// <param name="eventType">Name of the type, such as <c>FlareUpReported</c>; what was of that type, or is now.</param>
    /// <param name="caller">Who asks for it.</param>
    /// <param name="table">The packages, with their mapping.</param>
    /// <param name="commitId">Id of the commit, UUIDv7.</param>
    /// <returns>What to commit: superseding events and retractions; empty when everything is told as the mapping says. Findings follow when the rules are run.</returns>
    public static Changeset Rederive(SubjectState subject, string eventType, Caller caller, DispatchTable table, Guid commitId)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(table);
        return RederiveDecision.Decide(subject, eventType, caller, table, commitId);
    }

    /// <summary>Subjects as the persons that they are: those who are linked, directly or through others, together.</summary>
    /// <param name="subjects">With all who are linked to one of them.</param>
    /// <returns>Each person's subjects, the least id first; the persons in the order of these.</returns>
    public static IReadOnlyList<IReadOnlyList<SubjectState>> Persons(IReadOnlyDictionary<SubjectId, SubjectState> subjects)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        return ReviewDecision.Persons(subjects);
    }
}

/// <summary>What becomes of an entry.</summary>
public enum EntryResult
{
    /// <summary>A first version is written, or the first after a deletion: 201.</summary>
    Created,

    /// <summary>A further version is written: 200.</summary>
    Updated,

    /// <summary>Nothing is written, because the same content stands, or because a conditional create found its match: 200.</summary>
    Unchanged,

    /// <summary>A deletion is written, or there was nothing to delete: 204.</summary>
    Deleted,
}

/// <summary>What becomes of one entry.</summary>
/// <param name="Index">Place in the bundle from 0; 0 for a single resource.</param>
/// <param name="Result">Created, updated, unchanged or deleted.</param>
/// <param name="Resource">The resource; null when there was nothing to delete.</param>
/// <param name="Version">Its version from now on; null when there was nothing to delete.</param>
public sealed record EntryOutcome(int Index, EntryResult Result, ResourceKey? Resource, long? Version);

using Registry.Clinical.Dispatch;
using Registry.Clinical.Identity;
using Registry.Clinical.Intake;
using Registry.Contracts.Callers;
using Registry.Fhir.Json;

namespace Registry.Clinical.Submissions;

/// <summary>What reading a submission gives.</summary>
public abstract record SubmissionResult
{
    private SubmissionResult()
    {
    }

    /// <summary>It can be decided once its <see cref="Submission.Needs"/> are read.</summary>
    public sealed record Ready(Submission Submission) : SubmissionResult;

    /// <summary>It is not taken, whatever the registry holds.</summary>
    public sealed record Refused(Refusal Refusal) : SubmissionResult;
}

/// <summary>What a caller asks for, checked against itself and the dataset. It looks into the document, so it lives no longer than that.</summary>
public sealed class Submission
{
    internal Submission(Caller caller, DispatchTable table, PseudonymSystems pseudonyms, IReadOnlyList<SubmittedEntry> entries)
    {
        Caller = caller;
        Table = table;
        Pseudonyms = pseudonyms;
        Entries = entries;
        Conditions = ConditionsOf(entries);
        Needs = NeedsOf(entries) with { WithRecords = table.AsksRecords || entries.Any(entry => entry.Action == EntryAction.Delete) };
    }

    /// <summary>Who asks.</summary>
    public Caller Caller { get; }

    /// <summary>What has to be read before it can be decided.</summary>
    public StateRequest Needs { get; }

    /// <summary>Searches that it rests on, each once: what they find is to be read with <see cref="Needs"/>, and told as <see cref="RegistryState.ByCondition"/>.</summary>
    public IReadOnlyList<SubmittedCondition> Conditions { get; }

    /// <summary>Entries, in order; 1 for a single resource.</summary>
    public int EntryCount => Entries.Count;

    internal DispatchTable Table { get; }

    internal PseudonymSystems Pseudonyms { get; }

    internal IReadOnlyList<SubmittedEntry> Entries { get; }

    /// <summary>Reads what an admitted body asks for.</summary>
    /// <param name="admitted">What the gate let through; it must outlive the submission.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="table">The dispatch table that also chose the profiles.</param>
    /// <param name="policy">The intake settings.</param>
    /// <param name="interaction">What is to be done with the body.</param>
    public static SubmissionResult From(IntakeVerdict.Admitted admitted, Caller caller, DispatchTable table, IntakePolicy policy, Interaction interaction)
    {
        ArgumentNullException.ThrowIfNull(admitted);
        return Read(admitted.Document.Root, caller, table, policy, interaction);
    }

    // For tests on hand-made JSON: what has no verdict cannot be submitted from outside.
    internal static SubmissionResult Read(NodeCursor root, Caller caller, DispatchTable table, IntakePolicy policy, Interaction interaction)
    {
        SubmissionReader reader = new(table, policy);
        IReadOnlyList<SubmittedEntry> entries = reader.Read(root, interaction);
        return reader.Objections.Any
            ? new SubmissionResult.Refused(reader.Objections.ToRefusal())
            : new SubmissionResult.Ready(new Submission(caller, table, policy.Pseudonyms, entries));
    }

    /// <summary>DELETE [base]/[type]/[id].</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="table">The dispatch table.</param>
    /// <param name="policy">The intake settings.</param>
    /// <param name="type">Resource type in the URL.</param>
    /// <param name="id">Id in the URL.</param>
    /// <param name="ifMatch">The header If-Match; null when there is none.</param>
    public static SubmissionResult Delete(Caller caller, DispatchTable table, IntakePolicy policy, string type, string id, string? ifMatch = null) =>
        ReadDelete(caller, table, policy, $"{type}/{id}", ifMatch);

    /// <summary>DELETE [base]/[type]?[criteria].</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="table">The dispatch table.</param>
    /// <param name="policy">The intake settings.</param>
    /// <param name="type">Resource type in the URL.</param>
    /// <param name="criteria">The query without its question mark.</param>
    /// <param name="ifMatch">The header If-Match; null when there is none.</param>
    public static SubmissionResult ConditionalDelete(Caller caller, DispatchTable table, IntakePolicy policy, string type, string criteria, string? ifMatch = null) =>
        ReadDelete(caller, table, policy, $"{type}?{criteria}", ifMatch);

    private static SubmissionResult ReadDelete(Caller caller, DispatchTable table, IntakePolicy policy, string url, string? ifMatch)
    {
        SubmissionReader reader = new(table, policy);
        SubmittedEntry? entry = reader.ReadDelete(0, default, url, ifMatch);
        return entry is null || reader.Objections.Any
            ? new SubmissionResult.Refused(reader.Objections.ToRefusal())
            : new SubmissionResult.Ready(new Submission(caller, table, policy.Pseudonyms, [entry]));
    }

    private static List<SubmittedCondition> ConditionsOf(IReadOnlyList<SubmittedEntry> entries)
    {
        Dictionary<Condition, SubmittedCondition> found = [];
        foreach (SubmittedEntry entry in entries)
        {
            if (entry.Condition is { } condition) Add(condition, entry.Action == EntryAction.Delete ? Limits.ConditionalDeletes : 1, entry.Place);
            foreach (SubmittedReference reference in entry.References)
            {
                if (reference.Condition is { } wanted) Add(wanted, 1, reference.Place);
            }
        }

        return [.. found.Values];

        void Add(Condition condition, int most, NodeCursor place)
        {
            if (!found.TryGetValue(condition, out SubmittedCondition? other)) found.Add(condition, new SubmittedCondition(condition, most, place.Exists ? place.Expression : null));
            else if (other.Most < most) found[condition] = other with { Most = most };
        }
    }

    private static StateRequest NeedsOf(IReadOnlyList<SubmittedEntry> entries)
    {
        HashSet<ResourceKey> resources = [];
        HashSet<IdentifierKey> identifiers = [];
        foreach (SubmittedEntry entry in entries)
        {
            if (entry.Id is { } id) resources.Add(new ResourceKey(entry.Type, id));
            if (entry.Match is { } match) identifiers.Add(match);
            identifiers.UnionWith(entry.Identifiers);
            foreach (SubmittedReference reference in entry.References)
            {
                if (reference.Key is { } key) resources.Add(key);
                if (reference.Match is { } wanted) identifiers.Add(wanted);
            }
        }

        return new StateRequest(resources, identifiers);
    }
}

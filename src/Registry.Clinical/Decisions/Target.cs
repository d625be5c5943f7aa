using Registry.Clinical.Submissions;
using Registry.Contracts.Events;

namespace Registry.Clinical.Decisions;

/// <summary>An entry, and the resource on which it acts. Filled in step by step while a submission is decided.</summary>
internal sealed class Target(SubmittedEntry entry, ResourceKey? key, StoredResource? current)
{
    public SubmittedEntry Entry { get; } = entry;

    /// <summary>The resource; null when there is nothing to delete.</summary>
    public ResourceKey? MaybeKey { get; } = key;

    public ResourceKey Key => MaybeKey!.Value;

    /// <summary>The version that stands; null for a new resource.</summary>
    public StoredResource? Current { get; } = current;

    /// <summary>True when a conditional create found its match, so that nothing is written.</summary>
    public bool IsMatched { get; init; }

    /// <summary>True when a version with content is to stand afterwards.</summary>
    public bool IsWrite => Entry.Action != EntryAction.Delete && !IsMatched;

    /// <summary>True when a version that stands is to be deleted.</summary>
    public bool IsDelete => Entry.Action == EntryAction.Delete && Current is { IsDeleted: false };

    /// <summary>Who it is about, once known.</summary>
    public SubjectId Subject { get; set; }

    /// <summary>True when that is a subject of the dataset, whose consent is asked; what is kept from outside it may be about somebody else, or nobody.</summary>
    public bool IsAboutSubject { get; set; }

    /// <summary>The content to store; empty for a deletion.</summary>
    public byte[] Content { get; set; } = [];

    /// <summary>True when a version has to be written.</summary>
    public bool IsChanged { get; set; }

    public bool IsPatient => Entry.Type is "Patient";

    public long Version => IsChanged ? (Current?.Version ?? 0) + 1 : Current?.Version ?? 0;

    public string VersionReference => FormattableString.Invariant($"{Key}/_history/{Version}");

    public EntryOutcome Outcome => this switch
    {
        { MaybeKey: null } or { Entry.Action: EntryAction.Delete, Current: null } => new EntryOutcome(Entry.Index, EntryResult.Deleted, null, null),
        { Entry.Action: EntryAction.Delete } => new EntryOutcome(Entry.Index, EntryResult.Deleted, Key, Version),
        { IsChanged: false } => new EntryOutcome(Entry.Index, EntryResult.Unchanged, Key, Version),
        _ => new EntryOutcome(Entry.Index, Current is { IsDeleted: false } ? EntryResult.Updated : EntryResult.Created, Key, Version),
    };
}

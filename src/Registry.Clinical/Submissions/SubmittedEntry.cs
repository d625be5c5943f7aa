using Registry.Clinical.Dispatch;
using Registry.Fhir.Json;

namespace Registry.Clinical.Submissions;

/// <summary>What one entry asks for.</summary>
internal enum EntryAction
{
    /// <summary>POST: a new resource, unless <see cref="SubmittedEntry.Match"/> finds one.</summary>
    Create,

    /// <summary>PUT: the resource named by id or found by <see cref="SubmittedEntry.Match"/>, or a new one.</summary>
    Update,

    /// <summary>DELETE: the resource named by id or found by <see cref="SubmittedEntry.Match"/>, if there is one; or those found by <see cref="SubmittedEntry.Condition"/>.</summary>
    Delete,
}

/// <summary>One thing to do, read and checked against itself.</summary>
internal sealed record SubmittedEntry
{
    /// <summary>Place in the bundle from 0; 0 for a single resource.</summary>
    public required int Index { get; init; }

    public required EntryAction Action { get; init; }

    public required string Type { get; init; }

    /// <summary>The id in the URL, or in the resource of a conditional update; null where we make it.</summary>
    public string? Id { get; init; }

    /// <summary>The identifier that a conditional interaction looks for; null for an unconditional one.</summary>
    public IdentifierKey? Match { get; init; }

    /// <summary>The search that a conditional interaction rests on, where that is not one identifier; null for all others.</summary>
    public Condition? Condition { get; init; }

    /// <summary>Which version must be current; null when any may be, or none.</summary>
    public VersionCondition? IfMatch { get; init; }

    /// <summary>True when nothing may stand there yet: If-None-Match with an asterisk.</summary>
    public bool MustBeNew { get; init; }

    /// <summary>The entry, for findings about what is asked; the resource for a single one; missing for a single delete.</summary>
    public NodeCursor Place { get; init; }

    /// <summary>The resource; missing for a delete.</summary>
    public NodeCursor Resource { get; init; }

    /// <summary>The row that took the resource; null when it is kept from outside the dataset, and for a delete.</summary>
    public DispatchRow? Row { get; init; }

    /// <summary>Identifiers with system and value that the resource carries, each once, in order.</summary>
    public IReadOnlyList<IdentifierKey> Identifiers { get; init; } = [];

    /// <summary>References in the resource.</summary>
    public IReadOnlyList<SubmittedReference> References { get; init; } = [];
}

/// <summary>A reference, and what it names.</summary>
/// <param name="Place">The string <c>reference</c>.</param>
/// <param name="Entry">Index of the entry that it names; null when it names none by full URL.</param>
/// <param name="Key">The type and id that it names; null when it names none so.</param>
/// <param name="Match">The identifier that it names; null when it names none.</param>
/// <param name="Condition">The search by which it names one; null when it does not.</param>
internal sealed record SubmittedReference(NodeCursor Place, int? Entry, ResourceKey? Key, IdentifierKey? Match, Condition? Condition = null);

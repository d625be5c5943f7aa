using Registry.Clinical;

namespace Registry.Store.History;

/// <summary>Which versions a history holds. https://hl7.org/fhir/R4/http.html#history</summary>
public sealed record HistoryQuery
{
    /// <summary>The resource type; null for the history of all.</summary>
    public string? Type { get; init; }

    /// <summary>The resource's id; null for all of the type.</summary>
    public string? Id { get; init; }

    /// <summary>Versions recorded at this moment or later, milliseconds since 1970-01-01 UTC; null for all.</summary>
    public long? SinceMs { get; init; }

    /// <summary>Versions that were current at some moment of this time; null for all.</summary>
    public HistoryTime? At { get; init; }

    /// <summary>Entries of the page, 1 to <see cref="Limits.HistoryPage"/>.</summary>
    public required int Count { get; init; }

    /// <summary>The page begins after this place; null for the newest.</summary>
    public HistoryPlace? After { get; init; }
}

/// <summary>A time with both ends.</summary>
/// <param name="FirstMs">Its first millisecond.</param>
/// <param name="LastMs">Its last millisecond.</param>
public readonly record struct HistoryTime(long FirstMs, long LastMs);

/// <summary>Where a version stands in a history: newer commits come first, and within one the later resource number. It never changes.</summary>
/// <param name="Ordinal">The commit's.</param>
/// <param name="Resource">The resource's number; a commit writes a resource at most once.</param>
public readonly record struct HistoryPlace(long Ordinal, long Resource);

/// <summary>One version, without its content.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Key">Type and id.</param>
/// <param name="Version">meta.versionId, from 1.</param>
/// <param name="RecordedMs">When, milliseconds since 1970-01-01 UTC.</param>
/// <param name="IsDeleted">True for a deletion.</param>
/// <param name="FollowsDeletion">True when the version before it is a deletion, so that this one brought the resource back.</param>
public sealed record HistoryEntry(HistoryPlace Place, ResourceKey Key, long Version, long RecordedMs, bool IsDeleted, bool FollowsDeletion);

/// <summary>A page of a history.</summary>
/// <param name="Entries">Newest first.</param>
/// <param name="HasMore">True when older ones follow.</param>
/// <param name="IsKnown">False when the history of one resource was asked that this caller cannot see, or that never was.</param>
public sealed record HistoryPage(IReadOnlyList<HistoryEntry> Entries, bool HasMore, bool IsKnown);

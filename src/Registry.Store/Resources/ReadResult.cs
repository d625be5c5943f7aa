using Registry.Clinical;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;

namespace Registry.Store.Resources;

/// <summary>What a read by id finds, for this caller.</summary>
public abstract record ReadResult
{
    private ReadResult()
    {
    }

    /// <summary>A version with content.</summary>
    public sealed record Stored : ReadResult
    {
        /// <summary>Type and id.</summary>
        public required ResourceKey Key { get; init; }

        /// <summary>The site that owns it.</summary>
        public required SiteId Site { get; init; }

        /// <summary>Who it is about. Never shown to a FHIR client.</summary>
        public required SubjectId Subject { get; init; }

        /// <summary>meta.versionId, from 1.</summary>
        public required long Version { get; init; }

        /// <summary>meta.lastUpdated, milliseconds since 1970-01-01 UTC.</summary>
        public required long RecordedMs { get; init; }

        /// <summary>The stored JSON: <see cref="StoredContent.Write"/> makes of it what a client sees.</summary>
        public required ReadOnlyMemory<byte> Content { get; init; }
    }

    /// <summary>That version is a deletion.</summary>
    /// <param name="Version">Its version.</param>
    /// <param name="RecordedMs">When it was deleted.</param>
    public sealed record Gone(long Version, long RecordedMs) : ReadResult;

    /// <summary>It is kept under restriction, as its subject has withdrawn: its own site alone reads it.</summary>
    public sealed record Restricted : ReadResult;

    /// <summary>Nothing there that this caller may see.</summary>
    public sealed record NotFound : ReadResult;
}

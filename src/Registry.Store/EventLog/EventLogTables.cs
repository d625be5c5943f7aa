using Microsoft.EntityFrameworkCore;

namespace Registry.Store.EventLog;

/// <summary>Which log this is: one row. A restore mints a new id.</summary>
internal sealed class RegistryLogRow
{
    public required short Id { get; init; }

    public required byte[] LogId { get; init; }

    public required long CreatedMs { get; init; }
}

/// <summary>The one row whose lock makes the order of commit the order of sequence: docs/decisions/0002-event-log-as-outbox.md.</summary>
internal sealed class LogCounterRow
{
    public required short Id { get; init; }

    public required long LastSequence { get; init; }

    public required long LastRecordedMs { get; init; }

    public required long LastOrdinal { get; init; }

    /// <summary>How often an erasure has taken terms of the search index away: numbers of terms that were read before hold no more.</summary>
    public required long TermEpoch { get; init; }
}

/// <summary>One accepted submission. Everything that it wrote names it; its sequences are first to last, none when last is less than first.</summary>
internal sealed class CommitRow
{
    public required byte[] Id { get; init; }

    public required string SiteId { get; init; }

    public required string ClientId { get; init; }

    public required long RecordedMs { get; init; }

    public required long FirstSequence { get; init; }

    public required long LastSequence { get; init; }

    /// <summary>Counts commits from 1 in their order, also those without an event: the order of every history.</summary>
    public required long Ordinal { get; init; }
}

/// <summary>One event. Append-only; erasure alone overwrites its body.</summary>
internal sealed class EventRow
{
    public required long Sequence { get; init; }

    public required string Type { get; init; }

    public required short SchemaVersion { get; init; }

    public required long? PreviousOfType { get; init; }

    public required byte[] SubjectId { get; init; }

    public required string SiteId { get; init; }

    public required string Fact { get; init; }

    public required string Source { get; init; }

    /// <summary>Year × 10000 + month × 100 + day, so that a person reads it in any engine's console.</summary>
    public required int? OccurredEarliest { get; init; }

    public required int? OccurredLatest { get; init; }

    public required short? OccurredPrecision { get; init; }

    public required long? Supersedes { get; init; }

    public required string Derivation { get; init; }

    public required long RecordedMs { get; init; }

    public required byte[] CommitId { get; init; }

    /// <summary>See <see cref="EventBody"/>.</summary>
    public required byte[] Body { get; init; }
}

/// <summary>Who may relay now. The fence rises with each new holder.</summary>
internal sealed class RelayLeaseRow
{
    public required string Name { get; init; }

    public required string Owner { get; init; }

    public required long Fence { get; init; }

    public required long ExpiresMs { get; init; }
}

/// <summary>How far a relay has delivered.</summary>
internal sealed class RelayCheckpointRow
{
    public required string Name { get; init; }

    public required long Sequence { get; init; }

    public required long Fence { get; init; }
}

internal static class EventLogTables
{
    internal const string EventColumns =
        "sequence, type, schema_version, previous_of_type, subject_id, site_id, fact, source, occurred_earliest, occurred_latest, occurred_precision, supersedes, derivation, recorded_ms, commit_id, body";

    internal static void Configure(ModelBuilder model)
    {
        model.Entity<RegistryLogRow>(log =>
        {
            log.ToTable("registry_log").HasKey(row => row.Id);
            log.Property(row => row.Id).ValueGeneratedNever();
            log.Property(row => row.LogId).HasMaxLength(16).IsFixedLength();
        });
        model.Entity<LogCounterRow>(counter =>
        {
            counter.ToTable("log_counter").HasKey(row => row.Id);
            counter.Property(row => row.Id).ValueGeneratedNever();
            counter.HasData(new LogCounterRow { Id = 1, LastSequence = 0, LastRecordedMs = 0, LastOrdinal = 0, TermEpoch = 0 });
        });
        model.Entity<CommitRow>(commit =>
        {
            commit.ToTable("commit_record").HasKey(row => row.Id);
            commit.Property(row => row.Id).HasMaxLength(16).IsFixedLength();
            commit.Property(row => row.SiteId).HasMaxLength(Contracts.Callers.SiteId.MaxLength).IsUnicode(false);
            commit.Property(row => row.ClientId).HasMaxLength(Limits.ClientIdChars);
            commit.HasIndex(row => row.Ordinal).IsUnique();
            commit.HasIndex(row => new { row.SiteId, row.Ordinal });
            commit.HasIndex(row => new { row.RecordedMs, row.Ordinal });             // Ordinals and times rise together, so a time is found as an ordinal.
        });
        model.Entity<EventRow>(log =>
        {
            log.ToTable("event_log").HasKey(row => row.Sequence);
            log.Property(row => row.Sequence).ValueGeneratedNever();      // From the counter row: docs/decisions/0002-event-log-as-outbox.md.
            log.Property(row => row.Type).HasMaxLength(Limits.TypeChars).IsUnicode(false);
            log.Property(row => row.SubjectId).HasMaxLength(16).IsFixedLength();
            log.Property(row => row.SiteId).HasMaxLength(Contracts.Callers.SiteId.MaxLength).IsUnicode(false);
            log.Property(row => row.Fact).HasMaxLength(Limits.FactChars).IsUnicode(false);
            log.Property(row => row.Source).HasMaxLength(Limits.SourceChars).IsUnicode(false);
            log.Property(row => row.Derivation).HasMaxLength(Limits.LabelChars).IsUnicode(false);
            log.Property(row => row.CommitId).HasMaxLength(16).IsFixedLength();
            log.HasIndex(row => new { row.Type, row.Sequence }).IsUnique();          // Also answers "the last of this type" under the counter's lock.
            log.HasIndex(row => row.SubjectId);                                      // A subject has few events: they are sorted, not walked.
        });
        model.Entity<RelayLeaseRow>(lease =>
        {
            lease.ToTable("relay_lease").HasKey(row => row.Name);
            lease.Property(row => row.Name).HasMaxLength(Limits.LeaseNameChars).IsUnicode(false);
            lease.Property(row => row.Owner).HasMaxLength(Limits.LeaseNameChars).IsUnicode(false);
        });
        model.Entity<RelayCheckpointRow>(checkpoint =>
        {
            checkpoint.ToTable("relay_checkpoint").HasKey(row => row.Name);
            checkpoint.Property(row => row.Name).HasMaxLength(Limits.LeaseNameChars).IsUnicode(false);
        });
    }
}

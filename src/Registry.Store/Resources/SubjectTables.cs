using Microsoft.EntityFrameworkCore;

namespace Registry.Store.Resources;

/// <summary>A subject. Its row version counts every commit that touched it, and is what a decision's commit must find unchanged.</summary>
internal sealed class SubjectRow
{
    public required byte[] Id { get; init; }

    public required long RowVersion { get; init; }

    public required string SiteId { get; init; }

    public required short Status { get; init; }
}

/// <summary>A pseudonym of a subject at a site: the claims of Patients.</summary>
internal sealed class SubjectLinkRow
{
    /// <summary>Digest of site, type, system and value.</summary>
    public required byte[] ClaimKey { get; init; }

    public required string SiteId { get; init; }

    public required string Type { get; init; }

    public required string System { get; init; }

    public required string Value { get; init; }

    /// <summary>Number of the Patient.</summary>
    public required long Resource { get; init; }

    public required byte[] SubjectId { get; init; }
}

/// <summary>Two subjects that are one person; a row for each direction.</summary>
internal sealed class LinkedSubjectRow
{
    public required byte[] SubjectId { get; init; }

    public required byte[] OtherId { get; init; }

    public required byte[] CommitId { get; init; }
}

/// <summary>A fact that holds now: which event of which commit stated it last. What it says is in the log alone.</summary>
/// <remarks>It names the commit and the place within it, not the sequence, because the sequence is known only under the counter's lock.</remarks>
internal sealed class FactRow
{
    public required byte[] SubjectId { get; init; }

    /// <summary>Digest of the fact's key.</summary>
    public required byte[] FactKey { get; init; }

    public required byte[] CommitId { get; init; }

    /// <summary>The event's sequence minus the commit's first.</summary>
    public required int EventIndex { get; init; }
}

internal static class SubjectTables
{
    internal static void Configure(ModelBuilder model)
    {
        model.Entity<SubjectRow>(subject =>
        {
            subject.ToTable("subject").HasKey(row => row.Id);
            subject.Property(row => row.Id).HasMaxLength(16).IsFixedLength();
            subject.Property(row => row.SiteId).HasMaxLength(Contracts.Callers.SiteId.MaxLength).IsUnicode(false);
        });
        model.Entity<SubjectLinkRow>(link =>
        {
            link.ToTable("subject_link").HasKey(row => row.ClaimKey);
            link.Property(row => row.ClaimKey).HasMaxLength(16).IsFixedLength();
            link.Property(row => row.SiteId).HasMaxLength(Contracts.Callers.SiteId.MaxLength).IsUnicode(false);
            link.Property(row => row.Type).HasMaxLength(Limits.TypeChars).IsUnicode(false);
            link.Property(row => row.SubjectId).HasMaxLength(16).IsFixedLength();
            link.HasIndex(row => row.Resource);
            link.HasIndex(row => row.SubjectId);
        });
        model.Entity<LinkedSubjectRow>(linked =>
        {
            linked.ToTable("linked_subject").HasKey(row => new { row.SubjectId, row.OtherId });
            linked.Property(row => row.SubjectId).HasMaxLength(16).IsFixedLength();
            linked.Property(row => row.OtherId).HasMaxLength(16).IsFixedLength();
            linked.Property(row => row.CommitId).HasMaxLength(16).IsFixedLength();
        });
        model.Entity<FactRow>(fact =>
        {
            // All facts of a subject are read together, and a commit that writes one holds its subject and has deleted the one before.
            fact.ToTable("fact").HasNoKey().HasIndex(row => row.SubjectId);
            fact.Property(row => row.SubjectId).HasMaxLength(16).IsFixedLength();
            fact.Property(row => row.FactKey).HasMaxLength(16).IsFixedLength();
            fact.Property(row => row.CommitId).HasMaxLength(16).IsFixedLength();
        });
    }
}

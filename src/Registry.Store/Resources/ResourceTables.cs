using Microsoft.EntityFrameworkCore;

namespace Registry.Store.Resources;

/// <summary>The current state of a resource. Its number, made by the writer, stands for it in other tables: 8 bytes that grow with time.</summary>
internal sealed class ResourceRow
{
    public required long Number { get; init; }

    public required string Type { get; init; }

    public required string Id { get; init; }

    public required string SiteId { get; init; }

    public required byte[] SubjectId { get; init; }

    public required long Version { get; init; }

    public required bool IsDeleted { get; init; }
}

/// <summary>One version, never changed. When it was recorded stands in its commit: the moment is known only under the counter's lock, where nothing else is written.</summary>
internal sealed class ResourceVersionRow
{
    public required long Resource { get; init; }

    public required long Version { get; init; }

    public required byte[] CommitId { get; init; }

    public required string SiteId { get; init; }

    public required byte[] SubjectId { get; init; }

    public required bool IsDeleted { get; init; }

    /// <summary>See <see cref="ContentCodec"/>; empty for a deletion.</summary>
    public required byte[] Content { get; init; }
}

/// <summary>An identifier that a resource other than a Patient holds for its site.</summary>
internal sealed class IdentifierClaimRow
{
    /// <summary>Digest of site, type, system and value.</summary>
    public required byte[] ClaimKey { get; init; }

    public required string SiteId { get; init; }

    public required string Type { get; init; }

    public required string System { get; init; }

    public required string Value { get; init; }

    public required long Resource { get; init; }

    public required byte[] SubjectId { get; init; }
}

/// <summary>Where the next block of numbers starts: a row for resources and one for search terms.</summary>
internal sealed class NumberBlockRow
{
    public required short Id { get; init; }

    public required long NextNumber { get; init; }
}

/// <summary>A row that whoever commits on a search holds: see <see cref="GuardLocks"/>.</summary>
internal sealed class ConditionLockRow
{
    /// <summary>0 to <see cref="Limits.GuardLocks"/> - 1.</summary>
    public required int Slot { get; init; }

    /// <summary>How often it was taken: an UPDATE must change something.</summary>
    public required long Turn { get; init; }
}

internal static class ResourceTables
{
    internal static void Configure(ModelBuilder model)
    {
        model.Entity<ResourceRow>(resource =>
        {
            resource.ToTable("resource").HasKey(row => row.Number);
            resource.Property(row => row.Number).ValueGeneratedNever();
            resource.Property(row => row.Type).HasMaxLength(Limits.TypeChars).IsUnicode(false);
            // A name by which EF expects a key is nullable where it is none, unless told; SQL Server would then filter the unique index, and seek it no more.
            resource.Property(row => row.Id).HasMaxLength(Limits.ResourceIdChars).IsUnicode(false).IsRequired();
            resource.Property(row => row.SiteId).HasMaxLength(Contracts.Callers.SiteId.MaxLength).IsUnicode(false);
            resource.Property(row => row.SubjectId).HasMaxLength(16).IsFixedLength();
            resource.HasIndex(row => new { row.Type, row.Id }).IsUnique();
            resource.HasIndex(row => new { row.Type, row.Number });
            // What stands of a person is read by it: whatever type it is of, it keeps its Patient from being deleted.
            resource.HasIndex(row => row.SubjectId);
        });
        model.Entity<ResourceVersionRow>(version =>
        {
            version.ToTable("resource_version").HasKey(row => new { row.Resource, row.Version });
            version.Property(row => row.Resource).ValueGeneratedNever();
            version.Property(row => row.Version).ValueGeneratedNever();
            version.Property(row => row.CommitId).HasMaxLength(16).IsFixedLength();
            version.Property(row => row.SiteId).HasMaxLength(Contracts.Callers.SiteId.MaxLength).IsUnicode(false);
            version.Property(row => row.SubjectId).HasMaxLength(16).IsFixedLength();
            version.HasIndex(row => row.CommitId);
        });
        model.Entity<IdentifierClaimRow>(claim =>
        {
            claim.ToTable("identifier_claim").HasKey(row => row.ClaimKey);
            claim.Property(row => row.ClaimKey).HasMaxLength(16).IsFixedLength();
            claim.Property(row => row.SiteId).HasMaxLength(Contracts.Callers.SiteId.MaxLength).IsUnicode(false);
            claim.Property(row => row.Type).HasMaxLength(Limits.TypeChars).IsUnicode(false);
            claim.Property(row => row.SubjectId).HasMaxLength(16).IsFixedLength();
            claim.HasIndex(row => row.Resource);
        });
        model.Entity<ConditionLockRow>(guard =>
        {
            guard.ToTable("condition_lock").HasKey(row => row.Slot);
            guard.Property(row => row.Slot).ValueGeneratedNever();
        });
        model.Entity<NumberBlockRow>(block =>
        {
            block.ToTable("number_block").HasKey(row => row.Id);
            block.Property(row => row.Id).ValueGeneratedNever();
            block.HasData(new NumberBlockRow { Id = NumberBlocks.Resources, NextNumber = 1 }, new NumberBlockRow { Id = NumberBlocks.Terms, NextNumber = 1 });
        });
    }
}

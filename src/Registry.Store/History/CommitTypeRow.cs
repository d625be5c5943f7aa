using Microsoft.EntityFrameworkCore;

namespace Registry.Store.History;

/// <summary>That a commit wrote a resource of a type: the way from a type to its history, so that a type which is rarely written is not looked for in every commit.</summary>
internal sealed class CommitTypeRow
{
    public required string Type { get; init; }

    /// <summary>The commit's.</summary>
    public required long Ordinal { get; init; }

    /// <summary>The commit's: a site finds its own without passing those of others.</summary>
    public required string SiteId { get; init; }

    internal static void Configure(ModelBuilder model) => model.Entity<CommitTypeRow>(type =>
    {
        type.ToTable("commit_type").HasKey(row => new { row.Type, row.Ordinal });
        type.Property(row => row.Type).HasMaxLength(Limits.TypeChars).IsUnicode(false);
        type.Property(row => row.Ordinal).ValueGeneratedNever();
        type.Property(row => row.SiteId).HasMaxLength(Contracts.Callers.SiteId.MaxLength).IsUnicode(false);
        type.HasIndex(row => new { row.SiteId, row.Type, row.Ordinal });
    });
}

using Microsoft.EntityFrameworkCore;

namespace Registry.Store.Findings;

/// <summary>What a rule found about a subject; open while the closing commit is null. Its history is in the log.</summary>
internal sealed class FindingRow
{
    public required byte[] SubjectId { get; init; }

    public required string FindingKey { get; init; }

    public required string SiteId { get; init; }

    /// <summary>Named so because <c>rule</c> is reserved in SQL Server, and the store's SQL quotes no names.</summary>
    public required string RuleId { get; init; }

    public required string Severity { get; init; }

    public required string Category { get; init; }

    public required string Source { get; init; }

    /// <summary>The commit that opened it; with <see cref="OpenedIndex"/> it gives the sequence of its FindingOpened.</summary>
    public required byte[] OpenedCommit { get; init; }

    public required int OpenedIndex { get; init; }

    public required byte[]? ClosedCommit { get; init; }

    internal static void Configure(ModelBuilder model) => model.Entity<FindingRow>(finding =>
    {
        finding.ToTable("finding").HasKey(row => new { row.SubjectId, row.FindingKey });
        finding.Property(row => row.SubjectId).HasMaxLength(16).IsFixedLength();
        finding.Property(row => row.FindingKey).HasMaxLength(Limits.FindingKeyChars).IsUnicode(false);
        finding.Property(row => row.SiteId).HasMaxLength(Contracts.Callers.SiteId.MaxLength).IsUnicode(false);
        finding.Property(row => row.RuleId).HasMaxLength(Limits.LabelChars).IsUnicode(false);
        finding.Property(row => row.Severity).HasMaxLength(Limits.TypeChars).IsUnicode(false);
        finding.Property(row => row.Category).HasMaxLength(Limits.LabelChars).IsUnicode(false);
        finding.Property(row => row.Source).HasMaxLength(Limits.SourceChars).IsUnicode(false);
        finding.Property(row => row.OpenedCommit).HasMaxLength(16).IsFixedLength();
        finding.Property(row => row.ClosedCommit).HasMaxLength(16).IsFixedLength();
    });
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Registry.Clinical;
using Registry.Contracts.Events;

namespace Registry.Store.Findings;

/// <summary>What a rule found about a subject, as it opened last; open while the closing commit is null.</summary>
internal sealed class FindingRow : FindingColumns
{
    internal static void Configure(ModelBuilder model) => model.Entity<FindingRow>(finding =>
    {
        finding.ToTable("finding").HasKey(row => new { row.SubjectId, row.FindingKey });
        ConfigureColumns(finding);
    });
}

/// <summary>A finding's earlier time: it closed, and opened again. Nothing of what was found is forgotten but by an erasure.</summary>
internal sealed class FindingHistoryRow : FindingColumns
{
    internal static void Configure(ModelBuilder model) => model.Entity<FindingHistoryRow>(finding =>
    {
        finding.ToTable("finding_history").HasKey(row => new { row.SubjectId, row.FindingKey, row.OpenedCommit });
        ConfigureColumns(finding);
    });
}

/// <summary>What both tables hold.</summary>
internal abstract class FindingColumns
{
    /// <summary>The columns of both tables, in one order.</summary>
    internal const string All = "subject_id, finding_key, site_id, rule_id, rule_version, severity, category, source, opened_commit, opened_index, text_json, evidence_json, closed_commit, close_reason";

    public required byte[] SubjectId { get; init; }

    public required string FindingKey { get; init; }

    public required string SiteId { get; init; }

    /// <summary>Named so because <c>rule</c> is reserved in SQL Server, and the store's SQL quotes no names.</summary>
    public required string RuleId { get; init; }

    public required int RuleVersion { get; init; }

    public required string Severity { get; init; }

    public required string Category { get; init; }

    public required string Source { get; init; }

    /// <summary>The commit that opened it; with <see cref="OpenedIndex"/> it gives the sequence of its FindingOpened.</summary>
    public required byte[] OpenedCommit { get; init; }

    public required int OpenedIndex { get; init; }

    /// <summary>A <see cref="FindingText"/>; empty for what opened before texts were kept.</summary>
    public required string TextJson { get; init; }

    /// <summary>A list of <see cref="FindingEvidence"/>; empty for what opened before it was kept.</summary>
    public required string EvidenceJson { get; init; }

    public required byte[]? ClosedCommit { get; init; }

    /// <summary>As <see cref="FindingClosed.Reason"/> says; null while it is open, and for what closed before reasons were kept.</summary>
    public required string? CloseReason { get; init; }

    protected static void ConfigureColumns<T>(EntityTypeBuilder<T> finding)
        where T : FindingColumns
    {
        finding.Property(row => row.SubjectId).HasMaxLength(16).IsFixedLength();
        finding.Property(row => row.FindingKey).HasMaxLength(Limits.FindingKeyChars).IsUnicode(false);
        finding.Property(row => row.SiteId).HasMaxLength(Contracts.Callers.SiteId.MaxLength).IsUnicode(false);
        finding.Property(row => row.RuleId).HasMaxLength(Limits.LabelChars).IsUnicode(false);
        finding.Property(row => row.RuleVersion).HasDefaultValue(1);
        finding.Property(row => row.Severity).HasMaxLength(Limits.TypeChars).IsUnicode(false);
        finding.Property(row => row.Category).HasMaxLength(Limits.LabelChars).IsUnicode(false);
        finding.Property(row => row.Source).HasMaxLength(Limits.SourceChars).IsUnicode(false);
        finding.Property(row => row.OpenedCommit).HasMaxLength(16).IsFixedLength();
        finding.Property(row => row.TextJson).HasMaxLength(Limits.FindingTextChars).IsUnicode(false).HasDefaultValue("");
        finding.Property(row => row.EvidenceJson).HasMaxLength(Limits.FindingEvidenceChars).IsUnicode(false).HasDefaultValue("");
        finding.Property(row => row.ClosedCommit).HasMaxLength(16).IsFixedLength();
        finding.Property(row => row.CloseReason).HasMaxLength(Limits.TypeChars).IsUnicode(false);
    }
}

/// <summary>The JSON columns of findings. The default encoder writes ASCII alone, so that a column's length is its bytes.</summary>
internal static partial class FindingJson
{
    internal static string Write(FindingText text) => JsonSerializer.Serialize(text, Json.Default.FindingText);

    internal static string Write(IReadOnlyList<FindingEvidence> evidence) => JsonSerializer.Serialize(evidence, Json.Default.IReadOnlyListFindingEvidence);

    internal static FindingText ReadText(string json) =>
        json.Length == 0 ? new FindingText("", "", "", "", "") : JsonSerializer.Deserialize(json, Json.Default.FindingText) ?? throw new JsonException("A finding's text is null.");

    internal static IReadOnlyList<FindingEvidence> ReadEvidence(string json) =>
        json.Length == 0 ? [] : JsonSerializer.Deserialize(json, Json.Default.IReadOnlyListFindingEvidence) ?? throw new JsonException("A finding's evidence is null.");

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(FindingText))]
    [JsonSerializable(typeof(IReadOnlyList<FindingEvidence>))]
    private sealed partial class Json : JsonSerializerContext;
}

using Microsoft.EntityFrameworkCore;

namespace Registry.Store.Refusals;

/// <summary>A submission that was not taken. Nothing of its content is here: no value, no id, no identifier.</summary>
internal sealed class RefusalRow
{
    internal const string Table = "refusal";

    internal const string Columns = "refusal_id, refused_ms, refused_month, site_id, client_id, route, status, resource_type, finding_count";

    public required byte[] RefusalId { get; init; }

    public required long RefusedMs { get; init; }

    /// <summary>Year and month in UTC, such as 202611: computed here, because no engine's date function decides a result.</summary>
    public required int RefusedMonth { get; init; }

    public required string SiteId { get; init; }

    public required string ClientId { get; init; }

    public required string Route { get; init; }

    public required short Status { get; init; }

    public required string ResourceType { get; init; }

    public required int FindingCount { get; init; }

    internal static void Configure(ModelBuilder model) => model.Entity<RefusalRow>(refusal =>
    {
        refusal.ToTable(Table).HasKey(row => row.RefusalId);
        refusal.HasIndex(row => row.RefusedMs);
        refusal.Property(row => row.RefusalId).HasMaxLength(16).IsFixedLength();
        refusal.Property(row => row.SiteId).HasMaxLength(Contracts.Callers.SiteId.MaxLength).IsUnicode(false);
        refusal.Property(row => row.ClientId).HasMaxLength(Limits.ClientIdChars).IsUnicode(false);
        refusal.Property(row => row.Route).HasMaxLength(Limits.RouteChars).IsUnicode(false);
        refusal.Property(row => row.ResourceType).HasMaxLength(Limits.TypeChars).IsUnicode(false);
    });
}

/// <summary>One of the reasons of a refusal.</summary>
internal sealed class RefusalFindingRow
{
    internal const string Table = "refusal_finding";

    internal const string Columns = "refusal_id, finding_index, rule_id, resource_type, path";

    public required byte[] RefusalId { get; init; }

    public required short FindingIndex { get; init; }

    public required string RuleId { get; init; }

    public required string ResourceType { get; init; }

    public required string Path { get; init; }

    internal static void Configure(ModelBuilder model) => model.Entity<RefusalFindingRow>(finding =>
    {
        finding.ToTable(Table).HasKey(row => new { row.RefusalId, row.FindingIndex });
        finding.Property(row => row.RefusalId).HasMaxLength(16).IsFixedLength();
        finding.Property(row => row.RuleId).HasMaxLength(Limits.LabelChars).IsUnicode(false);
        finding.Property(row => row.ResourceType).HasMaxLength(Limits.TypeChars).IsUnicode(false);
        finding.Property(row => row.Path).HasMaxLength(Limits.RefusalPathChars).IsUnicode(false);
    });
}

using Microsoft.EntityFrameworkCore;

namespace Registry.Store.Callers;

/// <summary>A bearer key, known by its SHA-256 alone.</summary>
internal sealed class ClientKeyRow
{
    public required byte[] KeyHash { get; init; }

    public required string ClientId { get; init; }

    public required string SiteId { get; init; }

    public required int Roles { get; init; }

    public required long CreatedMs { get; init; }

    public required long? RevokedMs { get; init; }

    internal static void Configure(ModelBuilder model) => model.Entity<ClientKeyRow>(key =>
    {
        key.ToTable("client_key").HasKey(row => row.KeyHash);
        key.Property(row => row.KeyHash).HasMaxLength(32).IsFixedLength();
        key.Property(row => row.ClientId).HasMaxLength(Limits.ClientIdChars);
        key.Property(row => row.SiteId).HasMaxLength(Contracts.Callers.SiteId.MaxLength).IsUnicode(false);
    });
}

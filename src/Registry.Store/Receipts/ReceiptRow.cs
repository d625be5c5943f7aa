using Microsoft.EntityFrameworkCore;

namespace Registry.Store.Receipts;

/// <summary>What a request was answered, written by the transaction that did what it asked: docs/decisions/0011-idempotency-receipts.md.</summary>
internal sealed class ReceiptRow
{
    internal const string Table = "receipt";
    internal const string Columns = "receipt_key, site_id, request_digest, commit_id, kept_until_ms, subject_ids, answer";

    /// <summary>Digest of site, client, route and the sender's key.</summary>
    public required byte[] ReceiptKey { get; init; }

    public required string SiteId { get; init; }

    /// <summary>SHA-256 of the same and the request.</summary>
    public required byte[] RequestDigest { get; init; }

    /// <summary>The commit; its time is the answer's.</summary>
    public required byte[] CommitId { get; init; }

    /// <summary>From then on it is as if it were not there.</summary>
    public required long KeptUntilMs { get; init; }

    /// <summary>16 bytes for each subject that the answer is about: erasure is rare and may read them all.</summary>
    public required byte[] SubjectIds { get; init; }

    /// <summary>See <see cref="Resources.ContentCodec"/>.</summary>
    public required byte[] Answer { get; init; }

    internal static void Configure(ModelBuilder model) => model.Entity<ReceiptRow>(receipt =>
    {
        receipt.ToTable(Table).HasKey(row => row.ReceiptKey);
        receipt.Property(row => row.ReceiptKey).HasMaxLength(16).IsFixedLength();
        receipt.Property(row => row.SiteId).HasMaxLength(Contracts.Callers.SiteId.MaxLength).IsUnicode(false);
        receipt.Property(row => row.RequestDigest).HasMaxLength(32).IsFixedLength();
        receipt.Property(row => row.CommitId).HasMaxLength(16).IsFixedLength();
        receipt.HasIndex(row => row.KeptUntilMs);
    });
}

using Registry.Clinical;
using Registry.Store.Receipts;

namespace Registry.Store.Resources;

/// <summary>What one submission gives to a commit.</summary>
/// <param name="Changeset">What changes. Empty only with a receipt: that nothing changed is an answer to keep, too.</param>
/// <param name="Receipt">The answer to keep; null when its sender named no key.</param>
public sealed record CommitItem(Changeset Changeset, ReceiptWrite? Receipt = null)
{
    /// <summary>Searches on which it was decided.</summary>
    public IReadOnlyList<CommitGuard> Guards { get; init; } = [];
}

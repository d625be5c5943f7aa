using Microsoft.EntityFrameworkCore;

namespace Registry.Store.Erasure;

/// <summary>The ledger of erasures: random ids alone. After a restore it is applied again; a copy of it has to lie outside the database.</summary>
internal sealed class ErasedSubjectRow
{
    internal const string Table = "erased_subject";

    public required byte[] SubjectId { get; init; }

    public required long ErasedMs { get; init; }

    internal static void Configure(ModelBuilder model) => model.Entity<ErasedSubjectRow>(erased =>
    {
        erased.ToTable(Table).HasKey(row => row.SubjectId);
        erased.Property(row => row.SubjectId).HasMaxLength(16).IsFixedLength();
    });
}

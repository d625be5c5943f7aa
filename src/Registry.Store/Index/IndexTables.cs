using Microsoft.EntityFrameworkCore;

namespace Registry.Store.Index;

/// <summary>A token, reference or URI under which the current version of a resource is found.</summary>
/// <remarks>
/// A token has its system's number and its code, a reference its type's number and its id, a URI 0 and itself. The key is the index that a search reads;
/// a text is itself where it is short and ASCII, and else its digest (<see cref="IndexText.Key"/>).
/// </remarks>
internal sealed class CodeRow
{
    public required int Source { get; init; }

    public required string Code { get; init; }

    public required long Resource { get; init; }

    public required int System { get; init; }

    public required short Item { get; init; }
}

/// <summary>A text under which a resource is found: folded, so that a prefix of it is a range of the key.</summary>
internal sealed class TextRow
{
    public required int Source { get; init; }

    public required string Folded { get; init; }

    public required long Resource { get; init; }

    /// <summary>The text as it was sent, by <see cref="IndexText.Key"/>: for <c>:exact</c>.</summary>
    public required string Exact { get; init; }

    public required short Item { get; init; }
}

/// <summary>An interval of times, numbers or quantities. Milliseconds since 1970 for times: a double holds them exactly.</summary>
internal sealed class RangeRow
{
    public required int Source { get; init; }

    public required double Low { get; init; }

    public required long Resource { get; init; }

    public required double High { get; init; }

    /// <summary>Number of the unit; 0 for times and plain numbers.</summary>
    public required int Unit { get; init; }

    public required short Item { get; init; }
}

/// <summary>A name that stands in index rows as a number: of a source, of a system, of a resource type, of a unit. Never a value of a resource.</summary>
internal sealed class NameRow
{
    public required int Number { get; init; }

    public required short Kind { get; init; }

    /// <summary>Digest of the name.</summary>
    public required byte[] Digest { get; init; }

    public required string Name { get; init; }
}

/// <summary>One row: which definitions the index was made with, how far it is being made anew, and what signs the links of pages.</summary>
internal sealed class IndexStateRow
{
    public required short Id { get; init; }

    /// <summary>Fingerprint of the definitions by which every row was made.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>Fingerprint that a run of reindexing works towards; empty when none is under way.</summary>
    public required byte[] Target { get; init; }

    /// <summary>Resource numbers below this one are done in that run.</summary>
    public required long NextNumber { get; init; }

    /// <summary>Signs links of pages: every node on this database has it.</summary>
    public required byte[] LinkKey { get; init; }
}

internal static class IndexTables
{
    internal static void Configure(ModelBuilder model)
    {
        model.Entity<CodeRow>(code =>
        {
            code.ToTable("search_code").HasKey(row => new { row.Source, row.Code, row.Resource, row.System, row.Item });
            code.Property(row => row.Code).HasMaxLength(IndexText.KeyChars).IsUnicode(false);
            code.HasIndex(row => new { row.Resource, row.Source });
        });
        model.Entity<TextRow>(text =>
        {
            text.ToTable("search_text").HasKey(row => new { row.Source, row.Folded, row.Resource, row.Exact, row.Item });
            text.Property(row => row.Folded).HasMaxLength(IndexText.FoldedChars);
            text.Property(row => row.Exact).HasMaxLength(IndexText.KeyChars).IsUnicode(false);
            text.HasIndex(row => new { row.Resource, row.Source });
        });
        model.Entity<RangeRow>(range =>
        {
            range.ToTable("search_range").HasKey(row => new { row.Source, row.Low, row.Resource, row.High, row.Unit, row.Item });
            range.HasIndex(row => new { row.Source, row.High, row.Resource });
            range.HasIndex(row => new { row.Resource, row.Source });
        });
        model.Entity<NameRow>(name =>
        {
            name.ToTable("search_name").HasKey(row => row.Number);
            name.Property(row => row.Number).ValueGeneratedNever();
            name.Property(row => row.Digest).HasMaxLength(16).IsFixedLength();
            name.HasIndex(row => new { row.Kind, row.Digest }).IsUnique();
        });
        model.Entity<IndexStateRow>(state =>
        {
            state.ToTable("search_state").HasKey(row => row.Id);
            state.Property(row => row.Id).ValueGeneratedNever();
            state.Property(row => row.Fingerprint).HasMaxLength(16);
            state.Property(row => row.Target).HasMaxLength(16);
            state.Property(row => row.LinkKey).HasMaxLength(32);
        });
    }
}

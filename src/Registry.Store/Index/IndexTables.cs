using Microsoft.EntityFrameworkCore;

namespace Registry.Store.Index;

/// <summary>A code with its display, or a URI, under an expression: once for all resources that have it. A node that has not seen it yet may give it a second number.</summary>
internal sealed class TermRow
{
    public required int Number { get; init; }

    public required int Source { get; init; }

    /// <summary>Which item of the expression: the parts of a composite are terms of one item.</summary>
    public required short Item { get; init; }

    /// <summary>Number of the system; 0 for none.</summary>
    public required int System { get; init; }

    /// <summary>The code or URI by <see cref="IndexText.Key"/>; null where there is only text.</summary>
    public required string? Code { get; init; }

    /// <summary>Its display or text, folded; of a URI its beginning, to the letter.</summary>
    public required string? Folded { get; init; }

    /// <summary>The text as it was sent, by <see cref="IndexText.Key"/>: by it a number is found again.</summary>
    public required string? Exact { get; init; }
}

/// <summary>That the current version of a resource has a term; on an engine without inverted indexes.</summary>
internal sealed class PostingRow
{
    public required int Term { get; init; }

    public required long Resource { get; init; }
}

/// <summary>The terms of a resource's current version; on an engine with inverted indexes.</summary>
internal sealed class TermListRow
{
    public required long Resource { get; init; }

    /// <summary>Ascending.</summary>
    public required int[] Terms { get; init; }
}

/// <summary>An identifier or reference under which the current version of a resource is found.</summary>
/// <remarks>
/// An identifier has its system's number and its value, a reference its type's number and its id. A text is itself where it is short and ASCII, and else its
/// digest (<see cref="IndexText.Key"/>). No key: no row is read by all of its columns, and a key would hold each row twice.
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

/// <summary>A name that stands in rows as a number: of a source, of a system, of a resource type, of a unit; and in the log that of a derivation. Never a value of a resource.</summary>
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
    /// <param name="model">The store's.</param>
    /// <param name="hasTermLists">True for an engine with inverted indexes: its dialect writes and asks <c>search_terms</c> in place of <c>search_posting</c>.</param>
    internal static void Configure(ModelBuilder model, bool hasTermLists)
    {
        model.Entity<TermRow>(term =>
        {
            term.ToTable("search_term").HasKey(row => row.Number);
            term.Property(row => row.Number).ValueGeneratedNever();
            term.Property(row => row.Code).HasMaxLength(IndexText.KeyChars).IsUnicode(false);
            term.Property(row => row.Folded).HasMaxLength(IndexText.FoldedChars);
            term.Property(row => row.Exact).HasMaxLength(IndexText.KeyChars).IsUnicode(false);
            term.HasIndex(row => new { row.Source, row.Code });
            term.HasIndex(row => new { row.Source, row.Folded });
        });
        if (hasTermLists)
        {
            model.Entity<TermListRow>(list =>
            {
                list.ToTable("search_terms").HasKey(row => row.Resource);
                list.Property(row => row.Resource).ValueGeneratedNever();
                list.HasIndex(row => row.Terms);
            });
        }
        else
        {
            model.Entity<PostingRow>(posting =>
            {
                posting.ToTable("search_posting").HasKey(row => new { row.Term, row.Resource });
                posting.HasIndex(row => row.Resource);
            });
        }

        model.Entity<CodeRow>(code =>
        {
            code.ToTable("search_code").HasNoKey();
            code.Property(row => row.Code).HasMaxLength(IndexText.KeyChars).IsUnicode(false);
            code.HasIndex(row => new { row.Source, row.Code });
            code.HasIndex(row => row.Resource);
        });
        model.Entity<TextRow>(text =>
        {
            text.ToTable("search_text").HasNoKey();
            text.Property(row => row.Folded).HasMaxLength(IndexText.FoldedChars);
            text.Property(row => row.Exact).HasMaxLength(IndexText.KeyChars).IsUnicode(false);
            text.HasIndex(row => new { row.Source, row.Folded, row.Resource });
            text.HasIndex(row => row.Resource);
        });
        model.Entity<RangeRow>(range =>
        {
            range.ToTable("search_range").HasNoKey();
            range.HasIndex(row => new { row.Source, row.Low, row.Resource });
            range.HasIndex(row => new { row.Source, row.High, row.Resource });
            range.HasIndex(row => row.Resource);
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

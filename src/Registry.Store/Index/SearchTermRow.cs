using Microsoft.EntityFrameworkCore;
using Registry.Fhir.Search;

namespace Registry.Store.Index;

/// <summary>One value under which the current version of a resource is found: tokens and references.</summary>
/// <remarks>
/// The term is a digest of resource type, parameter and value, the system a digest of its own, so that <c>code</c>, <c>system|code</c> and <c>|code</c>
/// are one index range each. Whoever decides by a match compares the real value: of an identifier in its claim, of anything else in the content.
/// </remarks>
internal sealed class SearchTermRow
{
    internal static readonly byte[] NoSystem = [];

    public required long Resource { get; init; }

    /// <summary>Counts the resource's terms from 0: the key, as a resource may hold a term with two systems.</summary>
    public required short TermIndex { get; init; }

    public required byte[] Term { get; init; }

    /// <summary>Digest of the system; empty when the value has none.</summary>
    public required byte[] System { get; init; }

    internal static byte[] TermOf(string resourceType, string parameter, SearchType type, string value) =>
        Digest.Of(resourceType, parameter, type == SearchType.Token ? "token" : "reference", value);

    internal static byte[] SystemOf(string? system) => system is null ? NoSystem : Digest.Of(system);

    internal static void Configure(ModelBuilder model) => model.Entity<SearchTermRow>(term =>
    {
        term.ToTable("search_term").HasKey(row => new { row.Resource, row.TermIndex });
        term.Property(row => row.Resource).ValueGeneratedNever();
        term.Property(row => row.TermIndex).ValueGeneratedNever();
        term.Property(row => row.Term).HasMaxLength(16).IsFixedLength();
        term.Property(row => row.System).HasMaxLength(16);
        term.HasIndex(row => new { row.Term, row.Resource });
    });
}

using System.Buffers;
using System.Text;

namespace Registry.Fhir.Json;

/// <summary>Bases under which the canonicals of a package's artefacts were written before, and the base that counts now. Immutable, thread-safe.</summary>
/// <remarks>
/// A text is brought under the current bases before it is read, once and as a whole, so that no comparison of canonicals or code systems knows of older
/// ones; where there is no alias nothing is looked at. Only what names an artefact is rewritten (<c>base/CodeSystem/…</c>): an identifier's system below
/// the same host stays what it was.
/// </remarks>
public sealed class CanonicalAliases
{
    private static readonly string[] Kinds = ["CapabilityStatement", "CodeSystem", "ConceptMap", "SearchParameter", "StructureDefinition", "ValueSet"];

    private readonly KeyValuePair<string, string>[] _bases;
    private readonly Spelling[] _spellings;

    /// <param name="bases">Each older base with the one that counts now, both without a trailing slash.</param>
    public CanonicalAliases(IEnumerable<KeyValuePair<string, string>> bases)
    {
        ArgumentNullException.ThrowIfNull(bases);
        _bases = [.. bases];
        _spellings = [.. _bases.SelectMany(pair => new[] { pair.Key, Escaped(pair.Key) }, (pair, written) => new Spelling(Encoding.UTF8.GetBytes($"\"{written}"), Encoding.UTF8.GetBytes($"\"{pair.Value}")))];
    }

    /// <summary>No package was ever under another base.</summary>
    public static CanonicalAliases None { get; } = new([]);

    /// <summary>True when there is nothing to rewrite.</summary>
    public bool IsEmpty => _bases.Length == 0;

    /// <summary>A JSON text with every canonical of ours under the base that counts now; the same memory when there is none to rewrite.</summary>
    public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> utf8) => Rewrite(utf8) is { } rewritten ? rewritten.Text : utf8;

    /// <summary>Every way in which a canonical or code system of ours may have been written, the one that counts now first; anything else alone.</summary>
    public IReadOnlyList<string> Spellings(string canonical)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        foreach (string current in _bases.Select(pair => pair.Value).Distinct(StringComparer.Ordinal))
        {
            string[] bases = [current, .. _bases.Where(pair => string.Equals(pair.Value, current, StringComparison.Ordinal)).Select(pair => pair.Key)];
            string? written = bases.FirstOrDefault(prefix => canonical.StartsWith(prefix, StringComparison.Ordinal) && NamesArtefact(Encoding.UTF8.GetBytes(canonical[prefix.Length..])));
            if (written is not null) return [.. bases.Select(prefix => prefix + canonical[written.Length..])];
        }

        return [canonical];
    }

    /// <summary>The text under the current bases, and where it was changed; null when it was not.</summary>
    internal RewrittenText? Rewrite(ReadOnlyMemory<byte> utf8)
    {
        if (_spellings.Length == 0) return null;
        ReadOnlySpan<byte> sent = utf8.Span;
        List<(int Start, Spelling Spelling)> found = [];
        foreach (Spelling spelling in _spellings)
        {
            for (int from = 0; sent[from..].IndexOf(spelling.Written) is var next and >= 0; from += next + spelling.Written.Length)
            {
                int start = from + next;
                // A quote after a backslash begins no string; it stands in a text that quotes one.
                bool isString = start == 0 || sent[start - 1] != (byte)'\\';
                if (isString && NamesArtefact(sent[(start + spelling.Written.Length)..])) found.Add((start, spelling));
            }
        }

        if (found.Count == 0) return null;
        found.Sort(static (one, other) => one.Start.CompareTo(other.Start));
        ArrayBufferWriter<byte> text = new(utf8.Length + 64);
        List<(int From, int Shift)> shifts = [];
        int copied = 0;
        foreach ((int start, Spelling spelling) in found)
        {
            text.Write(sent[copied..start]);
            text.Write(spelling.Current);
            copied = start + spelling.Written.Length;
            shifts.Add((text.WrittenCount, text.WrittenCount - copied));
        }

        text.Write(sent[copied..]);
        return new RewrittenText(text.WrittenMemory, [.. shifts]);
    }

    private static bool NamesArtefact(ReadOnlySpan<byte> afterBase)
    {
        foreach (string kind in Kinds)
        {
            ReadOnlySpan<byte> rest = AfterSlash(afterBase);
            if (rest.Length > kind.Length && Ascii.Equals(rest[..kind.Length], kind) && AfterSlash(rest[kind.Length..]) is [not (byte)'"', ..]) return true;
        }

        return false;
    }

    // JSON may escape a slash. https://www.rfc-editor.org/rfc/rfc8259#section-7
    private static ReadOnlySpan<byte> AfterSlash(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'/', .. var rest] => rest,
        [(byte)'\\', (byte)'/', .. var rest] => rest,
        _ => default,
    };

    private static string Escaped(string text) => text.Replace("/", "\\/", StringComparison.Ordinal);

    /// <param name="Written">The quote that begins a string, and an older base.</param>
    /// <param name="Current">The same with the base that counts now.</param>
    private sealed record Spelling(byte[] Written, byte[] Current);
}

using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Registry.Fhir.Outcomes;

namespace Registry.Fhir.Json;

/// <summary>A JSON text as a flat array of nodes over the bytes that were sent. https://hl7.org/fhir/R4/json.html</summary>
/// <remarks>The nodes are rented: dispose of the document, and touch no cursor of it afterwards. Not thread-safe.</remarks>
public sealed class ResourceDocument : IDisposable
{
    private Node[]? _nodes;
    private readonly int _count;
    private readonly ArraySegment<byte> _array;   // The bytes when they lie in an array, as they nearly always do; cheaper than Memory.Span.
    private Findings? _findings;
    private int[]? _lineStarts;
    private readonly ReadOnlyMemory<byte> _sent;
    private readonly RewrittenText? _rewritten;
    private readonly SourcePlaces? _places;

    private ResourceDocument(ReadOnlyMemory<byte> sent, RewrittenText? rewritten, SourcePlaces? places, ElementNames names, ScanResult scan)
    {
        _sent = sent;
        _places = places;
        _rewritten = rewritten;
        ReadOnlyMemory<byte> bytes = Bytes = rewritten?.Text ?? sent;
        if (MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)) _array = array;
        Names = names;
        _nodes = scan.Nodes;
        _count = scan.Count;
        IsWellFormed = scan.Nodes is not null;
    }

    /// <summary>Reads a text. It never throws on content: what is wrong is in <see cref="Findings"/>.</summary>
    /// <param name="utf8">The text; it must stay unchanged as long as the document lives.</param>
    /// <param name="names">The names that the validator knows (<c>Validator.Names</c>): given here, it need not look them up again.</param>
    /// <param name="aliases">Older bases of canonicals: the document is read as if it named the current ones. Places in it are those of the text that was sent.</param>
    public static ResourceDocument Parse(ReadOnlyMemory<byte> utf8, ElementNames? names = null, CanonicalAliases? aliases = null) => Parse(utf8, places: null, names, aliases);

    /// <summary>Reads a text that may have been made of another form: what was wrong with that comes first among the findings, and places are its.</summary>
    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte}, ElementNames?, CanonicalAliases?)"/>
    public static ResourceDocument Parse(ResourceText text, ElementNames? names = null, CanonicalAliases? aliases = null)
    {
        if (text.Faults.Count == 0) return Parse(text.Json, text.Places, names, aliases);
        ResourceDocument document = text.Json.IsEmpty
            ? new ResourceDocument(text.Json, rewritten: null, text.Places, names ?? ElementNames.None, ScanResult.Broken(JsonFault.Empty, 0))
            : Parse(text.Json, text.Places, names, aliases);
        Findings own = document.Findings;
        document._findings = [];
        document._findings.AddRange(text.Faults);
        document._findings.AddRange(own);
        return document;
    }

    private static ResourceDocument Parse(ReadOnlyMemory<byte> utf8, SourcePlaces? places, ElementNames? names, CanonicalAliases? aliases)
    {
        names ??= ElementNames.None;
        RewrittenText? plain = NeedlessEscapes.Rewrite(utf8);
        RewrittenText? rewritten = aliases?.Rewrite(plain?.Text ?? utf8)?.After(plain) ?? plain;
        ScanResult scan = JsonScanner.Scan(rewritten is null ? utf8.Span : rewritten.Text.Span, names);
        ResourceDocument document = new(utf8, rewritten, places, names, scan);
        if (scan.Fault == JsonFault.None)
        {
            FhirJsonRules.Check(document, scan.NeedsRules);
        }
        else
        {
            document.Findings.Add(JsonFaults.Describe(document, scan.Fault, scan.Offset));
        }

        return document;
    }

    /// <summary>What breaks RFC 8259 or FHIR's rules for JSON.</summary>
    public Findings Findings => _findings ??= [];

    /// <summary>True when there are <see cref="Findings"/>.</summary>
    public bool HasFindings => _findings is { Count: > 0 };

    /// <summary>True when the text is JSON within the limits, so that the tree is whole. FHIR's own JSON rules may be broken still: see <see cref="Findings"/>.</summary>
    public bool IsWellFormed { get; }

    /// <summary>The outermost value; missing when the text is malformed.</summary>
    public NodeCursor Root => IsWellFormed ? new NodeCursor(this, 0) : default;

    /// <summary>The text as sent, without escapes that JSON does not ask for; canonicals under an alias are under the current base.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The document without some of its places; what they leave empty goes with them. Lines and columns of the rest stay as they were.</summary>
    /// <param name="places">Places of this document, which must have no findings; not the root.</param>
    /// <returns>A document of its own over bytes of its own, in which nothing of the places is left. Disposing of both is the caller's.</returns>
    public ResourceDocument Without(IEnumerable<NodeCursor> places) => Parse(Pruning.Write(this, places), _places, Names, aliases: null);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_nodes is null) return;
        _nodes.AsSpan(0, _count).Clear();
        ArrayPool<Node>.Shared.Return(_nodes);
        _nodes = null;
    }

    /// <summary>The names whose numbers the nodes hold.</summary>
    internal ElementNames Names { get; private set; }

    internal ReadOnlySpan<byte> Text => _array.Array is not null ? _array.AsSpan() : Bytes.Span;

    internal ReadOnlySpan<Node> Nodes => IsWellFormed ? NodeArray.AsSpan(0, _count) : default;

    /// <summary>The rented array, longer than the document.</summary>
    internal Node[] NodeArray => _nodes ?? throw new ObjectDisposedException(nameof(ResourceDocument));

    // For a document that was read with other names than the validator's.
    internal void Renumber(ElementNames names)
    {
        if (ReferenceEquals(names, Names) || _nodes is null) return;
        Names = names;
        ReadOnlySpan<byte> bytes = Bytes.Span;
        foreach (ref Node node in _nodes.AsSpan(0, _count))
        {
            if (node.NameLength == 0) continue;
            ReadOnlySpan<byte> name = bytes.Slice(node.NameStart, node.NameLength);
            node.Name = (node.Flags & NodeFlags.EscapedName) != NodeFlags.None ? names.Find(JsonText.Unescape(name)) : names.Find(name);
        }
    }

    /// <summary>The place, in the text as sent, of an offset in <see cref="Bytes"/>.</summary>
    internal TextPosition PositionAt(int offset)
    {
        if (_rewritten is not null) offset = _rewritten.OffsetAsSent(offset);
        ReadOnlySpan<byte> bytes = _sent.Span;
        if (_lineStarts is null)
        {
            List<int> starts = [0];
            int from = 0;
            for (int found; (found = bytes[from..].IndexOf((byte)'\n')) >= 0;)
            {
                from += found + 1;
                starts.Add(from);
            }

            _lineStarts = [.. starts];
        }

        int line = Array.BinarySearch(_lineStarts, offset);
        if (line < 0) line = ~line - 1;
        if (_places is not null) return _places.OfLine(line + 1);
        return new TextPosition(line + 1, Encoding.UTF8.GetCharCount(bytes[_lineStarts[line]..offset]) + 1);
    }
}

using System.Buffers;

namespace Registry.Fhir.Json;

/// <summary>
/// Writes a document's text without some of its places. What they leave empty goes too: an array without items, an object that keeps an id alone (of an
/// extension, id and url). Arrays of primitives stay aligned with their arrays of extensions. https://hl7.org/fhir/R4/json.html#primitive
/// </summary>
/// <remarks>
/// What goes is overwritten by blanks, one for each UTF-16 code unit, and its line breaks stay, so that every finding on the rest has the line and
/// column that the sender sees.
/// </remarks>
internal readonly ref struct Pruning
{
    private readonly ResourceDocument _document;
    private readonly ReadOnlySpan<Node> _nodes;
    private readonly Fate[] _fates;
    private readonly bool[] _isTouched;   // Something below goes.

    private Pruning(ResourceDocument document)
    {
        _document = document;
        _nodes = document.Nodes;
        _fates = new Fate[_nodes.Length];
        _isTouched = new bool[_nodes.Length];
    }

    private enum Fate : byte
    {
        Kept,
        Gone,

        /// <summary>null in its stead keeps the place of the value beside it.</summary>
        Null,
    }

    /// <summary>The text without these places.</summary>
    public static byte[] Write(ResourceDocument document, IEnumerable<NodeCursor> places)
    {
        Pruning pruning = new(document);
        foreach (NodeCursor place in places) pruning._fates[place.NodeIndex] = Fate.Gone;
        pruning.Settle();
        Blanks text = new(document.Text);
        pruning.WriteBelow(0, ref text);
        return text.ToArray();
    }

    // Children stand after their parents, so backwards each is settled before what holds it.
    private void Settle()
    {
        for (int node = _nodes.Length - 1; node > 0; node--)
        {
            if (_isTouched[node] && _fates[node] == Fate.Kept) SettleHolder(node);
            if (_isTouched[node] || _fates[node] != Fate.Kept) _isTouched[_nodes[node].Parent] = true;
        }

        AlignBelow(0);
    }

    private void SettleHolder(int node)
    {
        if (_nodes[node].Kind == NodeKind.Object) AlignBelow(node);
        // The items of a shadow array are settled with the values beside them.
        else if (IsShadow(node)) return;
        if (!HoldsContent(node)) _fates[node] = Fate.Gone;
    }

    private bool HoldsContent(int node)
    {
        bool isExtension = IsExtension(node);
        for (int child = node + 1; child < _nodes[node].Next; child = _nodes[child].Next)
        {
            if (_fates[child] == Fate.Gone) continue;
            if (_nodes[node].Kind == NodeKind.Array) return true;
            ReadOnlySpan<byte> name = NameOf(child);
            if (!name.SequenceEqual("id"u8) && !(isExtension && name.SequenceEqual("url"u8))) return true;
        }

        return false;
    }

    private bool IsExtension(int node)
    {
        int property = _nodes[node].Parent >= 0 && _nodes[_nodes[node].Parent].Kind == NodeKind.Array ? _nodes[node].Parent : node;
        return NameOf(property) is var name && (name.SequenceEqual("extension"u8) || name.SequenceEqual("modifierExtension"u8));
    }

    private void AlignBelow(int holder)
    {
        for (int child = holder + 1; child < _nodes[holder].Next; child = _nodes[child].Next)
        {
            if (_isTouched[child] && _fates[child] == Fate.Kept && IsShadow(child)) Align(child, new NodeCursor(_document, holder).Find(NameOf(child)[1..]).NodeIndex);
        }
    }

    /// <param name="shadows">An array of extensions from which something goes.</param>
    /// <param name="values">The array of values beside it; -1 when there is none.</param>
    private void Align(int shadows, int values)
    {
        bool holdsShadow = false;
        bool holdsValue = false;
        int value = values + 1;
        for (int shadow = shadows + 1; shadow < _nodes[shadows].Next; shadow = _nodes[shadow].Next)
        {
            bool hasValue = values >= 0 && _nodes[value].Kind != NodeKind.Null;
            if (_fates[shadow] == Fate.Gone && hasValue) _fates[shadow] = Fate.Null;
            else if (_fates[shadow] == Fate.Gone && values >= 0) _fates[value] = Fate.Gone;
            holdsShadow |= _fates[shadow] == Fate.Kept && _nodes[shadow].Kind == NodeKind.Object;
            holdsValue |= values >= 0 && _fates[value] == Fate.Kept;
            if (values >= 0) value = _nodes[value].Next;
        }

        if (!holdsShadow) _fates[shadows] = Fate.Gone;
        if (values < 0) return;
        _isTouched[values] = true;
        if (!holdsValue) _fates[values] = Fate.Gone;
    }

    private bool IsShadow(int node) => _nodes[node].Kind == NodeKind.Array && NameOf(node).StartsWith((byte)'_');

    private ReadOnlySpan<byte> NameOf(int node) => _document.Text.Slice(_nodes[node].NameStart, _nodes[node].NameLength);

    private void WriteBelow(int holder, ref Blanks text)
    {
        if (!_isTouched[holder]) return;
        bool holdsOne = false;
        int gap = _nodes[holder].Start + 1;
        for (int child = holder + 1; child < _nodes[holder].Next; child = _nodes[child].Next)
        {
            bool stays = _fates[child] != Fate.Gone;
            int start = _nodes[child].NameLength > 0 ? _nodes[child].NameStart - 1 : _nodes[child].Start;
            // The comma before a child stays when the child does, and is not the first that does.
            if (!stays || !holdsOne) text.Blank(gap, start);
            if (!stays) text.Blank(start, _nodes[child].End);
            else if (_fates[child] == Fate.Null) text.Replace(_nodes[child].Start, _nodes[child].End, "null"u8);
            else WriteBelow(child, ref text);
            holdsOne |= stays;
            gap = _nodes[child].End;
        }
    }

    /// <summary>A text that is copied from front to back, with parts of it blanked.</summary>
    private ref struct Blanks(ReadOnlySpan<byte> source)
    {
        private readonly ReadOnlySpan<byte> _source = source;
        private readonly ArrayBufferWriter<byte> _written = new(source.Length);
        private int _read;

        public void Blank(int from, int to) => Replace(from, to, default);

        /// <param name="from">Where it begins, not before the end of the last.</param>
        /// <param name="to">Where it ends.</param>
        /// <param name="by">What stands at its beginning instead.</param>
        public void Replace(int from, int to, ReadOnlySpan<byte> by)
        {
            _written.Write(_source[_read..from]);
            _written.Write(by);
            foreach (byte one in _source[(from + by.Length)..to])
            {
                // A character has one byte that is no continuation, and two UTF-16 code units where UTF-8 takes four bytes.
                if (one is >= 0x80 and < 0xC0) continue;
                _written.Write(one is (byte)'\n' or (byte)'\r' ? [one] : one >= 0xF0 ? "  "u8 : " "u8);
            }

            _read = to;
        }

        public readonly byte[] ToArray() => [.. _written.WrittenSpan, .. _source[_read..]];
    }
}

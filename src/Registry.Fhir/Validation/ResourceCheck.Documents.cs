using System.Buffers;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Fhir.Validation;

/// <summary>What a document may hold. https://hl7.org/fhir/R4/documents.html#content : its Composition and what that refers to, directly or through others; stylesheets; provenances of these.</summary>
/// <remarks>
/// R5 lets what refers to these stand there too, and many R4 guides do so already; that is a warning here. What no reference connects at all is an error.
/// Linear in the document.
/// </remarks>
internal ref partial struct ResourceCheck
{
    private void CheckDocument(NodeCursor entries)
    {
        int count = entries.Count;
        if (count < 2) return;
        int[] rented = ArrayPool<int>.Shared.Rent(4 * count);
        int container = _container;
        try
        {
            Reach reach = new(rented.AsSpan(0, count), rented.AsSpan(count, count), rented.AsSpan(2 * count, count), rented.AsSpan(3 * count, count));
            int index = 0;
            foreach (NodeCursor entry in entries) reach.Add(index++, entry.NodeIndex);
            for (index = 0; index < count; index++) Connect(At(reach.Entries[index]), index, ref reach, isForward: false);
            for (int next = 0; next < reach.Found; next++) Connect(At(reach.Entries[reach.Order[next]]), reach.Order[next], ref reach, isForward: true);
            for (index = 1; index < count; index++)
            {
                NodeCursor resource = At(reach.Entries[index]).Find("resource"u8);
                if (reach.IsReached(index) || resource.Find(_book.Known.ResourceType).ValueEquals("Binary"u8)) continue;
                bool isConnected = reach.Root(index) == reach.Root(0);
                if (!isConnected || !resource.Find(_book.Known.ResourceType).ValueEquals("Provenance"u8)) ReportStray(At(reach.Entries[index]), isConnected);
            }
        }
        finally
        {
            _container = container;
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    // Every text of the entry that is the address of another, as a reference, a canonical, or the href of a narrative.
    private void Connect(NodeCursor entry, int index, ref Reach reach, bool isForward)
    {
        NodeCursor resource = entry.Find("resource"u8);
        if (resource.Kind != NodeKind.Object) return;
        _container = resource.NodeIndex;
        int end = _nodes[resource.NodeIndex].Next;
        for (int node = resource.NodeIndex + 1; node < end; node++)
        {
            if (_nodes[node].Kind != NodeKind.String) continue;
            ReadOnlySpan<byte> text = At(node).TextBytes;
            if (text.IsEmpty || text[0] == '#') continue;
            if (text[0] != '<')
            {
                reach.Take(index, EntryOf(text), isForward);
                continue;
            }

            for (int at = text.IndexOf("href="u8); at >= 0; at = text.IndexOf("href="u8))
            {
                text = text[(at + "href="u8.Length)..].TrimStart("\\\"'"u8);
                int length = text.IndexOfAny("\\\"'"u8);
                if (length > 0) reach.Take(index, EntryOf(text[..length]), isForward);
            }
        }
    }

    private readonly void ReportStray(NodeCursor entry, bool isConnected) =>
        Report(
            entry,
            isConnected ? Severity.Warning : Severity.Error,
            Authority.Base,
            "structure",
            "fhir-document-entry",
            isConnected ? "The Composition does not refer to this entry, directly or through others; it is only referred from here." : "No reference connects this entry with the Composition.",
            "A document holds its Composition, what that refers to directly or through others, stylesheets, and provenances of these; nothing else.",
            "Leave the entry out, or refer to it from the Composition, such as from section.entry.");

    /// <summary>Which entries are connected, and which are reached from the first.</summary>
    /// <param name="entries">Node indexes of the entries, ascending.</param>
    /// <param name="groups">A forest over the entries: each points at another of its group, the root at itself.</param>
    /// <param name="order">Those reached, in the order in which they were.</param>
    /// <param name="reached">1 for those reached.</param>
    private ref struct Reach(Span<int> entries, Span<int> groups, Span<int> order, Span<int> reached)
    {
        private readonly Span<int> _groups = groups;
        private readonly Span<int> _reached = reached;

        public readonly Span<int> Entries = entries;

        public readonly Span<int> Order = order;

        /// <summary>How many are reached.</summary>
        public int Found;

        public void Add(int index, int entry)
        {
            Entries[index] = entry;
            _groups[index] = index;
            _reached[index] = 0;
            if (index == 0) Mark(0);
        }

        public void Take(int from, NodeCursor target, bool isForward)
        {
            int to = target.Exists ? Entries.BinarySearch(target.NodeIndex) : -1;
            if (to < 0 || to == from) return;
            if (!isForward) _groups[Root(from)] = Root(to);
            else if (!IsReached(to)) Mark(to);
        }

        public readonly int Root(int index)
        {
            // Paths are halved on the way, so long chains cost little.
            while (_groups[index] != index) index = _groups[index] = _groups[_groups[index]];
            return index;
        }

        public readonly bool IsReached(int index) => _reached[index] != 0;

        private void Mark(int index)
        {
            _reached[index] = 1;
            Order[Found++] = index;
        }
    }
}

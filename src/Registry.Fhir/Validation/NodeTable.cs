using System.Buffers;
using Registry.Fhir.Json;

namespace Registry.Fhir.Validation;

/// <summary>Which text finds a node in a <see cref="NodeTable"/>.</summary>
internal enum NodeKey
{
    /// <summary>An entry's fullUrl.</summary>
    FullUrl,

    /// <summary>An entry's fullUrl with its resource's meta.versionId.</summary>
    FullUrlAndVersion,

    /// <summary>A resource's id.</summary>
    Id,
}

/// <summary>An open hash table over nodes, in rented memory, so that finding a reference's target costs the same in a small bundle and in a hostile one.</summary>
internal ref struct NodeTable
{
    private readonly ResourceDocument _document;
    private readonly NodeKey _key;
    private readonly Span<int> _slots;       // Node index + 1; 0 is free. Never more than half full.
    private int[]? _rented;

    /// <param name="nodes">The nodes to hold, of which those without a key are left out; of two with one key the first is held.</param>
    /// <param name="key">What finds them.</param>
    public NodeTable(NodeCursor nodes, NodeKey key)
    {
        _document = nodes.Document!;
        _key = key;
        int size = 16;
        while (size < nodes.Count * 2) size *= 2;
        _rented = ArrayPool<int>.Shared.Rent(size);
        _slots = _rented.AsSpan(0, size);
        _slots.Clear();
    }

    /// <summary>True when nothing was ever held.</summary>
    public readonly bool IsEmpty => _slots.IsEmpty;

    /// <summary>Adds a node; false when one with its key is held already.</summary>
    public readonly bool TryAdd(NodeCursor node)
    {
        NodeCursor key = KeyOf(node);
        if (key.Kind != NodeKind.String || key.IsEscaped) return true;
        int slot = Slot(key.TextBytes, VersionOf(node));
        for (; _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            NodeCursor other = new(_document, _slots[slot] - 1);
            if (KeyOf(other).TextBytes.SequenceEqual(key.TextBytes) && VersionOf(other).SequenceEqual(VersionOf(node))) return false;
        }

        _slots[slot] = node.NodeIndex + 1;
        return true;
    }

    /// <summary>The node with this key; missing when there is none.</summary>
    public readonly NodeCursor Find(ReadOnlySpan<byte> key)
    {
        if (_slots.IsEmpty) return default;
        for (int slot = Slot(key, default); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            NodeCursor node = new(_document, _slots[slot] - 1);
            if (KeyOf(node).TextBytes.SequenceEqual(key)) return node;
        }

        return default;
    }

    /// <summary>Gives the memory back; it holds indexes and no content.</summary>
    public void Return()
    {
        if (_rented is not null) ArrayPool<int>.Shared.Return(_rented);
        _rented = null;
    }

    private readonly NodeCursor KeyOf(NodeCursor node) => _key == NodeKey.Id ? node.Find("id"u8) : node.Find("fullUrl"u8);

    private readonly ReadOnlySpan<byte> VersionOf(NodeCursor node) =>
        _key == NodeKey.FullUrlAndVersion ? node.Find("resource"u8).Find("meta"u8).Find("versionId"u8).RawBytes : default;

    // HashCode is seeded per process: a client cannot aim at one slot.
    private readonly int Slot(ReadOnlySpan<byte> key, ReadOnlySpan<byte> version)
    {
        HashCode hash = default;
        hash.AddBytes(key);
        hash.AddBytes(version);
        return hash.ToHashCode() & (_slots.Length - 1);
    }
}

using System.Buffers;
using Registry.Fhir.Json;

namespace Registry.Fhir.Validation;

/// <summary>What a bundle asks of its entries, and where its full URLs lead. https://hl7.org/fhir/R4/bundle.html#references</summary>
/// <remarks>bdl-3 and bdl-7 need no FHIRPath and decide whether a transaction can be processed at all, so they are checked here.</remarks>
internal ref partial struct ResourceCheck
{

    private void CheckBundle(NodeCursor bundle, Profiles.ObjectRules rules)
    {
        bool wasTransaction = _isTransaction;
        Span<int> outerUrls = _fullUrls;
        NodeCursor entries = bundle.Find("entry"u8);
        int size = 16;
        while (size < entries.Count * 2) size *= 2;
        int[] rented = ArrayPool<int>.Shared.Rent(size);
        try
        {
            NodeCursor type = bundle.Find("type"u8);
            bool isHistory = type.ValueEquals("history"u8);
            bool asksRequest = isHistory || type.ValueEquals("transaction"u8) || type.ValueEquals("batch"u8);
            _isTransaction = type.ValueEquals("transaction"u8);
            _fullUrls = rented.AsSpan(0, size);
            _fullUrls.Clear();
            foreach (NodeCursor entry in entries)
            {
                NodeCursor url = entry.Find("fullUrl"u8);
                if (url.Kind == NodeKind.String && !url.IsEscaped && !Add(entry, url) && !isHistory) ReportSameFullUrl(url);
                if (asksRequest != entry.Find("request"u8).Exists) ReportRequest(entry, asksRequest);
            }

            CheckObject(bundle.NodeIndex, rules);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
            _isTransaction = wasTransaction;
            _fullUrls = outerUrls;
        }
    }

    // False when the bundle holds the same resource version under this URL already.
    private readonly bool Add(NodeCursor entry, NodeCursor url)
    {
        int slot = Slot(url.TextBytes);
        bool isNew = true;
        for (; _fullUrls[slot] != 0; slot = (slot + 1) & (_fullUrls.Length - 1))
        {
            NodeCursor other = At(_fullUrls[slot]);
            if (!other.Find("fullUrl"u8).TextBytes.SequenceEqual(url.TextBytes)) continue;
            if (VersionOf(other).SequenceEqual(VersionOf(entry))) isNew = false;
        }

        _fullUrls[slot] = entry.NodeIndex;
        return isNew;
    }

    private static ReadOnlySpan<byte> VersionOf(NodeCursor entry) => entry.Find("resource"u8).Find("meta"u8).Find("versionId"u8).RawBytes;

    // The entry of the innermost bundle that has this full URL; missing when there is none.
    private readonly NodeCursor EntryFor(ReadOnlySpan<byte> url)
    {
        if (_fullUrls.IsEmpty) return default;
        for (int slot = Slot(url); _fullUrls[slot] != 0; slot = (slot + 1) & (_fullUrls.Length - 1))
        {
            NodeCursor entry = At(_fullUrls[slot]);
            if (entry.Find("fullUrl"u8).TextBytes.SequenceEqual(url)) return entry;
        }

        return default;
    }

    // HashCode is seeded per process: a client cannot aim at one slot.
    private readonly int Slot(ReadOnlySpan<byte> url)
    {
        HashCode hash = default;
        hash.AddBytes(url);
        return hash.ToHashCode() & (_fullUrls.Length - 1);
    }
}

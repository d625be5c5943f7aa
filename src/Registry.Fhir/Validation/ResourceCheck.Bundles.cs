using Registry.Fhir.Json;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Validation;

/// <summary>What a bundle asks of its entries, and where its full URLs lead. https://hl7.org/fhir/R4/bundle.html#references</summary>
/// <remarks>bdl-3 and bdl-7 need no FHIRPath and decide whether a transaction can be processed at all, so they are checked here.</remarks>
internal ref partial struct ResourceCheck
{
    private void CheckBundle(NodeCursor bundle, ObjectRules rules)
    {
        NodeCursor entries = bundle.Find("entry"u8);
        if (entries.Kind != NodeKind.Array)
        {
            CheckObject(bundle.NodeIndex, rules);
            return;
        }

        bool wasTransaction = _isTransaction;
        int outerComposition = _composition;
        NodeTable outerUrls = _fullUrls;
        NodeTable urls = new(entries, NodeKey.FullUrl);
        NodeTable versions = new(entries, NodeKey.FullUrlAndVersion);
        try
        {
            NodeCursor type = bundle.Find("type"u8);
            bool isHistory = type.ValueEquals("history"u8);
            _isTransaction = type.ValueEquals("transaction"u8);
            bool asksUrl = type.ValueEquals("document"u8) || type.ValueEquals("message"u8);
            if (type.ValueEquals("document"u8)) _composition = entries[0].Find("resource"u8).NodeIndex;
            bool asksRequest = _isTransaction || isHistory || type.ValueEquals("batch"u8);
            foreach (NodeCursor entry in entries)
            {
                urls.TryAdd(entry);
                CheckFullUrl(entry, asksUrl);
                if (!versions.TryAdd(entry) && !isHistory) ReportSameFullUrl(entry.Find("fullUrl"u8));
                if (entry.Kind == NodeKind.Object && asksRequest != entry.Find("request"u8).Exists) ReportRequest(entry, asksRequest);
            }

            _fullUrls = urls;
            CheckObject(bundle.NodeIndex, rules);
            if (type.ValueEquals("document"u8)) CheckDocument(entries);
        }
        finally
        {
            _fullUrls = outerUrls;
            _isTransaction = wasTransaction;
            _composition = outerComposition;
            urls.Return();
            versions.Return();
        }
    }

    // https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.fullUrl
    private readonly void CheckFullUrl(NodeCursor entry, bool isAsked)
    {
        NodeCursor url = entry.Find("fullUrl"u8);
        if (!url.Exists)
        {
            if (isAsked && entry.Kind == NodeKind.Object) ReportNoFullUrl(entry);
            return;
        }

        if (url.Kind != NodeKind.String || url.IsEscaped) return;
        ReadOnlySpan<byte> text = url.TextBytes;
        if (!IsAbsolute(text) && !text.StartsWith("urn:"u8) && text.IndexOf((byte)':') < 0)
        {
            ReportRelativeFullUrl(url);
            return;
        }

        NodeCursor resource = entry.Find("resource"u8);
        NodeCursor id = resource.Find("id"u8);
        if (!resource.Exists || BaseOf(text).IsEmpty) return;
        // What a transaction or batch creates may go by a full URL that is only for now.
        if (!id.Exists && !entry.Find("request"u8).Exists) ReportNoId(url);
        if (id.Kind != NodeKind.String || id.IsEscaped) return;
        if (!text[(text.LastIndexOf((byte)'/') + 1)..].SequenceEqual(id.TextBytes)) ReportOtherId(url);
    }
}

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
        NodeTable outerUrls = _fullUrls;
        NodeTable urls = new(entries, NodeKey.FullUrl);
        NodeTable versions = new(entries, NodeKey.FullUrlAndVersion);
        try
        {
            NodeCursor type = bundle.Find("type"u8);
            bool isHistory = type.ValueEquals("history"u8);
            _isTransaction = type.ValueEquals("transaction"u8);
            bool asksRequest = _isTransaction || isHistory || type.ValueEquals("batch"u8);
            foreach (NodeCursor entry in entries)
            {
                urls.TryAdd(entry);
                if (!versions.TryAdd(entry) && !isHistory) ReportSameFullUrl(entry.Find("fullUrl"u8));
                if (entry.Kind == NodeKind.Object && asksRequest != entry.Find("request"u8).Exists) ReportRequest(entry, asksRequest);
            }

            _fullUrls = urls;
            CheckObject(bundle.NodeIndex, rules);
        }
        finally
        {
            _fullUrls = outerUrls;
            _isTransaction = wasTransaction;
            urls.Return();
            versions.Return();
        }
    }
}

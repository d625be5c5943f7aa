using Registry.Fhir.Json;
using Registry.Fhir.Profiles;

namespace Registry.Fhir.Validation;

/// <summary>References and bundles. https://hl7.org/fhir/R4/references.html and https://hl7.org/fhir/R4/bundle.html</summary>
internal ref partial struct ResourceCheck
{
    private void CheckReference(int node, TargetRule? target)
    {
        NodeCursor literal = At(node).Find(_book.Known.Reference);
        if (literal.Kind != NodeKind.String || literal.IsEscaped) return;
        ReadOnlySpan<byte> text = literal.TextBytes;
        if (text.IsEmpty) return;
        if (text[0] == '#')
        {
            CheckLocal(literal, text[1..], target);
            return;
        }

        NodeCursor entry = _fullUrls.Find(text);
        if (entry.Exists)
        {
            NodeCursor type = entry.Find("resource"u8).Find("resourceType"u8);
            if (target is not null && type.Kind == NodeKind.String && !target.Allows(type.TextBytes)) ReportTarget(literal, target, type.AsString()!);
            return;
        }

        if (text.StartsWith("urn:uuid:"u8) || text.StartsWith("urn:oid:"u8))
        {
            if (_profile is null && _isTransaction) ReportUnresolved(literal);
            return;
        }

        ReadOnlySpan<byte> named = TypeIn(text);
        if (named.IsEmpty || _book.Resource(named) is null) return;
        if (target is not null && !target.Allows(named)) ReportTarget(literal, target, System.Text.Encoding.UTF8.GetString(named));
    }

    // A reference inside a resource leads to what that resource contains, or with # alone to the resource itself.
    private void CheckLocal(NodeCursor literal, ReadOnlySpan<byte> id, TargetRule? target)
    {
        NodeCursor found = id.IsEmpty ? At(_container) : _contained.Find(id);
        if (!found.Exists)
        {
            if (_profile is null) ReportNotContained(literal);
            return;
        }

        NodeCursor type = found.Find("resourceType"u8);
        if (target is not null && type.Kind == NodeKind.String && !target.Allows(type.TextBytes)) ReportTarget(literal, target, type.AsString()!);
    }

    // Type in [base/]Type/id[/_history/version]; empty when the text has no such shape.
    private static ReadOnlySpan<byte> TypeIn(ReadOnlySpan<byte> text)
    {
        int history = text.IndexOf("/_history/"u8);
        if (history >= 0) text = text[..history];
        int slash = text.LastIndexOf((byte)'/');
        if (slash <= 0) return default;
        text = text[..slash];
        return text[(text.LastIndexOf((byte)'/') + 1)..];
    }
}

using Registry.Fhir.Json;

namespace Registry.Fhir.FhirPath;

/// <summary>Finds what a reference points at. https://hl7.org/fhir/R4/references.html, https://hl7.org/fhir/R4/bundle.html#references</summary>
internal static class References
{
    /// <summary>The target: contained, in the bundle, what the caller's resolver finds, or else known by its type alone.</summary>
    public static bool TryResolve(FhirPathEvaluator e, in FhirPathItem item, out FhirPathItem target)
    {
        target = default;
        NodeCursor place = item.Cursor;
        NodeCursor text = place.Kind == NodeKind.Object ? place.Find("reference"u8) : place;
        if (text.Kind != NodeKind.String) return TryType(e, place, out target);
        string reference = text.AsString()!;
        NodeCursor found = reference.StartsWith('#') ? Contained(place, reference[1..]) : InBundle(e, place, reference);
        if (!found.Exists && e.Environment.Resolver is { } resolver) found = resolver(reference, place);
        if (found.Document is { } document)
        {
            document.Renumber(e.Model.Names);
            target = FhirPathItem.OfNode(document, found.NodeIndex, -1, Place.TypeAt(e.Model, document, found.NodeIndex));
            return true;
        }

        return !reference.StartsWith('#') && (TryTypeOf(e, reference, out target) || TryType(e, place, out target));
    }

    // The outermost resource above the place that holds it as contained, or is referred to as '#'.
    private static NodeCursor Contained(NodeCursor place, string id)
    {
        for (NodeCursor holder = place; holder.Exists; holder = holder.Parent)
        {
            if (!holder.Find("resourceType"u8).Exists || IsContained(holder)) continue;
            if (id.Length == 0) return holder;
            foreach (NodeCursor resource in holder.Find("contained"u8))
            {
                if (resource.Find("id"u8).ValueEquals(id)) return resource;
            }

            return default;
        }

        return default;
    }

    private static bool IsContained(NodeCursor resource)
    {
        NodeCursor holder = resource.Parent.Kind == NodeKind.Array ? resource.Parent : resource;
        return holder.HasName && holder.NameBytes.SequenceEqual("contained"u8);
    }

    private static NodeCursor InBundle(FhirPathEvaluator e, NodeCursor place, string reference)
    {
        NodeCursor entry = default;
        for (NodeCursor holder = place; holder.Exists; holder = holder.Parent)
        {
            if (holder.HasName && holder.NameBytes.SequenceEqual("resource"u8)) entry = holder.Parent;
            if (!holder.Find("resourceType"u8).ValueEquals("Bundle"u8)) continue;
            string wanted = Absolute(entry, WithoutVersion(reference));
            foreach (NodeCursor other in holder.Find("entry"u8))
            {
                e.Step();
                if (other.Find("fullUrl"u8).ValueEquals(wanted)) return other.Find("resource"u8);
            }
        }

        return default;
    }

    // A relative reference stands below the base of the entry that holds it: https://hl7.org/fhir/R4/bundle.html#references
    private static string Absolute(NodeCursor entry, string reference)
    {
        if (reference.Contains(':', StringComparison.Ordinal) || entry.Find("fullUrl"u8).AsString() is not { } fullUrl) return reference;
        int slash = fullUrl.LastIndexOf('/');
        slash = slash > 0 ? fullUrl.LastIndexOf('/', slash - 1) : -1;
        return slash < 0 ? reference : fullUrl[..(slash + 1)] + reference;
    }

    private static string WithoutVersion(string reference)
    {
        int history = reference.IndexOf("/_history/", StringComparison.Ordinal);
        return history < 0 ? reference : reference[..history];
    }

    // Type/id at the end of the reference names the type.
    private static bool TryTypeOf(FhirPathEvaluator e, string reference, out FhirPathItem target)
    {
        target = default;
        string[] parts = WithoutVersion(reference).Split('?')[0].Split('/');
        if (parts.Length < 2 || e.Model.FindResource(System.Text.Encoding.UTF8.GetBytes(parts[^2])) is not { } type) return false;
        target = FhirPathItem.OfUnresolved(type);
        return true;
    }

    // Reference.type says it where the reference does not.
    private static bool TryType(FhirPathEvaluator e, NodeCursor place, out FhirPathItem target)
    {
        target = default;
        NodeCursor named = place.Find("type"u8);
        if (named.Kind != NodeKind.String || e.Model.FindResource(named.TextBytes) is not { } type) return false;
        target = FhirPathItem.OfUnresolved(type);
        return true;
    }
}

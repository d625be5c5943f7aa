using Registry.Fhir.Json;

namespace Registry.Fhir.FhirPath;

/// <summary>Where an evaluation begins, found from a place alone: its type and the resources that hold it.</summary>
internal readonly record struct Place(FhirPathItem Focus, int Resource, int RootResource)
{
    public static Place Of(FhirPathModel model, NodeCursor focus)
    {
        if (focus.Document is not { } document) return new Place(default, -1, -1);
        int resource = -1;
        int root = -1;
        for (int node = focus.NodeIndex; node >= 0; node = document.Nodes[node].Parent)
        {
            if (!new NodeCursor(document, node).Find("resourceType"u8).Exists) continue;
            if (resource < 0) resource = root = node;
            else if (IsContained(document, root)) root = node;
            else break;
        }

        return new Place(FhirPathItem.OfNode(document, focus.NodeIndex, -1, TypeAt(model, document, focus.NodeIndex)), resource, root);
    }

    /// <summary>The type of a place, followed down from its resource; null when it cannot be told.</summary>
    public static FhirType? TypeAt(FhirPathModel model, ResourceDocument document, int node)
    {
        NodeCursor place = new(document, node);
        NodeCursor resourceType = place.Find("resourceType"u8);
        if (resourceType.Kind == NodeKind.String) return model.FindResource(resourceType.TextBytes);
        if (!place.Parent.Exists) return null;
        FhirType? parent = TypeAt(model, document, place.Parent.NodeIndex);
        return place.Parent.Kind == NodeKind.Array ? parent : parent?.Elements.FindProperty(place.Node.Name)?.Type;
    }

    private static bool IsContained(ResourceDocument document, int resource)
    {
        NodeCursor holder = new(document, resource);
        if (holder.Parent.Kind == NodeKind.Array) holder = holder.Parent;
        return holder.HasName && holder.NameBytes.SequenceEqual("contained"u8);
    }
}

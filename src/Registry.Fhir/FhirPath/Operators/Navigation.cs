using Registry.Fhir.Json;

namespace Registry.Fhir.FhirPath.Operators;

/// <summary>From a place to its children.</summary>
internal static class Navigation
{
    /// <summary>Pushes the items of one element.</summary>
    /// <param name="e">Where to.</param>
    /// <param name="item">The parent.</param>
    /// <param name="key">The element, in <see cref="FhirPathModel.KeyOf"/>.</param>
    /// <param name="name">Its number among the JSON names, for parents of unknown type; -1 when no type has it.</param>
    public static void PushElement(FhirPathEvaluator e, in FhirPathItem item, int key, int name)
    {
        if (item.Type is not { } type)
        {
            if (item.HasNode && name >= 0) PushUntyped(e, item.Document, item.Node, name);
            return;
        }

        if (type.Elements.Find(key) is { } element) PushElement(e, item, type, element);
    }

    /// <summary>Pushes the items of one element of a type.</summary>
    public static void PushElement(FhirPathEvaluator e, in FhirPathItem item, FhirType type, FhirElement element)
    {
        int holder = item.HasNode && item.Cursor.Kind == NodeKind.Object ? item.Node : item.Shadow;
        if (holder < 0) return;
        ResourceDocument document = item.Document;
        if (element.Children.Length == 1)
        {
            PushProperty(e, document, holder, element.Children[0]);
            return;
        }

        // A choice has one property, with its value, its shadow or both.
        Node[] nodes = document.NodeArray;
        int end = nodes[holder].Next;
        for (int child = holder + 1; child < end; child = nodes[child].Next)
        {
            FhirChild? found = type.Elements.FindProperty(nodes[child].Name);
            if (found?.Key != element.Key) continue;
            PushProperty(e, document, holder, found);
            return;
        }
    }

    /// <summary>Pushes every child, in document order.</summary>
    public static void PushChildren(FhirPathEvaluator e, in FhirPathItem item)
    {
        int holder = item.HasNode && item.Cursor.Kind == NodeKind.Object ? item.Node : item.IsNode ? item.Shadow : -1;
        if (holder < 0) return;
        ResourceDocument document = item.Document;
        Node[] nodes = document.NodeArray;
        int end = nodes[holder].Next;
        for (int child = holder + 1; child < end; child = nodes[child].Next)
        {
            FhirChild? property = item.Type?.Elements.FindProperty(nodes[child].Name);
            if (property is null)
            {
                if (item.Type is null) PushValues(e, document, child, -1, null);
                continue;
            }

            // The value stands for both; a shadow counts only where it stands alone.
            if (nodes[child].Name == property.ShadowName && Find(nodes, holder, property.JsonName) >= 0) continue;
            PushProperty(e, document, holder, property);
        }
    }

    /// <summary>The type of a resource by its resourceType; null when it is none of R4's.</summary>
    public static FhirType? ResourceType(FhirPathEvaluator e, ResourceDocument document, int node)
    {
        NodeCursor type = new NodeCursor(document, node).Find("resourceType"u8);
        return type.Kind == NodeKind.String ? e.Model.FindResource(type.TextBytes) : null;
    }

    private static void PushProperty(FhirPathEvaluator e, ResourceDocument document, int holder, FhirChild property)
    {
        Node[] nodes = document.NodeArray;
        int value = Find(nodes, holder, property.JsonName);
        int shadow = property.Type.IsPrimitive && (nodes[holder].Flags & NodeFlags.Aligned) != NodeFlags.None ? Find(nodes, holder, property.ShadowName) : -1;
        if (value >= 0 || shadow >= 0) PushValues(e, document, value, shadow, property.Type);
    }

    private static void PushValues(FhirPathEvaluator e, ResourceDocument document, int value, int shadow, FhirType? type)
    {
        Node[] nodes = document.NodeArray;
        if ((value < 0 || nodes[value].Kind != NodeKind.Array) && (shadow < 0 || nodes[shadow].Kind != NodeKind.Array))
        {
            PushOne(e, document, value, shadow, type);
            return;
        }

        int valueEnd = value < 0 ? -1 : nodes[value].Next;
        int shadowEnd = shadow < 0 ? -1 : nodes[shadow].Next;
        int item = value < 0 ? -1 : nodes[value].Kind == NodeKind.Array ? value + 1 : value;
        int extras = shadow < 0 ? -1 : nodes[shadow].Kind == NodeKind.Array ? shadow + 1 : shadow;
        while (item < valueEnd || extras < shadowEnd)
        {
            bool hasItem = item < valueEnd;
            bool hasExtras = extras < shadowEnd;
            PushOne(e, document, hasItem ? item : -1, hasExtras ? extras : -1, type);
            if (hasItem) item = nodes[item].Next;
            if (hasExtras) extras = nodes[extras].Next;
        }
    }

    private static void PushOne(FhirPathEvaluator e, ResourceDocument document, int value, int shadow, FhirType? type)
    {
        Node[] nodes = document.NodeArray;
        e.Step();
        if (value >= 0 && nodes[value].Kind == NodeKind.Null) value = -1;
        if (shadow >= 0 && nodes[shadow].Kind == NodeKind.Null) shadow = -1;
        if (value < 0 && shadow < 0) return;
        if (type is { IsOpen: true } && value >= 0) type = ResourceType(e, document, value) ?? type;
        e.Push(FhirPathItem.OfNode(document, value, shadow, type));
    }

    private static void PushUntyped(FhirPathEvaluator e, ResourceDocument document, int holder, int name)
    {
        Node[] nodes = document.NodeArray;
        if (nodes[holder].Kind != NodeKind.Object) return;
        int value = Find(nodes, holder, name);
        int shadow = Find(nodes, holder, name + (document.Names.Count / 2));
        if (value >= 0 || shadow >= 0) PushValues(e, document, value, shadow, null);
    }

    private static int Find(Node[] nodes, int holder, int name)
    {
        int end = nodes[holder].Next;
        for (int child = holder + 1; child < end; child = nodes[child].Next)
        {
            if (nodes[child].Name == name) return child;
        }

        return -1;
    }
}

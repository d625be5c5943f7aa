using System.Globalization;
using System.Text.Json.Nodes;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;

namespace Registry.Fhir.Patching;

/// <summary>One operation of a FHIRPath Patch on its way into the tree.</summary>
internal sealed class FhirPathEdit(FhirPathModel model, PatchTree tree, ResourceDocument document, FhirPathPatch.Operation operation)
{
    private readonly PatchValue _values = new(model, operation);

    /// <param name="steps">How many steps expressions may take; what this one took is taken off.</param>
    /// <exception cref="PatchFault">It cannot be applied.</exception>
    public void Run(ref int steps)
    {
        List<Spot> spots = Find(ref steps);
        switch (operation.Type)
        {
            case "add":
                Add(One(spots));
                break;
            case "insert":
                Insert(List(spots), spots.Count);
                break;
            case "delete":
                // "The element to delete (if found)".
                if (spots.Count > 0) Delete(One(spots));
                break;
            case "replace":
                Replace(One(spots));
                break;
            default:
                Move(List(spots), spots.Count);
                break;
        }
    }

    private List<Spot> Find(ref int steps)
    {
        using FhirPathEvaluator evaluator = new(model, new FhirPathEnvironment()) { Budget = steps };
        try
        {
            NodeCursor root = document.Root;
            FhirPathExpression expression = FhirPathExpression.Compile(operation.Path, model, new FhirPathOptions { ContextType = root["resourceType"].AsString() });
            Place place = Place.Of(model, root);
            evaluator.Run(expression, place.Focus, place.Resource, place.RootResource);
            steps = Math.Max(0, evaluator.StepsLeft);
        }
        catch (FhirPathException fault)
        {
            throw operation.Fault(
                "patch-path", fault.Fault == FhirPathFault.Limit ? "too-costly" : "invalid", $"its path is no expression that can be evaluated on this resource ({fault.Reason.TrimEnd('.')}).",
                "Send a FHIRPath expression that begins with the resource's type, such as Patient.birthDate.");
        }

        List<Spot> spots = [];
        foreach (ref readonly FhirPathItem item in evaluator.From(0))
        {
            NodeCursor cursor = item.HasNode ? item.Cursor : item.ShadowCursor;
            if (!cursor.Exists || !ReferenceEquals(cursor.Document, document))
            {
                throw operation.Fault(
                    "patch-path", "invalid", "its path gives what is no part of this resource.", "Name an element of the resource; nothing can be computed or resolved on the way.");
            }

            spots.Add(SpotOf(item, cursor));
        }

        return spots;
    }

    private Spot SpotOf(in FhirPathItem item, NodeCursor cursor)
    {
        if (!cursor.Parent.Exists) return new Spot((JsonObject)tree.Root!, null, "", -1, item.Type, 0);
        bool isItem = cursor.Parent.Kind == NodeKind.Array;
        NodeCursor property = isItem ? cursor.Parent : cursor;
        string name = item.HasNode ? property.Name : property.Name[1..];
        int depth = 0;
        for (NodeCursor above = cursor; above.Exists; above = above.Parent) depth++;
        return new Spot((JsonObject)Navigate(property.Parent), Place.TypeAt(model, document, property.Parent.NodeIndex), name, isItem ? IndexOf(cursor) : -1, item.Type, depth);
    }

    private JsonNode Navigate(NodeCursor cursor)
    {
        if (!cursor.Parent.Exists) return tree.Root!;
        JsonNode holder = Navigate(cursor.Parent);
        return cursor.Parent.Kind == NodeKind.Array ? holder[IndexOf(cursor)]! : holder[cursor.Name]!;
    }

    private static int IndexOf(NodeCursor cursor)
    {
        int index = 0;
        foreach (NodeCursor item in cursor.Parent)
        {
            if (item == cursor) return index;
            index++;
        }

        throw new InvalidOperationException("An item is not in its list.");
    }

    private Spot One(List<Spot> spots)
    {
        if (spots.Count == 1) return spots[0];
        throw spots.Count == 0
            ? operation.Fault("patch-path", "not-found", "its path finds nothing.", "Read the current version and name an element that it has.")
            : operation.Fault("patch-several", "multiple-matches", string.Create(CultureInfo.InvariantCulture, $"its path finds {spots.Count} elements."), "Name one of them, by its index or with where().");
    }

    // The path names the list as a whole: an index within a part of it could mean two places.
    private Spot List(List<Spot> spots)
    {
        if (spots.Count == 0) throw operation.Fault("patch-path", "not-found", "its path finds nothing.", "Add the first item of a list with the type 'add'.");
        Spot first = spots[0];
        if (first.Index < 0) throw operation.Fault("patch-path", "invalid", "its path names no list.", "Name an element that repeats, without an index.");
        if (spots.Any(spot => !ReferenceEquals(spot.Holder, first.Holder) || spot.Name != first.Name) || spots.Count != JsonList.Count(first.Holder, first.Name))
            throw operation.Fault("patch-several", "multiple-matches", "its path names items of several lists, or some items of one.", "Name one whole list, such as Patient.name.");
        return first;
    }

    private void Add(Spot spot)
    {
        if (spot.Type is not { } type) throw operation.Fault("patch-path", "invalid", "its path names what R4 does not know.", "Name an element that R4 defines.");
        JsonObject holder = spot.IsRoot ? spot.Holder : JsonList.HolderOf(spot.Holder, spot.Name, spot.Index, type.IsPrimitive);
        FhirElement element = _values.Element(type, operation.Name!);
        NewValue value = _values.Of(element, operation.Value!);
        tree.Charge(value.Json, spot.Depth + 2);
        tree.Charge(value.Shadow, spot.Depth + 2);
        if (_values.Repeats(type, element))
        {
            JsonList.Insert(holder, value, JsonList.Count(holder, value.Name));
            return;
        }

        if (_values.NamesOf(element).Any(name => holder.ContainsKey(name) || holder.ContainsKey("_" + name)))
            throw operation.Fault("patch-exists", "duplicate", "the element is there already, and does not repeat.", "Send the type 'replace'.");
        JsonList.Set(holder, value);
    }

    private void Insert(Spot list, int count)
    {
        if (operation.Index > count) throw operation.Fault("patch-path", "invalid", string.Create(CultureInfo.InvariantCulture, $"the list has {count} items, and its index is beyond them."), "Send an index from 0 to the number of items.");
        JsonList.Insert(list.Holder, ValueAt(list), operation.Index);
    }

    private void Replace(Spot spot)
    {
        if (spot.IsRoot) throw operation.Fault("patch-path", "invalid", "its path names the whole resource.", "Send the whole resource by PUT.");
        NewValue value = ValueAt(spot);
        JsonList.Replace(spot.Holder, spot.Name, spot.Index, value);
    }

    private void Delete(Spot spot)
    {
        if (spot.IsRoot) throw operation.Fault("patch-path", "invalid", "its path names the whole resource.", "Send DELETE to remove the resource.");
        JsonList.Remove(spot.Holder, spot.Name, spot.Index);
        tree.Took(spot.Holder);
    }

    private void Move(Spot list, int count)
    {
        if (operation.Source >= count || operation.Destination >= count)
            throw operation.Fault("patch-path", "invalid", string.Create(CultureInfo.InvariantCulture, $"the list has {count} items, and its source or destination is beyond them."), "Send indexes of the list, from 0.");
        JsonList.Move(list.Holder, list.Name, operation.Source, operation.Destination);
    }

    private NewValue ValueAt(Spot spot)
    {
        if (spot.HolderType is null || _values.ElementOf(spot.HolderType, spot.Name) is not { } element)
            throw operation.Fault("patch-path", "invalid", "its path names what R4 does not know.", "Name an element that R4 defines.");
        NewValue value = _values.Of(element, operation.Value!);
        tree.Charge(value.Json, spot.Depth + 1);
        tree.Charge(value.Shadow, spot.Depth + 1);
        return value;
    }

    /// <summary>An element of the resource.</summary>
    /// <param name="Holder">The object that has it as a property; the resource itself for the root.</param>
    /// <param name="HolderType">Its type; null when not known.</param>
    /// <param name="Name">Name of the property, without an underscore; empty for the root.</param>
    /// <param name="Index">Place in its list; -1 where it is none.</param>
    /// <param name="Type">Of the element.</param>
    /// <param name="Depth">How deep it lies.</param>
    private sealed record Spot(JsonObject Holder, FhirType? HolderType, string Name, int Index, FhirType? Type, int Depth)
    {
        public bool IsRoot => Name.Length == 0;
    }
}

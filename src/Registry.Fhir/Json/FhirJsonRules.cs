using Registry.Fhir.Outcomes;

namespace Registry.Fhir.Json;

/// <summary>What FHIR asks of JSON beyond its grammar, and what needs no definition to be seen. https://hl7.org/fhir/R4/json.html</summary>
internal static class FhirJsonRules
{
    private const int PairwiseNames = 32;
    private const string Alignment = "The property with the underscore carries id and extensions of the primitive beside it: an object beside a single value, an array of the same length beside an array.";

    /// <param name="document">A whole tree.</param>
    /// <param name="needsRules">Whether the text holds a null or an escape at all.</param>
    public static void Check(ResourceDocument document, bool needsRules)
    {
        ReadOnlySpan<Node> nodes = document.Nodes;
        if (nodes[0].Kind != NodeKind.Object)
        {
            Report(document, 0, "json-resource", "The text is JSON, but no object.", "A FHIR resource is a JSON object.", "Send an object with a resourceType.");
        }

        for (int index = 0; index < nodes.Length; index++)
        {
            ref readonly Node node = ref nodes[index];
            switch (node.Kind)
            {
                case NodeKind.Object:
                    if (node.Count == 0) Report(document, index, "json-empty-object", "The object is empty.", "FHIR has no empty objects: what is not known is left out.", "Leave the property out, or give it content.");
                    if (node.Count > 1) CheckNames(document, nodes, index);
                    if ((node.Flags & NodeFlags.Aligned) != NodeFlags.None) CheckSiblings(document, index);
                    break;
                case NodeKind.Array:
                    CheckArray(document, nodes, index);
                    break;
                case NodeKind.String:
                    if (node.End - node.Start == 2) Report(document, index, "json-empty-string", "The string is empty.", "FHIR has no empty strings: what is not known is left out.", "Leave the property out, or give it at least one character.");
                    break;
                case NodeKind.Null:
                    if (node.Parent < 0 || nodes[node.Parent].Kind != NodeKind.Array)
                    {
                        Report(document, index, "json-null", "The value is null.", "null stands only inside the array of a repeating primitive, to keep it aligned with its extensions.", "Leave the property out.");
                    }

                    break;
            }

            if (needsRules && (node.Flags & (NodeFlags.Escaped | NodeFlags.EscapedName)) != NodeFlags.None) CheckSurrogates(document, index);
        }
    }

    private static void CheckArray(ResourceDocument document, ReadOnlySpan<Node> nodes, int index)
    {
        ref readonly Node array = ref nodes[index];
        if (array.Count == 0) Report(document, index, "json-empty-array", "The array is empty.", "FHIR has no empty arrays: what is not known is left out.", "Leave the property out, or give it at least one item.");
        if (array.Parent < 0) return;
        if (nodes[array.Parent].Kind == NodeKind.Array)
        {
            Report(document, index, "json-nested-array", "An array stands in an array.", "FHIR has no arrays of arrays: no element repeats in two dimensions.", "Send one flat array.");
            return;
        }

        if ((array.Flags & NodeFlags.HoldsNull) == NodeFlags.None) return;
        NodeCursor values = new(document, index);
        if (values.NameBytes.StartsWith((byte)'_') || HasShadow(values)) return; // CheckSiblings sees it.
        Report(document, index, "json-null", "An array holds null, but no extension stands in its place.", "null only keeps the place of a value that is missing but has an extension.", "Leave the null out, or send the missing value's extension in the property with the underscore.");
    }

    private static bool HasShadow(NodeCursor values)
    {
        foreach (NodeCursor sibling in values.Parent)
        {
            if (sibling.NameBytes.StartsWith((byte)'_') && sibling.NameBytes[1..].SequenceEqual(values.NameBytes)) return true;
        }

        return false;
    }

    // Quadratic with small numbers; a wide object (a bomb, or a dictionary that is no FHIR) goes through a set.
    private static void CheckNames(ResourceDocument document, ReadOnlySpan<Node> nodes, int parent)
    {
        ref readonly Node container = ref nodes[parent];
        if (container.Count > PairwiseNames)
        {
            CheckManyNames(document, parent);
            return;
        }

        ReadOnlySpan<byte> bytes = document.Text;
        Span<int> seen = stackalloc int[PairwiseNames];
        int count = 0;
        for (int child = parent + 1; child < container.Next; child = nodes[child].Next)
        {
            ref readonly Node property = ref nodes[child];
            if (property.NameLength == 0) Report(document, child, "json-empty-name", "A property has an empty name.", "A property has the name of a FHIR element.", "Leave the property out.");
            if ((property.Flags & NodeFlags.EscapedName) != NodeFlags.None)
            {
                CheckManyNames(document, parent);
                return;
            }

            for (int i = 0; i < count; i++)
            {
                ref readonly Node other = ref nodes[seen[i]];
                if (other.Name != property.Name || other.NameLength != property.NameLength) continue;
                if (property.Name < 0
                    && !bytes.Slice(other.NameStart, other.NameLength).SequenceEqual(bytes.Slice(property.NameStart, property.NameLength))) continue;
                ReportDuplicate(document, child);
                break;
            }

            seen[count++] = child;
        }
    }

    private static void CheckManyNames(ResourceDocument document, int parent)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (NodeCursor property in new NodeCursor(document, parent))
        {
            if (!seen.Add(property.Name)) ReportDuplicate(document, property.NodeIndex);
        }
    }

    private static void ReportDuplicate(ResourceDocument document, int index) =>
        Report(document, index, "json-duplicate-name", "The same property stands twice in one object.", "Of two, readers keep one or the other, so the meaning would depend on who reads.", "Send it once; a repeating element is one property that holds an array.");

    // https://hl7.org/fhir/R4/json.html#primitive: a primitive's id and extensions stand in a sibling with an underscore.
    private static void CheckSiblings(ResourceDocument document, int parent)
    {
        NodeCursor holder = new(document, parent);
        foreach (NodeCursor shadow in holder)
        {
            // Deviation: a name with an escape in it is aligned by its text as sent; no FHIR name needs an escape.
            if (!shadow.NameBytes.StartsWith((byte)'_')) continue;
            NodeCursor value = holder.Find(shadow.NameBytes[1..]);
            if (shadow.Kind == NodeKind.Object)
            {
                if (value.Kind is NodeKind.Array or NodeKind.Object)
                {
                    Report(document, shadow.NodeIndex, "json-alignment", "The property with the underscore is an object, but the value beside it is not a single primitive.", Alignment, "Send an array of the same length beside an array, an object beside a single value, and nothing beside an object.");
                }
            }
            else if (shadow.Kind == NodeKind.Array && value.Kind is NodeKind.Array or NodeKind.Missing)
            {
                CheckItems(document, shadow, value);
            }
            else
            {
                Report(document, shadow.NodeIndex, "json-alignment", "The property with the underscore has another shape than the value beside it.", Alignment, "Give both the same shape.");
            }
        }
    }

    private static void CheckItems(ResourceDocument document, NodeCursor shadows, NodeCursor values)
    {
        if (values.Exists && values.Count != shadows.Count)
        {
            Report(document, shadows.NodeIndex, "json-alignment", "The array with the underscore has another length than the array of values beside it.", Alignment, "Fill the shorter one up with null, so that each extension stands at the index of its value.");
            return;
        }

        NodeCursor.Enumerator value = values.GetEnumerator();
        foreach (NodeCursor shadow in shadows)
        {
            bool hasValue = value.MoveNext() && value.Current.Kind != NodeKind.Null;
            bool hasContent = shadow.Kind == NodeKind.Object && !(shadow.Count == 1 && shadow["id"].Exists);
            if (!hasContent && !hasValue && (shadow.Kind is NodeKind.Null or NodeKind.Object))
            {
                Report(document, shadow.NodeIndex, "json-alignment", "At this index there is neither a value nor an extension.", Alignment, "Leave the index out of both arrays.");
            }
            else if (shadow.Kind is not (NodeKind.Null or NodeKind.Object))
            {
                Report(document, shadow.NodeIndex, "json-alignment", "An item of the array with the underscore is neither null nor an object with id or extension.", Alignment, "Put the value into the property without the underscore.");
            }
        }
    }

    private static void CheckSurrogates(ResourceDocument document, int index)
    {
        NodeCursor node = new(document, index);
        bool isLone = node.Kind == NodeKind.String && JsonText.LoneSurrogate(node.TextBytes) >= 0;
        if (isLone || (node.HasName && JsonText.LoneSurrogate(node.NameBytes) >= 0))
        {
            Report(document, index, "json-lone-surrogate", "An escape stands for half a character: a surrogate without its other half.", "Such a text is not Unicode, and no UTF-8 can hold it.", "Send the character itself in UTF-8, or both halves.");
        }
    }

    private static void Report(ResourceDocument document, int index, string rule, string message, string reason, string remedy)
    {
        if (document.Findings.IsFull)
        {
            document.Findings.Omit(Severity.Error, Authority.Json);
            return;
        }

        NodeCursor node = new(document, index);
        TextPosition position = node.Position;
        document.Findings.Add(new Finding
        {
            Severity = Severity.Error,
            Authority = Authority.Json,
            IssueType = "structure",
            Rule = rule,
            Message = message,
            Reason = reason,
            Remedy = remedy,
            Expression = node.Expression,
            Line = position.Line,
            Column = position.Column,
        });
    }
}

using System.Globalization;
using System.Text;

namespace Registry.Fhir.Json;

/// <summary>Renders the FHIRPath of a place; only findings ask for it.</summary>
/// <remarks>
/// Element names, indexes and dots alone, as https://hl7.org/fhir/R4/operationoutcome-definitions.html#OperationOutcome.issue.expression
/// allows: no ofType(), neither for a choice nor for a resource in a bundle. It names one node without them.
/// </remarks>
internal static class NodeExpression
{
    public static string Render(NodeCursor place)
    {
        Stack<NodeCursor> way = new();
        for (NodeCursor step = place; step.Exists; step = step.Parent) way.Push(step);

        StringBuilder path = new();
        NodeCursor parent = default;
        while (way.TryPop(out NodeCursor step))
        {
            if (!parent.Exists)
            {
                path.Append(TypeOf(step));
            }
            else if (parent.Kind == NodeKind.Array)
            {
                int item = IndexIn(parent, step);
                path.Append('[').Append(item.ToString(CultureInfo.InvariantCulture)).Append(']');
            }
            else
            {
                AppendName(path, step);
            }

            parent = step;
        }

        return path.ToString();
    }

    private static void AppendName(StringBuilder path, NodeCursor step)
    {
        if (path.Length > 0) path.Append('.');
        if (step.Node.Name >= 0 && step.Document!.Names.FindChoice(step.Node.Name) is ChoiceName choice)
        {
            path.Append(choice.Element);
            return;
        }

        // The sibling that carries a primitive's id and extensions is the same element to FHIRPath.
        string name = step.Name.StartsWith('_') ? step.Name[1..] : step.Name;
        if (IsIdentifier(name))
        {
            path.Append(name);
        }
        else
        {
            path.Append('`').Append(JsonText.Quote(name).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)).Append('`');
        }
    }

    private static string TypeOf(NodeCursor step)
    {
        string type = step["resourceType"] is { Kind: NodeKind.String } named ? named.AsString()! : "";
        return IsIdentifier(type) ? type : "";
    }

    private static int IndexIn(NodeCursor array, NodeCursor item)
    {
        int index = 0;
        foreach (NodeCursor child in array)
        {
            if (child.NodeIndex == item.NodeIndex) break;
            index++;
        }

        return index;
    }

    private static bool IsIdentifier(string text) => text.Length is > 0 and <= Limits.QuotedChars
        && (char.IsAsciiLetter(text[0]) || text[0] == '_')
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}

using System.Text;
using Registry.Fhir.FhirPath.Values;
using Registry.Fhir.Json;

namespace Registry.Fhir.FhirPath;

/// <summary>When items mean the same. http://hl7.org/fhirpath/N1/#equivalent</summary>
internal static class Equivalence
{
    public static bool Holds(FhirPathEvaluator e, in FhirPathItem left, in FhirPathItem right)
    {
        e.Step();
        SystemKind one = ItemValue.KindOf(left);
        SystemKind other = ItemValue.KindOf(right);
        if (one == SystemKind.None || other == SystemKind.None) return one == other && SameMeaning(e, left, right);
        if (one == SystemKind.String || other == SystemKind.String)
        {
            return ItemValue.TryText(left, out string text) && ItemValue.TryText(right, out string otherText) && Folded(text) == Folded(otherText);
        }

        if (ItemValue.TryBoolean(left, out bool truth)) return ItemValue.TryBoolean(right, out bool otherTruth) && truth == otherTruth;
        if (ItemValue.TryDecimal(left, out decimal number) && ItemValue.TryDecimal(right, out decimal otherNumber)) return SameNumber(number, otherNumber);
        if (ItemValue.TryMoment(left, out PartialTime moment) && ItemValue.TryMoment(right, out PartialTime otherMoment))
        {
            return (moment.Kind == TimeKind.Time) == (otherMoment.Kind == TimeKind.Time) && PartialTime.Compare(moment, otherMoment, e.OffsetMinutes) == 0;
        }

        return ItemValue.TryQuantity(left, out QuantityOperand quantity) && ItemValue.TryQuantity(right, out QuantityOperand otherQuantity) && SameQuantity(quantity, otherQuantity);
    }

    /// <summary>Equal when both are rounded to the lesser precision, trailing zeros left out.</summary>
    public static bool SameNumber(decimal left, decimal right)
    {
        int digits = Math.Min(Significant(left), Significant(right));
        return Math.Round(left, digits, MidpointRounding.AwayFromZero) == Math.Round(right, digits, MidpointRounding.AwayFromZero);
    }

    private static int Significant(decimal value)
    {
        int scale = value.Scale;
        while (scale > 0 && value == Math.Round(value, scale - 1)) scale--;
        return scale;
    }

    private static bool SameQuantity(in QuantityOperand left, in QuantityOperand right)
    {
        if (QuantityOperand.TryAlign(left, right, out decimal aligned)) return SameNumber(left.Value, aligned);
        return Units.SameDuration(left, right) && SameNumber(left.Value, right.Value);
    }

    // Runs of white space count as one space.
    private static string Folded(string text)
    {
        StringBuilder folded = new(text.Length);
        foreach (char letter in text.Trim())
        {
            if (!char.IsWhiteSpace(letter)) folded.Append(char.ToLowerInvariant(letter));
            else if (folded[^1] != ' ') folded.Append(' ');
        }

        return folded.ToString();
    }

    private static bool SameMeaning(FhirPathEvaluator e, in FhirPathItem left, in FhirPathItem right)
    {
        if (!left.IsNode || !right.IsNode) return left.Kind == right.Kind && ReferenceEquals(left.Type, right.Type);
        return left.HasNode == right.HasNode && SameMeaning(e, left.HasNode ? left.Cursor : left.ShadowCursor, right.HasNode ? right.Cursor : right.ShadowCursor);
    }

    private static bool SameMeaning(FhirPathEvaluator e, NodeCursor left, NodeCursor right)
    {
        e.Step();
        if (left.Kind != right.Kind || left.Count != right.Count) return false;
        switch (left.Kind)
        {
            case NodeKind.Object:
                foreach (NodeCursor property in left)
                {
                    if (!SameMeaning(e, property, right.Find(property.NameBytes))) return false;
                }

                return true;
            case NodeKind.Array:
                return SameItems(e, left, right);
            case NodeKind.String:
                return Folded(left.AsString()!) == Folded(right.AsString()!);
            case NodeKind.Number:
                return left.AsDecimal() is { } number && right.AsDecimal() is { } other && SameNumber(number, other);
            default:
                return true;
        }
    }

    private static bool SameItems(FhirPathEvaluator e, NodeCursor left, NodeCursor right)
    {
        List<NodeCursor> others = [];
        foreach (NodeCursor item in right) others.Add(item);
        foreach (NodeCursor item in left)
        {
            int match = others.FindIndex(other => SameMeaning(e, item, other));
            if (match < 0) return false;
            others.RemoveAt(match);
        }

        return true;
    }
}

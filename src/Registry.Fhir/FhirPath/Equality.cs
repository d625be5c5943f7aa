using Registry.Fhir.FhirPath.Values;
using Registry.Fhir.Json;

namespace Registry.Fhir.FhirPath;

/// <summary>When items are equal, and how they are ordered. http://hl7.org/fhirpath/N1/#equality</summary>
internal static class Equality
{
    /// <summary><c>=</c> of two items; Empty when their precision or units do not tell.</summary>
    public static Truth Equals(FhirPathEvaluator e, in FhirPathItem left, in FhirPathItem right)
    {
        SystemKind one = ItemValue.KindOf(left);
        SystemKind other = ItemValue.KindOf(right);
        if (one == SystemKind.None || other == SystemKind.None) return Truths.Of(one == other && SameStructure(e, left, right));
        if (one == SystemKind.String && other == SystemKind.String)
        {
            ItemValue.TryUtf8(left, out ReadOnlySpan<byte> text);
            ItemValue.TryUtf8(right, out ReadOnlySpan<byte> otherText);
            return Truths.Of(text.SequenceEqual(otherText));
        }

        if (ItemValue.TryBoolean(left, out bool truth)) return Truths.Of(ItemValue.TryBoolean(right, out bool otherTruth) && truth == otherTruth);
        if (ItemValue.TryDecimal(left, out decimal number) && ItemValue.TryDecimal(right, out decimal otherNumber)) return Truths.Of(number == otherNumber);
        if (ItemValue.TryMoment(left, out PartialTime moment) && ItemValue.TryMoment(right, out PartialTime otherMoment)) return MomentsEqual(e, moment, otherMoment);
        if ((one == SystemKind.Quantity || other == SystemKind.Quantity) && ItemValue.TryQuantity(left, out QuantityOperand quantity) && ItemValue.TryQuantity(right, out QuantityOperand otherQuantity))
        {
            return QuantitiesEqual(quantity, otherQuantity);
        }

        return Truths.Of(one == SystemKind.Quantity && other == SystemKind.Quantity && SameStructure(e, left, right));
    }

    /// <summary>Order of two items: negative, 0 or positive; null when it cannot be told.</summary>
    /// <param name="e">Whose time zone counts.</param>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <param name="isComparable">False when there is no order between such values at all.</param>
    public static int? Compare(FhirPathEvaluator e, in FhirPathItem left, in FhirPathItem right, out bool isComparable)
    {
        isComparable = true;
        if (ItemValue.TryUtf8(left, out ReadOnlySpan<byte> text) && ItemValue.TryUtf8(right, out ReadOnlySpan<byte> otherText)) return text.SequenceCompareTo(otherText);
        if (ItemValue.TryDecimal(left, out decimal number) && ItemValue.TryDecimal(right, out decimal otherNumber)) return number.CompareTo(otherNumber);
        if (ItemValue.TryMoment(left, out PartialTime moment) && ItemValue.TryMoment(right, out PartialTime otherMoment))
        {
            isComparable = (moment.Kind == TimeKind.Time) == (otherMoment.Kind == TimeKind.Time);
            return PartialTime.Compare(moment, otherMoment, e.OffsetMinutes);
        }

        if (ItemValue.TryQuantity(left, out QuantityOperand quantity) && ItemValue.TryQuantity(right, out QuantityOperand otherQuantity))
        {
            return QuantityOperand.TryAlign(quantity, otherQuantity, out decimal aligned) ? quantity.Value.CompareTo(aligned) : null;
        }

        // A value that is missing or malformed has no order, and is no fault of the expression.
        isComparable = IsUnreadable(left) || IsUnreadable(right);
        return null;
    }

    /// <summary>A number that is the same for equal items.</summary>
    public static int Hash(in FhirPathItem item)
    {
        if (ItemValue.TryUtf8(item, out ReadOnlySpan<byte> text))
        {
            HashCode hash = default;
            hash.AddBytes(text);
            return hash.ToHashCode();
        }

        if (ItemValue.TryDecimal(item, out decimal number)) return number.GetHashCode();
        if (ItemValue.TryBoolean(item, out bool truth)) return truth ? 1 : 2;
        return item.HasNode && item.Cursor.Kind == NodeKind.Object && ItemValue.KindOf(item) == SystemKind.None ? item.Cursor.Count : 3;
    }

    /// <summary>Whether two JSON values say the same: properties in any order, items in theirs, numbers by value.</summary>
    public static bool SameJson(FhirPathEvaluator e, NodeCursor left, NodeCursor right)
    {
        e.Step();
        if (left == right) return true;
        if (left.Kind != right.Kind) return false;
        switch (left.Kind)
        {
            case NodeKind.Object:
                if (left.Count != right.Count) return false;
                foreach (NodeCursor property in left)
                {
                    if (!SameJson(e, property, right.Find(property.NameBytes))) return false;
                }

                return true;
            case NodeKind.Array:
                if (left.Count != right.Count) return false;
                NodeCursor.Enumerator others = right.GetEnumerator();
                foreach (NodeCursor item in left)
                {
                    if (!others.MoveNext() || !SameJson(e, item, others.Current)) return false;
                }

                return true;
            case NodeKind.String:
                return left.IsEscaped || right.IsEscaped ? left.AsString() == right.AsString() : left.TextBytes.SequenceEqual(right.TextBytes);
            case NodeKind.Number:
                return left.TextBytes.SequenceEqual(right.TextBytes) || (left.AsDecimal() is { } number && number == right.AsDecimal());
            default:
                return true;
        }
    }

    private static bool IsUnreadable(in FhirPathItem item) => item.IsNode && item.Type is { } type
        && (type.IsPrimitive || type.IsQuantity) && !Conversions.TrySystem(item, out _);

    private static Truth MomentsEqual(FhirPathEvaluator e, in PartialTime left, in PartialTime right)
    {
        if ((left.Kind == TimeKind.Time) != (right.Kind == TimeKind.Time)) return Truth.False;
        return PartialTime.Compare(left, right, e.OffsetMinutes) is { } order ? Truths.Of(order == 0) : Truth.Empty;
    }

    private static Truth QuantitiesEqual(in QuantityOperand left, in QuantityOperand right)
    {
        if (QuantityOperand.TryAlign(left, right, out decimal aligned)) return Truths.Of(left.Value == aligned);

        // A calendar year or month against a definite duration cannot be told; other units of different dimension differ.
        return Units.CalendarMonths(left, out _) != Units.CalendarMonths(right, out _) ? Truth.Empty : Truth.False;
    }

    private static bool SameStructure(FhirPathEvaluator e, in FhirPathItem left, in FhirPathItem right)
    {
        if (left.Kind == ItemKind.Type || right.Kind == ItemKind.Type) return left.Kind == right.Kind && ReferenceEquals(left.Type, right.Type);
        if (!left.IsNode || !right.IsNode) return false;
        if (!left.HasNode && left.Shadow < 0) return right.Node < 0 && right.Shadow < 0 && ReferenceEquals(left.Type, right.Type);
        return left.HasNode == right.HasNode && SameJson(e, left.HasNode ? left.Cursor : left.ShadowCursor, right.HasNode ? right.Cursor : right.ShadowCursor);
    }
}

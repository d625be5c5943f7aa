using System.Buffers.Text;
using Registry.Fhir.FhirPath.Values;
using Registry.Fhir.Json;

namespace Registry.Fhir.FhirPath;

/// <summary>The values of items, wherever they lie: FHIR's primitives convert to System types where they are used. https://hl7.org/fhir/R4/fhirpath.html#types</summary>
/// <remarks>Numbers, dates and texts of a document are read from its bytes; nothing is allocated but for escaped text.</remarks>
internal static class ItemValue
{
    /// <summary>What the item is worth as a System value; None for complex types, and for primitives without a value or with a malformed one.</summary>
    public static SystemKind KindOf(in FhirPathItem item) => item.Kind switch
    {
        ItemKind.Node => KindOfNode(item),
        ItemKind.Boolean => SystemKind.Boolean,
        ItemKind.Integer => SystemKind.Integer,
        ItemKind.Long => SystemKind.Long,
        ItemKind.Decimal => SystemKind.Decimal,
        ItemKind.String => SystemKind.String,
        ItemKind.Moment => KindOf(((PartialTime)item.Value!).Kind),
        ItemKind.Quantity => SystemKind.Quantity,
        _ => SystemKind.None,
    };

    /// <summary>Whether it is a primitive of FHIR with a value, or a System value.</summary>
    public static bool HasValue(in FhirPathItem item) => item.Kind switch
    {
        ItemKind.None => false,
        ItemKind.Node => item.Node >= 0 && item.Cursor.IsScalar,
        _ => true,
    };

    public static bool TryBoolean(in FhirPathItem item, out bool value)
    {
        if (item.Kind == ItemKind.Boolean)
        {
            value = item.Node != 0;
            return true;
        }

        NodeKind kind = item.HasNode ? item.Cursor.Kind : NodeKind.Missing;
        value = kind == NodeKind.True;
        return kind is NodeKind.True or NodeKind.False;
    }

    /// <summary>A text: System.String, or a primitive of FHIR that converts to it.</summary>
    public static bool TryUtf8(in FhirPathItem item, out ReadOnlySpan<byte> utf8)
    {
        if (item.Kind == ItemKind.String)
        {
            utf8 = ((TextValue)item.Value!).Utf8;
            return true;
        }

        utf8 = default;
        if (KindOf(item) != SystemKind.String) return false;
        utf8 = Unescaped(item.Cursor);
        return true;
    }

    public static bool TryText(in FhirPathItem item, out string text)
    {
        text = "";
        if (item.Kind == ItemKind.String)
        {
            text = item.Text;
            return true;
        }

        if (KindOf(item) != SystemKind.String) return false;
        text = item.Cursor.AsString()!;
        return true;
    }

    public static bool TryInteger(in FhirPathItem item, out int value)
    {
        if (item.Kind == ItemKind.Integer)
        {
            value = item.Node;
            return true;
        }

        value = 0;
        return item.HasNode && KindOf(item) == SystemKind.Integer && Utf8Parser.TryParse(item.Cursor.TextBytes, out value, out int used) && used == item.Cursor.TextBytes.Length;
    }

    /// <summary>An integer of 32 or 64 bits.</summary>
    public static bool TryLong(in FhirPathItem item, out long value)
    {
        if (item.Kind == ItemKind.Long)
        {
            value = item.Long;
            return true;
        }

        bool isInteger = TryInteger(item, out int integer);
        value = integer;
        return isInteger;
    }

    /// <summary>An integer or decimal.</summary>
    public static bool TryDecimal(in FhirPathItem item, out decimal value)
    {
        switch (item.Kind)
        {
            case ItemKind.Integer:
                value = item.Node;
                return true;
            case ItemKind.Long:
                value = item.Long;
                return true;
            case ItemKind.Decimal:
                value = (decimal)item.Value!;
                return true;
            case ItemKind.Node when KindOf(item) is SystemKind.Integer or SystemKind.Decimal:
                return JsonNumber.TryReadDecimal(item.Cursor.TextBytes, out value);
            default:
                value = 0;
                return false;
        }
    }

    public static bool TryMoment(in FhirPathItem item, out PartialTime value)
    {
        if (item.Kind == ItemKind.Moment)
        {
            value = (PartialTime)item.Value!;
            return true;
        }

        value = default;
        return KindOf(item) switch
        {
            SystemKind.Date => PartialTime.TryParse(item.Cursor.TextBytes, TimeKind.Date, out value),
            SystemKind.DateTime => PartialTime.TryParse(item.Cursor.TextBytes, TimeKind.DateTime, out value),
            SystemKind.Time => PartialTime.TryParse(item.Cursor.TextBytes, TimeKind.Time, out value),
            _ => false,
        };
    }

    /// <summary>A quantity: of System, of FHIR with a value, or a number, which has the unit 1.</summary>
    public static bool TryQuantity(in FhirPathItem item, out QuantityOperand value)
    {
        value = default;
        if (item.Kind == ItemKind.Quantity)
        {
            QuantityValue quantity = (QuantityValue)item.Value!;
            value = new QuantityOperand(quantity.Value, quantity.Utf8Unit, quantity.IsCalendar);
            return true;
        }

        if (TryDecimal(item, out decimal number))
        {
            value = new QuantityOperand(number, "1"u8, isCalendar: false);
            return true;
        }

        return KindOf(item) == SystemKind.Quantity && TryFhirQuantity(item.Cursor, out value);
    }

    private static SystemKind KindOf(TimeKind kind) => kind switch
    {
        TimeKind.Date => SystemKind.Date,
        TimeKind.DateTime => SystemKind.DateTime,
        _ => SystemKind.Time,
    };

    private static SystemKind KindOfNode(in FhirPathItem item)
    {
        if (item.Node < 0) return SystemKind.None;
        NodeKind kind = item.Cursor.Kind;
        if (item.Type is not { } type) return KindOfJson(item.Cursor);
        if (type.IsQuantity) return kind == NodeKind.Object ? SystemKind.Quantity : SystemKind.None;
        bool fits = type.Kind switch
        {
            SystemKind.None => false,
            SystemKind.Boolean => kind is NodeKind.True or NodeKind.False,
            SystemKind.Integer or SystemKind.Decimal => kind == NodeKind.Number,
            _ => kind == NodeKind.String,
        };
        return fits ? type.Kind : SystemKind.None;
    }

    // Of a place whose type is not known.
    private static SystemKind KindOfJson(NodeCursor place) => place.Kind switch
    {
        NodeKind.String => SystemKind.String,
        NodeKind.Number => place.TextBytes.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 ? SystemKind.Integer : SystemKind.Decimal,
        NodeKind.True or NodeKind.False => SystemKind.Boolean,
        _ => SystemKind.None,
    };

    private static ReadOnlySpan<byte> Unescaped(NodeCursor place)
    {
        if (!place.IsEscaped) return place.TextBytes;
        byte[] buffer = new byte[place.TextBytes.Length];
        return buffer.AsSpan(0, JsonText.Unescape(place.TextBytes, buffer));
    }

    // https://hl7.org/fhir/R4/fhirpath.html#quantity : the code when the system is UCUM, otherwise the unit as shown.
    private static bool TryFhirQuantity(NodeCursor place, out QuantityOperand value)
    {
        value = default;
        NodeCursor number = place.Find("value"u8);
        if (number.Kind != NodeKind.Number || !JsonNumber.TryReadDecimal(number.TextBytes, out decimal amount)) return false;
        NodeCursor code = place.Find("code"u8);
        NodeCursor system = place.Find("system"u8);
        NodeCursor unit = place.Find("unit"u8);
        if (place.Find("comparator"u8).Exists) return false; // "Less than 5" is no value: https://hl7.org/fhir/R4/fhirpath.html#quantity
        bool isUcum = system.Kind == NodeKind.String && system.TextBytes.SequenceEqual("http://unitsofmeasure.org"u8);
        ReadOnlySpan<byte> text = isUcum && code.Kind == NodeKind.String ? Unescaped(code)
            : unit.Kind == NodeKind.String ? Unescaped(unit)
            : code.Kind == NodeKind.String ? Unescaped(code)
            : "1"u8;
        value = new QuantityOperand(amount, text, isCalendar: false);
        return true;
    }
}

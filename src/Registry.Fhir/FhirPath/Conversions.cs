using System.Globalization;
using System.Text;
using Registry.Fhir.FhirPath.Values;

namespace Registry.Fhir.FhirPath;

/// <summary>Conversion between System types. http://hl7.org/fhirpath/N1/#conversion</summary>
internal static class Conversions
{
    /// <summary>The System value of an item; false when it has none.</summary>
    public static bool TrySystem(in FhirPathItem item, out FhirPathItem value)
    {
        value = item;
        if (!item.IsNode) return item.Kind is not (ItemKind.None or ItemKind.Type);
        switch (ItemValue.KindOf(item))
        {
            case SystemKind.Boolean:
                ItemValue.TryBoolean(item, out bool truth);
                value = FhirPathItem.Of(truth);
                return true;
            case SystemKind.Integer when ItemValue.TryInteger(item, out int integer):
                value = FhirPathItem.Of(integer);
                return true;
            case SystemKind.Integer or SystemKind.Decimal when ItemValue.TryDecimal(item, out decimal number):
                value = FhirPathItem.Of(number);
                return true;
            case SystemKind.String:
                ItemValue.TryText(item, out string text);
                value = FhirPathItem.Of(new TextValue(text));
                return true;
            case SystemKind.Date or SystemKind.DateTime or SystemKind.Time when ItemValue.TryMoment(item, out PartialTime moment):
                value = FhirPathItem.Of(moment);
                return true;
            case SystemKind.Quantity when ItemValue.TryQuantity(item, out QuantityOperand quantity):
                value = FhirPathItem.Of(quantity.ToValue());
                return true;
            default:
                return false;
        }
    }

    /// <summary>The item as another System type; false when its value is none of that type.</summary>
    public static bool TryConvert(in FhirPathItem item, SystemKind kind, out FhirPathItem value)
    {
        value = default;
        if (!TrySystem(item, out FhirPathItem source)) return false;
        return kind switch
        {
            SystemKind.Boolean => ToBoolean(source, out value),
            SystemKind.Integer => ToInteger(source, out value),
            SystemKind.Long => ToLong(source, out value),
            SystemKind.Decimal => ToDecimal(source, out value),
            SystemKind.String => ToText(source, out value),
            SystemKind.Quantity => ToQuantity(source, out value),
            _ => ToMoment(source, kind, out value),
        };
    }

    /// <summary>A variable of the environment that is no place; no item when its type is not known.</summary>
    public static FhirPathItem FromEnvironment(FhirPathValue value)
    {
        FhirPathItem text = FhirPathItem.Of(new TextValue(value.Text ?? ""));
        SystemKind kind = value.Type switch
        {
            "boolean" => SystemKind.Boolean,
            "integer" => SystemKind.Integer,
            "long" => SystemKind.Long,
            "decimal" => SystemKind.Decimal,
            "date" => SystemKind.Date,
            "dateTime" => SystemKind.DateTime,
            "time" => SystemKind.Time,
            "Quantity" => SystemKind.Quantity,
            _ => SystemKind.String,
        };
        return TryConvert(text, kind, out FhirPathItem item) ? item : default;
    }

    /// <summary>A quantity as its literal: <c>4 days</c>, <c>1.5 'mg'</c>, or a number alone.</summary>
    public static bool TryParseQuantity(string text, out QuantityValue quantity)
    {
        quantity = null!;
        string trimmed = text.Trim();
        int end = 0;
        while (end < trimmed.Length && (char.IsAsciiDigit(trimmed[end]) || trimmed[end] is '.' or '-' or '+')) end++;
        if (!TryParseDecimal(trimmed[..end], out decimal value)) return false;
        string unit = trimmed[end..].TrimStart();
        if (unit.Length == 0)
        {
            quantity = new QuantityValue(value, "1", isCalendar: false);
            return true;
        }

        if (unit.Length > 2 && unit[0] == '\'' && unit[^1] == '\'')
        {
            quantity = new QuantityValue(value, unit[1..^1], isCalendar: false);
            return true;
        }

        if (!Syntax.Parser.IsCalendarUnit(unit) || end == trimmed.Length - unit.Length) return false;
        quantity = new QuantityValue(value, unit, isCalendar: true);
        return true;
    }

    /// <summary>A decimal as FHIRPath writes it: sign, digits, and digits after a point.</summary>
    public static bool TryParseDecimal(string text, out decimal value)
    {
        value = 0;
        ReadOnlySpan<char> digits = text.AsSpan();
        if (digits.Length > 0 && digits[0] is '+' or '-') digits = digits[1..];
        if (digits.Length == 0 || digits.Length > 30 || !char.IsAsciiDigit(digits[0]) || !char.IsAsciiDigit(digits[^1])) return false;
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }

    private static bool ToBoolean(in FhirPathItem source, out FhirPathItem value)
    {
        bool? truth = source.Kind switch
        {
            ItemKind.Boolean => source.Node != 0,
            ItemKind.Integer => OfNumber(source.Node),
            ItemKind.Long => OfNumber(source.Long),
            ItemKind.Decimal => OfNumber((decimal)source.Value!),
            ItemKind.String => source.Text.ToUpperInvariant() switch
            {
                "TRUE" or "T" or "YES" or "Y" or "1" or "1.0" => true,
                "FALSE" or "F" or "NO" or "N" or "0" or "0.0" => false,
                _ => null,
            },
            _ => null,
        };
        value = truth is { } known ? FhirPathItem.Of(known) : default;
        return truth is not null;
    }

    private static bool? OfNumber(decimal number) => number == 1 ? true : number == 0 ? false : null;

    private static bool ToInteger(in FhirPathItem source, out FhirPathItem value)
    {
        value = source;
        switch (source.Kind)
        {
            case ItemKind.Integer:
                return true;
            case ItemKind.Boolean:
                value = FhirPathItem.Of(source.Node);
                return true;
            case ItemKind.Long when source.Long is >= int.MinValue and <= int.MaxValue:
                value = FhirPathItem.Of((int)source.Long);
                return true;
            case ItemKind.String when int.TryParse(source.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number):
                value = FhirPathItem.Of(number);
                return true;
            default:
                return false;
        }
    }

    private static bool ToLong(in FhirPathItem source, out FhirPathItem value)
    {
        value = source;
        switch (source.Kind)
        {
            case ItemKind.Long:
                return true;
            case ItemKind.Integer or ItemKind.Boolean:
                value = FhirPathItem.Of((long)source.Node);
                return true;
            case ItemKind.String when long.TryParse(source.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number):
                value = FhirPathItem.Of(number);
                return true;
            default:
                return false;
        }
    }

    private static bool ToDecimal(in FhirPathItem source, out FhirPathItem value)
    {
        value = source;
        switch (source.Kind)
        {
            case ItemKind.Decimal:
                return true;
            case ItemKind.Integer or ItemKind.Boolean:
                value = FhirPathItem.Of((decimal)source.Node);
                return true;
            case ItemKind.Long:
                value = FhirPathItem.Of((decimal)source.Long);
                return true;
            case ItemKind.String when TryParseDecimal(source.Text, out decimal number):
                value = FhirPathItem.Of(number);
                return true;
            default:
                return false;
        }
    }

    private static bool ToText(in FhirPathItem source, out FhirPathItem value)
    {
        value = source.Kind == ItemKind.String ? source : FhirPathItem.Of(new TextValue(Literals.TextOf(source)));
        return true;
    }

    private static bool ToQuantity(in FhirPathItem source, out FhirPathItem value)
    {
        value = source;
        switch (source.Kind)
        {
            case ItemKind.Quantity:
                return true;
            case ItemKind.Integer or ItemKind.Boolean:
                value = FhirPathItem.Of(new QuantityValue(source.Node, "1", isCalendar: false));
                return true;
            case ItemKind.Long:
                value = FhirPathItem.Of(new QuantityValue(source.Long, "1", isCalendar: false));
                return true;
            case ItemKind.Decimal:
                value = FhirPathItem.Of(new QuantityValue((decimal)source.Value!, "1", isCalendar: false));
                return true;
            case ItemKind.String when TryParseQuantity(source.Text, out QuantityValue quantity):
                value = FhirPathItem.Of(quantity);
                return true;
            default:
                return false;
        }
    }

    private static bool ToMoment(in FhirPathItem source, SystemKind kind, out FhirPathItem value)
    {
        value = source;
        TimeKind wanted = kind switch
        {
            SystemKind.Date => TimeKind.Date,
            SystemKind.DateTime => TimeKind.DateTime,
            _ => TimeKind.Time,
        };
        if (source.Kind == ItemKind.String)
        {
            if (!PartialTime.TryParse(Encoding.UTF8.GetBytes(source.Text), wanted, out PartialTime parsed)) return false;
            value = FhirPathItem.Of(parsed);
            return true;
        }

        if (source.Kind != ItemKind.Moment || (source.Moment.Kind == TimeKind.Time) != (wanted == TimeKind.Time)) return false;
        value = FhirPathItem.Of(source.Moment.As(wanted));
        return true;
    }
}
